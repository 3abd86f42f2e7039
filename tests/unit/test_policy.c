/* test_policy -- which row rules: nearest scope, then category, channel, priority; periods;
 * versions. */
#include "core/policy.h"

#include <string.h>

#include "support/arena.h"
#include "support/cmocka.h"

/* A text as part of an initializer. */
#define TEXT(literal)                                                                              \
    {                                                                                              \
        .ptr = literal, .len = sizeof(literal) - 1                                                 \
    }

/* A day limit tells which row was found. */
#define ROW(days, day, scope_name, unit_code, of_category, of_channel, of_priority)                \
    {                                                                                              \
        .preset = TEXT("p"), .version = 1, .first_day = {day}, .last_day = {DAY_NONE},             \
        .scope = POLICY_SCOPE_##scope_name, .unit = TEXT(unit_code), .category = of_category,      \
        .channel = of_channel, .priority = TEXT(of_priority), .clock = CLOCK_COMPLETION,           \
        .limit = {                                                                                 \
            days,                                                                                  \
            LIMIT_UNIT_WORKING_DAY                                                                 \
        }                                                                                          \
    }
#define ANY POLICY_ANY

static struct policy build(const struct policy_row *rows, size_t count)
{
    static const struct unit_place places[] = {
        {TEXT("office"), TEXT("county"), {0}, {DAY_NONE}},
        {TEXT("county"), TEXT("city"), {0}, {499}},
        {TEXT("county"), TEXT("other"), {500}, {DAY_NONE}},
        {TEXT("ring"), TEXT("ring"), {0}, {DAY_NONE}},
    };
    struct policy_source source = {.rows = rows, .rows_count = count};
    struct policy policy;
    struct err err;
    assert_int_equal(unit_tree_build(places, 4, &test_arena, &source.tree, &err), OK);
    assert_int_equal(policy_build(&source, &test_arena, &policy, &err), OK);
    return policy;
}

/* The days of the row that rules; negative when it is the default's; 0: there is none. */
static int64_t days_of(const struct policy *policy, struct policy_query query)
{
    struct policy_match match = policy_find(policy, &query);
    if (match.row == NULL)
        return 0;
    return match.is_default ? -match.row->limit.amount : match.row->limit.amount;
}

/* ---- precedence ---- */

/* clang-format off */
static const struct policy_row ranked[] = {
    ROW(99, 100, DEFAULT, "", ANY, ANY, ""),
    ROW(1, 100, ALL, "", CATEGORY_COMPLAINT, ANY, ""),
    ROW(2, 100, ALL, "", ANY, CHANNEL_HOTLINE, ""),
    ROW(3, 100, ALL, "", ANY, ANY, "urgent"),
    ROW(4, 100, ALL, "", CATEGORY_COMPLAINT, CHANNEL_HOTLINE, ""),
    ROW(5, 100, ALL, "", ANY, CHANNEL_HOTLINE, "urgent"),
    ROW(6, 100, ALL, "", 0, ANY, ""),
    ROW(7, 100, SUBTREE, "city", ANY, ANY, "urgent"),
    ROW(8, 100, SUBTREE, "county", CATEGORY_SERVICE, ANY, ""),
    ROW(9, 100, UNIT, "county", CATEGORY_SERVICE, ANY, ""),
    ROW(10, 100, UNIT, "office", ANY, CHANNEL_MAILBOX, ""),
};

static const struct {
    const char *title;
    struct policy_query query;
    int64_t days;
} precedence[] = {
    {"the category is named", {TEXT("x"), 100, CLOCK_COMPLETION, CATEGORY_COMPLAINT, CHANNEL_CALL, TEXT("")}, 1},
    {"the category before the channel and the priority",
     {TEXT("x"), 100, CLOCK_COMPLETION, CATEGORY_COMPLAINT, CHANNEL_CALL, TEXT("urgent")}, 1},
    {"category and channel before the category", {TEXT("x"), 100, CLOCK_COMPLETION, CATEGORY_COMPLAINT, CHANNEL_HOTLINE, TEXT("urgent")}, 4},
    {"the channel", {TEXT("x"), 100, CLOCK_COMPLETION, CATEGORY_OTHER, CHANNEL_HOTLINE, TEXT("")}, 2},
    {"channel and priority before the channel", {TEXT("x"), 100, CLOCK_COMPLETION, CATEGORY_OTHER, CHANNEL_HOTLINE, TEXT("urgent")}, 5},
    {"the priority alone", {TEXT("x"), 100, CLOCK_COMPLETION, CATEGORY_OTHER, CHANNEL_VISIT, TEXT("urgent")}, 3},
    {"another priority is another one", {TEXT("x"), 100, CLOCK_COMPLETION, CATEGORY_OTHER, CHANNEL_VISIT, TEXT("slow")}, -99},
    {"unclassified is a category", {TEXT("x"), 100, CLOCK_COMPLETION, 0, CHANNEL_HOTLINE, TEXT("urgent")}, 6},
    {"nothing matches: the default row", {TEXT("x"), 100, CLOCK_COMPLETION, CATEGORY_OTHER, 0, TEXT("")}, -99},
    {"no unit at all", {TEXT(""), 100, CLOCK_COMPLETION, CATEGORY_OTHER, 0, TEXT("")}, -99},
    {"units above count too", {TEXT("office"), 100, CLOCK_COMPLETION, CATEGORY_COMPLAINT, CHANNEL_CALL, TEXT("urgent")}, 7},
    {"the nearer one first", {TEXT("office"), 100, CLOCK_COMPLETION, CATEGORY_SERVICE, CHANNEL_CALL, TEXT("urgent")}, 8},
    {"a subtree's top belongs to it", {TEXT("city"), 100, CLOCK_COMPLETION, CATEGORY_OTHER, CHANNEL_CALL, TEXT("urgent")}, 7},
    {"the unit itself before its subtree", {TEXT("county"), 100, CLOCK_COMPLETION, CATEGORY_SERVICE, CHANNEL_CALL, TEXT("")}, 9},
    {"its own row is not for those below", {TEXT("office"), 100, CLOCK_COMPLETION, CATEGORY_SERVICE, CHANNEL_CALL, TEXT("")}, 8},
    {"a near row that does not match leaves it to a farther one",
     {TEXT("office"), 100, CLOCK_COMPLETION, CATEGORY_COMPLAINT, CHANNEL_HOTLINE, TEXT("")}, 4},
    {"the unit's channel before everybody's category",
     {TEXT("office"), 100, CLOCK_COMPLETION, CATEGORY_COMPLAINT, CHANNEL_MAILBOX, TEXT("")}, 10},
    {"the tree is that of the day", {TEXT("office"), 499, CLOCK_COMPLETION, CATEGORY_OTHER, CHANNEL_CALL, TEXT("urgent")}, 7},
    {"after the county moved", {TEXT("office"), 500, CLOCK_COMPLETION, CATEGORY_OTHER, CHANNEL_CALL, TEXT("urgent")}, 3},
    {"units in a circle come to an end", {TEXT("ring"), 100, CLOCK_COMPLETION, CATEGORY_OTHER, CHANNEL_CALL, TEXT("")}, -99},
    {"another clock has no row, and no default", {TEXT("x"), 100, CLOCK_SIGN, CATEGORY_COMPLAINT, CHANNEL_CALL, TEXT("")}, 0},
    {"nor has a last one", {TEXT("x"), 100, CLOCK_ANNUAL_REPORT, CATEGORY_COMPLAINT, CHANNEL_CALL, TEXT("")}, 0},
    {"before the first period: its default", {TEXT("x"), 99, CLOCK_COMPLETION, CATEGORY_COMPLAINT, CHANNEL_CALL, TEXT("")}, -99},
};
/* clang-format on */

static void the_nearest_row_rules(void **state)
{
    (void) state;
    struct policy policy = build(ranked, sizeof(ranked) / sizeof(ranked[0]));
    for (size_t i = 0; i < sizeof(precedence) / sizeof(precedence[0]); i++) {
        print_message("    %s\n", precedence[i].title);
        assert_int_equal(days_of(&policy, precedence[i].query), precedence[i].days);
    }
}

/* ---- periods and versions ---- */

static int64_t days_on(const struct policy *policy, int64_t day)
{
    return days_of(policy, (struct policy_query) {.day = day, .clock = CLOCK_COMPLETION});
}

static void the_period_of_the_day_rules(void **state)
{
    (void) state;
    struct policy_row rows[] = {
        ROW(30, 300, ALL, "", ANY, ANY, ""),     ROW(31, 300, DEFAULT, "", ANY, ANY, ""),
        ROW(10, 100, ALL, "", ANY, ANY, ""),     ROW(11, 100, DEFAULT, "", ANY, ANY, ""),
        ROW(20, 200, ALL, "", ANY, ANY, ""),     ROW(21, 200, DEFAULT, "", ANY, ANY, ""),
        ROW(15, 100, ALL, "", 0, ANY, "urgent"),
    };
    rows[4].last_day.number = rows[5].last_day.number = 249;
    struct policy policy = build(rows, sizeof(rows) / sizeof(rows[0]));
    assert_int_equal(policy.periods_count, 3);
    static const struct {
        int64_t day;
        int64_t days;
    } wanted[] = {{99, -11},  {100, 10},  {199, 10}, {200, 20}, {249, 20},
                  {250, -21}, {299, -21}, {300, 30}, {9999, 30}};
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
        assert_int_equal(days_on(&policy, wanted[i].day), wanted[i].days);
    const struct policy_query urgent = {
        .day = 200, .clock = CLOCK_COMPLETION, .priority = STR("urgent")};
    assert_int_equal(days_of(&policy, urgent), 20); /* what a period does not say again is over */
}

static void a_corrected_version_replaces_the_preset(void **state)
{
    (void) state;
    struct policy_row rows[] = {
        ROW(1, 100, ALL, "", ANY, ANY, ""), ROW(2, 100, ALL, "", ANY, ANY, ""),
        ROW(3, 200, ALL, "", ANY, ANY, ""), ROW(4, 100, ALL, "", ANY, ANY, ""),
        ROW(5, 120, ALL, "", ANY, ANY, ""),
    };
    rows[1].version = 3; /* versions are compared as numbers, whatever the order of the rows */
    rows[3].version = 2;
    rows[4].preset = STR("q");
    struct policy policy = build(rows, 5);
    assert_int_equal(days_on(&policy, 100), 2);
    assert_int_equal(days_on(&policy, 120), 5);
    assert_int_equal(days_on(&policy, 200), 5); /* the last version has no such period */
}

static void two_presets_on_one_day_are_two_periods(void **state)
{
    (void) state;
    struct policy_row rows[] = {
        ROW(1, 100, ALL, "", ANY, ANY, ""),
        ROW(2, 100, ALL, "", ANY, ANY, ""),
    };
    rows[0].preset = STR("q");
    struct policy policy = build(rows, 2);
    assert_int_equal(policy.periods_count, 2);
    assert_int_equal(days_on(&policy, 100), 1);
}

static void no_rows_are_no_policy(void **state)
{
    (void) state;
    struct policy policy = build(NULL, 0);
    assert_int_equal(days_on(&policy, 100), 0);
}

static void rows_of_equal_rank_compare_as_equal(void **state)
{
    (void) state;
    struct policy_row row = ranked[1];
    row.limit.amount = 50;
    assert_int_equal(policy_row_compare(&row, &ranked[1]), 0);
    row.channel = CHANNEL_CALL;
    assert_true(policy_row_compare(&row, &ranked[1]) > 0);
}

/* ---- ladders ---- */

static void a_row_s_ladder_is_that_of_its_preset_and_version(void **state)
{
    (void) state;
    struct policy_row rows[] = {ROW(1, 100, ALL, "", ANY, ANY, ""),
                                ROW(2, 200, ALL, "", ANY, ANY, "")};
    const struct policy_ladder ladders[] = {
        {TEXT("p"), 1, {.name = TEXT("short")}},
        {TEXT("p"), 2, {.name = TEXT("default")}},
        {TEXT("q"), 1, {.name = TEXT("default")}},
        {TEXT("p"), 1, {.name = TEXT("default")}},
    };
    rows[0].ladder = STR("default");
    struct policy policy = build(rows, 2);
    policy.source.ladders = ladders;
    policy.source.ladders_count = 4;
    struct policy_query query = {.day = 100, .clock = CLOCK_COMPLETION};
    assert_ptr_equal(policy_find(&policy, &query).ladder, &ladders[3].ladder);
    query.day = 200;
    assert_null(policy_find(&policy, &query).ladder);
    policy.source.ladders_count = 3;
    query.day = 100;
    assert_null(policy_find(&policy, &query).ladder);
}

static void an_arena_that_is_too_small_is_told(void **state)
{
    (void) state;
    const struct policy_source source = {.rows = ranked, .rows_count = 11};
    enum outcome last = RETRY;
    for (size_t size = 1; size <= 600; size++) {
        struct arena arena;
        struct policy policy;
        struct err err;
        assert_int_equal(arena_init(&arena, size, &err), OK);
        enum outcome outcome = policy_build(&source, &arena, &policy, &err);
        assert_true(outcome == last || (outcome == OK && last == RETRY));
        last = outcome;
        arena_done(&arena);
    }
    assert_int_equal(last, OK);
}

static void clocks_have_names(void **state)
{
    (void) state;
    assert_string_equal(clock_kind_name(CLOCK_COMPLETION), "completion");
    assert_string_equal(clock_kind_name(CLOCK_ANNUAL_REPORT), "annual_report");
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, test_arena_make, test_arena_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(the_nearest_row_rules),
        IN_ARENA(the_period_of_the_day_rules),
        IN_ARENA(a_corrected_version_replaces_the_preset),
        IN_ARENA(two_presets_on_one_day_are_two_periods),
        IN_ARENA(no_rows_are_no_policy),
        IN_ARENA(rows_of_equal_rank_compare_as_equal),
        IN_ARENA(a_row_s_ladder_is_that_of_its_preset_and_version),
        cmocka_unit_test(an_arena_that_is_too_small_is_told),
        cmocka_unit_test(clocks_have_names),
    };
    return RUN(tests);
}
