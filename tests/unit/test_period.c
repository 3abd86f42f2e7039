/* test_period -- which part of a book, in the words of a command line. */
#include "office/period.h"

#include <inttypes.h>
#include <string.h>

#include "base/civil.h"
#include "support/cmocka.h"

static const struct {
    struct period_words words;
    const char *said; /* what it is, or what is wrong */
} rows[] = {
    {{2022, "", "", ""}, "2022/0 2022-01-01 to 2022-12-31 whole"},
    {{0, "2022-03", "", ""}, "2022/3 2022-03-01 to 2022-03-31"},
    {{2024, "2024-02", "", ""}, "2024/2 2024-02-01 to 2024-02-29"},
    {{0, "2022-12", "", ""}, "2022/12 2022-12-01 to 2022-12-31"},
    {{0, "", "2022-03-05", ""}, "2022/0 2022-03-05 to 2022-12-31"},
    {{2022, "", "", "2022-03-05"}, "2022/0 2022-01-01 to 2022-03-05"},
    {{2022, "", "2022年3月5日", "2022/3/5"}, "2022/0 2022-03-05 to 2022-03-05"},
    {{0, "", "", ""}, "--year is not given"},
    {{1999, "", "", ""}, "year is \"1999\", but must be from 2000 to 2100"},
    {{0, "2022-13", "", ""}, "month is \"2022-13\", but must be like 2022-03"},
    {{0, "2022-00", "", ""}, "month is \"2022-00\", but must be like 2022-03"},
    {{0, "1999-03", "", ""}, "month is \"1999-03\", but must be like 2022-03"},
    {{0, "2022/03", "", ""}, "month is \"2022/03\", but must be like 2022-03"},
    {{0, "2022-3", "", ""}, "month is \"2022-3\", but must be like 2022-03"},
    {{0, "2022-x3", "", ""}, "month is \"2022-x3\", but must be like 2022-03"},
    {{2023, "2022-03", "", ""}, "month is \"2022-03\", but year is \"2023\""},
    {{2023, "", "2022-03-05", ""}, "from is \"2022-03-05\", which is not in 2023"},
    {{0, "", "2022-03-05", "2023-03-05"}, "to is \"2023-03-05\", which is not in 2022"},
    {{0, "", "2022-02-30", ""}, "from is \"2022-02-30\", but must be a day like 2022-03-01"},
    {{0, "", "2022-03-05 09:00", ""},
     "from is \"2022-03-05 09:00\", but must be a day like 2022-03-01"},
    {{0, "", "2022-03-05", "2022-03-04"}, "to is \"2022-03-04\", which is before from"},
    {{0, "2022-03", "2022-03-05", ""}, "month and days cannot both be given"},
};

static const struct {
    const char *text;
    const char *said;
} named[] = {
    {"2025", "2025/0 2025-01-01 to 2025-12-31 whole"},
    {"2025-03", "2025/3 2025-03-01 to 2025-03-31"},
    {"2025-Q1", "2025/0 2025-01-01 to 2025-03-31"},
    {"2024-q2", "2024/0 2024-04-01 to 2024-06-30"},
    {"2025-Q4", "2025/0 2025-10-01 to 2025-12-31"},
    {"2025-Q5", "period is \"2025-Q5\", but must be like 2025, 2025-Q1 or 2025-03"},
    {"2025-Q0", "period is \"2025-Q0\", but must be like 2025, 2025-Q1 or 2025-03"},
    {"2025-13", "period is \"2025-13\", but must be like 2025, 2025-Q1 or 2025-03"},
    {"1999-Q1", "period is \"1999-Q1\", but must be like 2025, 2025-Q1 or 2025-03"},
    {"25-Q1", "period is \"25-Q1\", but must be like 2025, 2025-Q1 or 2025-03"},
    {"abcd", "period is \"abcd\", but must be like 2025, 2025-Q1 or 2025-03"},
    {"", "period is \"\", but must be like 2025, 2025-Q1 or 2025-03"},
};

static void assert_said(enum outcome outcome, const struct period *period, const struct err *err,
                        const char *wanted)
{
    char said[ERR_TEXT_MAX];
    if (outcome == OK) {
        struct civil_date first = civil_date_of(period->first_day);
        struct civil_date last = civil_date_of(period->last_day);
        (void) snprintf(said, sizeof(said),
                        "%d/%d %" PRId64 "-%02d-%02d to %" PRId64 "-%02d-%02d%s", period->year,
                        period->month, first.year, first.month, first.day, last.year, last.month,
                        last.day, period->is_whole_year ? " whole" : "");
    } else {
        assert_int_equal(outcome, FATAL);
        (void) snprintf(said, sizeof(said), "%s", err->text);
    }
    assert_string_equal(said, wanted);
}

static void every_row_of_the_table(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct period period;
        struct err err;
        enum outcome outcome = period_read(&rows[i].words, &period, &err);
        assert_said(outcome, &period, &err, rows[i].said);
    }
}

static void a_period_has_a_name(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
        struct period period;
        struct err err;
        enum outcome outcome = period_named(named[i].text, &period, &err);
        assert_said(outcome, &period, &err, named[i].said);
    }
}

static void a_whole_book_has_what_came_after_its_year(void **state)
{
    (void) state;
    const struct period_words year = {2022, "", "", ""};
    const struct period_words month = {0, "2022-12", "", ""};
    struct period period;
    struct err err;
    int64_t new_year_us =
        civil_start_of(civil_day_from((struct civil_date) {.year = 2023, .month = 1, .day = 1}));
    assert_int_equal(period_read(&year, &period, &err), OK);
    assert_true(period_before_us(&period) > new_year_us);
    assert_true(period_from_us(&period) < new_year_us - 365 * CIVIL_DAY_US);
    assert_int_equal(period_read(&month, &period, &err), OK);
    assert_int_equal(period_before_us(&period), new_year_us);
    assert_int_equal(period_from_us(&period), new_year_us - 31 * CIVIL_DAY_US);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table),
        cmocka_unit_test(a_period_has_a_name),
        cmocka_unit_test(a_whole_book_has_what_came_after_its_year),
    };
    return RUN(tests);
}
