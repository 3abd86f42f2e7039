/*
 * deadline_print -- a deadline and why it is so, as lines for people.
 *
 *     start 2022-09-30T10:00:00+08:00, limit 5 wd, calendar china version 1
 *     2022-09-30 Fri  start         -
 *     2022-10-01 Sat  rest          -  off: 2021-10/25/content_5644835
 *     ...
 *     2022-10-08 Sat  make-up       1  worked: 2021-10/25/content_5644835
 *     due 2022-10-12T24:00+08:00
 *
 * The number is what is used of the limit when the day is over.
 */
#ifndef SHOUWEN_OFFICE_DEADLINE_PRINT_H
#define SHOUWEN_OFFICE_DEADLINE_PRINT_H

#include <stdio.h>

#include "core/deadline_walk.h"

enum { DEADLINE_TEXT_MAX = 40 };

/* "2022-10-12T24:00+08:00": midnight is the end of the day before; with seconds (and less) where
 * there are some.  "never" of DEADLINE_NEVER_US. */
const char *deadline_text(int64_t due_us, char text_out[DEADLINE_TEXT_MAX]);

/* All of it; errors of the file stay in it (ferror). */
void deadline_print(FILE *file, const struct calendar *calendar, const struct timing *timing);

#endif
