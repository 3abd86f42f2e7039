/*
 * clock_due -- when a clock is due, and what it came to.
 *
 * The category that was last set until the due time rules, and the due time follows from the
 * category: amendments are taken in the order of time as long as they come until what is due by
 * those before them.
 */
#include <assert.h>
#include <string.h>

#include "base/civil.h"
#include "core/clock_build.h"

bool clock_is_by(const struct event *event, const struct deadline *deadline)
{
    return event->occurred_at_us <= deadline->due_us ||
           (event->precision == PRECISION_DAY &&
            civil_day_of(event->occurred_at_us) <= deadline->day);
}

static const struct event *event_of(const struct clock_build *build, int32_t fact)
{
    return life_event(build->life, fact);
}

/* All but the amendments.  A unit's year has no acceptance: the day on which the clock starts. */
static struct policy_query query_of(const struct clock_build *build, const struct clock *clock)
{
    const struct event *event = event_of(build, build->life->accepted);
    if (event == NULL)
        return (struct policy_query) {
            .unit = build->life->case_source,
            .day = civil_day_of(clock->started_us),
            .clock = clock->kind,
        };
    return (struct policy_query) {
        .unit = event->accepted.unit,
        .day = civil_day_of(event->occurred_at_us),
        .clock = clock->kind,
        .category = event->accepted.category,
        .channel = event->accepted.channel,
        .priority = event->accepted.priority,
    };
}

enum clock_start clock_start_of(const struct clock_build *build, enum clock_kind kind)
{
    const struct policy_query query = query_of(build, &(struct clock) {.kind = kind});
    const struct policy_row *row = policy_find(build->rules->policy, &query).row;
    return row == NULL ? CLOCK_START_ACCEPTED : row->start;
}

static void amend(struct policy_query *query, const struct amended *amended)
{
    if (amended->category != 0)
        query->category = amended->category;
    if (amended->channel != 0)
        query->channel = amended->channel;
    if (amended->priority.len > 0)
        query->priority = amended->priority;
}

/* ---- extensions ---- */

static bool is_long(struct limit a, struct limit b)
{
    return a.unit == b.unit ? a.amount > b.amount : limit_days(a) > limit_days(b);
}

/* What was due when it was asked for: by the extensions that were approved by then. */
static const struct deadline *in_force(const struct clock_build *build, const struct clock *clock,
                                       int64_t at_us)
{
    const struct deadline *deadline = &clock->base;
    for (int32_t i = 0; i < clock->extensions_count; i++)
        if (event_of(build, clock->extensions[i].fact)->extended.approved_at_us <= at_us)
            deadline = &clock->extensions[i].deadline;
    return deadline;
}

/* Which cap of the row it breaks, by the new due time too; CLOCK_REFUSALS_COUNT: none. */
static enum clock_refusal cap_broken(const struct clock_build *build, const struct clock *clock,
                                     const struct clock_extension *extension)
{
    const struct policy_caps *caps = &clock->match.row->caps;
    const struct extended *extended = &event_of(build, extension->fact)->extended;
    struct limit amount = {.amount = extended->amount, .unit = extended->amount_unit};
    if (clock->extensions_count == CLOCK_EXTENSIONS_MAX ||
        (caps->has_count && clock->extensions_count >= caps->count))
        return CLOCK_REFUSAL_OVER_COUNT;
    if (caps->each.unit != 0 && is_long(amount, caps->each))
        return CLOCK_REFUSAL_OVER_EACH;
    if (caps->long_cycle.unit == 0)
        return CLOCK_REFUSALS_COUNT;
    struct timing whole = clock->timing;
    whole.amount = caps->long_cycle.amount;
    whole.limit_unit = caps->long_cycle.unit;
    return extension->deadline.due_us <= deadline_of(build->rules->calendar, &whole).due_us
               ? CLOCK_REFUSALS_COUNT
               : CLOCK_REFUSAL_OVER_LONG_CYCLE;
}

/* Runs on from what is due now; while a pause without an end holds that, it is not due either. */
static void run_on(const struct clock_build *build, const struct deadline *from,
                   struct clock_extension *extension)
{
    extension->deadline = *from;
    if (from->due_us == DEADLINE_NEVER_US)
        return;
    extension->timing = timing_after(from, &extension->timing);
    extension->deadline = deadline_of(build->rules->calendar, &extension->timing);
    extension->deadline.is_provisional |= from->is_provisional;
}

/* Why it does not count; CLOCK_REFUSALS_COUNT: it does, and is done. */
static enum clock_refusal extend(const struct clock_build *build, struct clock *clock, int32_t fact)
{
    const struct extended *extended = &event_of(build, fact)->extended;
    struct limit amount = {.amount = extended->amount, .unit = extended->amount_unit};
    struct clock_extension extension = {.fact = fact, .timing = clock->timing};
    if (extended->approved_at_us == 0)
        return CLOCK_REFUSAL_NOT_APPROVED;
    if (!limit_is_fine(amount))
        return CLOCK_REFUSAL_NO_LIMIT;
    if (extended->asked_at_us > in_force(build, clock, extended->asked_at_us)->due_us)
        return CLOCK_REFUSAL_ASKED_LATE;
    extension.timing.amount = amount.amount;
    extension.timing.limit_unit = amount.unit;
    run_on(build, &clock->deadline, &extension);
    enum clock_refusal why = cap_broken(build, clock, &extension);
    if (why != CLOCK_REFUSALS_COUNT)
        return why;
    clock->extensions[clock->extensions_count++] = extension;
    clock->deadline = extension.deadline;
    return why;
}

/* Was it told in the clock's round? */
static bool is_told_of(const struct clock_build *build, const struct clock *clock, int32_t fact)
{
    const struct clock_span *span =
        clock->kind == CLOCK_COMPLETION ? build->spans : clock_span_of(build, clock->started_by);
    return fact >= span->first && fact < span->limit;
}

/* In the order they were told. */
static void extend_all(const struct clock_build *build, struct clock *clock)
{
    clock->extensions_count = 0;
    clock->refused_count = 0;
    if (clock->extensions == NULL)
        return;
    for (int32_t i = 0; i < build->extended_count; i++) {
        int32_t fact = build->extended[i];
        if (!is_told_of(build, clock, fact))
            continue;
        enum clock_refusal why = extend(build, clock, fact);
        if (why != CLOCK_REFUSALS_COUNT)
            clock->refused[clock->refused_count++] =
                (struct clock_refused) {.fact = fact, .why = why};
    }
}

/* ---- the due time ---- */

/* An order's own limit runs from the order; one that says no time leaves the policy's. */
static void order(const struct clock_build *build, struct clock *clock)
{
    const struct event *event = event_of(build, clock->ordered_by);
    const struct rectification_ordered *ordered = &event->rectification_ordered;
    struct limit limit = {.amount = ordered->limit, .unit = ordered->limit_unit};
    if (limit_is_fine(limit))
        clock->limit = limit;
    clock->timing.start_us = event->occurred_at_us;
    clock->timing.amount = clock->limit.amount;
    clock->timing.limit_unit = clock->limit.unit;
    clock->base = deadline_of(build->rules->calendar, &clock->timing);
    clock->is_due_ordered = ordered->due_at_us != 0;
    if (!clock->is_due_ordered)
        return;
    int64_t due_us =
        ordered->due_at_us > clock->started_us ? ordered->due_at_us : clock->started_us;
    clock->base = (struct deadline) {.due_us = due_us, .day = civil_day_of(due_us - 1)};
}

/* The last working day of December: so many working days after the first of January. */
static void date_year(const struct calendar *calendar, struct clock *clock)
{
    struct civil_date next = {.year = civil_year_of(clock->started_us) + 1, .month = 1, .day = 1};
    int64_t next_day = civil_day_from(next);
    int64_t days = calendar_worked_before(calendar, next_day) -
                   calendar_worked_before(calendar, civil_day_of(clock->started_us) + 1);
    clock->limit = (struct limit) {.amount = days < 1 ? 1 : days, .unit = LIMIT_UNIT_WORKING_DAY};
    clock->timing.amount = clock->limit.amount;
    clock->timing.limit_unit = clock->limit.unit;
    clock->base = deadline_of(calendar, &clock->timing);
    clock->base.is_provisional |= !calendar_is_published(calendar, next_day - 1, next_day - 1);
}

/* By the row that answers the query; its extensions too. */
static void date(const struct clock_build *build, struct clock *clock,
                 const struct policy_query *query)
{
    const struct calendar *calendar = build->rules->calendar;
    clock->match = policy_find(build->rules->policy, query);
    if (clock->match.row == NULL)
        return;
    clock->limit = clock->match.row->limit;
    clock->timing.start_us = clock->started_us;
    clock->timing.amount = clock->limit.amount;
    clock->timing.limit_unit = clock->limit.unit;
    if (clock->ordered_by != LIFE_NONE)
        order(build, clock);
    else if (clock->limit.unit == 0)
        date_year(calendar, clock);
    else
        clock->base = deadline_of(calendar, &clock->timing);
    clock->deadline = clock->base;
    extend_all(build, clock);
}

static void date_as_amended(const struct clock_build *build, struct clock *clock)
{
    struct policy_query query = query_of(build, clock);
    int32_t i = 0;
    for (; i < build->amended_count; i++) {
        const struct event *event = event_of(build, build->amended[i]);
        if (event->occurred_at_us > clock->started_us)
            break;
        amend(&query, &event->amended);
    }
    date(build, clock, &query);
    for (; i < build->amended_count; i++) {
        const struct event *event = event_of(build, build->amended[i]);
        if (clock->match.row != NULL && !clock_is_by(event, &clock->deadline))
            break;
        amend(&query, &event->amended);
        date(build, clock, &query);
    }
}

/* ---- what it came to ---- */

static enum clock_verdict judge(const struct clock *clock, const struct event *stop)
{
    if (clock->end == CLOCK_END_RUNNING)
        return CLOCK_VERDICT_PENDING;
    if (clock->end == CLOCK_END_EXEMPT)
        return CLOCK_VERDICT_LEFT;
    if (!clock_is_by(stop, &clock->deadline))
        return CLOCK_VERDICT_LATE;
    return clock->end == CLOCK_END_DONE ? CLOCK_VERDICT_ON_TIME : CLOCK_VERDICT_LEFT;
}

static void count(const struct clock_build *build, struct clock *clock, const struct event *stop)
{
    const struct calendar *calendar = build->rules->calendar;
    clock->verdict = judge(clock, stop);
    if (stop == NULL) {
        clock->is_paused =
            clock->end == CLOCK_END_RUNNING && clock->timing.pauses_count > 0 &&
            clock->timing.pauses[clock->timing.pauses_count - 1].to_us == DEADLINE_NEVER_US;
        return;
    }
    assert(clock->deadline.due_us != DEADLINE_NEVER_US); /* pauses end with what they stop */
    clock->used = deadline_used(calendar, &clock->timing, stop->occurred_at_us);
    clock->left = deadline_used(calendar, &clock->timing, clock->deadline.due_us) - clock->used;
}

/* Those that begin before it stops; what then still holds it ends with it. */
static enum outcome pause(const struct clock_build *build, struct clock *clock, struct err *err)
{
    const struct timing_pause *pauses = build->pauses;
    int64_t stop_us =
        clock->stopped_by == LIFE_NONE ? INT64_MAX : life_at_us(build->life, clock->stopped_by);
    size_t count = 0;
    while (count < build->pauses_count && pauses[count].from_us < stop_us)
        count++;
    if (count > 0 && pauses[count - 1].to_us > stop_us) {
        struct timing_pause *own = arena_alloc(build->arena, count * sizeof(*own));
        if (own == NULL)
            return err_set(err, RETRY, "no room for the pauses of a clock");
        memcpy(own, pauses, count * sizeof(*own));
        own[count - 1].to_us = stop_us;
        pauses = own;
    }
    clock->timing.pauses = pauses;
    clock->timing.pauses_count = count;
    return OK;
}

static bool is_handling(enum clock_kind kind)
{
    return kind == CLOCK_COMPLETION || kind == CLOCK_REDO || kind == CLOCK_RECTIFICATION;
}

/* Room for all that were told of it: a case's facts are shared by its rounds. */
static enum outcome make_room(const struct clock_build *build, struct clock *clock, struct err *err)
{
    int32_t told = 0;
    for (int32_t i = 0; i < build->extended_count; i++)
        told += is_told_of(build, clock, build->extended[i]);
    if (told == 0)
        return OK;
    size_t room = (size_t) (told < CLOCK_EXTENSIONS_MAX ? told : CLOCK_EXTENSIONS_MAX);
    clock->extensions = arena_alloc(build->arena, room * sizeof(*clock->extensions));
    clock->refused = arena_alloc(build->arena, (size_t) told * sizeof(*clock->refused));
    if (clock->extensions == NULL || clock->refused == NULL)
        return err_set(err, RETRY, "no room for the extensions of a clock");
    return OK;
}

enum outcome clock_settle(const struct clock_build *build, struct clock *clock, bool *has_row_out,
                          struct err *err)
{
    bool may_extend = clock->kind == CLOCK_COMPLETION || clock->kind == CLOCK_REDO;
    if (is_handling(clock->kind) && pause(build, clock, err) != OK)
        return err->outcome;
    if (may_extend && make_room(build, clock, err) != OK)
        return err->outcome;
    date_as_amended(build, clock);
    *has_row_out = clock->match.row != NULL;
    if (*has_row_out)
        count(build, clock, event_of(build, clock->stopped_by));
    return OK;
}
