/* test_policy_presets -- every number of the policies that were published, and of the ladder. */
#include <stdio.h>

#include "base/civil.h"
#include "office/policy_check.h"
#include "support/arena.h"
#include "support/cmocka.h"

#define SHIPPED "schemas/policy/"
#define FIXTURE "tests/fixtures/policy/"

/* Of one case and clock. */
struct question {
    enum clock_kind clock;
    enum category category;
    enum channel channel;
    const char *priority;
};

#define COMPLETION(category)                                                                       \
    {                                                                                              \
        CLOCK_COMPLETION, CATEGORY_##category, CHANNEL_CALL, ""                                    \
    }
#define UNCLASSIFIED                                                                               \
    {                                                                                              \
        CLOCK_COMPLETION, 0, CHANNEL_CALL, ""                                                      \
    }
#define OTHER_CLOCK(clock)                                                                         \
    {                                                                                              \
        CLOCK_##clock, CATEGORY_SERVICE, CHANNEL_CALL, ""                                          \
    }
#define OF(clock, category, channel, priority)                                                     \
    {                                                                                              \
        CLOCK_##clock, CATEGORY_##category, CHANNEL_##channel, priority                            \
    }

/* clang-format off */
static const struct {
    const char *file;
    struct question question;
    const char *limit; /* "": there is no such clock, or of the report none is said */
    bool is_default;
} numbers[] = {
    {SHIPPED "sichuan-2025.csv", COMPLETION(CONSULTATION), "3wd", false},
    {SHIPPED "sichuan-2025.csv", COMPLETION(SERVICE), "7wd", false},
    {SHIPPED "sichuan-2025.csv", COMPLETION(PROBLEM), "7wd", false},
    {SHIPPED "sichuan-2025.csv", COMPLETION(OTHER), "7wd", false},
    {SHIPPED "sichuan-2025.csv", UNCLASSIFIED, "7wd", false},
    {SHIPPED "sichuan-2025.csv", COMPLETION(COMPLAINT), "15wd", false},
    {SHIPPED "sichuan-2025.csv", OTHER_CLOCK(SIGN), "1wd", false},
    {SHIPPED "sichuan-2025.csv", OTHER_CLOCK(FIRST_CONTACT), "1wd", false},
    {SHIPPED "sichuan-2025.csv", OTHER_CLOCK(CALLBACK), "5wd", false},
    {SHIPPED "sichuan-2025.csv", OTHER_CLOCK(REDO), "3wd", false},
    {SHIPPED "sichuan-2025.csv", OTHER_CLOCK(RECTIFICATION), "15wd", false},
    {SHIPPED "sichuan-2025.csv", OTHER_CLOCK(ANNUAL_REPORT), "", false},
    {SHIPPED "sichuan-2025.csv", OTHER_CLOCK(DISPATCH), "", false},
    {SHIPPED "base.csv", COMPLETION(CONSULTATION), "3wd", false},
    {SHIPPED "base.csv", COMPLETION(SERVICE), "7wd", false},
    {SHIPPED "base.csv", COMPLETION(PROBLEM), "7wd", false},
    {SHIPPED "base.csv", COMPLETION(OTHER), "7wd", false},
    {SHIPPED "base.csv", UNCLASSIFIED, "7wd", false},
    {SHIPPED "base.csv", COMPLETION(COMPLAINT), "15wd", false},
    {SHIPPED "base.csv", OTHER_CLOCK(SIGN), "1wd", false},
    {SHIPPED "base.csv", OTHER_CLOCK(FIRST_CONTACT), "1wd", false},
    {SHIPPED "base.csv", OTHER_CLOCK(CALLBACK), "5wd", false},
    {SHIPPED "base.csv", OTHER_CLOCK(REDO), "3wd", false},
    {SHIPPED "base.csv", OTHER_CLOCK(RECTIFICATION), "15wd", false},
    {FIXTURE "lvliang-2024.csv", COMPLETION(CONSULTATION), "3wd", false},
    {FIXTURE "lvliang-2024.csv", COMPLETION(SERVICE), "5wd", false},
    {FIXTURE "lvliang-2024.csv", COMPLETION(PROBLEM), "5wd", false},
    {FIXTURE "lvliang-2024.csv", COMPLETION(OTHER), "5wd", false},
    {FIXTURE "lvliang-2024.csv", UNCLASSIFIED, "5wd", false},
    {FIXTURE "lvliang-2024.csv", COMPLETION(COMPLAINT), "5wd", false},
    {FIXTURE "lvliang-2024.csv", OF(FIRST_CONTACT, PROBLEM, HOTLINE, "urgent"), "30min", false},
    {FIXTURE "lvliang-2024.csv", OF(FIRST_CONTACT, PROBLEM, HOTLINE, ""), "", false},
    {FIXTURE "lvliang-2024.csv", OTHER_CLOCK(DISPATCH), "1hd", false},
    {FIXTURE "lvliang-2024.csv", OTHER_CLOCK(RETURN), "1wd", false},
    {FIXTURE "bengbu-2019.csv", COMPLETION(CONSULTATION), "5wd", true},
    {FIXTURE "bengbu-2019.csv", COMPLETION(SERVICE), "5wd", false},
    {FIXTURE "bengbu-2019.csv", COMPLETION(PROBLEM), "5wd", false},
    {FIXTURE "bengbu-2019.csv", COMPLETION(OTHER), "5wd", false},
    {FIXTURE "bengbu-2019.csv", UNCLASSIFIED, "5wd", false},
    {FIXTURE "bengbu-2019.csv", OF(COMPLETION, PROBLEM, HOTLINE, "provincial"), "3wd", false},
    {FIXTURE "bengbu-2019.csv", OF(COMPLETION, PROBLEM, MAILBOX, ""), "3wd", false},
    {FIXTURE "bengbu-2019.csv", COMPLETION(COMPLAINT), "5wd", true},
    {FIXTURE "bengbu-2019.csv", OTHER_CLOCK(SIGN), "1wd", false},
    {FIXTURE "bengbu-2019.csv", OF(SIGN, PROBLEM, HOTLINE, "emergency"), "10min", false},
    {FIXTURE "bengbu-2019.csv", OF(FIRST_CONTACT, PROBLEM, HOTLINE, "emergency"), "20min", false},
    {FIXTURE "mailbox-shenyang.csv", COMPLETION(CONSULTATION), "3wd", false},
    {FIXTURE "mailbox-shenyang.csv", COMPLETION(SERVICE), "3wd", false},
    {FIXTURE "mailbox-shenyang.csv", COMPLETION(PROBLEM), "3wd", false},
    {FIXTURE "mailbox-shenyang.csv", COMPLETION(OTHER), "3wd", false},
    {FIXTURE "mailbox-shenyang.csv", UNCLASSIFIED, "3wd", false},
    {FIXTURE "mailbox-shenyang.csv", OF(COMPLETION, PROBLEM, MAILBOX, "complex"), "10wd", false},
    {FIXTURE "mailbox-shenyang.csv", COMPLETION(COMPLAINT), "3wd", false},
    {FIXTURE "mailbox-shenyang.csv", OF(FIRST_CONTACT, PROBLEM, MAILBOX, ""), "1440min", false},
    {FIXTURE "mailbox-shenyang.csv", OF(FIRST_CONTACT, PROBLEM, CALL, ""), "", false},
};
/* clang-format on */

static struct policy_file file;

/* Into `file`; it is to be without a fault. */
static void read_file(const char *path)
{
    const struct policy_source alone = {.rows_count = 0};
    const struct units_known units = {.knows = NULL};
    struct faults faults = {.count = 0};
    struct err err;
    policy_file_done(&file);
    assert_int_equal(policy_file_init(&file, &err), OK);
    if (policy_file_read(&file, path, &faults, &err) != OK ||
        policy_file_make(&file, &faults, &err) != OK ||
        policy_check(&file, &alone, &units, &faults, &err) != OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < faults.count; i++)
        fail_msg("%s row %zu: %s", path, faults.items[i].row, faults.items[i].text);
    faults_done(&faults);
}

static struct policy_match ask(const struct policy_source *source, int64_t day,
                               struct question question)
{
    struct policy policy;
    struct err err;
    arena_reset(&test_arena);
    assert_int_equal(policy_build(source, &test_arena, &policy, &err), OK);
    const struct policy_query query = {
        .unit = STR("zjj"),
        .day = day,
        .clock = question.clock,
        .category = question.category,
        .channel = question.channel,
        .priority = str_from(question.priority),
    };
    return policy_find(&policy, &query);
}

static void every_published_number_is_the_limit_that_rules(void **state)
{
    (void) state;
    const char *path = "";
    int64_t day = civil_day_from((struct civil_date) {2026, 1, 5});
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        if (numbers[i].file != path)
            read_file(numbers[i].file);
        path = numbers[i].file;
        print_message("    %s %s %d: %s\n", path, clock_kind_name(numbers[i].question.clock),
                      (int) numbers[i].question.category, numbers[i].limit);
        const struct policy_source source = policy_file_source(&file);
        struct policy_match match = ask(&source, day, numbers[i].question);
        struct limit limit = {0};
        (void) limit_parse(str_from(numbers[i].limit), &limit);
        assert_int_equal(match.row == NULL ? 0 : match.row->limit.amount, limit.amount);
        assert_int_equal(match.row == NULL ? 0 : match.row->limit.unit, limit.unit);
        assert_int_equal(match.is_default, numbers[i].is_default);
        assert_true(match.row == NULL || match.ladder != NULL);
    }
}

static void extensions_of_lvliang_are_capped(void **state)
{
    (void) state;
    read_file(FIXTURE "lvliang-2024.csv");
    const struct policy_caps *caps = &file.rows[0].caps;
    assert_true(caps->has_count);
    assert_int_equal(caps->count, 3);
    assert_int_equal(caps->each.amount, 3);
    assert_int_equal(caps->each.unit, LIMIT_UNIT_WORKING_DAY);
    assert_int_equal(caps->long_cycle.amount, 180);
    assert_int_equal(caps->long_cycle.unit, LIMIT_UNIT_CALENDAR_DAY);
    assert_false(file.rows[9].caps.has_count);
}

static void clocks_start_where_they_usually_do(void **state)
{
    (void) state;
    static const enum clock_start starts[] = {
        [CLOCK_DISPATCH] = CLOCK_START_ASKED,
        [CLOCK_RETURN] = CLOCK_START_HANDED_OVER,
        [CLOCK_SIGN] = CLOCK_START_HANDED_OVER,
        [CLOCK_FIRST_CONTACT] = CLOCK_START_ACCEPTED,
        [CLOCK_COMPLETION] = CLOCK_START_ACCEPTED,
        [CLOCK_CALLBACK] = CLOCK_START_COMPLETED,
        [CLOCK_REDO] = CLOCK_START_REOPENED,
        [CLOCK_RECTIFICATION] = CLOCK_START_FOUND_BAD,
        [CLOCK_ANNUAL_REPORT] = CLOCK_START_YEAR_OPENED,
    };
    static const char *const paths[] = {SHIPPED "sichuan-2025.csv", FIXTURE "lvliang-2024.csv"};
    for (size_t path = 0; path < sizeof(paths) / sizeof(paths[0]); path++) {
        read_file(paths[path]);
        for (size_t i = 0; i < file.lines[POLICY_LINE].count; i++)
            assert_int_equal(file.rows[i].start, starts[file.rows[i].clock]);
    }
}

/* Both presets that are shipped, as they stand beside each other in a database. */
static void the_shipped_presets_follow_each_other_without_a_gap(void **state)
{
    (void) state;
    struct policy_row rows[64];
    size_t count = 0;
    const int64_t first = civil_day_from((struct civil_date) {2025, 12, 25});
    const struct question complaint = COMPLETION(COMPLAINT);
    struct policy_file base;
    read_file(SHIPPED "base.csv");
    base = file;
    file = (struct policy_file) {.ladders_count = 0};
    for (; count < base.lines[POLICY_LINE].count; count++)
        rows[count] = base.rows[count];
    read_file(SHIPPED "sichuan-2025.csv");
    for (size_t i = 0; i < file.lines[POLICY_LINE].count; i++)
        rows[count++] = file.rows[i];
    const struct policy_source both = {.rows = rows, .rows_count = count};
    static const struct {
        int days;
        const char *preset;
    } wanted[] = {{-9490, "base"}, {-1, "base"}, {0, "sichuan-2025"}, {9999, "sichuan-2025"}};
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        struct policy_match match = ask(&both, first + wanted[i].days, complaint);
        assert_true(str_eq(match.row->preset, str_from(wanted[i].preset)));
        assert_false(match.is_default);
    }
    policy_file_done(&base);
}

/* ---- the ladder ---- */

#define WD LIMIT_UNIT_WORKING_DAY
#define TO(who) SET_OF(RECIPIENT_##who)

/* clang-format off */
static const struct rung rungs[] = {
    {.level = RUNG_LEVEL_YELLOW, .offset = {RUNG_FROM_DUE, -1, WD, 9 * 60}, .days_min = 2,
     .recipients = TO(HANDLER) | TO(RECEIVER), .heeds_quiet_hours = true},
    {.level = RUNG_LEVEL_YELLOW, .offset = {RUNG_AT_PERCENT, 90, 0, RUNG_NO_MINUTE}, .days_max = 1,
     .recipients = TO(HANDLER) | TO(RECEIVER)},
    {.level = RUNG_LEVEL_RED, .offset = {RUNG_FROM_DUE, 0, 0, RUNG_NO_MINUTE},
     .recipients = TO(HANDLER) | TO(RECEIVER) | TO(HANDLER_SECTION_POST) |
                   TO(RECEIVER_SECTION_POST) | TO(MASTER_POST), .heeds_quiet_hours = true},
    {.level = RUNG_LEVEL_URGE, .offset = {RUNG_FROM_DUE, 1, WD, RUNG_NO_MINUTE},
     .recipients = TO(SECTION_HEAD) | TO(LEADER_IN_CHARGE), .heeds_quiet_hours = true},
    {.level = RUNG_LEVEL_NOTICE, .offset = {RUNG_FROM_RUNG, 5, WD, RUNG_NO_MINUTE},
     .recipients = TO(SUPERVISION_OFFICE), .heeds_quiet_hours = true,
     .condition = RUNG_CONDITION_UNEXPLAINED},
};
/* clang-format on */

static void the_shipped_ladder_has_its_rungs(void **state)
{
    (void) state;
    read_file(SHIPPED "sichuan-2025.csv");
    assert_int_equal(file.ladders_count, 1);
    const struct ladder *ladder = &file.ladders[0].ladder;
    assert_true(str_eq(ladder->name, STR("default")));
    assert_int_equal(ladder->count, sizeof(rungs) / sizeof(rungs[0]));
    for (size_t i = 0; i < ladder->count; i++) {
        const struct rung *rung = &ladder->rungs[i];
        print_message("    %.*s\n", STR_ARG(rung->name));
        assert_int_equal(rung->level, rungs[i].level);
        assert_int_equal(rung->offset.base, rungs[i].offset.base);
        assert_int_equal(rung->offset.amount, rungs[i].offset.amount);
        assert_int_equal(rung->offset.unit, rungs[i].offset.unit);
        assert_int_equal(rung->offset.minute, rungs[i].offset.minute);
        assert_int_equal(rung->days_min, rungs[i].days_min);
        assert_int_equal(rung->days_max, rungs[i].days_max);
        assert_int_equal(rung->recipients, rungs[i].recipients);
        assert_int_equal(rung->copies, 0);
        assert_int_equal(rung->heeds_quiet_hours, rungs[i].heeds_quiet_hours);
        assert_int_equal(rung->condition, rungs[i].condition);
    }
}

static int drop(void **state)
{
    policy_file_done(&file);
    return test_arena_drop(state);
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, test_arena_make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ARENA(every_published_number_is_the_limit_that_rules),
        IN_ARENA(extensions_of_lvliang_are_capped),
        IN_ARENA(clocks_start_where_they_usually_do),
        IN_ARENA(the_shipped_presets_follow_each_other_without_a_gap),
        IN_ARENA(the_shipped_ladder_has_its_rungs),
    };
    return RUN(tests);
}
