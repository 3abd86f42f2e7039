/* policy -- see policy.h. */
#include "core/policy.h"

#include <assert.h>

#include "core/sort.h"

static const char *const clock_names[CLOCK_KINDS_COUNT] = {
#define CLOCK_KIND(NAME, name, chinese, start) [CLOCK_##NAME] = #name,
#include "core/policy_words.def"
};

const char *clock_kind_name(enum clock_kind clock)
{
    assert(clock < CLOCK_KINDS_COUNT);
    return clock_names[clock];
}

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* ---- the order of rows ---- */

/* Of two rows of one period: for whom they are. */
static int compare_scope(const struct policy_row *a, const struct policy_row *b)
{
    int order = compare_numbers(a->clock, b->clock);
    if (order == 0)
        order = compare_numbers(a->scope, b->scope);
    return order != 0 ? order : str_compare(a->unit, b->unit);
}

/* Of two of one scope: of what they speak. */
static int compare_matter(const struct policy_row *a, const struct policy_row *b)
{
    int order = compare_numbers(a->category, b->category);
    if (order == 0)
        order = compare_numbers(a->channel, b->channel);
    return order != 0 ? order : str_compare(a->priority, b->priority);
}

static int compare_in_period(const struct policy_row *a, const struct policy_row *b)
{
    int order = compare_scope(a, b);
    return order != 0 ? order : compare_matter(a, b);
}

static int compare_period(const struct policy_row *a, const struct policy_row *b)
{
    int order = compare_numbers(a->first_day.number, b->first_day.number);
    return order != 0 ? order : str_compare(a->preset, b->preset);
}

int policy_row_compare(const struct policy_row *a, const struct policy_row *b)
{
    int order = compare_period(a, b);
    return order != 0 ? order : compare_in_period(a, b);
}

static int by_period(const void *context, uint32_t a, uint32_t b)
{
    const struct policy_row *rows = context;
    return policy_row_compare(&rows[a], &rows[b]);
}

/* By preset, its last version first. */
static int by_version(const void *context, uint32_t a, uint32_t b)
{
    const struct policy_row *rows = context;
    int order = str_compare(rows[a].preset, rows[b].preset);
    return order != 0 ? order : compare_numbers(rows[b].version, rows[a].version);
}

/* ---- building ---- */

/* Leaves the rows of each preset's last version; how many. */
static size_t drop_superseded(const struct policy_row *rows, uint32_t *items, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const struct policy_row *row = &rows[items[i]];
        const struct policy_row *last = kept == 0 ? row : &rows[items[kept - 1]];
        if (!str_eq(row->preset, last->preset) || row->version == last->version)
            items[kept++] = items[i];
    }
    return kept;
}

/* A period's end: its own, or the day before the next one begins. */
static void end_period(struct policy_period *period, const struct policy_period *next)
{
    if (next->first_day <= period->last_day)
        period->last_day = next->first_day - 1;
}

static size_t find_periods(const struct policy_row *rows, const uint32_t *order, size_t count,
                           struct policy_period *periods)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const struct policy_row *row = &rows[order[i]];
        if (i > 0 && compare_period(&rows[order[i - 1]], row) == 0) {
            periods[found - 1].end = i + 1;
            continue;
        }
        periods[found] = (struct policy_period) {
            .first_day = row->first_day.number,
            .last_day = row->last_day.number == DAY_NONE ? INT64_MAX : row->last_day.number,
            .first = i,
            .end = i + 1,
        };
        if (found > 0)
            end_period(&periods[found - 1], &periods[found]);
        found++;
    }
    return found;
}

enum outcome policy_build(const struct policy_source *source, struct arena *arena,
                          struct policy *policy_out, struct err *err)
{
    size_t count = source->rows_count;
    uint32_t *order = arena_alloc(arena, count * sizeof(*order));
    struct policy_period *periods = arena_alloc(arena, count * sizeof(*periods));
    size_t mark = arena_mark(arena);
    uint32_t *spare = arena_alloc(arena, count * sizeof(*spare));
    if (order == NULL || periods == NULL || spare == NULL)
        return err_set(err, RETRY, "no room for a policy of %zu rows", count);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t) i;
    sort_numbers(order, spare, count, by_version, source->rows);
    count = drop_superseded(source->rows, order, count);
    sort_numbers(order, spare, count, by_period, source->rows);
    arena_rewind(arena, mark);
    *policy_out = (struct policy) {
        .source = *source,
        .order = order,
        .periods = periods,
        .periods_count = find_periods(source->rows, order, count, periods),
    };
    return OK;
}

/* ---- looking up ---- */

/* The last period that has begun by then, or the first of all. */
static const struct policy_period *find_period(const struct policy *policy, int64_t day)
{
    size_t low = 0;
    size_t high = policy->periods_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (policy->periods[middle].first_day <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return &policy->periods[low == 0 ? 0 : low - 1];
}

static const struct policy_row *row_at(const struct policy *policy, size_t at)
{
    return &policy->source.rows[policy->order[at]];
}

/* The first of the period's rows that does not stand before the probe; `end` when all do. */
static size_t find_row(const struct policy *policy, const struct policy_period *period,
                       const struct policy_row *probe)
{
    size_t low = period->first;
    size_t high = period->end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_in_period(row_at(policy, middle), probe) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Of the rows of one scope the nearest, the category named before the channel, and that before the
 * priority; NULL: none matches. */
static const struct policy_row *find_in_scope(const struct policy *policy,
                                              const struct policy_period *period,
                                              const struct policy_query *query,
                                              struct policy_row probe)
{
    enum { NO_CATEGORY = 4, NO_CHANNEL = 2, NO_PRIORITY = 1, WAYS = 8 };
    probe.category = POLICY_ANY;
    probe.channel = POLICY_ANY;
    size_t at = find_row(policy, period, &probe); /* the least that a row of the scope can be */
    if (at == period->end || compare_scope(row_at(policy, at), &probe) != 0)
        return NULL;
    for (int way = 0; way < WAYS; way++) {
        probe.category = (way & NO_CATEGORY) != 0 ? POLICY_ANY : (int32_t) query->category;
        probe.channel = (way & NO_CHANNEL) != 0 ? POLICY_ANY : (int32_t) query->channel;
        probe.priority = (way & NO_PRIORITY) != 0 ? (struct str) {0} : query->priority;
        at = find_row(policy, period, &probe);
        if (at < period->end && compare_in_period(row_at(policy, at), &probe) == 0)
            return row_at(policy, at);
    }
    return NULL;
}

static const struct policy_row *find_matching(const struct policy *policy,
                                              const struct policy_period *period,
                                              const struct policy_query *query)
{
    struct policy_row probe = {
        .clock = query->clock, .scope = POLICY_SCOPE_UNIT, .unit = query->unit};
    const struct policy_row *row = find_in_scope(policy, period, query, probe);
    probe.scope = POLICY_SCOPE_SUBTREE;
    for (int level = 0; row == NULL && probe.unit.len > 0 && level <= UNIT_TREE_LEVELS_MAX;
         level++) {
        row = find_in_scope(policy, period, query, probe);
        probe.unit = unit_tree_parent(&policy->source.tree, probe.unit, query->day);
    }
    probe.scope = POLICY_SCOPE_ALL;
    probe.unit = (struct str) {0};
    return row != NULL ? row : find_in_scope(policy, period, query, probe);
}

static const struct ladder *find_ladder(const struct policy *policy, const struct policy_row *row)
{
    for (size_t i = 0; row->ladder.len > 0 && i < policy->source.ladders_count; i++) {
        const struct policy_ladder *of = &policy->source.ladders[i];
        if (of->version == row->version && str_eq(of->preset, row->preset) &&
            str_eq(of->ladder.name, row->ladder))
            return &of->ladder;
    }
    return NULL;
}

struct policy_match policy_find(const struct policy *policy, const struct policy_query *query)
{
    struct policy_match match = {.row = NULL};
    if (policy->periods_count == 0)
        return match;
    const struct policy_period *period = find_period(policy, query->day);
    if (period->first_day <= query->day && query->day <= period->last_day)
        match.row = find_matching(policy, period, query);
    if (match.row == NULL) {
        const struct policy_row probe = {.clock = query->clock, .scope = POLICY_SCOPE_DEFAULT};
        match.row = find_in_scope(policy, period, query, probe);
        match.is_default = match.row != NULL;
    }
    if (match.row != NULL)
        match.ladder = find_ladder(policy, match.row);
    return match;
}
