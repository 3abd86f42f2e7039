/*
 * book_time -- dates and times as books and logs write them.
 *
 * Year first: 2022-03-05, 2022/3/5, 2022.3.5, 2022年3月5日; then, if there is one, a time of day
 * (9:30, 09:30:00, 09:30:00.250, 9时30分) and its offset (Z, +08:00).  A date alone is known to the
 * day.
 */
#ifndef SHOUWEN_RUN_BOOK_TIME_H
#define SHOUWEN_RUN_BOOK_TIME_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "core/event.h"

/*
 * `zone_s` is the offset of times that say none.  Of a day's precision `at_us_out` is where that
 * day begins in Asia/Shanghai.
 *
 * REJECT: it is no time, or one that does not exist.
 */
MUST_CHECK enum outcome book_time_read(struct str text, int zone_s, int64_t *at_us_out,
                                       enum precision *precision_out, struct err *err);

/* "+08:00" or "Z", in seconds; false when it is none. */
bool book_zone_read(struct str text, int *zone_s_out);

#endif
