/* draw -- see draw.h. */
#include "draw.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/words.h"
#include "office/draw_print.h"
#include "office/listing.h"
#include "office/page_verb.h"
#include "sql.h"

enum {
    PARAMS_BYTES_MAX = 64 << 20, /* the largest sample */
    SAMPLE_TEXT_MAX = CONF_TEXT_MAX + 32,
};

struct draw_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "draw.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct draw_conf, name), fallback, min, max, help},
#include "draw.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct draw_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec draw_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct draw_conf conf;
    struct period days;
    char sample[SAMPLE_TEXT_MAX];
    struct pg *pg;
    struct pg_params *params;
    struct names names;
    struct pg_rows rows; /* what the texts are borrowed from */
    struct draw_case *cases;
    struct draw_label *labels; /* one a case */
    struct arena arena;
    struct draw draw;
};

/* What needs no server. */
static enum outcome read_options(void *context, struct err *err)
{
    struct work *work = context;
    const struct draw_conf *conf = &work->conf;
    if (conf->size == 0)
        return err_set(err, FATAL, "how many cases is not said: --size 20");
    if (conf->seed < 0)
        return err_set(err, FATAL, "the seed is not said: --seed 8");
    if (conf->csv && conf->json)
        return err_set(err, FATAL, "either --csv or --json, not both");
    if (conf->drawn_by[0] != '\0' && !conf->keep)
        return err_set(err, FATAL, "--drawn-by is for a sample that is kept: --keep");
    (void) snprintf(work->sample, sizeof(work->sample), "%s/%" PRId64, conf->period, conf->seed);
    return period_named(conf->period, &work->days, err);
}

/* ---- out of the database ---- */

static enum satisfaction satisfaction_of(struct str word)
{
    for (int i = 1; i < SATISFACTIONS_END; i++)
        if (str_eq(word_satisfaction((enum satisfaction) i), word))
            return (enum satisfaction) i;
    return 0;
}

static void read_case(struct work *work, size_t row)
{
    const struct pg_rows *rows = &work->rows;
    work->cases[row] = (struct draw_case) {
        .id = pg_rows_uuid(rows, row, 0),
        .section = pg_rows_text(rows, row, 1),
        .satisfaction = satisfaction_of(pg_rows_text(rows, row, 2)),
    };
    work->labels[row] = (struct draw_label) {
        .source = pg_rows_text(rows, row, 3),
        .number = pg_rows_text(rows, row, 4),
        .receiver = pg_rows_text(rows, row, 5),
        .completed_us = pg_rows_time(rows, row, 6),
    };
}

static enum outcome read_population(struct work *work, struct err *err)
{
    pg_params_reset(work->params);
    pg_param_text(work->params, str_from(work->conf.unit));
    pg_param_time(work->params, civil_start_of(work->days.first_day));
    pg_param_time(work->params, civil_start_of(work->days.last_day + 1));
    if (pg_exec(work->pg, SQL_DRAW_POPULATION, work->params, &work->rows, err) != OK)
        return err_wrap(err, "read the cases");
    size_t count = work->rows.count;
    work->cases = calloc(count + 1, sizeof(*work->cases));
    work->labels = calloc(count + 1, sizeof(*work->labels));
    if (work->cases == NULL || work->labels == NULL)
        return err_set(err, FATAL, "could not take memory for %zu cases", count);
    for (size_t row = 0; row < count; row++)
        read_case(work, row);
    return OK;
}

static enum outcome draw(struct work *work, struct err *err)
{
    const struct draw_wanted wanted = {
        .cases = work->cases,
        .count = work->rows.count,
        .size = work->conf.size,
        .seed = work->conf.seed,
    };
    if (arena_init(&work->arena, draw_bytes(wanted.count), err) != OK)
        return err->outcome;
    return draw_make(&wanted, &work->arena, &work->draw, err);
}

/* ---- a sample that was kept ---- */

static bool is_drawn(const struct work *work, const struct uuid *id)
{
    for (size_t s = 0; s < work->draw.strata_count; s++) {
        const struct draw_stratum *stratum = &work->draw.strata[s];
        for (size_t i = stratum->first; i < stratum->first + (size_t) stratum->drawn; i++)
            if (uuid_compare(&work->cases[work->draw.order[i]].id, id) == 0)
                return true;
    }
    return false;
}

static void say_kept(const struct work *work, const struct pg_rows *kept)
{
    size_t count = 0;
    size_t again = 0;
    char day[LISTING_DAY_TEXT_MAX];
    for (size_t row = 0; row < kept->count; row++) {
        struct uuid id = pg_rows_uuid(kept, row, 3);
        count += !pg_rows_is_null(kept, row, 3);
        again += !pg_rows_is_null(kept, row, 3) && is_drawn(work, &id);
    }
    (void) fprintf(stderr,
                   "sample %s was kept on %s with size %" PRId64
                   "; of its %zu cases %zu are drawn again now\n",
                   work->sample, listing_day_text(civil_day_of(pg_rows_time(kept, 0, 1)), day),
                   pg_rows_bigint(kept, 0, 0), count, again);
}

/* A name is given once, so that nobody draws until he likes what he sees. */
static enum outcome look_for_kept(struct work *work, struct err *err)
{
    struct pg_rows kept = {.count = 0};
    pg_params_reset(work->params);
    pg_param_text(work->params, str_from(work->conf.unit));
    pg_param_text(work->params, str_from(work->sample));
    if (pg_exec(work->pg, SQL_DRAW_KEPT, work->params, &kept, err) != OK)
        return err->outcome;
    if (kept.count > 0)
        say_kept(work, &kept);
    bool is_refused = kept.count > 0 && work->conf.keep;
    pg_rows_done(&kept);
    if (is_refused)
        return err_set(err, REJECT, "sample \"%.80s\" was kept already, and is not changed",
                       work->sample);
    return OK;
}

/* ---- keeping ---- */

static void ask(struct work *work)
{
    pg_params_reset(work->params);
    pg_param_text(work->params, str_from(work->conf.unit));
    pg_param_text(work->params, str_from(work->sample));
}

static enum outcome keep_head(struct work *work, struct err *err)
{
    ask(work);
    pg_param_text(work->params, str_from(work->conf.period));
    pg_param_date(work->params, work->days.first_day);
    pg_param_date(work->params, work->days.last_day);
    pg_param_bigint(work->params, work->conf.size);
    pg_param_bigint(work->params, work->conf.seed);
    pg_param_bigint(work->params, work->draw.population);
    pg_param_bigint(work->params, work->draw.drawn);
    pg_param_text(work->params, str_from(work->conf.drawn_by));
    return pg_exec(work->pg, SQL_DRAW_KEEP, work->params, NULL, err);
}

static enum outcome keep_strata(struct work *work, struct err *err)
{
    const struct draw *draw = &work->draw;
    struct pg_params *params = work->params;
    ask(work);
    pg_array_begin(params, PG_TEXT, draw->strata_count);
    for (size_t s = 0; s < draw->strata_count; s++)
        pg_array_text(params, draw->strata[s].section);
    pg_array_begin(params, PG_TEXT, draw->strata_count);
    for (size_t s = 0; s < draw->strata_count; s++)
        pg_array_text(params, word_satisfaction(draw->strata[s].satisfaction));
    pg_array_begin(params, PG_BIGINT, draw->strata_count);
    for (size_t s = 0; s < draw->strata_count; s++)
        pg_array_bigint(params, draw->strata[s].population);
    pg_array_begin(params, PG_BIGINT, draw->strata_count);
    for (size_t s = 0; s < draw->strata_count; s++)
        pg_array_bigint(params, draw->strata[s].drawn);
    return pg_exec(work->pg, SQL_DRAW_KEEP_STRATA, params, NULL, err);
}

/* One column of the cases that are drawn. */
static void put_column(struct work *work, enum pg_element element,
                       void (*put)(struct work *work, uint32_t item))
{
    pg_array_begin(work->params, element, (size_t) work->draw.drawn);
    for (size_t s = 0; s < work->draw.strata_count; s++) {
        const struct draw_stratum *stratum = &work->draw.strata[s];
        for (size_t i = stratum->first; i < stratum->first + (size_t) stratum->drawn; i++)
            put(work, work->draw.order[i]);
    }
}

static void put_id(struct work *work, uint32_t item)
{
    pg_array_uuid(work->params, &work->cases[item].id);
}

static void put_source(struct work *work, uint32_t item)
{
    pg_array_text(work->params, work->labels[item].source);
}

static void put_number(struct work *work, uint32_t item)
{
    pg_array_text(work->params, work->labels[item].number);
}

static void put_section(struct work *work, uint32_t item)
{
    pg_array_text(work->params, work->cases[item].section);
}

static void put_satisfaction(struct work *work, uint32_t item)
{
    pg_array_text(work->params, word_satisfaction(work->cases[item].satisfaction));
}

static void put_receiver(struct work *work, uint32_t item)
{
    pg_array_text(work->params, work->labels[item].receiver);
}

static void put_completed(struct work *work, uint32_t item)
{
    pg_array_time(work->params, work->labels[item].completed_us);
}

static enum outcome keep(struct work *work, struct err *err)
{
    if (keep_head(work, err) != OK || keep_strata(work, err) != OK)
        return err->outcome;
    ask(work);
    put_column(work, PG_UUID, put_id);
    put_column(work, PG_TEXT, put_source);
    put_column(work, PG_TEXT, put_number);
    put_column(work, PG_TEXT, put_section);
    put_column(work, PG_TEXT, put_satisfaction);
    put_column(work, PG_TEXT, put_receiver);
    put_column(work, PG_TIMESTAMPTZ, put_completed);
    if (pg_exec(work->pg, SQL_DRAW_KEEP_CASES, work->params, NULL, err) != OK)
        return err->outcome;
    return pg_script(work->pg, "COMMIT", err);
}

/* ---- all of it ---- */

static enum outcome make(void *context, const struct consumer *consumer, struct err *err)
{
    struct work *work = context;
    if (consumer_open(consumer, &work->pg, err) != OK ||
        pg_params_new(PARAMS_BYTES_MAX, &work->params, err) != OK ||
        pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ", err) != OK ||
        names_read(work->pg, &work->names, err) != OK || read_population(work, err) != OK ||
        draw(work, err) != OK || look_for_kept(work, err) != OK)
        return err->outcome;
    return work->conf.keep ? keep(work, err) : OK;
}

static void print(void *context, FILE *out)
{
    const struct work *work = context;
    const struct draw_page page = {
        .draw = &work->draw,
        .cases = work->cases,
        .labels = work->labels,
        .names = &work->names,
        .unit = str_from(work->conf.unit),
        .sample = str_from(work->sample),
        .days = &work->days,
        .seed = work->conf.seed,
    };
    if (work->conf.csv || work->conf.json)
        draw_print_records(&page, work->conf.json, out);
    else
        draw_print_text(&page, out);
}

static void done(void *context)
{
    struct work *work = context;
    arena_done(&work->arena);
    free(work->labels);
    free(work->cases);
    pg_rows_done(&work->rows);
    names_done(&work->names);
    pg_params_free(work->params);
    pg_close(work->pg);
}

int draw_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    const struct page_verb verb = {
        .name = "draw",
        .help = &draw_help,
        .conf = &work.conf.consumer,
        .output = work.conf.output,
        .work = &work,
        .check = read_options,
        .read = make,
        .print = print,
        .done = done,
    };
    return page_verb_run(&verb, context, argc, argv);
}
