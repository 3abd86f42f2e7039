/* test_score_print -- a score on paper, so that it can be checked by hand. */
#include "office/score_print.h"

#include <stdlib.h>

#include "base/civil.h"
#include "support/cmocka.h"

static const struct formula_row rows[] = {
    {.item = {.ptr = "on_time", .len = 7},
     .numerator = COUNTER_ON_TIME,
     .denominator = COUNTER_DUE,
     .population = COUNTERS_COUNT,
     .target = 10000,
     .slope = 10000,
     .cap = 2500},
    {.item = {.ptr = "satisfaction", .len = 12},
     .numerator = COUNTER_SATISFIED,
     .denominator = COUNTER_RATED,
     .population = COUNTER_RECORDS,
     .target = 9500,
     .slope = 5000,
     .floor = 1250,
     .cap = 2500},
};
static const struct formula formula = {.rows = rows, .rows_count = 2, .minimum = 10};

static void assert_printed(const struct score_count counts[], const struct score_page *like,
                           const char *wanted)
{
    struct score score;
    struct score_page page = *like;
    char *text = NULL;
    size_t len = 0;
    int64_t adjustment = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    for (size_t i = 0; i < page.adjustments_count; i++)
        adjustment += page.adjustments[i].points_hundredths;
    score_make(&formula, counts, adjustment, &score);
    page.formula = &formula;
    page.score = &score;
    score_print(&page, out);
    (void) fclose(out);
    assert_string_equal(text, wanted);
    free(text);
}

static void every_item_says_what_it_was_made_of(void **state)
{
    const struct score_count counts[] = {{8982, 10000}, {12, 17}};
    const struct score_page page = {.coverage = {{0, 0}, {17, 34}}};
    (void) state;
    assert_printed(counts, &page,
                   "on_time                on_time 8982 / due 10000  89.82%  n 10000  coverage -  "
                   "max(0.00, min(25.00, 25.00 - 1 * (100.00 - 89.82)))  14.82\n"
                   "satisfaction           satisfied 12 / rated 17  70.59%  n 17  coverage 50.00%  "
                   "max(12.50, min(25.00, 25.00 - 0.5 * (95.00 - 70.59)))  12.80\n"
                   "points                 rated are 50.00 of 50.00  27.62\n"
                   "total                  scaled to 100  55.24\n"
                   "grade                  不合格\n");
}

static void decisions_come_one_by_one(void **state)
{
    const struct score_count counts[] = {{100, 100}, {100, 100}};
    const struct score_adjustment adjustments[] = {
        {.day = civil_day_from((struct civil_date) {2024, 3, 23}),
         .points_hundredths = -1550,
         .case_source = STR("book"),
         .case_number = STR("7"),
         .reason = STR("urged"),
         .approver = STR("zhao")},
        {.day = civil_day_from((struct civil_date) {2024, 12, 1}),
         .points_hundredths = 5,
         .case_source = STR("zjj"),
         .case_number = STR("2024"),
         .reason = STR("example"),
         .approver = STR("zhao"),
         .basis = STR("notice-3")},
    };
    const struct score_page page = {.adjustments = adjustments, .adjustments_count = 2};
    (void) state;
    assert_printed(
        counts, &page,
        "on_time                on_time 100 / due 100  100.00%  n 100  coverage -  "
        "max(0.00, min(25.00, 25.00 - 1 * (100.00 - 100.00)))  25.00\n"
        "satisfaction           satisfied 100 / rated 100  100.00%  n 100  coverage -  "
        "max(12.50, min(25.00, 25.00 - 0.5 * (95.00 - 100.00)))  25.00\n"
        "points                 rated are 50.00 of 50.00  50.00\n"
        "deduction              2024-03-23  book/7  urged, approved by zhao  -15.50\n"
        "bonus                  2024-12-01  zjj/2024  example, approved by zhao, resting on "
        "notice-3  0.05\n"
        "total                  scaled to 100  100.00\n"
        "final                  with deductions and bonuses  84.55\n"
        "grade                  良好\n");
}

static void what_is_not_rated_and_what_is_few_is_said(void **state)
{
    const struct score_count none[] = {{0, 0}, {0, 0}};
    const struct score_count few[] = {{4, 5}, {0, 0}};
    const struct score_page page = {.adjustments_count = 0};
    (void) state;
    assert_printed(none, &page,
                   "on_time                on_time 0 / due 0  not rated\n"
                   "satisfaction           satisfied 0 / rated 0  not rated\n"
                   "points                 rated are 0.00 of 50.00  0.00\n"
                   "total                  less than half of the weight is rated  not rated\n");
    assert_printed(few, &page,
                   "on_time                on_time 4 / due 5  80.00%  n 5 样本不足  coverage -  "
                   "max(0.00, min(25.00, 25.00 - 1 * (100.00 - 80.00)))  5.00\n"
                   "satisfaction           satisfied 0 / rated 0  not rated\n"
                   "points                 rated are 25.00 of 50.00  5.00\n"
                   "total                  scaled to 100  20.00\n"
                   "grade                  样本不足\n");
}

static void hundredths_have_two_digits_behind_the_point(void **state)
{
    char text[SCORE_TEXT_MAX];
    (void) state;
    assert_string_equal(score_hundredths_text(0, text), "0.00");
    assert_string_equal(score_hundredths_text(-5, text), "-0.05");
    assert_string_equal(score_hundredths_text(-1205, text), "-12.05");
    assert_string_equal(score_hundredths_text(INT64_MIN, text), "-92233720368547758.08");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_says_what_it_was_made_of),
        cmocka_unit_test(decisions_come_one_by_one),
        cmocka_unit_test(what_is_not_rated_and_what_is_few_is_said),
        cmocka_unit_test(hundredths_have_two_digits_behind_the_point),
    };
    return RUN(tests);
}
