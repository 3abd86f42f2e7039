/* report -- see report.h. */
#include "report.h"

#include <stdio.h>

#include "base/civil.h"
#include "office/page_verb.h"
#include "office/report_print.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 1 << 12, YEAR_MIN = 2000, DECEMBER = 12, LAST_OF_DECEMBER = 31 };

struct report_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "report.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct report_conf, name), fallback, min, max, help},
#include "report.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct report_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec report_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct report_conf conf;
    struct pg *pg;
    struct pg_params *params;
    struct names names;
    struct pg_rows figures;
    struct pg_rows sections;
    struct checklist_page checklist;
    int64_t until; /* the last day that is counted */
};

static void ask(struct work *work)
{
    pg_params_reset(work->params);
    pg_param_text(work->params, str_from(work->conf.unit));
    pg_param_integer(work->params, (int32_t) work->conf.year);
}

/* The year's last day, or today. */
static enum outcome read_until(struct work *work, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    const struct civil_date last = {
        .year = work->conf.year, .month = DECEMBER, .day = LAST_OF_DECEMBER};
    if (pg_exec(work->pg, SQL_TODAY, NULL, &rows, err) != OK)
        return err->outcome;
    int64_t today = pg_rows_date(&rows, 0, 0);
    pg_rows_done(&rows);
    if (work->conf.year > civil_date_of(today).year)
        return err_set(err, FATAL, "year \"%d\" has not begun", (int) work->conf.year);
    work->until = civil_day_from(last) < today ? civil_day_from(last) : today;
    return OK;
}

static enum outcome check_year(void *context, struct err *err)
{
    const struct work *work = context;
    if (work->conf.year < YEAR_MIN)
        return err_set(err, FATAL, "which year is not said: --year 2025");
    return OK;
}

static enum outcome read_all(void *context, const struct consumer *consumer, struct err *err)
{
    struct work *work = context;
    if (consumer_open(consumer, &work->pg, err) != OK ||
        pg_params_new(PARAMS_BYTES_MAX, &work->params, err) != OK ||
        pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK ||
        names_read(work->pg, &work->names, err) != OK || read_until(work, err) != OK)
        return err->outcome;
    ask(work);
    if (pg_exec(work->pg, SQL_REPORT_FIGURES, work->params, &work->figures, err) != OK ||
        pg_exec(work->pg, SQL_REPORT_SECTIONS, work->params, &work->sections, err) != OK)
        return err_wrap(err, "read the figures");
    work->checklist.unit = str_from(work->conf.unit);
    work->checklist.day = work->until;
    return checklist_page_read(work->pg, work->params, &work->checklist, err);
}

static void print(void *context, FILE *out)
{
    const struct work *work = context;
    const struct report_page page = {
        .unit = str_from(work->conf.unit),
        .year = work->conf.year,
        .until = work->until,
        .names = &work->names,
        .figures = &work->figures,
        .sections = &work->sections,
        .checklist = &work->checklist,
    };
    report_print(&page, out);
}

static void done(void *context)
{
    struct work *work = context;
    checklist_page_done(&work->checklist);
    pg_rows_done(&work->sections);
    pg_rows_done(&work->figures);
    names_done(&work->names);
    pg_params_free(work->params);
    pg_close(work->pg);
}

int report_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    const struct page_verb verb = {
        .name = "report",
        .help = &report_help,
        .conf = &work.conf.consumer,
        .output = work.conf.output,
        .work = &work,
        .check = check_year,
        .read = read_all,
        .print = print,
        .done = done,
    };
    return page_verb_run(&verb, context, argc, argv);
}
