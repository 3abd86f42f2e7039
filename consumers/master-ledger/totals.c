/* totals -- the verb `totals`: what a unit was asked, month by month, and the months closed. */
#include "totals.h"

#include <stdio.h>

#include "office/output.h"
#include "office/totals_print.h"
#include "run/consumer.h"
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

static enum outcome read_options(struct work *work, struct err *err)
{
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
static enum outcome store(struct work *work, struct err *err)
{
    struct pg_rows rows;
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
    struct err ignored;
    if (pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ", err) != OK)
        return err->outcome;
    if (store(work, err) == OK)
        return pg_script(work->pg, "COMMIT", err);
    err_ignore(pg_script(work->pg, "ROLLBACK", &ignored)); /* the first failure is the cause */
    return err_wrap(err, "close %s of \"%s\"", work->conf.month, work->conf.unit);
}

static enum outcome read_all(struct work *work, struct err *err)
{
    const struct totals_of of = {
        .sql = SQL_MASTER_TOTALS,
        .unit = str_from(work->conf.unit),
        .section = str_from(work->conf.section),
        .days = work->days,
        .names = &work->names,
    };
    if (pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK ||
        names_read(work->pg, &work->names, err) != OK)
        return err->outcome;
    return totals_read(work->pg, work->params, &of, &work->totals, err);
}

static enum outcome print(struct work *work, struct err *err)
{
    struct output output;
    const struct totals_page page = {
        .totals = &work->totals,
        .names = &work->names,
        .unit = str_from(work->conf.unit),
    };
    if (output_open(work->conf.output, &output, err) != OK)
        return err->outcome;
    if (work->conf.csv)
        totals_print_csv(&page, output.file);
    else
        totals_print_text(&page, output.file);
    enum outcome outcome = output_finish(&output, err);
    output_drop(&output);
    return outcome;
}

int totals_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    struct consumer *consumer = context;
    const struct conf_spec spec = consumer_conf_spec_of(&totals_help, &work.conf.consumer);
    struct err err;
    int exit_code = EXIT_DONE;
    if (!consumer_settings_of(consumer, &spec, argc, argv, &exit_code))
        return exit_code;
    if (read_options(&work, &err) != OK) {
        (void) fprintf(stderr, "%s\n", err.text);
        return EXIT_USAGE;
    }
    enum outcome outcome = consumer_open(consumer, &work.pg, &err);
    if (outcome == OK)
        outcome = pg_params_new(PARAMS_BYTES_MAX, &work.params, &err);
    if (outcome == OK && work.conf.close)
        outcome = close_month(&work, &err);
    if (outcome == OK)
        outcome = read_all(&work, &err);
    if (outcome == OK)
        outcome = print(&work, &err);
    totals_done(&work.totals);
    names_done(&work.names);
    pg_params_free(work.params);
    pg_close(work.pg);
    return outcome == OK ? EXIT_DONE : consumer_failed("totals", &err);
}
