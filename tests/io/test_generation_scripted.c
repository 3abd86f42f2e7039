/* test_generation_scripted -- migrate and generations when every step fails in turn; libpq from a
 * script. */
#include <stdio.h>
#include <string.h>

#include "fake/pq.h"
#include "run/generation.h"
#include "run/migrate.h"
#include "run/transaction.h"
#include "sql.h"
#include "support/cmocka.h"

enum { STEPS_MAX = 1000 };

static struct err err;
static struct pg *pg;

static int before(void **state)
{
    (void) state;
    const struct pg_options options = {.conninfo = "host=fake"};
    pq_reset();
    return pg_open(&options, &pg, &err) == OK ? 0 : -1;
}

static int after(void **state)
{
    (void) state;
    pg_close(pg);
    return pq_left_over() == 0 ? 0 : -1;
}

static const struct str yes = {"\1", 1};
static const struct str no = {"\0", 1};
static const struct str eight = {"\0\0\0\10", 4};

static void answer(const char *statement, const struct str *values, size_t columns)
{
    pq_answer((struct pq_answer) {.statement = statement,
                                  .tag = "SELECT 1",
                                  .rows = 1,
                                  .columns = columns,
                                  .values = values});
}

/* Files of views below the folder `in`; "" means all. */
static size_t views_count(const char *in)
{
    char folder[64];
    size_t count = 0;
    (void) snprintf(folder, sizeof(folder), "views/%s", in);
    for (const struct sql_file *file = sql_files; file->path != NULL; file++)
        count += strncmp(file->path, folder, strlen(folder)) == 0;
    return count;
}

/* ---- a transaction ---- */

static enum outcome work_outcome;

static enum outcome work(struct pg *connection, void *context, struct err *out)
{
    if (pg_script(connection, context, out) != OK)
        return out->outcome;
    return work_outcome == OK ? OK : err_set(out, work_outcome, "the work itself");
}

static void a_transaction_is_committed_when_its_work_succeeds(void **state)
{
    (void) state;
    char statement[] = "work";
    work_outcome = OK;
    assert_int_equal(transaction_run(pg, work, statement, &err), OK);
    assert_non_null(strstr(pq_said(), "BEGIN; work; COMMIT"));
}

static void work_that_fails_is_rolled_back_and_keeps_its_error(void **state)
{
    (void) state;
    char statement[] = "work";
    work_outcome = REJECT;
    assert_int_equal(transaction_run(pg, work, statement, &err), REJECT);
    assert_string_equal(err.text, "the work itself");
    assert_non_null(strstr(pq_said(), "BEGIN; work; ROLLBACK"));
    assert_null(strstr(pq_said(), "COMMIT"));
}

static void what_cannot_be_rolled_back_is_left_to_nobody(void **state)
{
    (void) state;
    char statement[] = "work";
    work_outcome = REJECT;
    pq_answer((struct pq_answer) {.statement = "ROLLBACK", .sqlstate = "53200", .message = "full"});
    assert_int_equal(transaction_run(pg, work, statement, &err), REJECT);
    assert_string_equal(err.text, "the work itself");
    assert_true(pg_is_broken(pg));
}

static void a_transaction_that_cannot_begin_does_no_work(void **state)
{
    (void) state;
    char statement[] = "work";
    work_outcome = OK;
    pq_answer((struct pq_answer) {.statement = "BEGIN", .sqlstate = "57P01", .message = "going"});
    assert_int_equal(transaction_run(pg, work, statement, &err), RETRY);
    assert_null(strstr(pq_said(), "work"));
}

static void a_lost_commit_is_tried_again(void **state)
{
    (void) state;
    char statement[] = "work";
    work_outcome = OK;
    pq_answer((struct pq_answer) {.statement = "COMMIT", .is_cut = true});
    assert_int_equal(transaction_run(pg, work, statement, &err), RETRY);
}

/* It was not even sent: what was done is not left for the next transaction to commit. */
static void a_commit_without_memory_is_rolled_back(void **state)
{
    (void) state;
    char statement[] = "work";
    work_outcome = OK;
    pq_fail_step(pq_steps() + 3, PQ_NO_MEMORY);
    assert_int_equal(transaction_run(pg, work, statement, &err), RETRY);
    assert_non_null(strstr(pq_said(), "BEGIN; work; ROLLBACK"));
    assert_false(pg_is_broken(pg));
}

/* ---- generations ---- */

static void a_generation_that_begins_has_the_next_number(void **state)
{
    (void) state;
    struct generation made = {.number = 0};
    answer(SQL_GENERATION_BEGIN, &eight, 1);
    if (generation_begin(pg, "section_ledger", &made, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(made.number, 8);
    assert_int_equal(made.version, generation_version_of("section_ledger"));
}

static void a_program_goes_on_with_tables_of_its_version_only(void **state)
{
    (void) state;
    int ours = generation_version_of("section_ledger");
    assert_int_equal(generation_fits("section_ledger", 7, ours, &err), OK);
    assert_int_equal(generation_fits("section_ledger", 0, 0, &err), FATAL);
    assert_non_null(strstr(err.text, "run shouwen-admin migrate"));
    assert_int_equal(generation_fits("section_ledger", 7, ours - 1, &err), FATAL);
    assert_non_null(strstr(err.text, "with its verb rebuild"));
    assert_int_equal(generation_fits("section_ledger", 7, ours + 1, &err), FATAL);
    assert_non_null(strstr(err.text, "newer than this program's"));
}

/* How many files of ours ran, queries and views: each begins with its head comment. */
static size_t files_run(void)
{
    size_t count = 0;
    for (const char *at = pq_said(); (at = strstr(at, "--")) != NULL; at += 2)
        count++;
    return count;
}

/* Are the views made from these very files?  And every generation is there. */
static void lay_out_views(const struct str *are_current)
{
    answer(SQL_VIEWS_STATE, are_current, 1);
    for (size_t i = 0; i < views_count(""); i++)
        answer(SQL_GENERATION_ENTER, &yes, 1);
}

static void views_of_the_same_version_are_replaced_in_place(void **state)
{
    (void) state;
    lay_out_views(&yes);
    if (generation_views(pg, "section_ledger", true, &err) != OK)
        fail_msg("%s", err.text);
    size_t readers = 0; /* also those that read several projections */
    for (const struct sql_file *file = sql_files; file->path != NULL; file++) {
        const char *end = strchr(file->text, '\n');
        const char *name = strstr(file->text, "section_ledger");
        readers +=
            strncmp(file->path, "views/", strlen("views/")) == 0 && name != NULL && name < end;
    }
    assert_true(readers > 2);
    assert_int_equal(files_run(), 1 + 2 * readers); /* the question; entering and making each */
}

static void other_views_or_another_version_make_all_anew(void **state)
{
    (void) state;
    for (int is_same_version = 0; is_same_version < 2; is_same_version++) {
        pg_close(pg);
        assert_int_equal(before(state), 0);
        lay_out_views(is_same_version ? &no : &yes);
        if (generation_views(pg, "section_ledger", is_same_version != 0, &err) != OK)
            fail_msg("%s", err.text);
        assert_true(files_run() > 2 * views_count(""));
    }
}

static void views_that_fail_in_any_step_are_tried_again(void **state)
{
    (void) state;
    static const enum pq_fault faults[] = {PQ_CUT, PQ_NO_MEMORY};
    for (size_t f = 0; f < sizeof(faults) / sizeof(faults[0]); f++)
        for (size_t step = 1; step < STEPS_MAX; step++) {
            pg_close(pg);
            assert_int_equal(before(state), 0);
            lay_out_views(step % 2 == 0 ? &yes : &no);
            pq_fail_step(pq_steps() + step, faults[f]);
            enum outcome outcome = generation_views(pg, "section_ledger", true, &err);
            if (!pq_has_failed()) {
                assert_int_equal(outcome, OK);
                break;
            }
            assert_int_equal(outcome, RETRY);
        }
}

static void a_view_file_postgresql_refuses_is_named(void **state)
{
    (void) state;
    const char *file = NULL;
    for (const struct sql_file *each = sql_files; each->path != NULL && file == NULL; each++)
        if (strncmp(each->path, "views/", strlen("views/")) == 0) {
            file = each->path;
            pq_answer((struct pq_answer) {.statement = each->text,
                                          .sqlstate = "42703",
                                          .message = "column \"x\" does not exist"});
        }
    lay_out_views(&no);
    assert_int_equal(generation_views(pg, "section_ledger", true, &err), FATAL);
    assert_non_null(file);
    assert_non_null(strstr(err.text, file));
}

/* ---- migrate ---- */

static void lay_out_migrating_without_views(void)
{
    answer(SQL_MIGRATION_LOCK, &yes, 1);
    answer(SQL_MIGRATION_TABLE, &no, 1);
    answer(SQL_VIEWS_STATE, &no, 1);
    char projection[GENERATION_NAME_MAX];
    for (size_t i = 0; generation_name_at(i, projection); i++)
        answer(SQL_GENERATION_BEGIN, &eight, 1);
}

static void lay_out_migrating(void)
{
    lay_out_migrating_without_views();
    for (size_t i = 0; i < views_count(""); i++)
        answer(SQL_GENERATION_ENTER, &yes, 1);
}

static size_t applied_count;

static void applied(void *context, const char *name)
{
    (void) context;
    (void) name;
    applied_count++;
}

static void made_one(void *context, const char *projection, const struct generation *generation)
{
    (void) context;
    (void) projection;
    (void) generation;
}

static size_t views_made_count;

static void views_made(void *context, size_t files)
{
    (void) context;
    views_made_count = files;
}

static const struct migrate_hooks hooks = {
    .applied = applied, .generations = {.made = made_one, .views_made = views_made}};

static void an_empty_database_gets_every_migration(void **state)
{
    (void) state;
    applied_count = 0;
    lay_out_migrating();
    if (migrate_run(pg, &hooks, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(applied_count, migrate_count());
}

static void folders_that_may_read_what_is_left_out_are_left_out(void **state)
{
    (void) state;
    size_t folder = views_count("1-ledger/");
    assert_true(folder >= 2);
    lay_out_migrating_without_views();
    answer(SQL_GENERATION_ENTER, &no, 1); /* the first file's projection has no generation */
    for (size_t i = 1; i < views_count(""); i++)
        answer(SQL_GENERATION_ENTER, &yes, 1);
    views_made_count = 0;
    if (migrate_run(pg, &hooks, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(views_made_count, folder - 1);
}

static void a_migrate_that_fails_in_any_step_says_so(void **state)
{
    (void) state;
    for (size_t step = 1; step < STEPS_MAX; step++) {
        pg_close(pg);
        assert_int_equal(before(state), 0);
        lay_out_migrating();
        pq_fail_step(pq_steps() + step, PQ_CUT);
        enum outcome outcome = migrate_run(pg, &hooks, &err);
        if (!pq_has_failed()) {
            assert_int_equal(outcome, OK);
            return;
        }
        assert_int_equal(outcome, RETRY);
    }
}

static void a_migration_postgresql_refuses_is_named(void **state)
{
    (void) state;
    lay_out_migrating();
    pq_answer((struct pq_answer) {.statement = "-- stream: where each projection stands",
                                  .sqlstate = "42P06",
                                  .message = "schema \"stream\" already exists"});
    assert_int_equal(migrate_run(pg, &hooks, &err), FATAL);
    assert_string_equal(err.text, "migration 0003_create_stream: schema \"stream\" already exists "
                                  "(42P06)");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, before, after)
    const struct CMUnitTest tests[] = {
        TEST(a_transaction_is_committed_when_its_work_succeeds),
        TEST(work_that_fails_is_rolled_back_and_keeps_its_error),
        TEST(what_cannot_be_rolled_back_is_left_to_nobody),
        TEST(a_transaction_that_cannot_begin_does_no_work),
        TEST(a_lost_commit_is_tried_again),
        TEST(a_commit_without_memory_is_rolled_back),
        TEST(a_generation_that_begins_has_the_next_number),
        TEST(a_program_goes_on_with_tables_of_its_version_only),
        TEST(views_of_the_same_version_are_replaced_in_place),
        TEST(other_views_or_another_version_make_all_anew),
        TEST(views_that_fail_in_any_step_are_tried_again),
        TEST(a_view_file_postgresql_refuses_is_named),
        TEST(an_empty_database_gets_every_migration),
        TEST(folders_that_may_read_what_is_left_out_are_left_out),
        TEST(a_migrate_that_fails_in_any_step_says_so),
        TEST(a_migration_postgresql_refuses_is_named),
    };
#undef TEST
    return RUN(tests);
}
