/* score -- see score.h. */
#include "score.h"

#include <inttypes.h>
#include <stdio.h>

#include "office/names.h"
#include "office/page_verb.h"
#include "peers.h"
#include "scored.h"

struct score_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "score.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct score_conf, name), fallback, min, max, help},
#include "score.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct score_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec score_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct score_conf conf;
    struct scored_of of;
    struct pg *pg;
    struct names names;
    struct scored scored;
    struct peers peers; /* with whom it is compared */
};

static enum outcome read_options(void *context, struct err *err)
{
    struct work *work = context;
    const struct score_conf *conf = &work->conf;
    work->of = (struct scored_of) {
        .unit = str_from(conf->unit),
        .section = str_from(conf->section),
        .person = str_from(conf->person),
        .period = conf->period,
        .formula = conf->formula,
        .formula_version = conf->formula_version,
    };
    return period_named(conf->period, &work->of.days, err);
}

/* ---- out of the database ---- */

/* A section or a person has; a person within one section is compared with nobody, and units by the
 * verb `bands`, since that wants the counters of all of them. */
static bool has_peers(const struct work *work)
{
    return work->conf.band && (work->of.section.len == 0) != (work->of.person.len == 0);
}

static enum outcome read_peers(struct work *work, struct err *err)
{
    const struct scored_of *of = &work->of;
    const struct peers_of peers = {
        .kind = of->person.len > 0 ? PEERS_PEOPLE : PEERS_SECTIONS,
        .unit = of->unit,
        .days = of->days,
        .formula = &work->scored.file.formula,
    };
    return peers_read(work->pg, &peers, &work->peers, err);
}

static enum outcome read_all(void *context, const struct consumer *consumer, struct err *err)
{
    struct work *work = context;
    if (consumer_open(consumer, &work->pg, err) != OK ||
        pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK ||
        names_read(work->pg, &work->names, err) != OK)
        return err->outcome;
    if (scored_read(work->pg, &work->of, &work->scored, err) != OK)
        return err->outcome;
    return has_peers(work) ? read_peers(work, err) : OK;
}

/* ---- on paper ---- */

static void print_band(const struct work *work, FILE *out)
{
    const struct standing *standing =
        peers_find(&work->peers, work->of.unit, work->of.section, work->of.person);
    if (standing == NULL || standing->peers.len == 0 || !work->scored.score.is_rated)
        return; /* there is nobody to compare it with, or nothing to compare */
    (void) fprintf(out, "%-22s %s, among %" PRId32 " of its peers (%s)\n", "band",
                   standing_chinese(standing), standing->peers_count,
                   peers_chinese(standing->peers));
}

static void print(void *context, FILE *out)
{
    struct work *work = context;
    scored_print_head(&work->of, &work->scored, &work->names, out);
    score_print(&work->scored.page, out);
    print_band(work, out);
}

static void done(void *context)
{
    struct work *work = context;
    peers_done(&work->peers);
    scored_done(&work->scored);
    names_done(&work->names);
    pg_close(work->pg);
}

int score_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    const struct page_verb verb = {
        .name = "score",
        .help = &score_help,
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
