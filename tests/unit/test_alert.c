/* test_alert -- ids of alerts, as another language computed them. */
#include "core/alert.h"

#include <string.h>

#include "core/words.h"
#include "support/arena.h"
#include "support/cmocka.h"

#define DUE_US INT64_C(1741968000000000)

static struct alert sample(void)
{
    struct alert alert = {
        .kind = ALERT_RAISED,
        .subject_kind = SUBJECT_CASE,
        .case_source = STR("hotline"),
        .case_number = STR("2025-000123"),
        .clock = CLOCK_COMPLETION,
        .rung = STR("red"),
        .due_at_us = DUE_US,
        .cleared_before = 1,
    };
    alert.subject = event_subject(SUBJECT_CASE, alert.case_source, alert.case_number);
    memset(&alert.started_by, 0x5A, sizeof(alert.started_by));
    return alert;
}

static void assert_id(struct uuid id, const char *expected)
{
    char text[UUID_TEXT_LEN + 1];
    uuid_text(&id, text);
    assert_string_equal(text, expected);
}

static void an_id_follows_from_the_rung_its_due_time_and_what_was_cleared(void **state)
{
    (void) state;
    struct alert alert = sample();
    assert_id(alert_id(&alert), "774c59bb-db65-5db4-9652-16a1610862aa");
    assert_id(alert_clear_id(alert_id(&alert)), "85a6bd78-5369-5ee9-8c40-e486abdf6298");
    alert.clock = CLOCK_FIRST_CONTACT;
    alert.rung = STR("黄色");
    alert.due_at_us = 0;
    alert.cleared_before = 0;
    assert_id(alert_id(&alert), "49c73740-bec9-5b36-8692-6921a8b7d96c");
}

static void nothing_else_makes_another_id(void **state)
{
    (void) state;
    struct alert alert = sample();
    const struct uuid id = alert_id(&alert);
    alert.level = RUNG_LEVEL_NOTICE;
    alert.rings_at_us = DUE_US;
    alert.raised_at_us = DUE_US + 1;
    alert.holder.unit = STR("zjj");
    alert.policy_version = 2;
    const struct uuid again = alert_id(&alert);
    assert_true(uuid_eq(&id, &again));
}

static void reasons_and_flags_have_words(void **state)
{
    (void) state;
    struct str words;
    assert_true(str_eq(word_clear_reason(CLEAR_NONE), STR("")));
    assert_true(str_eq(word_clear_reason(CLEAR_RULES_CHANGED), STR("rules_changed")));
    assert_true(str_eq(word_recipient(RECIPIENT_SUPERVISION_OFFICE), STR("supervision_office")));
    assert_true(words_alert_flags(0, &test_arena, &words) && words.len == 0);
    assert_true(words_alert_flags(SET_OF(ALERT_NOBODY_IN_ROLE) | SET_OF(ALERT_UNIT_UNKNOWN),
                                  &test_arena, &words));
    assert_true(str_eq(words, STR("nobody_in_role,unit_unknown")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_arena_make, test_arena_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_id_follows_from_the_rung_its_due_time_and_what_was_cleared),
        TEST(nothing_else_makes_another_id),
        TEST(reasons_and_flags_have_words),
    };
    return RUN(tests);
}
