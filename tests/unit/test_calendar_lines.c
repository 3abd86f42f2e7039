/* test_calendar_lines -- a calendar as lines, and the same calendar again. */
#include "office/calendar_lines.h"

#include <stdio.h>
#include <string.h>

#include "support/arena.h"
#include "support/cmocka.h"

static struct calendar_csv csv;
static struct rows lines;

static void ignore(void *context, const char *text)
{
    (void) context;
    fail_msg("%s", text);
}

static void make_lines(void)
{
    struct complaints complaints = {.tell = ignore};
    struct err err;
    assert_int_equal(calendar_csv_init(&csv, &err), OK);
    if (calendar_csv_load(&csv, "schemas/policy/calendar", &complaints, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(rows_init(&lines, &calendar_listing.table, 16, &test_arena, &err), OK);
    assert_int_equal(calendar_lines_make(&csv, &lines, &err), OK);
}

static int drop(void **state)
{
    calendar_csv_done(&csv);
    return test_arena_drop(state);
}

static void what_was_written_is_read_again(void **state)
{
    (void) state;
    struct calendar_rows rows;
    struct err err;
    make_lines();
    assert_int_equal(calendar_lines_read(&lines, &test_arena, &rows, &err), OK);
    assert_int_equal(rows.count, csv.count);
    assert_int_equal(rows.day_end, csv.day_end);
    for (size_t i = 0; i < rows.count; i++) {
        assert_int_equal(rows.items[i].kind, csv.items[i].kind);
        assert_int_equal(rows.items[i].first_day, csv.items[i].first_day);
        assert_int_equal(rows.items[i].last_day, csv.items[i].last_day);
        assert_true(str_eq(rows.items[i].unit, csv.items[i].unit));
        assert_true(str_eq(rows.items[i].notice, csv.items[i].notice));
        assert_int_equal(rows.items[i].hours.count, csv.items[i].hours.count);
        for (size_t j = 0; j < rows.items[i].hours.count; j++) {
            assert_int_equal(rows.items[i].hours.intervals[j].open_min,
                             csv.items[i].hours.intervals[j].open_min);
            assert_int_equal(rows.items[i].hours.intervals[j].close_min,
                             csv.items[i].hours.intervals[j].close_min);
        }
    }
}

static void hours_and_the_end_of_day_are_lines_too(void **state)
{
    (void) state;
    struct err err;
    struct calendar_rows rows;
    make_lines();
    rows_reset(&lines);
    csv.items[0] = (struct calendar_row) {
        .kind = CALENDAR_HOURS,
        .first_day = CALENDAR_EVER_FIRST,
        .last_day = CALENDAR_EVER_LAST,
        .unit = STR("zjj"),
        .hours = {2, {{8 * 60 + 30, 12 * 60}, {13 * 60, 17 * 60 + 5}}},
    };
    csv.count = 1;
    csv.has_day_end = true;
    csv.day_end = DAY_END_CLOSE;
    assert_int_equal(calendar_lines_make(&csv, &lines, &err), OK);
    assert_int_equal(lines.count, 2);
    const struct calendar_line *line = rows_at(&lines, 0);
    assert_true(str_eq(line->value, STR("08:30-12:00 13:00-17:05")));
    assert_int_equal(line->first_day.number, DAY_NONE);
    line = rows_at(&lines, 1);
    assert_true(str_eq(line->kind, STR("day_end")) && str_eq(line->value, STR("close")));
    assert_int_equal(line->number, 2);
    assert_int_equal(calendar_lines_read(&lines, &test_arena, &rows, &err), OK);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.day_end, DAY_END_CLOSE);
    assert_int_equal(rows.items[0].first_day, CALENDAR_EVER_FIRST);
    assert_int_equal(rows.items[0].hours.intervals[1].close_min, 17 * 60 + 5);
}

static void a_line_of_a_later_program_is_refused(void **state)
{
    (void) state;
    struct calendar_rows rows;
    struct err err;
    make_lines();
    struct calendar_line *line = rows_at(&lines, 2);
    line->kind = STR("eclipse");
    assert_int_equal(calendar_lines_read(&lines, &test_arena, &rows, &err), FATAL);
    assert_string_equal(err.text,
                        "row 3 of the calendar has a kind of row that this program does not know");
    line->kind = STR("hours");
    line->value = STR("noon");
    assert_int_equal(calendar_lines_read(&lines, &test_arena, &rows, &err), FATAL);
    assert_non_null(strstr(err.text, "is no list of hours"));
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, test_arena_make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(what_was_written_is_read_again),
        IN_ARENA(hours_and_the_end_of_day_are_lines_too),
        IN_ARENA(a_line_of_a_later_program_is_refused),
    };
    return RUN(tests);
}
