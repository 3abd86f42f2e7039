/* score -- see score.h. */
#include "core/score.h"

#include <assert.h>

#include "base/civil.h"

/* A numerator of 63 bits times 20,000 does not fit into one of them. */
__extension__ typedef unsigned __int128 wide;

static const struct {
    const char *name;
    const char *chinese;
    enum account account;
} listed[COUNTERS_COUNT] = {
#define COUNTER(NAME, name, chinese, account, date)                                                \
    [COUNTER_##NAME] = {#name, chinese, ACCOUNT_##account},
#include "core/counters.def"
#undef COUNTER
};

const char *counter_name(enum counter counter)
{
    assert(counter < COUNTERS_COUNT);
    return listed[counter].name;
}

const char *counter_chinese(enum counter counter)
{
    assert(counter < COUNTERS_COUNT);
    return listed[counter].chinese;
}

enum account counter_account(enum counter counter)
{
    assert(counter < COUNTERS_COUNT);
    return listed[counter].account;
}

const char *account_name(enum account account)
{
    static const char *const names[ACCOUNTS_COUNT] = {
        [ACCOUNT_HANDLING] = "handling",
        [ACCOUNT_RECEIVER] = "receiver",
        [ACCOUNT_UNIT] = "unit",
    };
    assert(account < ACCOUNTS_COUNT);
    return names[account];
}

const char *grade_chinese(enum grade grade)
{
    static const char *const words[GRADES_COUNT] = {
        [GRADE_NONE] = "样本不足", [GRADE_EXCELLENT] = "优秀", [GRADE_GOOD] = "良好",
        [GRADE_PASSED] = "合格",   [GRADE_FAILED] = "不合格",
    };
    assert(grade < GRADES_COUNT);
    return words[grade];
}

/* a / b of b > 0, to the nearest; of two equally near to the higher. */
static int64_t half_up(int64_t a, int64_t b)
{
    return civil_floor_div(2 * a + b, 2 * b);
}

struct score_count score_count_of(const struct formula_row *row,
                                  const struct score_counters *counters)
{
    return (struct score_count) {counters->counts[row->numerator],
                                 counters->counts[row->denominator]};
}

struct score_count score_coverage_of(const struct formula_row *row,
                                     const struct score_counters *counters)
{
    if (row->population == COUNTERS_COUNT)
        return (struct score_count) {0};
    return (struct score_count) {counters->counts[row->denominator],
                                 counters->counts[row->population]};
}

int64_t score_rate(const struct score_count *count)
{
    if (count->denominator <= 0 || count->numerator <= 0)
        return 0;
    if (count->numerator >= count->denominator)
        return SCORE_WHOLE;
    wide numerator = (wide) count->numerator * SCORE_WHOLE;
    wide denominator = (wide) count->denominator;
    return (int64_t) ((2 * numerator + denominator) / (2 * denominator));
}

/* Slope times rate is millionths of a point, which are ten-thousandths of its hundredths. */
int64_t score_points(const struct formula_row *row, int64_t rate)
{
    static const int64_t scale = 10000;
    int64_t points = half_up(row->cap * scale - row->slope * (row->target - rate), scale);
    if (points > row->cap)
        return row->cap;
    return points < row->floor ? row->floor : points;
}

enum grade score_grade(int64_t final)
{
    static const struct {
        int64_t least;
        enum grade grade;
    } grades[] = {{9000, GRADE_EXCELLENT}, {8000, GRADE_GOOD}, {6000, GRADE_PASSED}};
    for (size_t i = 0; i < sizeof(grades) / sizeof(grades[0]); i++)
        if (final >= grades[i].least)
            return grades[i].grade;
    return GRADE_FAILED;
}

static struct score_item rate_item(const struct formula *formula, const struct formula_row *row,
                                   const struct score_count *count)
{
    struct score_item item = {.count = *count};
    if (count->denominator <= 0)
        return item;
    item.is_rated = true;
    item.is_few = count->denominator < formula->minimum;
    item.rate = score_rate(count);
    item.points = score_points(row, item.rate);
    return item;
}

void score_make(const struct formula *formula, const struct score_count *counts, int64_t adjustment,
                struct score *score_out)
{
    struct score score = {.items_count = formula->rows_count, .adjustment = adjustment};
    int64_t many_out_of = 0; /* of what does not rest on few */
    assert(formula->rows_count <= SCORE_ITEMS_MAX);
    for (size_t i = 0; i < formula->rows_count; i++) {
        const struct formula_row *row = &formula->rows[i];
        struct score_item *item = &score.items[i];
        *item = rate_item(formula, row, &counts[i]);
        score.out_of += row->cap;
        score.points += item->points;
        score.rated_out_of += item->is_rated ? row->cap : 0;
        many_out_of += item->is_rated && !item->is_few ? row->cap : 0;
    }
    score.is_rated = score.rated_out_of > 0 && 2 * score.rated_out_of >= score.out_of;
    if (score.is_rated) {
        score.total = half_up(score.points * SCORE_WHOLE, score.rated_out_of);
        score.final = score.total + adjustment < 0 ? 0 : score.total + adjustment;
        score.is_few = 2 * many_out_of < score.out_of;
        score.grade = score.is_few ? GRADE_NONE : score_grade(score.final);
    }
    *score_out = score;
}
