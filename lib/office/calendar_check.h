/*
 * calendar_check -- can these rows be a calendar?  Every complaint at once, none by I/O.
 *
 * Complaints: a published period that is not of whole years, a year published twice or missing
 * between others or without a working day; a day that is off and worked, or either twice; a worked
 * day that the week works anyway; an exception of a year that is not published (a month before and
 * behind may be named: notices go by holidays); hours of the same rank at once (see schedule.h); a
 * unit nobody knows.
 */
#ifndef SHOUWEN_OFFICE_CALENDAR_CHECK_H
#define SHOUWEN_OFFICE_CALENDAR_CHECK_H

#include "office/calendar_csv.h"

/* Who knows the units; without it every unit is believed. */
struct calendar_units {
    void *context;
    bool (*is_known)(void *context, struct str unit);
};

/* REJECT: something was complained of, now or when the files were read; FATAL: no memory. */
MUST_CHECK enum outcome calendar_check(struct calendar_csv *csv, const struct calendar_units *units,
                                       struct complaints *complaints, struct err *err);

#endif
