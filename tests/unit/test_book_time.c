/* test_book_time -- dates and times as people write them, and what is none. */
#include "office/book_time.h"

#include <string.h>

#include "base/civil.h"
#include "support/cmocka.h"

/* clang-format off */
static const struct {
    const char *text;
    const char *at; /* NULL: refused */
    enum precision precision;
    int year; /* the book's */
} rows[] = {
    {"2022-03-05",                       "2022-03-05T00:00:00+08:00", PRECISION_DAY, 0},
    {"2022/3/5",                         "2022-03-05T00:00:00+08:00", PRECISION_DAY, 0},
    {"2022.3.5",                         "2022-03-05T00:00:00+08:00", PRECISION_DAY, 0},
    {"2022年3月5日",                     "2022-03-05T00:00:00+08:00", PRECISION_DAY, 0},
    {"2024-02-29",                       "2024-02-29T00:00:00+08:00", PRECISION_DAY, 0},
    {"2022-03-05 9:30",                  "2022-03-05T09:30:00+08:00", PRECISION_INSTANT, 0},
    {"2022-03-05T09:30:07",              "2022-03-05T09:30:07+08:00", PRECISION_INSTANT, 0},
    {"2022-03-05 00:00",                 "2022-03-05T00:00:00+08:00", PRECISION_INSTANT, 0},
    {"2022年3月5日 9时30分",             "2022-03-05T09:30:00+08:00", PRECISION_INSTANT, 0},
    {"2022年3月5日9时5分7秒",            "2022-03-05T09:05:07+08:00", PRECISION_INSTANT, 0},
    {"2011-10-11 13:42:22.688000+02:00", "2011-10-11T19:42:22.688+08:00", PRECISION_INSTANT, 0},
    {"2011-12-06 01:06:40+01:00",        "2011-12-06T08:06:40+08:00", PRECISION_INSTANT, 0},
    {"2022-03-05T01:30:00Z",             "2022-03-05T09:30:00+08:00", PRECISION_INSTANT, 0},
    {"2022-03-05 09:30:00 +0800",        "2022-03-05T09:30:00+08:00", PRECISION_INSTANT, 0},
    {"2022-03-05 09:30:00.000001000",    "2022-03-05T09:30:00.000001+08:00", PRECISION_INSTANT, 0},
    {"1970-01-01",                       "1970-01-01T00:00:00+08:00", PRECISION_DAY, 0},
    {"9999-12-31 23:59:59",              "9999-12-31T23:59:59+08:00", PRECISION_INSTANT, 0},
    {"20220305",                         "2022-03-05T00:00:00+08:00", PRECISION_DAY, 0},
    {"20220305 9:30",                    "2022-03-05T09:30:00+08:00", PRECISION_INSTANT, 0},
    {"3月5日",                           "2022-03-05T00:00:00+08:00", PRECISION_DAY, 2022},
    {"3月5号下午3点",                    "2022-03-05T15:00:00+08:00", PRECISION_INSTANT, 2022},
    {"3/5",                              "2022-03-05T00:00:00+08:00", PRECISION_DAY, 2022},
    {"3-5",                              "2022-03-05T00:00:00+08:00", PRECISION_DAY, 2022},
    {"3.5",                              "2022-03-05T00:00:00+08:00", PRECISION_DAY, 2022},
    {"12.31 23:59",                      "2022-12-31T23:59:00+08:00", PRECISION_INSTANT, 2022},
    {"2月29日",                          "2024-02-29T00:00:00+08:00", PRECISION_DAY, 2024},
    {"44625",                            "2022-03-05T00:00:00+08:00", PRECISION_DAY, 0},
    {"44625.4",                          "2022-03-05T09:36:00+08:00", PRECISION_INSTANT, 0},
    {"44625.3958333333",                 "2022-03-05T09:30:00+08:00", PRECISION_INSTANT, 0},
    {"44625.39589",                      "2022-03-05T09:30:05+08:00", PRECISION_INSTANT, 0},
    {"36526",                            "2000-01-01T00:00:00+08:00", PRECISION_DAY, 0},
    {" 2022-03-05\xC2\xA0",              "2022-03-05T00:00:00+08:00", PRECISION_DAY, 0},
    {"２０２２．３．５",                 "2022-03-05T00:00:00+08:00", PRECISION_DAY, 0},
    {"２０２２年３月５日　９：３０",     "2022-03-05T09:30:00+08:00", PRECISION_INSTANT, 0},
    {"2022 年 3 月 5 日",                "2022-03-05T00:00:00+08:00", PRECISION_DAY, 0},
    {"2022年3月5日星期六",               "2022-03-05T00:00:00+08:00", PRECISION_DAY, 0},
    {"2022-3-5（周六） 9:30",            "2022-03-05T09:30:00+08:00", PRECISION_INSTANT, 0},
    {"2022-3-5上午9:30",                 "2022-03-05T09:30:00+08:00", PRECISION_INSTANT, 0},
    {"2022年3月5日 下午3点半",           "2022-03-05T15:30:00+08:00", PRECISION_INSTANT, 0},
    {"2022年3月5日 中午12点",            "2022-03-05T12:00:00+08:00", PRECISION_INSTANT, 0},
    {"2022年3月5日 下午15:30",           "2022-03-05T15:30:00+08:00", PRECISION_INSTANT, 0},
    {"2022年3月5日9时",                  "2022-03-05T09:00:00+08:00", PRECISION_INSTANT, 0},
    {"2022年3月5日9时30",                "2022-03-05T09:30:00+08:00", PRECISION_INSTANT, 0},
    {"\xE2\x80\x8E" "2022-03-05",       "2022-03-05T00:00:00+08:00", PRECISION_DAY, 0}, /* steers */
    {"", NULL, 0, 0},
    {"yesterday", NULL, 0, 0},
    {"05.03.2022", NULL, 0, 0},
    {"2022-03", NULL, 0, 0},
    {"2022-3/5", NULL, 0, 0},
    {"2022-02-29", NULL, 0, 0},
    {"2022-13-01", NULL, 0, 0},
    {"2022-00-10", NULL, 0, 0},
    {"2022-04-31", NULL, 0, 0},
    {"22-04-30", NULL, 0, 0},
    {"2022-03-05 24:00", NULL, 0, 0},
    {"2022-03-05 09:60", NULL, 0, 0},
    {"2022-03-05 09:30:60", NULL, 0, 0},
    {"2022-03-05 9", NULL, 0, 0},
    {"2022-03-05 09:30:00.", NULL, 0, 0},
    {"2022-03-05 09:30:00.0000001", NULL, 0, 0},
    {"2022-03-05 09:30:00+19:00", NULL, 0, 0},
    {"2022-03-05 09:30:00+08:00x", NULL, 0, 0},
    {"2022-03-05x09:30", NULL, 0, 0},
    {"2022-03-05 09:30 CST", NULL, 0, 0},
    {"3月5日", NULL, 0, 0},
    {"2月30日", NULL, 0, 2022},
    {"2月29日", NULL, 0, 2022},
    {"3月", NULL, 0, 2022},
    {"3-5-2022", NULL, 0, 2022},
    {"13/5", NULL, 0, 2022},
    {"9:30", NULL, 0, 2022},
    {"20220230", NULL, 0, 0},
    {"202203055", NULL, 0, 0},
    {"2022030", NULL, 0, 0},
    {"36525", NULL, 0, 0},
    {"73416", NULL, 0, 0},
    {"44625.", NULL, 0, 0},
    {"44625.4x", NULL, 0, 0},
    {"2022年3月5日 晚上12点", NULL, 0, 0},
    {"2022年3月5日 9时60分", NULL, 0, 0},
    {"2022年3月5日 9时30分15", NULL, 0, 0},
    {"2022年3月5日 下午", NULL, 0, 0},
    {"2022-03-05(周九)", NULL, 0, 0},
    {"2022-03-05(周六", NULL, 0, 0},
};
/* clang-format on */

static void every_row_of_the_table(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    \"%s\"\n", rows[i].text);
        int64_t at_us = 0;
        enum precision precision = 0;
        struct err err;
        char text[CIVIL_TEXT_MAX];
        const struct book_calendar calendar = {.zone_s = CIVIL_ZONE_S, .year = rows[i].year};
        enum outcome outcome =
            book_time_read(str_from(rows[i].text), &calendar, &at_us, &precision, &err);
        assert_int_equal(outcome, rows[i].at == NULL ? REJECT : OK);
        if (outcome != OK) {
            assert_int_equal(err.reason, REASON_TIME);
            continue;
        }
        civil_text(at_us, text);
        assert_string_equal(text, rows[i].at);
        assert_int_equal(precision, rows[i].precision);
    }
}

static void a_time_without_an_offset_is_in_the_books_zone(void **state)
{
    (void) state;
    int zone_s = 0;
    int64_t at_us = 0;
    enum precision precision;
    struct err err;
    char text[CIVIL_TEXT_MAX];
    assert_true(book_zone_read(STR("+01:00"), &zone_s));
    const struct book_calendar calendar = {.zone_s = zone_s};
    assert_int_equal(book_time_read(STR("2022-03-05 09:30"), &calendar, &at_us, &precision, &err),
                     OK);
    civil_text(at_us, text);
    assert_string_equal(text, "2022-03-05T16:30:00+08:00");
    assert_int_equal(book_time_read(STR("2022-03-05"), &calendar, &at_us, &precision, &err), OK);
    civil_text(at_us, text);
    assert_string_equal(text, "2022-03-05T00:00:00+08:00");
}

static void a_zone_is_an_offset_and_nothing_else(void **state)
{
    (void) state;
    static const char *const nonsense[] = {"", "CST", "08:00", "+8", "+08:00 ", "+08:61"};
    int zone_s = 1;
    assert_true(book_zone_read(STR("Z"), &zone_s));
    assert_int_equal(zone_s, 0);
    assert_true(book_zone_read(STR("-03:30"), &zone_s));
    assert_int_equal(zone_s, -12600);
    for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++)
        assert_false(book_zone_read(str_from(nonsense[i]), &zone_s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table),
        cmocka_unit_test(a_time_without_an_offset_is_in_the_books_zone),
        cmocka_unit_test(a_zone_is_an_offset_and_nothing_else),
    };
    return RUN(tests);
}
