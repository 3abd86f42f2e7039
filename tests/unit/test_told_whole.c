/* test_told_whole -- an event with who asked and in what words, in one object. */
#include "wire/told_whole.h"

#include <string.h>

#include "base/sha256.h"
#include "support/arena.h"
#include "support/cmocka.h"
#include "support/event_equal.h"
#include "support/file.h"
#include "support/sample.h"
#include "wire/event_codec.h"

#define HEADER(more)                                                                               \
    "\"header\":{\"caseSource\":\"hotline\",\"caseNumber\":\"17\",\"source\":\"h\","               \
    "\"occurredAt\":\"2025-03-03T09:30:00+08:00\"" more "}"
#define ACCEPTED "\"accepted\":{\"unit\":\"u\",\"section\":\"s\"}"
#define TEXT(field, text) "{\"field\":\"TEXT_FIELD_" field "\",\"text\":\"" text "\"}"

static enum outcome read(const char *json, struct told_whole *whole, struct err *err)
{
    arena_reset(&test_arena);
    enum outcome outcome =
        told_whole_json(str_from(json), SAMPLE_BROKER_US, &test_arena, whole, err);
    return outcome == OK ? told_whole_finish(whole, SAMPLE_BROKER_US, &test_arena, err) : outcome;
}

static struct told_whole good(const char *json)
{
    struct told_whole whole;
    struct err err = {.outcome = OK};
    if (read(json, &whole, &err) != OK)
        fail_msg("%s: %s", json, err.text);
    return whole;
}

static void an_event_alone_is_one(void **state)
{
    (void) state;
    struct told_whole whole = good("{" HEADER("") "," ACCEPTED "}");
    assert_true(whole.has_event);
    assert_int_equal(whole.records_count, 0);
    assert_false(whole.event.accepted.has_name);
    assert_int_equal(whole.event.texts, 0);
}

static void who_asked_becomes_a_record_of_the_same_case(void **state)
{
    (void) state;
    struct told_whole whole =
        good("{" HEADER("") "," ACCEPTED ",\"citizenRecord\":{\"name\":\"n\",\"contact\":\"c\"},"
                            "\"text_records\":[" TEXT("CONTENT", "how?") "]}");
    assert_int_equal(whole.records_count, 2);
    const struct citizen *person = &whole.records[0];
    const struct citizen *text = &whole.records[1];
    assert_true(str_eq(person->name, STR("n")) && str_eq(text->text, STR("how?")));
    assert_true(uuid_eq(&person->subject, &whole.event.subject));
    assert_true(uuid_eq(&text->event_id, &whole.event.id));
    assert_true(str_eq(text->case_number, STR("17")) && str_eq(text->source, STR("h")));
    assert_true(whole.event.accepted.has_name && whole.event.accepted.has_contact);
    assert_true(whole.event.accepted.has_content);
    assert_int_equal(whole.event.texts, SET_OF(TEXT_FIELD_CONTENT));
}

/* Told again after an erasure, it is still from before it. */
static void words_are_as_old_as_their_event_unless_it_is_said(void **state)
{
    (void) state;
    struct told_whole whole =
        good("{" HEADER("") "," ACCEPTED ",\"citizenRecord\":{\"name\":\"n\"}}");
    assert_int_equal(whole.records[0].recorded_at_us, SAMPLE_AT_US);
    assert_int_equal(whole.event.recorded_at_us, SAMPLE_BROKER_US);
    whole = good("{" HEADER(
        ",\"recordedAt\":\"2025-03-03T09:30:30+08:00\"") "," ACCEPTED
                                                         ",\"citizenRecord\":{\"name\":\"n\"}}");
    assert_int_equal(whole.records[0].recorded_at_us, SAMPLE_AT_US + 30000000);
    whole = good("{\"header\":{\"caseSource\":\"h\",\"caseNumber\":\"1\",\"source\":\"h\","
                 "\"occurredAt\":\"2025-03-03T10:30:00+08:00\"}," ACCEPTED
                 ",\"citizenRecord\":{\"name\":\"n\"}}");
    assert_int_equal(whole.records[0].recorded_at_us, SAMPLE_BROKER_US);
}

static void amendments_say_what_came_and_keep_what_was_said(void **state)
{
    (void) state;
    struct told_whole whole =
        good("{" HEADER("") ",\"amended\":{},\"citizenRecord\":{\"name\":\"n\",\"contact\":\"c\"},"
                            "\"textRecords\":[" TEXT("NOTE", "x") "," TEXT("CONTENT", "y") "]}");
    assert_int_equal(whole.event.amended.has_name, ANSWER_YES);
    assert_int_equal(whole.event.amended.has_contact, ANSWER_YES);
    assert_int_equal(whole.event.amended.has_content, ANSWER_YES);
    whole = good("{" HEADER("") ",\"amended\":{\"hasName\":\"ANSWER_NO\"},\"citizenRecord\":{}}");
    assert_int_equal(whole.event.amended.has_name, ANSWER_NO);
    assert_int_equal(whole.event.amended.has_contact, 0);
    whole = good("{" HEADER("") ",\"progressed\":{},\"citizenRecord\":{\"name\":\"n\"},"
                                "\"textRecords\":[" TEXT("NOTE", "x") "]}");
    assert_int_equal(whole.records_count, 2);
}

static void a_result_is_told_by_digest_and_length(void **state)
{
    (void) state;
    unsigned char digest[SHA256_LEN];
    struct told_whole whole =
        good("{" HEADER("") ",\"completed\":{\"by\":{\"person\":\"p\"}},"
                            "\"textRecords\":[" TEXT("NOTE", "n") "," TEXT("RESULT", "办") "]}");
    sha256(STR("办"), digest);
    assert_memory_equal(whole.event.completed.result_digest.bytes, digest, SHA256_LEN);
    assert_int_equal(whole.event.completed.result_length, 1);
}

static void a_record_may_come_alone(void **state)
{
    (void) state;
    struct told_whole whole = good("{" HEADER("") ",\"citizenRecord\":{\"name\":\"n\"}}");
    assert_false(whole.has_event);
    assert_int_equal(whole.records_count, 1);
}

/* clang-format off */
static const struct {
    const char *title;
    const char *json;
    enum reason reason;
    const char *text;
} refused[] = {
    {"no JSON", "x", REASON_SYNTAX, "is not JSON"},
    {"nothing of ours", "{\"danced\":{}}", REASON_UNKNOWN_KIND, "none of the kinds of event"},
    {"a record with a fault", "{" HEADER("") ",\"citizenRecord\":{\"age\":1}}", REASON_UNKNOWN_NAME, "citizen_record.age"},
    {"an event with a fault", "{" HEADER("") ",\"accepted\":{\"unti\":\"u\"},\"citizenRecord\":{}}", REASON_UNKNOWN_NAME, "accepted.unti"},
    {"an event that lacks a field", "{" HEADER("") ",\"accepted\":{}}", REASON_MISSING, "accepted.unit is missing"},
    {"a person with a fault", "{" HEADER("") "," ACCEPTED ",\"citizenRecord\":{\"name\":1},\"textRecords\":[]}", REASON_SYNTAX, "citizen_record.name must be a string"},
    {"texts that are no list", "{" HEADER("") "," ACCEPTED ",\"textRecords\":{}}", REASON_SYNTAX, "text_records is not a list"},
    {"more texts than there are", "{" HEADER("") "," ACCEPTED ",\"textRecords\":[1,2,3,4,5,6,7,8,9,10,11]}", REASON_SYNTAX, "list of at most 10"},
    {"a text with a fault", "{" HEADER("") "," ACCEPTED ",\"textRecords\":[{\"text\":\"secret\"}]}", REASON_MISSING, "text_records[0]: text_record.field is missing"},
    {"a text twice", "{" HEADER("") "," ACCEPTED ",\"textRecords\":[" TEXT("NOTE", "a") "," TEXT("NOTE", "b") "]}", REASON_CONFLICT, "text_records[1].field is there twice"},
    {"words of a unit's year", "{\"header\":{\"caseSource\":\"u\",\"caseNumber\":\"2025\",\"source\":\"h\",\"occurredAt\":\"2025-03-03T09:30:00+08:00\"},"
        "\"yearOpened\":{\"unit\":\"u\",\"year\":2025},\"citizenRecord\":{\"name\":\"n\"}}", REASON_SUBJECT, "not of a unit's year"},
};
/* clang-format on */

static void what_is_wrong_is_named_without_values(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct told_whole whole;
        struct err err = {.outcome = OK};
        enum outcome outcome = read(refused[i].json, &whole, &err);
        if (outcome != REJECT || err.reason != refused[i].reason ||
            strstr(err.text, refused[i].text) == NULL || strstr(err.text, "secret") != NULL)
            fail_msg("%s: %s, %s, %s", refused[i].title, outcome_name(outcome),
                     reason_name(err.reason), err.text);
    }
}

static void protobuf_tells_the_same(void **state)
{
    (void) state;
    for (int i = 0; i < EVENT_KINDS_COUNT; i++) {
        enum event_kind kind = (enum event_kind) i;
        struct told_whole whole, told;
        struct err err = {.outcome = OK};
        arena_reset(&test_arena);
        struct str line = file_fixture(event_kind_name(kind), "json", &test_arena);
        struct str bytes = file_fixture(event_kind_name(kind), "bin", &test_arena);
        assert_int_equal(told_whole_json(line, SAMPLE_BROKER_US, &test_arena, &told, &err), OK);
        assert_int_equal(told_whole_proto(event_kind_topic(kind), bytes, &test_arena, &whole, &err),
                         OK);
        assert_int_equal(told_whole_finish(&whole, SAMPLE_BROKER_US, &test_arena, &err), OK);
        assert_null(event_difference(&whole.event, &told.event));
    }
}

static void bytes_that_are_no_message_are_refused(void **state)
{
    (void) state;
    struct told_whole whole;
    struct err err = {.outcome = OK};
    assert_int_equal(told_whole_proto(TOPIC_INQUIRY, STR(""), &test_arena, &whole, &err), REJECT);
    assert_int_equal(err.reason, REASON_EMPTY);
    assert_int_equal(told_whole_proto(TOPIC_INQUIRY, STR("\xff"), &test_arena, &whole, &err),
                     REJECT);
    assert_int_equal(err.reason, REASON_MALFORMED);
    assert_int_equal(told_whole_proto(TOPIC_INQUIRY, STR("\x0a\x00"), &test_arena, &whole, &err),
                     REJECT);
}

static void what_may_lack_in_json_may_lack_in_protobuf(void **state)
{
    (void) state;
    struct told_whole whole;
    struct err err = {.outcome = OK};
    struct str bytes = {0};
    struct told_whole told = good("{" HEADER(",\"sourceRef\":\"r\"") "," ACCEPTED "}");
    struct uuid id = told.event.id;
    told.event.precision = 0;
    told.event.id = (struct uuid) {{0}};
    assert_int_equal(event_encode(&told.event, &test_arena, &bytes, &err), OK);
    assert_int_equal(told_whole_proto(TOPIC_INQUIRY, bytes, &test_arena, &whole, &err), OK);
    assert_int_equal(whole.event.precision, PRECISION_INSTANT);
    assert_int_equal(told_whole_finish(&whole, SAMPLE_BROKER_US, &test_arena, &err), OK);
    assert_true(uuid_eq(&whole.event.id, &id));
}

static void the_source_of_a_refused_text_is_read_where_there_is_one(void **state)
{
    static const struct {
        const char *json;
        const char *source;
    } rows[] = {
        {"{" HEADER("") ",\"accepted\":{\"unti\":1}}", "h"},
        {"{\"header\":{\"source\":\"h\",\"occurredAt\":7}}", "h"},
        {"{\"header\":{\"source\":7}}", ""},
        {"{\"header\":{}}", ""},
        {"{\"header\":7}", ""},
        {"{}", ""},
        {"no JSON", ""},
    };
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        arena_reset(&test_arena);
        struct str source = told_whole_source(str_from(rows[i].json), &test_arena);
        assert_true(str_eq(source, str_from(rows[i].source)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_alone_is_one),
        cmocka_unit_test(who_asked_becomes_a_record_of_the_same_case),
        cmocka_unit_test(words_are_as_old_as_their_event_unless_it_is_said),
        cmocka_unit_test(amendments_say_what_came_and_keep_what_was_said),
        cmocka_unit_test(a_result_is_told_by_digest_and_length),
        cmocka_unit_test(a_record_may_come_alone),
        cmocka_unit_test(what_is_wrong_is_named_without_values),
        cmocka_unit_test(protobuf_tells_the_same),
        cmocka_unit_test(bytes_that_are_no_message_are_refused),
        cmocka_unit_test(what_may_lack_in_json_may_lack_in_protobuf),
        cmocka_unit_test(the_source_of_a_refused_text_is_read_where_there_is_one),
    };
    return cmocka_run_group_tests(tests, test_arena_make, test_arena_drop);
}
