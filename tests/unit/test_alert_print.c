/* test_alert_print -- the lines that people read, and which of them. */
#include "office/alert_print.h"

#include <stdlib.h>
#include <string.h>

#include "office/alert_explain.h"
#include "support/arena.h"
#include "support/cmocka.h"

#define DUE_US INT64_C(1741968000000000)   /* 2025-03-14 24:00 */
#define START_US INT64_C(1740967200000000) /* 2025-03-03 10:00 */

#define S(text)                                                                                    \
    {                                                                                              \
        .ptr = text, .len = sizeof(text) - 1                                                       \
    }

/* clang-format off */
#define RULES .policy = S("sichuan-2025"), .policy_version = 1, .calendar_version = 5
static const struct {
    const char *title;
    struct alert_basis basis;
    const char *line;
} explanations[] = {
    {"a limit of days",
     {.clock = CLOCK_COMPLETION, .limit = {7, LIMIT_UNIT_WORKING_DAY}, .started_at_us = START_US, .due_at_us = DUE_US, RULES},
     "办结限7个工作日，2025-03-03 10:00起算，2025-03-14 24:00到期（政策sichuan-2025 v1，日历v5）"},
    {"with all that moves it",
     {.clock = CLOCK_RECTIFICATION, .limit = {15, LIMIT_UNIT_WORKING_DAY}, .started_at_us = START_US, .due_at_us = DUE_US - 1,
      .days = S("sqrrpcooPQC"), .extensions = 1, .is_ordered = true, .is_provisional = true, RULES},
     "整改限15个工作日，2025-03-03 10:00起算，停2天，延长1次，按整改要求，2025-03-14 23:59到期（政策sichuan-2025 v1，日历v5，暂定）"},
    {"held by a pause",
     {.clock = CLOCK_REDO, .limit = {30, LIMIT_UNIT_MINUTE}, .started_at_us = START_US, RULES},
     "重办限30分钟，2025-03-03 10:00起算，暂停计时，到期未定（政策sichuan-2025 v1，日历v5）"},
    {"working minutes", {.clock = CLOCK_SIGN, .limit = {90, LIMIT_UNIT_WORKING_MINUTE}, .started_at_us = START_US, .due_at_us = DUE_US, RULES},
     "签收限90个工作分钟，2025-03-03 10:00起算，2025-03-14 24:00到期（政策sichuan-2025 v1，日历v5）"},
    {"half days", {.clock = CLOCK_DISPATCH, .limit = {1, LIMIT_UNIT_HALF_DAY}, .started_at_us = START_US, .due_at_us = DUE_US, RULES},
     "派单限1个半日，2025-03-03 10:00起算，2025-03-14 24:00到期（政策sichuan-2025 v1，日历v5）"},
    {"calendar days", {.clock = CLOCK_COMPLETION, .limit = {180, LIMIT_UNIT_CALENDAR_DAY}, .started_at_us = START_US, .due_at_us = DUE_US, RULES},
     "办结限180个自然日，2025-03-03 10:00起算，2025-03-14 24:00到期（政策sichuan-2025 v1，日历v5）"},
    {"no limit is told",
     {.clock = CLOCK_ANNUAL_REPORT, .started_at_us = START_US, .due_at_us = DUE_US, RULES},
     "年度报告，2025-03-03 10:00起算，2025-03-14 24:00到期（政策sichuan-2025 v1，日历v5）"},
};
/* clang-format on */

static void a_clock_is_explained_in_one_line(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(explanations) / sizeof(explanations[0]); i++) {
        struct err err = {0};
        struct str line = {0};
        assert_int_equal(alert_explain(&explanations[i].basis, &test_arena, &line, &err), OK);
        if (!str_eq(line, str_from(explanations[i].line)))
            fail_msg("%s: %.*s", explanations[i].title, STR_ARG(line));
        assert_true(line.len <= ALERT_EXPLANATION_BYTES_MAX);
    }
}

static void a_small_arena_says_retry(void **state)
{
    (void) state;
    struct err err = {0};
    struct arena small;
    struct str line = {0};
    assert_int_equal(arena_init(&small, 8, &err), OK);
    assert_int_equal(alert_explain(&explanations[0].basis, &small, &line, &err), RETRY);
    arena_done(&small);
}

static const struct alert_recipient recipients[] = {
    {RECIPIENT_HANDLER, {.unit = S("zjj"), .section = S("fck"), .person = S("li")}, false},
    {RECIPIENT_MASTER_POST, {.unit = S("zjj")}, false},
    {RECIPIENT_SUPERVISION_OFFICE, {.unit = S("du"), .person = S("wei")}, true},
    {RECIPIENT_LEAD_DEPARTMENT, {.unit = S("zwj")}, true},
};
static const struct str above[] = {S("fu"), S("shi")};

static struct alert sample(void)
{
    return (struct alert) {
        .kind = ALERT_RAISED,
        .id = {{0x77, 0x4c, 0x59, 0xbb}},
        .subject_kind = SUBJECT_CASE,
        .case_source = S("hotline"),
        .case_number = S("2025-000123"),
        .clock = CLOCK_COMPLETION,
        .rung = S("red"),
        .level = RUNG_LEVEL_RED,
        .rings_at_us = DUE_US,
        .due_at_us = DUE_US,
        .holder = recipients[0].party,
        .receiver = {.unit = S("rsj"), .person = S("wang")},
        .units_above = {above, 2},
        .recipients = recipients,
        .recipients_count = 4,
        .flags = SET_OF(ALERT_UNIT_UNKNOWN),
        .supersedes = {{0x47}},
        .explanation = S("办结限7个工作日"),
    };
}

static void assert_prints(const struct alert *alert, const char *expected)
{
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    alert_print(file, alert);
    assert_int_equal(fclose(file), 0);
    if (strcmp(text, expected) != 0)
        fail_msg("%s", text);
    free(text);
}

#define ID "774c59bb-0000-0000-0000-000000000000"

static void an_alert_is_one_line(void **state)
{
    (void) state;
    struct alert alert = sample();
    assert_prints(
        &alert, "2025-03-15 00:00 红色预警 办结 hotline/2025-000123，zjj/fck/li承办，rsj/wang首问，"
                "2025-03-14 24:00到期；告知承办人li、首问责任总岗（空缺）；抄送督查机构wei、"
                "牵头部门zwj；单位未登记；办结限7个工作日；编号" ID
                "；替代47000000-0000-0000-0000-000000000000\n");
    alert.level = RUNG_LEVEL_YELLOW;
    alert.clock = CLOCK_ANNUAL_REPORT;
    alert.due_at_us = 0;
    alert.holder = (struct party) {.unit = S("zjj")};
    alert.receiver = (struct party) {.unit = S("")};
    alert.recipients_count = 0;
    alert.flags = 0;
    alert.supersedes = (struct uuid) {{0}};
    alert.explanation = STR("");
    assert_prints(&alert,
                  "2025-03-15 00:00 黄色预警 年度报告 hotline/2025-000123，zjj承办；编号" ID "\n");
    alert.holder = (struct party) {.unit = S("")};
    alert.recipients_count = 1;
    alert.recipients = &(struct alert_recipient) {.post = RECIPIENT_LEAD_DEPARTMENT};
    assert_prints(
        &alert,
        "2025-03-15 00:00 黄色预警 年度报告 hotline/2025-000123；告知牵头部门（空缺）；编号" ID
        "\n");
}

static void what_is_taken_back_says_why(void **state)
{
    (void) state;
    struct alert alert = sample();
    alert.kind = ALERT_CLEARED;
    alert.clears = alert.id;
    alert.cleared_at_us = DUE_US + INT64_C(60000000);
    alert.reason = CLEAR_DONE_IN_TIME;
    assert_prints(&alert,
                  "2025-03-15 00:01 撤销 红色预警 办结 hotline/2025-000123，zjj/fck/li承办，"
                  "rsj/wang首问，2025-03-14 24:00到期；已按时办理，登记迟到；原编号" ID "\n");
}

static void a_filter_is_of_a_unit_what_is_below_and_a_level(void **state)
{
    (void) state;
    static const struct {
        struct alert_filter filter;
        bool passes;
    } rows[] = {
        {{.unit = S("")}, true},
        {{.unit = S("zjj")}, true},
        {{.unit = S("fu")}, false},
        {{.unit = S("fu"), .is_under = true}, true},
        {{.unit = S("shi"), .is_under = true}, true},
        {{.unit = S("zjj"), .is_under = true}, true},
        {{.unit = S("other"), .is_under = true}, false},
        {{.unit = S("zwj")}, true}, /* who is told */
        {{.level = RUNG_LEVEL_YELLOW}, true},
        {{.level = RUNG_LEVEL_RED}, true},
        {{.level = RUNG_LEVEL_URGE}, false},
        {{.unit = S("zjj"), .level = RUNG_LEVEL_URGE}, false},
    };
    struct alert alert = sample();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(alert_passes(&alert, &rows[i].filter), rows[i].passes);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_arena_make, test_arena_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_clock_is_explained_in_one_line),
        TEST(a_small_arena_says_retry),
        TEST(an_alert_is_one_line),
        TEST(what_is_taken_back_says_why),
        TEST(a_filter_is_of_a_unit_what_is_below_and_a_level),
    };
    return RUN(tests);
}
