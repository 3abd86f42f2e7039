/* test_version_pg_scripted -- policies and calendars from and to a database when every step fails
 * in turn; libpq from a script. */
#include <string.h>

#include "fake/pq.h"
#include "fake/pq_table.h"
#include "office/calendar_pg.h"
#include "office/policy_pg.h"
#include "sql.h"
#include "support/calendar_text.h"
#include "support/cmocka.h"

enum { STEPS_MAX = 1000 };

#define SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ONE                                                                                        \
    {                                                                                              \
        "\0\0\0\0\0\0\0\1", 8                                                                      \
    }

static const struct version second = {.number = 2, .sha256 = SHA256};
static struct err err;
static struct pg *pg;
static struct policy_file policy;
static struct calendar_file calendar;

static int before(void **state)
{
    (void) state;
    const struct pg_options options = {.conninfo = "host=fake", .search_path = "policy"};
    pq_reset();
    return pg_open(&options, &pg, &err) == OK ? 0 : -1;
}

static int after(void **state)
{
    (void) state;
    pg_close(pg);
    policy_file_done(&policy);
    calendar_file_done(&calendar);
    return pq_left_over() == 0 ? 0 : -1;
}

static void answer(const char *statement, const struct str *values, size_t columns)
{
    pq_answer((struct pq_answer) {.statement = statement,
                                  .tag = "SELECT 1",
                                  .rows = 1,
                                  .columns = columns,
                                  .values = values});
}

/* What is run upon a script, after which there is nothing that the next run would meet. */
struct subject {
    void (*lay_out)(void);
    enum outcome (*run)(void);
};

static void assert_each_step_may_fail(const struct subject *subject, enum pq_fault fault)
{
    void *none = NULL;
    for (size_t step = 1; step < STEPS_MAX; step++) {
        assert_int_equal(after(&none), 0);
        assert_int_equal(before(&none), 0);
        subject->lay_out();
        pq_fail_step(pq_steps() + step, fault);
        enum outcome outcome = subject->run();
        assert_int_equal(outcome, pq_has_failed() ? RETRY : OK);
        if (outcome == OK)
            return;
    }
    fail();
}

static void assert_every_step_may_fail(const struct subject *subject)
{
    assert_each_step_may_fail(subject, PQ_CUT);
    assert_each_step_may_fail(subject, PQ_NO_MEMORY);
}

/* ---- the last version ---- */

static struct version last;

static void lay_out_last(void)
{
    static const struct str values[] = {ONE, {SHA256, 64}};
    answer(SQL_POLICY_LAST, values, 2);
}

static enum outcome ask_last(void)
{
    return version_pg_last(pg, SQL_POLICY_LAST, STR("base"), &last, &err);
}

static void the_last_version_has_number_and_digest(void **state)
{
    (void) state;
    assert_int_equal(ask_last(), OK);
    assert_int_equal(last.number, 0);
    assert_string_equal(last.sha256, "");
    lay_out_last();
    assert_int_equal(ask_last(), OK);
    assert_int_equal(last.number, 1);
    assert_string_equal(last.sha256, SHA256);
    assert_true(str_eq(pq_param(0), STR("base")));
    assert_every_step_may_fail(&(struct subject) {lay_out_last, ask_last});
}

/* ---- calendars ---- */

static const char *hours_read = "09:00-12:00";

static void lay_out_calendar(void)
{
    static struct str values[] = {{"default", 7}, ONE,        ONE,     {"hours", 5}, {NULL, 0},
                                  {NULL, 0},      {"zjj", 3}, {"", 0}, {"n", 1}};
    values[7] = str_from(hours_read);
    answer(SQL_CALENDAR_ROWS, values, 9);
}

static enum outcome read_calendar(void)
{
    if (calendar_file_init(&calendar, &err) != OK)
        return err.outcome;
    return calendar_pg_read(pg, REVISION_LAST, &calendar, &err);
}

static void a_calendar_is_read_and_made(void **state)
{
    (void) state;
    lay_out_calendar();
    assert_int_equal(read_calendar(), OK);
    assert_int_equal(calendar.count, 1);
    assert_int_equal(calendar.items[0].kind, CALENDAR_HOURS);
    assert_int_equal(calendar.items[0].first_day, CALENDAR_EVER_FIRST);
    assert_true(str_eq(calendar.items[0].unit, STR("zjj")));
    assert_int_equal(calendar.items[0].hours.intervals[0].close_min, 720);
    const struct calendar_line *line = rows_at(&calendar.lines, 0);
    assert_int_equal(line->version, 1);
    assert_every_step_may_fail(&(struct subject) {lay_out_calendar, read_calendar});
}

static void a_line_of_a_later_program_is_refused(void **state)
{
    (void) state;
    hours_read = "noon";
    lay_out_calendar();
    hours_read = "09:00-12:00";
    assert_int_equal(read_calendar(), FATAL);
    assert_string_equal(err.text, "schema policy holds what this program cannot read: value 'noon' "
                                  "is no list of hours like 09:00-12:00 13:00-17:00");
    static const struct str values[] = {{"default", 7}, ONE,     ONE,     {"eclipse", 7}, {NULL, 0},
                                        {NULL, 0},      {"", 0}, {"", 0}, {"", 0}};
    calendar_file_done(&calendar);
    answer(SQL_CALENDAR_ROWS, values, 9);
    assert_int_equal(read_calendar(), FATAL);
    assert_non_null(strstr(err.text, "kind 'eclipse' has no meaning here"));
}

static void lay_out_adding(void)
{
    static const struct str version = ONE;
    answer(SQL_RULES_BUMP, &version, 1);
}

static void lay_out_calendar_adding(void)
{
    pq_answer_table(&calendar_table);
    lay_out_adding();
}

static enum outcome add_calendar(void)
{
    struct faults faults = {.count = 0};
    calendar_text_lines("kind,first_day,notice\noff,2022-01-03,n\n", &calendar, &faults);
    assert_int_equal(faults.count, 0);
    return calendar_pg_add(pg, &calendar, &second, STR("p-7"), &err);
}

static void a_calendar_is_added_under_new_rules(void **state)
{
    (void) state;
    lay_out_calendar_adding();
    assert_int_equal(add_calendar(), OK);
    assert_string_equal(
        strstr(pq_said(), "BEGIN"),
        "BEGIN; --; --; COPY; copied 19 bytes; copied 62 bytes; copied 2 bytes; copy done; COMMIT");
    assert_every_step_may_fail(&(struct subject) {lay_out_calendar_adding, add_calendar});
}

static void what_postgresql_refuses_is_rolled_back_and_named(void **state)
{
    (void) state;
    lay_out_calendar_adding();
    pq_answer((struct pq_answer) {.statement = SQL_CALENDAR_ADD,
                                  .sqlstate = "23505",
                                  .message = "duplicate key",
                                  .constraint = "calendar_key"});
    assert_int_equal(add_calendar(), REJECT);
    assert_non_null(strstr(err.text, "add a version: duplicate key"));
    assert_non_null(strstr(pq_said(), "ROLLBACK"));
    assert_null(strstr(pq_said(), "COMMIT"));
}

static void tables_of_another_program_are_left_alone(void **state)
{
    (void) state;
    assert_int_equal(add_calendar(), FATAL);
    assert_non_null(strstr(err.text, "table calendar_row: there is no such table"));
    assert_null(strstr(pq_said(), "BEGIN"));
}

/* ---- policies ---- */

static const char *limit_read = "7wd";

static void lay_out_policy(void)
{
    static struct str row[] = {{"base", 4},
                               ONE,
                               ONE,
                               {"\0\0\x1f\x64", 4},
                               {"completion", 10},
                               {"default", 7},
                               {"", 0},
                               {"any", 3},
                               {"any", 3},
                               {"", 0},
                               {NULL, 0},
                               {"", 0},
                               {"usual", 5},
                               {"", 0},
                               {"l", 1},
                               {"", 0},
                               {"", 0},
                               {"", 0},
                               {"", 0}};
    static const struct str rung[] = {
        {"base", 4}, ONE,        ONE,           {"l", 1}, {"a", 1},
        {"red", 3},  {"due", 3}, {"", 0},       {"", 0},  {"handler", 7},
        {"", 0},     {"\1", 1},  {"always", 6}, {"", 0}};
    row[11] = str_from(limit_read);
    answer(SQL_POLICY_ROWS, row, 19);
    answer(SQL_POLICY_RUNGS, rung, 14);
}

static enum outcome read_policy(void)
{
    if (policy_file_init(&policy, &err) != OK)
        return err.outcome;
    return policy_pg_read(pg, REVISION_LAST, &policy, &err);
}

static void policies_are_read_and_made(void **state)
{
    (void) state;
    lay_out_policy();
    assert_int_equal(read_policy(), OK);
    struct policy_source source = policy_file_source(&policy);
    assert_int_equal(source.rows_count, 1);
    assert_int_equal(source.rows[0].version, 1);
    assert_int_equal(source.rows[0].limit.amount, 7);
    assert_int_equal(source.rows[0].scope, POLICY_SCOPE_DEFAULT);
    assert_int_equal(source.ladders_count, 1);
    assert_every_step_may_fail(&(struct subject) {lay_out_policy, read_policy});
}

static void a_limit_of_a_later_program_is_refused(void **state)
{
    (void) state;
    limit_read = "7moons";
    lay_out_policy();
    limit_read = "7wd";
    assert_int_equal(read_policy(), FATAL);
    assert_string_equal(err.text, "schema policy holds what this program cannot read: time_limit "
                                  "'7moons' has a unit that is none of min, wmin, hd, wd, cd");
}

static void lay_out_policy_adding(void)
{
    for (enum policy_table which = 0; which < POLICY_TABLES_COUNT; which++)
        pq_answer_table(&policy_tables[which]);
    lay_out_adding();
}

static enum outcome add_policy(void)
{
    struct faults faults = {.count = 0};
    assert_int_equal(policy_file_init(&policy, &err), OK);
    assert_int_equal(policy_file_read(&policy, "schemas/policy/base.csv", &faults, &err), OK);
    assert_int_equal(faults.count, 0);
    return policy_pg_add(pg, &policy, &second, STR("p-7"), &err);
}

static void a_policy_is_added_with_its_ladders(void **state)
{
    (void) state;
    lay_out_policy_adding();
    assert_int_equal(add_policy(), OK);
    const char *said = strstr(pq_said(), "BEGIN; --; --; COPY; copied ");
    assert_non_null(said);
    assert_non_null(strstr(said, "copy done; COPY; copied "));
    assert_non_null(strstr(said, "copy done; COMMIT"));
    const struct policy_head *rung = rows_at(&policy.lines[POLICY_RUNG_LINE], 0);
    assert_int_equal(rung->version, 2);
    assert_every_step_may_fail(&(struct subject) {lay_out_policy_adding, add_policy});
}

#define SCRIPTED(test) cmocka_unit_test_setup_teardown(test, before, after)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRIPTED(the_last_version_has_number_and_digest),
        SCRIPTED(a_calendar_is_read_and_made),
        SCRIPTED(a_line_of_a_later_program_is_refused),
        SCRIPTED(a_calendar_is_added_under_new_rules),
        SCRIPTED(what_postgresql_refuses_is_rolled_back_and_named),
        SCRIPTED(tables_of_another_program_are_left_alone),
        SCRIPTED(policies_are_read_and_made),
        SCRIPTED(a_limit_of_a_later_program_is_refused),
        SCRIPTED(a_policy_is_added_with_its_ladders),
    };
    return RUN(tests);
}
