/* test_calendar -- which days are worked, and why; the shipped calendar day by day. */
#include "core/calendar.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "support/arena.h"
#include "support/calendar_text.h"
#include "support/cmocka.h"
#include "support/file.h"

static void the_years_have_their_working_days(void **state)
{
    static const struct {
        int64_t year;
        int64_t days;
    } rows[] = {{2022, 249}, {2023, 249}, {2024, 251}, {2025, 248}, {2026, 248}};
    (void) state;
    const struct calendar *calendar = calendar_shipped(&test_arena);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t first = civil_day_from((struct civil_date) {rows[i].year, 1, 1});
        int64_t next = civil_day_from((struct civil_date) {rows[i].year + 1, 1, 1});
        assert_int_equal(calendar_worked_before(calendar, next) -
                             calendar_worked_before(calendar, first),
                         rows[i].days);
    }
}

static void a_day_says_why_it_is_worked_or_not(void **state)
{
    static const struct {
        const char *day;
        bool is_worked;
        bool is_published;
        enum calendar_row_kind exception; /* 0: the base week */
        const char *notice;
    } rows[] = {
        {"2021-12-31", true, false, 0, ""},
        {"2022-01-01", false, true, CALENDAR_OFF, "2021-10/25/content_5644835"}, /* a Saturday */
        {"2022-01-03", false, true, CALENDAR_OFF, "2021-10/25/content_5644835"},
        {"2022-01-04", true, true, 0, ""},
        {"2022-01-08", false, true, 0, ""},
        {"2022-10-08", true, true, CALENDAR_WORKED, "2021-10/25/content_5644835"},
        {"2022-12-31", false, true, CALENDAR_OFF, "2022-12/08/content_5730844"},
        {"2024-02-29", true, true, 0, ""}, /* the leap day */
        {"2026-10-10", true, true, CALENDAR_WORKED, "202511/content_7047091"},
        {"2026-12-31", true, true, 0, ""},
        {"2027-01-01", true, false, 0, ""}, /* a Friday, until its notice comes */
        {"2027-01-02", false, false, 0, ""},
        {"1970-01-01", true, false, 0, ""},
        {"1969-12-28", false, false, 0, ""},
        {"9999-12-31", true, false, 0, ""},
    };
    (void) state;
    const struct calendar *calendar = calendar_shipped(&test_arena);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct calendar_day day = calendar_day_of(calendar, day_from(rows[i].day));
        print_message("    %s\n", rows[i].day);
        assert_int_equal(day.number, day_from(rows[i].day));
        assert_int_equal(day.is_worked, rows[i].is_worked);
        assert_int_equal(day.is_published, rows[i].is_published);
        assert_int_equal(day.exception == NULL ? 0 : day.exception->kind, rows[i].exception);
        if (day.exception != NULL)
            assert_true(str_eq(day.exception->notice, str_from(rows[i].notice)));
    }
}

static void working_days_are_found_forwards_and_backwards(void **state)
{
    static const struct {
        const char *day;
        int64_t n;
        const char *found;
    } rows[] = {
        {"2025-03-10", -1, "2025-03-07"}, {"2022-10-12", -1, "2022-10-11"},
        {"2022-10-08", -1, "2022-09-30"}, {"2022-10-05", -1, "2022-09-30"},
        {"2022-10-05", 1, "2022-10-08"},  {"2022-09-30", 1, "2022-10-08"},
        {"2022-10-10", -5, "2022-09-28"}, {"2024-02-18", -2, "2024-02-08"},
        {"2021-12-20", 5, "2021-12-27"},  {"2027-03-01", -5, "2027-02-22"},
        {"2027-03-01", 10, "2027-03-15"},
    };
    (void) state;
    const struct calendar *calendar = calendar_shipped(&test_arena);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(calendar_worked_from(calendar, day_from(rows[i].day), rows[i].n),
                         day_from(rows[i].found));
    assert_int_equal(calendar_next_worked(calendar, day_from("2022-10-01")),
                     day_from("2022-10-08"));
    assert_int_equal(calendar_next_worked(calendar, day_from("2022-10-08")),
                     day_from("2022-10-08"));
}

static void without_rows_the_week_goes_on_for_ever(void **state)
{
    (void) state;
    const struct calendar *calendar = calendar_from_text("", &test_arena);
    assert_int_equal(calendar_worked_from(calendar, day_from("1600-01-01"), 5 * 10000),
                     day_from("1600-01-01") + INT64_C(7) * 10000 - 1); /* a Saturday */
    assert_false(calendar_day_of(calendar, day_from("2022-03-05")).is_published);
    assert_false(calendar_is_worked(calendar, day_from("2022-03-05")));
}

/* The files go by notice: 2022-12-31 stands in that of 2023. */
static void read_official_days(struct str text, signed char *is_off, int64_t first, int64_t count)
{
    const char *at = text.ptr;
    while ((at = strstr(at, "\"date\": \"")) != NULL) {
        char day[11] = "";
        memcpy(day, at + 9, 10);
        int64_t index = day_from(day) - first;
        at = strstr(at, "\"isOffDay\": ");
        assert_non_null(at);
        if (index >= 0 && index < count)
            is_off[index] = at[12] == 't' ? 1 : 0;
    }
}

static void it_agrees_with_the_official_days(void **state)
{
    static signed char is_off[1826]; /* -1: as the week has it */
    int64_t first = day_from("2022-01-01");
    int64_t differing = 0;
    (void) state;
    memset(is_off, -1, sizeof(is_off));
    assert_int_equal(day_from("2026-12-31") - first + 1, sizeof(is_off));
    for (int year = 2022; year <= 2027; year++) {
        char path[64];
        (void) snprintf(path, sizeof(path), "../shared/data/calendar/%d.json", year);
        FILE *file = fopen(path, "re");
        if (file == NULL) {
            print_message("skipped: %s is not here\n", path);
            skip();
        }
        (void) fclose(file);
        read_official_days(file_read(path, &test_arena), is_off, first, sizeof(is_off));
    }
    const struct calendar *calendar = calendar_shipped(&test_arena);
    for (int64_t i = 0; i < (int64_t) sizeof(is_off); i++) {
        int weekday = civil_weekday(first + i);
        bool is_worked = is_off[i] >= 0 ? is_off[i] == 0 : weekday != 0 && weekday != 6;
        differing += calendar_is_worked(calendar, first + i) != is_worked ? 1 : 0;
    }
    assert_int_equal(differing, 0);
}

static void an_arena_too_small_says_so(void **state)
{
    const struct calendar_row rows[] = {
        {CALENDAR_PUBLISHED, 0, 364, {0}, {0}, STR("a notice")},
        {CALENDAR_OFF, 8, 9, {0}, {0}, STR("another")},
        {CALENDAR_HOURS, 20, 40, STR("u"), {1, {{480, 960}}}, STR("a third")},
        {CALENDAR_HOURS, 50, 60, STR("w"), {1, {{480, 960}}}, STR("")},
    };
    const struct calendar_rows all = {STR("small"), 1, DAY_END_MIDNIGHT, rows, 4};
    enum outcome outcome = RETRY;
    (void) state;
    for (size_t size = 0; outcome != OK; size++) {
        struct arena arena = {.memory = test_arena.memory, .size_bytes = size};
        const struct calendar *calendar = NULL;
        struct err err;
        outcome = calendar_build(&all, &arena, &calendar, &err);
        assert_true(outcome == OK || outcome == RETRY);
        assert_int_equal(outcome == OK, calendar != NULL);
        assert_true(size < 1 << 16);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, test_arena_make, test_arena_drop)
    const struct CMUnitTest tests[] = {
        TEST(the_years_have_their_working_days),
        TEST(a_day_says_why_it_is_worked_or_not),
        TEST(working_days_are_found_forwards_and_backwards),
        TEST(without_rows_the_week_goes_on_for_ever),
        TEST(it_agrees_with_the_official_days),
        TEST(an_arena_too_small_says_so),
    };
    return RUN(tests);
}
