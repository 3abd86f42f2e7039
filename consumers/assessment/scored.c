/* scored -- see scored.h. */
#include "scored.h"

#include <inttypes.h>
#include <stdlib.h>

#include "office/formula_pg.h"
#include "office/listing.h"
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

enum outcome scored_adjustments(const struct pg_rows *rows, struct score_adjustment **list_out,
                                struct err *err)
{
    struct score_adjustment *list = calloc(rows->count + 1, sizeof(*list));
    if (list == NULL)
        return err_set(err, FATAL, "could not take memory for decisions");
    for (size_t r = 0; r < rows->count; r++)
        list[r] = (struct score_adjustment) {
            .case_source = pg_rows_text(rows, r, 0),
            .case_number = pg_rows_text(rows, r, 1),
            .day = pg_rows_date(rows, r, 2),
            .points_hundredths = pg_rows_bigint(rows, r, 3),
            .reason = pg_rows_text(rows, r, 4),
            .approver = pg_rows_text(rows, r, 5),
            .basis = pg_rows_text(rows, r, 6),
            .event_id = pg_rows_uuid(rows, r, 8),
        };
    *list_out = list;
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
    struct scored *scored = reading->scored;
    ask(reading);
    if (pg_exec(reading->pg, SQL_SCORE_ADJUSTMENTS, reading->params, &scored->decisions, err) != OK)
        return err_wrap(err, "read the decisions");
    return scored_adjustments(&scored->decisions, &scored->adjustments, err);
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

/* ---- whose ---- */

void scored_ask(const struct scored_of *of, struct pg_params *params)
{
    pg_param_text(params, of->unit);
    pg_param_text(params, of->section);
    pg_param_text(params, of->person);
    pg_param_text(params, str_from(of->period));
}

struct counted_of scored_days(const struct scored_of *of, const struct scored *scored)
{
    return (struct counted_of) {
        .unit = of->unit,
        .section = of->section,
        .person = of->person,
        .first_day = of->days.first_day,
        .last_day = scored->until,
    };
}

void scored_print_head(const struct scored_of *of, const struct scored *scored,
                       const struct names *names, FILE *out)
{
    int64_t until = scored->until;
    char first[LISTING_DAY_TEXT_MAX];
    char last[LISTING_DAY_TEXT_MAX];
    (void) fprintf(out, "unit %.*s %.*s", STR_ARG(of->unit),
                   STR_ARG(names_unit(names, of->unit, until)));
    if (of->section.len > 0)
        (void) fprintf(out, ", section %.*s %.*s", STR_ARG(of->section),
                       STR_ARG(names_section(names, of->unit, of->section, until)));
    if (of->person.len > 0)
        (void) fprintf(out, ", person %.*s %.*s", STR_ARG(of->person),
                       STR_ARG(names_person(names, of->person, until)));
    (void) fprintf(out, "\nperiod %s: %s to %s", of->period,
                   listing_day_text(of->days.first_day, first),
                   listing_day_text(of->days.last_day, last));
    if (until < of->days.last_day)
        (void) fprintf(out, ", counted until %s", listing_day_text(until, last));
    (void) fprintf(out, "\nformula %.*s version %" PRId64 "\n", STR_ARG(scored->file.formula.name),
                   scored->file.formula.version);
}

/* ---- all of it ---- */

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
