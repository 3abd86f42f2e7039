/* peers -- see peers.h. */
#include "peers.h"

#include <stdlib.h>

#include "core/sort.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 1 << 12 };

/* The columns of peers.sql behind the counters. */
enum { SUMMED_UNIT = COUNTERS_COUNT, SUMMED_SECTION, SUMMED_PERSON };

/* The columns of peers_known.sql. */
enum { KNOWN_UNIT, KNOWN_SECTION, KNOWN_PERSON, KNOWN_CLASS, KNOWN_IS_KNOWN, KNOWN_POINTS };

/* What one call works with. */
struct work {
    const struct peers_of *of;
    struct peers *peers;
};

const char *peers_chinese(struct str class)
{
    static const struct {
        struct str class;
        const char *chinese;
    } words[] = {
        {{"city", 4}, "市级单位"}, {{"county", 6}, "县级单位"}, {{"township", 8}, "乡镇街道"},
        {{"park", 4}, "园区"},     {{"section", 7}, "科室"},    {{"person", 6}, "人员"},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (str_eq(words[i].class, class))
            return words[i].chinese;
    return "";
}

/* ---- out of the database ---- */

static enum outcome ask(struct pg *pg, const struct peers_of *of, struct peers *peers,
                        struct err *err)
{
    static const char *const kinds[PEERS_KINDS_COUNT] = {
        [PEERS_UNITS] = "unit",
        [PEERS_SECTIONS] = "section",
        [PEERS_PEOPLE] = "person",
    };
    struct pg_params *params = NULL;
    if (pg_params_new(PARAMS_BYTES_MAX, &params, err) != OK)
        return err->outcome;
    pg_param_text(params, str_from(kinds[of->kind]));
    pg_param_text(params, of->unit);
    pg_param_date(params, of->days.first_day);
    pg_param_date(params, of->days.last_day);
    enum outcome outcome = pg_exec(pg, SQL_PEERS, params, &peers->summed, err);
    if (outcome == OK)
        outcome = pg_exec(pg, SQL_PEERS_KNOWN, params, &peers->known, err);
    pg_params_free(params);
    return outcome == OK ? OK : err_wrap(err, "read the counters of peers");
}

/* ---- who they are ---- */

static bool is_peer(const struct peer *peer, struct str unit, struct str section, struct str person)
{
    return str_eq(peer->unit, unit) && str_eq(peer->section, section) &&
           str_eq(peer->person, person);
}

/* Whoever has counters. */
static void take_summed(struct work *work, size_t row)
{
    const struct pg_rows *rows = &work->peers->summed;
    struct peer *peer = &work->peers->items[work->peers->count++];
    peer->unit = pg_rows_text(rows, row, SUMMED_UNIT);
    peer->section = pg_rows_text(rows, row, SUMMED_SECTION);
    peer->person = pg_rows_text(rows, row, SUMMED_PERSON);
    peer->class = work->of->kind == PEERS_SECTIONS ? STR("section")
                  : work->of->kind == PEERS_PEOPLE ? STR("person")
                                                   : STR("");
    for (enum counter counter = 0; counter < COUNTERS_COUNT; counter++)
        peer->counters.counts[counter] = pg_rows_bigint(rows, row, (int) counter);
}

/* Whoever is in the directory, with or without counters; points alone make nobody a peer. */
static void take_known(struct work *work, size_t row)
{
    struct peers *peers = work->peers;
    const struct pg_rows *rows = &peers->known;
    const struct peer asked = {
        .unit = pg_rows_text(rows, row, KNOWN_UNIT),
        .section = pg_rows_text(rows, row, KNOWN_SECTION),
        .person = pg_rows_text(rows, row, KNOWN_PERSON),
    };
    size_t at = 0;
    while (at < peers->count &&
           !is_peer(&peers->items[at], asked.unit, asked.section, asked.person))
        at++;
    bool is_known = pg_rows_boolean(rows, row, KNOWN_IS_KNOWN);
    if (at == peers->count && !is_known)
        return;
    if (at == peers->count)
        peers->items[peers->count++] = asked;
    if (is_known)
        peers->items[at].class = pg_rows_text(rows, row, KNOWN_CLASS);
    peers->items[at].points = pg_rows_bigint(rows, row, KNOWN_POINTS);
}

static int compare_peers(const void *context, uint32_t a, uint32_t b)
{
    const struct peer *items = context;
    int order = str_compare(items[a].class, items[b].class);
    if (order == 0)
        order = str_compare(items[a].unit, items[b].unit);
    if (order == 0)
        order = str_compare(items[a].section, items[b].section);
    return order != 0 ? order : str_compare(items[a].person, items[b].person);
}

/* ---- what they come to ---- */

static void score_peer(const struct formula *formula, struct peer *peer)
{
    struct score_count counts[SCORE_ITEMS_MAX];
    for (size_t i = 0; i < formula->rows_count; i++)
        counts[i] = score_count_of(&formula->rows[i], &peer->counters);
    score_make(formula, counts, peer->points, &peer->score);
}

static void make(struct work *work)
{
    struct peers *peers = work->peers;
    for (size_t row = 0; row < peers->summed.count; row++)
        take_summed(work, row);
    for (size_t row = 0; row < peers->known.count; row++)
        take_known(work, row);
    for (size_t i = 0; i < peers->count; i++) {
        score_peer(work->of->formula, &peers->items[i]);
        peers->standings[i] = standing_of(peers->items[i].class, &peers->items[i].score);
        peers->order[i] = (uint32_t) i;
    }
    standings_make(peers->standings, peers->count);
    sort_numbers(peers->order, peers->order + peers->count, peers->count, compare_peers,
                 peers->items);
}

enum outcome peers_read(struct pg *pg, const struct peers_of *of, struct peers *peers,
                        struct err *err)
{
    struct work work = {.of = of, .peers = peers};
    if (ask(pg, of, peers, err) != OK)
        return err->outcome;
    size_t count_max = peers->summed.count + peers->known.count;
    peers->items = calloc(count_max + 1, sizeof(*peers->items));
    peers->standings = calloc(count_max + 1, sizeof(*peers->standings));
    peers->order = calloc(2 * count_max + 1, sizeof(*peers->order));
    if (peers->items == NULL || peers->standings == NULL || peers->order == NULL)
        return err_set(err, FATAL, "could not take memory for %zu peers", count_max);
    make(&work);
    return OK;
}

void peers_done(struct peers *peers)
{
    free(peers->order);
    free(peers->standings);
    free(peers->items);
    pg_rows_done(&peers->known);
    pg_rows_done(&peers->summed);
    *peers = (struct peers) {.count = 0};
}

const struct standing *peers_find(const struct peers *peers, struct str unit, struct str section,
                                  struct str person)
{
    for (size_t i = 0; i < peers->count; i++)
        if (is_peer(&peers->items[i], unit, section, person))
            return &peers->standings[i];
    return NULL;
}
