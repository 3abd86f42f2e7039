/* scored -- see scored.h. */
#include "scored.h"

#include <stdlib.h>

#include "office/formula_pg.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 1 << 12 };

struct reading {
    struct pg *pg;
    const struct scored_of *of;
    struct pg_params *params;
    struct scored *scored;
};

enum outcome scored_formula(struct pg *pg, const char *name, int64_t version,
                            struct formula_file *file, struct err *err)
{
    if (formula_file_init(file, err) != OK ||
        formula_pg_read(pg, str_from(name), version == 0 ? FORMULA_LAST : version, file, err) != OK)
        return err->outcome;
    if (file->lines.count == 0)
        return err_set(err, FATAL,
                       "formula \"%.100s\" was never loaded: shouwen-admin load formula", name);
    return OK;
}

static void ask(struct reading *reading)
{
    pg_params_reset(reading->params);
    pg_param_text(reading->params, reading->of->unit);
    pg_param_text(reading->params, reading->of->section);
    pg_param_text(reading->params, reading->of->person);
    pg_param_date(reading->params, reading->of->days.first_day);
    pg_param_date(reading->params, reading->of->days.last_day);
}

static enum outcome read_counters(struct reading *reading, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    ask(reading);
    if (pg_exec(reading->pg, SQL_SCORE_COUNTERS, reading->params, &rows, err) != OK)
        return err_wrap(err, "read the counters");
    for (enum counter counter = 0; counter < COUNTERS_COUNT; counter++)
        reading->scored->counters.counts[counter] = pg_rows_bigint(&rows, 0, (int) counter);
    reading->scored->until = pg_rows_date(&rows, 0, COUNTERS_COUNT);
    pg_rows_done(&rows);
    return OK;
}

static enum outcome read_decisions(struct reading *reading, struct err *err)
{
    ask(reading);
    if (pg_exec(reading->pg, SQL_SCORE_ADJUSTMENTS, reading->params, &reading->scored->decisions,
                err) != OK)
        return err_wrap(err, "read the decisions");
    reading->scored->adjustments =
        calloc(reading->scored->decisions.count + 1, sizeof(*reading->scored->adjustments));
    if (reading->scored->adjustments == NULL)
        return err_set(err, FATAL, "could not take memory for decisions");
    for (size_t r = 0; r < reading->scored->decisions.count; r++)
        reading->scored->adjustments[r] = (struct score_adjustment) {
            .case_source = pg_rows_text(&reading->scored->decisions, r, 0),
            .case_number = pg_rows_text(&reading->scored->decisions, r, 1),
            .day = pg_rows_date(&reading->scored->decisions, r, 2),
            .points_hundredths = pg_rows_bigint(&reading->scored->decisions, r, 3),
            .reason = pg_rows_text(&reading->scored->decisions, r, 4),
            .approver = pg_rows_text(&reading->scored->decisions, r, 5),
            .basis = pg_rows_text(&reading->scored->decisions, r, 6),
        };
    return OK;
}

static void make_score(struct scored *scored)
{
    const struct formula *formula = &scored->file.formula;
    struct score_count counts[SCORE_ITEMS_MAX];
    int64_t adjustment = 0;
    for (size_t i = 0; i < formula->rows_count; i++) {
        counts[i] = score_count_of(&formula->rows[i], &scored->counters);
        scored->page.coverage[i] = score_coverage_of(&formula->rows[i], &scored->counters);
    }
    for (size_t i = 0; i < scored->decisions.count; i++)
        adjustment += scored->adjustments[i].points_hundredths;
    score_make(formula, counts, adjustment, &scored->score);
    scored->page.formula = formula;
    scored->page.score = &scored->score;
    scored->page.adjustments = scored->adjustments;
    scored->page.adjustments_count = scored->decisions.count;
}

enum outcome scored_read(struct pg *pg, const struct scored_of *of, struct scored *scored,
                         struct err *err)
{
    struct reading reading = {.pg = pg, .of = of, .scored = scored};
    enum outcome outcome = pg_params_new(PARAMS_BYTES_MAX, &reading.params, err);
    if (outcome == OK)
        outcome = scored_formula(pg, of->formula, of->formula_version, &scored->file, err);
    if (outcome == OK)
        outcome = read_counters(&reading, err);
    if (outcome == OK)
        outcome = read_decisions(&reading, err);
    if (outcome == OK)
        make_score(scored);
    pg_params_free(reading.params);
    return outcome;
}

void scored_done(struct scored *scored)
{
    free(scored->adjustments);
    pg_rows_done(&scored->decisions);
    formula_file_done(&scored->file);
    scored->adjustments = NULL;
}
