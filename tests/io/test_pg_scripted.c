/* pg: statements, parameters, results and what failures mean; libpq from a script. */
#include <stdio.h>
#include <string.h>

#include "fake/pq.h"
#include "io/pg.h"
#include "support/cmocka.h"

static struct err err;
static struct pg *pg;
static struct pg_params *params;

static int before(void **state)
{
    (void) state;
    const struct pg_options options = {.conninfo = "host=fake"};
    pq_reset();
    if (pg_open(&options, &pg, &err) != OK || pg_params_new(4096, &params, &err) != OK)
        return -1;
    return 0;
}

static int after(void **state)
{
    (void) state;
    pg_params_free(params);
    pg_close(pg);
    return pq_left_over() == 0 ? 0 : -1;
}

/* ---- what failures mean ---- */

static const struct {
    const char *sqlstate;
    enum outcome outcome;
    enum reason reason;
} classes[] = {
    {"22001", REJECT, REASON_DATABASE},      {"22P02", REJECT, REASON_DATABASE},
    {"23505", REJECT, REASON_DATABASE},      {"23514", REJECT, REASON_DATABASE},
    {"08006", RETRY, REASON_NONE},           {"40001", RETRY, REASON_NONE},
    {"40P01", RETRY, REASON_NONE},           {"53100", RETRY, REASON_NONE}, /* disk full */
    {"53200", RETRY, REASON_NONE},           {"55006", RETRY, REASON_NONE},
    {"55P03", RETRY, REASON_LOCKED},         {"57P01", RETRY, REASON_NONE},
    {"57P02", RETRY, REASON_NONE},           {"57P03", RETRY, REASON_NONE},
    {"58030", RETRY, REASON_NONE},           {"25006", RETRY, REASON_NONE}, /* demoted */
    {"25P03", RETRY, REASON_NONE},           {"57014", RETRY, REASON_CANCELED},
    {"0A000", RETRY, REASON_STALE_PREPARED}, {"26000", RETRY, REASON_STALE_PREPARED},
    {"54000", REJECT, REASON_TOO_LARGE},     {"SW001", FENCED, REASON_NONE},
    {"SW002", RETRY, REASON_STALE_FILE},     {"SW003", RETRY, REASON_STALE_RULES},
    {"42501", FATAL, REASON_NONE},           {"42P01", FATAL, REASON_NONE},
    {"28000", FATAL, REASON_NONE},           {"3D000", FATAL, REASON_NONE},
    {"25P02", FATAL, REASON_NONE},           {"XX000", FATAL, REASON_NONE},
    {"57000", FATAL, REASON_NONE},           {"SW004", FATAL, REASON_NONE},
};

static void every_sqlstate_has_its_class(void **state)
{
    (void) state;
    assert_int_equal(pg_prepare(pg, "it", "SELECT", &err), OK);
    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
        print_message("    %s\n", classes[i].sqlstate);
        pq_answer((struct pq_answer) {
            .statement = "it", .sqlstate = classes[i].sqlstate, .message = "no"});
        assert_int_equal(pg_execute(pg, "it", NULL, NULL, &err), classes[i].outcome);
        assert_int_equal(err.outcome, classes[i].outcome);
        assert_int_equal(err.reason, classes[i].reason);
        assert_false(pg_is_broken(pg));
    }
}

static void what_nobody_prepared_is_not_stale(void **state)
{
    (void) state;
    pq_answer((struct pq_answer) {
        .statement = "SELECT", .sqlstate = "0A000", .message = "not supported"});
    assert_int_equal(pg_exec(pg, "SELECT 1", NULL, NULL, &err), FATAL);
    assert_int_equal(err.reason, REASON_NONE);
}

static void a_session_that_ended_is_never_the_statements_fault(void **state)
{
    (void) state;
    pq_answer((struct pq_answer) {
        .statement = "SELECT", .sqlstate = "XX000", .message = "gone", .is_cut = true});
    assert_int_equal(pg_exec(pg, "SELECT 1", NULL, NULL, &err), RETRY);
    assert_true(pg_is_broken(pg));
}

static const struct {
    const char *title;
    struct pq_answer answer;
    const char *text;
} texts[] = {
    {"only the first line is told",
     {.sqlstate = "53100", .message = "could not extend file\nDETAIL: x"},
     "could not extend file (53100)"},
    {"a constraint is named once",
     {.sqlstate = "23505", .message = "duplicate key, constraint \"p\"", .constraint = "p"},
     "duplicate key, constraint \"p\" (23505)"},
    {"a constraint the message does not name is added",
     {.sqlstate = "23514", .message = "a row is refused", .constraint = "row_check"},
     "a row is refused (23514), constraint \"row_check\""},
    {"a column the message does not name is added",
     {.sqlstate = "23502", .message = "null value", .column = "opened_at"},
     "null value (23502), column \"opened_at\""},
    {"a missing right names who lacks it",
     {.sqlstate = "42501", .message = "permission denied for table case_file"},
     "permission denied for table case_file (42501), role \"fake_role\""},
    {"the value that was refused is not told",
     {.sqlstate = "22P02", .message = "invalid input syntax for type uuid: \"138\"0000\" here"},
     "invalid input syntax for type uuid: \"...\" here (22P02)"},
};

static void every_failure_is_said_in_words(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct pq_answer answer = texts[i].answer;
        answer.statement = "SELECT";
        print_message("    %s\n", texts[i].title);
        pq_answer(answer);
        assert_int_not_equal(pg_exec(pg, "SELECT 1", NULL, NULL, &err), OK);
        assert_string_equal(err.text, texts[i].text);
        assert_null(strstr(err.text, "13800001111")); /* of the detail */
    }
}

static void no_memory_for_a_result_is_tried_again(void **state)
{
    (void) state;
    pq_fail_step(pq_steps() + 1, PQ_NO_MEMORY);
    assert_int_equal(pg_exec(pg, "SELECT 1", NULL, NULL, &err), RETRY);
    assert_string_equal(err.text, "out of memory");
    assert_false(pg_is_broken(pg));
}

/* ---- parameters ---- */

static void assert_param(size_t index, const char *bytes, size_t size)
{
    struct str sent = pq_param(index);
    assert_int_equal(sent.len, size);
    assert_memory_equal(sent.ptr, bytes, size);
}

static void values_are_sent_in_binary(void **state)
{
    (void) state;
    const struct uuid uuid = {.bytes = "0123456789abcde"};
    pg_param_text(params, STR("首问"));
    pg_param_bytes(params, STR("\0\1"));
    pg_param_bigint(params, -2);
    pg_param_integer(params, 258);
    pg_param_boolean(params, true);
    pg_param_uuid(params, &uuid);
    pg_param_time(params, INT64_C(946684800000001));
    pg_param_date(params, 10958);
    pg_param_null(params);
    pg_param_text(params, STR(""));
    assert_int_equal(pg_exec(pg, "SELECT", params, NULL, &err), OK);
    assert_param(0, "首问", 6);
    assert_param(1, "\0\1", 2);
    assert_param(2, "\377\377\377\377\377\377\377\376", 8);
    assert_param(3, "\0\0\1\2", 4);
    assert_param(4, "\1", 1);
    assert_param(5, "0123456789abcde", 16);
    assert_param(6, "\0\0\0\0\0\0\0\1", 8);
    assert_param(7, "\0\0\0\1", 4);
    assert_null(pq_param(8).ptr);
    assert_non_null(pq_param(9).ptr);
    assert_int_equal(pq_param(9).len, 0);
    assert_int_equal(pg_params_bytes(params), 6 + 2 + 8 + 4 + 1 + 16 + 8 + 4);
}

static void an_array_is_sent_in_binary(void **state)
{
    (void) state;
    pg_array_begin(params, PG_BIGINT, 2);
    pg_array_bigint(params, 7);
    pg_array_null(params);
    pg_array_begin(params, PG_TEXT, 0);
    assert_int_equal(pg_exec(pg, "SELECT", params, NULL, &err), OK);
    assert_param(0,
                 "\0\0\0\1\0\0\0\1\0\0\0\24\0\0\0\2\0\0\0\1"
                 "\0\0\0\10\0\0\0\0\0\0\0\7\377\377\377\377",
                 36);
    assert_param(1, "\0\0\0\0\0\0\0\0\0\0\0\31", 12);
}

static void every_type_has_its_array(void **state)
{
    (void) state;
    static const struct {
        const char *header;
        const char *value;
        size_t size;
    } wanted[] = {
        {"\0\0\0\31", "ab", 2},
        {"\0\0\0\21", "\0", 1},
        {"\0\0\0\27", "\377\377\377\377", 4},
        {"\0\0\0\20", "\1", 1},
        {"\0\0\13\206", "0123456789abcde", 16},
        {"\0\0\4\240", "\0\0\0\0\0\0\0\2", 8},
        {"\0\0\4\72", "\0\0\0\0", 4},
    };
    const struct uuid uuid = {.bytes = "0123456789abcde"};
    pg_array_begin(params, PG_TEXT, 1);
    pg_array_text(params, STR("ab"));
    pg_array_begin(params, PG_BYTEA, 1);
    pg_array_text(params, STR("\0"));
    pg_array_begin(params, PG_INTEGER, 1);
    pg_array_integer(params, -1);
    pg_array_begin(params, PG_BOOLEAN, 1);
    pg_array_boolean(params, true);
    pg_array_begin(params, PG_UUID, 1);
    pg_array_uuid(params, &uuid);
    pg_array_begin(params, PG_TIMESTAMPTZ, 1);
    pg_array_time(params, INT64_C(946684800000002));
    pg_array_begin(params, PG_DATE, 1);
    pg_array_date(params, 10957);
    assert_int_equal(pg_exec(pg, "SELECT", params, NULL, &err), OK);
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        struct str sent = pq_param(i);
        assert_int_equal(sent.len, 24 + wanted[i].size);
        assert_memory_equal(sent.ptr + 8, wanted[i].header, 4);
        assert_memory_equal(sent.ptr + 24, wanted[i].value, wanted[i].size);
    }
}

static void what_does_not_fit_is_rejected_and_forgotten(void **state)
{
    (void) state;
    char large[5000];
    memset(large, 'x', sizeof(large));
    const struct str text = {.ptr = large, .len = sizeof(large)};

    pg_param_text(params, text);
    pg_array_begin(params, PG_TEXT, 3);
    pg_array_text(params, text);
    pg_array_null(params);
    pg_array_text(params, STR("a"));
    pg_param_bigint(params, 1);
    assert_true(pg_params_full(params));
    assert_int_equal(pg_exec(pg, "SELECT", params, NULL, &err), REJECT);
    assert_int_equal(err.reason, REASON_TOO_LARGE);
    assert_string_equal(pq_said(), "");

    pg_params_reset(params);
    assert_false(pg_params_full(params));
    assert_int_equal(pg_exec(pg, "SELECT", params, NULL, &err), OK);
}

static void a_prepared_statement_is_given_what_it_wants(void **state)
{
    (void) state;
    static const unsigned types[] = {20, 1043}; /* bigint, varchar */
    pq_answer((struct pq_answer) {.statement = "describe:it", .params = 2, .types = types});
    assert_int_equal(pg_prepare(pg, "it", "SELECT $1::bigint, $2", &err), OK);

    pg_param_bigint(params, 1);
    assert_int_equal(pg_execute(pg, "it", params, NULL, &err), FATAL);
    assert_string_equal(err.text, "it wants 2 parameters, not 1");
    pg_param_text(params, STR("the server judges"));
    assert_int_equal(pg_execute(pg, "it", params, NULL, &err), OK);
    pg_params_reset(params);
    pg_param_null(params);
    pg_param_null(params);
    assert_int_equal(pg_execute(pg, "it", params, NULL, &err), OK);
    pg_params_reset(params);
    pg_param_integer(params, 1);
    pg_param_null(params);
    assert_int_equal(pg_execute(pg, "it", params, NULL, &err), FATAL);
    assert_string_equal(err.text, "it wants type 20 for parameter 1, not 23");
}

/* ---- results ---- */

static void rows_are_read(void **state)
{
    (void) state;
    static const struct str values[] = {
        {"\0\0\0\0\0\0\0\5", 8},
        {"\377\376", 2},
        {"\0\0\1\0", 4},
        {"\1", 1},
        {"0123456789abcdef", 16},
        {"\0\0\0\0\0\0\0\1", 8},
        {"\377\377\377\377", 4},
        {"text", 4},
        {NULL, 0},
    };
    pq_answer((struct pq_answer) {
        .statement = "SELECT", .tag = "SELECT 1", .rows = 1, .columns = 9, .values = values});
    struct pg_rows rows;
    assert_int_equal(pg_exec(pg, "SELECT 1", NULL, &rows, &err), OK);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.affected, 1);
    assert_int_equal(pg_rows_bigint(&rows, 0, 0), 5);
    assert_int_equal(pg_rows_bigint(&rows, 0, 1), -2);
    assert_int_equal(pg_rows_bigint(&rows, 0, 2), 256);
    assert_true(pg_rows_boolean(&rows, 0, 3));
    struct uuid uuid = pg_rows_uuid(&rows, 0, 4);
    assert_memory_equal(uuid.bytes, "0123456789abcdef", 16);
    assert_int_equal(pg_rows_time(&rows, 0, 5), INT64_C(946684800000001));
    assert_int_equal(pg_rows_date(&rows, 0, 6), 10956);
    assert_true(str_eq(pg_rows_text(&rows, 0, 7), STR("text")));
    assert_false(pg_rows_is_null(&rows, 0, 7));
    assert_true(pg_rows_is_null(&rows, 0, 8));
    pg_rows_done(&rows);
    pg_rows_done(&rows);
}

static void affected_rows_are_counted(void **state)
{
    (void) state;
    struct pg_rows rows;
    pq_answer((struct pq_answer) {.statement = "UPDATE", .tag = "UPDATE 17"});
    assert_int_equal(pg_exec(pg, "UPDATE t", NULL, &rows, &err), OK);
    assert_int_equal(rows.affected, 17);
    pg_rows_done(&rows);
    assert_int_equal(pg_exec(pg, "CREATE TABLE t", NULL, &rows, &err), OK);
    assert_int_equal(rows.affected, 0);
    pg_rows_done(&rows);
}

/* ---- scripts, preparing ---- */

static void a_script_that_fails_leaves_no_transaction_open(void **state)
{
    (void) state;
    assert_int_equal(pg_script(pg, "BEGIN", &err), OK);
    pq_answer((struct pq_answer) {.statement = "CREATE", .sqlstate = "42601", .message = "no"});
    assert_int_equal(pg_script(pg, "CREATE x", &err), FATAL);
    assert_string_equal(pq_said(), "BEGIN; CREATE"); /* the transaction was the caller's */
    assert_int_equal(pg_exec(pg, "ROLLBACK", NULL, NULL, &err), OK);

    pq_answer((struct pq_answer) {
        .statement = "BEGIN;", .sqlstate = "42601", .message = "no", .begins = true});
    assert_int_equal(pg_script(pg, "BEGIN; x", &err), FATAL);
    assert_string_equal(pq_said(), "BEGIN; CREATE; ROLLBACK; BEGIN;; ROLLBACK");
}

static void a_statement_that_cannot_be_prepared_leaves_nothing(void **state)
{
    (void) state;
    pq_answer((struct pq_answer) {.statement = "prepare:it",
                                  .sqlstate = "42P01",
                                  .message = "relation \"t\" does not exist"});
    assert_int_equal(pg_prepare(pg, "it", "SELECT FROM t", &err), FATAL);
    assert_string_equal(err.text, "prepare it: relation \"t\" does not exist (42P01)");
    pq_answer((struct pq_answer) {
        .statement = "describe:it", .sqlstate = "XX000", .message = "cannot describe"});
    assert_int_equal(pg_prepare(pg, "it", "SELECT FROM t", &err), FATAL);
    pq_answer((struct pq_answer) {.statement = "describe:it", .params = 200});
    assert_int_equal(pg_prepare(pg, "it", "SELECT FROM t", &err), FATAL);
    assert_non_null(strstr(err.text, "200 parameters"));
    assert_int_equal(pg_prepare(pg, "it", "SELECT FROM t", &err), OK);
}

static void stale_statements_are_prepared_again(void **state)
{
    (void) state;
    assert_int_equal(pg_prepare(pg, "it", "SELECT", &err), OK);
    assert_int_equal(pg_prepare_again(pg, &err), OK);
    assert_string_equal(pq_said(), "prepare:it; describe:it; DEALLOCATE; prepare:it; describe:it");
    pq_answer((struct pq_answer) {.statement = "DEALLOCATE", .is_cut = true});
    assert_int_equal(pg_prepare_again(pg, &err), RETRY);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, before, after)
    const struct CMUnitTest tests[] = {
        TEST(every_sqlstate_has_its_class),
        TEST(what_nobody_prepared_is_not_stale),
        TEST(a_session_that_ended_is_never_the_statements_fault),
        TEST(every_failure_is_said_in_words),
        TEST(no_memory_for_a_result_is_tried_again),
        TEST(values_are_sent_in_binary),
        TEST(an_array_is_sent_in_binary),
        TEST(every_type_has_its_array),
        TEST(what_does_not_fit_is_rejected_and_forgotten),
        TEST(a_prepared_statement_is_given_what_it_wants),
        TEST(rows_are_read),
        TEST(affected_rows_are_counted),
        TEST(a_script_that_fails_leaves_no_transaction_open),
        TEST(a_statement_that_cannot_be_prepared_leaves_nothing),
        TEST(stale_statements_are_prepared_again),
    };
#undef TEST
    return RUN(tests);
}
