/* totals -- the verb `totals`: what a unit was asked, month by month, and the months closed. */
#include "totals.h"

#include <stdio.h>

#include "office/page_verb.h"
#include "office/totals_print.h"
#include "run/transaction.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 1 << 16 };

struct totals_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "totals.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct totals_conf, name), fallback, min, max, help},
#include "totals.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct totals_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec totals_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct totals_conf conf;
    struct period days;
    struct pg *pg;
    struct pg_params *params;
    struct names names;
    struct totals totals;
};

static enum outcome read_options(void *context, struct err *err)
{
    struct work *work = context;
    const struct totals_conf *conf = &work->conf;
    const struct period_words words = {
        .year = conf->year, .month = conf->month, .from = "", .to = ""};
    if (conf->close && conf->month[0] == '\0')
        return err_set(err, FATAL, "--close wants a month: --month 2022-03");
    if (conf->close && conf->section[0] != '\0')
        return err_set(err, FATAL,
                       "a month is closed for all sections: --close and --section "
                       "cannot both be given");
    return period_read(&words, &work->days, err);
}

static void ask(struct work *work, int64_t fourth)
{
    pg_params_reset(work->params);
    pg_param_text(work->params, str_from(work->conf.unit));
    pg_param_integer(work->params, work->days.year);
    pg_param_integer(work->params, work->days.month);
    if (fourth > 0)
        pg_param_integer(work->params, (int32_t) fourth);
}

/* A new version, and its totals; in a transaction. */
static enum outcome store(struct pg *pg, void *context, struct err *err)
{
    struct work *work = context;
    struct pg_rows rows;
    if (pg_script(pg, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", err) != OK)
        return err->outcome;
    ask(work, 0);
    pg_param_text(work->params, str_from(work->conf.closed_by));
    pg_param_time(work->params, period_before_us(&work->days));
    if (pg_exec(work->pg, SQL_MONTH_CLOSE, work->params, &rows, err) != OK)
        return err->outcome;
    int64_t version = rows.count == 0 ? 0 : pg_rows_bigint(&rows, 0, 0);
    pg_rows_done(&rows);
    if (version == 0)
        return err_set(err, FATAL, "the month is not over");
    ask(work, version);
    pg_param_time(work->params, period_from_us(&work->days));
    pg_param_time(work->params, period_before_us(&work->days));
    return pg_exec(work->pg, SQL_MONTH_TOTAL, work->params, NULL, err);
}

static enum outcome close_month(struct work *work, struct err *err)
{
    if (transaction_run(work->pg, store, work, err) == OK)
        return OK;
    return err_wrap(err, "close %s of \"%s\"", work->conf.month, work->conf.unit);
}

static enum outcome read_all(void *context, const struct consumer *consumer, struct err *err)
{
    struct work *work = context;
    const struct totals_of of = {
        .sql = SQL_MASTER_TOTALS,
        .unit = str_from(work->conf.unit),
        .section = str_from(work->conf.section),
        .days = work->days,
        .names = &work->names,
    };
    if (consumer_open(consumer, &work->pg, err) != OK ||
        pg_params_new(PARAMS_BYTES_MAX, &work->params, err) != OK ||
        (work->conf.close && close_month(work, err) != OK) ||
        pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK ||
        names_read(work->pg, &work->names, err) != OK)
        return err->outcome;
    return totals_read(work->pg, work->params, &of, &work->totals, err);
}

static void print(void *context, FILE *out)
{
    struct work *work = context;
    const struct totals_page page = {
        .totals = &work->totals,
        .names = &work->names,
        .unit = str_from(work->conf.unit),
    };
    if (work->conf.csv)
        totals_print_csv(&page, out);
    else
        totals_print_text(&page, out);
}

static void done(void *context)
{
    struct work *work = context;
    totals_done(&work->totals);
    names_done(&work->names);
    pg_params_free(work->params);
    pg_close(work->pg);
}

int totals_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    const struct page_verb verb = {
        .name = "totals",
        .help = &totals_help,
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
