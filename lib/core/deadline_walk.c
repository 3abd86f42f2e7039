/* deadline_walk -- see deadline_walk.h. */
#include "core/deadline_walk.h"

#include "base/civil.h"

void deadline_walk_init(struct deadline_walk *walk, const struct calendar *calendar,
                        const struct timing *timing)
{
    *walk = (struct deadline_walk) {
        .calendar = calendar,
        .timing = timing,
        .schedule = schedule_of(calendar, timing->unit),
        .deadline = deadline_of(calendar, timing),
        .start_day = civil_day_of(timing->start_us),
    };
    walk->next_day = walk->start_day;
    walk->last_day = walk->deadline.day;
    if (walk->deadline.due_us == DEADLINE_NEVER_US)
        walk->last_day = civil_day_of(timing->pauses[timing->pauses_count - 1].from_us);
    if (walk->last_day < walk->next_day) /* paused before it began */
        walk->last_day = walk->next_day;
}

static bool is_paused(const struct deadline_walk *walk, int64_t day)
{
    const struct timing *timing = walk->timing;
    int64_t start_us = civil_start_of(day);
    int64_t from_us = start_us > timing->start_us ? start_us : timing->start_us;
    int64_t to_us = civil_start_of(day + 1);
    to_us = to_us < walk->deadline.due_us ? to_us : walk->deadline.due_us;
    for (size_t i = 0; i < timing->pauses_count; i++)
        if (timing->pauses[i].from_us < to_us && from_us < timing->pauses[i].to_us)
            return true;
    return false;
}

/* What is used when the day is over, or the limit.  Working days that no pause takes are just
 * counted: that is what most walks are of. */
static int64_t total_after(const struct deadline_walk *walk, const struct calendar_day *day)
{
    const struct timing *timing = walk->timing;
    if (timing->limit_unit == LIMIT_UNIT_WORKING_DAY && timing->pauses_count == 0)
        return walk->total + (day->is_worked && day->number > walk->start_day);
    int64_t end_us = civil_start_of(day->number + 1);
    int64_t until_us = end_us < walk->deadline.due_us ? end_us : walk->deadline.due_us;
    int64_t used = deadline_used(walk->calendar, timing, until_us);
    return used < timing->amount ? used : timing->amount;
}

static const struct calendar_row *hours_of(const struct deadline_walk *walk,
                                           const struct calendar_day *day)
{
    enum limit_unit unit = walk->timing->limit_unit;
    bool asks_hours = unit == LIMIT_UNIT_WORKING_MINUTE || unit == LIMIT_UNIT_HALF_DAY;
    return asks_hours && day->is_worked ? schedule_row(walk->schedule, day->number) : NULL;
}

static enum walked walked_of(const struct deadline_walk *walk, const struct walked_day *day)
{
    enum limit_unit unit = walk->timing->limit_unit;
    bool counts_rest = unit == LIMIT_UNIT_MINUTE || unit == LIMIT_UNIT_CALENDAR_DAY;
    bool is_reached = walk->total == walk->timing->amount;
    if (day->day.number == walk->start_day)
        return WALKED_START;
    if (day->counted > 0 && day->day.is_worked && day->day.exception != NULL && !counts_rest)
        return WALKED_MAKE_UP;
    if (day->counted > 0)
        return WALKED_COUNTED;
    if (!day->day.is_worked && (!counts_rest || is_reached))
        return WALKED_REST;
    return is_reached ? WALKED_MOVED : WALKED_PAUSED;
}

bool deadline_walk_next(struct deadline_walk *walk, struct walked_day *day_out)
{
    if (walk->next_day > walk->last_day)
        return false;
    struct walked_day day = {
        .day = calendar_day_of(walk->calendar, walk->next_day),
        .is_paused = walk->timing->pauses_count > 0 && is_paused(walk, walk->next_day),
    };
    day.hours = hours_of(walk, &day.day);
    day.total = total_after(walk, &day.day);
    day.counted = day.total - walk->total;
    day.walked = walked_of(walk, &day);
    walk->total = day.total;
    walk->next_day++;
    *day_out = day;
    return true;
}
