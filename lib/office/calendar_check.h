/*
 * calendar_check -- can these rows be a calendar?  Every fault at once, none by I/O.
 *
 * Faults: a published period that is not of whole years, a year published twice or missing
 * between others or without a working day; a day that is off and worked, or either twice; a worked
 * day that the week works anyway; an exception of a year that is not published (a month before and
 * behind may be named: notices go by holidays); hours of the same rank at once (see schedule.h); a
 * unit nobody knows.
 */
#ifndef SHOUWEN_OFFICE_CALENDAR_CHECK_H
#define SHOUWEN_OFFICE_CALENDAR_CHECK_H

#include "office/calendar_file.h"
#include "office/units_known.h"

/* Of a file that was made; lines with a fault are not judged.  REJECT: it has more hours than this
 * program can hold; FATAL: no memory. */
MUST_CHECK enum outcome calendar_check(struct calendar_file *file, const struct units_known *units,
                                       struct faults *faults, struct err *err);

#endif
