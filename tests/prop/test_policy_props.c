/* test_policy_props -- the row that rules, against a naive reading of random policies. */
#include <stdlib.h>

#include "core/policy.h"
#include "support/arena.h"
#include "support/cmocka.h"
#include "support/gen.h"

enum { POLICIES = 1000, QUERIES = 60, ROWS_MAX = 120, UNITS = 6, DAYS = 40 };

static const char *const unit_codes[UNITS] = {"a", "b", "c", "d", "e", "f"};
static const char *const presets[] = {"p", "q", "r"};
static const char *const priorities[] = {"", "urgent", "slow"};

/* A policy, and what it was built from. */
struct world {
    struct unit_place places[UNITS * 2];
    size_t places_count;
    struct policy_row rows[ROWS_MAX];
    size_t rows_count;
    struct policy policy;
};

static struct str pick(struct gen *gen, const char *const *words, size_t count)
{
    return str_from(words[gen_number(gen, count)]);
}

/* A parent stands in front of its children, so that there is no circle; half of the units move. */
static void make_tree(struct gen *gen, struct world *world)
{
    world->places_count = 0;
    for (size_t i = 0; i < UNITS; i++) {
        int64_t move = gen_chance(gen, 50) ? (int64_t) gen_number(gen, DAYS) : DAY_NONE;
        for (int part = 0; part < (move == DAY_NONE ? 1 : 2); part++) {
            struct unit_place *place = &world->places[world->places_count++];
            *place = (struct unit_place) {.unit = str_from(unit_codes[i]),
                                          .last_day = {part == 0 ? move : DAY_NONE}};
            place->first_day.number = part == 0 ? 0 : move + 1;
            if (i > 0 && gen_chance(gen, 80))
                place->parent = pick(gen, unit_codes, i);
        }
    }
}

static struct policy_row random_row(struct gen *gen)
{
    struct policy_row row = {
        .preset = pick(gen, presets, 3),
        .version = (int64_t) gen_number(gen, 2),
        .first_day = {(int64_t) gen_number(gen, 4) * 10},
        .last_day = {DAY_NONE},
        .scope = (enum policy_scope) gen_number(gen, POLICY_SCOPES_COUNT),
        .category = POLICY_ANY,
        .channel = POLICY_ANY,
        .clock = gen_chance(gen, 80) ? CLOCK_COMPLETION : CLOCK_SIGN,
    };
    if (row.scope == POLICY_SCOPE_DEFAULT)
        return row;
    if (row.scope != POLICY_SCOPE_ALL)
        row.unit = pick(gen, unit_codes, UNITS);
    if (gen_chance(gen, 60))
        row.category = (int32_t) gen_number(gen, 3);
    if (gen_chance(gen, 50))
        row.channel = (int32_t) (1 + gen_number(gen, 3));
    row.priority = pick(gen, priorities, 3);
    return row;
}

/* Would it stand beside a row of equal rank, or in two periods that begin on one day? */
static bool is_in_the_way(const struct world *world, const struct policy_row *row)
{
    for (size_t i = 0; i < world->rows_count; i++) {
        const struct policy_row *other = &world->rows[i];
        bool is_same_preset = str_eq(other->preset, row->preset);
        if (!is_same_preset && other->first_day.number == row->first_day.number)
            return true;
        if (is_same_preset && other->version == row->version && policy_row_compare(other, row) == 0)
            return true;
    }
    return false;
}

/* Some periods end by themselves: all rows of one agree. */
static void end_some_periods(struct gen *gen, struct world *world)
{
    for (int64_t first = 0; first < DAYS; first += 10) {
        int64_t last = gen_chance(gen, 30) ? first + (int64_t) gen_number(gen, 10) : DAY_NONE;
        for (size_t i = 0; i < world->rows_count; i++)
            if (world->rows[i].first_day.number == first)
                world->rows[i].last_day.number = last;
    }
}

static void make_world(struct gen *gen, struct world *world)
{
    struct err err;
    arena_reset(&test_arena);
    make_tree(gen, world);
    world->rows_count = 0;
    for (size_t left = gen_number(gen, ROWS_MAX); left > 0; left--) {
        struct policy_row row = random_row(gen);
        if (!is_in_the_way(world, &row))
            world->rows[world->rows_count++] = row;
    }
    end_some_periods(gen, world);
    struct policy_source source = {.rows = world->rows, .rows_count = world->rows_count};
    assert_int_equal(
        unit_tree_build(world->places, world->places_count, &test_arena, &source.tree, &err), OK);
    assert_int_equal(policy_build(&source, &test_arena, &world->policy, &err), OK);
}

/* ---- the same, naively ---- */

static bool counts(const struct world *world, const struct policy_row *row)
{
    for (size_t i = 0; i < world->rows_count; i++)
        if (str_eq(world->rows[i].preset, row->preset) && world->rows[i].version > row->version)
            return false;
    return true;
}

/* How far above the unit the row's unit stands that day; -1: nowhere. */
static int levels_up(const struct world *world, struct str unit, struct str above, int64_t day)
{
    if (str_eq(unit, above))
        return 0;
    for (size_t i = 0; i < world->places_count; i++) {
        const struct unit_place *place = &world->places[i];
        if (!str_eq(place->unit, unit) || place->first_day.number > day || place->parent.len == 0 ||
            (place->last_day.number != DAY_NONE && place->last_day.number < day))
            continue;
        int levels = levels_up(world, place->parent, above, day);
        return levels < 0 ? -1 : levels + 1;
    }
    return -1;
}

/* The smaller the nearer; 0: it does not match.  Defaults are dealt with apart. */
static int rank_of(const struct world *world, const struct policy_row *row,
                   const struct policy_query *query)
{
    int up = levels_up(world, query->unit, row->unit, query->day);
    if ((row->category != POLICY_ANY && row->category != (int32_t) query->category) ||
        (row->channel != POLICY_ANY && row->channel != (int32_t) query->channel) ||
        (row->priority.len > 0 && !str_eq(row->priority, query->priority)))
        return 0;
    int scope = 0;
    if (row->scope == POLICY_SCOPE_UNIT)
        scope = up == 0 ? 1 : 0;
    else if (row->scope == POLICY_SCOPE_SUBTREE)
        scope = up >= 0 ? 2 + up : 0;
    else if (row->scope == POLICY_SCOPE_ALL)
        scope = 100;
    if (scope == 0)
        return 0;
    return scope * 8 + (row->category == POLICY_ANY) * 4 + (row->channel == POLICY_ANY) * 2 +
           (row->priority.len == 0);
}

/* The first day of the period that has begun last by then, else of the first of all. */
static int64_t period_of(const struct world *world, int64_t day)
{
    int64_t begun = INT64_MIN;
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < world->rows_count; i++) {
        const struct policy_row *row = &world->rows[i];
        if (!counts(world, row))
            continue;
        if (row->first_day.number <= day && row->first_day.number > begun)
            begun = row->first_day.number;
        if (row->first_day.number < first)
            first = row->first_day.number;
    }
    return begun != INT64_MIN ? begun : first;
}

static struct policy_match find_naively(const struct world *world, const struct policy_query *query)
{
    struct policy_match match = {.row = NULL};
    const struct policy_row *fallback = NULL;
    int best = 0;
    int64_t first_day = period_of(world, query->day);
    for (size_t i = 0; i < world->rows_count; i++) {
        const struct policy_row *row = &world->rows[i];
        if (!counts(world, row) || row->first_day.number != first_day || row->clock != query->clock)
            continue;
        if (row->scope == POLICY_SCOPE_DEFAULT)
            fallback = row;
        bool is_over = row->last_day.number != DAY_NONE && row->last_day.number < query->day;
        int rank = query->day < first_day || is_over ? 0 : rank_of(world, row, query);
        if (rank != 0 && (best == 0 || rank < best)) {
            best = rank;
            match.row = row;
        }
    }
    if (match.row == NULL && fallback != NULL)
        return (struct policy_match) {.row = fallback, .is_default = true};
    return match;
}

/* ---- the laws ---- */

static struct policy_query random_query(struct gen *gen)
{
    return (struct policy_query) {
        .unit = gen_chance(gen, 5) ? STR("") : pick(gen, unit_codes, UNITS),
        .day = (int64_t) gen_number(gen, DAYS + 10) - 5,
        .clock = gen_chance(gen, 80) ? CLOCK_COMPLETION : CLOCK_SIGN,
        .category = (enum category) gen_number(gen, 3),
        .channel = (enum channel) gen_number(gen, 4),
        .priority = pick(gen, priorities, 3),
    };
}

static void ask(struct gen *gen, const struct world *world, uint64_t seed)
{
    struct policy_query query = random_query(gen);
    struct policy_match found = policy_find(&world->policy, &query);
    struct policy_match naive = find_naively(world, &query);
    if (found.row != naive.row || found.is_default != naive.is_default)
        fail_msg(
            "another row rules than a naive reading finds; make check T=policy_props SEED=%llu",
            (unsigned long long) seed);
}

static void the_row_that_rules_is_the_first_of_all_by_rank_that_matches(void **state)
{
    (void) state;
    static struct world world;
    uint64_t seed = gen_seed_given(1);
    size_t matched = 0;
    for (uint64_t i = 0; i < POLICIES; i++) {
        struct gen gen = gen_seed(seed + i);
        make_world(&gen, &world);
        matched += world.rows_count;
        for (int query = 0; query < QUERIES; query++)
            ask(&gen, &world, seed + i);
    }
    assert_true(matched > POLICIES);
}

/* Which row rules does not depend on the order in which rows were written. */
static void the_order_of_rows_does_not_matter(void **state)
{
    (void) state;
    static struct world world;
    static struct policy_row mixed[ROWS_MAX];
    uint64_t seed = gen_seed_given(1);
    for (uint64_t i = 0; i < POLICIES / 10; i++) {
        struct gen gen = gen_seed(seed + i);
        struct policy_source source;
        struct policy policy;
        struct err err;
        make_world(&gen, &world);
        source = world.policy.source;
        for (size_t row = 0; row < world.rows_count; row++)
            mixed[row] = world.rows[world.rows_count - 1 - row];
        source.rows = mixed;
        assert_int_equal(policy_build(&source, &test_arena, &policy, &err), OK);
        for (int each = 0; each < QUERIES; each++) {
            struct policy_query query = random_query(&gen);
            const struct policy_row *one = policy_find(&world.policy, &query).row;
            const struct policy_row *other = policy_find(&policy, &query).row;
            assert_true(one == NULL
                            ? other == NULL
                            : other == &mixed[world.rows_count - 1 - (size_t) (one - world.rows)]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_row_that_rules_is_the_first_of_all_by_rank_that_matches,
                                        test_arena_make, test_arena_drop),
        cmocka_unit_test_setup_teardown(the_order_of_rows_does_not_matter, test_arena_make,
                                        test_arena_drop),
    };
    return RUN(tests);
}
