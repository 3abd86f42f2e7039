/* deadline -- see deadline.h. */
#include "core/deadline.h"

#include <assert.h>

#include "base/civil.h"

/*
 * Every unit of limits is a position that grows with time.  What is due is found where the start's
 * position is passed by the amount; what is used is how far it is passed.
 */
struct measure {
    int64_t scale; /* positions of one unit */
    int64_t (*start)(const struct schedule *schedule, int64_t at_us);
    int64_t (*at)(const struct schedule *schedule, int64_t at_us);
    int64_t (*reached)(const struct schedule *schedule, int64_t position);
};

/* ---- positions: instants, working time, sessions ---- */

static int64_t instant(const struct schedule *schedule, int64_t at_us)
{
    (void) schedule;
    return at_us;
}

/* ---- of working days: how many have ended ---- */

static int64_t working_days_at(const struct schedule *schedule, int64_t at_us)
{
    return calendar_worked_before(schedule->calendar, schedule_day_not_ended(schedule, at_us));
}

static int64_t working_days_start(const struct schedule *schedule, int64_t at_us)
{
    return calendar_worked_before(schedule->calendar, civil_day_of(at_us) + 1);
}

static int64_t working_days_reached(const struct schedule *schedule, int64_t position)
{
    return schedule_day_end(schedule, calendar_worked_at(schedule->calendar, position - 1));
}

/* ---- of calendar days: the first that has not ended ---- */

static int64_t calendar_days_start(const struct schedule *schedule, int64_t at_us)
{
    (void) schedule;
    return civil_day_of(at_us) + 1;
}

static int64_t calendar_days_reached(const struct schedule *schedule, int64_t position)
{
    return schedule_day_end(schedule, calendar_next_worked(schedule->calendar, position - 1));
}

#define MINUTE_US (60 * CIVIL_SECOND_US)

static const struct measure measures[LIMIT_UNITS_END] = {
    [LIMIT_UNIT_MINUTE] = {MINUTE_US, instant, instant, instant},
    [LIMIT_UNIT_WORKING_MINUTE] = {MINUTE_US, schedule_work_us_before, schedule_work_us_before,
                                   schedule_work_us_at},
    [LIMIT_UNIT_HALF_DAY] = {1, schedule_sessions_begun, schedule_sessions_over,
                             schedule_sessions_at},
    [LIMIT_UNIT_WORKING_DAY] = {1, working_days_start, working_days_at, working_days_reached},
    [LIMIT_UNIT_CALENDAR_DAY] = {1, calendar_days_start, schedule_day_not_ended,
                                 calendar_days_reached},
};

static const struct measure *measure_of(const struct timing *timing)
{
    assert(timing->limit_unit >= LIMIT_UNIT_MINUTE && timing->limit_unit < LIMIT_UNITS_END);
    return &measures[timing->limit_unit];
}

/* ---- pauses ---- */

size_t timing_pauses_unite(struct timing_pause *pauses, size_t count)
{
    size_t kept = 0;
    for (size_t i = 1; i < count; i++) { /* they nearly are in order: insertion */
        struct timing_pause pause = pauses[i];
        size_t at = i;
        for (; at > 0 && pauses[at - 1].from_us > pause.from_us; at--)
            pauses[at] = pauses[at - 1];
        pauses[at] = pause;
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || pauses[i].from_us > pauses[kept - 1].to_us)
            pauses[kept++] = pauses[i];
        else if (pauses[i].to_us > pauses[kept - 1].to_us)
            pauses[kept - 1].to_us = pauses[i].to_us;
    }
    return kept;
}

static int64_t clamp(int64_t position, int64_t low, int64_t high)
{
    position = position < low ? low : position;
    return position > high ? high : position;
}

/* Where the pause begins and ends for a count from `start`. */
struct taken {
    int64_t from;
    int64_t to; /* INT64_MAX: nowhere */
};

static struct taken taken_by(const struct timing *timing, const struct schedule *schedule,
                             int64_t start, size_t index)
{
    const struct measure *measure = measure_of(timing);
    const struct timing_pause *pause = &timing->pauses[index];
    assert(pause->from_us <= pause->to_us);
    assert(index == 0 || timing->pauses[index - 1].to_us < pause->from_us);
    int64_t to =
        pause->to_us == DEADLINE_NEVER_US ? INT64_MAX : measure->at(schedule, pause->to_us);
    return (struct taken) {.from = clamp(measure->at(schedule, pause->from_us), start, INT64_MAX),
                           .to = clamp(to, start, INT64_MAX)};
}

/* ---- both ways ---- */

/* Whose exceptions matter: the first day whose being worked or not moves the deadline. */
static bool is_provisional(const struct schedule *schedule, const struct timing *timing,
                           int64_t position, int64_t day)
{
    int64_t first_day = civil_day_of(timing->start_us);
    if (timing->limit_unit == LIMIT_UNIT_MINUTE)
        return false;
    if (timing->limit_unit == LIMIT_UNIT_WORKING_DAY)
        first_day++;
    if (timing->limit_unit == LIMIT_UNIT_CALENDAR_DAY)
        first_day = position - 1;
    return !calendar_is_published(schedule->calendar, first_day, day);
}

struct deadline deadline_of(const struct calendar *calendar, const struct timing *timing)
{
    const struct measure *measure = measure_of(timing);
    const struct schedule *schedule = schedule_of(calendar, timing->unit);
    assert(timing->amount >= 1 && timing->amount <= DEADLINE_AMOUNT_MAX);
    int64_t start = measure->start(schedule, timing->start_us);
    int64_t position = start + timing->amount * measure->scale;
    for (size_t i = 0; i < timing->pauses_count; i++) {
        struct taken taken = taken_by(timing, schedule, start, i);
        if (taken.from >= position)
            break;
        if (taken.to == INT64_MAX)
            return (struct deadline) {.due_us = DEADLINE_NEVER_US, .day = DAY_NONE};
        position += taken.to - taken.from;
    }
    int64_t due_us = measure->reached(schedule, position);
    int64_t day = civil_day_of(due_us - 1);
    return (struct deadline) {
        .due_us = due_us,
        .day = day,
        .is_provisional = is_provisional(schedule, timing, position, day),
    };
}

struct timing timing_after(const struct deadline *from, const struct timing *timing)
{
    struct timing more = *timing;
    bool is_minutes =
        timing->limit_unit == LIMIT_UNIT_MINUTE || timing->limit_unit == LIMIT_UNIT_WORKING_MINUTE;
    assert(from->due_us != DEADLINE_NEVER_US);
    more.start_us = is_minutes ? from->due_us : from->due_us - 1; /* 24:00 is of the day it ends */
    return more;
}

struct deadline deadline_after(const struct calendar *calendar, const struct deadline *from,
                               const struct timing *timing)
{
    struct timing more = timing_after(from, timing);
    return deadline_of(calendar, &more);
}

int64_t deadline_used(const struct calendar *calendar, const struct timing *timing,
                      int64_t until_us)
{
    const struct measure *measure = measure_of(timing);
    const struct schedule *schedule = schedule_of(calendar, timing->unit);
    int64_t start = measure->start(schedule, timing->start_us);
    int64_t until = clamp(measure->at(schedule, until_us), start, INT64_MAX);
    int64_t used = until - start;
    for (size_t i = 0; i < timing->pauses_count; i++) {
        struct taken taken = taken_by(timing, schedule, start, i);
        if (taken.from >= until)
            break;
        used -= (taken.to < until ? taken.to : until) - taken.from;
    }
    return used / measure->scale;
}
