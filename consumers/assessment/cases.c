/* cases -- see cases.h. */
#include "cases.h"

#include <inttypes.h>
#include <stdio.h>

#include "counted.h"
#include "office/formula_pg.h"
#include "office/listing.h"
#include "office/output.h"
#include "office/period.h"
#include "run/consumer.h"
#include "sql.h"

struct cases_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "cases.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct cases_conf, name), fallback, min, max, help},
#include "cases.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct cases_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec cases_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct cases_conf conf;
    struct period days;
    struct pg *pg;
    struct formula_file file;
    enum counter counters[2]; /* numerator and denominator; or one twice */
    struct score_counters sums;
    struct counted_of of;
    struct output output;
};

/* ---- what is asked ---- */

static enum outcome find_item(struct work *work, struct err *err)
{
    const struct formula *formula = &work->file.formula;
    int64_t version = work->conf.formula_version == 0 ? FORMULA_LAST : work->conf.formula_version;
    if (formula_file_init(&work->file, err) != OK ||
        formula_pg_read(work->pg, str_from(work->conf.formula), version, &work->file, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < formula->rows_count; i++)
        if (str_eq(formula->rows[i].item, str_from(work->conf.item))) {
            work->counters[0] = formula->rows[i].numerator;
            work->counters[1] = formula->rows[i].denominator;
            return OK;
        }
    return err_set(err, FATAL, "\"%.100s\" is no item of formula \"%.100s\"", work->conf.item,
                   work->conf.formula);
}

/* What needs no server. */
static enum outcome read_options(struct work *work, struct err *err)
{
    bool has_counter = work->conf.counter[0] != '\0';
    if (has_counter == (work->conf.item[0] != '\0'))
        return err_set(err, FATAL, "either --item or --counter is wanted, not both");
    work->counters[0] = formula_counter_find(str_from(work->conf.counter));
    work->counters[1] = work->counters[0];
    if (has_counter && work->counters[0] == COUNTERS_COUNT)
        return err_set(err, FATAL, "\"%.100s\" is no counter there is", work->conf.counter);
    return period_named(work->conf.period, &work->days, err);
}

/* Whose, and until which day. */
static enum outcome read_today(struct work *work, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    if (pg_exec(work->pg, SQL_TODAY, NULL, &rows, err) != OK)
        return err->outcome;
    int64_t today = pg_rows_date(&rows, 0, 0);
    work->of = (struct counted_of) {
        .unit = str_from(work->conf.unit),
        .section = str_from(work->conf.section),
        .person = str_from(work->conf.person),
        .first_day = work->days.first_day,
        .last_day = today < work->days.last_day ? today : work->days.last_day,
    };
    pg_rows_done(&rows);
    return OK;
}

/* ---- a file ---- */

static bool is_asked(const struct work *work, const struct contribution *item)
{
    return (item->counter == work->counters[0] || item->counter == work->counters[1]) &&
           counted_is_of(&work->of, item);
}

static void print_item(struct work *work, const struct life *life, const struct contribution *item)
{
    char day[LISTING_DAY_TEXT_MAX];
    (void) fprintf(
        work->output.file, "%.*s/%.*s  %s  %s  %.*s/%.*s/%.*s", STR_ARG(life->case_source),
        STR_ARG(life->case_number), listing_day_text(item->day, day), counter_name(item->counter),
        STR_ARG(item->party.unit), STR_ARG(item->party.section), STR_ARG(item->party.person));
    if (item->amount != 1)
        (void) fprintf(work->output.file, "  %" PRId64, item->amount);
    (void) fprintf(work->output.file, "\n");
}

static enum outcome list_file(void *context, const struct counted_file *counted, struct err *err)
{
    struct work *work = context;
    (void) err;
    for (int32_t i = 0; i < counted->given->contributions.count; i++) {
        const struct contribution *item = &counted->given->contributions.items[i];
        if (!is_asked(work, item))
            continue;
        work->sums.counts[item->counter] += item->amount;
        print_item(work, counted->life, item);
    }
    return OK;
}

/* ---- the files ---- */

static enum outcome list(struct work *work, struct err *err)
{
    const struct counted_sink sink = {.context = work, .counted = list_file};
    if (pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK ||
        (work->conf.item[0] != '\0' && find_item(work, err) != OK) || read_today(work, err) != OK ||
        output_open(work->conf.output, &work->output, err) != OK)
        return err->outcome;
    enum outcome outcome = counted_scan(work->pg, work->of.unit, 0, &sink, err);
    for (size_t i = 0; outcome == OK && i < 2; i++)
        if (i == 0 || work->counters[1] != work->counters[0])
            (void) fprintf(work->output.file, "%s%s %" PRId64, i == 0 ? "in all  " : " / ",
                           counter_name(work->counters[i]), work->sums.counts[work->counters[i]]);
    (void) fprintf(work->output.file, "\n");
    if (outcome == OK)
        outcome = output_finish(&work->output, err);
    output_drop(&work->output);
    return outcome;
}

int cases_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    struct consumer *consumer = context;
    const struct conf_spec spec = consumer_conf_spec_of(&cases_help, &work.conf.consumer);
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
        outcome = list(&work, &err);
    formula_file_done(&work.file);
    pg_close(work.pg);
    return outcome == OK ? EXIT_DONE : consumer_failed("cases", &err);
}
