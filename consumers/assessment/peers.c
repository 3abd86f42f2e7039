/* peers -- see peers.h. */
#include "peers.h"

#include <stdlib.h>

#include "sql.h"

enum { PARAMS_BYTES_MAX = 1 << 12 };

/* The columns of peers.sql behind the counters. */
enum {
    COLUMN_UNIT = COUNTERS_COUNT,
    COLUMN_SECTION,
    COLUMN_PERSON,
    COLUMN_CLASS,
    COLUMN_POINTS,
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

static void take_peer(const struct peers_of *of, struct peers *peers, size_t row)
{
    const struct formula *formula = of->formula;
    struct peer *peer = &peers->items[row];
    struct score_counters counters;
    struct score_count counts[SCORE_ITEMS_MAX];
    for (enum counter counter = 0; counter < COUNTERS_COUNT; counter++)
        counters.counts[counter] = pg_rows_bigint(&peers->rows, row, (int) counter);
    for (size_t i = 0; i < formula->rows_count; i++)
        counts[i] = score_count_of(&formula->rows[i], &counters);
    peer->unit = pg_rows_text(&peers->rows, row, COLUMN_UNIT);
    peer->section = pg_rows_text(&peers->rows, row, COLUMN_SECTION);
    peer->person = pg_rows_text(&peers->rows, row, COLUMN_PERSON);
    score_make(formula, counts, pg_rows_bigint(&peers->rows, row, COLUMN_POINTS), &peer->score);
    peers->standings[row] =
        standing_of(pg_rows_text(&peers->rows, row, COLUMN_CLASS), &peer->score);
}

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
    enum outcome outcome = pg_exec(pg, SQL_PEERS, params, &peers->rows, err);
    pg_params_free(params);
    return outcome == OK ? OK : err_wrap(err, "read the counters of peers");
}

enum outcome peers_read(struct pg *pg, const struct peers_of *of, struct peers *peers,
                        struct err *err)
{
    if (ask(pg, of, peers, err) != OK)
        return err->outcome;
    peers->count = peers->rows.count;
    peers->items = calloc(peers->count + 1, sizeof(*peers->items));
    peers->standings = calloc(peers->count + 1, sizeof(*peers->standings));
    if (peers->items == NULL || peers->standings == NULL)
        return err_set(err, FATAL, "could not take memory for %zu peers", peers->count);
    for (size_t row = 0; row < peers->count; row++)
        take_peer(of, peers, row);
    standings_make(peers->standings, peers->count);
    return OK;
}

void peers_done(struct peers *peers)
{
    free(peers->standings);
    free(peers->items);
    pg_rows_done(&peers->rows);
    *peers = (struct peers) {.count = 0};
}

const struct standing *peers_find(const struct peers *peers, struct str unit, struct str section,
                                  struct str person)
{
    for (size_t i = 0; i < peers->count; i++)
        if (str_eq(peers->items[i].unit, unit) && str_eq(peers->items[i].section, section) &&
            str_eq(peers->items[i].person, person))
            return &peers->standings[i];
    return NULL;
}
