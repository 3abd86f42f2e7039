/* test_draw -- how many of each stratum are drawn, and which. */
#include "core/draw.h"

#include <stdio.h>
#include <string.h>

#include "support/cmocka.h"

enum { STRATA_MAX = 6, CASES_MAX = 400, ARENA_BYTES = 1 << 16, TEXT_MAX = 512 };

static struct arena arena;

static int take_arena(void **state)
{
    struct err err;
    (void) state;
    return arena_init(&arena, ARENA_BYTES, &err) == OK ? 0 : -1;
}

static int drop_arena(void **state)
{
    (void) state;
    arena_done(&arena);
    return 0;
}

/* clang-format off */
static const struct {
    const char *title;
    int64_t populations[STRATA_MAX]; /* of satisfied, fair … of section a, then of b */
    int64_t size;
    const char *drawn;
} rows[] = {
    {"no case, no sample",                            {0}, 5, ""},
    {"one case",                                      {1}, 5, "1"},
    {"a size above the population takes all",         {3, 2}, 9, "3 2"},
    {"shares that come out even",                     {60, 30, 10}, 10, "6 3 1"},
    {"the largest remainders get what is over",       {47, 16, 37}, 10, "5 1 4"},
    {"of equal remainders the first",                 {15, 15, 10}, 8, "3 3 2"},
    {"a small stratum has one",                       {200, 3, 100}, 10, "6 1 3"},
    {"which is taken from where most is above",       {50, 50, 1, 1, 1}, 6, "2 1 1 1 1"},
    {"more strata than the sample: the largest",      {9, 2, 8, 2, 7}, 3, "1 0 1 0 1"},
    {"of equal ones the first",                       {2, 2, 2, 2}, 3, "1 1 1 0"},
    {"a sample of one",                               {2, 5, 2}, 1, "0 1 0"},
};
/* clang-format on */

/* Case `number`'s id; anything that differs. */
static struct uuid id_of(size_t number)
{
    struct uuid id = {0};
    id.bytes[14] = (unsigned char) (number >> 8);
    id.bytes[15] = (unsigned char) number;
    return id;
}

static void what_each_stratum_is_allotted(void **state)
{
    (void) state;
    static struct draw_case cases[CASES_MAX];
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct draw_wanted wanted = {.cases = cases, .size = rows[i].size};
        char text[TEXT_MAX] = "";
        struct draw draw;
        struct err err;
        for (int stratum = 0; stratum < STRATA_MAX; stratum++)
            for (int64_t k = 0; k < rows[i].populations[stratum]; k++) {
                cases[wanted.count].id = id_of(wanted.count);
                cases[wanted.count].section = stratum < 3 ? STR("a") : STR("b");
                cases[wanted.count++].satisfaction = (enum satisfaction)(stratum % 3 + 1);
            }
        print_message("    %s\n", rows[i].title);
        arena_reset(&arena);
        assert_int_equal(draw_make(&wanted, &arena, &draw, &err), OK);
        int64_t sum = 0;
        for (size_t s = 0; s < draw.strata_count; s++) {
            size_t len = strlen(text);
            sum += draw.strata[s].drawn;
            (void) snprintf(text + len, sizeof(text) - len, "%s%d", s > 0 ? " " : "",
                            (int) draw.strata[s].drawn);
        }
        assert_string_equal(text, rows[i].drawn);
        assert_int_equal(draw.drawn, sum);
        assert_int_equal(draw.population, wanted.count);
    }
}

/*
 * Of 00000000-0000-0000-0000-00000000000N, N from 0 to 9, as a shell has them:
 *     for n in 0 1 …; do printf '%s/%s' SEED ID | sha256sum; done | sort
 */
static void whoever_has_the_smallest_digest_is_drawn(void **state)
{
    (void) state;
    static const struct {
        int64_t seed;
        const char *order;
    } known[] = {
        {0, "8341692075"},
        {8, "5467283910"},
        {2025, "2908473156"},
        {INT64_MAX, "8726351094"},
    };
    struct draw_case cases[10] = {{{{0}}, {0}, 0}};
    for (size_t n = 0; n < 10; n++)
        cases[n].id = id_of(n);
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        const struct draw_wanted wanted = {cases, 10, 4, known[i].seed};
        char order[11] = "";
        struct draw draw;
        struct err err;
        arena_reset(&arena);
        assert_int_equal(draw_make(&wanted, &arena, &draw, &err), OK);
        assert_int_equal(draw.strata_count, 1);
        assert_int_equal(draw.strata[0].drawn, 4);
        for (size_t n = 0; n < 10; n++)
            order[n] = (char) ('0' + draw.order[n]);
        assert_string_equal(order, known[i].order);
    }
}

static void an_arena_too_small_is_told(void **state)
{
    (void) state;
    static struct draw_case cases[CASES_MAX];
    for (size_t n = 0; n < CASES_MAX; n++)
        cases[n].id = id_of(n);
    const struct draw_wanted wanted = {cases, CASES_MAX, 7, 1};
    struct arena small;
    struct draw draw;
    struct err err;
    assert_int_equal(arena_init(&small, draw_bytes(CASES_MAX), &err), OK);
    assert_int_equal(draw_make(&wanted, &small, &draw, &err), OK);
    arena_reset(&small);
    assert_non_null(arena_alloc(&small, draw_bytes(CASES_MAX) / 2));
    assert_int_equal(draw_make(&wanted, &small, &draw, &err), RETRY);
    assert_string_equal(err.text, "no room for a draw from 400 cases");
    arena_done(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_each_stratum_is_allotted),
        cmocka_unit_test(whoever_has_the_smallest_digest_is_drawn),
        cmocka_unit_test(an_arena_too_small_is_told),
    };
    return cmocka_run_group_tests(tests, take_arena, drop_arena);
}
