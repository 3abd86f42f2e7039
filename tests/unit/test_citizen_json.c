/* test_citizen_json -- names and texts as lines of JSON; no refusal shows a value. */
#include "wire/citizen_json.h"

#include <string.h>

#include "support/arena.h"
#include "support/cmocka.h"
#include "wire/event_codec.h"
#include "wire/told.h"

#define NOW_US (INT64_C(1740965400) * 1000000)
#define CANARY "金丝雀"
#define HEAD "{\"header\":{\"caseSource\":\"counter\",\"caseNumber\":\"1\",\"source\":\"counter\""
#define TEN "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define LONG HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED
#define EVENT ",\"eventId\":\"22222222-2222-5222-8222-222222222222\"}"

static void what_may_be_left_out_is_filled_in(void **state)
{
    (void) state;
    struct err err;
    struct citizen citizen;
    const struct str line = STR(HEAD "},\"citizenRecord\":{\"name\":\"张三\",\"idNumber\":\"5\"}}");
    if (citizen_from_json(line, NOW_US, &test_arena, &citizen, &err) != OK)
        fail_msg("%s", err.text);
    struct uuid subject = event_subject(SUBJECT_CASE, STR("counter"), STR("1"));
    assert_int_equal(citizen.kind, CITIZEN_RECORD);
    assert_true(uuid_eq(&citizen.subject, &subject) && uuid_is_zero(&citizen.event_id));
    assert_int_equal(citizen.recorded_at_us, NOW_US);
    assert_true(str_eq(citizen.name, STR("张三")) && str_eq(citizen.id_number, STR("5")));
}

static void the_event_id_of_a_record_says_nothing(void **state)
{
    (void) state;
    struct err err;
    struct citizen citizen;
    const struct str line = STR(HEAD EVENT ",\"citizenRecord\":{}}");
    assert_int_equal(citizen_from_json(line, NOW_US, &test_arena, &citizen, &err), OK);
    assert_true(uuid_is_zero(&citizen.event_id));
}

static void codes_are_put_into_nfc_as_those_of_events(void **state)
{
    (void) state;
    struct err err;
    struct told told;
    const struct str line = STR("{\"header\":{\"caseSource\":\"e\u0301\",\"caseNumber\":\"1\","
                                "\"source\":\"e\u0301\"},\"erasedRecord\":{\"at\":"
                                "\"2025-03-01T00:00:00Z\"}}");
    if (told_from_json(line, NOW_US, &test_arena, &told, &err) != OK)
        fail_msg("%s", err.text);
    struct uuid subject = event_subject(SUBJECT_CASE, STR("\u00E9"), STR("1"));
    assert_true(told.is_citizen && told.citizen.kind == CITIZEN_ERASED);
    assert_true(uuid_eq(&told.citizen.subject, &subject));
}

static void a_line_is_an_event_or_a_citizens(void **state)
{
    (void) state;
    struct err err;
    struct told told;
    const struct str event =
        STR(HEAD ",\"occurredAt\":\"2025-03-01T00:00:00Z\"},\"accepted\":{\"unit\":\"u\","
                 "\"section\":\"s\",\"receiver\":\"li\"}}");
    if (told_from_json(event, NOW_US, &test_arena, &told, &err) != OK)
        fail_msg("%s", err.text);
    assert_true(!told.is_citizen && told.event.kind == EVENT_ACCEPTED);
    const struct str text =
        STR(HEAD EVENT ",\"textRecord\":{\"field\":\"TEXT_FIELD_NOTE\",\"text\":\"x\"}}");
    assert_int_equal(told_from_json(text, NOW_US, &test_arena, &told, &err), OK);
    assert_true(told.is_citizen && told.citizen.field == TEXT_FIELD_NOTE);
}

/* clang-format off */
static const struct {
    const char *line;
    enum reason reason;
    const char *text; /* a part of it */
} refused[] = {
    {HEAD "},\"other\":{}}", REASON_UNKNOWN_KIND, "none of the kinds of event"},
    {HEAD "}}", REASON_MISSING, "none of the kinds of event"},
    {"[\"" CANARY "\"]", REASON_SYNTAX, "is not an object"},
    {"\"" CANARY, REASON_SYNTAX, "is not JSON"},
    {"{\"citizenRecord\":{\"name\":\"" CANARY "\"}}", REASON_MISSING, "header is missing"},
    {"{\"header\":{},\"citizenRecord\":{\"name\":\"" CANARY "\"}}", REASON_MISSING, "header.case_source is missing"},
    {HEAD "\xFF\"},\"citizenRecord\":{}}", REASON_ENCODING, "that are not UTF-8"},
    {"{\"header\":{\"caseSource\":\"" LONG "\"},\"citizenRecord\":{}}", REASON_LENGTH, "header.case_source is not UTF-8, or too long"},
    {HEAD "},\"citizenRecord\":{\"name\":7}}", REASON_SYNTAX, "citizen_record.name must be a string"},
    {HEAD "},\"citizenRecord\":{\"name\":\"" CANARY "\\n\"}}", REASON_ENCODING, "citizen_record.name holds"},
    {HEAD "},\"citizenRecord\":{\"" CANARY "\":\"\"}}", REASON_UNKNOWN_NAME, "citizen_record.a name is no field"},
    {HEAD "},\"textRecord\":{\"field\":4,\"text\":\"" CANARY "\"}}", REASON_MISSING, "header.event_id is missing"},
    {HEAD EVENT ",\"textRecord\":{\"field\":\"" CANARY "\"}}", REASON_UNKNOWN_VALUE, "text_record.field is none of"},
    {HEAD EVENT ",\"textRecord\":{\"text\":\"" CANARY "\"}}", REASON_MISSING, "text_record.field is missing"},
    {HEAD "},\"erasedRecord\":{}}", REASON_MISSING, "erased_record.at is missing"},
    {HEAD "},\"erasedRecord\":{\"at\":\"2025-03-09T00:00:00Z\"}}", REASON_TIME, "more than a day after"},
    {HEAD ",\"subject\":\"22222222-2222-5222-8222-222222222222\"},\"citizenRecord\":{}}", REASON_SUBJECT, "does not follow"},
    {HEAD "},\"citizenRecord\":{},\"textRecord\":{}}", REASON_SYNTAX, "stands beside another kind"},
};
/* clang-format on */

static void what_is_none_is_refused_without_a_value(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct err err;
        struct told told;
        const struct str line = str_from(refused[i].line);
        if (told_from_json(line, NOW_US, &test_arena, &told, &err) != REJECT ||
            err.reason != refused[i].reason || strstr(err.text, refused[i].text) == NULL)
            fail_msg("%s: %s %s", refused[i].line, reason_name(err.reason), err.text);
        assert_null(strstr(err.text, CANARY));
    }
}

static void no_json_is_none_of_a_citizens_either(void **state)
{
    (void) state;
    struct err err;
    struct citizen citizen;
    assert_int_equal(citizen_from_json(STR("{"), NOW_US, &test_arena, &citizen, &err), REJECT);
    assert_int_equal(err.reason, REASON_SYNTAX);
}

static void a_small_arena_says_retry(void **state)
{
    (void) state;
    const struct str line =
        STR("{\"header\":{\"caseSource\":\"e\u0301\",\"caseNumber\":\"1\",\"source\":\"s\","
            "\"recordedAt\":\"2025-03-01T00:00:00Z\"},\"citizenRecord\":{\"name\":\"张三\"}}");
    enum outcome outcome = RETRY;
    size_t size = 1;
    for (; outcome != OK; size++) {
        struct err err;
        struct arena small;
        struct told told;
        assert_int_equal(arena_init(&small, size, &err), OK);
        outcome = told_from_json(line, NOW_US, &small, &told, &err);
        assert_true(outcome == OK || outcome == RETRY);
        arena_done(&small);
    }
    assert_true(size > 100);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, test_arena_make, test_arena_drop)
    const struct CMUnitTest tests[] = {
        TEST(what_may_be_left_out_is_filled_in),
        TEST(the_event_id_of_a_record_says_nothing),
        TEST(codes_are_put_into_nfc_as_those_of_events),
        TEST(a_line_is_an_event_or_a_citizens),
        TEST(what_is_none_is_refused_without_a_value),
        TEST(no_json_is_none_of_a_citizens_either),
        TEST(a_small_arena_says_retry),
    };
#undef TEST
    return RUN(tests);
}
