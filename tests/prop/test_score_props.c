/* test_score_props -- laws of scores, under random formulas and counters of any size. */
#include "core/score.h"
#include "support/cmocka.h"
#include "support/gen.h"

enum { FORMULAS = 4000, RATES = 20 };

static int64_t between(struct gen *gen, int64_t low, int64_t high)
{
    return low + (int64_t) gen_number(gen, (uint64_t) (high - low) + 1);
}

/* Of any magnitude: small ones are as likely as large ones. */
static int64_t counter_of(struct gen *gen)
{
    return (int64_t) (gen_word(gen) >> (1 + gen_number(gen, 63)));
}

static struct formula_row row_of(struct gen *gen)
{
    struct formula_row row = {
        .target = between(gen, 1, SCORE_WHOLE),
        .slope = between(gen, 1, gen_chance(gen, 50) ? 30000 : SCORE_SLOPE_MAX),
        .cap = between(gen, 1, gen_chance(gen, 80) ? 10000 : SCORE_CAP_MAX),
    };
    row.floor = between(gen, 0, row.cap);
    return row;
}

static struct score_count count_of(struct gen *gen)
{
    struct score_count count = {.denominator = gen_chance(gen, 80) ? counter_of(gen) : 0};
    count.numerator =
        count.denominator > 0 ? between(gen, 0, count.denominator - 1) : counter_of(gen);
    return count;
}

static void points_rise_with_the_rate_between_floor_and_cap(void **state)
{
    (void) state;
    struct gen gen = gen_seed(gen_seed_given(1));
    for (int i = 0; i < FORMULAS; i++) {
        struct formula_row row = row_of(&gen);
        int64_t last = row.floor;
        for (int64_t rate = 0; rate <= SCORE_WHOLE; rate += between(&gen, 1, 2000)) {
            int64_t points = score_points(&row, rate);
            assert_true(points >= last && points <= row.cap);
            last = points;
        }
        for (int64_t rate = row.target; rate <= SCORE_WHOLE; rate += 500)
            assert_int_equal(score_points(&row, rate), row.cap);
    }
}

/* A rate is the nearest hundredth: seen without dividing, by long multiplication. */
static void rates_are_the_nearest_and_rise_with_the_numerator(void **state)
{
    (void) state;
    struct gen gen = gen_seed(gen_seed_given(1));
    for (int i = 0; i < FORMULAS * RATES; i++) {
        struct score_count count = count_of(&gen);
        int64_t rate = score_rate(&count);
        assert_true(rate >= 0 && rate <= SCORE_WHOLE);
        if (count.denominator > 0 && count.denominator < INT64_MAX / 40000) {
            int64_t twice = 2 * count.numerator * SCORE_WHOLE;
            assert_true((2 * rate - 1) * count.denominator <= twice);
            assert_true(twice < (2 * rate + 1) * count.denominator);
        }
        struct score_count better = {count.numerator + (count.numerator < INT64_MAX),
                                     count.denominator};
        assert_true(score_rate(&better) >= rate);
    }
}

static void one_more_that_is_well_is_never_worth_less(void **state)
{
    (void) state;
    struct gen gen = gen_seed(gen_seed_given(1));
    for (int i = 0; i < FORMULAS; i++) {
        struct formula_row rows[SCORE_ITEMS_MAX];
        struct score_count counts[SCORE_ITEMS_MAX];
        struct formula formula = {.rows = rows, .minimum = SCORE_MINIMUM};
        formula.rows_count = 1 + gen_number(&gen, SCORE_ITEMS_MAX);
        for (size_t item = 0; item < formula.rows_count; item++) {
            rows[item] = row_of(&gen);
            counts[item] = count_of(&gen);
        }
        struct score score;
        struct score better;
        score_make(&formula, counts, 0, &score);
        assert_true(score.points >= 0 && score.points <= score.rated_out_of);
        assert_true(score.rated_out_of <= score.out_of);
        assert_true(score.total >= 0 && score.total <= SCORE_WHOLE);
        assert_true(score.is_rated || score.total == 0);
        size_t item = gen_number(&gen, formula.rows_count);
        counts[item].numerator += counts[item].numerator < counts[item].denominator;
        score_make(&formula, counts, 0, &better);
        assert_true(better.points >= score.points && better.total >= score.total);
        assert_int_equal(better.is_rated, score.is_rated);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_rise_with_the_rate_between_floor_and_cap),
        cmocka_unit_test(rates_are_the_nearest_and_rise_with_the_numerator),
        cmocka_unit_test(one_more_that_is_well_is_never_worth_less),
    };
    return RUN(tests);
}
