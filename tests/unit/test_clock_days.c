/* test_clock_days -- why clocks are due when they are, a letter a day: counted by hand in the
 * calendar of 2024. */
#include "core/clock_days.h"

#include "support/arena.h"
#include "support/build.h"
#include "support/cmocka.h"
#include "support/rules_text.h"

/* Minutes from Monday 2024-03-04 09:00 to so many days later, at that hour. */
#define DAY(days, hour) ((days) *1440 + ((hour) -9) * 60)

#define CONSULTED(n)                                                                               \
    EVENT(n, ACCEPTED,                                                                             \
          .accepted = {.unit = T("U"),                                                             \
                       .section = T("A"),                                                          \
                       .receiver = T("li"),                                                        \
                       .category = CATEGORY_CONSULTATION})
#define PAUSED(n) EVENT(n, PAUSED, .paused = {.reason = T("papers"), .approver = T("zhao")})
#define RESUMED(n) EVENT(n, RESUMED, .resumed = {.by = PARTY("", "", "")})
#define EXTENDED(n, number, what)                                                                  \
    EVENT(n, EXTENDED,                                                                             \
          .extended = {.asked_at_us = MINUTE(n),                                                   \
                       .approved_at_us = MINUTE(n),                                                \
                       .amount = number,                                                           \
                       .amount_unit = LIMIT_UNIT_##what})
#define BAD(n) EVENT(n, SPOT_CHECKED, .spot_checked = {.finding = FINDING_BAD, .checkers = 2})
#define ORDERED(n, ...)                                                                            \
    EVENT(n, RECTIFICATION_ORDERED, .rectification_ordered = {.order_id = T("r1"), __VA_ARGS__})
#define TWO_DAYS .limit = 2, .limit_unit = LIMIT_UNIT_WORKING_DAY

static const struct clock *clock_of(enum clock_kind kind)
{
    struct clocks clocks;
    struct err err;
    assert_int_equal(clocks_of(build_fold(), rules_shipped(), build_arena(), &clocks, &err), OK);
    for (int32_t i = 0; i < clocks.clocks.count; i++)
        if (clocks.clocks.items[i].kind == kind)
            return &clocks.clocks.items[i];
    fail_msg("there is no such clock");
    return NULL;
}

static struct str days_of(enum clock_kind kind)
{
    struct str days;
    assert_true(clock_days(clock_of(kind), rules_shipped()->calendar, build_arena(), &days));
    return days;
}

/* clang-format off */
static const struct {
    const char *title;
    enum clock_kind kind;
    struct event events[8];
    const char *days;
} rows[] = {
    {"the opening day, working days, a weekend", CLOCK_COMPLETION, {ACCEPTED(0, "U", "A", "li")}, "sccccrrccc"},
    {"a rest day and a make-up day: Friday 2024-04-26, three days", CLOCK_COMPLETION, {CONSULTED(DAY(53, 9))}, "srmcc"},
    {"days off by a notice, of which one is a Saturday: Wednesday 2024-04-03", CLOCK_COMPLETION, {CONSULTED(DAY(30, 9))}, "sooomcc"},
    {"days that were paused at their close, and one in the morning", CLOCK_COMPLETION,
     {ACCEPTED(0, "U", "A", "li"), PAUSED(DAY(1, 15)), RESUMED(DAY(3, 10))}, "sppdcrrccccc"},
    {"a make-up day that was paused in the morning", CLOCK_COMPLETION,
     {CONSULTED(DAY(30, 9)), PAUSED(DAY(33, 10)), RESUMED(DAY(34, 10))}, "soooncc"},
    {"an opening day that was paused for an hour", CLOCK_COMPLETION,
     {CONSULTED(0), PAUSED(60), RESUMED(120)}, "tccc"},
    {"a pause without an end is told until its day", CLOCK_COMPLETION, {CONSULTED(0), PAUSED(DAY(2, 10))}, "scp"},
    {"and no extension of what it holds", CLOCK_COMPLETION,
     {CONSULTED(0), PAUSED(DAY(2, 10)), EXTENDED(DAY(2, 11), 3, WORKING_DAY), EXTENDED(DAY(2, 12), 3, WORKING_DAY)}, "scp"},
    {"an extension that a pause holds is told until its day", CLOCK_COMPLETION,
     {CONSULTED(0), EXTENDED(60, 3, WORKING_DAY), PAUSED(DAY(4, 10))}, "scccP"},
    {"extensions run on behind the due day, two of them alike", CLOCK_COMPLETION,
     {CONSULTED(0), EXTENDED(60, 1, WORKING_DAY), EXTENDED(120, 1, WORKING_DAY)}, "scccCRRC"},
    {"calendar days count rest days, and are due behind them", CLOCK_COMPLETION,
     {CONSULTED(0), EXTENDED(60, 2, CALENDAR_DAY)}, "scccCCRV"},
    {"an extension of half days begins when the day is over", CLOCK_COMPLETION,
     {CONSULTED(0), EXTENDED(60, 1, HALF_DAY)}, "scccC"},
    {"and one of minutes too", CLOCK_COMPLETION, {CONSULTED(0), EXTENDED(60, 90, MINUTE)}, "scccS"},
    {"an order's limit runs from the order", CLOCK_RECTIFICATION,
     {ACCEPTED(0, "U", "A", "li"), COMPLETED(60), BAD(120), ORDERED(DAY(1, 9), TWO_DAYS)}, "bscc"},
    {"an order's due time is not counted", CLOCK_RECTIFICATION,
     {ACCEPTED(0, "U", "A", "li"), COMPLETED(60), BAD(120), ORDERED(DAY(1, 9), .due_at_us = MINUTE(DAY(3, 9)))}, ""},
    {"a limit of many days is not told", CLOCK_COMPLETION, {CONSULTED(0), EXTENDED(60, 2000, WORKING_DAY)}, ""},
    {"nor what is held so late", CLOCK_COMPLETION,
     {CONSULTED(0), EXTENDED(60, 2000, WORKING_DAY), PAUSED(DAY(500, 9))}, ""},
    {"or ordered so late, and held", CLOCK_RECTIFICATION,
     {ACCEPTED(0, "U", "A", "li"), COMPLETED(60), BAD(120), ORDERED(DAY(500, 9), TWO_DAYS), PAUSED(DAY(501, 9))}, ""},
};
/* clang-format on */

static void every_day_has_its_letter(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i].title);
        build_begin();
        build_add_all(rows[i].events);
        struct str days = days_of(rows[i].kind);
        print_message("      %.*s\n", STR_ARG(days));
        assert_true(str_eq(days, str_from(rows[i].days)));
    }
}

/* Thursday 2024-03-07 and 396 days are Monday 2025-04-07. */
static void four_hundred_days_are_told_and_one_more_is_not(void **state)
{
    (void) state;
    const struct event at_most[8] = {CONSULTED(0), EXTENDED(60, 396, CALENDAR_DAY)};
    const struct event more[8] = {CONSULTED(0), EXTENDED(60, 397, CALENDAR_DAY)};
    build_begin();
    build_add_all(at_most);
    assert_int_equal(days_of(CLOCK_COMPLETION).len, CLOCK_DAYS_MAX);
    build_begin();
    build_add_all(more);
    assert_int_equal(days_of(CLOCK_COMPLETION).len, 0);
}

static void a_year_is_told_whole(void **state)
{
    (void) state;
    build_unit_year();
    (void) build_add((struct event) EVENT(0, YEAR_OPENED, .year_opened = {.year = 2024}));
    struct str days = days_of(CLOCK_ANNUAL_REPORT);
    assert_int_equal(days.len, 366);
    int64_t worked = 0;
    for (size_t i = 0; i < days.len; i++)
        worked += days.ptr[i] == 'c' || days.ptr[i] == 'm';
    assert_int_equal(worked, 251); /* as the table of notices has it */
    assert_memory_equal(days.ptr, "sccccrr", 7);
    assert_memory_equal(days.ptr + 32, "crmccccco", 9); /* from 02-02 to 02-10 */
}

static void without_room_it_says_so(void **state)
{
    (void) state;
    struct arena small;
    struct err err;
    struct str days;
    build_begin();
    (void) build_add((struct event) CONSULTED(0));
    const struct clock *clock = clock_of(CLOCK_COMPLETION);
    assert_int_equal(arena_init(&small, 64, &err), OK);
    while (arena_alloc(&small, 1) != NULL)
        continue;
    assert_false(clock_days(clock, rules_shipped()->calendar, &small, &days));
    arena_done(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_has_its_letter),
        cmocka_unit_test(four_hundred_days_are_told_and_one_more_is_not),
        cmocka_unit_test(a_year_is_told_whole),
        cmocka_unit_test(without_room_it_says_so),
    };
    return RUN(tests);
}
