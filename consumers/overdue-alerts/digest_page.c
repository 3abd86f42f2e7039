/* digest_page -- see digest_page.h. */
#include "digest_page.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/civil.h"
#include "base/time.h"
#include "office/book_time.h"
#include "office/due_page.h"
#include "office/output.h"
#include "office/rules_pg.h"
#include "run/consumer.h"
#include "sql.h"

enum {
    ARENA_BYTES = 64 << 20, /* the rules */
    PARAMS_BYTES_MAX = 1 << 12,
};
#define MORNING_US ((8 * 60 + 30) * 60 * CIVIL_SECOND_US)

struct digest_page_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "digest_page.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct digest_page_conf, name), fallback, min, max, help},
#include "digest_page.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct digest_page_conf, consumer.name), fallback, min,          \
     max,   help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec digest_page_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct digest_page_conf conf;
    struct pg *pg;
    struct pg_params *params;
    struct arena arena;
    struct rules rules;
    struct due_page page;
    struct due_item *items;
    struct pg_rows unit; /* what the texts are borrowed from … */
    struct pg_rows rows; /* … and these */
};

static enum outcome read_options(struct work *work, struct err *err)
{
    struct due_page *page = &work->page;
    page->at_us = time_now_us();
    page->day = civil_day_of(page->at_us);
    if (work->conf.on[0] == '\0')
        return OK;
    const char *fault = book_day_read(str_from(work->conf.on), &page->day);
    if (fault != NULL)
        return err_set(err, FATAL, "on: \"%.80s\" %s", work->conf.on, fault);
    if (page->day != civil_day_of(page->at_us))
        page->at_us = civil_start_of(page->day) + MORNING_US;
    return OK;
}

static enum outcome read_rules(struct work *work, struct err *err)
{
    struct pg_rows rows;
    if (pg_exec(work->pg, SQL_RULES_VERSION, NULL, &rows, err) != OK)
        return err->outcome;
    work->rules.version = pg_rows_bigint(&rows, 0, 0);
    pg_rows_done(&rows);
    if (rules_pg_load(work->pg, &work->arena, &work->rules, err) != OK)
        return err->outcome;
    if (work->rules.calendar == NULL)
        return err_set(err, FATAL, "no calendar is loaded: shouwen-admin load calendar");
    work->page.calendar = work->rules.calendar;
    work->page.next_day = calendar_next_worked(work->rules.calendar, work->page.day + 1);
    return OK;
}

static enum outcome read_unit(struct work *work, struct err *err)
{
    pg_params_reset(work->params);
    pg_param_text(work->params, str_from(work->conf.under));
    pg_param_date(work->params, work->page.day);
    if (pg_exec(work->pg, SQL_UNIT_ON, work->params, &work->unit, err) != OK)
        return err->outcome;
    if (work->unit.count == 0)
        return err_set(err, REJECT, "unit \"%.80s\" is not in the directory", work->conf.under);
    work->page.unit = pg_rows_text(&work->unit, 0, 0);
    return OK;
}

static struct due_item item_of(const struct pg_rows *rows, size_t row)
{
    return (struct due_item) {
        .part = (enum due_part) pg_rows_bigint(rows, row, 0),
        .source = pg_rows_text(rows, row, 1),
        .number = pg_rows_text(rows, row, 2),
        .clock = pg_rows_text(rows, row, 3),
        .unit = pg_rows_text(rows, row, 4),
        .section = pg_rows_text(rows, row, 5),
        .holder = pg_rows_text(rows, row, 6),
        .is_post = pg_rows_boolean(rows, row, 7),
        .phone = pg_rows_text(rows, row, 8),
        .due_us = pg_rows_time(rows, row, 9),
        .due_day = pg_rows_date(rows, row, 10),
        .is_provisional = pg_rows_boolean(rows, row, 11),
    };
}

static enum outcome read_clocks(struct work *work, struct err *err)
{
    pg_params_reset(work->params);
    pg_param_text(work->params, str_from(work->conf.under));
    pg_param_date(work->params, work->page.day);
    pg_param_date(work->params, work->page.next_day);
    pg_param_time(work->params, work->page.at_us);
    if (pg_exec(work->pg, SQL_DUE_PAGE, work->params, &work->rows, err) != OK)
        return err_wrap(err, "read the clocks");
    work->items = calloc(work->rows.count + 1, sizeof(*work->items));
    if (work->items == NULL)
        return err_set(err, FATAL, "could not allocate %zu rows", work->rows.count);
    for (size_t row = 0; row < work->rows.count; row++)
        work->items[row] = item_of(&work->rows, row);
    work->page.items = work->items;
    work->page.count = work->rows.count;
    return OK;
}

/* One snapshot: rules, directory and clocks agree. */
static enum outcome read_all(struct work *work, struct err *err)
{
    if (pg_params_new(PARAMS_BYTES_MAX, &work->params, err) != OK ||
        arena_init(&work->arena, ARENA_BYTES, err) != OK ||
        pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK ||
        read_rules(work, err) != OK || read_unit(work, err) != OK)
        return err->outcome;
    return read_clocks(work, err);
}

static enum outcome print(const struct work *work, struct err *err)
{
    struct output output;
    if (output_open(work->conf.output, &output, err) != OK)
        return err->outcome;
    if (work->conf.csv)
        due_page_csv(&work->page, output.file);
    else
        due_page_text(&work->page, output.file);
    enum outcome outcome = output_finish(&output, err);
    output_drop(&output);
    return outcome;
}

int digest_page_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    struct consumer *consumer = context;
    const struct conf_spec spec = consumer_conf_spec_of(&digest_page_help, &work.conf.consumer);
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
        outcome = read_all(&work, &err);
    if (outcome == OK)
        outcome = print(&work, &err);
    pg_rows_done(&work.rows);
    pg_rows_done(&work.unit);
    free(work.items);
    pg_params_free(work.params);
    pg_close(work.pg);
    arena_done(&work.arena);
    if (outcome == REJECT) {
        (void) fprintf(stderr, "%s\n", err.text);
        return EXIT_USAGE;
    }
    return outcome == OK ? EXIT_DONE : consumer_failed("digest-page", &err);
}
