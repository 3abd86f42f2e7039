/* test_score -- every number of scores that was published, and the rules around them. */
#include "core/score.h"

#include <string.h>

#include "support/cmocka.h"

static const struct formula_row on_time = {
    .numerator = COUNTER_ON_TIME,
    .denominator = COUNTER_DUE,
    .target = 10000,
    .slope = 10000,
    .floor = 0,
    .cap = 2500,
};
static const struct formula_row satisfaction = {
    .numerator = COUNTER_SATISFIED,
    .denominator = COUNTER_RATED,
    .target = 9500,
    .slope = 5000,
    .floor = 1250,
    .cap = 2500,
};
static const struct formula_row provincial = {
    .numerator = COUNTER_PROVINCIAL_SATISFIED,
    .denominator = COUNTER_PROVINCIAL_RATED,
    .target = 9800,
    .slope = 5000,
    .floor = 1250,
    .cap = 2500,
};

/* clang-format off */
static const struct {
    const char *title;
    const struct formula_row *row;
    struct score_count count;
    int64_t rate;
    int64_t points;
} published[] = {
    {"89.82 % on time",                       &on_time, {8982, 10000}, 8982, 1482},
    {"4 of 5 on time",                        &on_time, {4, 5}, 8000, 500},
    {"all on time",                           &on_time, {7, 7}, 10000, 2500},
    {"a rate below its floor is worth it",    &on_time, {1, 2}, 5000, 0},
    {"12 of 17 satisfied",                    &satisfaction, {12, 17}, 7059, 1280},
    {"the target is worth the cap",           &satisfaction, {95, 100}, 9500, 2500},
    {"more than the target no more than it",  &satisfaction, {1, 1}, 10000, 2500},
    {"nobody satisfied is worth the floor",   &satisfaction, {0, 17}, 0, 1250},
    {"75 % satisfied, by the province",       &provincial, {3, 4}, 7500, 1350},
    {"7 of 8 satisfied, by the province",     &provincial, {7, 8}, 8750, 1975},
    {"5 of 6 satisfied, by the province",     &provincial, {5, 6}, 8333, 1767},
};

static const struct {
    const char *title;
    struct score_count count;
    int64_t rate;
} rates[] = {
    {"a half is rounded up",                  {1, 20000}, 1},
    {"less than a half down",                 {1, 20001}, 0},
    {"two thirds",                            {2, 3}, 6667},
    {"one third",                             {1, 3}, 3333},
    {"nearly all is all, rounded",            {19999, 20000}, 10000},
    {"the largest counters",                  {INT64_MAX - 1, INT64_MAX}, 10000},
    {"half of the largest",                   {INT64_MAX / 2, INT64_MAX}, 5000},
    {"a third of the largest",                {INT64_MAX / 3, INT64_MAX}, 3333},
    {"none of the largest",                   {0, INT64_MAX}, 0},
    {"no denominator",                        {5, 0}, 0},
    {"a denominator that cannot be",          {5, INT64_MIN}, 0},
    {"a numerator that cannot be",            {INT64_MIN, 5}, 0},
    {"more than all is all",                  {INT64_MAX, 5}, 10000},
};
/* clang-format on */

static void published_numbers_come_out_to_the_last_digit(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(published) / sizeof(published[0]); i++) {
        print_message("    %s\n", published[i].title);
        assert_int_equal(score_rate(&published[i].count), published[i].rate);
        assert_int_equal(score_points(published[i].row, published[i].rate), published[i].points);
    }
}

static void rates_are_rounded_half_up(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
        print_message("    %s\n", rates[i].title);
        assert_int_equal(score_rate(&rates[i].count), rates[i].rate);
    }
}

static void points_are_rounded_half_up(void **state)
{
    (void) state;
    struct formula_row row = {.target = 10000, .slope = 5, .cap = 2500};
    assert_int_equal(score_points(&row, 9000), 2500); /* 25 - 0.005 = 24.995 */
    assert_int_equal(score_points(&row, 8999), 2499); /* 25 - 0.005005 */
    row.floor = 2500;
    assert_int_equal(score_points(&row, 0), 2500);
}

/* Caps 25, 25 and 25, as the formula of Lianyungang. */
static struct score score_of(const struct score_count *counts, int64_t adjustment)
{
    const struct formula_row rows[] = {on_time, satisfaction, provincial};
    const struct formula formula = {.rows = rows, .rows_count = 3, .minimum = SCORE_MINIMUM};
    struct score score;
    score_make(&formula, counts, adjustment, &score);
    return score;
}

static void a_total_is_scaled_to_a_hundred(void **state)
{
    (void) state;
    const struct score_count counts[] = {{8982, 10000}, {12, 17}, {75, 100}};
    struct score score = score_of(counts, 0);
    assert_int_equal(score.items_count, 3);
    assert_int_equal(score.out_of, 7500);
    assert_int_equal(score.rated_out_of, 7500);
    assert_int_equal(score.points, 1482 + 1280 + 1350);
    assert_true(score.is_rated);
    assert_int_equal(score.total, 5483); /* 41.12 of 75 is 54.8266… */
    assert_int_equal(score.final, 5483);
    assert_int_equal(score.grade, GRADE_FAILED);
}

static void what_is_not_rated_leaves_the_total(void **state)
{
    (void) state;
    const struct score_count counts[] = {{100, 100}, {0, 0}, {100, 100}};
    struct score score = score_of(counts, 0);
    assert_true(score.is_rated);
    assert_false(score.items[1].is_rated);
    assert_int_equal(score.rated_out_of, 5000);
    assert_int_equal(score.total, 10000);
    assert_int_equal(score.grade, GRADE_EXCELLENT);
}

static void with_less_than_half_of_the_weight_there_is_no_total(void **state)
{
    (void) state;
    const struct score_count one[] = {{100, 100}, {0, 0}, {0, 0}};
    struct score score = score_of(one, 500);
    assert_false(score.is_rated);
    assert_int_equal(score.points, 2500);
    assert_int_equal(score.final, 0);
    assert_int_equal(score.grade, GRADE_NONE);
    const struct score_count none[] = {{0, 0}, {0, 0}, {0, 0}};
    assert_false(score_of(none, 0).is_rated);

    const struct formula_row halves[] = {on_time, satisfaction};
    const struct formula formula = {.rows = halves, .rows_count = 2, .minimum = SCORE_MINIMUM};
    score_make(&formula, one, 0, &score);
    assert_true(score.is_rated); /* just half of it */

    const struct formula empty = {.rows = halves, .minimum = SCORE_MINIMUM};
    score_make(&empty, NULL, 0, &score);
    assert_false(score.is_rated);
}

static void few_cases_give_points_and_no_grade(void **state)
{
    (void) state;
    const struct score_count few[] = {{9, 9}, {9, 9}, {100, 100}};
    struct score score = score_of(few, 0);
    assert_true(score.items[0].is_few);
    assert_false(score.items[2].is_few);
    assert_int_equal(score.total, 10000);
    assert_true(score.is_few);
    assert_int_equal(score.grade, GRADE_NONE);
    const struct score_count ten[] = {{10, 10}, {9, 9}, {100, 100}};
    score = score_of(ten, 0);
    assert_false(score.items[0].is_few);
    assert_false(score.is_few);
    assert_int_equal(score.grade, GRADE_EXCELLENT);
}

static void deductions_and_bonuses_come_after_the_total(void **state)
{
    (void) state;
    const struct score_count counts[] = {{100, 100}, {100, 100}, {100, 100}};
    struct score score = score_of(counts, -1050);
    assert_int_equal(score.total, 10000);
    assert_int_equal(score.adjustment, -1050);
    assert_int_equal(score.final, 8950);
    assert_int_equal(score.grade, GRADE_GOOD);
    assert_int_equal(score_of(counts, 200).final, 10200);
    assert_int_equal(score_of(counts, -10001).final, 0);
}

static void an_item_takes_its_counters_and_its_coverage(void **state)
{
    (void) state;
    struct score_counters counters = {.counts = {[COUNTER_SATISFIED] = 12, [COUNTER_RATED] = 17}};
    struct formula_row row = satisfaction;
    counters.counts[COUNTER_RECORDS] = 34;
    row.population = COUNTER_RECORDS;
    struct score_count count = score_count_of(&row, &counters);
    assert_int_equal(count.numerator, 12);
    assert_int_equal(count.denominator, 17);
    count = score_coverage_of(&row, &counters);
    assert_int_equal(count.denominator, 34);
    assert_int_equal(score_rate(&count), 5000);
    row.population = COUNTERS_COUNT;
    count = score_coverage_of(&row, &counters);
    assert_int_equal(count.denominator, 0);
}

static void grades_go_by_their_least_points(void **state)
{
    (void) state;
    assert_int_equal(score_grade(9000), GRADE_EXCELLENT);
    assert_int_equal(score_grade(8999), GRADE_GOOD);
    assert_int_equal(score_grade(8000), GRADE_GOOD);
    assert_int_equal(score_grade(7999), GRADE_PASSED);
    assert_int_equal(score_grade(6000), GRADE_PASSED);
    assert_int_equal(score_grade(5999), GRADE_FAILED);
    assert_string_equal(grade_chinese(GRADE_EXCELLENT), "优秀");
    assert_string_equal(grade_chinese(GRADE_NONE), "样本不足");
}

static void counters_have_a_name_of_their_own_and_an_account(void **state)
{
    (void) state;
    for (enum counter one = 0; one < COUNTERS_COUNT; one++) {
        for (enum counter other = 0; other < one; other++) {
            assert_string_not_equal(counter_name(one), counter_name(other));
            assert_string_not_equal(counter_chinese(one), counter_chinese(other));
        }
        assert_in_range(counter_account(one), 0, ACCOUNTS_COUNT - 1);
    }
    assert_string_equal(counter_name(COUNTER_ON_TIME), "on_time");
    assert_string_equal(counter_chinese(COUNTER_ON_TIME), "按时办结");
    assert_int_equal(counter_account(COUNTER_SATISFIED), ACCOUNT_RECEIVER);
    assert_string_equal(account_name(ACCOUNT_HANDLING), "handling");
    assert_string_equal(account_name(ACCOUNT_UNIT), "unit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_numbers_come_out_to_the_last_digit),
        cmocka_unit_test(rates_are_rounded_half_up),
        cmocka_unit_test(points_are_rounded_half_up),
        cmocka_unit_test(a_total_is_scaled_to_a_hundred),
        cmocka_unit_test(what_is_not_rated_leaves_the_total),
        cmocka_unit_test(with_less_than_half_of_the_weight_there_is_no_total),
        cmocka_unit_test(few_cases_give_points_and_no_grade),
        cmocka_unit_test(deductions_and_bonuses_come_after_the_total),
        cmocka_unit_test(an_item_takes_its_counters_and_its_coverage),
        cmocka_unit_test(grades_go_by_their_least_points),
        cmocka_unit_test(counters_have_a_name_of_their_own_and_an_account),
    };
    return RUN(tests);
}
