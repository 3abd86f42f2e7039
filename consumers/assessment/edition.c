/* edition -- see edition.h. */
#include "edition.h"

#include <stdlib.h>
#include <string.h>

#include "sql.h"

enum { PARAMS_BYTES_MAX = 1 << 14, NUMBER_TEXT_MAX = 24 };

/* ---- the score ---- */

/* The columns of score_published.sql. */
enum {
    COLUMN_SCORE,
    COLUMN_EDITION,
    COLUMN_FORMULA_VERSION,
    COLUMN_RULES_VERSION,
    COLUMN_PROGRAM_VERSION,
    COLUMN_CUT_OFF_AT,
    COLUMN_FROZEN_BY,
    COLUMN_FROZEN_AS,
    COLUMN_POINTS,
    COLUMN_IS_RATED,
    COLUMN_TOTAL,
    COLUMN_ADJUSTMENT,
    COLUMN_FINAL,
    COLUMN_GRADE,
};

static void take_head(struct edition *edition)
{
    const struct pg_rows *rows = &edition->head;
    edition->score = pg_rows_bigint(rows, 0, COLUMN_SCORE);
    edition->number = pg_rows_bigint(rows, 0, COLUMN_EDITION);
    edition->formula_version = pg_rows_bigint(rows, 0, COLUMN_FORMULA_VERSION);
    edition->rules_version = pg_rows_bigint(rows, 0, COLUMN_RULES_VERSION);
    edition->program_version = pg_rows_bigint(rows, 0, COLUMN_PROGRAM_VERSION);
    edition->cut_off_us = pg_rows_time(rows, 0, COLUMN_CUT_OFF_AT);
    edition->frozen_by = pg_rows_text(rows, 0, COLUMN_FROZEN_BY);
    edition->frozen_as = pg_rows_text(rows, 0, COLUMN_FROZEN_AS);
    edition->points = pg_rows_bigint(rows, 0, COLUMN_POINTS);
    edition->is_rated = pg_rows_boolean(rows, 0, COLUMN_IS_RATED);
    edition->total = pg_rows_bigint(rows, 0, COLUMN_TOTAL);
    edition->adjustment = pg_rows_bigint(rows, 0, COLUMN_ADJUSTMENT);
    edition->final = pg_rows_bigint(rows, 0, COLUMN_FINAL);
    edition->grade = pg_rows_text(rows, 0, COLUMN_GRADE);
}

static enum outcome read_items(struct pg *pg, struct pg_params *params, struct edition *edition,
                               struct err *err)
{
    struct pg_rows rows = {.count = 0};
    pg_params_reset(params);
    pg_param_bigint(params, edition->score);
    if (pg_exec(pg, SQL_SCORE_ITEMS, params, &rows, err) != OK)
        return err_wrap(err, "read the items");
    for (size_t r = 0; r < rows.count && r < SCORE_ITEMS_MAX; r++)
        edition->items[r] = (struct score_item) {
            .count = {pg_rows_bigint(&rows, r, 0), pg_rows_bigint(&rows, r, 1)},
            .is_rated = pg_rows_boolean(&rows, r, 2),
            .rate = pg_rows_bigint(&rows, r, 3),
            .points = pg_rows_bigint(&rows, r, 4),
        };
    edition->items_count = rows.count;
    pg_rows_done(&rows);
    return OK;
}

static enum outcome read_decisions(struct pg *pg, struct pg_params *params, struct edition *edition,
                                   struct err *err)
{
    if (pg_exec(pg, SQL_SCORE_DECISIONS, params, &edition->decisions, err) != OK)
        return err_wrap(err, "read the decisions");
    edition->adjustments_count = edition->decisions.count;
    return scored_adjustments(&edition->decisions, &edition->adjustments, err);
}

static enum outcome read_score(struct pg *pg, struct pg_params *params, const struct scored_of *of,
                               struct edition *edition, struct err *err)
{
    if (pg_exec(pg, SQL_SCORE_PUBLISHED, params, &edition->head, err) != OK)
        return err_wrap(err, "read what was published");
    if (edition->head.count == 0)
        return err_set(err, FATAL, "%s of \"%.*s\" was not published by formula \"%.100s\"",
                       of->period, STR_ARG(of->unit), of->formula);
    take_head(edition);
    if (read_items(pg, params, edition, err) != OK)
        return err->outcome;
    return read_decisions(pg, params, edition, err);
}

enum outcome edition_read(struct pg *pg, const struct scored_of *of, int32_t number,
                          struct edition *edition, struct err *err)
{
    struct pg_params *params = NULL;
    if (pg_params_new(PARAMS_BYTES_MAX, &params, err) != OK)
        return err->outcome;
    scored_ask(of, params);
    pg_param_text(params, str_from(of->formula));
    pg_param_integer(params, number);
    enum outcome outcome = read_score(pg, params, of, edition, err);
    pg_params_free(params);
    return outcome;
}

/* ---- its matters ---- */

/* "1 0 2": a number a counter. */
static void take_counts(const struct asked_counters *asked, struct str text,
                        struct score_counters *counts)
{
    for (size_t i = 0; i < asked->count; i++) {
        struct str number = str_cut(&text, ' ');
        char digits[NUMBER_TEXT_MAX] = "";
        if (number.len < sizeof(digits))
            memcpy(digits, str_start(number), number.len);
        counts->counts[asked->items[i]] = strtoll(digits, NULL, 10);
    }
}

enum outcome edition_read_cases(struct pg *pg, const struct asked_counters *asked,
                                struct edition *edition, struct err *err)
{
    struct pg_params *params = NULL;
    if (pg_params_new(PARAMS_BYTES_MAX, &params, err) != OK)
        return err->outcome;
    pg_param_bigint(params, edition->score);
    pg_array_begin(params, PG_TEXT, asked->count);
    for (size_t i = 0; i < asked->count; i++)
        pg_array_text(params, str_from(counter_name(asked->items[i])));
    enum outcome outcome = pg_exec(pg, SQL_SCORE_CASES, params, &edition->behind, err);
    pg_params_free(params);
    if (outcome != OK)
        return err_wrap(err, "read the matters behind it");
    edition->cases_count = edition->behind.count;
    edition->cases = calloc(edition->cases_count + 1, sizeof(*edition->cases));
    if (edition->cases == NULL)
        return err_set(err, FATAL, "could not take memory for %zu matters", edition->cases_count);
    for (size_t r = 0; r < edition->cases_count; r++) {
        edition->cases[r].subject = pg_rows_uuid(&edition->behind, r, 0);
        edition->cases[r].events = pg_rows_text(&edition->behind, r, 1);
        take_counts(asked, pg_rows_text(&edition->behind, r, 2), &edition->cases[r].counts);
    }
    return OK;
}

const struct edition_case *edition_find(const struct edition *edition, const struct uuid *subject)
{
    size_t low = 0;
    size_t high = edition->cases_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = uuid_compare(&edition->cases[middle].subject, subject);
        if (order == 0)
            return &edition->cases[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void edition_done(struct edition *edition)
{
    free(edition->cases);
    free(edition->adjustments);
    edition->cases = NULL;
    edition->adjustments = NULL;
    pg_rows_done(&edition->behind);
    pg_rows_done(&edition->decisions);
    pg_rows_done(&edition->head);
}
