/* test_draw_props -- laws of samples, whatever the cases are. */
#include "core/draw.h"
#include "support/cmocka.h"
#include "support/gen.h"

enum { DRAWS = 400, CASES_MAX = 300, ARENA_BYTES = 1 << 20 };

static const char *const sections[] = {"fck", "dtck", "bgs", "法规科", ""};

/* Random cases and a random wish. */
static struct draw_wanted cases_of(struct gen *gen, struct draw_case *cases)
{
    struct draw_wanted wanted = {.cases = cases, .count = gen_number(gen, CASES_MAX + 1)};
    uint64_t kinds = 1 + gen_number(gen, sizeof(sections) / sizeof(sections[0]));
    for (size_t i = 0; i < wanted.count; i++) {
        cases[i] = (struct draw_case) {
            .section = str_from(sections[gen_number(gen, kinds)]),
            .satisfaction = (enum satisfaction) gen_number(gen, SATISFACTIONS_END),
        };
        for (size_t b = 0; b < sizeof(cases[i].id.bytes); b++)
            cases[i].id.bytes[b] = (unsigned char) gen_word(gen);
    }
    wanted.size = 1 + (int64_t) gen_number(gen, gen_chance(gen, 50) ? 20 : 2 * CASES_MAX);
    wanted.seed = (int64_t) (gen_word(gen) >> (1 + gen_number(gen, 63)));
    return wanted;
}

static struct draw drawn_of(const struct draw_wanted *wanted, struct arena *arena)
{
    struct draw draw;
    struct err err;
    assert_int_equal(draw_make(wanted, arena, &draw, &err), OK);
    return draw;
}

static void check_shares(const struct draw_wanted *wanted, const struct draw *draw)
{
    int64_t size = wanted->size < draw->population ? wanted->size : draw->population;
    bool is_enough = (size_t) size >= draw->strata_count;
    int64_t population = 0;
    assert_int_equal(draw->drawn, size);
    for (size_t s = 0; s < draw->strata_count; s++) {
        const struct draw_stratum *stratum = &draw->strata[s];
        int64_t share = size * stratum->population;
        assert_true(stratum->population > 0 && stratum->drawn <= stratum->population);
        assert_true(!is_enough || stratum->drawn >= 1);
        assert_true(is_enough || stratum->drawn <= 1);
        /* more than its share by one at most, and never by as much unless it has but one */
        assert_true((stratum->drawn - 1) * draw->population < share || stratum->drawn <= 1);
        population += stratum->population;
        for (size_t o = s + 1; o < draw->strata_count; o++)
            assert_true(stratum->population <= draw->strata[o].population ||
                        stratum->drawn >= draw->strata[o].drawn);
    }
    assert_int_equal(population, wanted->count);
}

static void every_stratum_has_its_share(void **state)
{
    static struct draw_case cases[CASES_MAX];
    struct arena *arena = *state;
    struct gen gen = gen_seed(gen_seed_given(1));
    for (int i = 0; i < DRAWS; i++) {
        struct draw_wanted wanted = cases_of(&gen, cases);
        arena_reset(arena);
        struct draw draw = drawn_of(&wanted, arena);
        check_shares(&wanted, &draw);
    }
}

static void the_order_they_are_given_in_does_not_matter(void **state)
{
    static struct draw_case cases[CASES_MAX];
    static struct draw_case others[CASES_MAX];
    struct arena *arena = *state;
    struct gen gen = gen_seed(gen_seed_given(2));
    for (int i = 0; i < DRAWS; i++) {
        struct draw_wanted wanted = cases_of(&gen, cases);
        struct draw_wanted shuffled = wanted;
        shuffled.cases = others;
        for (size_t n = 0; n < wanted.count; n++) {
            size_t place = gen_number(&gen, n + 1);
            others[n] = others[place];
            others[place] = cases[n];
        }
        arena_reset(arena);
        struct draw one = drawn_of(&wanted, arena);
        struct draw other = drawn_of(&shuffled, arena);
        assert_int_equal(one.strata_count, other.strata_count);
        for (size_t s = 0; s < one.strata_count; s++)
            assert_int_equal(one.strata[s].drawn, other.strata[s].drawn);
        for (size_t n = 0; n < wanted.count; n++)
            assert_int_equal(uuid_compare(&cases[one.order[n]].id, &others[other.order[n]].id), 0);
    }
}

static int take_arena(void **state)
{
    static struct arena arena;
    struct err err;
    *state = &arena;
    return arena_init(&arena, ARENA_BYTES, &err) == OK ? 0 : -1;
}

static int drop_arena(void **state)
{
    arena_done(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_stratum_has_its_share, take_arena, drop_arena),
        cmocka_unit_test_setup_teardown(the_order_they_are_given_in_does_not_matter, take_arena,
                                        drop_arena),
    };
    return RUN(tests);
}
