/*
 * due_days -- random due days by the shipped calendar, for a second reading of them.
 *
 *     due_days COUNT [SEED]     a line each: accepted, working days, due day
 *
 * All of them within the published years 2022 to 2026.
 */
#include <stdlib.h>

#include "base/civil.h"
#include "core/deadline.h"
#include "office/deadline_print.h"
#include "support/calendar_text.h"
#include "support/gen.h"
#include "support/tool.h"

enum { ARENA_BYTES = 16 << 20, AMOUNT_BELOW = 61, MINUTES = 1440 };

static void print_one(struct gen *gen, const struct calendar *calendar)
{
    int64_t first = day_from("2022-01-01");
    uint64_t days = (uint64_t) (day_from("2026-12-30") - first);
    struct timing timing = {.limit_unit = LIMIT_UNIT_WORKING_DAY};
    struct deadline deadline;
    char start[DEADLINE_TEXT_MAX];
    char due[DEADLINE_TEXT_MAX];
    do {
        int64_t minute = MINUTES * (first + (int64_t) gen_number(gen, days)) +
                         (int64_t) gen_number(gen, MINUTES);
        timing.start_us = civil_start_of(0) + 60 * CIVIL_SECOND_US * minute;
        timing.amount = 1 + (int64_t) gen_number(gen, AMOUNT_BELOW - 1);
        deadline = deadline_of(calendar, &timing);
    } while (deadline.is_provisional);
    (void) printf("%.10s %d %.10s\n", deadline_text(timing.start_us + 1, start),
                  (int) timing.amount, deadline_text(deadline.due_us, due));
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3)
        tool_die("usage: due_days COUNT [SEED]");
    struct arena arena = tool_arena(ARENA_BYTES);
    const struct calendar *calendar = calendar_shipped(&arena);
    struct gen gen = gen_seed(argc > 2 ? strtoull(argv[2], NULL, 10) : gen_seed_given(1));
    for (uint64_t left = strtoull(argv[1], NULL, 10); left > 0; left--)
        print_one(&gen, calendar);
    arena_done(&arena);
    return fflush(stdout) == 0 ? 0 : TOOL_CANNOT;
}
