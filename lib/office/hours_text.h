/* hours_text -- the hours of a working day as people write them: "09:00-12:00 13:00-17:00". */
#ifndef SHOUWEN_OFFICE_HOURS_TEXT_H
#define SHOUWEN_OFFICE_HOURS_TEXT_H

#include "core/calendar.h"

/* Append intervals to those that are there.  NULL, or what is wrong. */
const char *hours_text_read(struct str text, struct hours *hours);

enum { HOURS_TEXT_MAX = 96 };
const char *hours_text(const struct hours *hours, char text_out[HOURS_TEXT_MAX]);

#endif
