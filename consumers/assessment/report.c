/* report -- see report.h. */
#include "report.h"

#include <stdio.h>

#include "base/civil.h"
#include "office/output.h"
#include "office/report_print.h"
#include "run/consumer.h"
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

static enum outcome read_all(struct work *work, struct err *err)
{
    if (pg_params_new(PARAMS_BYTES_MAX, &work->params, err) != OK ||
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

static enum outcome print(const struct work *work, struct err *err)
{
    struct output output;
    const struct report_page page = {
        .unit = str_from(work->conf.unit),
        .year = work->conf.year,
        .until = work->until,
        .names = &work->names,
        .figures = &work->figures,
        .sections = &work->sections,
        .checklist = &work->checklist,
    };
    if (output_open(work->conf.output, &output, err) != OK)
        return err->outcome;
    report_print(&page, output.file);
    enum outcome outcome = output_finish(&output, err);
    output_drop(&output);
    return outcome;
}

int report_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    struct consumer *consumer = context;
    const struct conf_spec spec = consumer_conf_spec_of(&report_help, &work.conf.consumer);
    struct err err;
    int exit_code = EXIT_DONE;
    if (!consumer_settings_of(consumer, &spec, argc, argv, &exit_code))
        return exit_code;
    if (work.conf.year < YEAR_MIN) {
        (void) fprintf(stderr, "which year is not said: --year 2025\n");
        return EXIT_USAGE;
    }
    enum outcome outcome = consumer_open(consumer, &work.pg, &err);
    if (outcome == OK)
        outcome = read_all(&work, &err);
    if (outcome == OK)
        outcome = print(&work, &err);
    checklist_page_done(&work.checklist);
    pg_rows_done(&work.sections);
    pg_rows_done(&work.figures);
    names_done(&work.names);
    pg_params_free(work.params);
    pg_close(work.pg);
    return outcome == OK ? EXIT_DONE : consumer_failed("report", &err);
}
