/*
 * deadline -- what a due date costs: nanoseconds of CPU, by unit of the limit.
 *
 *     deadline [ROUNDS]     a line of JSON a unit
 *
 * The shipped calendar; random starts in 2022 to 2026, limits of 1 to 60 days (half days, or as
 * many hours), half of them with a pause.  The naive way, a day at a time, is the last line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/civil.h"
#include "core/deadline.h"
#include "core/limit.h"
#include "support/calendar_text.h"
#include "support/gen.h"
#include "support/tool.h"

enum { TIMINGS = 4096, TURNS = 250, ROUNDS = 15, ROUNDS_MAX = 101, ARENA_BYTES = 16 << 20 };
#define MINUTE_US (60 * CIVIL_SECOND_US)

static struct timing timings[TIMINGS];
static struct timing_pause pauses[TIMINGS];
static volatile int64_t sink; /* so that nothing is left out */

static int64_t cpu_ns(void)
{
    struct timespec now;
    (void) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

static void make_timings(enum limit_unit unit)
{
    struct gen gen = gen_seed(1);
    bool is_minutes = unit == LIMIT_UNIT_MINUTE || unit == LIMIT_UNIT_WORKING_MINUTE;
    int64_t first_us = instant_from("2022-01-01");
    for (size_t i = 0; i < TIMINGS; i++) {
        int64_t start_us = first_us + MINUTE_US * (int64_t) gen_number(&gen, 1800 * 1440);
        pauses[i].from_us = start_us + MINUTE_US * (int64_t) gen_number(&gen, 7200);
        pauses[i].to_us = pauses[i].from_us + MINUTE_US * (int64_t) gen_number(&gen, 7200);
        timings[i] = (struct timing) {
            .start_us = start_us,
            .amount = (int64_t) (1 + gen_number(&gen, 60)) * (is_minutes ? 60 : 1),
            .limit_unit = unit,
            .pauses = &pauses[i],
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

static int compare(const void *a, const void *b)
{
    double one = *(const double *) a;
    double other = *(const double *) b;
    return (one > other) - (one < other);
}

static void measure(const struct calendar *calendar, const char *words, size_t rounds,
                    int64_t (*step)(const struct calendar *, const struct timing *))
{
    double ns[ROUNDS_MAX];
    for (size_t round = 0; round < rounds; round++) {
        int64_t began_ns = cpu_ns();
        for (size_t turn = 0; turn < TURNS; turn++)
            for (size_t i = 0; i < TIMINGS; i++)
                sink += step(calendar, &timings[i]) & 1;
        ns[round] = (double) (cpu_ns() - began_ns) / (TURNS * TIMINGS);
    }
    qsort(ns, rounds, sizeof(ns[0]), compare);
    (void) printf("{\"step\":\"%s\",\"unit\":\"%s\",\"n\":%d,\"rounds\":%zu,\"min_ns\":%.1f,"
                  "\"median_ns\":%.1f,\"max_ns\":%.1f}\n",
                  words, limit_unit_name(timings[0].limit_unit), TURNS * TIMINGS, rounds, ns[0],
                  ns[rounds / 2], ns[rounds - 1]);
}

int main(int argc, char **argv)
{
    size_t rounds = argc > 1 ? strtoull(argv[1], NULL, 10) : ROUNDS;
    struct arena arena = tool_arena(ARENA_BYTES);
    const struct calendar *calendar = calendar_shipped(&arena);
    if (rounds < 1 || rounds > ROUNDS_MAX)
        tool_die("rounds must be from 1 to %d", ROUNDS_MAX);
    for (enum limit_unit unit = LIMIT_UNIT_MINUTE; unit < LIMIT_UNITS_END; unit++) {
        make_timings(unit);
        measure(calendar, "due", rounds, due_of);
        measure(calendar, "used", rounds, used_of);
    }
    make_timings(LIMIT_UNIT_WORKING_DAY);
    measure(calendar, "naive due", rounds, naive_due_of);
    arena_done(&arena);
    return 0;
}
