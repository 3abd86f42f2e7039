/* bands -- see bands.h. */
#include "bands.h"

#include <inttypes.h>
#include <stdio.h>

#include "core/sort.h"
#include "office/listing.h"
#include "office/names.h"
#include "office/page_verb.h"
#include "peers.h"
#include "scored.h"
#include "wire/records.h"

struct bands_conf {
    struct consumer_conf consumer; /* first: consumer_conf_spec_of() */
#define CONF(name, kind, fallback, min, max, help) CONF_TYPE_##kind(name);
#include "bands.def"
#undef CONF
};

static const struct conf_field fields[] = {
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct bands_conf, name), fallback, min, max, help},
#include "bands.def"
#undef CONF
#define CONF(name, kind, fallback, min, max, help)                                                 \
    {#name, CONF_##kind, offsetof(struct bands_conf, consumer.name), fallback, min, max, help},
#include "run/consumer_conf.def"
#undef CONF
};

const struct conf_spec bands_help = {
    .fields = fields,
    .fields_count = sizeof(fields) / sizeof(fields[0]),
};

/* What one call works with. */
struct work {
    struct bands_conf conf;
    struct peers_of of;
    struct pg *pg;
    struct names names;
    struct formula_file file;
    struct peers peers;
};

/* What needs no server. */
static enum outcome read_options(void *context, struct err *err)
{
    struct work *work = context;
    const struct bands_conf *conf = &work->conf;
    work->of.unit = str_from(conf->unit);
    work->of.formula = &work->file.formula;
    work->of.kind = conf->unit[0] == '\0' ? PEERS_UNITS
                    : conf->people        ? PEERS_PEOPLE
                                          : PEERS_SECTIONS;
    if (conf->people && conf->unit[0] == '\0')
        return err_set(err, FATAL, "--people wants a unit: people of one unit are compared");
    if (conf->csv && conf->json)
        return err_set(err, FATAL, "either --csv or --json, not both");
    return period_named(conf->period, &work->of.days, err);
}

static enum outcome read_all(void *context, const struct consumer *consumer, struct err *err)
{
    struct work *work = context;
    if (consumer_open(consumer, &work->pg, err) != OK ||
        pg_script(work->pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err) != OK ||
        names_read(work->pg, &work->names, err) != OK ||
        scored_formula(work->pg, work->conf.formula, work->conf.formula_version, &work->file,
                       err) != OK)
        return err->outcome;
    return peers_read(work->pg, &work->of, &work->peers, err);
}

/* ---- in which order ---- */

/* By class, then by place; those without one behind. */
static int compare_places(const void *context, uint32_t a, uint32_t b)
{
    const struct peers *peers = context;
    const struct standing *first = &peers->standings[a];
    const struct standing *second = &peers->standings[b];
    int order = str_compare(first->peers, second->peers);
    if (order != 0)
        return order;
    if (first->is_compared != second->is_compared)
        return first->is_compared ? -1 : 1;
    return first->place < second->place ? -1 : first->place > second->place;
}

static void put_in_order(struct work *work)
{
    struct peers *peers = &work->peers;
    if (work->conf.ranking)
        sort_numbers(peers->order, peers->order + peers->count, peers->count, compare_places,
                     peers);
}

/* ---- on paper ---- */

/* Code and name of what a row is of. */
static void party_of(const struct work *work, const struct peer *peer, struct str *code_out,
                     struct str *name_out)
{
    int64_t day = work->of.days.last_day;
    *code_out = peer->unit;
    *name_out = names_unit(&work->names, peer->unit, day);
    if (work->of.kind == PEERS_SECTIONS) {
        *code_out = peer->section;
        *name_out = names_section(&work->names, peer->unit, peer->section, day);
    } else if (work->of.kind == PEERS_PEOPLE) {
        *code_out = peer->person;
        *name_out = names_person(&work->names, peer->person, day);
    }
}

static void print_peer(const struct work *work, size_t at, FILE *out)
{
    const struct peer *peer = &work->peers.items[at];
    const struct standing *standing = &work->peers.standings[at];
    struct str code;
    struct str name;
    char final[SCORE_TEXT_MAX];
    char rated[SCORE_TEXT_MAX];
    party_of(work, peer, &code, &name);
    (void) fprintf(out, "  %.*s %.*s  rated are %s  ", STR_ARG(code), STR_ARG(name),
                   score_hundredths_text(peer->score.rated_out_of, rated));
    if (!peer->score.is_rated) {
        (void) fprintf(out, "not rated\n");
        return;
    }
    (void) fprintf(out, "%s  %s", score_hundredths_text(peer->score.final, final),
                   grade_chinese(peer->score.grade));
    if (standing->is_compared)
        (void) fprintf(out, "  %s", standing_chinese(standing));
    if (standing->is_compared && work->conf.ranking)
        (void) fprintf(out, "  place %" PRId32 " of %" PRId32, standing->place,
                       standing->peers_count);
    (void) fprintf(out, "\n");
}

static void print_text(const struct work *work, FILE *out)
{
    char first[LISTING_DAY_TEXT_MAX];
    char last[LISTING_DAY_TEXT_MAX];
    const struct standing *before = NULL;
    (void) fprintf(out, "period %s: %s to %s\nformula %.*s version %" PRId64 "\n",
                   work->conf.period, listing_day_text(work->of.days.first_day, first),
                   listing_day_text(work->of.days.last_day, last), STR_ARG(work->file.formula.name),
                   work->file.formula.version);
    for (size_t i = 0; i < work->peers.count; i++) {
        const struct standing *standing = &work->peers.standings[work->peers.order[i]];
        if (before == NULL || !str_eq(before->peers, standing->peers))
            (void) fprintf(out, "%s: %" PRId32 " are compared\n",
                           standing->peers.len > 0 ? peers_chinese(standing->peers)
                                                   : "not in the directory",
                           standing->peers_count);
        print_peer(work, work->peers.order[i], out);
        before = standing;
    }
}

static void put_row(const struct work *work, size_t at, struct records *records)
{
    const struct peer *peer = &work->peers.items[at];
    const struct standing *standing = &work->peers.standings[at];
    char text[SCORE_TEXT_MAX];
    struct str code;
    struct str name;
    party_of(work, peer, &code, &name);
    records_put(records, str_from(peers_chinese(standing->peers)));
    records_put(records, peer->unit);
    records_put(records, code);
    records_put(records, name);
    records_put(records, str_from(score_hundredths_text(peer->score.rated_out_of, text)));
    records_put(records, peer->score.is_rated
                             ? str_from(score_hundredths_text(peer->score.final, text))
                             : STR(""));
    records_put(records, str_from(peer->score.is_rated ? grade_chinese(peer->score.grade) : ""));
    records_put(records, str_from(peer->score.is_rated ? standing_chinese(standing) : ""));
    records_put_number(records, standing->peers_count);
    if (work->conf.ranking)
        records_put_number(records, standing->place);
}

static void print_records(const struct work *work, FILE *out)
{
    static const struct record_column columns[] = {
        {"peers", "同类"},         {"unit", "单位代码"}, {"code", "代码"},  {"name", "名称"},
        {"rated_out_of", "已评"},  {"final", "得分"},    {"grade", "等次"}, {"band", "档次"},
        {"peers_count", "同类数"}, {"place", "名次"},
    };
    size_t columns_count = sizeof(columns) / sizeof(columns[0]) - !work->conf.ranking;
    struct records records;
    records_begin(&records, out, columns, columns_count, work->conf.json);
    for (size_t i = 0; i < work->peers.count; i++)
        put_row(work, work->peers.order[i], &records);
}

static void print(void *context, FILE *out)
{
    struct work *work = context;
    put_in_order(work);
    if (work->conf.csv || work->conf.json)
        print_records(work, out);
    else
        print_text(work, out);
}

static void done(void *context)
{
    struct work *work = context;
    peers_done(&work->peers);
    formula_file_done(&work->file);
    names_done(&work->names);
    pg_close(work->pg);
}

int bands_verb(int argc, char **argv, void *context)
{
    static struct work work; /* large: the settings */
    const struct page_verb verb = {
        .name = "bands",
        .help = &bands_help,
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
