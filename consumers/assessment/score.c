/* score -- see score.h. */
#include "score.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "office/formula_pg.h"
#include "office/names.h"
#include "office/output.h"
#include "office/period.h"
#include "office/score_print.h"
#include "run/consumer.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 1 << 12 };

struct score_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "score.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct score_conf, name), fallback, min, max, help},
#include "score.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct score_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec score_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct score_conf conf;
    struct period days;
    struct pg *pg;
    struct pg_params *params;
    struct names names;
    struct formula_file file;
    struct score_counters counters;
    int64_t until; /* the last day that is counted */
    struct pg_rows decisions;
    struct score_adjustment *adjustments; /* borrow from them */
    struct score score;
};

/* ---- out of the database ---- */

static enum outcome read_formula(struct work *work, struct err *err)
{
    int64_t version = work->conf.formula_version == 0 ? FORMULA_LAST : work->conf.formula_version;
    if (formula_file_init(&work->file, err) != OK ||
        formula_pg_read(work->pg, str_from(work->conf.formula), version, &work->file, err) != OK)
        return err->outcome;
    if (work->file.lines.count == 0)
        return err_set(err, FATAL,
                       "formula \"%.100s\" was never loaded: shouwen-admin load formula",
                       work->conf.formula);
    return OK;
}

static void ask(struct work *work)
{
    pg_params_reset(work->params);
    pg_param_text(work->params, str_from(work->conf.unit));
    pg_param_text(work->params, str_from(work->conf.section));
    pg_param_text(work->params, str_from(work->conf.person));
    pg_param_date(work->params, work->days.first_day);
    pg_param_date(work->params, work->days.last_day);
}

static enum outcome read_counters(struct work *work, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    ask(work);
    if (pg_exec(work->pg, SQL_SCORE_COUNTERS, work->params, &rows, err) != OK)
        return err_wrap(err, "read the counters");
    for (enum counter counter = 0; counter < COUNTERS_COUNT; counter++)
        work->counters.counts[counter] = pg_rows_bigint(&rows, 0, (int) counter);
    work->until = pg_rows_date(&rows, 0, COUNTERS_COUNT);
    pg_rows_done(&rows);
    return OK;
}

static enum outcome read_decisions(struct work *work, struct err *err)
{
    ask(work);
    if (pg_exec(work->pg, SQL_SCORE_ADJUSTMENTS, work->params, &work->decisions, err) != OK)
        return err_wrap(err, "read the decisions");
    work->adjustments = calloc(work->decisions.count + 1, sizeof(*work->adjustments));
    if (work->adjustments == NULL)
        return err_set(err, FATAL, "could not take memory for decisions");
    for (size_t r = 0; r < work->decisions.count; r++)
        work->adjustments[r] = (struct score_adjustment) {
            .case_source = pg_rows_text(&work->decisions, r, 0),
            .case_number = pg_rows_text(&work->decisions, r, 1),
            .day = pg_rows_date(&work->decisions, r, 2),
            .points_hundredths = pg_rows_bigint(&work->decisions, r, 3),
            .reason = pg_rows_text(&work->decisions, r, 4),
            .approver = pg_rows_text(&work->decisions, r, 5),
            .basis = pg_rows_text(&work->decisions, r, 6),
        };
    return OK;
}

static enum outcome read_all(struct work *work, struct err *err)
{
    if (pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK ||
        names_read(work->pg, &work->names, err) != OK || read_formula(work, err) != OK ||
        read_counters(work, err) != OK || read_decisions(work, err) != OK)
        return err->outcome;
    return OK;
}

/* ---- on paper ---- */

static void print_head(const struct work *work, FILE *out)
{
    const struct score_conf *conf = &work->conf;
    struct str unit = str_from(conf->unit);
    struct str section = str_from(conf->section);
    struct str person = str_from(conf->person);
    char first[LISTING_DAY_TEXT_MAX];
    char last[LISTING_DAY_TEXT_MAX];
    (void) fprintf(out, "unit %s %.*s", conf->unit,
                   STR_ARG(names_unit(&work->names, unit, work->until)));
    if (section.len > 0)
        (void) fprintf(out, ", section %s %.*s", conf->section,
                       STR_ARG(names_section(&work->names, unit, section, work->until)));
    if (person.len > 0)
        (void) fprintf(out, ", person %s %.*s", conf->person,
                       STR_ARG(names_person(&work->names, person, work->until)));
    (void) fprintf(out, "\nperiod %s: %s to %s", conf->period,
                   listing_day_text(work->days.first_day, first),
                   listing_day_text(work->days.last_day, last));
    if (work->until < work->days.last_day)
        (void) fprintf(out, ", counted until %s", listing_day_text(work->until, last));
    (void) fprintf(out, "\nformula %.*s version %" PRId64 "\n", STR_ARG(work->file.formula.name),
                   work->file.formula.version);
}

static void make_score(struct work *work, struct score_page *page)
{
    const struct formula *formula = &work->file.formula;
    struct score_count counts[SCORE_ITEMS_MAX];
    int64_t adjustment = 0;
    for (size_t i = 0; i < formula->rows_count; i++) {
        counts[i] = score_count_of(&formula->rows[i], &work->counters);
        page->coverage[i] = score_coverage_of(&formula->rows[i], &work->counters);
    }
    for (size_t i = 0; i < work->decisions.count; i++)
        adjustment += work->adjustments[i].points_hundredths;
    score_make(formula, counts, adjustment, &work->score);
    page->formula = formula;
    page->score = &work->score;
    page->adjustments = work->adjustments;
    page->adjustments_count = work->decisions.count;
}

static enum outcome print(struct work *work, struct err *err)
{
    struct output output;
    struct score_page page = {.score = NULL};
    make_score(work, &page);
    if (output_open(work->conf.output, &output, err) != OK)
        return err->outcome;
    print_head(work, output.file);
    score_print(&page, output.file);
    enum outcome outcome = output_finish(&output, err);
    output_drop(&output);
    return outcome;
}

int score_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    struct consumer *consumer = context;
    const struct conf_spec spec = consumer_conf_spec_of(&score_help, &work.conf.consumer);
    struct err err;
    int exit_code = EXIT_DONE;
    if (!consumer_settings_of(consumer, &spec, argc, argv, &exit_code))
        return exit_code;
    if (period_named(work.conf.period, &work.days, &err) != OK) {
        (void) fprintf(stderr, "%s\n", err.text);
        return EXIT_USAGE;
    }
    enum outcome outcome = consumer_open(consumer, &work.pg, &err);
    if (outcome == OK)
        outcome = pg_params_new(PARAMS_BYTES_MAX, &work.params, &err);
    if (outcome == OK)
        outcome = read_all(&work, &err);
    if (outcome == OK)
        outcome = print(&work, &err);
    free(work.adjustments);
    pg_rows_done(&work.decisions);
    formula_file_done(&work.file);
    names_done(&work.names);
    pg_params_free(work.params);
    pg_close(work.pg);
    return outcome == OK ? EXIT_DONE : consumer_failed("score", &err);
}
