/* test_clock_rungs -- who is told about a clock and when, as tables; and policies that say
 * otherwise than the shipped ones: starts, caps, warnings, ladders. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "core/clock.h"
#include "support/arena.h"
#include "support/build.h"
#include "support/calendar_text.h"
#include "support/cmocka.h"
#include "support/rules_text.h"

enum { EVENTS_MAX = 12, TEXT_MAX = 2048, ROWS_MAX = 4, RUNGS_MAX = 8 };

/* Minutes from Monday 2024-03-04 09:00 to so many days later, at that hour. */
#define DAY(days, hour) ((days) *1440 + ((hour) -9) * 60)

#define ASKED(n, ...)                                                                              \
    EVENT(n, ACCEPTED,                                                                             \
          .accepted = {.unit = T("U"),                                                             \
                       .section = T("A"),                                                          \
                       .receiver = T("li"),                                                        \
                       .has_contact = true,                                                        \
                       __VA_ARGS__})
#define SOME .channel = CHANNEL_CALL
#define URGED(n, which) EVENT(n, URGED, .urged = {.number = T(which)})
#define EXPLAINED(n, which) EVENT(n, EXPLAINED, .explained = {.number = T(which)})
#define PAUSED(n) EVENT(n, PAUSED, .paused = {.reason = T("papers"), .approver = T("zhao")})
#define EXTENDED(n, days)                                                                          \
    EVENT(n, EXTENDED,                                                                             \
          .extended = {.asked_at_us = MINUTE(n),                                                   \
                       .approved_at_us = MINUTE(n),                                                \
                       .amount = days,                                                             \
                       .amount_unit = LIMIT_UNIT_WORKING_DAY})

/* ---- a policy told in a few words ---- */

struct told_row {
    enum clock_kind clock;
    const char *limit; /* NULL ends the list */
    enum clock_start start;
    const char *warnings[2];
    struct policy_caps caps;
    enum category category; /* 0: any */
};

struct told_rung {
    const char *name; /* NULL ends the list */
    const char *offset;
    enum rung_level level;
    enum rung_condition condition;
    bool heeds_quiet_hours;
    const struct str *batch_source;
};

static struct rung_offset offset_from(const char *text)
{
    struct rung_offset offset;
    assert_int_equal(rung_offset_parse(str_from(text), &offset), RUNG_OFFSET_FINE);
    return offset;
}

static const struct rules *rules_told(const struct told_row *rows, const struct told_rung *rungs)
{
    struct policy_row *kept = arena_alloc(&test_arena, ROWS_MAX * sizeof(*kept));
    struct rung *kept_rungs = arena_alloc(&test_arena, RUNGS_MAX * sizeof(*kept_rungs));
    struct policy_ladder *ladder = arena_alloc(&test_arena, sizeof(*ladder));
    struct policy_source source = {.rows = kept, .ladders = ladder, .ladders_count = 1};
    ladder->ladder = (struct ladder) {.name = STR("told"), .rungs = kept_rungs};
    for (; rungs != NULL && rungs->name != NULL; rungs++)
        kept_rungs[ladder->ladder.count++] = (struct rung) {
            .name = str_from(rungs->name),
            .level = rungs->level,
            .offset = offset_from(rungs->offset),
            .condition = rungs->condition,
            .heeds_quiet_hours = rungs->heeds_quiet_hours,
            .batch_sources = rungs->batch_source,
            .batch_sources_count = rungs->batch_source != NULL,
            .recipients = SET_OF(RECIPIENT_HANDLER),
        };
    for (; rows->limit != NULL; rows++) {
        struct policy_row *row = &kept[source.rows_count++];
        *row = (struct policy_row) {
            .first_day = {0},
            .last_day = {DAY_NONE},
            .category = rows->category == 0 ? POLICY_ANY : (int32_t) rows->category,
            .channel = POLICY_ANY,
            .clock = rows->clock,
            .start = rows->start,
            .ladder = rungs == NULL ? (struct str) {0} : STR("told"),
            .caps = rows->caps,
        };
        assert_int_equal(limit_parse(str_from(rows->limit), &row->limit), LIMIT_FINE);
        while (row->warnings_count < 2 && rows->warnings[row->warnings_count] != NULL) {
            row->warnings[row->warnings_count] = offset_from(rows->warnings[row->warnings_count]);
            row->warnings_count++;
        }
    }
    return rules_of_rows(&source);
}

/* ---- what came of it ---- */

static const struct clock *clock_of(const struct rules *rules, enum clock_kind kind)
{
    struct clocks clocks;
    struct err err;
    assert_int_equal(clocks_of(build_fold(), rules, build_arena(), &clocks, &err), OK);
    for (int32_t i = 0; i < clocks.clocks.count; i++)
        if (clocks.clocks.items[i].kind == kind)
            return &clocks.clocks.items[i];
    return NULL;
}

/* And what does not count towards it. */
static const char *due_words(const struct clock *clock)
{
    static char text[TEXT_MAX];
    bool is_due = clock != NULL && clock->deadline.due_us != DEADLINE_NEVER_US;
    size_t len = (size_t) snprintf(text, TEXT_MAX, "%s",
                                   is_due          ? instant_words(clock->deadline.due_us)
                                   : clock == NULL ? "none"
                                                   : "never");
    for (int32_t i = 0; clock != NULL && i < clock->refused_count; i++)
        len += (size_t) snprintf(text + len, TEXT_MAX - len, ", not %d: %s",
                                 (int) clock->refused[i].fact,
                                 clock_refusal_words(clock->refused[i].why));
    assert_true(len < TEXT_MAX);
    return text;
}

/* "yellow 2024-03-12 09:00; red 2024-03-13 24:00" */
static const char *rungs_words(const struct clock *clock)
{
    static char text[TEXT_MAX];
    size_t len = 0;
    text[0] = '\0';
    for (int32_t i = 0; clock != NULL && i < clock->rungs_count; i++) {
        const struct clock_rung *rung = &clock->rungs[i];
        len += (size_t) snprintf(text + len, TEXT_MAX - len, "%s%.*s %s", i == 0 ? "" : "; ",
                                 STR_ARG(rung->name), instant_words(rung->at_us));
        assert_true(len < TEXT_MAX);
    }
    return text;
}

static void tell(const struct event *events)
{
    build_begin();
    build_add_all(events);
}

/* ---- the ladder that is shipped ---- */

/* clang-format off */
static const struct {
    const char *title;
    enum clock_kind kind;
    struct event events[EVENTS_MAX];
    const char *rungs;
} shipped[] = {
    {"a day before, the mornings after the due time and a day later", CLOCK_COMPLETION, {ASKED(0, SOME)},
     "yellow 2024-03-12 09:00; red 2024-03-14 09:00; urge 2024-03-15 09:00"},
    {"a limit of one day is warned when nine tenths of its working time are over", CLOCK_FIRST_CONTACT, {ASKED(0, SOME)},
     "yellow_short 2024-03-05 15:36; red 2024-03-06 09:00; urge 2024-03-07 09:00"},
    {"whatever stops before it does not ring", CLOCK_COMPLETION, {ASKED(0, SOME), COMPLETED(DAY(8, 10))},
     "yellow 2024-03-12 09:00"},
    {"what is done at the due instant is not late", CLOCK_COMPLETION, {ASKED(0, SOME), COMPLETED(DAY(9, 24))},
     "yellow 2024-03-12 09:00"},
    {"what is late has rung until it stops", CLOCK_COMPLETION, {ASKED(0, SOME), COMPLETED(DAY(11, 10))},
     "yellow 2024-03-12 09:00; red 2024-03-14 09:00; urge 2024-03-15 09:00"},
    {"while a pause holds it nothing rings", CLOCK_COMPLETION, {ASKED(0, SOME), PAUSED(60)}, ""},
    {"an urging that nobody explains asks for a notice", CLOCK_COMPLETION, {ASKED(0, SOME), URGED(DAY(10, 9), "1"), PROGRESSED(DAY(10, 10))},
     "yellow 2024-03-12 09:00; red 2024-03-14 09:00; urge 2024-03-15 09:00; notice 2024-03-22 09:00"},
    {"one that is explained does not", CLOCK_COMPLETION, {ASKED(0, SOME), URGED(DAY(11, 9), "1"), EXPLAINED(DAY(14, 9), "1")},
     "yellow 2024-03-12 09:00; red 2024-03-14 09:00; urge 2024-03-15 09:00"},
    {"another's explanation is none, nor one that comes later", CLOCK_COMPLETION,
     {ASKED(0, SOME), URGED(DAY(11, 9), "1"), EXPLAINED(DAY(14, 9), "2"), EXPLAINED(DAY(20, 9), "1")},
     "yellow 2024-03-12 09:00; red 2024-03-14 09:00; urge 2024-03-15 09:00; notice 2024-03-25 09:00"},
    {"it has its days from when it was urged", CLOCK_COMPLETION,
     {ASKED(0, SOME), URGED(DAY(11, 9), "1"), EXPLAINED(DAY(14, 9), "1"), URGED(DAY(21, 9), "2")},
     "yellow 2024-03-12 09:00; red 2024-03-14 09:00; urge 2024-03-15 09:00; notice 2024-04-02 09:00"},
    {"nobody is told of what never ran", CLOCK_CALLBACK, {ACCEPTED(0, "U", "A", "li"), COMPLETED(60)}, ""},
    {"a date that is on time was on time when a close of business was", CLOCK_COMPLETION,
     {ASKED(0, SOME), EVENT(DAY(9, 24) - 1, COMPLETED, .precision = PRECISION_DAY, .completed = {.result_length = 0})},
     "yellow 2024-03-12 09:00"},
};

/* ---- ladders of other shapes ---- */

static const struct {
    const char *limit;
    const char *offset;
    const char *rungs;
} offsets[] = {
    {"7wd", "start+20min", "x 2024-03-04 09:20"},
    {"7wd", "start+1wd", "x 2024-03-05 24:00"},
    {"7wd", "start+1wd@10:00", "x 2024-03-05 10:00"},
    {"7wd", "due-20min", "x 2024-03-13 23:40"},
    {"7wd", "due-60wmin", "x 2024-03-13 16:00"},
    {"7wd", "due-1hd", "x 2024-03-13 12:00"},
    {"7wd", "due-1wd", "x 2024-03-12 24:00"},
    {"7wd", "due-4cd", "x 2024-03-09 24:00"},
    {"7wd", "due-4cd@08:30", "x 2024-03-09 08:30"},
    {"7wd", "due+2hd", "x 2024-03-14 17:00"},
    {"7wd", "50%", "x 2024-03-07 17:00"},
    {"30min", "90%", "x 2024-03-04 09:27"},
    {"10cd", "50%", "x 2024-03-09 16:30"},
    {"1min", "50%", ""},             /* less than a minute */
    {"7wd", "due-30wd", ""},         /* before it began */
    {"10000wd", "90%", ""},          /* more minutes than a limit may have */
};
/* clang-format on */

static void the_shipped_ladder_rings(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(shipped) / sizeof(shipped[0]); i++) {
        print_message("    %s\n", shipped[i].title);
        tell(shipped[i].events);
        assert_string_equal(rungs_words(clock_of(rules_shipped(), shipped[i].kind)),
                            shipped[i].rungs);
    }
}

static void every_offset_leads_somewhere(void **state)
{
    (void) state;
    static const struct event events[EVENTS_MAX] = {ASKED(0, SOME)};
    for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        const struct told_row rows[] = {{.clock = CLOCK_COMPLETION, .limit = offsets[i].limit},
                                        {.limit = NULL}};
        const struct told_rung rungs[] = {{.name = "x", .offset = offsets[i].offset},
                                          {.name = NULL}};
        print_message("    %s %s\n", offsets[i].limit, offsets[i].offset);
        tell(events);
        assert_string_equal(rungs_words(clock_of(rules_told(rows, rungs), CLOCK_COMPLETION)),
                            offsets[i].rungs);
    }
}

static void a_rung_counts_from_the_one_above(void **state)
{
    (void) state;
    static const struct event events[EVENTS_MAX] = {ASKED(0, SOME)};
    static const struct event paused[EVENTS_MAX] = {ASKED(0, SOME), PAUSED(60)};
    static const struct told_row rows[] = {{.clock = CLOCK_COMPLETION, .limit = "7wd"},
                                           {.limit = NULL}};
    static const struct told_rung rungs[] = {{.name = "a", .offset = "due+1wd"},
                                             {.name = "b", .offset = "rung+1wd"},
                                             {.name = "c", .offset = "start+1wd"},
                                             {.name = NULL}};
    const struct rules *rules = rules_told(rows, rungs);
    tell(events);
    assert_string_equal(rungs_words(clock_of(rules, CLOCK_COMPLETION)),
                        "c 2024-03-05 24:00; a 2024-03-14 24:00; b 2024-03-15 24:00");
    tell(paused);
    assert_string_equal(rungs_words(clock_of(rules, CLOCK_COMPLETION)), "");
}

static void an_urging_without_a_rung_above_counts_from_itself(void **state)
{
    (void) state;
    static const struct event events[EVENTS_MAX] = {ASKED(0, SOME), URGED(DAY(1, 9), "1")};
    static const struct event paused[EVENTS_MAX] = {ASKED(0, SOME), URGED(30, "1"), PAUSED(60)};
    static const struct told_row rows[] = {{.clock = CLOCK_COMPLETION, .limit = "7wd"},
                                           {.limit = NULL}};
    static const struct told_rung rungs[] = {{.name = "x",
                                              .offset = "start+2wd",
                                              .level = RUNG_LEVEL_NOTICE,
                                              .condition = RUNG_CONDITION_UNEXPLAINED},
                                             {.name = NULL}};
    const struct rules *rules = rules_told(rows, rungs);
    tell(events);
    assert_string_equal(rungs_words(clock_of(rules, CLOCK_COMPLETION)), "x 2024-03-07 24:00");
    tell(paused);
    assert_string_equal(rungs_words(clock_of(rules, CLOCK_COMPLETION)), "");
}

static void a_row_has_warnings_of_its_own(void **state)
{
    (void) state;
    static const struct event events[EVENTS_MAX] = {ASKED(0, SOME)};
    static const struct told_row rows[] = {
        {.clock = CLOCK_COMPLETION, .limit = "7wd", .warnings = {"50%", "due-2wd@09:00"}},
        {.limit = NULL}};
    static const struct told_rung rungs[] = {{.name = "yellow", .offset = "due-1wd"},
                                             {.name = "yellow_2", .offset = "due-2wd"},
                                             {.name = "red", .offset = "due", RUNG_LEVEL_RED, 0},
                                             {.name = NULL}};
    tell(events);
    assert_string_equal(rungs_words(clock_of(rules_told(rows, rungs), CLOCK_COMPLETION)),
                        "warning_1 2024-03-07 17:00; warning_2 2024-03-11 09:00; "
                        "red 2024-03-13 24:00");
}

static void a_source_that_imports_in_batches_is_waited_for(void **state)
{
    (void) state;
    static const struct event events[EVENTS_MAX] = {ASKED(0, SOME)};
    static const struct event paused[EVENTS_MAX] = {ASKED(0, SOME), PAUSED(DAY(2, 9))};
    static const struct str own = {"book", 4};
    static const struct str other = {"desk", 4};
    static const struct told_row rows[] = {{.clock = CLOCK_COMPLETION, .limit = "7wd"},
                                           {.limit = NULL}};
    static const struct {
        const char *offset;
        const struct str *source;
        const char *held;
        bool heeds_quiet_hours;
    } held[] = {
        {"due", &own, "2024-03-20 24:00", false},
        {"due", &own, "2024-03-21 09:00", true},
        {"due+1wd", &own, "2024-03-20 24:00", false},
        {"due+5wd", &own, "", false}, /* it rings no earlier anyway */
        {"due", &other, "", false},
    };
    for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++) {
        const struct told_rung rungs[] = {{.name = "x",
                                           .offset = held[i].offset,
                                           .level = RUNG_LEVEL_RED,
                                           .heeds_quiet_hours = held[i].heeds_quiet_hours,
                                           .batch_source = held[i].source},
                                          {.name = NULL}};
        tell(events);
        const struct clock *clock = clock_of(rules_told(rows, rungs), CLOCK_COMPLETION);
        int64_t until_us = clock->rungs[0].held_us;
        assert_string_equal(until_us == 0 ? "" : instant_words(until_us), held[i].held);
    }
    static const struct told_rung started[] = {
        {.name = "x", .offset = "start+1wd", .batch_source = &own}, {.name = NULL}};
    tell(paused); /* without a due time there is nothing to cover */
    const struct clock *clock = clock_of(rules_told(rows, started), CLOCK_COMPLETION);
    assert_int_equal(clock->rungs[0].held_us, 0);
}

static void a_row_without_a_ladder_tells_nobody(void **state)
{
    (void) state;
    static const struct event events[EVENTS_MAX] = {ASKED(0, SOME)};
    static const struct told_row rows[] = {{.clock = CLOCK_COMPLETION, .limit = "7wd"},
                                           {.limit = NULL}};
    tell(events);
    assert_string_equal(rungs_words(clock_of(rules_told(rows, NULL), CLOCK_COMPLETION)), "");
}

/* At 10:00 the hour was over; the date was in time. */
static void what_was_done_in_time_by_its_date_rang_nothing(void **state)
{
    (void) state;
    static const struct event events[EVENTS_MAX] = {
        ASKED(0, SOME), EVENT(DAY(0, 24) - 1, COMPLETED, .precision = PRECISION_DAY)};
    static const struct told_row rows[] = {{.clock = CLOCK_COMPLETION, .limit = "60wmin"},
                                           {.limit = NULL}};
    static const struct told_rung rungs[] = {{.name = "early", .offset = "start+30min"},
                                             {.name = "red", .offset = "due"},
                                             {.name = NULL}};
    tell(events);
    const struct clock *clock = clock_of(rules_told(rows, rungs), CLOCK_COMPLETION);
    assert_int_equal(clock->verdict, CLOCK_VERDICT_ON_TIME);
    assert_string_equal(rungs_words(clock), "early 2024-03-04 09:30");
}

/* ---- starts and caps ---- */

/* clang-format off */
static const struct {
    const char *title;
    struct told_row row;
    struct event events[EVENTS_MAX];
    const char *due;
} others[] = {
    {"a clock that handing over starts", {.clock = CLOCK_COMPLETION, .limit = "1wd", .start = CLOCK_START_HANDED_OVER},
     {ASKED(0, SOME), TRANSFERRED(DAY(1, 9), "U", "B", "")}, "2024-03-06 24:00"},
    {"or the acceptance, when it was never handed over", {.clock = CLOCK_COMPLETION, .limit = "1wd", .start = CLOCK_START_HANDED_OVER},
     {ASKED(0, SOME)}, "2024-03-05 24:00"},
    {"a clock that signing starts", {.clock = CLOCK_COMPLETION, .limit = "1wd", .start = CLOCK_START_SIGNED},
     {ASKED(0, SOME), TRANSFERRED(DAY(1, 9), "U", "B", ""), SIGNED(DAY(2, 9), "U", "B", ""), TRANSFERRED(DAY(3, 9), "U", "C", "")},
     "2024-03-07 24:00"},
    {"and is not there before", {.clock = CLOCK_COMPLETION, .limit = "1wd", .start = CLOCK_START_SIGNED}, {ASKED(0, SOME)}, "none"},
    {"nor a first contact", {.clock = CLOCK_FIRST_CONTACT, .limit = "1wd", .start = CLOCK_START_SIGNED}, {ASKED(0, SOME)}, "none"},
    {"what is handed over in the next round was not in the first", {.clock = CLOCK_COMPLETION, .limit = "1wd", .start = CLOCK_START_HANDED_OVER},
     {ASKED(0, SOME), COMPLETED(60), REOPENED(DAY(1, 9)), TRANSFERRED(DAY(2, 9), "U", "B", "")}, "2024-03-05 24:00"},
    {"nor signed", {.clock = CLOCK_COMPLETION, .limit = "1wd", .start = CLOCK_START_SIGNED},
     {ASKED(0, SOME), COMPLETED(60), REOPENED(DAY(1, 9)), TRANSFERRED(DAY(2, 9), "U", "B", ""), SIGNED(DAY(3, 9), "U", "B", "")}, "none"},
    {"a category without a row has no clock", {.clock = CLOCK_COMPLETION, .limit = "7wd", .category = CATEGORY_SERVICE},
     {ASKED(0, SOME)}, "none"},
    {"until it is set", {.clock = CLOCK_COMPLETION, .limit = "7wd", .category = CATEGORY_SERVICE},
     {ASKED(0, SOME), EVENT(60, AMENDED, .amended = {.category = CATEGORY_SERVICE})}, "2024-03-13 24:00"},
    {"so many extensions a round", {.clock = CLOCK_COMPLETION, .limit = "5wd", .caps = {.has_count = true, .count = 1}},
     {ASKED(0, SOME), EXTENDED(60, 1), EXTENDED(120, 1)},
     "2024-03-12 24:00, not 2: there were as many before as there may be"},
    {"so long a one", {.clock = CLOCK_COMPLETION, .limit = "5wd", .caps = {.each = {3, LIMIT_UNIT_WORKING_DAY}}},
     {ASKED(0, SOME), EXTENDED(60, 4), EXTENDED(120, 3)}, "2024-03-14 24:00, not 1: it is longer than the policy lets one be"},
    {"in another unit", {.clock = CLOCK_COMPLETION, .limit = "5wd", .caps = {.each = {3, LIMIT_UNIT_CALENDAR_DAY}}},
     {ASKED(0, SOME), EXTENDED(60, 4), EXTENDED(120, 3)}, "2024-03-14 24:00, not 1: it is longer than the policy lets one be"},
    {"so long in all", {.clock = CLOCK_COMPLETION, .limit = "5wd", .caps = {.long_cycle = {10, LIMIT_UNIT_CALENDAR_DAY}}},
     {ASKED(0, SOME), EXTENDED(60, 3), EXTENDED(120, 1)},
     "2024-03-14 24:00, not 2: the matter would take longer than the policy's long cycle"},
};
/* clang-format on */

static void a_policy_may_say_otherwise(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        const struct told_row rows[] = {others[i].row, {.limit = NULL}};
        print_message("    %s\n", others[i].title);
        tell(others[i].events);
        assert_string_equal(due_words(clock_of(rules_told(rows, NULL), others[i].row.clock)),
                            others[i].due);
    }
}

static void so_many_extensions_count_at_most(void **state)
{
    (void) state;
    static const struct told_row rows[] = {{.clock = CLOCK_COMPLETION, .limit = "1wd"},
                                           {.limit = NULL}};
    static const struct event asked = ASKED(0, SOME);
    build_begin();
    (void) build_add(asked);
    for (int i = 1; i <= CLOCK_EXTENSIONS_MAX + 1; i++)
        (void) build_add((struct event) EXTENDED(i, 1));
    const struct clock *clock = clock_of(rules_told(rows, NULL), CLOCK_COMPLETION);
    assert_int_equal(clock->extensions_count, CLOCK_EXTENSIONS_MAX);
    assert_int_equal(clock->extensions[0].fact, 1);
    assert_int_equal(clock->refused_count, 1);
    assert_int_equal(clock->refused[0].fact, CLOCK_EXTENSIONS_MAX + 1);
    assert_int_equal(clock->refused[0].why, CLOCK_REFUSAL_OVER_COUNT);
    assert_string_equal(instant_words(clock->base.due_us), "2024-03-05 24:00");
}

static void without_rules_there_are_no_clocks(void **state)
{
    (void) state;
    static const struct event events[EVENTS_MAX] = {ASKED(0, SOME)};
    const struct rules *whole = rules_shipped();
    const struct rules no_calendar = {.policy = whole->policy};
    const struct rules no_policy = {.calendar = whole->calendar};
    tell(events);
    assert_null(clock_of(&no_calendar, CLOCK_COMPLETION));
    assert_null(clock_of(&no_policy, CLOCK_COMPLETION));
    assert_non_null(clock_of(whole, CLOCK_COMPLETION));
}

static void ends_and_verdicts_have_names(void **state)
{
    (void) state;
    assert_string_equal(clock_end_name(CLOCK_END_RUNNING), "running");
    assert_string_equal(clock_verdict_name(CLOCK_VERDICT_LATE), "late");
}

/* ---- memory ---- */

/* Whatever does not fit is RETRY, and what fits is the same. */
static void a_full_arena_is_said(void **state)
{
    (void) state;
    static const struct event events[EVENTS_MAX] = {
        ASKED(0, SOME), TRANSFERRED(30, "U", "B", ""), PAUSED(60),  EXTENDED(90, 1),
        COMPLETED(120), RATED(150, DISSATISFIED),      PAUSED(160), RECTIFIED(170),
        REOPENED(180)};
    tell(events);
    const struct life *life = build_fold();
    enum outcome outcome = RETRY;
    for (size_t size = 1; outcome == RETRY; size += 8) {
        struct arena arena;
        struct clocks clocks;
        struct err err;
        assert_int_equal(arena_init(&arena, size, &err), OK);
        outcome = clocks_of(life, rules_shipped(), &arena, &clocks, &err);
        assert_true(outcome == OK || outcome == RETRY);
        if (outcome == OK)
            assert_int_equal(clocks.clocks.count, 6);
        arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_ladder_rings),
        cmocka_unit_test(every_offset_leads_somewhere),
        cmocka_unit_test(a_rung_counts_from_the_one_above),
        cmocka_unit_test(an_urging_without_a_rung_above_counts_from_itself),
        cmocka_unit_test(a_row_has_warnings_of_its_own),
        cmocka_unit_test(a_source_that_imports_in_batches_is_waited_for),
        cmocka_unit_test(a_row_without_a_ladder_tells_nobody),
        cmocka_unit_test(what_was_done_in_time_by_its_date_rang_nothing),
        cmocka_unit_test(a_policy_may_say_otherwise),
        cmocka_unit_test(so_many_extensions_count_at_most),
        cmocka_unit_test(without_rules_there_are_no_clocks),
        cmocka_unit_test(ends_and_verdicts_have_names),
        cmocka_unit_test(a_full_arena_is_said),
    };
    return cmocka_run_group_tests(tests, test_arena_make, test_arena_drop);
}
