/*
 * score_print -- a score as people check it by hand: a line an item, with what it was made of and
 * the points last; then decisions one by one, total and grade.
 */
#ifndef SHOUWEN_OFFICE_SCORE_PRINT_H
#define SHOUWEN_OFFICE_SCORE_PRINT_H

#include <stdio.h>

#include "base/uuid.h"
#include "core/score.h"

/* Points given or taken by decision. */
struct score_adjustment {
    struct uuid event_id;
    int64_t day; /* of civil_day_of() */
    int64_t points_hundredths;
    struct str case_source;
    struct str case_number;
    struct str reason;
    struct str approver;
    struct str basis; /* '': not said */
};

struct score_page {
    const struct formula *formula;
    const struct score *score;
    struct score_count coverage[SCORE_ITEMS_MAX]; /* denominator 0: it has none */
    const struct score_adjustment *adjustments;
    size_t adjustments_count;
};

enum { SCORE_TEXT_MAX = 48 };

/* "12.80", "-0.50" */
const char *score_hundredths_text(int64_t hundredths, char text_out[SCORE_TEXT_MAX]);

/* All of it. */
void score_print(const struct score_page *page, FILE *out);

#endif
