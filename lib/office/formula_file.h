/*
 * formula_file -- a formula of scores as a CSV file that an office can write, and what it says.
 *
 * Columns by their names, English or Chinese, in any order:
 *
 *     formula      方案      one in a file
 *     item         项目      each once
 *     numerator    分子      a counter of core/counters.def, by its name in either language
 *     denominator  分母      the same
 *     population   总体      what the denominator is a part of, for its coverage; may be empty
 *     account      账户      handling 承办, receiver 首问, unit 单位: whose both are
 *     target       目标值    percent; empty: 100
 *     slope        扣分系数  points a percent; empty: a hundredth of the cap
 *     floor        最低分    points; empty: 0
 *     cap          满分      points
 *     out_of       总分      the sum of all caps, in every row
 *     minimum      最小样本  denominators below it are few, in every row; empty: 10
 *     basis        依据      the text it rests on
 *
 * All faults are told, by row and field.
 */
#ifndef SHOUWEN_OFFICE_FORMULA_FILE_H
#define SHOUWEN_OFFICE_FORMULA_FILE_H

#include "core/score.h"
#include "office/faults.h"
#include "office/listing.h"

enum { FORMULA_MEMORY_MAX = 1 << 20 };

/* Words are as they were written. */
struct formula_line {
    struct listing_row row;
    struct str formula;
    int64_t version; /* 0: it is not in the database yet */
    int64_t number;  /* in the order of the file, from 1 */
    struct str item;
    struct str numerator;
    struct str denominator;
    struct str population;
    struct str account;
    struct str target;
    struct str slope;
    struct str floor;
    struct str cap;
    struct str out_of;
    struct str minimum;
    struct str basis;
};

extern const struct listing formula_listing;

/* The same lines as a table of schema policy: formula, version and number in front. */
extern const struct table formula_table;

/* The accounts in the order of their enumeration. */
extern const struct listing_word formula_accounts[];

struct formula_file {
    struct arena arena;
    struct rows lines;
    struct formula formula; /* borrows from the lines */
};

/* FATAL: no memory. */
MUST_CHECK enum outcome formula_file_init(struct formula_file *file, struct err *err);
void formula_file_done(struct formula_file *file);

/* Read the lines of the file at `path`.  FATAL: no memory, or it cannot be read. */
MUST_CHECK enum outcome formula_file_read(struct formula_file *file, const char *path,
                                          struct faults *faults, struct err *err);

/* Make a formula of the lines that are there, and judge it.  FATAL: no memory. */
MUST_CHECK enum outcome formula_file_make(struct formula_file *file, struct faults *faults,
                                          struct err *err);

/* The counter of this name, English or Chinese; COUNTERS_COUNT: there is none. */
enum counter formula_counter_find(struct str name);

#endif
