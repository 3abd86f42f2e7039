/* test_quiet_hours -- rungs that wait until work begins: when it does, and whom that concerns. */
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/schedule.h"
#include "support/arena.h"
#include "support/build.h"
#include "support/calendar_text.h"
#include "support/cmocka.h"
#include "support/rules_text.h"

enum { EVENTS_MAX = 4, RUNGS_MAX = 4, TEXT_MAX = 512 };

static const char own_hours[] = "hours,,,night,00:00-24:00,\n"
                                "hours,,,hall,08:30-12:00 14:30-18:00,\n"
                                "hours,,,desk,09:00-12:00 12:00-20:00,\n"
                                "hours,2024-03-14,,hall,10:00-12:00,power cut\n";

/* clang-format off */
static const struct {
    const char *title;
    const char *at;
    const char *next;
} instants[] = {
    {"the opening is open", "2025-03-03 09:00", "2025-03-03 09:00"},
    {"a second before it is not", "2025-03-03 08:59:59", "2025-03-03 09:00"},
    {"nor the night", "2025-03-03 00:00", "2025-03-03 09:00"},
    {"the last second of the morning is open", "2025-03-03 11:59:59", "2025-03-03 11:59:59"},
    {"its end is not: the break is waited out", "2025-03-03 12:00", "2025-03-03 13:00"},
    {"nor the midst of the break", "2025-03-03 12:30", "2025-03-03 13:00"},
    {"the last second of the day is open", "2025-03-03 16:59:59", "2025-03-03 16:59:59"},
    {"its close is not", "2025-03-03 17:00", "2025-03-04 09:00"},
    {"nor the end of the day", "2025-03-03 24:00", "2025-03-04 09:00"},
    {"a weekend is waited out", "2025-03-07 17:00", "2025-03-10 09:00"},
    {"a weekend that is worked is not", "2025-04-26 10:00", "2025-04-27 09:00"},
    {"and has its hours", "2025-04-27 10:00", "2025-04-27 10:00"},
    {"a holiday is waited out", "2025-09-30 17:00", "2025-10-09 09:00"},
    {"from its midst, too", "2025-10-03 10:00", "2025-10-09 09:00"},
    {"and the turn of the year", "2025-12-31 24:00", "2026-01-04 09:00"},
};

static const struct {
    const char *unit;
    const char *at;
    const char *next;
} own[] = {
    {"hall", "2024-03-04 12:30", "2024-03-04 14:30"},
    {"hall", "2024-03-04 17:30", "2024-03-04 17:30"},
    {"hall", "2024-03-04 18:00", "2024-03-05 08:30"},
    {"hall", "2024-03-13 18:00", "2024-03-14 10:00"}, /* that day has others */
    {"hall", "2024-03-14 12:00", "2024-03-15 08:30"},
    {"desk", "2024-03-04 12:00", "2024-03-04 12:00"}, /* one ends as the next begins */
    {"night", "2024-03-04 24:00", "2024-03-04 24:00"},
    {"night", "2024-03-08 24:00", "2024-03-10 24:00"}, /* Saturday */
    {"another", "2024-03-04 17:30", "2024-03-05 09:00"},
};
/* clang-format on */

static void check_next(const struct calendar *calendar, const char *unit, const char *at,
                       const char *next)
{
    const struct schedule *schedule = schedule_of(calendar, str_from(unit));
    print_message("    %s %s\n", unit, at);
    assert_int_equal(schedule_next_work(schedule, instant_from(at)), instant_from(next));
}

static void work_begins_again(void **state)
{
    (void) state;
    const struct calendar *calendar = calendar_shipped(&test_arena);
    for (size_t i = 0; i < sizeof(instants) / sizeof(instants[0]); i++)
        check_next(calendar, instants[i].title, instants[i].at, instants[i].next);
}

static void each_unit_has_its_own_hours(void **state)
{
    (void) state;
    const struct calendar *calendar = calendar_from_text(own_hours, &test_arena);
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        check_next(calendar, own[i].unit, own[i].at, own[i].next);
}

/* ---- rungs ---- */

/* Minutes from Monday 2024-03-04 09:00 to so many days later, at that hour and minute. */
#define AT(days, hour, minute) ((days) *1440 + ((hour) -9) * 60 + (minute))
#define ASKED(n, u)                                                                                \
    EVENT(n, ACCEPTED,                                                                             \
          .accepted = {                                                                            \
              .unit = T(u), .section = T("A"), .receiver = T("li"), .channel = CHANNEL_CALL})

struct told_rung {
    const char *name; /* NULL ends the list */
    const char *offset;
    bool heeds_quiet_hours;
    enum rung_level level;
};

/* clang-format off */
static const struct {
    const char *title;
    enum clock_kind clock;
    const char *limit;
    const char *warning; /* the row's own; NULL: none */
    struct told_rung rungs[RUNGS_MAX];
    struct event events[EVENTS_MAX];
    const char *rings;
} rows[] = {
    {"what stands at the end of a day waits for the morning", CLOCK_COMPLETION, "7wd", NULL,
     {{"red", "due", true, 0}}, {ASKED(0, "U")}, "red 2024-03-14 09:00"},
    {"who heeds no quiet hours does not wait", CLOCK_COMPLETION, "7wd", NULL,
     {{"red", "due", false, 0}}, {ASKED(0, "U")}, "red 2024-03-13 24:00"},
    {"over a weekend", CLOCK_COMPLETION, "4wd", NULL,
     {{"red", "due", true, 0}}, {ASKED(0, "U")}, "red 2024-03-11 09:00"},
    {"nobody waits while work goes on", CLOCK_COMPLETION, "7wd", NULL,
     {{"yellow", "due-1wd@16:59", true, 0}}, {ASKED(0, "U")}, "yellow 2024-03-12 16:59"},
    {"nine tenths of half an hour on a Friday evening", CLOCK_COMPLETION, "30min", NULL,
     {{"yellow", "90%", false, 0}, {"waits", "90%", true, 0}}, {ASKED(AT(4, 16, 45), "U")},
     "yellow 2024-03-08 17:12; waits 2024-03-11 09:00"},
    {"those behind it do not wait with it", CLOCK_COMPLETION, "7wd", NULL,
     {{"red", "due", true, 0}, {"urge", "rung+1wd", false, 0}, {"notice", "rung+1wd", true, 0}}, {ASKED(0, "U")},
     "red 2024-03-14 09:00; urge 2024-03-14 24:00; notice 2024-03-18 09:00"},
    {"rungs that wait for the same morning stay in the ladder's order", CLOCK_COMPLETION, "4wd", NULL,
     {{"a", "due+30min", true, 0}, {"b", "due", true, 0}, {"c", "due+600min", false, 0}}, {ASKED(0, "U")},
     "c 2024-03-09 10:00; a 2024-03-11 09:00; b 2024-03-11 09:00"},
    {"what is done before the morning does not ring", CLOCK_COMPLETION, "7wd", NULL,
     {{"red", "due", true, 0}, {"loud", "due", false, 0}}, {ASKED(0, "U"), COMPLETED(AT(10, 8, 30))},
     "loud 2024-03-13 24:00"},
    {"nor what is done as work begins", CLOCK_COMPLETION, "7wd", NULL,
     {{"red", "due", true, 0}}, {ASKED(0, "U"), COMPLETED(AT(10, 9, 0))}, ""},
    {"a minute later it has rung", CLOCK_COMPLETION, "7wd", NULL,
     {{"red", "due", true, 0}}, {ASKED(0, "U"), COMPLETED(AT(10, 9, 1))}, "red 2024-03-14 09:00"},
    {"what stands where the clock starts is skipped, wherever waiting leads", CLOCK_COMPLETION, "3cd", NULL,
     {{"early", "due-3cd@10:00", true, 0}, {"yellow", "due-3cd@10:01", true, 0}}, {ASKED(AT(5, 10, 0), "U")},
     "yellow 2024-03-11 09:00"},
    {"warnings of a row's own wait as the ladder's yellow rung does", CLOCK_COMPLETION, "7wd", "due-4cd@08:30",
     {{"yellow", "due-1wd", true, RUNG_LEVEL_YELLOW}}, {ASKED(0, "U")}, "warning_1 2024-03-11 09:00"},
    {"a unit's own morning", CLOCK_COMPLETION, "6wd", NULL,
     {{"red", "due", true, 0}}, {ASKED(0, "hall")}, "red 2024-03-13 08:30"},
    {"and the one of a day of its own", CLOCK_COMPLETION, "7wd", NULL,
     {{"red", "due", true, 0}}, {ASKED(0, "hall")}, "red 2024-03-14 10:00"},
    {"its own break", CLOCK_COMPLETION, "7wd", NULL,
     {{"yellow", "due-1wd@13:30", true, 0}}, {ASKED(0, "hall")}, "yellow 2024-03-12 14:30"},
    {"who must sign has the hours of his unit", CLOCK_SIGN, "1wd", NULL,
     {{"red", "due", true, 0}}, {ASKED(0, "U"), TRANSFERRED(30, "hall", "B", "")}, "red 2024-03-06 08:30"},
};
/* clang-format on */

static struct rung_offset offset_from(const char *text)
{
    struct rung_offset offset;
    assert_int_equal(rung_offset_parse(str_from(text), &offset), RUNG_OFFSET_FINE);
    return offset;
}

static struct rules rules_told(size_t index)
{
    struct policy_row *row = arena_alloc(&test_arena, sizeof(*row));
    struct rung *rungs = arena_alloc(&test_arena, RUNGS_MAX * sizeof(*rungs));
    struct policy_ladder *ladder = arena_alloc(&test_arena, sizeof(*ladder));
    *row = (struct policy_row) {
        .last_day = {DAY_NONE},
        .category = POLICY_ANY,
        .channel = POLICY_ANY,
        .clock = rows[index].clock,
        .ladder = STR("told"),
    };
    assert_int_equal(limit_parse(str_from(rows[index].limit), &row->limit), LIMIT_FINE);
    if (rows[index].warning != NULL)
        row->warnings[row->warnings_count++] = offset_from(rows[index].warning);
    ladder->ladder = (struct ladder) {.name = STR("told"), .rungs = rungs};
    for (const struct told_rung *told = rows[index].rungs; told->name != NULL; told++)
        rungs[ladder->ladder.count++] = (struct rung) {
            .name = str_from(told->name),
            .level = told->level,
            .offset = offset_from(told->offset),
            .heeds_quiet_hours = told->heeds_quiet_hours,
        };
    struct rules rules = *rules_of_rows(&(struct policy_source) {
        .rows = row, .rows_count = 1, .ladders = ladder, .ladders_count = 1});
    rules.calendar = calendar_from_text(own_hours, &test_arena);
    return rules;
}

/* "yellow 2024-03-12 09:00; red 2024-03-14 09:00" */
static const char *rings_words(const struct rules *rules, enum clock_kind kind)
{
    static char text[TEXT_MAX];
    struct clocks clocks;
    struct err err;
    size_t len = 0;
    text[0] = '\0';
    assert_int_equal(clocks_of(build_fold(), rules, build_arena(), &clocks, &err), OK);
    for (int32_t i = 0; i < clocks.clocks.count; i++) {
        const struct clock *clock = &clocks.clocks.items[i];
        for (int32_t j = 0; clock->kind == kind && j < clock->rungs_count; j++) {
            const struct clock_rung *rung = &clock->rungs[j];
            len += (size_t) snprintf(text + len, TEXT_MAX - len, "%s%.*s %s", len == 0 ? "" : "; ",
                                     STR_ARG(rung->name), instant_words(rung->at_us));
            assert_true(len < TEXT_MAX);
        }
    }
    return text;
}

static void rungs_wait_until_work_begins(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct rules rules = rules_told(i);
        print_message("    %s\n", rows[i].title);
        build_begin();
        build_add_all(rows[i].events);
        assert_string_equal(rings_words(&rules, rows[i].clock), rows[i].rings);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(work_begins_again),
        cmocka_unit_test(each_unit_has_its_own_hours),
        cmocka_unit_test(rungs_wait_until_work_begins),
    };
    return cmocka_run_group_tests(tests, test_arena_make, test_arena_drop);
}
