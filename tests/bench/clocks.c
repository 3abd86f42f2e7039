/*
 * clocks -- what the clocks of a case cost: nanoseconds of CPU a life, step by step, no server.
 *
 *     clocks [ROUNDS]     a line of JSON a step
 *
 * Ordinary lives of five events under the shipped rules; a consumer does each step twice an event
 * of a case, for what the rows were and what they are.  Also how many bytes a clock's row has, and
 * its days.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../../consumers/overdue-alerts/rows.h"
#include "core/clock_days.h"
#include "support/flood.h"
#include "support/rules_text.h"
#include "support/tool.h"

enum {
    CASES = 4000,
    EVENTS = 5,
    ROUNDS = 15,
    ROUNDS_MAX = 101,
    KEPT_BYTES = 256 << 20,
    SCRATCH_BYTES = 1 << 20,
    ROWS_ROOM = 16,
};

struct told {
    struct case_file file;
    struct life life;
    struct clocks clocks;
};

static struct told cases[CASES];
static const struct rules *rules;
static struct arena scratch;

static void must(enum outcome outcome, const struct err *err)
{
    if (outcome != OK)
        tool_die("%s", err->text);
}

static int64_t cpu_ns(void)
{
    struct timespec now;
    (void) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

/* ---- lives ---- */

static void decode(const struct flood_item *item, struct arena *arena, struct event *event_out)
{
    struct err err;
    const struct record record = {
        .topic = item->topic,
        .timestamp_us = INT64_C(4102444800000000), /* 2100: after whatever is told */
        .is_log_append_time = true,
        .key = item->key,
        .payload = item->payload,
    };
    must(event_decode(&record, arena, event_out, &err), &err);
}

static void make_cases(struct arena *arena)
{
    const struct flood_plan plan = {
        .seed = 1, .cases = CASES, .events = EVENTS, .is_uniform = true, .is_told = true};
    struct flood flood = flood_make(&plan);
    struct case_file_change change;
    struct err err;
    size_t count = 0;
    for (size_t i = 0; i < flood.count; i++) {
        struct event *event = arena_alloc(arena, sizeof(*event));
        if (event == NULL)
            tool_die("no room for the events");
        decode(&flood.items[i], arena, event);
        if (count == 0 || !uuid_eq(&cases[count - 1].file.subject, &event->subject))
            case_file_init(&cases[count++].file, event);
        struct told *told = &cases[count - 1]; /* they are told case by case */
        must(case_file_add(&told->file, event, arena, &change, &err), &err);
    }
    if (count != CASES)
        tool_die("%zu cases instead of %d", count, CASES);
    for (size_t i = 0; i < CASES; i++) {
        must(fold(&cases[i].file, arena, &cases[i].life, &err), &err);
        must(clocks_of(&cases[i].life, rules, arena, &cases[i].clocks, &err), &err);
    }
}

/* ---- the steps ---- */

static void fold_it(const struct told *told)
{
    struct err err;
    struct life life;
    must(fold(&told->file, &scratch, &life, &err), &err);
}

static void find_clocks(const struct told *told)
{
    struct err err;
    struct clocks clocks;
    must(clocks_of(&told->life, rules, &scratch, &clocks, &err), &err);
}

static void tell_days(const struct told *told)
{
    struct str days;
    for (int32_t i = 0; i < told->clocks.clocks.count; i++)
        if (!clock_days(&told->clocks.clocks.items[i], rules->calendar, &scratch, &days))
            tool_die("no room for days");
}

static void make_rows(const struct told *told, struct rows rows[2])
{
    struct err err;
    must(rows_init(&rows[0], &clock_row_table, ROWS_ROOM, &scratch, &err), &err);
    must(rows_init(&rows[1], &rung_row_table, ROWS_ROOM, &scratch, &err), &err);
    overdue_alerts_rows(&told->life, rules, rows);
}

static void all_rows(const struct told *told)
{
    struct rows rows[2];
    make_rows(told, rows);
}

static const struct {
    const char *words;
    void (*of)(const struct told *told);
} steps[] = {
    {"fold", fold_it},
    {"clocks_of", find_clocks},
    {"clock_days of all", tell_days},
    {"rows, with both", all_rows},
};

static int compare(const void *a, const void *b)
{
    double left = *(const double *) a;
    double right = *(const double *) b;
    return (left > right) - (left < right);
}

static void measure(size_t step, size_t rounds)
{
    double ns[ROUNDS_MAX];
    for (size_t round = 0; round < rounds; round++) {
        int64_t start = cpu_ns();
        for (size_t i = 0; i < CASES; i++) {
            arena_reset(&scratch);
            steps[step].of(&cases[i]);
        }
        ns[round] = (double) (cpu_ns() - start) / CASES;
    }
    qsort(ns, rounds, sizeof(ns[0]), compare);
    (void) printf("{\"step\":\"%s\",\"unit\":\"ns a life\",\"min\":%.0f,\"median\":%.0f}\n",
                  steps[step].words, ns[0], ns[rounds / 2]);
}

/* ---- their size ---- */

static size_t text_bytes(const struct table *table, const void *row)
{
    size_t bytes = 0;
    for (size_t i = 0; i < table->columns_count; i++)
        if (table->columns[i].type == COLUMN_TEXT)
            bytes += ((const struct str *) (const void *) ((const unsigned char *) row +
                                                           table->columns[i].offset))
                         ->len +
                     1;
        else
            bytes += table->columns[i].type == COLUMN_UUID ? 16 : 8;
    return bytes;
}

static void measure_bytes(void)
{
    size_t bytes = 0;
    size_t days = 0;
    size_t count = 0;
    for (size_t i = 0; i < CASES; i++) {
        struct rows rows[2];
        arena_reset(&scratch);
        make_rows(&cases[i], rows);
        for (size_t j = 0; j < rows[0].count; j++, count++) {
            const struct clock_row *row = rows_at(&rows[0], j);
            bytes += text_bytes(&clock_row_table, row);
            days += row->days.len + 1;
        }
    }
    (void) printf("{\"clocks_a_life\":%.1f,\"bytes_a_clock\":%.0f,\"of_them_days\":%.1f}\n",
                  (double) count / CASES, (double) bytes / (double) count,
                  (double) days / (double) count);
}

int main(int argc, char **argv)
{
    size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : ROUNDS;
    if (rounds < 1 || rounds > ROUNDS_MAX)
        tool_die("1 to %d rounds are wanted", ROUNDS_MAX);
    struct arena kept = tool_arena(KEPT_BYTES);
    scratch = tool_arena(SCRATCH_BYTES);
    rules = rules_shipped();
    make_cases(&kept);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
        measure(i, rounds);
    measure_bytes();
    arena_done(&kept);
    arena_done(&scratch);
    return 0;
}
