/* time_guard -- see time_guard.h. */
#include "run/time_guard.h"

static bool is_apart(int64_t a_us, int64_t b_us)
{
    return a_us - b_us > TIME_APART_US_MAX || b_us - a_us > TIME_APART_US_MAX;
}

enum time_verdict time_guard_judge(struct time_guard *guard, const struct time_told *told)
{
    const struct time_told last = guard->last;
    guard->last = *told;
    bool is_held = told->steady_us < guard->held_until_us;
    bool has_jumped = last.steady_us != 0 && is_apart(told->database_us - last.database_us,
                                                      told->steady_us - last.steady_us);
    bool is_local_apart = is_apart(told->database_us, told->local_us);
    if (has_jumped || (is_held && is_local_apart))
        guard->held_until_us = told->steady_us + TIME_AGREEMENT_US;
    if (is_local_apart)
        return TIME_APART;
    return has_jumped || is_held ? TIME_JUMPED : TIME_AGREES;
}
