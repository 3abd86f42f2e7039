/* published -- see published.h. */
#include "published.h"

#include <stdio.h>

#include "changes_print.h"
#include "office/page_verb.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 1 << 10 };

struct published_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "published.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct published_conf, name), fallback, min, max, help},
#include "published.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct published_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec published_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct published_conf conf;
    struct scored_of of;
    struct generation live;
    struct pg *pg;
    struct names names;
    struct edition edition;
    struct scored scored; /* as it is now */
    struct changes changes;
    struct pg_rows rules; /* of rules_between.sql */
    int64_t rules_version;
};

static enum outcome read_options(void *context, struct err *err)
{
    struct work *work = context;
    const struct published_conf *conf = &work->conf;
    work->of = (struct scored_of) {
        .unit = str_from(conf->unit),
        .section = str_from(conf->section),
        .person = str_from(conf->person),
        .period = conf->period,
        .formula = conf->formula,
    };
    return period_named(conf->period, &work->of.days, err);
}

/* Which rules came since. */
static enum outcome read_rules(struct work *work, struct err *err)
{
    struct pg_rows present = {.count = 0};
    struct pg_params *params = NULL;
    if (pg_exec(work->pg, SQL_RULES_VERSION, NULL, &present, err) != OK)
        return err->outcome;
    work->rules_version = pg_rows_bigint(&present, 0, 0);
    pg_rows_done(&present);
    if (pg_params_new(PARAMS_BYTES_MAX, &params, err) != OK)
        return err->outcome;
    pg_param_bigint(params, work->edition.rules_version);
    pg_param_bigint(params, work->rules_version);
    enum outcome outcome = pg_exec(work->pg, SQL_RULES_BETWEEN, params, &work->rules, err);
    pg_params_free(params);
    return outcome;
}

static enum outcome read_all(void *context, const struct consumer *consumer, struct err *err)
{
    struct work *work = context;
    struct asked_counters asked;
    if (consumer_open_as(consumer, consumer->pg_user, &work->live, &work->pg, err) != OK ||
        pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK ||
        names_read(work->pg, &work->names, err) != OK ||
        edition_read(work->pg, &work->of, (int32_t) work->conf.edition, &work->edition, err) != OK)
        return err->outcome;
    work->of.formula_version = work->edition.formula_version;
    if (scored_read(work->pg, &work->of, &work->scored, err) != OK || read_rules(work, err) != OK)
        return err->outcome;
    asked_counters_init(&asked, &work->scored.file.formula);
    if (edition_read_cases(work->pg, &asked, &work->edition, err) != OK)
        return err->outcome;
    const struct changes_of of = {
        .edition = &work->edition,
        .formula = &work->scored.file.formula,
        .days = scored_days(&work->of, &work->scored),
        .program_version = work->live.version,
    };
    return changes_find(work->pg, &of, &work->changes, err);
}

static void print(void *context, FILE *out)
{
    struct work *work = context;
    const struct changes_page page = {
        .edition = &work->edition,
        .scored = &work->scored,
        .changes = &work->changes,
        .rules = &work->rules,
        .rules_version = work->rules_version,
    };
    scored_print_head(&work->of, &work->scored, &work->names, out);
    changes_print(&page, out);
}

static void done(void *context)
{
    struct work *work = context;
    changes_done(&work->changes);
    pg_rows_done(&work->rules);
    edition_done(&work->edition);
    scored_done(&work->scored);
    names_done(&work->names);
    pg_close(work->pg);
}

int published_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    const struct page_verb verb = {
        .name = "published",
        .help = &published_help,
        .conf = &work.conf.consumer,
        .output = work.conf.output,
        .work = &work,
        .check = read_options,
        .read = read_all,
        .print = print,
        .done = done,
    };
    return page_verb_run(&verb, context, argc, argv);
}
