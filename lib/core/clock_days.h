/*
 * clock_days -- why a clock is due when it is, as a letter a local day: short enough for a table.
 *
 *     accepted 2022-09-30, 5wd    sooooooommccc
 *
 * From the day of its start to the day it is due, or to that of the pause which holds it, without a
 * gap: opening day, seven days off by a notice, two worked weekend days, three others.  The letters
 * are CLOCK_DAY's in clock_words.def; capital ones are of an extension.  The same that
 * deadline_walk tells of limit and extensions, one after the other.
 */
#ifndef SHOUWEN_CORE_CLOCK_DAYS_H
#define SHOUWEN_CORE_CLOCK_DAYS_H

#include "core/clock.h"

enum { CLOCK_DAYS_MAX = 400 };

/* '' of more days than CLOCK_DAYS_MAX, and of a clock whose due time an order says.  False: the
 * arena is full. */
MUST_CHECK bool clock_days(const struct clock *clock, const struct calendar *calendar,
                           struct arena *arena, struct str *days_out);

#endif
