/*
 * scored -- what a unit, a section or a person comes to in a period: formula, counters and
 * decisions out of the database, and the score they make.
 *
 * What is due after today is not counted.  Decisions count for whom they are about: a unit's as
 * such, a section's as such, a person's.
 */
#ifndef SHOUWEN_ASSESSMENT_SCORED_H
#define SHOUWEN_ASSESSMENT_SCORED_H

#include "counted.h"
#include "io/pg.h"
#include "office/formula_file.h"
#include "office/names.h"
#include "office/period.h"
#include "office/score_print.h"

struct scored_of {
    struct str unit;
    struct str section; /* '': all of them */
    struct str person;  /* '': all of them */
    const char *period; /* as it is called */
    struct period days;
    const char *formula;
    int64_t formula_version; /* 0: the last */
};

struct scored {
    struct formula_file file;
    struct score_counters counters;
    int64_t until;                        /* the last day that is counted */
    struct pg_rows decisions;             /* of score_adjustments.sql */
    struct score_adjustment *adjustments; /* borrow from them */
    struct score score;
    struct score_page page; /* of all this */
};

/* All of it, in the caller's transaction, into an empty one.  As pg_exec(); FATAL: the formula was
 * never loaded, or there is no memory. */
MUST_CHECK enum outcome scored_read(struct pg *pg, const struct scored_of *of,
                                    struct scored *scored, struct err *err);
void scored_done(struct scored *scored);

/* Whose, as parameters: unit, section, person, period. */
void scored_ask(const struct scored_of *of, struct pg_params *params);

/* Whose, and the days that were counted. */
struct counted_of scored_days(const struct scored_of *of, const struct scored *scored);

/* Three lines: whose, when, by which formula. */
void scored_print_head(const struct scored_of *of, const struct scored *scored,
                       const struct names *names, FILE *out);

/* The decisions that rows of score_adjustments.sql (or score_decisions.sql) tell, and borrow from
 * them; to be freed.  FATAL: no memory. */
MUST_CHECK enum outcome scored_adjustments(const struct pg_rows *rows,
                                           struct score_adjustment **list_out, struct err *err);

/* The formula alone; it has no rows when it was never loaded. */
MUST_CHECK enum outcome scored_formula(struct pg *pg, const char *name, int64_t version,
                                       struct formula_file *file, struct err *err);

#endif
