/* test_event_json -- fixtures both ways, and lines that are refused by the name of the field. */
#include "wire/event_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "support/arena.h"
#include "support/cmocka.h"
#include "support/event_equal.h"
#include "support/file.h"
#include "support/sample.h"
#include "wire/event_codec.h"

static void assert_text_equal(struct str a, struct str b)
{
    if (!str_eq(a, b))
        fail_msg("%.*s\n%.*s", STR_ARG(a), STR_ARG(b));
}

/* What was once sent is read for ever: NAME.bin is the event of NAME.json, and the way back too. */
static void fixtures_of_every_kind_are_understood(void **state)
{
    (void) state;
    for (int i = 0; i < EVENT_KINDS_COUNT; i++) {
        arena_reset(&test_arena);
        enum event_kind kind = (enum event_kind) i;
        struct err err = {0};
        struct event read, decoded;
        struct str json, bytes;
        struct str line = file_fixture(event_kind_name(kind), "json", &test_arena);
        struct record record = {
            .topic = event_kind_topic(kind),
            .timestamp_us = SAMPLE_BROKER_US,
            .is_log_append_time = true,
            .payload = file_fixture(event_kind_name(kind), "bin", &test_arena),
        };
        if (event_from_json(line, SAMPLE_BROKER_US, &test_arena, &read, &err) != OK)
            fail_msg("%s: %s", event_kind_name(kind), err.text);
        assert_int_equal(event_key(&read, &test_arena, &record.key, &err), OK);
        if (event_decode(&record, &test_arena, &decoded, &err) != OK)
            fail_msg("%s: %s", event_kind_name(kind), err.text);
        if (event_difference(&read, &decoded) != NULL)
            fail_msg("%s: %s", event_kind_name(kind), event_difference(&read, &decoded));
        assert_int_equal(event_to_json(&decoded, &test_arena, &json, &err), OK);
        assert_text_equal((struct str) {line.ptr, line.len - 1}, json);
        assert_int_equal(event_encode(&read, &test_arena, &bytes, &err), OK);
        assert_true(str_eq(bytes, record.payload));
    }
}

#define HEADER "\"caseSource\":\"hotline\",\"caseNumber\":\"17\",\"source\":\"hotline\""
#define WHEN "\"occurredAt\":\"2025-03-03T09:30:00+08:00\""
#define LINE(header, kind) "{\"header\":{" HEADER "," WHEN header "}," kind "}"
#define SIGNED(by) LINE("", "\"signedFor\":{\"by\":" by "}")
#define ACCEPTED(more) LINE("", "\"accepted\":{\"unit\":\"u\",\"section\":\"s\"" more "}")
#define EXTENDED(amount)                                                                           \
    LINE("",                                                                                       \
         "\"extended\":{\"askedAt\":\"2025-03-03T00:00:00Z\",\"amountUnit\":4,\"amount\":" amount  \
         "}")
#define DIGEST(text) LINE("", "\"completed\":{\"resultDigest\":" text "}")
#define AS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

/* clang-format off */
static const struct {
    const char *title;
    const char *json;
    enum reason reason;
    const char *text; /* a part of it */
} refused[] = {
    {"nothing", "", REASON_SYNTAX, "the line is not JSON"},
    {"a word", "hello", REASON_SYNTAX, "the line is not JSON, at byte"},
    {"something behind it", SIGNED("{\"unit\":\"u\"}") "x", REASON_SYNTAX, "is not JSON"},
    {"an array", "[]", REASON_SYNTAX, "not an object"},
    {"Latin-1", "{\"\xFC\":1}", REASON_ENCODING, "not UTF-8, or a NUL"},
    {"a NUL", "{\"a\":\"\\u0000\"}", REASON_ENCODING, "not UTF-8, or a NUL"},
    {"a NUL in a name", "{\"\\u0000\":1}", REASON_ENCODING, "not UTF-8, or a NUL"},
    {"a name twice", "{\"header\":{},\"header\":{}}", REASON_SYNTAX, "holds a name twice"},
    {"a number too large", "{\"header\":99999999999999999999}", REASON_SYNTAX, "a number that is too large"},
    {"a name in two spellings", "{\"header\":{\"caseNumber\":\"1\",\"case_number\":\"1\"},\"signedFor\":{}}", REASON_UNKNOWN_NAME, "header.case_number stands twice"},
    {"no kind", "{\"header\":{}}", REASON_MISSING, "none of the kinds"},
    {"a kind nobody knows", "{\"header\":{},\"danced\":{}}", REASON_UNKNOWN_KIND, "none of the kinds"},
    {"only a kind nobody knows", "{\"danced\":{}}", REASON_UNKNOWN_KIND, "none of the kinds"},
    {"a kind that is null", "{\"header\":{},\"accepted\":null}", REASON_UNKNOWN_KIND, "none of the kinds"},
    {"two kinds", LINE("", "\"signedFor\":{},\"returned\":{}"), REASON_SYNTAX, "returned stands beside another kind"},
    {"two kinds of two topics", LINE("", "\"signedFor\":{},\"rated\":{}"), REASON_UNKNOWN_NAME, "rated is no field of this message"},
    {"a day that is not said", "{\"header\":{" HEADER ",\"precision\":2},\"erased\":{}}", REASON_MISSING, "header.occurred_at is missing"},
    {"no header", "{\"signedFor\":{}}", REASON_MISSING, "header is missing"},
    {"a header that is text", "{\"header\":\"\",\"signedFor\":{}}", REASON_SYNTAX, "header must be an object"},
    {"an unknown name", SIGNED("{\"desk\":\"1\"}"), REASON_UNKNOWN_NAME, "signed_for.by.desk is no field"},
    {"a name that is none", SIGNED("{\"desk 1\":\"1\"}"), REASON_UNKNOWN_NAME, "signed_for.by.a name is no field"},
    {"a name of fifty letters", SIGNED("{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":\"1\"}"), REASON_UNKNOWN_NAME, "a name is no field"},
    {"a name in capitals", SIGNED("{\"Unit\":\"1\"}"), REASON_UNKNOWN_NAME, "signed_for.by.Unit"},
    {"a name with more", SIGNED("{\"units\":\"1\"}"), REASON_UNKNOWN_NAME, "signed_for.by.units"},
    {"a number for a code", SIGNED("{\"unit\":1}"), REASON_SYNTAX, "signed_for.by.unit must be a string"},
    {"a text for a truth", SIGNED("{\"unit\":\"u\",\"isOutside\":\"true\"}"), REASON_SYNTAX, "is_outside must be true or false"},
    {"an unknown value", ACCEPTED(",\"channel\":\"CALL\""), REASON_UNKNOWN_VALUE, "accepted.channel is none of Channel"},
    {"an unknown number", ACCEPTED(",\"channel\":17"), REASON_UNKNOWN_VALUE, "accepted.channel is none of Channel"},
    {"a number below 0", ACCEPTED(",\"channel\":-1"), REASON_UNKNOWN_VALUE, "accepted.channel"},
    {"a number of 33 bits", ACCEPTED(",\"channel\":4294967297"), REASON_UNKNOWN_VALUE, "accepted.channel"},
    {"a truth for a value", ACCEPTED(",\"channel\":true"), REASON_SYNTAX, "must be a name or a number"},
    {"half a number", EXTENDED("1.5"), REASON_RANGE, "extended.amount is no integer"},
    {"a number of 1e300", EXTENDED("1e300"), REASON_RANGE, "extended.amount is no integer"},
    {"a number of -1e300", EXTENDED("-1e300"), REASON_RANGE, "extended.amount is no integer"},
    {"a word for a number", EXTENDED("\"many\""), REASON_RANGE, "extended.amount is no integer"},
    {"a number with a word", EXTENDED("\"7 days\""), REASON_RANGE, "extended.amount is no integer"},
    {"a minus", EXTENDED("\"-\""), REASON_RANGE, "extended.amount is no integer"},
    {"a number just too large", EXTENDED("\"9223372036854775808\""), REASON_RANGE, "no integer of 64 bits"},
    {"a number just too small", EXTENDED("\"-9223372036854775809\""), REASON_RANGE, "no integer of 64 bits"},
    {"a number far too large", EXTENDED("\"99999999999999999999999\""), REASON_RANGE, "no integer of 64 bits"},
    {"a number beyond its field", EXTENDED("\"-9223372036854775808\""), REASON_RANGE, "outside 0 to 1000000"},
    {"an array for a number", EXTENDED("[7]"), REASON_SYNTAX, "extended.amount must be an integer"},
    {"a time without an offset", LINE(",\"recordedAt\":\"2025-03-03T09:30:00\"", "\"signedFor\":{}"), REASON_SYNTAX, "header.recorded_at must be a time"},
    {"a time as a number", LINE(",\"recordedAt\":1740965400", "\"signedFor\":{}"), REASON_SYNTAX, "header.recorded_at must be a time"},
    {"a time of 1922", LINE(",\"recordedAt\":\"1922-03-03T09:30:00.25Z\"", "\"signedFor\":{}"), REASON_TIME, "1922-03-03T17:30:00.25+08:00"},
    {"a value for a list", LINE(",\"texts\":\"TEXT_FIELD_NOTE\"", "\"signedFor\":{}"), REASON_SYNTAX, "header.texts must be an array"},
    {"a list with a strange value", LINE(",\"texts\":[\"TEXT_FIELD_NOTE\",\"POEM\"]", "\"signedFor\":{}"), REASON_UNKNOWN_VALUE, "header.texts is none of TextField"},
    {"bytes that are none", DIGEST("7"), REASON_SYNTAX, "must be a string in base64"},
    {"bytes with a blank", DIGEST("\"" AS "A =\""), REASON_SYNTAX, "must be a string in base64"},
    {"bytes with one letter too many", DIGEST("\"" AS "\""), REASON_SYNTAX, "must be a string in base64"},
    {"bytes with two pads", DIGEST("\"AA==\""), REASON_LENGTH, "is not 32 bytes"},
    {"too few bytes", DIGEST("\"AAAA\""), REASON_LENGTH, "is not 32 bytes"},
    {"a subject that does not follow", LINE(",\"subject\":\"5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a\"", "\"signedFor\":{\"by\":{\"unit\":\"u\"}}"), REASON_SUBJECT, "does not follow"},
    {"whose subject?", LINE("", "\"inspected\":{\"mode\":1,\"finding\":1}"), REASON_MISSING, "inspected may be of a case or of a unit's year"},
    {"a case's number for a year", LINE("", "\"trainingHeld\":{\"mode\":1}"), REASON_SUBJECT, "'17' is no year"},
    {"what the kind needs is absent", SIGNED("{}"), REASON_MISSING, "signed_for.by.unit is missing"},
};
/* clang-format on */

static void every_bad_line_is_refused_by_name(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct err err = {0};
        struct event event;
        size_t mark = arena_mark(&test_arena);
        enum outcome outcome =
            event_from_json(str_from(refused[i].json), SAMPLE_BROKER_US, &test_arena, &event, &err);
        if (outcome != REJECT || err.reason != refused[i].reason ||
            strstr(err.text, refused[i].text) == NULL)
            fail_msg("%s: %s, %s, %s", refused[i].title, outcome_name(outcome),
                     reason_name(err.reason), err.text);
        assert_int_equal(arena_mark(&test_arena), mark);
    }
}

static struct event read(const char *json)
{
    struct err err = {0};
    struct event event;
    if (event_from_json(str_from(json), SAMPLE_BROKER_US, &test_arena, &event, &err) != OK)
        fail_msg("%s: %s", json, err.text);
    return event;
}

static void what_follows_from_the_rest_may_be_left_out(void **state)
{
    (void) state;
    struct event event = read(SIGNED("{\"unit\":\"u\"}"));
    assert_int_equal(event.precision, PRECISION_INSTANT);
    assert_int_equal(event.recorded_at_us, SAMPLE_BROKER_US);
    assert_int_equal(event.id.bytes[6] >> 4, 7); /* its source cannot resend it */
    struct uuid subject = event_subject(SUBJECT_CASE, STR("hotline"), STR("17"));
    assert_true(uuid_eq(&event.subject, &subject));
    event =
        read("{\"header\":{\"case_source\":\"u\",\"case_number\":\"2025\",\"source\":\"s\"," WHEN
             "},\"year_opened\":{\"unit\":\"u\",\"year\":2025.0}}");
    subject = event_subject(SUBJECT_UNIT_YEAR, STR("u"), STR("2025"));
    assert_true(uuid_eq(&event.subject, &subject));
}

static void a_merge_needs_the_numbers_of_the_other_case_only(void **state)
{
    (void) state;
    struct err err = {0};
    struct event event;
    const char line[] = LINE("", "\"merged\":{\"intoSource\":\"hotline\",\"intoNumber\":\"16\"}");
    assert_int_equal(event_from_json(str_from(line), SAMPLE_BROKER_US, &test_arena, &event, &err),
                     OK);
    struct uuid into = event_subject(SUBJECT_CASE, STR("hotline"), STR("16"));
    assert_true(uuid_eq(&event.merged.into, &into));
}

static void the_same_row_has_the_same_id_and_a_changed_one_another(void **state)
{
    (void) state;
    struct event first =
        read(LINE(",\"sourceRef\":\"r1\"", "\"signedFor\":{\"by\":{\"unit\":\"u\"}}"));
    struct event again = read(LINE(",\"sourceRef\":\"r1\",\"recordedAt\":\"2025-03-03T09:30:01Z\""
                                   ",\"correlationId\":\"another\"",
                                   "\"signedFor\":{\"by\":{\"unit\":\"u\"}}"));
    struct event other =
        read(LINE(",\"sourceRef\":\"r1\"", "\"signedFor\":{\"by\":{\"unit\":\"v\"}}"));
    struct event given = read(LINE(",\"eventId\":\"5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a\"",
                                   "\"signedFor\":{\"by\":{\"unit\":\"v\"}}"));
    assert_true(uuid_eq(&first.id, &again.id));
    assert_false(uuid_eq(&first.id, &other.id));
    assert_int_equal(first.id.bytes[6] >> 4, 5);
    assert_int_equal(given.id.bytes[0], 0x5A);
}

/* One name in two forms of Unicode is one case. */
static void codes_are_brought_into_one_form(void **state)
{
    (void) state;
    struct event composed = read("{\"header\":{\"caseSource\":\"\\u00e9\",\"caseNumber\":\"1\","
                                 "\"source\":\"s\"," WHEN "},\"erased\":{}}");
    struct event decomposed = read("{\"header\":{\"caseSource\":\"e\\u0301\",\"caseNumber\":\"1\","
                                   "\"source\":\"s\"," WHEN "},\"erased\":{}}");
    assert_true(uuid_eq(&composed.subject, &decomposed.subject));
    struct event year = read("{\"header\":{\"caseSource\":\"e\\u0301\",\"caseNumber\":\"2025\","
                             "\"subject\":\"unit/e\\u0301/2025\",\"source\":\"s\"," WHEN "},"
                             "\"spotChecked\":null,\"trainingHeld\":{\"mode\":1,"
                             "\"persons\":[\"e\\u0301\",\"b\"]}}");
    struct uuid subject = event_subject(SUBJECT_UNIT_YEAR, STR("é"), STR("2025"));
    assert_true(uuid_eq(&year.subject, &subject));
    assert_true(str_eq(year.training_held.persons.items[0], STR("é")));
}

static void numbers_and_bytes_may_be_written_in_several_ways(void **state)
{
    (void) state;
    static const char *const amounts[] = {"7", "\"7\"", "7.0", "7e0"};
    for (size_t i = 0; i < sizeof(amounts) / sizeof(amounts[0]); i++) {
        char line[512];
        (void) snprintf(line, sizeof(line), EXTENDED("%s"), amounts[i]);
        struct event event = read(line);
        assert_int_equal(event.extended.amount, 7);
        assert_int_equal(event.extended.amount_unit, LIMIT_UNIT_WORKING_DAY);
    }
    assert_int_equal(read(ACCEPTED(",\"priority\":\"\"")).accepted.priority.len, 0);
    struct event plain = read(DIGEST("\"+/" AS "=\""));
    struct event url = read(DIGEST("\"-_" AS "\""));
    assert_int_equal(plain.completed.result_digest.bytes[0], 0xFB);
    assert_memory_equal(&plain.completed.result_digest, &url.completed.result_digest, 32);
    assert_false(read(SIGNED("{\"unit\":\"u\",\"isOutside\":false}")).signed_for.by.is_outside);
    assert_int_equal(read(LINE(",\"texts\":[]", "\"erased\":{}")).texts, 0);
    assert_int_equal(read(DIGEST("\"=\"")).completed.result_digest.bytes[0], 0);
    assert_int_equal(read(DIGEST("\"\"")).completed.result_digest.bytes[0], 0);
}

static void a_long_line_is_refused_before_it_is_read(void **state)
{
    (void) state;
    struct err err = {0};
    struct event event;
    struct str line = {.ptr = "", .len = 6 * EVENT_BYTES_MAX + 1}; /* never looked at */
    assert_int_equal(event_from_json(line, 0, &test_arena, &event, &err), REJECT);
    assert_int_equal(err.reason, REASON_TOO_LARGE);
}

/* Lists in JSON are short for what they unfold to. */
static void a_line_may_not_unfold_to_more_than_an_event(void **state)
{
    (void) state;
    enum { COUNT = 200000 };
    struct err err = {0};
    struct event event;
    char *line = malloc(1 << 20);
    assert_non_null(line);
    size_t len = (size_t) snprintf(line, 1 << 20,
                                   "{\"header\":{" HEADER "},\"spotChecked\":{\"checkers\":[");
    for (size_t i = 0; i < COUNT; i++, len += 2)
        memcpy(line + len, "1,", 2);
    memcpy(line + len - 1, "]}}", 3);
    assert_int_equal(event_from_json((struct str) {line, len + 2}, 0, &test_arena, &event, &err),
                     REJECT);
    assert_int_equal(err.reason, REASON_LENGTH);
    len = (size_t) snprintf(line, 1 << 20,
                            "{\"header\":{" HEADER "},\"spotChecked\":{\"checkedBy\":[");
    for (size_t i = 0; i < COUNT; i++, len += 4)
        memcpy(line + len, "\"x\",", 4);
    memcpy(line + len - 1, "]}}", 3);
    assert_int_equal(event_from_json((struct str) {line, len + 2}, 0, &test_arena, &event, &err),
                     REJECT);
    assert_int_equal(err.reason, REASON_TOO_LARGE);
    free(line);
}

static void a_small_arena_says_retry(void **state)
{
    (void) state;
    static const char *const names[] = {"accepted", "spot_checked", "completed", "training_held"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct str line = file_fixture(names[i], "json", &test_arena);
        enum outcome last = RETRY;
        for (size_t size = 1; last != OK; size += 1 + size / 64) {
            struct err err = {0};
            struct arena small;
            struct event event;
            struct str json;
            assert_int_equal(arena_init(&small, size, &err), OK);
            last = event_from_json(line, SAMPLE_BROKER_US, &small, &event, &err);
            if (last == OK)
                last = event_to_json(&event, &small, &json, &err);
            if (last != OK)
                assert_int_equal(last, RETRY);
            arena_done(&small);
        }
    }
}

static size_t allocations_left;

static void *meagre_malloc(size_t size)
{
    return allocations_left-- == 0 ? NULL : malloc(size);
}

/* Each allocation of jansson fails in turn.  It tells some of these from bad syntax, not all. */
static void want_of_memory_never_makes_an_event(void **state)
{
    (void) state;
    enum outcome last = RETRY;
    size_t retries = 0;
    json_set_alloc_funcs(meagre_malloc, free);
    for (size_t count = 0; last != OK; count++) {
        struct err err = {0};
        struct event event;
        allocations_left = count;
        last = event_from_json(STR(SIGNED("{\"unit\":\"u\"}")), SAMPLE_BROKER_US, &test_arena,
                               &event, &err);
        retries += last == RETRY;
        if (last == REJECT && err.reason != REASON_SYNTAX)
            fail_msg("with %zu allocations: %s", count, err.text);
    }
    json_set_alloc_funcs(malloc, free);
    assert_true(retries > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_arena_make, test_arena_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fixtures_of_every_kind_are_understood),
        TEST(every_bad_line_is_refused_by_name),
        TEST(what_follows_from_the_rest_may_be_left_out),
        TEST(a_merge_needs_the_numbers_of_the_other_case_only),
        TEST(the_same_row_has_the_same_id_and_a_changed_one_another),
        TEST(codes_are_brought_into_one_form),
        TEST(numbers_and_bytes_may_be_written_in_several_ways),
        TEST(a_long_line_is_refused_before_it_is_read),
        TEST(a_line_may_not_unfold_to_more_than_an_event),
        TEST(a_small_arena_says_retry),
        TEST(want_of_memory_never_makes_an_event),
    };
    return RUN(tests);
}
