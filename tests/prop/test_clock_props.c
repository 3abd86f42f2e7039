/* test_clock_props -- laws of clocks, over random histories. */
#include "core/clock_days.h"

#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/schedule.h"
#include "support/cmocka.h"
#include "support/property.h"
#include "support/rules_text.h"

static const char name[] = "clock_props";

static const struct rules *rules; /* under which the law is held */

/* What no shipped policy has. */
static const struct policy_row city[] = {
    {.clock = CLOCK_DISPATCH, .limit = {1, LIMIT_UNIT_HALF_DAY}},
    {.clock = CLOCK_RETURN, .limit = {1, LIMIT_UNIT_WORKING_DAY}},
    {.clock = CLOCK_COMPLETION,
     .limit = {5, LIMIT_UNIT_CALENDAR_DAY},
     .caps = {.has_count = true, .count = 3, .each = {3, LIMIT_UNIT_WORKING_DAY}}},
};

static const struct rules *rules_of_city(void)
{
    static struct policy_row rows[sizeof(city) / sizeof(city[0])];
    const struct policy_source source = {.rows = rows,
                                         .rows_count = sizeof(city) / sizeof(city[0])};
    for (size_t i = 0; i < source.rows_count; i++) {
        rows[i] = city[i];
        rows[i].preset = STR("city");
        rows[i].category = POLICY_ANY;
        rows[i].channel = POLICY_ANY;
        rows[i].last_day.number = DAY_NONE;
    }
    return rules_of_rows(&source);
}

struct told {
    struct life life;
    struct clocks clocks;
};

static struct told clocks_told(const struct event *const *events, size_t count, struct arena *arena)
{
    struct told told;
    struct case_file file;
    struct case_file_change change;
    struct err err;
    case_file_init(&file, events[0]);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(case_file_add(&file, events[i], arena, &change, &err), OK);
    assert_int_equal(fold(&file, arena, &told.life, &err), OK);
    assert_int_equal(clocks_of(&told.life, rules, arena, &told.clocks, &err), OK);
    return told;
}

/* ---- one clock ---- */

/* One that waits rings in the first moment of work from where it stands; any other where it stands.
 */
static const char *wait_is_wrong(const struct clock *clock, const struct clock_rung *rung)
{
    const struct schedule *schedule = schedule_of(rules_shipped()->calendar, clock->timing.unit);
    int64_t work_us = schedule_work_us_before(schedule, rung->at_us);
    if (!rung->heeds_quiet_hours)
        return rung->at_us == rung->stands_us ? NULL : "a rung waits that heeds no quiet hours";
    if (rung->at_us < rung->stands_us)
        return "a rung rings before it stands";
    if (schedule_work_us_before(schedule, rung->at_us + 1) != work_us + 1)
        return "a rung rings in quiet hours";
    if (schedule_work_us_before(schedule, rung->stands_us) != work_us)
        return "a rung waits while work goes on";
    return NULL;
}

static const char *rungs_are_wrong(const struct told *told, const struct clock *clock)
{
    int64_t stop_us = life_at_us(&told->life, clock->stopped_by);
    for (int32_t i = 0; i < clock->rungs_count; i++) {
        const char *wrong = wait_is_wrong(clock, &clock->rungs[i]);
        if (wrong != NULL)
            return wrong;
        if (clock->rungs[i].stands_us <= clock->started_us)
            return "a rung does not stand after the start";
        if (clock->stopped_by != LIFE_NONE && clock->rungs[i].at_us >= stop_us)
            return "a rung comes after the stop";
        if (i > 0 && clock->rungs[i - 1].at_us > clock->rungs[i].at_us)
            return "rungs are out of order";
    }
    return NULL;
}

/* A letter a day until it is due, and of working days as many counted ones as it may take. */
static const char *days_are_wrong(const struct clock *clock, struct arena *arena)
{
    struct str days;
    int64_t counted = 0;
    int64_t last_day = clock->deadline.day;
    assert_true(clock_days(clock, rules->calendar, arena, &days));
    for (size_t i = 0; i < days.len; i++) {
        if (strchr("bscmropvtdnSCMROPVTDN", days.ptr[i]) == NULL)
            return "a day has a letter that means nothing";
        counted += strchr("cdmn", days.ptr[i]) != NULL;
    }
    if (days.len == 0 || last_day == DAY_NONE)
        return NULL;
    if (civil_day_of(clock->started_us) + (int64_t) days.len - 1 != last_day)
        return "days do not lead to the due day";
    if (clock->timing.limit_unit == LIMIT_UNIT_WORKING_DAY && counted != clock->timing.amount)
        return "not as many days count as its limit has";
    return NULL;
}

static const char *clock_is_wrong(const struct told *told, const struct clock *clock)
{
    bool is_held = clock->deadline.due_us == DEADLINE_NEVER_US;
    if (clock->deadline.due_us < clock->started_us)
        return "due before it starts";
    if (clock->deadline.due_us < clock->base.due_us)
        return "an extension makes it due earlier";
    if (is_held && !clock->is_paused)
        return "never due, and not paused";
    if (clock->end == CLOCK_END_RUNNING &&
        (clock->kind == CLOCK_DISPATCH || clock->kind == CLOCK_RETURN))
        return "a dispatch or a return runs";
    if ((clock->end == CLOCK_END_RUNNING) != (clock->verdict == CLOCK_VERDICT_PENDING))
        return "a verdict before the end, or none behind it";
    if (clock->verdict == CLOCK_VERDICT_ON_TIME && clock->left < 0)
        return "on time with less than nothing left";
    if (clock->verdict == CLOCK_VERDICT_LATE && clock->left > 0)
        return "late with something left";
    return rungs_are_wrong(told, clock);
}

static const char *every_clock_is_sound(struct gen *gen, struct arena *arena,
                                        const struct event **events, size_t count)
{
    (void) gen;
    struct told told = clocks_told(events, count, arena);
    for (int32_t i = 0; i < told.clocks.clocks.count; i++) {
        const struct clock *clock = &told.clocks.clocks.items[i];
        const char *wrong = clock_is_wrong(&told, clock);
        if (wrong == NULL)
            wrong = days_are_wrong(clock, arena);
        if (wrong != NULL)
            return wrong;
        for (int32_t j = 0; j < i; j++)
            if (told.clocks.clocks.items[j].kind == clock->kind &&
                told.clocks.clocks.items[j].started_by == clock->started_by)
                return "two clocks of a kind are started by one fact";
    }
    return NULL;
}

/* ---- two tellings of a case ---- */

static const struct clock *same_clock(const struct told *told, const struct told *of,
                                      const struct clock *clock)
{
    const struct event *started = life_event(&of->life, clock->started_by);
    for (int32_t i = 0; i < told->clocks.clocks.count; i++) {
        const struct clock *other = &told->clocks.clocks.items[i];
        if (other->kind == clock->kind &&
            uuid_eq(&life_event(&told->life, other->started_by)->id, &started->id))
            return other;
    }
    return NULL;
}

/* Without the events of kinds whose bit is set; 0: nothing is left. */
static size_t without(const struct event *const *events, size_t count, uint64_t kinds,
                      const struct event **left_out)
{
    size_t left = 0;
    for (size_t i = 0; i < count; i++)
        if ((kinds >> events[i]->kind & 1) == 0)
            left_out[left++] = events[i];
    return left;
}

#define KIND(NAME) (UINT64_C(1) << EVENT_##NAME)

/* Amendments and extensions look at the due time, and may make of a later one an earlier. */
static const char *pauses_only_move_it_later(struct gen *gen, struct arena *arena,
                                             const struct event **events, size_t count)
{
    (void) gen;
    const uint64_t others = KIND(AMENDED) | KIND(EXTENDED) | KIND(VOIDED);
    const struct event **paused = arena_alloc(arena, count * sizeof(const struct event *));
    const struct event **running = arena_alloc(arena, count * sizeof(const struct event *));
    size_t paused_count = without(events, count, others, paused);
    size_t running_count = without(events, count, others | KIND(PAUSED), running);
    if (running_count == 0)
        return NULL;
    struct told with = clocks_told(paused, paused_count, arena);
    struct told plain = clocks_told(running, running_count, arena);
    for (int32_t i = 0; i < plain.clocks.clocks.count; i++) {
        const struct clock *clock = &plain.clocks.clocks.items[i];
        const struct clock *other = same_clock(&with, &plain, clock);
        if (other != NULL && other->deadline.due_us < clock->deadline.due_us)
            return "a pause moves it earlier";
    }
    return NULL;
}

static int by_time(const void *a, const void *b)
{
    return event_compare(*(const struct event *const *) a, *(const struct event *const *) b);
}

/* A cell that changes, a voiding, and what holds for the whole case whenever it is said, may take
 * a stop back. */
static size_t lasting(const struct event *const *events, size_t count, struct arena *arena,
                      const struct event **out)
{
    const uint64_t others = KIND(AMENDED) | KIND(VOIDED) | KIND(INSPECTED);
    const struct event **left = arena_alloc(arena, count * sizeof(const struct event *));
    size_t left_count = without(events, count, others, left);
    size_t kept = 0;
    for (size_t i = 0; i < left_count; i++) {
        bool is_alone = true;
        for (size_t j = 0; j < left_count; j++)
            is_alone &= i == j || left[i]->source_ref.len == 0 ||
                        !str_eq(left[i]->source_ref, left[j]->source_ref);
        if (is_alone)
            out[kept++] = left[i];
    }
    return kept;
}

static const char *what_stopped_stays(struct gen *gen, struct arena *arena,
                                      const struct event **events, size_t count)
{
    const struct event **told = arena_alloc(arena, count * sizeof(const struct event *));
    size_t told_count = lasting(events, count, arena, told);
    if (told_count == 0)
        return NULL;
    qsort(told, told_count, sizeof(told[0]), by_time);
    struct told before = clocks_told(told, 1 + gen_number(gen, told_count), arena);
    struct told after = clocks_told(told, told_count, arena);
    for (int32_t i = 0; i < before.clocks.clocks.count; i++) {
        const struct clock *clock = &before.clocks.clocks.items[i];
        const struct clock *other = same_clock(&after, &before, clock);
        if (other == NULL)
            return "a clock is gone";
        if (clock->end != CLOCK_END_RUNNING &&
            (other->end != clock->end || other->stopped_by != clock->stopped_by))
            return "a clock that stopped goes on";
    }
    return NULL;
}

/* ---- the tests ---- */

static void hold(property_law *law, enum subject_kind kind)
{
    static const unsigned odd_percents[] = {5, 60};
    const struct rules *const all[] = {rules_shipped(), rules_of_city()};
    for (size_t i = 0; i < 2 * sizeof(odd_percents) / sizeof(odd_percents[0]); i++) {
        rules = all[i % 2];
        struct property property = {
            .law = law,
            .histories = 2000,
            .events_max = 24,
            .options = {.odd_percent = odd_percents[i / 2], .subject_kind = kind},
        };
        property_hold(&property, name);
    }
}

static void clocks_are_sound(void **state)
{
    (void) state;
    hold(every_clock_is_sound, 0);
}

static void pauses_move_later(void **state)
{
    (void) state;
    hold(pauses_only_move_it_later, SUBJECT_CASE);
}

static void stops_stay(void **state)
{
    (void) state;
    hold(what_stopped_stays, SUBJECT_CASE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clocks_are_sound),
        cmocka_unit_test(pauses_move_later),
        cmocka_unit_test(stops_stay),
    };
    return RUN(tests);
}
