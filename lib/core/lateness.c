/* lateness -- see lateness.h. */
#include "core/lateness.h"

#include "base/civil.h"

static const int64_t minute_us = 60 * CIVIL_SECOND_US;

static int64_t at_least_0(int64_t amount)
{
    return amount < 0 ? 0 : amount;
}

/* The local days between; what was told on the day itself stands at its end, which is to come. */
static struct lateness of_day(const struct event *event, int64_t told_at_us)
{
    int64_t days = at_least_0(civil_day_of(told_at_us) - civil_day_of(event->occurred_at_us));
    enum lateness_class class = days == 0    ? LATENESS_SAME_DAY
                                : days == 1  ? LATENESS_NEXT_DAY
                                : days <= 7  ? LATENESS_DAYS_7
                                : days <= 30 ? LATENESS_DAYS_30
                                             : LATENESS_DAYS_LONGER;
    return (struct lateness) {.class = class, .amount = days};
}

static struct lateness of_instant(const struct event *event, int64_t told_at_us)
{
    int64_t late_us = told_at_us - event->occurred_at_us;
    enum lateness_class class = late_us < -LATENESS_SKEW_MINUTES * minute_us ? LATENESS_AHEAD
                                : late_us <= 10 * minute_us                  ? LATENESS_10_MINUTES
                                : late_us <= 60 * minute_us                  ? LATENESS_1_HOUR
                                : late_us <= CIVIL_DAY_US                    ? LATENESS_1_DAY
                                : late_us <= 7 * CIVIL_DAY_US                ? LATENESS_7_DAYS
                                                                             : LATENESS_LONGER;
    return (struct lateness) {.class = class, .amount = at_least_0(late_us / minute_us)};
}

struct lateness lateness_of(const struct event *event, int64_t told_at_us)
{
    return event->precision == PRECISION_DAY ? of_day(event, told_at_us)
                                             : of_instant(event, told_at_us);
}
