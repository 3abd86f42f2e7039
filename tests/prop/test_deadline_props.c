/*
 * test_deadline_props -- limits under random calendars: against a naive reading day by day and
 * minute by minute, and their laws.
 *
 * The machine's zone is not Shanghai's while all this runs.
 */
#include "core/deadline.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/civil.h"
#include "support/arena.h"
#include "support/cmocka.h"
#include "support/gen.h"

enum {
    ROWS_MAX = 128,
    DAYS = 800,        /* of the random exceptions, from FIRST_DAY */
    FIRST_DAY = 19358, /* 2023-01-01 */
    PAUSES_MAX = 4,
    WORLDS = 100,
    NAIVE_CASES = 60, /* of each world, against the naive reading */
    LAW_CASES = 5000, /* of each world, under the laws */
};
#define MINUTE_US (60 * CIVIL_SECOND_US)

/* ---- random calendars ---- */

struct world {
    struct calendar_row rows[ROWS_MAX];
    struct calendar_rows all;
    const struct calendar *calendar;
};

static struct calendar_row *add(struct world *world, enum calendar_row_kind kind, int64_t first_day,
                                int64_t last_day)
{
    assert_true(world->all.count < ROWS_MAX);
    struct calendar_row *row = &world->rows[world->all.count++];
    *row = (struct calendar_row) {.kind = kind, .first_day = first_day, .last_day = last_day};
    return row;
}

static void add_exceptions(struct gen *gen, struct world *world)
{
    int64_t day = FIRST_DAY;
    while (day < FIRST_DAY + DAYS && world->all.count < ROWS_MAX / 2) {
        day += 1 + (int64_t) gen_number(gen, 60);
        int weekday = civil_weekday(day);
        int64_t last = day;
        if (weekday == 0 || weekday == 6) {
            (void) add(world, CALENDAR_WORKED, day, day);
        } else {
            last += (int64_t) gen_number(gen, 10);
            (void) add(world, CALENDAR_OFF, day, last);
        }
        day = last;
    }
}

static struct hours random_hours(struct gen *gen)
{
    struct hours hours = {.count = 0};
    int32_t at = (int32_t) gen_number(gen, 48) * 15;
    size_t count = 1 + gen_number(gen, HOURS_INTERVALS_MAX);
    for (size_t i = 0; i < count && at < HOURS_DAY_MINUTES; i++) {
        int32_t close = at + 15 * (1 + (int32_t) gen_number(gen, 20));
        close = close > HOURS_DAY_MINUTES ? HOURS_DAY_MINUTES : close;
        hours.intervals[hours.count].open_min = at;
        hours.intervals[hours.count++].close_min = close;
        at = close + 15 * (int32_t) gen_number(gen, 8); /* now and then they touch */
    }
    return hours;
}

static void add_hours(struct gen *gen, struct world *world, struct str unit)
{
    size_t before = world->all.count;
    if (gen_chance(gen, 60))
        (void) add(world, CALENDAR_HOURS, CALENDAR_EVER_FIRST, CALENDAR_EVER_LAST);
    for (int64_t day = FIRST_DAY; day < FIRST_DAY + DAYS && gen_chance(gen, 60);) {
        int64_t first = day + (int64_t) gen_number(gen, 100);
        day = first + 2 + (int64_t) gen_number(gen, 100);
        (void) add(world, CALENDAR_HOURS, first, day - 1);
    }
    for (int64_t day = FIRST_DAY; day < FIRST_DAY + DAYS && gen_chance(gen, 60);) {
        day += 1 + (int64_t) gen_number(gen, 200);
        (void) add(world, CALENDAR_HOURS, day, day);
    }
    for (size_t i = before; i < world->all.count; i++) {
        world->rows[i].unit = unit;
        world->rows[i].hours = random_hours(gen);
    }
}

static const char *const units[] = {"", "a", "b", "c"};

static void make_world(struct gen *gen, struct world *world)
{
    struct err err;
    *world = (struct world) {.all = {.items = world->rows}};
    world->all.day_end = gen_chance(gen, 50) ? DAY_END_MIDNIGHT : DAY_END_CLOSE;
    if (gen_chance(gen, 90))
        add_exceptions(gen, world);
    for (size_t i = 0; i < 3; i++)
        if (gen_chance(gen, 70))
            add_hours(gen, world, str_from(units[i]));
    if (gen_chance(gen, 70))
        (void) add(world, CALENDAR_PUBLISHED, FIRST_DAY, FIRST_DAY + 365 + 366 - 1);
    for (size_t i = world->all.count; i > 1; i--) { /* in any order */
        size_t other = gen_number(gen, i);
        struct calendar_row row = world->rows[i - 1];
        world->rows[i - 1] = world->rows[other];
        world->rows[other] = row;
    }
    arena_reset(&test_arena);
    assert_int_equal(calendar_build(&world->all, &test_arena, &world->calendar, &err), OK);
}

/* ---- random limits ---- */

struct limit {
    struct timing timing;
    struct timing_pause pauses[PAUSES_MAX];
};

static int64_t random_instant(struct gen *gen, int64_t first_day, uint64_t days)
{
    int64_t day_us = civil_start_of(first_day + (int64_t) gen_number(gen, days));
    if (gen_chance(gen, 30))
        return day_us + 15 * MINUTE_US * (int64_t) gen_number(gen, 96);
    return day_us + MINUTE_US * (int64_t) gen_number(gen, HOURS_DAY_MINUTES);
}

static void make_limit(struct gen *gen, struct limit *limit, uint64_t amount_below)
{
    struct timing *timing = &limit->timing;
    bool is_far = gen_chance(gen, 10);
    *timing = (struct timing) {
        .unit = str_from(units[gen_number(gen, 4)]),
        .start_us = is_far ? random_instant(gen, FIRST_DAY - 20000, 40000)
                           : random_instant(gen, FIRST_DAY - 100, DAYS + 200),
        .amount = 1 + (int64_t) gen_number(gen, amount_below),
        .limit_unit = (enum limit_unit)(1 + gen_number(gen, LIMIT_UNITS_END - 1)),
        .pauses = limit->pauses,
    };
    size_t count = gen_chance(gen, 50) ? 0 : gen_number(gen, PAUSES_MAX + 1);
    for (size_t i = 0; i < count; i++) {
        int64_t from_us = random_instant(gen, civil_day_of(timing->start_us) - 2, 12);
        limit->pauses[i] = (struct timing_pause) {
            .from_us = from_us,
            .to_us = from_us + MINUTE_US * (int64_t) gen_number(gen, 6000),
        };
    }
    timing->pauses_count = timing_pauses_unite(limit->pauses, count);
}

/* ---- the naive reading ---- */

static bool naive_is_worked(const struct world *world, int64_t day)
{
    int weekday = civil_weekday(day);
    for (size_t i = 0; i < world->all.count; i++) {
        const struct calendar_row *row = &world->rows[i];
        if (day < row->first_day || day > row->last_day)
            continue;
        if (row->kind == CALENDAR_OFF || row->kind == CALENDAR_WORKED)
            return row->kind == CALENDAR_WORKED;
    }
    return weekday >= 1 && weekday <= 5;
}

/* By asking for one sort of row after the other. */
static const struct hours *naive_hours(const struct world *world, struct str unit, int64_t day)
{
    static const struct hours usual = {2, {{540, 720}, {780, 1020}}};
    for (int turn = 0; turn < 6; turn++) {
        struct str of = turn < 3 ? unit : STR("");
        for (size_t i = 0; i < world->all.count; i++) {
            const struct calendar_row *row = &world->rows[i];
            if (row->kind != CALENDAR_HOURS || !str_eq(row->unit, of) || day < row->first_day ||
                day > row->last_day)
                continue;
            int sort = row->first_day == row->last_day ? 0 : row->first_day > INT64_MIN ? 1 : 2;
            if (sort == turn % 3)
                return &row->hours;
        }
    }
    return &usual;
}

static bool naive_is_paused(const struct timing *timing, int64_t end_us)
{
    for (size_t i = 0; i < timing->pauses_count; i++)
        if (timing->pauses[i].from_us < end_us && end_us <= timing->pauses[i].to_us)
            return true;
    return false;
}

static int64_t naive_day_end(const struct world *world, struct str unit, int64_t day)
{
    const struct hours *hours = naive_hours(world, unit, day);
    if (world->all.day_end == DAY_END_MIDNIGHT || !naive_is_worked(world, day))
        return civil_start_of(day) + CIVIL_DAY_US;
    return civil_start_of(day) + hours->intervals[hours->count - 1].close_min * MINUTE_US;
}

static int64_t naive_days(const struct world *world, const struct timing *timing)
{
    bool all_count = timing->limit_unit == LIMIT_UNIT_CALENDAR_DAY;
    int64_t day = civil_day_of(timing->start_us);
    int64_t left = timing->amount;
    while (left > 0) {
        day++;
        if ((all_count || naive_is_worked(world, day)) &&
            !naive_is_paused(timing, naive_day_end(world, timing->unit, day)))
            left--;
    }
    while (!naive_is_worked(world, day))
        day++;
    return naive_day_end(world, timing->unit, day);
}

/* From when to when the morning (half 0) or the afternoon is, in minutes; false: there is none. */
static bool naive_session(const struct hours *hours, int half, int64_t session_min_out[2])
{
    bool is_there = false;
    for (size_t i = 0; i < hours->count; i++) {
        if ((hours->intervals[i].open_min >= 720) != (half == 1))
            continue;
        if (!is_there)
            session_min_out[0] = hours->intervals[i].open_min;
        session_min_out[1] = hours->intervals[i].close_min;
        is_there = true;
    }
    return is_there;
}

static int64_t naive_half_days(const struct world *world, const struct timing *timing)
{
    int64_t left = timing->amount;
    int64_t close_us = 0;
    for (int64_t half = 2 * civil_day_of(timing->start_us); left > 0; half++) {
        int64_t day = civil_floor_div(half, 2);
        int64_t start_us = civil_start_of(day);
        int64_t session_min[2];
        if (!naive_is_worked(world, day) || !naive_session(naive_hours(world, timing->unit, day),
                                                           (int) (half - 2 * day), session_min))
            continue;
        close_us = start_us + session_min[1] * MINUTE_US;
        if (start_us + session_min[0] * MINUTE_US > timing->start_us &&
            !naive_is_paused(timing, close_us))
            left--;
    }
    return close_us;
}

static bool naive_is_work(const struct world *world, struct str unit, int64_t minute_us)
{
    int64_t day = civil_day_of(minute_us);
    int64_t minute = (minute_us - civil_start_of(day)) / MINUTE_US;
    const struct hours *hours = naive_hours(world, unit, day);
    if (!naive_is_worked(world, day))
        return false;
    for (size_t i = 0; i < hours->count; i++)
        if (minute >= hours->intervals[i].open_min && minute < hours->intervals[i].close_min)
            return true;
    return false;
}

/* Whether a second is worked, its minute says. */
static int64_t naive_next_work(const struct world *world, struct str unit, int64_t at_us)
{
    if (naive_is_work(world, unit, at_us))
        return at_us;
    int64_t minute_us = at_us - (at_us - civil_start_of(civil_day_of(at_us))) % MINUTE_US;
    while (!naive_is_work(world, unit, minute_us))
        minute_us += MINUTE_US;
    return minute_us;
}

static int64_t naive_minutes(const struct world *world, const struct timing *timing)
{
    bool all_count = timing->limit_unit == LIMIT_UNIT_MINUTE;
    int64_t at_us = timing->start_us;
    int64_t left = timing->amount;
    for (; left > 0; at_us += MINUTE_US) {
        if (!naive_is_paused(timing, at_us + MINUTE_US) &&
            (all_count || naive_is_work(world, timing->unit, at_us)))
            left--;
    }
    return at_us;
}

static int64_t naive_due(const struct world *world, const struct timing *timing)
{
    switch (timing->limit_unit) {
    case LIMIT_UNIT_MINUTE:
    case LIMIT_UNIT_WORKING_MINUTE:
        return naive_minutes(world, timing);
    case LIMIT_UNIT_HALF_DAY:
        return naive_half_days(world, timing);
    case LIMIT_UNIT_WORKING_DAY:
    case LIMIT_UNIT_CALENDAR_DAY:
        return naive_days(world, timing);
    case LIMIT_UNITS_END:
        break;
    }
    return 0;
}

/* ---- failing, so that it can be repeated ---- */

static uint64_t seed;

static void hold(bool is_so, const struct timing *timing, const char *law)
{
    char start[CIVIL_TEXT_MAX];
    char text[CIVIL_TEXT_MAX];
    if (is_so)
        return;
    civil_text(timing->start_us, start);
    print_error("%s: '%.*s' %s, %" PRId64 " of unit %d\n", law, STR_ARG(timing->unit), start,
                timing->amount, (int) timing->limit_unit);
    for (size_t i = 0; i < timing->pauses_count; i++) {
        civil_text(timing->pauses[i].from_us, start);
        civil_text(timing->pauses[i].to_us, text);
        print_error("    paused %s to %s\n", start, text);
    }
    fail_msg("make check T=deadline_props SEED=%" PRIu64, seed);
}

static void in_random_worlds(void (*check)(struct gen *gen, const struct world *world), int cases)
{
    static struct world world;
    seed = gen_seed_given(1);
    for (int i = 0; i < WORLDS; i++, seed++) {
        struct gen gen = gen_seed(seed);
        make_world(&gen, &world);
        for (int j = 0; j < cases; j++)
            check(&gen, &world);
    }
}

/* ---- the tests ---- */

static void check_days(struct gen *gen, const struct world *world)
{
    int64_t day = FIRST_DAY - 50 + (int64_t) gen_number(gen, DAYS + 100);
    struct str unit = str_from(units[gen_number(gen, 4)]);
    const struct schedule *schedule = schedule_of(world->calendar, unit);
    const struct timing timing = {.unit = unit, .start_us = civil_start_of(day)};
    hold(calendar_is_worked(world->calendar, day) == naive_is_worked(world, day), &timing,
         "worked");
    hold(memcmp(&schedule_row(schedule, day)->hours, naive_hours(world, unit, day),
                sizeof(struct hours)) == 0,
         &timing, "hours");
    int64_t at_us = civil_start_of(day) + (int64_t) gen_number(gen, 86400) * CIVIL_SECOND_US;
    hold(schedule_next_work(schedule, at_us) == naive_next_work(world, unit, at_us), &timing,
         "when work begins again");
    hold(schedule_day_end(schedule, day) == naive_day_end(world, unit, day), &timing, "day's end");
}

static void check_naive(struct gen *gen, const struct world *world)
{
    struct limit limit;
    make_limit(gen, &limit, 40);
    if (limit.timing.limit_unit <= LIMIT_UNIT_WORKING_MINUTE)
        limit.timing.amount *= 1 + (int64_t) gen_number(gen, 20);
    hold(deadline_of(world->calendar, &limit.timing).due_us == naive_due(world, &limit.timing),
         &limit.timing, "due as read day by day");
}

static void it_is_what_reading_day_by_day_gives(void **state)
{
    (void) state;
    in_random_worlds(check_days, NAIVE_CASES);
    in_random_worlds(check_naive, NAIVE_CASES);
}

static int64_t due_us(const struct world *world, const struct timing *timing, int64_t amount)
{
    struct timing other = *timing;
    other.amount = amount;
    return deadline_of(world->calendar, &other).due_us;
}

static void check_used(const struct world *world, const struct timing *timing,
                       const struct deadline *deadline)
{
    const struct calendar *calendar = world->calendar;
    int64_t used = deadline_used(calendar, timing, deadline->due_us);
    if (timing->limit_unit == LIMIT_UNIT_CALENDAR_DAY) {
        hold(used >= timing->amount, timing, "used(due(n)) >= n");
        return;
    }
    hold(used == timing->amount, timing, "used(due(n)) = n");
    hold(deadline_used(calendar, timing, deadline->due_us - 1) == timing->amount - 1, timing,
         "used(due(n) - 1 us) = n - 1");
}

static void check_order(struct gen *gen, const struct world *world, const struct timing *timing,
                        const struct deadline *deadline)
{
    struct timing later = *timing;
    int64_t next_us = due_us(world, timing, timing->amount + 1);
    later.start_us += MINUTE_US * (int64_t) gen_number(gen, 3000);
    hold(next_us > deadline->due_us ||
             (next_us == deadline->due_us && timing->limit_unit == LIMIT_UNIT_CALENDAR_DAY),
         timing, "due(n + 1) > due(n)");
    hold(deadline_of(world->calendar, &later).due_us >= deadline->due_us, timing,
         "later begun is later due");
    hold(deadline->due_us > timing->start_us, timing, "due behind the start");
    hold(deadline->day == civil_day_of(deadline->due_us - 1), timing, "the day of the due instant");
}

static void check_additive(struct gen *gen, const struct world *world, const struct timing *timing,
                           const struct deadline *deadline)
{
    struct timing more = *timing;
    more.amount = 1 + (int64_t) gen_number(gen, 50);
    bool is_moved = timing->limit_unit == LIMIT_UNIT_CALENDAR_DAY &&
                    deadline_used(world->calendar, timing, deadline->due_us) != timing->amount;
    if (is_moved)
        return;
    hold(deadline_after(world->calendar, deadline, &more).due_us ==
             due_us(world, timing, timing->amount + more.amount),
         timing, "due(n) and m more is due(n + m)");
}

/* Of an instant in working time, that is, behind a minute that counts. */
static void check_back(struct gen *gen, const struct world *world, const struct timing *timing)
{
    struct timing minutes = *timing;
    int64_t at_us = timing->start_us + MINUTE_US * (int64_t) (1 + gen_number(gen, 20000));
    minutes.limit_unit = LIMIT_UNIT_WORKING_MINUTE;
    minutes.amount = deadline_used(world->calendar, &minutes, at_us);
    if (naive_is_paused(timing, at_us) || !naive_is_work(world, timing->unit, at_us - MINUTE_US))
        return;
    hold(deadline_of(world->calendar, &minutes).due_us == at_us, &minutes, "due(used(t)) = t");
}

static void check_laws(struct gen *gen, const struct world *world)
{
    struct limit limit;
    make_limit(gen, &limit, gen_chance(gen, 10) ? 10000 : 60);
    struct deadline deadline = deadline_of(world->calendar, &limit.timing);
    check_used(world, &limit.timing, &deadline);
    check_order(gen, world, &limit.timing, &deadline);
    check_additive(gen, world, &limit.timing, &deadline);
    check_back(gen, world, &limit.timing);
}

static void its_laws_hold(void **state)
{
    (void) state;
    in_random_worlds(check_laws, LAW_CASES);
}

/* Where no day is an exception, a week later is due a week later. */
static void a_week_shifts_it_by_a_week(void **state)
{
    static struct world world;
    struct err err;
    (void) state;
    world.all = (struct calendar_rows) {.items = world.rows};
    assert_int_equal(calendar_build(&world.all, &test_arena, &world.calendar, &err), OK);
    seed = gen_seed_given(1);
    struct gen gen = gen_seed(seed);
    for (int i = 0; i < LAW_CASES; i++) {
        struct limit limit;
        make_limit(&gen, &limit, 60);
        int64_t weeks_us = 7 * CIVIL_DAY_US * ((int64_t) gen_number(&gen, 4000) - 2000);
        int64_t first_us = due_us(&world, &limit.timing, limit.timing.amount);
        limit.timing.start_us += weeks_us;
        for (size_t j = 0; j < limit.timing.pauses_count; j++) {
            limit.pauses[j].from_us += weeks_us;
            limit.pauses[j].to_us += weeks_us;
        }
        hold(due_us(&world, &limit.timing, limit.timing.amount) == first_us + weeks_us,
             &limit.timing, "weeks later is due weeks later");
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, test_arena_make, test_arena_drop)
    const struct CMUnitTest tests[] = {
        TEST(it_is_what_reading_day_by_day_gives),
        TEST(its_laws_hold),
        TEST(a_week_shifts_it_by_a_week),
    };
    if (setenv("TZ", "America/New_York", 1) != 0)
        return 1;
    tzset();
    return RUN(tests);
}
