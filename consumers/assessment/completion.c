/* completion -- see completion.h. */
#include "completion.h"

#include <stdio.h>

#include "core/table.h"
#include "office/book_time.h"
#include "office/checklist_page.h"
#include "office/page_verb.h"

enum { PARAMS_BYTES_MAX = 1 << 12 };

struct completion_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "completion.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct completion_conf, name), fallback, min, max, help},
#include "completion.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct completion_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec completion_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct completion_conf conf;
    struct pg *pg;
    struct pg_params *params;
    struct names names;
    struct checklist_page page;
};

/* What needs no server. */
static enum outcome read_options(void *context, struct err *err)
{
    struct work *work = context;
    const struct completion_conf *conf = &work->conf;
    work->page.unit = str_from(conf->unit);
    work->page.day = DAY_NONE;
    if (conf->csv && conf->json)
        return err_set(err, FATAL, "either --csv or --json, not both");
    if (conf->on[0] == '\0')
        return OK;
    const char *fault = book_day_read(str_from(conf->on), &work->page.day);
    return fault == NULL ? OK : err_set(err, FATAL, "on: \"%.80s\" %s", conf->on, fault);
}

static enum outcome read_all(void *context, const struct consumer *consumer, struct err *err)
{
    struct work *work = context;
    if (consumer_open(consumer, &work->pg, err) != OK ||
        pg_params_new(PARAMS_BYTES_MAX, &work->params, err) != OK ||
        pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK ||
        names_read(work->pg, &work->names, err) != OK ||
        checklist_page_read(work->pg, work->params, &work->page, err) != OK)
        return err->outcome;
    work->page.unit_name = names_unit(&work->names, work->page.unit, work->page.day);
    return OK;
}

static void print(void *context, FILE *out)
{
    const struct work *work = context;
    if (work->conf.csv || work->conf.json)
        checklist_page_records(&work->page, work->conf.json, out);
    else
        checklist_page_text(&work->page, out);
}

static void done(void *context)
{
    struct work *work = context;
    checklist_page_done(&work->page);
    names_done(&work->names);
    pg_params_free(work->params);
    pg_close(work->pg);
}

int completion_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    const struct page_verb verb = {
        .name = "sheet",
        .help = &completion_help,
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
