/* freeze -- see freeze.h. */
#include "freeze.h"

#include <inttypes.h>
#include <stdio.h>

#include "freeze_cases.h"
#include "office/names.h"
#include "office/page_verb.h"
#include "run/transaction.h"
#include "scored.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 1 << 16 };

struct freeze_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "freeze.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct freeze_conf, name), fallback, min, max, help},
#include "freeze.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct freeze_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec freeze_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct freeze_conf conf;
    struct scored_of of;
    struct generation live; /* whose tables are counted */
    struct pg *pg;
    struct pg_params *params;
    struct names names;
    struct scored scored;
    int64_t rules_version;
    int64_t score; /* its number, once it is there */
    int64_t edition;
};

/* ---- may it be published? ---- */

static enum outcome check_period(struct work *work, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    if (pg_exec(work->pg, SQL_TODAY, NULL, &rows, err) != OK)
        return err->outcome;
    int64_t today = pg_rows_date(&rows, 0, 0);
    pg_rows_done(&rows);
    if (today <= work->of.days.last_day)
        return err_set(err, FATAL, "the period is not over");
    return OK;
}

static enum outcome check_edition(struct work *work, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    pg_params_reset(work->params);
    scored_ask(&work->of, work->params);
    pg_param_text(work->params, str_from(work->of.formula));
    pg_param_integer(work->params, 0);
    if (pg_exec(work->pg, SQL_SCORE_PUBLISHED, work->params, &rows, err) != OK)
        return err_wrap(err, "look for what was published");
    int64_t edition = rows.count == 0 ? 0 : pg_rows_bigint(&rows, 0, 1);
    pg_rows_done(&rows);
    if (edition > 0 && !work->conf.again)
        return err_set(err, FATAL,
                       "it was published already, edition %" PRId64
                       ": --again publishes a new one, which supersedes it",
                       edition);
    return OK;
}

/* All matters rest on the rules in force, so that what is published rests on one revision. */
static enum outcome check_rules(struct work *work, struct err *err)
{
    struct pg_rows present = {.count = 0};
    struct pg_rows used = {.count = 0};
    enum outcome outcome = pg_exec(work->pg, SQL_RULES_VERSION, NULL, &present, err);
    if (outcome == OK)
        outcome = pg_exec(work->pg, SQL_FILE_RULES, NULL, &used, err);
    if (outcome == OK)
        work->rules_version = pg_rows_bigint(&present, 0, 0);
    for (size_t r = 0; outcome == OK && r < used.count; r++) {
        int64_t version = pg_rows_bigint(&used, r, 0);
        if (version != work->rules_version)
            outcome = err_set(err, FATAL,
                              "there are matters that rest on revision %" PRId64
                              " of the rules, and %" PRId64
                              " is in force: let shouwen-assessment run count them anew",
                              version, work->rules_version);
    }
    pg_rows_done(&used);
    pg_rows_done(&present);
    return outcome;
}

/* ---- into the database ---- */

static enum outcome add_score(struct work *work, struct err *err)
{
    const struct score *score = &work->scored.score;
    struct pg_params *params = work->params;
    struct pg_rows rows = {.count = 0};
    pg_params_reset(params);
    scored_ask(&work->of, params);
    pg_param_date(params, work->of.days.first_day);
    pg_param_date(params, work->of.days.last_day);
    pg_param_text(params, work->scored.file.formula.name);
    pg_param_bigint(params, work->scored.file.formula.version);
    pg_param_bigint(params, work->rules_version);
    pg_param_integer(params, work->live.version);
    pg_param_text(params, str_from(work->conf.frozen_by));
    pg_param_bigint(params, score->out_of);
    pg_param_bigint(params, score->rated_out_of);
    pg_param_bigint(params, score->points);
    pg_param_boolean(params, score->is_rated);
    pg_param_boolean(params, score->is_few);
    pg_param_bigint(params, score->total);
    pg_param_bigint(params, score->adjustment);
    pg_param_bigint(params, score->final);
    pg_param_text(params, str_from(score->is_rated ? grade_chinese(score->grade) : ""));
    if (pg_exec(work->pg, SQL_SCORE_ADD, params, &rows, err) != OK)
        return err->outcome;
    work->score = pg_rows_bigint(&rows, 0, 0);
    work->edition = pg_rows_bigint(&rows, 0, 1);
    pg_rows_done(&rows);
    return OK;
}

static void item_params(struct work *work, size_t at)
{
    const struct formula_row *row = &work->scored.file.formula.rows[at];
    const struct score_item *item = &work->scored.score.items[at];
    bool has_population = row->population != COUNTERS_COUNT;
    pg_params_reset(work->params);
    pg_param_bigint(work->params, work->score);
    pg_param_integer(work->params, (int32_t) at + 1);
    pg_param_text(work->params, row->item);
    pg_param_text(work->params, str_from(counter_name(row->numerator)));
    pg_param_text(work->params, str_from(counter_name(row->denominator)));
    pg_param_text(work->params, str_from(has_population ? counter_name(row->population) : ""));
    pg_param_bigint(work->params, item->count.numerator);
    pg_param_bigint(work->params, item->count.denominator);
    pg_param_bigint(work->params, work->scored.page.coverage[at].denominator);
    pg_param_boolean(work->params, item->is_rated);
    pg_param_boolean(work->params, item->is_few);
    pg_param_bigint(work->params, item->rate);
    pg_param_bigint(work->params, row->cap);
    pg_param_bigint(work->params, item->points);
}

static enum outcome add_items(struct work *work, struct err *err)
{
    for (size_t i = 0; i < work->scored.file.formula.rows_count; i++) {
        item_params(work, i);
        if (pg_exec(work->pg, SQL_SCORE_ITEM_ADD, work->params, NULL, err) != OK)
            return err_wrap(err, "keep an item");
    }
    pg_params_reset(work->params);
    pg_param_text(work->params, work->of.unit);
    pg_param_text(work->params, work->of.section);
    pg_param_text(work->params, work->of.person);
    pg_param_date(work->params, work->of.days.first_day);
    pg_param_date(work->params, work->of.days.last_day);
    pg_param_bigint(work->params, work->score);
    if (pg_exec(work->pg, SQL_SCORE_DECISION_ADD, work->params, NULL, err) != OK)
        return err_wrap(err, "keep the decisions");
    return OK;
}

/* In a transaction. */
static enum outcome store(struct pg *pg, void *context, struct err *err)
{
    struct work *work = context;
    if (pg_script(pg, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", err) != OK ||
        check_period(work, err) != OK || check_edition(work, err) != OK ||
        check_rules(work, err) != OK || names_read(work->pg, &work->names, err) != OK ||
        scored_read(work->pg, &work->of, &work->scored, err) != OK || add_score(work, err) != OK ||
        add_items(work, err) != OK)
        return err->outcome;
    return freeze_cases(work->pg, &work->of, &work->scored, work->score, err);
}

static enum outcome publish(void *context, const struct consumer *consumer, struct err *err)
{
    struct work *work = context;
    if (consumer_open_as(consumer, work->conf.pg_assessor_user, &work->live, &work->pg, err) !=
            OK ||
        pg_params_new(PARAMS_BYTES_MAX, &work->params, err) != OK)
        return err->outcome;
    if (transaction_run(work->pg, store, work, err) == OK)
        return OK;
    return err_wrap(err, "freeze %s of \"%s\"", work->conf.period, work->conf.unit);
}

/* ---- on paper ---- */

static void print(void *context, FILE *out)
{
    struct work *work = context;
    scored_print_head(&work->of, &work->scored, &work->names, out);
    (void) fprintf(out, "published as edition %" PRId64 "\n", work->edition);
    score_print(&work->scored.page, out);
}

static enum outcome read_options(void *context, struct err *err)
{
    struct work *work = context;
    const struct freeze_conf *conf = &work->conf;
    work->of = (struct scored_of) {
        .unit = str_from(conf->unit),
        .section = str_from(conf->section),
        .person = str_from(conf->person),
        .period = conf->period,
        .formula = conf->formula,
        .formula_version = conf->formula_version,
    };
    return period_named(conf->period, &work->of.days, err);
}

static void done(void *context)
{
    struct work *work = context;
    scored_done(&work->scored);
    names_done(&work->names);
    pg_params_free(work->params);
    pg_close(work->pg);
}

int freeze_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    const struct page_verb verb = {
        .name = "freeze",
        .help = &freeze_help,
        .conf = &work.conf.consumer,
        .output = work.conf.output,
        .work = &work,
        .check = read_options,
        .read = publish,
        .print = print,
        .done = done,
    };
    return page_verb_run(&verb, context, argc, argv);
}
