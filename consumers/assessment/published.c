/* published -- see published.h. */
#include "published.h"

#include <stdio.h>

#include "changes_print.h"
#include "office/output.h"
#include "run/consumer.h"
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

static enum outcome read_options(struct work *work, struct err *err)
{
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

static enum outcome read_all(struct work *work, struct err *err)
{
    struct asked_counters asked;
    if (pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK ||
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

static enum outcome print(struct work *work, struct err *err)
{
    struct output output;
    const struct changes_page page = {
        .edition = &work->edition,
        .scored = &work->scored,
        .changes = &work->changes,
        .rules = &work->rules,
        .rules_version = work->rules_version,
    };
    if (output_open(work->conf.output, &output, err) != OK)
        return err->outcome;
    scored_print_head(&work->of, &work->scored, &work->names, output.file);
    changes_print(&page, output.file);
    enum outcome outcome = output_finish(&output, err);
    output_drop(&output);
    return outcome;
}

int published_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    struct consumer *consumer = context;
    const struct conf_spec spec = consumer_conf_spec_of(&published_help, &work.conf.consumer);
    struct err err;
    int exit_code = EXIT_DONE;
    if (!consumer_settings_of(consumer, &spec, argc, argv, &exit_code))
        return exit_code;
    if (read_options(&work, &err) != OK) {
        (void) fprintf(stderr, "%s\n", err.text);
        return EXIT_USAGE;
    }
    enum outcome outcome =
        consumer_open_as(consumer, consumer->pg_user, &work.live, &work.pg, &err);
    if (outcome == OK)
        outcome = read_all(&work, &err);
    if (outcome == OK)
        outcome = print(&work, &err);
    changes_done(&work.changes);
    pg_rows_done(&work.rules);
    edition_done(&work.edition);
    scored_done(&work.scored);
    names_done(&work.names);
    pg_close(work.pg);
    return outcome == OK ? EXIT_DONE : consumer_failed("published", &err);
}
