/*
 * clocks -- what clocks cost, no server: a due date by unit of its limit, and all clocks, rungs and
 * rows of a case.
 *
 *     clocks [--rounds 15] [--cases 2000]
 *
 * The shipped calendar and policies.  Due dates: random starts in 2022 to 2026, limits of 1 to 60
 * days (half days, or as many hours), half of them with a pause; beside them the naive way, a day
 * at a time.  Cases: those of a simulated city (producers/simulate) from beginning to end, folded
 * before the clock runs.  Prints a line of JSON a step as micro.c does: nanoseconds of CPU; with
 * --rounds 0 all is done once: so micro.sh counts instructions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../../consumers/overdue-alerts/rows.h"
#include "../../producers/simulate/stream.h"
#include "base/civil.h"
#include "core/case_file.h"
#include "core/clock.h"
#include "core/event_keep.h"
#include "core/limit.h"
#include "run/conf.h"
#include "support/calendar_text.h"
#include "support/gen.h"
#include "support/rules_text.h"
#include "support/tool.h"

enum {
    TIMINGS = 4096,
    TURNS = 100, /* over all timings a round, … */
    TURNS_OF_LIVES = 4,
    ROUNDS_MAX = 1000,
    KEPT_BYTES = 1 << 30, /* touched only as far as it is used */
    SCRATCH_BYTES = 64 << 20,
    TABLES = 3,
    ROWS_ROOM = 64,
};
#define MINUTE_US (60 * CIVIL_SECOND_US)

struct settings {
    CONF_TYPE_INT(rounds);
    CONF_TYPE_INT(cases);
};

#define FIELD(name, kind, fallback, min, max, help)                                                \
    {                                                                                              \
#name, CONF_##kind, offsetof(struct settings, name), fallback, min, max, help              \
    }
static const struct conf_field fields[] = {
    FIELD(rounds, INT, "15", 0, ROUNDS_MAX, "times each step is timed; 0: done once, untimed"),
    FIELD(cases, INT, "2000", 1, 1000000, "of the city"),
};

struct bench {
    struct settings settings;
    const struct rules *rules;
    struct timing timings[TIMINGS];
    struct timing_pause pauses[TIMINGS];
    struct event *events;
    size_t events_count;
    size_t events_capacity;
    struct life *lives;
    size_t lives_count;
    uint64_t clocks_count; /* of all of them */
    uint64_t rungs_count;
    struct arena kept;    /* for good */
    struct arena scratch; /* of one life */
};

static volatile int64_t sink; /* so that nothing is left out */

static void must(enum outcome outcome, const struct err *err)
{
    if (outcome != OK)
        tool_die("%s", err->text);
}

/* ---- due dates ---- */

static void make_timings(struct bench *bench, enum limit_unit unit)
{
    struct gen gen = gen_seed(1);
    bool is_minutes = unit == LIMIT_UNIT_MINUTE || unit == LIMIT_UNIT_WORKING_MINUTE;
    int64_t first_us = instant_from("2022-01-01");
    for (size_t i = 0; i < TIMINGS; i++) {
        struct timing_pause *pause = &bench->pauses[i];
        int64_t start_us = first_us + MINUTE_US * (int64_t) gen_number(&gen, 1800 * 1440);
        pause->from_us = start_us + MINUTE_US * (int64_t) gen_number(&gen, 7200);
        pause->to_us = pause->from_us + MINUTE_US * (int64_t) gen_number(&gen, 7200);
        bench->timings[i] = (struct timing) {
            .start_us = start_us,
            .amount = (int64_t) (1 + gen_number(&gen, 60)) * (is_minutes ? 60 : 1),
            .limit_unit = unit,
            .pauses = pause,
            .pauses_count = gen_number(&gen, 2),
        };
    }
}

static int64_t due_of(const struct calendar *calendar, const struct timing *timing)
{
    return deadline_of(calendar, timing).due_us;
}

static int64_t used_of(const struct calendar *calendar, const struct timing *timing)
{
    return deadline_used(calendar, timing, timing->start_us + 30 * CIVIL_DAY_US);
}

/* Of working days, without pauses. */
static int64_t naive_due_of(const struct calendar *calendar, const struct timing *timing)
{
    int64_t day = civil_day_of(timing->start_us);
    for (int64_t left = timing->amount; left > 0;)
        left -= calendar_is_worked(calendar, ++day) ? 1 : 0;
    return civil_start_of(day + 1);
}

/* ---- lives ---- */

static void find_clocks(struct bench *bench, const struct life *life)
{
    struct err err;
    struct clocks clocks;
    arena_reset(&bench->scratch);
    must(clocks_of(life, bench->rules, &bench->scratch, &clocks, &err), &err);
    sink += clocks.clocks.count;
}

static void make_rows(struct bench *bench, const struct life *life)
{
    static const struct table *const tables[TABLES] = {&clock_row_table, &rung_row_table,
                                                       &document_row_table};
    struct err err;
    struct rows rows[TABLES];
    arena_reset(&bench->scratch);
    for (size_t i = 0; i < TABLES; i++)
        must(rows_init(&rows[i], tables[i], ROWS_ROOM, &bench->scratch, &err), &err);
    overdue_alerts_rows(life, bench->rules, rows);
    sink += (int64_t) rows[1].count;
}

static int by_subject(const void *a, const void *b)
{
    return uuid_compare(&((const struct event *) a)->subject, &((const struct event *) b)->subject);
}

static void tell_city(struct bench *bench)
{
    struct err err;
    struct told told;
    struct stream stream;
    struct city city;
    bool is_end = false;
    const struct city wanted = {
        .seed = 1,
        .units_count = 24,
        .first_day = day_from("2022-01-01"),
        .last_day = day_from("2024-12-31"),
    };
    const struct tale_plan plan = {
        .city = &city,
        .cases = (uint64_t) bench->settings.cases,
        .odd_percent = 20,
        .late_percent = 2,
        .duplicate_percent = 2,
    };
    must(city_init(&city, &wanted, &err), &err);
    must(stream_init(&stream, &plan, &err), &err);
    for (must(stream_next(&stream, &told, &is_end, &err), &err); !is_end;
         must(stream_next(&stream, &told, &is_end, &err), &err)) {
        if (told.event.subject_kind != SUBJECT_CASE)
            continue;
        bench->events = tool_grow(bench->events, bench->events_count, &bench->events_capacity,
                                  sizeof(*bench->events));
        must(event_keep(&told.event, &bench->kept, &bench->events[bench->events_count++], &err),
             &err);
    }
    stream_done(&stream);
    city_done(&city);
    qsort(bench->events, bench->events_count, sizeof(*bench->events), by_subject);
}

static void count_clocks(struct bench *bench, const struct life *life)
{
    struct err err;
    struct clocks clocks;
    arena_reset(&bench->scratch);
    must(clocks_of(life, bench->rules, &bench->scratch, &clocks, &err), &err);
    bench->clocks_count += (uint64_t) clocks.clocks.count;
    for (int32_t i = 0; i < clocks.clocks.count; i++)
        bench->rungs_count += (uint64_t) clocks.clocks.items[i].rungs_count;
}

static void make_lives(struct bench *bench)
{
    struct err err;
    struct case_file_change change;
    tell_city(bench);
    bench->lives = tool_alloc(bench->events_count * sizeof(*bench->lives));
    for (size_t i = 0; i < bench->events_count;) {
        struct case_file *file = tool_alloc(sizeof(*file));
        const struct event *first = &bench->events[i];
        case_file_init(file, first);
        for (; i < bench->events_count && uuid_eq(&bench->events[i].subject, &first->subject); i++)
            must(case_file_add(file, &bench->events[i], &bench->kept, &change, &err), &err);
        struct life *life = &bench->lives[bench->lives_count++];
        must(fold(file, &bench->kept, life, &err), &err);
        count_clocks(bench, life);
    }
}

/* ---- measuring ---- */

#define OF_UNIT(UNIT, words)                                                                       \
    {"due date, " words, LIMIT_UNIT_##UNIT, due_of, NULL},                                         \
    {                                                                                              \
        "used time, " words, LIMIT_UNIT_##UNIT, used_of, NULL                                      \
    }

/* Of a timing or of a life. */
static const struct step {
    const char *words;
    enum limit_unit unit; /* the timings' */
    int64_t (*of_timing)(const struct calendar *, const struct timing *);
    void (*of_life)(struct bench *, const struct life *);
} steps[] = {
    OF_UNIT(MINUTE, "minutes"),
    OF_UNIT(WORKING_MINUTE, "working minutes"),
    OF_UNIT(HALF_DAY, "half days"),
    OF_UNIT(WORKING_DAY, "working days"),
    OF_UNIT(CALENDAR_DAY, "calendar days"),
    {"due date, a day at a time", LIMIT_UNIT_WORKING_DAY, naive_due_of, NULL},
    {"clocks and rungs of a case", LIMIT_UNIT_WORKING_DAY, NULL, find_clocks},
    {"the same as rows", LIMIT_UNIT_WORKING_DAY, NULL, make_rows},
};
enum { STEPS = sizeof(steps) / sizeof(steps[0]) };

/* micro.sh counts the instructions spent in here, by its name. */
__attribute__((noinline)) static void micro_step(const struct step *step, struct bench *bench)
{
    for (size_t i = 0; i < TIMINGS && step->of_timing != NULL; i++)
        sink += step->of_timing(bench->rules->calendar, &bench->timings[i]) & 1;
    for (size_t i = 0; i < bench->lives_count && step->of_life != NULL; i++)
        step->of_life(bench, &bench->lives[i]);
}

static int64_t cpu_ns(void)
{
    struct timespec now;
    (void) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    double one = *(const double *) a;
    double other = *(const double *) b;
    return (one > other) - (one < other);
}

static void measure(struct bench *bench, const struct step *step)
{
    double ns[ROUNDS_MAX];
    size_t rounds = (size_t) bench->settings.rounds;
    size_t of = step->of_life == NULL ? TIMINGS : bench->lives_count;
    size_t turns = step->of_life == NULL ? TURNS : TURNS_OF_LIVES;
    make_timings(bench, step->unit);
    if (rounds == 0)
        micro_step(step, bench);
    for (size_t round = 0; round < rounds; round++) {
        int64_t began_ns = cpu_ns();
        for (size_t turn = 0; turn < turns; turn++)
            micro_step(step, bench);
        ns[round] = (double) (cpu_ns() - began_ns) / (double) (turns * of);
    }
    if (rounds == 0)
        return;
    qsort(ns, rounds, sizeof(ns[0]), compare);
    (void) printf("{\"words\":\"%s\",\"events\":%zu,\"rounds\":%zu,\"min_ns\":%.1f,"
                  "\"median_ns\":%.1f,\"max_ns\":%.1f",
                  step->words, of, rounds, ns[0], ns[rounds / 2], ns[rounds - 1]);
    if (step->of_life != NULL)
        (void) printf(",\"events_a_case\":%.2f,\"clocks_a_case\":%.2f,\"rungs_a_case\":%.2f",
                      (double) bench->events_count / (double) of,
                      (double) bench->clocks_count / (double) of,
                      (double) bench->rungs_count / (double) of);
    (void) printf("}\n");
}

int main(int argc, char **argv)
{
    struct bench *bench = tool_alloc(sizeof(*bench));
    const struct conf_spec spec = {.fields = fields,
                                   .fields_count = sizeof(fields) / sizeof(fields[0]),
                                   .values = &bench->settings};
    struct err err;
    int rest = 0;
    must(conf_read(&spec, argc - 1, argv + 1, &rest, &err), &err);
    bench->rules = rules_shipped();
    bench->kept = tool_arena(KEPT_BYTES);
    bench->scratch = tool_arena(SCRATCH_BYTES);
    make_lives(bench);
    for (size_t i = 0; i < STEPS; i++)
        measure(bench, &steps[i]);
    return 0;
}
