/*
 * edition -- a score as it was published (schema fact), out of the database.
 */
#ifndef SHOUWEN_ASSESSMENT_EDITION_H
#define SHOUWEN_ASSESSMENT_EDITION_H

#include "asked_counters.h"
#include "scored.h"

/* A matter behind it. */
struct edition_case {
    struct uuid subject;
    struct str events; /* ids, 16 bytes each */
    struct score_counters counts;
};

struct edition {
    int64_t score; /* its number */
    int64_t number;
    int64_t formula_version;
    int64_t rules_version;
    int64_t program_version;
    int64_t cut_off_us;
    struct str frozen_by;
    struct str frozen_as;
    int64_t points;
    bool is_rated;
    int64_t total;
    int64_t adjustment;
    int64_t final;
    struct str grade;
    struct score_item items[SCORE_ITEMS_MAX]; /* in the order of the formula */
    size_t items_count;
    struct score_adjustment *adjustments;
    size_t adjustments_count;
    struct edition_case *cases; /* by subject */
    size_t cases_count;
    struct pg_rows head; /* what texts are borrowed from */
    struct pg_rows decisions;
    struct pg_rows behind;
};

/* Edition `number` (0: the last) of a score, into an empty one, without its matters.  As pg_exec();
 * FATAL: it was never published. */
MUST_CHECK enum outcome edition_read(struct pg *pg, const struct scored_of *of, int32_t number,
                                     struct edition *edition, struct err *err);

/* Its matters, and what each gave to these counters.  As pg_exec(); FATAL: no memory. */
MUST_CHECK enum outcome edition_read_cases(struct pg *pg, const struct asked_counters *asked,
                                           struct edition *edition, struct err *err);
void edition_done(struct edition *edition);

/* The matter of this subject; NULL: it gave nothing. */
const struct edition_case *edition_find(const struct edition *edition, const struct uuid *subject);

#endif
