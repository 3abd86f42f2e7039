/* test_directory_pg_scripted -- the directory from and to a database when every step fails in turn;
 * libpq from a script. */
#include "office/directory_pg.h"

#include <string.h>

#include "fake/pq.h"
#include "fake/pq_table.h"
#include "sql.h"
#include "support/cmocka.h"
#include "support/directory_text.h"

enum { STEPS_MAX = 1000 };

static struct err err;
static struct pg *pg;

static int before(void **state)
{
    (void) state;
    const struct pg_options options = {.conninfo = "host=fake", .search_path = "directory"};
    pq_reset();
    return pg_open(&options, &pg, &err) == OK ? 0 : -1;
}

static int after(void **state)
{
    (void) state;
    pg_close(pg);
    return pq_left_over() == 0 ? 0 : -1;
}

/* ---- reading ---- */

static const struct str unit_values[] = {
    {"zjj", 3}, {"\0\0\x1f\x64", 4}, {"One", 3}, {"city", 4}, {"organ", 5},
    {"", 0},    {"\1", 1},           {NULL, 0},  {"", 0},
};
static const struct str alias_values[] = {{"s", 1}, {"unit", 4}, {"", 0}, {"one", 3}, {"zjj", 3}};

static void lay_out_reading(void)
{
    pq_answer((struct pq_answer) {.statement = SQL_DIRECTORY_UNITS,
                                  .tag = "SELECT 1",
                                  .rows = 1,
                                  .columns = 9,
                                  .values = unit_values});
    pq_answer((struct pq_answer) {.statement = SQL_DIRECTORY_ALIASES,
                                  .tag = "SELECT 1",
                                  .rows = 1,
                                  .columns = 5,
                                  .values = alias_values});
}

static void rows_come_with_all_their_columns(void **state)
{
    (void) state;
    struct directory directory;
    char day[LISTING_DAY_TEXT_MAX];
    lay_out_reading();
    assert_int_equal(directory_init(&directory, 1 << 20, &err), OK);
    assert_int_equal(directory_pg_read(pg, &directory, &err), OK);
    assert_int_equal(directory.tables[DIRECTORY_UNIT].count, 1);
    assert_int_equal(directory.tables[DIRECTORY_SECTION].count, 0);
    const struct directory_unit *unit = rows_at(&directory.tables[DIRECTORY_UNIT], 0);
    assert_true(str_eq(unit->code, STR("zjj")));
    assert_true(str_eq(unit->kind, STR("organ")));
    assert_true(unit->is_outside);
    assert_string_equal(listing_day_text(unit->row.first_day.number, day), "2022-01-01");
    assert_int_equal(unit->row.last_day.number, DAY_NONE);
    assert_int_equal(unit->row.number, 0);
    const struct directory_alias *alias = rows_at(&directory.tables[DIRECTORY_ALIAS], 0);
    assert_true(str_eq(alias->alias, STR("one")));
    assert_true(str_eq(alias->code, STR("zjj")));
    directory_done(&directory);
}

static void a_reading_that_fails_in_any_step_can_be_tried_again(void **state)
{
    for (size_t step = 1; step < STEPS_MAX; step++) {
        struct directory directory;
        pg_close(pg);
        assert_int_equal(before(state), 0);
        lay_out_reading();
        assert_int_equal(directory_init(&directory, 1 << 20, &err), OK);
        pq_fail_step(pq_steps() + step, PQ_CUT);
        enum outcome outcome = directory_pg_read(pg, &directory, &err);
        directory_done(&directory);
        if (!pq_has_failed()) {
            assert_int_equal(outcome, OK);
            return;
        }
        assert_int_equal(outcome, RETRY);
        assert_non_null(strstr(err.text, "read "));
    }
    fail();
}

/* ---- writing ---- */

static void lay_out_writing(void)
{
    static const struct str version = {"\0\0\0\0\0\0\0\2", 8};
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT; which++)
        pq_answer_table(&directory_listings[which].table);
    pq_answer((struct pq_answer) {.statement = SQL_RULES_BUMP,
                                  .tag = "SELECT 1",
                                  .rows = 1,
                                  .columns = 1,
                                  .values = &version});
}

#define UNITS "code,name,level\n"
#define ALIASES "source,kind,alias,code\n"

/* Two directories and their difference. */
static struct directory old;
static struct directory new;
static struct directory_diff diff;

static void make_diff(const char *old_units, const char *new_units, const char *new_aliases)
{
    const struct directory_texts before_texts = {{old_units, NULL, NULL, NULL, NULL, NULL}};
    const struct directory_texts after_texts = {{new_units, NULL, NULL, NULL, NULL, new_aliases}};
    struct faults faults = {.count = 0};
    directory_text_read(&before_texts, &old, &faults);
    directory_text_read(&after_texts, &new, &faults);
    assert_int_equal(faults.count, 0);
    assert_int_equal(directory_diff(&old, &new, &diff, &err), OK);
}

static void drop_diff(void)
{
    directory_done(&old);
    directory_done(&new);
}

static void units_change_under_a_new_version_of_the_rules(void **state)
{
    (void) state;
    make_diff(UNITS "u,One,city\n", UNITS "v,Two,city\n", ALIASES "s,unit,one,v\n");
    lay_out_writing();
    if (directory_pg_apply(pg, &diff, &err) != OK)
        fail_msg("%s", err.text);
    const char *said = strstr(pq_said(), "BEGIN");
    assert_non_null(said);
    assert_string_equal(said, "BEGIN; --; DELETE; INSERT; INSERT; --; COMMIT");
    drop_diff();
}

static void aliases_change_under_the_same(void **state)
{
    (void) state;
    make_diff(UNITS "u,One,city\n", UNITS "u,One,city\n", ALIASES "s,unit,one,u\n");
    lay_out_writing();
    assert_int_equal(directory_pg_apply(pg, &diff, &err), OK);
    assert_non_null(strstr(pq_said(), "BEGIN; INSERT; COMMIT"));
    drop_diff();
}

static void a_change_that_fails_in_any_step_is_none(void **state)
{
    make_diff(UNITS "u,One,city\n", UNITS "v,Two,city\n", ALIASES "s,unit,one,v\n");
    for (size_t step = 1; step < STEPS_MAX; step++) {
        pg_close(pg);
        assert_int_equal(before(state), 0);
        lay_out_writing();
        pq_fail_step(pq_steps() + step, PQ_NO_MEMORY);
        enum outcome outcome = directory_pg_apply(pg, &diff, &err);
        if (!pq_has_failed()) {
            assert_int_equal(outcome, OK);
            drop_diff();
            return;
        }
        assert_int_equal(outcome, RETRY);
    }
    fail();
}

static void what_postgresql_refuses_is_rolled_back_and_named(void **state)
{
    (void) state;
    make_diff(UNITS "u,One,city\n", UNITS "v,Two,city\n", NULL);
    lay_out_writing();
    pq_answer((struct pq_answer) {
        .statement = "INSERT INTO \"unit\"", .sqlstate = "42501", .message = "permission denied"});
    assert_int_equal(directory_pg_apply(pg, &diff, &err), FATAL);
    assert_non_null(strstr(err.text, "write directory.unit: permission denied"));
    assert_non_null(strstr(pq_said(), "ROLLBACK"));
    assert_null(strstr(pq_said(), "COMMIT"));
    drop_diff();
}

static void tables_of_another_version_are_left_alone(void **state)
{
    (void) state;
    make_diff(UNITS "u,One,city\n", UNITS "v,Two,city\n", NULL);
    assert_int_equal(directory_pg_apply(pg, &diff, &err), FATAL);
    assert_non_null(strstr(err.text, "table unit: there is no such table"));
    assert_null(strstr(pq_said(), "BEGIN"));
    drop_diff();
}

static void the_lock_is_somebody_elses_or_ours(void **state)
{
    (void) state;
    static const struct str yes = {"\1", 1};
    static const struct str no = {"\0", 1};
    bool is_ours = true;
    pq_answer((struct pq_answer) {.statement = SQL_DIRECTORY_LOCK,
                                  .tag = "SELECT 1",
                                  .rows = 1,
                                  .columns = 1,
                                  .values = &no});
    assert_int_equal(directory_pg_lock(pg, false, &is_ours, &err), OK);
    assert_false(is_ours);
    pq_answer((struct pq_answer) {.statement = SQL_DIRECTORY_LOCK_WAIT,
                                  .tag = "SELECT 1",
                                  .rows = 1,
                                  .columns = 1,
                                  .values = &yes});
    assert_int_equal(directory_pg_lock(pg, true, &is_ours, &err), OK);
    assert_true(is_ours);
    pq_answer((struct pq_answer) {.statement = SQL_DIRECTORY_LOCK, .is_cut = true});
    assert_int_equal(directory_pg_lock(pg, false, &is_ours, &err), RETRY);
}

static void trees_of_units_are_removed_or_it_is_said(void **state)
{
    (void) state;
    pq_answer((struct pq_answer) {.statement = SQL_UNIT_PLACES_PRUNE, .tag = "DELETE 3"});
    assert_int_equal(directory_pg_prune(pg, &err), OK);
    pq_answer((struct pq_answer) {.statement = SQL_UNIT_PLACES_PRUNE, .is_cut = true});
    assert_int_equal(directory_pg_prune(pg, &err), RETRY);
    assert_non_null(strstr(err.text, "remove trees of units: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_come_with_all_their_columns, before, after),
        cmocka_unit_test_setup_teardown(a_reading_that_fails_in_any_step_can_be_tried_again, before,
                                        after),
        cmocka_unit_test_setup_teardown(units_change_under_a_new_version_of_the_rules, before,
                                        after),
        cmocka_unit_test_setup_teardown(aliases_change_under_the_same, before, after),
        cmocka_unit_test_setup_teardown(a_change_that_fails_in_any_step_is_none, before, after),
        cmocka_unit_test_setup_teardown(what_postgresql_refuses_is_rolled_back_and_named, before,
                                        after),
        cmocka_unit_test_setup_teardown(tables_of_another_version_are_left_alone, before, after),
        cmocka_unit_test_setup_teardown(the_lock_is_somebody_elses_or_ours, before, after),
        cmocka_unit_test_setup_teardown(trees_of_units_are_removed_or_it_is_said, before, after),
    };
    return RUN(tests);
}
