/*
 * book_time -- dates and times as books and logs write them.
 *
 * Year first: 2022-03-05, 2022/3/5, 2022.3.5, 2022年3月5日, 20220305; without a year, which is then
 * the book's: 3月5日, 3-5, 3/5, 3.5; a spreadsheet's day number, 44625 or 44625.4.  Then, if there
 * is one, a time of day (9:30, 09:30:00, 09:30:00.250, 9时30分, 9点半, 上午9:30, 下午3点) and its
 * offset (Z, +08:00).  A date alone is known to the day.  Wide digits and signs are as good as
 * others, and so is a day of the week behind the date.
 */
#ifndef SHOUWEN_OFFICE_BOOK_TIME_H
#define SHOUWEN_OFFICE_BOOK_TIME_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "core/event.h"

enum { BOOK_YEAR_MIN = 2000, BOOK_YEAR_MAX = 2100 };

/* What a book says of its dates as a whole. */
struct book_calendar {
    int zone_s;       /* the offset of times that say none */
    int year;         /* of dates that say none; 0: such dates are refused */
    int64_t after_us; /* a date without a year that would lie more than half a year before this is
                         of the next one: 5 January behind 28 December; 0: nothing is known */
};

/*
 * Of a day's precision `at_us_out` is where that day begins in Asia/Shanghai.
 *
 * REJECT: it is no time, or one that does not exist.
 */
MUST_CHECK enum outcome book_time_read(struct str text, const struct book_calendar *calendar,
                                       int64_t *at_us_out, enum precision *precision_out,
                                       struct err *err);

/* A day alone, with its year.  NULL, or what is wrong with the text: "is a day that does not
 * exist".
 */
const char *book_day_read(struct str text, int64_t *day_out);

/* "+08:00" or "Z", in seconds; false when it is none. */
bool book_zone_read(struct str text, int *zone_s_out);

/* "2022", "2022年": within the years above; false when it is none. */
bool book_year_read(struct str text, int *year_out);

#endif
