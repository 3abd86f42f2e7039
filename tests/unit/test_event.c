/* test_event -- kinds, topics and the order of folding. */
#include "core/event.h"

#include <string.h>

#include "support/cmocka.h"

static void every_kind_has_a_name_a_topic_and_a_subject(void **state)
{
    (void) state;
    for (int i = 0; i < EVENT_KINDS_COUNT; i++) {
        enum event_kind kind = (enum event_kind) i;
        assert_true(strlen(event_kind_name(kind)) > 0);
        assert_true(event_kind_topic(kind) < TOPICS_OF_EVENTS);
        assert_in_range(event_kind_subject(kind), SUBJECT_CASE, SUBJECT_EITHER);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(event_kind_name(kind), event_kind_name((enum event_kind) j));
    }
    assert_string_equal(event_kind_name(EVENT_SIGNED), "signed_for");
    assert_int_equal(event_kind_topic(EVENT_SIGNED), TOPIC_TRANSFER);
    assert_int_equal(event_kind_subject(EVENT_TRAINING_HELD), SUBJECT_UNIT_YEAR);
}

static void every_topic_has_a_name_of_its_own(void **state)
{
    (void) state;
    for (int i = 0; i < TOPICS_COUNT; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(topic_name((enum topic) i), topic_name((enum topic) j));
    assert_string_equal(topic_name(TOPIC_DEADLETTER), "deadletter");
    for (int i = 0; i < TOPICS_COUNT; i++) {
        enum topic found = TOPICS_COUNT;
        assert_true(topic_find(str_from(topic_name((enum topic) i)), &found));
        assert_int_equal(found, i);
    }
    enum topic found = TOPICS_COUNT;
    assert_false(topic_find(STR("inquirer"), &found));
    assert_int_equal(found, TOPICS_COUNT);
}

/* Each is before the next: by time, then kind, then sequence, then id. */
static const struct event in_order[] = {
    {.occurred_at_us = -1, .kind = EVENT_ERASED, .source_sequence = 9, .id = {{9}}},
    {.occurred_at_us = 1, .kind = EVENT_ACCEPTED, .source_sequence = 9, .id = {{9}}},
    {.occurred_at_us = 1, .kind = EVENT_RATED, .source_sequence = 1, .id = {{9}}},
    {.occurred_at_us = 1, .kind = EVENT_RATED, .source_sequence = 2, .id = {{1}}},
    {.occurred_at_us = 1, .kind = EVENT_RATED, .source_sequence = 2, .id = {{1, 1}}},
    {.occurred_at_us = 2, .kind = EVENT_ACCEPTED},
};

static void the_order_of_folding_is_total(void **state)
{
    (void) state;
    enum { COUNT = sizeof(in_order) / sizeof(in_order[0]) };
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = 0; j < COUNT; j++) {
            int order = event_compare(&in_order[i], &in_order[j]);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
}

static void acceptance_comes_before_whatever_happened_at_its_instant(void **state)
{
    (void) state;
    for (int kind = 1; kind < EVENT_KINDS_COUNT; kind++) {
        struct event accepted = {.kind = EVENT_ACCEPTED, .source_sequence = 7, .id = {{7}}};
        struct event other = {.kind = (enum event_kind) kind};
        assert_true(event_compare(&accepted, &other) < 0);
    }
}

static void a_case_and_a_unit_s_year_of_one_name_are_two_subjects(void **state)
{
    (void) state;
    struct uuid a = event_subject(SUBJECT_CASE, STR("U01"), STR("2024"));
    struct uuid b = event_subject(SUBJECT_UNIT_YEAR, STR("U01"), STR("2024"));
    char text[UUID_TEXT_LEN + 1];
    assert_false(uuid_eq(&a, &b));
    uuid_text(&b, text);
    assert_string_equal(text, "2a358791-89cc-5324-aae6-7ffe2efd5d40");
}

static void a_subject_s_records_are_keyed_by_its_id_or_its_unit_and_year(void **state)
{
    unsigned char memory[64];
    struct arena arena = {.memory = memory, .size_bytes = sizeof(memory)};
    struct uuid subject;
    (void) state;
    assert_true(uuid_parse(STR("2a358791-89cc-5324-aae6-7ffe2efd5d40"), &subject));
    struct str key = event_subject_key(SUBJECT_CASE, &subject, STR("S"), STR("1"), &arena);
    assert_true(str_eq(key, STR("2a358791-89cc-5324-aae6-7ffe2efd5d40")));
    key = event_subject_key(SUBJECT_UNIT_YEAR, &subject, STR("U01"), STR("2024"), &arena);
    assert_true(str_eq(key, STR("unit/U01/2024")));
    key = event_subject_key(SUBJECT_UNIT_YEAR, &subject, STR("U01"), STR("2024"), &arena);
    assert_null(key.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_a_name_a_topic_and_a_subject),
        cmocka_unit_test(every_topic_has_a_name_of_its_own),
        cmocka_unit_test(the_order_of_folding_is_total),
        cmocka_unit_test(acceptance_comes_before_whatever_happened_at_its_instant),
        cmocka_unit_test(a_case_and_a_unit_s_year_of_one_name_are_two_subjects),
        cmocka_unit_test(a_subject_s_records_are_keyed_by_its_id_or_its_unit_and_year),
    };
    return RUN(tests);
}
