/* table_pg: the SQL of a table, its rows on the wire, and its description against the catalogue. */
#include "io/table_pg.h"

#include <string.h>

#include "fake/pq.h"
#include "support/cmocka.h"

struct line {
    struct uuid subject;
    struct day opened_on;
    struct str title;
    int64_t amount;
    int32_t rounds;
    bool is_closed;
    struct uuid parent;
    struct instant due_at;
    struct day closed_on;
};
static const struct column line_columns[] = {
    COLUMN(line, subject), COLUMN(line, opened_on), COLUMN(line, title),
    COLUMN(line, amount),  COLUMN(line, rounds),    COLUMN(line, is_closed),
    COLUMN(line, parent),  COLUMN(line, due_at),    COLUMN(line, closed_on),
};
static const struct table line_table = {"line", TABLE_OF_CASE, sizeof(struct line), 2,
                                        9,      line_columns};

struct tally {
    int32_t unit;
    int64_t taken;
    int64_t kept;
};
static const struct column tally_columns[] = {
    COLUMN(tally, unit),
    {"taken", COLUMN_COUNT, offsetof(struct tally, taken)},
    {"kept", COLUMN_COUNT, offsetof(struct tally, kept)},
};
static const struct table tally_table = {"tally", TABLE_OF_SUMS, sizeof(struct tally), 1,
                                         3,       tally_columns};

struct mark {
    struct str word;
};
static const struct column mark_columns[] = {COLUMN(mark, word)};
static const struct table mark_table = {"mark", TABLE_OF_CASE, sizeof(struct mark), 1,
                                        1,      mark_columns};

static struct err err;
static struct pg *pg;
static struct pg_params *params;
static struct arena arena;
static bool is_ambiguous;

static int before(void **state)
{
    (void) state;
    const struct pg_options options = {.conninfo = "host=fake"};
    pq_reset();
    if (pg_open(&options, &pg, &err) != OK || pg_params_new(1 << 16, &params, &err) != OK ||
        arena_init(&arena, 1 << 16, &err) != OK)
        return -1;
    return 0;
}

static int after(void **state)
{
    (void) state;
    arena_done(&arena);
    pg_params_free(params);
    pg_close(pg);
    return pq_left_over() == 0 ? 0 : -1;
}

/* ---- SQL ---- */

static const struct {
    const struct table *table;
    enum table_sql which;
    const char *sql;
} statements[] = {
    {&line_table, TABLE_PUT,
     "INSERT INTO \"line\" AS kept (\"subject\", \"opened_on\", \"title\", \"amount\", "
     "\"rounds\", \"is_closed\", \"parent\", \"due_at\", \"closed_on\")\n"
     "SELECT UNNEST($1::uuid[]), UNNEST($2::date[]), UNNEST($3::text[]), UNNEST($4::bigint[]), "
     "UNNEST($5::integer[]), UNNEST($6::boolean[]), UNNEST($7::uuid[]), "
     "UNNEST($8::timestamp with time zone[]), UNNEST($9::date[])\n"
     "ON CONFLICT (\"subject\", \"opened_on\") DO UPDATE SET \"title\" = excluded.\"title\", "
     "\"amount\" = excluded.\"amount\", \"rounds\" = excluded.\"rounds\", \"is_closed\" = "
     "excluded.\"is_closed\", \"parent\" = excluded.\"parent\", \"due_at\" = "
     "excluded.\"due_at\", \"closed_on\" = excluded.\"closed_on\""},
    {&line_table, TABLE_GONE,
     "DELETE FROM \"line\" AS kept\n"
     "USING UNNEST($1::uuid[], $2::date[]) AS given (\"subject\", \"opened_on\")\n"
     "WHERE kept.\"subject\" = given.\"subject\" AND kept.\"opened_on\" IS NOT "
     "DISTINCT FROM given.\"opened_on\""},
    {&line_table, TABLE_COPY,
     "COPY \"line\" (\"subject\", \"opened_on\", \"title\", \"amount\", \"rounds\", "
     "\"is_closed\", \"parent\", \"due_at\", \"closed_on\") FROM STDIN (FORMAT binary)"},
    {&mark_table, TABLE_STRANGE,
     "SELECT DISTINCT stored.\"word\"\nFROM \"mark\" AS stored\n"
     "WHERE NOT EXISTS (SELECT 1 FROM pg_temp.seen WHERE seen.subject = stored.\"word\")\n"
     "LIMIT $1::bigint"},
    {&mark_table, TABLE_READ, "SELECT \"word\"\nFROM \"mark\"\nWHERE \"word\" = ANY ($1::text[])"},
    {&line_table, TABLE_DIGEST,
     "SELECT count(*), coalesce(sum(hashtextextended(line, 0)), 0)::text,\n"
     "    coalesce(sum(hashtextextended(line, 1)), 0)::text\n"
     "FROM (SELECT ROW(\"subject\", \"opened_on\" - date '1970-01-01', \"title\", \"amount\", "
     "\"rounds\", \"is_closed\", \"parent\", extract(epoch FROM \"due_at\"), "
     "\"closed_on\" - date '1970-01-01')::text AS line FROM \"line\") AS lines"},
    {&tally_table, TABLE_PUT,
     "INSERT INTO \"tally\" AS kept (\"unit\", \"taken\", \"kept\")\n"
     "SELECT UNNEST($1::integer[]), UNNEST($2::integer[]), UNNEST($3::integer[])\n"
     "ON CONFLICT (\"unit\") DO UPDATE SET "
     "\"taken\" = nullif(coalesce(kept.\"taken\", 0) + coalesce(excluded.\"taken\", 0), 0), "
     "\"kept\" = nullif(coalesce(kept.\"kept\", 0) + coalesce(excluded.\"kept\", 0), 0)"},
    {&tally_table, TABLE_GONE,
     "DELETE FROM \"tally\" AS kept\nUSING UNNEST($1::integer[]) AS given (\"unit\")\n"
     "WHERE kept.\"unit\" = given.\"unit\"\n"
     "    AND num_nonnulls(kept.\"taken\", kept.\"kept\") = 0"},
    {&tally_table, TABLE_WALK,
     "DECLARE walk NO SCROLL CURSOR FOR\nSELECT \"unit\", \"taken\", \"kept\"\nFROM \"tally\""},
    {&mark_table, TABLE_PUT,
     "INSERT INTO \"mark\" AS kept (\"word\")\nSELECT UNNEST($1::text[])\n"
     "ON CONFLICT (\"word\") DO NOTHING"},
};

static void every_statement_follows_from_the_table(void **state)
{
    (void) state;
    char sql[TABLE_SQL_MAX];
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        assert_int_equal(table_pg_sql(statements[i].table, statements[i].which, sql, &err), OK);
        assert_string_equal(sql, statements[i].sql);
    }
}

static void a_table_too_wide_is_fatal(void **state)
{
    (void) state;
    enum { WIDE = 120 };
    char sql[TABLE_SQL_MAX];
    struct column columns[WIDE];
    for (size_t i = 0; i < WIDE; i++)
        columns[i] = (struct column) {.name = "a_name_as_long_as_names_should_never_become",
                                      .type = COLUMN_TIME};
    const struct table wide = {
        .name = "wide", .row_size = 8, .keys_count = 1, .columns_count = WIDE, .columns = columns};
    assert_int_equal(table_pg_sql(&wide, TABLE_PUT, sql, &err), FATAL);
    assert_int_equal(table_pg_prepare(pg, &wide, &err), FATAL);
    assert_string_equal(err.text, "the statement of table wide exceeds 16384 bytes");
}

/* ---- rows ---- */

static struct rows lines(void)
{
    struct rows rows;
    assert_int_equal(rows_init(&rows, &line_table, 2, &arena, &err), OK);
    struct line *line = rows_add(&rows);
    *line = (struct line) {.subject = {.bytes = "0123456789abcde"},
                           .opened_on = {.number = 10958},
                           .title = STR("a"),
                           .amount = 5,
                           .rounds = 6,
                           .is_closed = true,
                           .parent = {.bytes = "fedcba987654321"},
                           .due_at = {.us = INT64_C(946684800000003)},
                           .closed_on = {.number = 10959}};
    line = rows_add(&rows);
    line->closed_on.number = DAY_NONE;
    return rows;
}

/* The value of element `index` of the array sent as parameter `param`. */
static struct str element(size_t param, size_t index)
{
    const unsigned char *at = (const unsigned char *) pq_param(param).ptr + 20;
    for (;; index--) {
        uint32_t len = (uint32_t) at[0] << 24 | (uint32_t) at[1] << 16 | (uint32_t) at[2] << 8 |
                       (uint32_t) at[3];
        struct str value = {.ptr = len == UINT32_MAX ? NULL : (const char *) at + 4,
                            .len = len == UINT32_MAX ? 0 : len};
        if (index == 0)
            return value;
        at += 4 + value.len;
    }
}

static void rows_are_put_column_by_column(void **state)
{
    (void) state;
    static const struct str wanted[] = {
        {"0123456789abcde", 16}, {"\0\0\0\1", 4},         {"a", 1},
        {"\0\0\0\0\0\0\0\5", 8}, {"\0\0\0\6", 4},         {"\1", 1},
        {"fedcba987654321", 16}, {"\0\0\0\0\0\0\0\3", 8}, {"\0\0\0\2", 4},
    };
    struct rows rows = lines();
    pq_answer((struct pq_answer) {.statement = "describe:line.put", .params = 9});
    assert_int_equal(table_pg_prepare(pg, &line_table, &err), OK);
    assert_int_equal(pg_pipeline_begin(pg, &err), OK);
    assert_int_equal(table_pg_put(pg, &rows, params, &err), OK);
    for (size_t i = 0; i < 9; i++)
        assert_true(str_eq(element(i, 0), wanted[i]));

    /* Empty texts are texts; zero keys are keys; no parent, no time, no day are NULL. */
    assert_int_equal(element(0, 1).len, 16);
    assert_int_equal(element(1, 1).len, 4);
    assert_non_null(element(2, 1).ptr);
    assert_null(element(6, 1).ptr);
    assert_null(element(7, 1).ptr);
    assert_null(element(8, 1).ptr);
    assert_int_equal(pg_pipeline_finish(pg, &is_ambiguous, &err), RETRY);
}

static void counts_are_integers_and_none_is_null(void **state)
{
    (void) state;
    struct rows rows;
    assert_int_equal(rows_init(&rows, &tally_table, 2, &arena, &err), OK);
    *(struct tally *) rows_add(&rows) = (struct tally) {.taken = -2};
    pq_answer((struct pq_answer) {.statement = "describe:tally.put", .params = 3});
    assert_int_equal(table_pg_prepare(pg, &tally_table, &err), OK);
    assert_true(pg_pipeline_begin(pg, &err) == OK && table_pg_put(pg, &rows, params, &err) == OK);
    assert_true(str_eq(element(1, 0), STR("\377\377\377\376")));
    assert_null(element(2, 0).ptr);
    assert_int_equal(pg_pipeline_finish(pg, &is_ambiguous, &err), RETRY);
}

static void keys_are_enough_to_delete(void **state)
{
    (void) state;
    struct rows rows = lines();
    pq_answer((struct pq_answer) {.statement = "describe:line.gone", .params = 2});
    assert_int_equal(table_pg_prepare(pg, &line_table, &err), OK);
    assert_int_equal(pg_pipeline_begin(pg, &err), OK);
    assert_int_equal(table_pg_gone(pg, &rows, params, &err), OK);
    assert_int_equal(element(0, 0).len, 16);
    assert_null(pq_param(2).ptr);
    rows_reset(&rows);
    assert_int_equal(table_pg_gone(pg, &rows, params, &err), OK);
    assert_int_equal(table_pg_put(pg, &rows, params, &err), OK);
    assert_int_equal(pg_pipeline_commit(pg, &err), OK);
    assert_int_equal(pg_pipeline_finish(pg, &is_ambiguous, &err), OK);
    assert_non_null(strstr(pq_said(), "BEGIN; line.gone; COMMIT; sync"));
}

static void rows_are_copied_together(void **state)
{
    (void) state;
    struct rows rows = lines();
    char sql[TABLE_SQL_MAX];
    assert_int_equal(table_pg_sql(&line_table, TABLE_COPY, sql, &err), OK);
    table_pg_copy(&rows, params);
    assert_int_equal(pg_copy(pg, sql, params, &err), OK);
    /* 2 + 9 * 4 bytes of lengths; values 16 4 1 8 4 1 16 8 4, and 16 4 0 8 4 1 */
    assert_string_equal(pq_said(),
                        "COPY; copied 19 bytes; copied 171 bytes; copied 2 bytes; copy done");
    table_pg_copy(&rows, params);
    assert_int_equal(pg_params_bytes(params), 2 * 171);
    pq_fail_step(pq_steps() + 3, PQ_CUT);
    assert_int_equal(pg_copy(pg, sql, params, &err), RETRY);
}

/* Byte by byte. */
static void a_copied_row_is_its_cells(void **state)
{
    (void) state;
    static const char wanted[] = "\0\x9"
                                 "\0\0\0\x10"
                                 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                 "\0\0\0\4\xff\xff\xd5\x33" /* 1970-01-01 */
                                 "\0\0\0\0"
                                 "\0\0\0\x8\0\0\0\0\0\0\0\7"
                                 "\0\0\0\4\0\0\0\0"
                                 "\0\0\0\1\0"
                                 "\xff\xff\xff\xff"
                                 "\xff\xff\xff\xff"
                                 "\xff\xff\xff\xff";
    struct rows rows;
    assert_int_equal(rows_init(&rows, &line_table, 1, &arena, &err), OK);
    struct line *line = rows_add(&rows);
    line->amount = 7;
    line->closed_on.number = DAY_NONE;
    table_pg_copy(&rows, params);
    pq_fail_step(pq_steps() + 5, PQ_CUT); /* after it */
    assert_int_equal(pg_copy(pg, "COPY", params, &err), RETRY);
    assert_int_equal(pq_param(0).len, sizeof(wanted) - 1);
    assert_memory_equal(pq_param(0).ptr, wanted, sizeof(wanted) - 1);
}

/* A text's cell and the number of columns are 6 bytes. */
static struct rows words(size_t count, size_t len)
{
    static const char letters[1 << 16];
    struct rows rows;
    assert_int_equal(rows_init(&rows, &mark_table, count + 1, &arena, &err), OK);
    for (size_t i = 0; i < count; i++)
        ((struct mark *) rows_add(&rows))->word = (struct str) {letters, len};
    return rows;
}

static void many_rows_are_copied_in_pieces(void **state)
{
    (void) state;
    struct pg_params *large = NULL;
    struct rows rows = words(16, 10000 - 6);
    assert_int_equal(pg_params_new(1 << 20, &large, &err), OK);
    table_pg_copy(&rows, large);
    assert_int_equal(pg_copy(pg, "COPY", large, &err), OK);
    assert_string_equal(pq_said(), "COPY; copied 19 bytes; copied 65536 bytes; copied 65536 bytes; "
                                   "copied 28928 bytes; copied 2 bytes; copy done");
    pq_fail_step(pq_steps() + 5, PQ_CUT);
    assert_int_equal(pg_copy(pg, "COPY", large, &err), RETRY);
    pg_params_free(large);
}

static void rows_that_do_not_fit_are_refused(void **state)
{
    (void) state;
    struct rows rows = words(1, (1 << 16) - 6);
    struct rows larger = words(1, (1 << 16) - 5);
    table_pg_copy(&rows, params);
    assert_int_equal(pg_copy(pg, "COPY", params, &err), OK);
    pg_params_reset(params);
    table_pg_copy(&larger, params);
    assert_int_equal(pg_copy(pg, "COPY", params, &err), REJECT);
    assert_string_equal(err.text, "parameters exceed 65536 bytes");
    table_pg_params(&larger, TABLE_PUT, params);
    assert_true(pg_params_full(params));
}

/* ---- the catalogue ---- */

#define TEXT(literal)                                                                              \
    {                                                                                              \
        .ptr = literal, .len = sizeof(literal) - 1                                                 \
    }
#define ROW(name, type, is_key)                                                                    \
    TEXT(name), TEXT(type),                                                                        \
    {                                                                                              \
        .ptr = is_key ? "\1" : "\0", .len = 1                                                      \
    }

static const struct {
    const char *title;
    size_t rows;
    struct str values[12];
    const char *text; /* NULL: it fits */
} catalogues[] = {
    {"as described",
     3,
     {ROW("unit", "integer", true), ROW("kept", "integer", false), ROW("taken", "integer", false)},
     NULL},
    {"no such table",
     0,
     {{NULL, 0}},
     "table tally: there is no such table in the first schema of the search path"},
    {"another type",
     3,
     {ROW("unit", "integer", true), ROW("taken", "bigint", false), ROW("kept", "integer", false)},
     "table tally: column \"taken\" is bigint and must be integer"},
    {"a column more",
     4,
     {ROW("unit", "integer", true), ROW("taken", "integer", false), ROW("kept", "integer", false),
      ROW("other", "text", false)},
     "table tally: column \"other\" is not one this program writes"},
    {"a column less",
     2,
     {ROW("unit", "integer", true), ROW("taken", "integer", false)},
     "table tally: column \"kept\" is missing"},
    {"a key less",
     3,
     {ROW("unit", "integer", false), ROW("taken", "integer", false), ROW("kept", "integer", false)},
     "table tally: column \"unit\" must be part of the primary key"},
    {"a key more",
     3,
     {ROW("unit", "integer", true), ROW("taken", "integer", true), ROW("kept", "integer", false)},
     "table tally: column \"taken\" must not be part of the primary key"},
};

/* ---- reading ---- */

/* 2000-01-01 is day 0 of PostgreSQL, and the beginning of its time. */
enum { DAY_2000 = 10957 };
#define US_2000 (INT64_C(86400000000) * DAY_2000)

static void rows_are_read_as_they_were_written(void **state)
{
    (void) state;
    static const struct str values[] = {
        {"0123456789abcdef", 16}, {"\0\0\0\1", 4},         {"a title", 7},
        {"\0\0\0\0\0\0\1\0", 8},  {"\377\377\377\376", 4}, {"\1", 1},
        {"fedcba9876543210", 16}, {"\0\0\0\0\0\0\0\5", 8}, {"\0\0\0\2", 4},
    };
    struct pg_rows given;
    struct rows rows;
    pq_answer((struct pq_answer) {.statement = "SELECT",
                                  .tag = "SELECT 1",
                                  .rows = 1,
                                  .columns = line_table.columns_count,
                                  .values = values});
    assert_int_equal(pg_exec(pg, "SELECT", NULL, &given, &err), OK);
    assert_int_equal(rows_init(&rows, &line_table, 2, &arena, &err), OK);
    assert_int_equal(table_pg_read(&given, &rows, &err), OK);
    assert_int_equal(rows.count, 1);
    const struct line *line = rows_at(&rows, 0);
    assert_memory_equal(line->subject.bytes, "0123456789abcdef", 16);
    assert_int_equal(line->opened_on.number, DAY_2000 + 1);
    assert_true(str_eq(line->title, str_from("a title")));
    assert_int_equal(line->amount, 256);
    assert_int_equal(line->rounds, -2);
    assert_true(line->is_closed);
    assert_memory_equal(line->parent.bytes, "fedcba9876543210", 16);
    assert_int_equal(line->due_at.us, US_2000 + 5);
    assert_int_equal(line->closed_on.number, DAY_2000 + 2);
    pg_rows_done(&given);
}

static void what_is_null_is_read_as_none(void **state)
{
    (void) state;
    struct str values[9] = {{"0123456789abcdef", 16}, {"\0\0\0\1", 4}};
    struct pg_rows given;
    struct rows rows;
    pq_answer((struct pq_answer) {.statement = "SELECT",
                                  .tag = "SELECT 1",
                                  .rows = 1,
                                  .columns = line_table.columns_count,
                                  .values = values});
    assert_int_equal(pg_exec(pg, "SELECT", NULL, &given, &err), OK);
    assert_int_equal(rows_init(&rows, &line_table, 2, &arena, &err), OK);
    assert_int_equal(table_pg_read(&given, &rows, &err), OK);
    const struct line *line = rows_at(&rows, 0);
    assert_true(uuid_is_zero(&line->parent));
    assert_int_equal(line->due_at.us, 0);
    assert_true(line->closed_on.number == DAY_NONE);
    assert_int_equal(line->title.len, 0);
    pg_rows_done(&given);
}

static void rows_that_do_not_fit_are_said(void **state)
{
    (void) state;
    static const struct str words[] = {{"a", 1}, {"b", 1}, {"c", 1}};
    struct pg_rows given;
    struct rows rows;
    pq_answer((struct pq_answer) {
        .statement = "SELECT", .tag = "SELECT 3", .rows = 3, .columns = 1, .values = words});
    assert_int_equal(pg_exec(pg, "SELECT", NULL, &given, &err), OK);
    assert_int_equal(rows_init(&rows, &mark_table, 2, &arena, &err), OK);
    (void) arena_alloc(&arena, arena.size_bytes - arena.used_bytes - 32);
    assert_int_equal(table_pg_read(&given, &rows, &err), RETRY);
    pg_rows_done(&given);
}

static void the_first_difference_to_the_catalogue_is_named(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(catalogues) / sizeof(catalogues[0]); i++) {
        print_message("    %s\n", catalogues[i].title);
        pq_answer((struct pq_answer) {.statement = "SELECT a.attname",
                                      .rows = catalogues[i].rows,
                                      .columns = 3,
                                      .values = catalogues[i].values});
        enum outcome outcome = table_pg_check(pg, &tally_table, &err);
        assert_int_equal(outcome, catalogues[i].text == NULL ? OK : FATAL);
        if (outcome != OK)
            assert_string_equal(err.text, catalogues[i].text);
    }
    pq_answer((struct pq_answer) {.statement = "SELECT a.attname", .is_cut = true});
    assert_int_equal(table_pg_check(pg, &tally_table, &err), RETRY);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, before, after)
    const struct CMUnitTest tests[] = {
        TEST(every_statement_follows_from_the_table),
        TEST(a_table_too_wide_is_fatal),
        TEST(rows_are_put_column_by_column),
        TEST(counts_are_integers_and_none_is_null),
        TEST(keys_are_enough_to_delete),
        TEST(rows_are_copied_together),
        TEST(a_copied_row_is_its_cells),
        TEST(many_rows_are_copied_in_pieces),
        TEST(rows_that_do_not_fit_are_refused),
        TEST(rows_are_read_as_they_were_written),
        TEST(what_is_null_is_read_as_none),
        TEST(rows_that_do_not_fit_are_said),
        TEST(the_first_difference_to_the_catalogue_is_named),
    };
#undef TEST
    return RUN(tests);
}
