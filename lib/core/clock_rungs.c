/*
 * clock_rungs -- who is told about a clock, and when.
 *
 * The times of a ladder are computed rung by rung, also of rungs that are not this limit's, because
 * the next may count from them.  One that heeds quiet hours and stands outside the working hours of
 * the clock's unit waits until work begins; those that count from it do not wait with it.  A rung
 * stays when it stands after the clock's start and rings before its stop; what was done by the due
 * time without a time of day was done before the rungs behind it.
 */
#include "base/civil.h"
#include "core/clock_build.h"

enum { NO_TIME = 0 };

/* A ladder being climbed. */
struct climb {
    const struct clock_build *build;
    const struct clock *clock;
    int64_t last_us; /* of the rung above; NO_TIME */
};

static const struct calendar *calendar_of(const struct climb *climb)
{
    return climb->build->rules->calendar;
}

/* ---- where an offset leads ---- */

static int64_t at_minute(int64_t day, int32_t minute)
{
    return civil_start_of(day) + minute * 60 * CIVIL_SECOND_US;
}

/* On the day that this leads to; with a time of day, at that time. */
static int64_t on_day(const struct climb *climb, const struct rung_offset *offset, int64_t day)
{
    if (offset->minute != RUNG_NO_MINUTE)
        return at_minute(day, offset->minute);
    return schedule_day_end(schedule_of(calendar_of(climb), climb->clock->timing.unit), day);
}

static int64_t before(const struct climb *climb, const struct rung_offset *offset)
{
    const struct calendar *calendar = calendar_of(climb);
    const struct schedule *schedule = schedule_of(calendar, climb->clock->timing.unit);
    const struct deadline *due = &climb->clock->deadline;
    int64_t us = offset->amount * 60 * CIVIL_SECOND_US; /* negative */
    if (offset->unit == LIMIT_UNIT_MINUTE)
        return due->due_us + us;
    if (offset->unit == LIMIT_UNIT_WORKING_MINUTE)
        return schedule_work_us_at(schedule, schedule_work_us_before(schedule, due->due_us) + us);
    if (offset->unit == LIMIT_UNIT_HALF_DAY)
        return schedule_sessions_at(schedule,
                                    schedule_sessions_over(schedule, due->due_us) + offset->amount);
    return on_day(climb, offset,
                  offset->unit == LIMIT_UNIT_WORKING_DAY
                      ? calendar_worked_from(calendar, due->day, offset->amount)
                      : due->day + offset->amount);
}

/* From an instant on; the base itself when there is no amount. */
static int64_t after(const struct climb *climb, const struct rung_offset *offset, int64_t from_us)
{
    struct timing timing = climb->clock->timing;
    struct deadline from = {.due_us = from_us, .day = civil_day_of(from_us - 1)};
    struct deadline deadline = from;
    if (offset->unit != 0) {
        timing.amount = offset->amount;
        timing.limit_unit = offset->unit;
        timing.start_us = from_us;
        deadline = offset->base == RUNG_FROM_START
                       ? deadline_of(calendar_of(climb), &timing)
                       : deadline_after(calendar_of(climb), &from, &timing);
    }
    if (deadline.due_us == DEADLINE_NEVER_US)
        return NO_TIME;
    return offset->minute == RUNG_NO_MINUTE ? deadline.due_us
                                            : at_minute(deadline.day, offset->minute);
}

/* When so much of the time until the due time is over: of real time where the limit counts that,
 * else of working time. */
static int64_t at_percent(const struct climb *climb, int64_t percent)
{
    struct timing timing = climb->clock->timing;
    timing.start_us = climb->clock->started_us;
    timing.limit_unit = climb->clock->limit.unit == LIMIT_UNIT_MINUTE ||
                                climb->clock->limit.unit == LIMIT_UNIT_CALENDAR_DAY
                            ? LIMIT_UNIT_MINUTE
                            : LIMIT_UNIT_WORKING_MINUTE;
    int64_t whole = deadline_used(calendar_of(climb), &timing, climb->clock->deadline.due_us);
    timing.amount = whole * percent / 100;
    if (timing.amount < 1 || timing.amount > DEADLINE_AMOUNT_MAX)
        return NO_TIME;
    return deadline_of(calendar_of(climb), &timing).due_us;
}

/* The first Urged while the clock ran that nobody explained until so much later; LIFE_NONE. */
static bool is_explained(const struct climb *climb, int32_t urged, int64_t until_us)
{
    const struct life *life = climb->build->life;
    struct str number = life_event(life, urged)->urged.number;
    for (int32_t i = urged + 1; i < life->facts.count; i++) {
        const struct event *event = life_event(life, i);
        if (event->kind == EVENT_EXPLAINED && event->occurred_at_us <= until_us &&
            str_eq(event->explained.number, number))
            return true;
    }
    return false;
}

/* A notice is asked for when an urging is not explained: counted from the rung above, or from the
 * urging when that came later. */
static int64_t unexplained(const struct climb *climb, const struct rung_offset *offset)
{
    const struct life *life = climb->build->life;
    for (int32_t i = climb->clock->started_by + 1; i < life->facts.count; i++) {
        const struct event *event = life_event(life, i);
        if (event->kind != EVENT_URGED)
            continue;
        int64_t from_us =
            event->occurred_at_us > climb->last_us ? event->occurred_at_us : climb->last_us;
        int64_t at_us = after(climb, offset, from_us);
        if (at_us != NO_TIME && !is_explained(climb, i, at_us))
            return at_us;
    }
    return NO_TIME;
}

static int64_t time_of(const struct climb *climb, const struct rung_offset *offset,
                       enum rung_condition condition)
{
    const struct clock *clock = climb->clock;
    bool wants_due = offset->base == RUNG_FROM_DUE || offset->base == RUNG_AT_PERCENT;
    if (wants_due && clock->deadline.due_us == DEADLINE_NEVER_US)
        return NO_TIME;
    if (offset->base == RUNG_FROM_RUNG && climb->last_us == NO_TIME)
        return NO_TIME;
    if (condition == RUNG_CONDITION_UNEXPLAINED)
        return unexplained(climb, offset);
    if (offset->base == RUNG_AT_PERCENT)
        return at_percent(climb, offset->amount);
    if (offset->base == RUNG_FROM_DUE && offset->amount < 0)
        return before(climb, offset);
    return after(climb, offset,
                 offset->base == RUNG_FROM_START ? clock->started_us
                 : offset->base == RUNG_FROM_DUE ? clock->deadline.due_us
                                                 : climb->last_us);
}

/* ---- which of them ring ---- */

static bool rings(const struct climb *climb, int64_t stands_us, int64_t at_us)
{
    const struct clock *clock = climb->clock;
    int64_t stop_us = life_at_us(climb->build->life, clock->stopped_by);
    if (stands_us <= clock->started_us || clock->end == CLOCK_END_EXEMPT)
        return false;
    if (clock->verdict != CLOCK_VERDICT_LATE && stop_us > clock->deadline.due_us)
        stop_us = clock->deadline.due_us;
    return clock->end == CLOCK_END_RUNNING || at_us < stop_us;
}

/* As it stands, or when work begins next. */
static int64_t when_told(const struct climb *climb, const struct rung *rung, int64_t stands_us)
{
    if (!rung->heeds_quiet_hours)
        return stands_us;
    return schedule_next_work(schedule_of(calendar_of(climb), climb->clock->timing.unit),
                              stands_us);
}

/* Until when an import is waited for that says whether it was done in time. */
static int64_t held_until(const struct climb *climb, const struct rung *rung, int64_t at_us)
{
    static const struct rung_offset hold = {
        .base = RUNG_FROM_DUE,
        .amount = RUNG_HOLD_DAYS,
        .unit = LIMIT_UNIT_WORKING_DAY,
        .minute = RUNG_NO_MINUTE,
    };
    if (climb->clock->deadline.due_us == DEADLINE_NEVER_US ||
        !rung_is_of_batches(rung, climb->build->life->case_source))
        return NO_TIME;
    int64_t until_us = when_told(climb, rung, after(climb, &hold, climb->clock->deadline.due_us));
    return until_us > at_us ? until_us : NO_TIME;
}

/* In the order of time; rungs of one instant in that of the ladder. */
static void add(const struct climb *climb, struct clock *clock, const struct rung *rung,
                int64_t stands_us)
{
    if (stands_us == NO_TIME)
        return;
    int64_t at_us = when_told(climb, rung, stands_us);
    if (!rings(climb, stands_us, at_us))
        return;
    int32_t place = clock->rungs_count++;
    for (; place > 0 && clock->rungs[place - 1].at_us > at_us; place--)
        clock->rungs[place] = clock->rungs[place - 1];
    clock->rungs[place] = (struct clock_rung) {
        .name = rung->name,
        .level = rung->level,
        .stands_us = stands_us,
        .at_us = at_us,
        .held_us = held_until(climb, rung, at_us),
        .recipients = rung->recipients,
        .copies = rung->copies,
        .heeds_quiet_hours = rung->heeds_quiet_hours,
    };
}

/* The row's own warnings: told to whom the ladder's first yellow rung is told. */
static void add_warnings(const struct climb *climb, struct clock *clock, const struct rung *yellow)
{
    static const struct str names[POLICY_WARNINGS_MAX] = {
        {"warning_1", 9}, {"warning_2", 9}, {"warning_3", 9}, {"warning_4", 9}};
    const struct policy_row *row = clock->match.row;
    struct rung rung = *yellow;
    for (size_t i = 0; i < row->warnings_count; i++) {
        rung.name = names[i];
        add(climb, clock, &rung, time_of(climb, &row->warnings[i], RUNG_CONDITION_ALWAYS));
    }
}

enum outcome clock_ring(const struct clock_build *build, struct clock *clock, struct err *err)
{
    const struct ladder *ladder = clock->match.ladder;
    struct climb climb = {.build = build, .clock = clock};
    bool is_warned = clock->match.row->warnings_count == 0; /* by the ladder's own */
    if (ladder == NULL)
        return OK;
    clock->rungs =
        arena_alloc(build->arena, (ladder->count + POLICY_WARNINGS_MAX) * sizeof(*clock->rungs));
    if (clock->rungs == NULL)
        return err_set(err, RETRY, "no room for %zu rungs", ladder->count);
    for (size_t i = 0; i < ladder->count; i++) {
        const struct rung *rung = &ladder->rungs[i];
        bool is_own = rung->level != RUNG_LEVEL_YELLOW || clock->match.row->warnings_count == 0;
        if (!is_own && !is_warned) {
            is_warned = true;
            add_warnings(&climb, clock, rung);
        }
        climb.last_us = time_of(&climb, &rung->offset, rung->condition);
        if (is_own && rung_is_for(rung, clock->limit))
            add(&climb, clock, rung, climb.last_us);
    }
    return OK;
}
