/* test_civil -- days, clock times and their texts, by the calendar and by counting. */
#include "base/civil.h"

#include <stdlib.h>
#include <string.h>

#include "support/cmocka.h"

static const struct {
    struct civil_date date;
    int64_t day;
    int weekday;
} days[] = {
    {{1970, 1, 1}, 0, 4},         {{1969, 12, 31}, -1, 3},   {{2000, 2, 29}, 11016, 2},
    {{2000, 3, 1}, 11017, 3},     {{2022, 3, 5}, 19056, 6},  {{2024, 2, 29}, 19782, 4},
    {{2024, 12, 31}, 20088, 2},   {{1900, 3, 1}, -25508, 4}, {{2100, 2, 28}, 47540, 0},
    {{9999, 12, 31}, 2932896, 5}, {{1, 1, 1}, -719162, 1},   {{0, 3, 1}, -719468, 3},
    {{-1, 12, 31}, -719529, 5},
};

static void known_days_have_their_numbers(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        struct civil_date date = civil_date_of(days[i].day);
        assert_int_equal(civil_day_from(days[i].date), days[i].day);
        assert_int_equal(date.year, days[i].date.year);
        assert_int_equal(date.month, days[i].date.month);
        assert_int_equal(date.day, days[i].date.day);
        assert_int_equal(civil_weekday(days[i].day), days[i].weekday);
        assert_true(civil_date_exists(days[i].date));
    }
}

static int days_in(int64_t year, int month)
{
    static const int days_of[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days_of[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

static void counting_every_day_comes_to_the_same(void **state)
{
    (void) state;
    int64_t day = civil_day_from((struct civil_date) {1599, 12, 31});
    int weekday = civil_weekday(day);
    for (int64_t year = 1600; year <= 2405; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int of_month = 1; of_month <= days_in(year, month); of_month++) {
                struct civil_date date = {year, month, of_month};
                weekday = (weekday + 1) % 7;
                if (civil_day_from(date) != ++day || civil_weekday(day) != weekday)
                    fail_msg("%d-%d-%d", (int) year, month, of_month);
                struct civil_date again = civil_date_of(day);
                if (again.year != year || again.month != month || again.day != of_month)
                    fail_msg("day of %d-%d-%d", (int) year, month, of_month);
            }
            struct civil_date beyond = {year, month, days_in(year, month) + 1};
            assert_false(civil_date_exists(beyond));
        }
    }
}

static void dates_that_do_not_exist_are_known(void **state)
{
    (void) state;
    static const struct civil_date dates[] = {
        {2023, 0, 1},  {2023, 13, 1}, {2023, 1, 0},  {2023, 1, 32}, {2023, 2, 29},
        {2100, 2, 29}, {2023, 4, 31}, {2023, -1, 1}, {2023, 1, -1},
    };
    for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++)
        assert_false(civil_date_exists(dates[i]));
}

static void a_day_begins_at_midnight_in_shanghai(void **state)
{
    (void) state;
    const int64_t start_us = INT64_C(1709136000000000); /* 2024-02-29T00:00+08:00 */
    assert_int_equal(civil_start_of(19782), start_us);
    assert_int_equal(civil_day_of(start_us), 19782);
    assert_int_equal(civil_day_of(start_us - 1), 19781);
    assert_int_equal(civil_day_of(start_us + CIVIL_DAY_US - 1), 19782);
    assert_int_equal(civil_day_of(start_us + CIVIL_DAY_US), 19783);
    assert_int_equal(civil_day_of(0), 0);
    assert_int_equal(civil_day_of(INT64_C(-28800000001)), -1);
    assert_int_equal(civil_year_of(INT64_C(1704038400000000)), 2024); /* midnight */
    assert_int_equal(civil_year_of(INT64_C(1704038399999999)), 2023);
}

static const struct {
    int64_t at_us;
    const char *text;
} texts[] = {
    {0, "1970-01-01T08:00:00+08:00"},
    {INT64_C(1646443800000000), "2022-03-05T09:30:00+08:00"},
    {INT64_C(1646443800500000), "2022-03-05T09:30:00.5+08:00"},
    {INT64_C(1646443800000001), "2022-03-05T09:30:00.000001+08:00"},
    {INT64_C(1646443800120300), "2022-03-05T09:30:00.1203+08:00"},
    {INT64_C(1709222399000000), "2024-02-29T23:59:59+08:00"},
    {INT64_C(253402271999000000), "9999-12-31T23:59:59+08:00"},
    {-1, "1970-01-01T07:59:59.999999+08:00"},
    {INT64_C(-62135625600000000), "0001-01-01T00:00:00+08:00"},
};

static void instants_and_texts_go_both_ways(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        char text[CIVIL_TEXT_MAX];
        int64_t at_us = 7;
        civil_text(texts[i].at_us, text);
        assert_string_equal(text, texts[i].text);
        assert_true(civil_parse(str_from(text), &at_us));
        assert_int_equal(at_us, texts[i].at_us);
    }
}

static void other_spellings_of_one_instant_are_read(void **state)
{
    (void) state;
    static const char *const spellings[] = {
        "2022-03-05T01:30:00Z",          "2022-03-05t01:30:00z",
        "2022-03-05 09:30:00+08:00",     "2022-03-05T09:30:00.000000000+08:00",
        "2022-03-04T20:00:00-05:30",     "2022-03-05T01:30:00.0-00:00",
        "2022-03-06T01:29:00.000+23:59",
    };
    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
        int64_t at_us = 0;
        assert_true(civil_parse(str_from(spellings[i]), &at_us));
        assert_int_equal(at_us, INT64_C(1646443800000000));
    }
}

static void what_is_no_instant_is_refused(void **state)
{
    (void) state;
    static const char *const refused[] = {
        "",
        "2022",
        "2022-",
        "22-03-05T09:30:00Z",
        "2022/03/05T09:30:00Z",
        "2022-03/05T09:30:00Z",
        "2022-3-5T09:30:00Z",
        "2022-0x-05T09:30:00Z",
        "2022-03-0xT09:30:00Z",
        "2022-13-01T09:30:00Z",
        "2023-02-29T09:30:00Z",
        "2022-03-05",
        "2022-03-05_09:30:00Z",
        "2022-03-05T",
        "2022-03-05T9:30:00Z",
        "2022-03-05T09-30:00Z",
        "2022-03-05T09:30-00Z",
        "2022-03-05T09:30Z",
        "2022-03-05T09:3x:00Z",
        "2022-03-05T09:30:0xZ",
        "2022-03-05T24:00:00Z",
        "2022-03-05T09:60:00Z",
        "2022-03-05T09:30:60Z",
        "2022-03-05T09:30:00",
        "2022-03-05T09:30:00.Z",
        "2022-03-05T09:30:00.0000000001Z",
        "2022-03-05T09:30:00.0000001Z",
        "2022-03-05T09:30:00.0000000000Z",
        "2022-03-05T09:30:00.5",
        "2022-03-05T09:30:00?",
        "2022-03-05T09:30:00+",
        "2022-03-05T09:30:00+8:00",
        "2022-03-05T09:30:00+24:00",
        "2022-03-05T09:30:00+0800",
        "2022-03-05T09:30:00+08:60",
        "2022-03-05T09:30:00+08:0x",
        "2022-03-05T09:30:00+08:00 ",
        " 2022-03-05T09:30:00Z",
    };
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        int64_t at_us = 7;
        if (civil_parse(str_from(refused[i]), &at_us))
            fail_msg("'%s' was read", refused[i]);
        assert_int_equal(at_us, 7);
    }
    int64_t at_us = 7;
    assert_false(civil_parse((struct str) {.ptr = "2022-03-05T09:30:00\0", .len = 20}, &at_us));
    assert_false(civil_parse((struct str) {.ptr = NULL, .len = 0}, &at_us));
}

static void a_text_cut_anywhere_is_refused(void **state)
{
    (void) state;
    static const char text[] = "2022-03-05T09:30:00+08:00";
    for (size_t len = 0; len + 1 < sizeof(text); len++) {
        int64_t at_us = 7;
        char *cut = malloc(len); /* so that a byte too far is seen */
        memcpy(cut, text, len);
        assert_false(civil_parse((struct str) {.ptr = cut, .len = len}, &at_us));
        free(cut);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_days_have_their_numbers),
        cmocka_unit_test(counting_every_day_comes_to_the_same),
        cmocka_unit_test(dates_that_do_not_exist_are_known),
        cmocka_unit_test(a_day_begins_at_midnight_in_shanghai),
        cmocka_unit_test(instants_and_texts_go_both_ways),
        cmocka_unit_test(other_spellings_of_one_instant_are_read),
        cmocka_unit_test(what_is_no_instant_is_refused),
        cmocka_unit_test(a_text_cut_anywhere_is_refused),
    };
    return RUN(tests);
}
