/* test_cell_index -- what a book said last is kept whole, by one at a time, and never believed when
 * damaged. */
#include "io/cell_index.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "support/arena.h"
#include "support/cmocka.h"
#include "support/folder.h"

static struct cell_index *open_index(void)
{
    struct cell_index *index = NULL;
    struct err err;
    if (cell_index_open(folder_path(), STR("s"), &index, &err) != OK)
        fail_msg("%s", err.text);
    return index;
}

static struct cell cell_of(const char *number, const char *source_ref, unsigned char id)
{
    return (struct cell) {
        .number = str_from(number),
        .source_ref = str_from(source_ref),
        .case_source = STR("s"),
        .event_id = {{id}},
        .occurred_at_us = INT64_C(1646409600000000),
        .precision = PRECISION_DAY,
        .texts = {{.field = 1, .digest = {id}}},
        .texts_count = 1,
    };
}

static void put(struct cell_index *index, const struct cell *cell)
{
    struct err err;
    if (cell_index_put(index, cell, &err) != OK)
        fail_msg("%s", err.text);
}

static void commit(struct cell_index *index)
{
    struct err err;
    assert_int_equal(cell_index_commit(index, &err), OK);
}

static struct cells cells_of(struct cell_index *index, const char *number)
{
    struct cells cells = {.count = 0};
    struct err err;
    arena_reset(&test_arena);
    if (cell_index_case(index, str_from(number), &test_arena, &cells, &err) != OK)
        fail_msg("%s", err.text);
    return cells;
}

static void what_was_put_and_committed_is_there_again(void **state)
{
    (void) state;
    struct cell_index *index = open_index();
    struct cell second = cell_of("1", "b", 2);
    struct cell first = cell_of("1", "a", 1);
    struct cell other = cell_of("2", "a", 3);
    assert_int_equal(cell_index_places(index), 0);
    assert_int_equal(cell_index_recorded_at(index), 0);
    put(index, &second);
    put(index, &first);
    put(index, &other);
    cell_index_set_recorded_at(index, 42);
    commit(index);
    cell_index_close(index);

    index = open_index();
    assert_int_equal(cell_index_places(index), 3);
    assert_int_equal(cell_index_recorded_at(index), 42);
    struct cells cells = cells_of(index, "1");
    assert_int_equal(cells.count, 2);
    assert_true(str_eq(cells.items[0].source_ref, STR("a"))); /* in order */
    assert_true(uuid_eq(&cells.items[1].event_id, &second.event_id));
    assert_int_equal(cells.items[1].texts_count, 1);
    assert_memory_equal(&cells.items[1].texts[0], &second.texts[0], sizeof(second.texts[0]));
    assert_int_equal(cells.items[1].precision, PRECISION_DAY);
    assert_int_equal(cells.items[1].occurred_at_us, second.occurred_at_us);
    assert_int_equal(cells_of(index, "3").count, 0);
    cell_index_close(index);
}

static void a_changed_cell_stays_in_its_place(void **state)
{
    (void) state;
    struct cell_index *index = open_index();
    struct cell cell = cell_of("1", "a", 1);
    put(index, &cell);
    commit(index);
    struct cell changed = cells_of(index, "1").items[0];
    changed.event_id = (struct uuid) {{9}};
    changed.texts_count = 0;
    put(index, &changed);
    commit(index);
    cell_index_close(index);

    index = open_index(); /* its sums agree */
    struct cells cells = cells_of(index, "1");
    assert_int_equal(cells.count, 1);
    assert_int_equal(cells.items[0].place, changed.place);
    assert_int_equal(cells.items[0].event_id.bytes[0], 9);
    assert_int_equal(cells.items[0].texts_count, 0);
    cell_index_close(index);
}

static void what_was_not_committed_is_forgotten(void **state)
{
    (void) state;
    struct cell_index *index = open_index();
    struct cell cell = cell_of("1", "a", 1);
    put(index, &cell);
    cell_index_close(index);
    index = open_index();
    assert_int_equal(cells_of(index, "1").count, 0);
    cell_index_close(index);
    cell_index_close(NULL);
}

static void all_cells_are_gone_over_page_by_page(void **state)
{
    (void) state;
    enum { CELLS = 2 * CELL_PAGE + 7 };
    struct cell_index *index = open_index();
    struct cells cells = {.count = 0};
    struct cell last = {.place = 0};
    struct err err;
    size_t count = 0;
    for (int i = 0; i < CELLS; i++) {
        char number[16];
        (void) snprintf(number, sizeof(number), "%05d", i / 3);
        struct cell cell = cell_of(number, i % 3 == 0 ? "a" : i % 3 == 1 ? "b" : "c", 1);
        put(index, &cell);
    }
    do {
        arena_reset(&test_arena);
        char number[16];
        char ref[16];
        (void) snprintf(number, sizeof(number), "%.*s", STR_ARG(last.number));
        (void) snprintf(ref, sizeof(ref), "%.*s", STR_ARG(last.source_ref));
        struct cell from = {.number = str_from(number), .source_ref = str_from(ref)};
        assert_int_equal(
            cell_index_after(index, count == 0 ? NULL : &from, &test_arena, &cells, &err), OK);
        count += cells.count;
        if (cells.count > 0)
            last = cells.items[cells.count - 1];
    } while (cells.count == CELL_PAGE);
    assert_int_equal(count, CELLS);
    cell_index_close(index);
}

static void a_digest_is_of_this_index_alone(void **state)
{
    (void) state;
    unsigned char one[CELL_DIGEST_LEN];
    unsigned char same[CELL_DIGEST_LEN];
    unsigned char other[CELL_DIGEST_LEN];
    struct cell_index *index = open_index();
    cell_index_digest(index, STR("000-30001"), one);
    cell_index_digest(index, STR("000-30001"), same);
    cell_index_digest(index, STR("000-30002"), other);
    assert_memory_equal(one, same, sizeof(one));
    assert_memory_not_equal(one, other, sizeof(one));
    cell_index_close(index);
    assert_int_equal(unlink(folder_file("book.index")), 0);
    index = open_index();
    cell_index_digest(index, STR("000-30001"), other); /* another salt */
    assert_memory_not_equal(one, other, sizeof(one));
    cell_index_close(index);
}

static void refused(const char *source, const char *said)
{
    struct cell_index *index = NULL;
    struct err err = {.text = ""};
    assert_int_equal(cell_index_open(folder_path(), str_from(source), &index, &err), FATAL);
    if (strstr(err.text, said) == NULL)
        fail_msg("said \"%s\"", err.text);
}

static void a_second_import_and_another_source_are_refused(void **state)
{
    (void) state;
    struct cell_index *index = open_index();
    refused("s", "another import is using");
    cell_index_close(index);
    refused("t", "is of source \"s\", and the mapping says \"t\"");
}

/* What SQL makes of the file behind the index's back. */
static void spoil(const char *sql)
{
    sqlite3 *file = NULL;
    assert_int_equal(sqlite3_open(folder_file("book.index"), &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(file), SQLITE_OK);
}

static void a_damaged_index_is_refused(void **state)
{
    (void) state;
    static const struct {
        const char *sql;
        const char *said;
    } damages[] = {
        {"UPDATE cell SET source_ref = 'x' WHERE source_ref = 'a'", "a cell was changed"},
        {"UPDATE cell SET event_id = x'00'", "a cell was changed"},
        {"UPDATE cell SET texts = x'00'", "a cell was changed"},
        {"DELETE FROM cell WHERE source_ref = 'a'", "cells are missing"},
        {"UPDATE meta SET value = 2 WHERE name = 'format'",
         "has format 2, and this program reads 1"},
        {"UPDATE meta SET value = x'00' WHERE name = 'salt'", "is damaged (salt)"},
        {"DELETE FROM meta WHERE name = 'sum'", "is damaged (sum)"},
        {"DELETE FROM meta WHERE name = 'source'", "is damaged (source)"},
        {"DROP TABLE cell", "no such table"},
    };
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        struct cell_index *index = open_index();
        struct cell a = cell_of("1", "a", 1);
        struct cell b = cell_of("1", "b", 2);
        put(index, &a);
        put(index, &b);
        commit(index);
        cell_index_close(index);
        spoil(damages[i].sql);
        refused("s", damages[i].said);
        assert_int_equal(unlink(folder_file("book.index")), 0);
    }
    char text[4096] = "";
    memset(text, 'x', sizeof(text) - 1);
    (void) folder_write("book.index", text);
    refused("s", "is damaged");
}

static void a_folder_that_cannot_be_made_is_named(void **state)
{
    (void) state;
    struct cell_index *index = NULL;
    struct err err;
    assert_int_equal(cell_index_open("/nonexistent/folder", STR("s"), &index, &err), FATAL);
    assert_non_null(strstr(err.text, "/nonexistent/folder"));
    assert_int_equal(cell_index_open("/dev/null", STR("s"), &index, &err), FATAL);
}

static void a_full_arena_is_no_answer(void **state)
{
    (void) state;
    struct arena small;
    struct cells cells;
    struct err err;
    struct cell_index *index = open_index();
    struct cell cell = cell_of("1", "a", 1);
    put(index, &cell);
    assert_int_equal(arena_init(&small, 64, &err), OK);
    assert_int_equal(cell_index_case(index, STR("1"), &small, &cells, &err), RETRY);
    arena_done(&small);
    cell_index_close(index);
}

#define TEST(function)                                                                             \
    cmocka_unit_test_setup_teardown(function, test_arena_and_folder_make,                          \
                                    test_arena_and_folder_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_put_and_committed_is_there_again),
        TEST(a_changed_cell_stays_in_its_place),
        TEST(what_was_not_committed_is_forgotten),
        TEST(all_cells_are_gone_over_page_by_page),
        TEST(a_digest_is_of_this_index_alone),
        TEST(a_second_import_and_another_source_are_refused),
        TEST(a_damaged_index_is_refused),
        TEST(a_folder_that_cannot_be_made_is_named),
        TEST(a_full_arena_is_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
