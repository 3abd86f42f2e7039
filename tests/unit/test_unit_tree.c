/* test_unit_tree -- who stood above a unit, and when. */
#include "core/unit_tree.h"

#include "support/arena.h"
#include "support/cmocka.h"

/* A text as part of an initializer. */
#define TEXT(literal)                                                                              \
    {                                                                                              \
        .ptr = literal, .len = sizeof(literal) - 1                                                 \
    }

static const struct unit_place places[] = {
    {TEXT("c"), TEXT("b"), {200}, {DAY_NONE}}, {TEXT("a"), TEXT(""), {0}, {DAY_NONE}},
    {TEXT("b"), TEXT("a"), {0}, {99}},         {TEXT("b"), TEXT("z"), {150}, {299}},
    {TEXT("z"), TEXT(""), {0}, {DAY_NONE}},    {TEXT("c"), TEXT("a"), {100}, {199}},
};
enum { PLACES = sizeof(places) / sizeof(places[0]) };

/* clang-format off */
static const struct {
    const char *title;
    const char *unit;
    int64_t day;
    const char *parent;
} rows[] = {
    {"the top has nobody above it", "a", 50, ""},
    {"its first place", "b", 0, "a"},
    {"the last day of it", "b", 99, "a"},
    {"between two places there is none", "b", 100, ""},
    {"the second place", "b", 150, "z"},
    {"the last day of that", "b", 299, "z"},
    {"after the last place", "b", 300, ""},
    {"before it was there", "c", 99, ""},
    {"the day on which it moved", "c", 200, "b"},
    {"an open end", "c", 9999, "b"},
    {"before all units", "a", -1, ""},
    {"a unit nobody knows, in front", "A", 10, ""},
    {"in the middle", "bb", 10, ""},
    {"and behind", "zz", 10, ""},
};
/* clang-format on */

static void units_have_one_parent_a_day(void **state)
{
    (void) state;
    struct unit_tree tree;
    struct err err;
    assert_int_equal(unit_tree_build(places, PLACES, &test_arena, &tree, &err), OK);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i].title);
        struct str parent = unit_tree_parent(&tree, str_from(rows[i].unit), rows[i].day);
        assert_true(str_eq(parent, str_from(rows[i].parent)));
    }
}

static void a_tree_of_zeroes_is_flat(void **state)
{
    (void) state;
    const struct unit_tree tree = {.count = 0};
    assert_int_equal(unit_tree_parent(&tree, STR("a"), 5).len, 0);
}

static void an_arena_that_is_too_small_is_told(void **state)
{
    (void) state;
    enum { NEEDED = 2 * 32 };
    for (size_t size = 1; size <= NEEDED; size++) {
        struct arena arena;
        struct unit_tree tree;
        struct err err;
        assert_int_equal(arena_init(&arena, size, &err), OK);
        enum outcome outcome = unit_tree_build(places, PLACES, &arena, &tree, &err);
        assert_int_equal(outcome, size < 32 + PLACES * sizeof(uint32_t) ? RETRY : OK);
        arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(units_have_one_parent_a_day, test_arena_make,
                                        test_arena_drop),
        cmocka_unit_test(a_tree_of_zeroes_is_flat),
        cmocka_unit_test(an_arena_that_is_too_small_is_told),
    };
    return RUN(tests);
}
