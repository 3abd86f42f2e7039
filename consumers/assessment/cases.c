/* cases -- see cases.h. */
#include "cases.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/contribution.h"
#include "office/formula_pg.h"
#include "office/output.h"
#include "office/period.h"
#include "office/rules_pg.h"
#include "run/consumer.h"
#include "sql.h"

enum {
    ARENA_BYTES = 96 << 20, /* the longest file and what it adds */
    RULES_BYTES = 32 << 20,
    PARAMS_BYTES_MAX = 1 << 10,
    FILES_A_QUERY = 1000,
};

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
    struct pg_params *params;
    struct formula_file file;
    enum counter counters[2]; /* numerator and denominator; or one twice */
    struct score_counters sums;
    int64_t until; /* the last day that is counted */
    struct arena arena;
    struct arena rules_arena;
    struct rules rules; /* under which the files in hand were counted */
    struct uuid last;   /* subject */
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

static enum outcome read_today(struct work *work, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    if (pg_exec(work->pg, SQL_TODAY, NULL, &rows, err) != OK)
        return err->outcome;
    int64_t today = pg_rows_date(&rows, 0, 0);
    work->until = today < work->days.last_day ? today : work->days.last_day;
    pg_rows_done(&rows);
    return OK;
}

/* ---- a file ---- */

static bool is_asked(const struct work *work, const struct contribution *item)
{
    const struct cases_conf *conf = &work->conf;
    bool is_counter = item->counter == work->counters[0] || item->counter == work->counters[1];
    return is_counter && item->day >= work->days.first_day && item->day <= work->until &&
           str_eq(item->party.unit, str_from(conf->unit)) &&
           (conf->section[0] == '\0' || str_eq(item->party.section, str_from(conf->section))) &&
           (conf->person[0] == '\0' || str_eq(item->party.person, str_from(conf->person)));
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

static enum outcome count_file(struct work *work, const struct uuid *subject, struct str bytes,
                               struct err *err)
{
    struct case_file file;
    struct life life;
    struct contributions given;
    arena_reset(&work->arena);
    if (case_file_unpack(bytes, subject, &work->arena, &file, err) != OK ||
        fold(&file, &work->arena, &life, err) != OK ||
        contributions_of(&life, &work->rules, &work->arena, &given, err) != OK)
        return err->outcome;
    for (int32_t i = 0; i < given.contributions.count; i++) {
        const struct contribution *item = &given.contributions.items[i];
        if (!is_asked(work, item))
            continue;
        work->sums.counts[item->counter] += item->amount;
        print_item(work, &life, item);
    }
    return OK;
}

/* ---- all files ---- */

/* The next of one revision; gives how many there were. */
static enum outcome count_some(struct work *work, size_t *count_out, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    pg_params_reset(work->params);
    pg_param_uuid(work->params, &work->last);
    pg_param_bigint(work->params, work->rules.version);
    pg_param_bigint(work->params, FILES_A_QUERY);
    if (pg_exec(work->pg, SQL_FILE_SCAN, work->params, &rows, err) != OK)
        return err_wrap(err, "read case files");
    enum outcome outcome = OK;
    for (size_t r = 0; outcome == OK && r < rows.count; r++) {
        work->last = pg_rows_uuid(&rows, r, 0);
        outcome = count_file(work, &work->last, pg_rows_text(&rows, r, 1), err);
    }
    *count_out = rows.count;
    pg_rows_done(&rows);
    return outcome;
}

static enum outcome count_revision(struct work *work, int64_t version, struct err *err)
{
    size_t count = 1;
    arena_reset(&work->rules_arena);
    work->rules = (struct rules) {.version = version};
    work->last = (struct uuid) {0};
    if (rules_pg_load(work->pg, &work->rules_arena, &work->rules, err) != OK)
        return err->outcome;
    while (count > 0)
        if (count_some(work, &count, err) != OK)
            return err->outcome;
    return OK;
}

static enum outcome count_all(struct work *work, struct err *err)
{
    struct pg_rows versions = {.count = 0};
    enum outcome outcome = pg_exec(work->pg, SQL_FILE_RULES, NULL, &versions, err);
    for (size_t r = 0; outcome == OK && r < versions.count; r++)
        outcome = count_revision(work, pg_rows_bigint(&versions, r, 0), err);
    pg_rows_done(&versions);
    return outcome;
}

static enum outcome list(struct work *work, struct err *err)
{
    if (pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK ||
        (work->conf.item[0] != '\0' && find_item(work, err) != OK) || read_today(work, err) != OK ||
        output_open(work->conf.output, &work->output, err) != OK)
        return err->outcome;
    enum outcome outcome = count_all(work, err);
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
    enum outcome outcome = arena_init(&work.arena, ARENA_BYTES, &err);
    if (outcome == OK)
        outcome = arena_init(&work.rules_arena, RULES_BYTES, &err);
    if (outcome == OK)
        outcome = pg_params_new(PARAMS_BYTES_MAX, &work.params, &err);
    if (outcome == OK)
        outcome = consumer_open(consumer, &work.pg, &err);
    if (outcome == OK)
        outcome = list(&work, &err);
    formula_file_done(&work.file);
    pg_params_free(work.params);
    pg_close(work.pg);
    arena_done(&work.rules_arena);
    arena_done(&work.arena);
    return outcome == OK ? EXIT_DONE : consumer_failed("cases", &err);
}
