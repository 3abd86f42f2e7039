/*
 * freeze_cases -- the matters behind a score that is being published.
 */
#ifndef SHOUWEN_ASSESSMENT_FREEZE_CASES_H
#define SHOUWEN_ASSESSMENT_FREEZE_CASES_H

#include "scored.h"

/*
 * Count its files again and keep, for published score number `score`, each matter that gave
 * anything to the formula's counters; in the caller's transaction.
 *
 * As pg_exec(); FATAL: the counters are not what the files give, and the text names one.
 */
MUST_CHECK enum outcome freeze_cases(struct pg *pg, const struct scored_of *of,
                                     const struct scored *scored, int64_t score, struct err *err);

#endif
