/* test_table -- rows in memory: room, order, equality, difference. */
#include "core/table.h"

#include <string.h>

#include "support/cmocka.h"

struct sample {
    struct uuid id;
    struct str name;
    int64_t number;
    int32_t small;
    bool is_set;
    struct instant at;
    struct day on;
};

static const struct column sample_columns[] = {
    COLUMN(sample, id),     COLUMN(sample, name), COLUMN(sample, number), COLUMN(sample, small),
    COLUMN(sample, is_set), COLUMN(sample, at),   COLUMN(sample, on),
};

static const struct table sample_table = {
    .name = "sample",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct sample),
    .keys_count = 2,
    .columns_count = sizeof(sample_columns) / sizeof(sample_columns[0]),
    .columns = sample_columns,
};

struct sum {
    int32_t section;
    struct day on;
    int64_t received;
    int64_t rated;
};

static const struct column sum_columns[] = {
    COLUMN(sum, section),
    COLUMN(sum, on),
    {"received", COLUMN_COUNT, offsetof(struct sum, received)},
    {"rated", COLUMN_COUNT, offsetof(struct sum, rated)},
};

static const struct table sum_table = {
    .name = "sum",
    .kind = TABLE_OF_SUMS,
    .row_size = sizeof(struct sum),
    .keys_count = 2,
    .columns_count = sizeof(sum_columns) / sizeof(sum_columns[0]),
    .columns = sum_columns,
};

static unsigned char memory[1 << 16];
static struct arena arena;

static int setup(void **state)
{
    (void) state;
    arena = (struct arena) {.memory = memory, .size_bytes = sizeof(memory)};
    return 0;
}

static struct rows rows_of(const struct table *table, size_t capacity)
{
    struct rows rows;
    struct err err;
    assert_int_equal(rows_init(&rows, table, capacity, &arena, &err), OK);
    return rows;
}

static void add_sample(struct rows *rows, unsigned char id, const char *name, int64_t number)
{
    struct sample *row = rows_add(rows);
    row->id.bytes[15] = id;
    row->name = str_from(name);
    row->number = number;
}

static void add_sum(struct rows *rows, int32_t section, int64_t day, int64_t received,
                    int64_t rated)
{
    struct sum *row = rows_add(rows);
    *row = (struct sum) {.section = section, .on = {day}, .received = received, .rated = rated};
}

static const struct sample *sample_at(const struct rows *rows, size_t index)
{
    return rows_at(rows, index);
}

static void assert_sum(const struct rows *rows, size_t index, int32_t section, int64_t received,
                       int64_t rated)
{
    const struct sum *row = rows_at(rows, index);
    assert_int_equal(row->section, section);
    assert_int_equal(row->received, received);
    assert_int_equal(row->rated, rated);
}

static void a_column_has_its_member_s_type(void **state)
{
    (void) state;
    const enum column_type types[] = {COLUMN_UUID,    COLUMN_TEXT, COLUMN_BIGINT, COLUMN_INTEGER,
                                      COLUMN_BOOLEAN, COLUMN_TIME, COLUMN_DATE};
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        assert_int_equal(sample_columns[i].type, types[i]);
    assert_string_equal(sample_columns[1].name, "name");
}

static void rows_grow_and_keep_what_they_hold(void **state)
{
    (void) state;
    struct rows rows = rows_of(&sample_table, 1);
    for (unsigned char i = 0; i < 100; i++)
        add_sample(&rows, i, "a", i);
    assert_int_equal(rows.count, 100);
    assert_false(rows.full);
    for (unsigned char i = 0; i < 100; i++)
        assert_int_equal(sample_at(&rows, i)->number, i);
}

static void a_row_is_zeroed_also_when_its_place_was_used(void **state)
{
    (void) state;
    struct rows rows = rows_of(&sample_table, 2);
    add_sample(&rows, 1, "a", 5);
    rows_reset(&rows);
    assert_int_equal(rows.count, 0);
    const struct sample *row = rows_add(&rows);
    assert_int_equal(row->number, 0);
    assert_int_equal(row->name.len, 0);
}

static void rows_that_do_not_fit_are_said_to_be_missing(void **state)
{
    (void) state;
    arena.size_bytes = 2048;
    struct rows rows = rows_of(&sample_table, 4);
    for (unsigned char i = 0; i < 100; i++)
        add_sample(&rows, i, "a", i);
    assert_true(rows.full);
    assert_true(rows.count >= 4 && rows.count < 100);
    assert_int_equal(sample_at(&rows, rows.count - 1)->number, rows.count - 1);
    rows_reset(&rows);
    assert_false(rows.full);
}

static void no_room_to_begin_with_is_retry(void **state)
{
    (void) state;
    struct err err;
    struct rows rows = {.count = 7};
    arena.size_bytes = sizeof(struct sample) + 8;
    assert_int_equal(rows_init(&rows, &sample_table, 4, &arena, &err), RETRY);
    assert_string_equal(err.text, "no room for 4 rows of sample in the arena");
    assert_int_equal(rows.count, 7);
    arena = (struct arena) {.memory = memory, .size_bytes = 8};
    assert_int_equal(rows_init(&rows, &sample_table, 4, &arena, &err), RETRY);
}

static void rows_are_sorted_by_their_keys(void **state)
{
    (void) state;
    struct rows rows = rows_of(&sample_table, 1);
    for (int i = 0; i < 50; i++)
        add_sample(&rows, (unsigned char) (i * 31 % 7), &"gfedcba"[i * 17 % 7], i);
    rows_sort(&rows);
    for (size_t i = 1; i < rows.count; i++)
        assert_true(row_compare_keys(&sample_table, rows_at(&rows, i - 1), rows_at(&rows, i)) <= 0);
    int64_t sum = 0;
    for (size_t i = 0; i < rows.count; i++)
        sum += sample_at(&rows, i)->number;
    assert_int_equal(sum, 49 * 50 / 2);
}

static void rows_differ_in_any_column(void **state)
{
    (void) state;
    const struct sample plain = {.name = STR("a"), .number = 1};
    struct sample others[7];
    for (size_t i = 0; i < 7; i++)
        others[i] = plain;
    others[0].id.bytes[3] = 1;
    others[1].name = str_from("b");
    others[2].number = 2;
    others[3].small = -1;
    others[4].is_set = true;
    others[5].at.us = 1;
    others[6].on.number = DAY_NONE;
    assert_true(row_eq(&sample_table, &plain, &plain));
    for (size_t i = 0; i < 7; i++)
        assert_false(row_eq(&sample_table, &plain, &others[i]));
}

static void the_difference_is_what_is_new_changed_and_gone(void **state)
{
    (void) state;
    struct rows before = rows_of(&sample_table, 4);
    struct rows after = rows_of(&sample_table, 4);
    struct rows put = rows_of(&sample_table, 4);
    struct rows gone = rows_of(&sample_table, 4);
    add_sample(&before, 4, "gone too", 1);
    add_sample(&before, 2, "changed", 1);
    add_sample(&before, 1, "gone", 1);
    add_sample(&before, 3, "same", 1);
    add_sample(&after, 3, "same", 1);
    add_sample(&after, 2, "changed", 2);
    add_sample(&after, 5, "new", 1);
    add_sample(&after, 0, "new first", 1);
    rows_diff(&before, &after, &put, &gone);
    assert_int_equal(put.count, 3);
    assert_int_equal(sample_at(&put, 0)->id.bytes[15], 0);
    assert_int_equal(sample_at(&put, 1)->number, 2);
    assert_int_equal(sample_at(&put, 2)->id.bytes[15], 5);
    assert_int_equal(gone.count, 2);
    assert_int_equal(sample_at(&gone, 0)->id.bytes[15], 1);
    assert_int_equal(sample_at(&gone, 1)->id.bytes[15], 4);
}

static void nothing_and_nothing_differ_in_nothing(void **state)
{
    (void) state;
    struct rows before = rows_of(&sum_table, 1);
    struct rows after = rows_of(&sum_table, 1);
    struct rows put = rows_of(&sum_table, 1);
    struct rows gone = rows_of(&sum_table, 1);
    rows_diff(&before, &after, &put, &gone);
    assert_int_equal(put.count + gone.count, 0);
}

static void sums_of_one_key_are_one_row(void **state)
{
    (void) state;
    struct rows rows = rows_of(&sum_table, 1);
    add_sum(&rows, 2, 9, 1, 0);
    add_sum(&rows, 1, 9, 1, 1);
    add_sum(&rows, 2, 9, 1, 1);
    add_sum(&rows, 3, 9, 1, 0);
    add_sum(&rows, 2, 9, 5, 0);
    rows_sort(&rows);
    assert_int_equal(rows.count, 3);
    assert_sum(&rows, 0, 1, 1, 1);
    assert_sum(&rows, 1, 2, 7, 1);
    assert_sum(&rows, 2, 3, 1, 0);
}

static void the_difference_of_sums_is_after_minus_before_without_zeroes(void **state)
{
    (void) state;
    struct rows before = rows_of(&sum_table, 1);
    struct rows after = rows_of(&sum_table, 1);
    struct rows put = rows_of(&sum_table, 1);
    struct rows gone = rows_of(&sum_table, 1);
    add_sum(&before, 1, 9, 1, 1);
    add_sum(&before, 2, 9, 3, 0);
    add_sum(&before, 3, 9, 1, 1);
    add_sum(&after, 2, 9, 1, 2);
    add_sum(&after, 3, 9, 1, 1);
    add_sum(&after, 4, 9, 0, 0);
    add_sum(&after, 5, 9, 6, 0);
    rows_diff(&before, &after, &put, &gone);
    assert_int_equal(put.count, 3);
    assert_sum(&put, 0, 1, -1, -1);
    assert_sum(&put, 1, 2, -2, 2);
    assert_sum(&put, 2, 5, 6, 0);
}

static void what_takes_away_may_leave_nothing(void **state)
{
    (void) state;
    struct rows before = rows_of(&sum_table, 1);
    struct rows after = rows_of(&sum_table, 1);
    struct rows put = rows_of(&sum_table, 1);
    struct rows gone = rows_of(&sum_table, 1);
    add_sum(&before, 1, 9, 1, 1);
    add_sum(&before, 2, 9, 1, 3);
    add_sum(&before, 3, 9, 1, 1);
    add_sum(&before, 4, 9, 1, 1);
    add_sum(&after, 2, 9, 2, 2);
    add_sum(&after, 3, 9, 1, 2);
    add_sum(&after, 4, 9, 1, 1);
    rows_diff(&before, &after, &put, &gone);
    assert_int_equal(put.count, 3);
    assert_int_equal(gone.count, 2);
    assert_sum(&gone, 0, 1, -1, -1);
    assert_sum(&gone, 1, 2, 1, -1);
}

static void a_difference_that_does_not_fit_is_said_to_be_missing(void **state)
{
    (void) state;
    struct rows before = rows_of(&sum_table, 4);
    struct rows after = rows_of(&sum_table, 4);
    struct rows gone = rows_of(&sum_table, 1);
    struct rows put = rows_of(&sum_table, 1);
    add_sum(&after, 1, 9, 1, 1);
    add_sum(&after, 2, 9, 1, 1);
    add_sum(&after, 3, 9, 0, 0);
    arena.size_bytes = arena.used_bytes;
    rows_diff(&before, &after, &put, &gone);
    assert_true(put.full);
    assert_int_equal(put.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_column_has_its_member_s_type, setup),
        cmocka_unit_test_setup(rows_grow_and_keep_what_they_hold, setup),
        cmocka_unit_test_setup(a_row_is_zeroed_also_when_its_place_was_used, setup),
        cmocka_unit_test_setup(rows_that_do_not_fit_are_said_to_be_missing, setup),
        cmocka_unit_test_setup(no_room_to_begin_with_is_retry, setup),
        cmocka_unit_test_setup(rows_are_sorted_by_their_keys, setup),
        cmocka_unit_test_setup(rows_differ_in_any_column, setup),
        cmocka_unit_test_setup(the_difference_is_what_is_new_changed_and_gone, setup),
        cmocka_unit_test_setup(nothing_and_nothing_differ_in_nothing, setup),
        cmocka_unit_test_setup(sums_of_one_key_are_one_row, setup),
        cmocka_unit_test_setup(the_difference_of_sums_is_after_minus_before_without_zeroes, setup),
        cmocka_unit_test_setup(what_takes_away_may_leave_nothing, setup),
        cmocka_unit_test_setup(a_difference_that_does_not_fit_is_said_to_be_missing, setup),
    };
    return RUN(tests);
}
