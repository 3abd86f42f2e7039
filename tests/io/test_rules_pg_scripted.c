/* test_rules_pg_scripted -- a revision of the rules out of a database, when every step fails in
 * turn; libpq from a script. */
#include "office/rules_pg.h"

#include <stdio.h>
#include <string.h>

#include "core/limit.h"
#include "fake/pq.h"
#include "sql.h"
#include "support/cmocka.h"

enum { STEPS_MAX = 1000, MEMORY_BYTES = 1 << 20 };

static struct err err;
static struct pg *pg;
static struct arena arena;

static int before(void **state)
{
    (void) state;
    const struct pg_options options = {.conninfo = "host=fake"};
    pq_reset();
    if (arena_init(&arena, MEMORY_BYTES, &err) != OK)
        return -1;
    return pg_open(&options, &pg, &err) == OK ? 0 : -1;
}

static int after(void **state)
{
    (void) state;
    pg_close(pg);
    arena_done(&arena);
    return pq_left_over() == 0 ? 0 : -1;
}

#define ONE                                                                                        \
    {                                                                                              \
        "\0\0\0\0\0\0\0\1", 8                                                                      \
    }
#define TWO                                                                                        \
    {                                                                                              \
        "\0\0\0\0\0\0\0\2", 8                                                                      \
    }
#define WORD(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define DAY_2022                                                                                   \
    {                                                                                              \
        "\0\0\x1f\x64", 4                                                                          \
    } /* 2022-01-01 */

static const struct str calendar_values[] = {
    WORD("default"), TWO, ONE, WORD("off"), DAY_2022, DAY_2022, WORD(""), WORD(""), WORD("notice"),
};
static const struct str policy_values[] = {
    WORD("base"), ONE,         ONE,      DAY_2022,  WORD("completion"), WORD("subtree"), WORD("u"),
    WORD("any"),  WORD("any"), WORD(""), {NULL, 0}, WORD("7wd"),        WORD("usual"),   WORD(""),
    WORD("l"),    WORD(""),    WORD(""), WORD(""),  WORD("basis"),
};
static const struct str rung_values[] = {
    WORD("base"), ONE,         ONE,      WORD("l"),    WORD("red"),
    WORD("red"),  WORD("due"), WORD(""), WORD(""),     WORD("handler"),
    WORD(""),     {"\0", 1},   WORD(""), WORD("book"),
};
static const struct str place_values[] = {WORD("v"), WORD("u"), DAY_2022, {NULL, 0}};

static void lay_out(const char *sql, size_t columns, const struct str *values)
{
    pq_answer((struct pq_answer) {
        .statement = sql, .tag = "SELECT 1", .rows = 1, .columns = columns, .values = values});
}

static void lay_out_all(void)
{
    lay_out(SQL_CALENDAR_ROWS, 9, calendar_values);
    lay_out(SQL_POLICY_ROWS, 19, policy_values);
    lay_out(SQL_POLICY_RUNGS, 14, rung_values);
    lay_out(SQL_UNIT_PLACES, 4, place_values);
}

static void a_revision_is_calendar_policy_and_tree(void **state)
{
    (void) state;
    struct rules rules = {.version = 9};
    lay_out_all();
    if (rules_pg_load(pg, &arena, &rules, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(rules.version, 9);
    assert_false(calendar_is_worked(rules.calendar, 18993)); /* 2022-01-01 */
    assert_int_equal(rules.calendar->rows.version, 2);
    const struct policy_query query = {.unit = STR("v"), .day = 19000, .clock = CLOCK_COMPLETION};
    const struct policy_match match = policy_find(rules.policy, &query);
    assert_non_null(match.row); /* by the unit above */
    assert_int_equal(match.row->limit.amount, 7);
    assert_int_equal(match.ladder->count, 1);
    assert_true(str_eq(pq_param(0), (struct str) {"\0\0\0\0\0\0\0\x9", 8}));
}

static void where_nothing_was_loaded_there_is_nothing(void **state)
{
    (void) state;
    struct rules rules = {.version = 1};
    assert_int_equal(rules_pg_load(pg, &arena, &rules, &err), OK);
    assert_null(rules.calendar);
    assert_null(rules.policy);
}

static void a_reading_that_fails_in_any_step_can_be_tried_again(void **state)
{
    for (size_t step = 1; step < STEPS_MAX; step++) {
        struct rules rules = {.version = 1};
        assert_int_equal(after(state), 0);
        assert_int_equal(before(state), 0);
        lay_out_all();
        pq_fail_step(pq_steps() + step, PQ_CUT);
        enum outcome outcome = rules_pg_load(pg, &arena, &rules, &err);
        if (!pq_has_failed()) {
            assert_int_equal(outcome, OK);
            return;
        }
        assert_int_equal(outcome, RETRY);
    }
    fail();
}

static void memory_of_any_size_suffices_or_is_said_to_be_too_small(void **state)
{
    struct arena whole;
    size_t too_small = 0;
    (void) state;
    whole = arena;
    for (size_t size = 0;; size += 512) {
        struct rules rules = {.version = 1};
        char wanted[96];
        arena = (struct arena) {.memory = whole.memory, .size_bytes = size};
        pg_close(pg);
        pq_reset();
        const struct pg_options options = {.conninfo = "host=fake"};
        assert_int_equal(pg_open(&options, &pg, &err), OK);
        lay_out_all();
        if (rules_pg_load(pg, &arena, &rules, &err) == OK)
            break;
        (void) snprintf(wanted, sizeof(wanted), "the rules are larger than %zu bytes", size);
        assert_int_equal(err.outcome, FATAL);
        assert_string_equal(err.text, wanted);
        too_small++;
    }
    arena = whole;
    assert_true(too_small > 10);
}

static void a_word_this_program_does_not_know_is_fatal(void **state)
{
    struct str values[sizeof(policy_values) / sizeof(policy_values[0])];
    struct rules rules = {.version = 1};
    (void) state;
    memcpy(values, policy_values, sizeof(values));
    values[11] = STR("7 moons");
    lay_out(SQL_POLICY_ROWS, 19, values);
    assert_int_equal(rules_pg_load(pg, &arena, &rules, &err), FATAL);
    assert_non_null(strstr(err.text, "what this program cannot read"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, before, after)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_revision_is_calendar_policy_and_tree),
        TEST(where_nothing_was_loaded_there_is_nothing),
        TEST(a_reading_that_fails_in_any_step_can_be_tried_again),
        TEST(memory_of_any_size_suffices_or_is_said_to_be_too_small),
        TEST(a_word_this_program_does_not_know_is_fatal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
