/*
 * score -- what the counters of a unit, section or person come to by a formula.
 *
 * A formula is a row an item: rate = numerator / denominator, rounded half up to two decimals of a
 * percent, and
 *
 *     points = clamp(floor, cap, cap - slope * (target - rate)), rounded half up to two decimals.
 *
 * What has no denominator is not rated: neither 0 nor 100.  It leaves the total, and the rest is
 * scaled to 100; with less than half of the weight rated there is no total.  What rests on fewer
 * than the formula's minimum is counted, but said to be few; where that leaves less than half of
 * the weight there is no grade.  Integers only: percents, points and totals are hundredths.  Pure.
 */
#ifndef SHOUWEN_CORE_SCORE_H
#define SHOUWEN_CORE_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum counter {
#define COUNTER(NAME, name, chinese, account, date) COUNTER_##NAME,
#include "core/counters.def"
#undef COUNTER
    COUNTERS_COUNT
};

/* Whose a counter is; the accounts are never added to each other. */
enum account { ACCOUNT_HANDLING, ACCOUNT_RECEIVER, ACCOUNT_UNIT, ACCOUNTS_COUNT };

enum {
    SCORE_WHOLE = 10000,       /* 100 percent, or 100 points */
    SCORE_ITEMS_MAX = 24,      /* of one formula */
    SCORE_CAP_MAX = 1000000,   /* 10,000 points */
    SCORE_SLOPE_MAX = 1000000, /* 100 points a percent */
    SCORE_MINIMUM = 10,
};

struct formula_row {
    struct str item;
    enum counter numerator;
    enum counter denominator;
    enum counter population; /* what the denominator is a part of: coverage; COUNTERS_COUNT: none */
    int64_t target;          /* hundredths of a percent */
    int64_t slope;           /* ten-thousandths of a point a percent; more than 0 */
    int64_t floor;           /* hundredths of a point, at least 0, at most the cap */
    int64_t cap;             /* more than 0 */
};

struct formula {
    struct str name;
    int64_t version;
    const struct formula_row *rows; /* at most SCORE_ITEMS_MAX */
    size_t rows_count;
    int64_t minimum; /* denominators below it are few */
};

/* What one item's counters say. */
struct score_count {
    int64_t numerator;
    int64_t denominator; /* 0: nothing to rate */
};

/* All counters of somebody and a time. */
struct score_counters {
    int64_t counts[COUNTERS_COUNT];
};

struct score_item {
    struct score_count count;
    bool is_rated;
    bool is_few;    /* rated upon less than the minimum */
    int64_t rate;   /* 0 to SCORE_WHOLE */
    int64_t points; /* of the row's cap */
};

enum grade { GRADE_NONE, GRADE_EXCELLENT, GRADE_GOOD, GRADE_PASSED, GRADE_FAILED, GRADES_COUNT };

struct score {
    struct score_item items[SCORE_ITEMS_MAX]; /* in the order of the formula's rows */
    size_t items_count;
    int64_t out_of;       /* the sum of all caps */
    int64_t rated_out_of; /* … of what is rated: coverage is one to the other */
    int64_t points;       /* their sum */
    bool is_rated;        /* there is a total */
    bool is_few;          /* but no grade: 样本不足 */
    int64_t total;        /* the points scaled to 100 */
    int64_t adjustment;   /* deductions and bonuses; not scaled */
    int64_t final;        /* total and adjustment, at least 0 */
    enum grade grade;
};

/* An item's counters among all of them; and of its population the denominator. */
struct score_count score_count_of(const struct formula_row *row,
                                  const struct score_counters *counters);
struct score_count score_coverage_of(const struct formula_row *row,
                                     const struct score_counters *counters);

/* Hundredths of a percent, 0 to SCORE_WHOLE, of any two counters; of a denominator below 1 it is 0.
 * A numerator outside 0 to the denominator counts as the nearer of these. */
int64_t score_rate(const struct score_count *count);

/* What a rate is worth by this row. */
int64_t score_points(const struct formula_row *row, int64_t rate);

/* The whole score; `counts` are those of the formula's rows, `adjustment` hundredths of a point. */
void score_make(const struct formula *formula, const struct score_count *counts, int64_t adjustment,
                struct score *score_out);

/* By the final points. */
enum grade score_grade(int64_t final);

/* "on_time"; "按时办结" */
const char *counter_name(enum counter counter);
const char *counter_chinese(enum counter counter);
enum account counter_account(enum counter counter);

/* "handling", "receiver", "unit" */
const char *account_name(enum account account);

/* "优秀" …; of none "样本不足" */
const char *grade_chinese(enum grade grade);

#endif
