/* test_clock_year -- the clocks of a unit's year: the report, and what is to be rectified. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "support/build.h"
#include "support/calendar_text.h"
#include "support/cmocka.h"
#include "support/rules_text.h"

enum { EVENTS_MAX = 8, TEXT_MAX = 2048 };

#define DAY(days, hour) ((days) *1440 + ((hour) -9) * 60)
#define OPENED(y)                                                                                  \
    {                                                                                              \
        .kind = EVENT_YEAR_OPENED, .occurred_at_us = 1, .year_opened = {                           \
            .unit = T("U"),                                                                        \
            .year = y                                                                              \
        }                                                                                          \
    }
#define REPORTED(n) EVENT(n, CHECKLIST_EVIDENCE, .checklist_evidence = {.item = 4})
#define EVIDENCE(n) EVENT(n, CHECKLIST_EVIDENCE, .checklist_evidence = {.item = 3})
#define INSPECTED(n, what, which, whom)                                                            \
    EVENT(n, INSPECTED,                                                                            \
          .inspected = {.finding = FINDING_##what,                                                 \
                        .number = T(which),                                                        \
                        .about = {.unit = T("U"), .section = T(whom)}})
#define ORDERED(n, id, why, whom)                                                                  \
    EVENT(n, RECTIFICATION_ORDERED,                                                                \
          .rectification_ordered = {.order_id = T(id),                                             \
                                    .basis = T(why),                                               \
                                    .about = {.unit = T("U"), .section = T(whom)},                 \
                                    .limit = 3,                                                    \
                                    .limit_unit = LIMIT_UNIT_WORKING_DAY})
#define DONE(n, id) EVENT(n, RECTIFICATION_DONE, .rectification_done = {.order_id = T(id)})

/* clang-format off */
static const struct {
    const char *title;
    struct event events[EVENTS_MAX];
    const char *clocks; /* kind, holder, due, end; a line each */
} rows[] = {
    {"the report is due when the last working day of December is over", {OPENED(2024)},
     "annual_report book/ 251wd 2024-12-31 24:00 running\n"},
    {"in 2022 that was the 30th, because the 31st was off", {OPENED(2022)},
     "annual_report book/ 249wd 2022-12-30 24:00 running\n"},
    {"next year's notice may make it another", {OPENED(2027)},
     "annual_report book/ 260wd 2027-12-31 24:00 provisional running\n"},
    {"the fourth item's evidence is the report", {OPENED(2024), EVIDENCE(0), REPORTED(60), EVIDENCE(90)},
     "annual_report book/ 251wd 2024-12-31 24:00 done\n"},
    {"a year that nobody opened is due nothing", {REPORTED(60)}, ""},
    {"a bad inspection is to be rectified", {INSPECTED(0, BAD, "7", "A")},
     "rectification U/A 15wd 2024-03-25 24:00 running\n"},
    {"two bad ones are two", {INSPECTED(0, BAD, "7", "A"), INSPECTED(60, BAD, "8", "A")},
     "rectification U/A 15wd 2024-03-25 24:00 running\n"
     "rectification U/A 15wd 2024-03-25 24:00 running\n"},
    {"an order about another person or unit is not of this one",
     {INSPECTED(0, BAD, "7", "A"),
      EVENT(60, RECTIFICATION_ORDERED, .rectification_ordered = {.order_id = T("r1"), .about = PARTY("U", "A", "li")}),
      EVENT(90, RECTIFICATION_ORDERED, .rectification_ordered = {.order_id = T("r2"), .about = PARTY("V", "A", "")})},
     "rectification U/A 15wd 2024-03-25 24:00 running\n"
     "rectification U/A 15wd 2024-03-25 24:00 running\n"
     "rectification V/A 15wd 2024-03-25 24:00 running\n"},
    {"a good one is not", {INSPECTED(0, GOOD, "7", "A")}, ""},
    {"an order by the inspection's number says when", {INSPECTED(0, BAD, "7", "A"), ORDERED(DAY(1, 9), "r1", "7", "B")},
     "rectification U/B 3wd 2024-03-08 24:00 running\n"},
    {"or by whom it is about", {INSPECTED(0, BAD, "7", "A"), ORDERED(DAY(1, 9), "r1", "", "A")},
     "rectification U/A 3wd 2024-03-08 24:00 running\n"},
    {"another's order is another's", {INSPECTED(0, BAD, "7", "A"), ORDERED(DAY(1, 9), "r1", "8", "A"), ORDERED(DAY(1, 10), "r2", "", "B")},
     "rectification U/A 15wd 2024-03-25 24:00 running\n"
     "rectification U/A 3wd 2024-03-08 24:00 running\n"
     "rectification U/B 3wd 2024-03-08 24:00 running\n"},
    {"ordered again it has another due time", {ORDERED(0, "r1", "", "A"), ORDERED(DAY(1, 9), "r1", "", "B")},
     "rectification U/B 3wd 2024-03-08 24:00 running\n"},
    {"an order is done by its id", {ORDERED(0, "r1", "", "A"), ORDERED(60, "r2", "", "B"), DONE(DAY(1, 9), "r2"), DONE(DAY(1, 10), "r3")},
     "rectification U/A 3wd 2024-03-07 24:00 running\n"
     "rectification U/B 3wd 2024-03-07 24:00 done\n"},
    {"an inspection by its number", {INSPECTED(0, BAD, "7", "A"), DONE(DAY(1, 9), "7")},
     "rectification U/A 15wd 2024-03-25 24:00 done\n"},
    {"what is found of the same section later is another matter",
     {INSPECTED(0, BAD, "7", "A"), ORDERED(60, "r1", "", "A"), DONE(DAY(1, 9), "r1"), ORDERED(DAY(2, 9), "r2", "", "A")},
     "rectification U/A 3wd 2024-03-07 24:00 done\n"
     "rectification U/A 3wd 2024-03-11 24:00 running\n"},
    {"an inspection that was ordered is not done by its own number",
     {INSPECTED(0, BAD, "7", "A"), ORDERED(60, "r1", "7", "A"), DONE(DAY(1, 9), "7")},
     "rectification U/A 3wd 2024-03-07 24:00 running\n"},
    {"of an order about nobody the whole unit",
     {EVENT(0, RECTIFICATION_ORDERED, .rectification_ordered = {.order_id = T("r1"), .limit = 1, .limit_unit = LIMIT_UNIT_CALENDAR_DAY})},
     "rectification book/ 1cd 2024-03-05 24:00 running\n"},
};
/* clang-format on */

static const char *words(void)
{
    static char text[TEXT_MAX];
    struct clocks clocks;
    struct err err;
    size_t len = 0;
    const struct life *life = build_fold();
    assert_int_equal(clocks_of(life, rules_shipped(), build_arena(), &clocks, &err), OK);
    text[0] = '\0';
    for (int32_t i = 0; i < clocks.clocks.count; i++) {
        const struct clock *clock = &clocks.clocks.items[i];
        len += (size_t) snprintf(
            text + len, TEXT_MAX - len, "%s %.*s/%.*s %" PRId64 "%s %s%s %s\n",
            clock_kind_name(clock->kind), STR_ARG(clock->holder.unit),
            STR_ARG(clock->holder.section), clock->limit.amount, limit_unit_name(clock->limit.unit),
            instant_words(clock->deadline.due_us),
            clock->deadline.is_provisional ? " provisional" : "", clock_end_name(clock->end));
        assert_true(len < TEXT_MAX);
    }
    return text;
}

static void every_row_of_the_table(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("    %s\n", rows[i].title);
        build_unit_year();
        build_add_all(rows[i].events);
        assert_string_equal(words(), rows[i].clocks);
    }
}

/* Whatever does not fit is RETRY. */
static void a_full_arena_is_said(void **state)
{
    (void) state;
    build_unit_year();
    (void) build_add((struct event) OPENED(2024));
    (void) build_add((struct event) INSPECTED(0, BAD, "7", "A"));
    const struct life *life = build_fold();
    enum outcome outcome = RETRY;
    for (size_t size = 1; outcome == RETRY; size += 8) {
        struct arena arena;
        struct clocks clocks;
        struct err err;
        assert_int_equal(arena_init(&arena, size, &err), OK);
        outcome = clocks_of(life, rules_shipped(), &arena, &clocks, &err);
        assert_true(outcome == OK || outcome == RETRY);
        arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table),
        cmocka_unit_test(a_full_arena_is_said),
    };
    return RUN(tests);
}
