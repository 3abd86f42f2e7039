/* test_shard_redate_scripted -- the search for files of older rules, when every statement of it
 * fails in turn; libpq from a script. */
#include <stdlib.h>
#include <string.h>

#include "core/partition.h"
#include "fake/pq.h"
#include "run/shard_internal.h"
#include "sql.h"
#include "support/cmocka.h"

enum { STEPS_MAX = 1000, PARTITIONS = 12, FILES = 5, BLOCKS = 100, PARAMS_BYTES = 1 << 20 };

static struct err err;
static struct shard shard;
static struct uuid files[FILES];
static bool is_found[FILES];
static int loads; /* of revisions */

static enum outcome load(struct pg *pg, struct arena *arena, struct rules *rules, struct err *why)
{
    (void) pg;
    (void) arena;
    (void) rules;
    (void) why;
    loads++;
    return OK;
}

static const struct projection dated = {
    .name = "dated", .version = 1, .input = INPUT_EVENTS, .tables = {NULL}, .load_rules = load};
static const struct projection undated = {
    .name = "undated", .version = 1, .input = INPUT_EVENTS, .tables = {NULL}};

static int32_t partition_of(const struct uuid *subject)
{
    char text[UUID_TEXT_LEN + 1];
    uuid_text(subject, text);
    return partition_of_key(str_from(text), PARTITIONS);
}

static int before(void **state)
{
    (void) state;
    const struct pg_options options = {.conninfo = "host=fake"};
    pq_reset();
    loads = 0;
    shard = (struct shard) {
        .options = {.projection = &dated, .partitions_count = PARTITIONS},
        .positions = calloc(1, sizeof(struct positions)),
        .filling = &shard.batches[0],
        .is_member = true,
        .is_idle = true,
    };
    for (int i = 0; i < FILES; i++)
        files[i] = event_subject(SUBJECT_CASE, STR("book"), (struct str) {"12345" + i, 1});
    for (int32_t i = 0; i < PARTITIONS && shard.positions != NULL; i++)
        shard.positions->claims[i].is_ours = true;
    memset(is_found, 0, sizeof(is_found));
    if (shard.positions == NULL || batch_init(shard.filling, &dated, BATCH_BYTES, &err) != OK ||
        revisions_init(&shard.revisions, &dated, &err) != OK ||
        pg_params_new(PARAMS_BYTES, &shard.params, &err) != OK ||
        pg_open(&options, &shard.read, &err) != OK)
        return -1;
    revisions_open(&shard.revisions, shard.read);
    return 0;
}

static int after(void **state)
{
    (void) state;
    pg_rows_done(&shard.redating.found);
    pg_close(shard.read);
    pg_params_free(shard.params);
    revisions_done(&shard.revisions);
    batch_done(shard.filling);
    free(shard.positions);
    return pq_left_over() == 0 ? 0 : -1;
}

/* ---- what the server has ---- */

static void lay_out(const char *sql, size_t rows, const struct str *values)
{
    pq_answer((struct pq_answer) {
        .statement = sql, .tag = "SELECT 1", .rows = rows, .columns = 1, .values = values});
}

static void lay_out_version(char version)
{
    static char bytes[8];
    static const struct str value = {bytes, sizeof(bytes)};
    bytes[7] = version;
    lay_out(SQL_RULES_VERSION, 1, &value);
}

/* A hundred blocks: two steps, the first of which finds all but the last file. */
static void lay_out_files(void)
{
    static const char blocks[8] = {0, 0, 0, 0, 0, 0, 0, BLOCKS};
    static const struct str value = {blocks, sizeof(blocks)};
    static struct str ids[FILES];
    for (int i = 0; i < FILES; i++)
        ids[i] = (struct str) {(const char *) files[i].bytes, sizeof(files[i].bytes)};
    lay_out(SQL_FILE_BLOCKS, 1, &value);
    lay_out(SQL_FILE_OLDER, FILES - 1, ids);
    lay_out(SQL_FILE_OLDER, 1, &ids[FILES - 1]);
}

/* ---- what the shard does ---- */

/* As its loop does: what it found flies, and has landed. */
static void land(void)
{
    for (size_t i = 0; i < shard.filling->groups_count; i++)
        for (int file = 0; file < FILES; file++)
            if (uuid_eq(&shard.filling->groups[i].subject, &files[file])) {
                assert_false(is_found[file]);
                assert_true(shard.filling->touches[partition_of(&files[file])]);
                is_found[file] = true;
            }
    shard_redate_landed(&shard, shard.filling, shard.filling->groups_count);
    batch_reset(shard.filling);
}

/* The whole pass; how many transactions it took.  RETRY: asking failed. */
static enum outcome pass(int *transactions)
{
    for (*transactions = 0; shard.redating.is_on; ++*transactions) {
        if (shard_redate_fill(&shard, &err) != OK)
            return err.outcome;
        if (batch_is_empty(shard.filling))
            break;
        land();
    }
    return OK;
}

static int found_count(void)
{
    int count = 0;
    for (int i = 0; i < FILES; i++)
        count += is_found[i];
    return count;
}

static void rules_come(char version)
{
    lay_out_version(version);
    if (shard_load_rules(&shard, &err) != OK)
        fail_msg("%s", err.text);
}

/* ---- tests ---- */

static void other_rules_begin_a_pass_and_the_same_do_not(void **state)
{
    (void) state;
    rules_come(2);
    assert_true(shard.redating.is_on);
    assert_int_equal(shard.revisions.present->version, 2);
    shard.redating.is_on = false;
    rules_come(2);
    assert_false(shard.redating.is_on);
    rules_come(3);
    assert_true(shard.redating.is_on);
    assert_int_equal(loads, 2);
}

static void who_loads_no_rules_dates_nothing(void **state)
{
    (void) state;
    shard.options.projection = &undated;
    lay_out_version(2);
    assert_int_equal(shard_load_rules(&shard, &err), OK);
    shard_redate_begin(&shard);
    assert_false(shard_redate_is_due(&shard));
    assert_int_equal(shard_redate_fill(&shard, &err), OK);
    assert_int_equal(shard_look_at_rules(&shard, &err), OK);
}

static void rules_are_looked_at_once_a_second(void **state)
{
    (void) state;
    size_t steps = pq_steps();
    shard.redating.looked_us = INT64_MAX / 2;
    assert_int_equal(shard_look_at_rules(&shard, &err), OK);
    assert_int_equal(pq_steps(), steps);
    shard.redating.looked_us = INT64_MIN / 2;
    lay_out_version(4);
    assert_int_equal(shard_look_at_rules(&shard, &err), OK);
    assert_int_equal(shard.revisions.present->version, 4);
}

static void a_pass_finds_every_file_once(void **state)
{
    (void) state;
    int transactions = 0;
    rules_come(2);
    lay_out_files();
    assert_int_equal(pass(&transactions), OK);
    assert_int_equal(transactions, 1);
    assert_int_equal(found_count(), FILES);
    assert_false(shard.redating.is_on);
    assert_int_equal(shard.redating.files, FILES);
    assert_true(str_eq(pq_param(0), STR("(64,0)"))); /* of the second step, up to … */
    assert_true(str_eq(pq_param(1), STR("(128,0)")));
    assert_true(str_eq(pq_param(2), (struct str) {"\0\0\0\0\0\0\0\2", 8}));
}

static void no_transaction_takes_more_files_than_it_may(void **state)
{
    (void) state;
    int transactions = 0;
    rules_come(2);
    lay_out_files();
    shard.redating.files_max = 1;
    assert_int_equal(pass(&transactions), OK);
    assert_int_equal(transactions, 3); /* one, two, and the rest: what lands makes them grow */
    assert_int_equal(found_count(), FILES);
}

static void a_file_of_a_partition_that_is_not_ours_is_left(void **state)
{
    (void) state;
    int transactions = 0;
    rules_come(2);
    lay_out_files();
    int32_t partition = partition_of(&files[2]);
    shard.positions->claims[partition].is_ours = false;
    assert_int_equal(pass(&transactions), OK);
    for (int i = 0; i < FILES; i++)
        assert_int_equal(is_found[i], partition_of(&files[i]) != partition);
}

static void a_table_without_blocks_is_passed_at_once(void **state)
{
    (void) state;
    static const struct str none = {"\0\0\0\0\0\0\0\0", 8};
    int transactions = 0;
    rules_come(2);
    lay_out(SQL_FILE_BLOCKS, 1, &none);
    assert_int_equal(pass(&transactions), OK);
    assert_int_equal(transactions, 0);
    assert_false(shard.redating.is_on);
}

static void events_go_first(void **state)
{
    (void) state;
    rules_come(2);
    assert_true(shard_redate_is_due(&shard));
    shard.is_idle = false;
    assert_false(shard_redate_is_due(&shard));
    shard.filling->records_count = 1;
    for (int i = 0; i < 4; i++)
        shard_redate_landed(&shard, shard.filling, 1);
    assert_false(shard_redate_is_due(&shard)); /* events are in the batch */
    batch_reset(shard.filling);
    assert_true(shard_redate_is_due(&shard));
    shard.redating.flying_count = 1;
    assert_false(shard_redate_is_due(&shard));
    shard.is_idle = true;
    assert_true(shard_redate_is_due(&shard));
    shard.flying_count = PG_PIPELINES_MAX;
    assert_false(shard_redate_is_due(&shard));
    shard.flying_count = 0;
    shard.is_member = false;
    assert_false(shard_redate_is_due(&shard));
}

/* What was found and dropped with the rest that was in hand is found again. */
static void what_was_dropped_is_looked_for_again(void **state)
{
    (void) state;
    int transactions = 0;
    rules_come(2);
    lay_out_files();
    assert_int_equal(shard_redate_fill(&shard, &err), OK);
    assert_int_equal(shard.filling->groups_count, FILES);
    assert_false(shard_redate_is_due(&shard)); /* nothing is left to find until that landed */
    batch_reset(shard.filling);
    assert_false(shard_redate_is_due(&shard));
    shard_redate_again(&shard);
    lay_out_files();
    assert_int_equal(pass(&transactions), OK);
    assert_int_equal(found_count(), FILES);
    shard_redate_again(&shard); /* it is over */
    assert_false(shard.redating.is_on);
}

/* The connection may be lost in any step, and memory may fail: nothing is half found then, and once
 * the server answers again the pass finds every file. */
static void run_with_failure(size_t step, enum pq_fault fault)
{
    int transactions = 0;
    lay_out_version(2);
    lay_out_files();
    pq_fail_step(step, fault);
    enum outcome outcome = shard_load_rules(&shard, &err);
    bool is_known = outcome == OK;
    if (outcome == OK)
        outcome = pass(&transactions);
    if (!pq_has_failed()) {
        assert_int_equal(outcome, OK);
        assert_int_equal(found_count(), FILES);
        return;
    }
    assert_int_equal(outcome, RETRY);
    assert_true(batch_is_empty(shard.filling));
    assert_int_equal(found_count(), 0);
    assert_int_equal(shard.redating.is_on, is_known);
    assert_int_equal(shard.redating.block, 0);
    assert_int_equal(shard.redating.found.count, 0);
}

static bool fails_in(size_t step, enum pq_fault fault)
{
    void *state = NULL;
    int transactions = 0;
    assert_int_equal(before(&state), 0);
    run_with_failure(pq_steps() + step, fault);
    bool has_failed = pq_has_failed();
    if (has_failed) {
        pq_fail_step(0, fault);
        assert_int_equal(pg_reconnect(shard.read, &err), OK);
        if (shard.revisions.present == NULL)
            rules_come(2);
        lay_out_files();
        assert_int_equal(pass(&transactions), OK);
        assert_int_equal(found_count(), FILES);
    }
    assert_int_equal(after(&state), 0);
    return has_failed;
}

static void every_step_may_fail_and_the_pass_is_made_again(void **state)
{
    static const enum pq_fault faults[] = {PQ_CUT, PQ_NO_MEMORY};
    (void) state;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        size_t step = 1;
        while (step < STEPS_MAX && fails_in(step, faults[i]))
            step++;
        assert_in_range(step, 5, STEPS_MAX - 1); /* four statements at the least */
    }
}

/* A statement that the server refuses outright is no reason to look elsewhere. */
static void a_statement_that_is_refused_is_told_and_nothing_is_kept(void **state)
{
    static const char *const statements[] = {SQL_FILE_BLOCKS, SQL_FILE_OLDER};
    static const char *const words[] = {"measure the case files", "look for files of older rules"};
    (void) state;
    rules_come(2);
    for (size_t i = 0; i < 2; i++) {
        static const struct str one = {"\0\0\0\0\0\0\0\1", 8};
        if (i > 0)
            lay_out(SQL_FILE_BLOCKS, 1, &one);
        pq_answer((struct pq_answer) {
            .statement = statements[i], .sqlstate = "57014", .message = "canceling statement"});
        assert_int_equal(shard_redate_fill(&shard, &err), RETRY);
        assert_non_null(strstr(err.text, words[i]));
        assert_true(batch_is_empty(shard.filling));
        assert_true(shard.redating.is_on);
        assert_int_equal(shard.redating.block, 0);
    }
}

/* ---- cases that PostgreSQL refuses under the new rules ---- */

static void what_is_refused_is_searched_for_by_halves_and_then_left(void **state)
{
    (void) state;
    const struct err why = {.outcome = REJECT, .text = "refused"};
    int transactions = 0;
    rules_come(2);
    size_t halves = 0;
    while (shard.redating.files_max > 1 && halves++ < 16) {
        shard_redate_refused(&shard, &files[3], &why);
        assert_int_equal(shard.redating.refused_count, 0);
    }
    assert_int_equal(shard.redating.files_max, 1);
    shard_redate_refused(&shard, &files[3], &why);
    assert_int_equal(shard.redating.refused_count, 1);
    shard_redate_again(&shard);
    lay_out_files();
    assert_int_equal(pass(&transactions), OK);
    assert_false(is_found[3]);
    assert_int_equal(found_count(), FILES - 1);
}

static void too_many_that_are_refused_end_it_until_other_rules_come(void **state)
{
    (void) state;
    const struct err why = {.outcome = REJECT, .text = "refused"};
    rules_come(2);
    shard.redating.files_max = 1;
    for (int i = 0; i < REDATE_REFUSED_MAX; i++) {
        assert_false(shard.redating.is_given_up);
        shard_redate_refused(&shard, &files[i % FILES], &why);
    }
    assert_true(shard.redating.is_given_up);
    assert_false(shard_redate_is_due(&shard));
    shard_redate_again(&shard);
    assert_false(shard.redating.is_on);
    rules_come(3);
    assert_true(shard.redating.is_on);
    assert_int_equal(shard.redating.refused_count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, before, after)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(other_rules_begin_a_pass_and_the_same_do_not),
        TEST(who_loads_no_rules_dates_nothing),
        TEST(rules_are_looked_at_once_a_second),
        TEST(a_pass_finds_every_file_once),
        TEST(no_transaction_takes_more_files_than_it_may),
        TEST(a_file_of_a_partition_that_is_not_ours_is_left),
        TEST(a_table_without_blocks_is_passed_at_once),
        TEST(events_go_first),
        TEST(what_was_dropped_is_looked_for_again),
        cmocka_unit_test(every_step_may_fail_and_the_pass_is_made_again),
        TEST(a_statement_that_is_refused_is_told_and_nothing_is_kept),
        TEST(what_is_refused_is_searched_for_by_halves_and_then_left),
        TEST(too_many_that_are_refused_end_it_until_other_rules_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
