/* test_citizen_codec -- personal data through its door; no refusal ever shows a value. */
#include "wire/citizen_codec.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "shouwen/v1/alert.pb-c.h"
#include "shouwen/v1/citizen.pb-c.h"

#include "support/arena.h"
#include "support/cmocka.h"
#include "support/file.h"
#include "wire/event_codec.h"
#include "wire/json_map.h"

#define NOW_US (INT64_C(1740965400) * 1000000)
#define DAY_US (INT64_C(86400) * 1000000)
#define CANARY "张金丝雀13800000000"

static struct citizen sample(enum citizen_kind kind)
{
    struct citizen citizen = {
        .kind = kind,
        .case_source = STR("hotline"),
        .case_number = STR("2025-000123"),
        .source = STR("hotline"),
        .recorded_at_us = NOW_US,
    };
    citizen.subject = event_subject(SUBJECT_CASE, citizen.case_source, citizen.case_number);
    if (kind == CITIZEN_TEXT) {
        memset(&citizen.event_id, 0x5A, sizeof(citizen.event_id));
        citizen.field = TEXT_FIELD_FINDING;
        citizen.text = STR("第一行\n" CANARY);
    }
    if (kind == CITIZEN_RECORD) {
        citizen.name = STR(CANARY);
        citizen.contact = STR("13800000000");
        citizen.address = STR("某路 1 号 \xF0\xAE\xAF\xB0");
        citizen.id_number = STR("510500");
    }
    if (kind == CITIZEN_ERASED)
        citizen.erased_at_us = NOW_US - 1;
    return citizen;
}

static struct record record_of(const struct citizen *citizen)
{
    struct err err = {0};
    struct record record = {
        .topic = TOPIC_CITIZEN, .timestamp_us = NOW_US, .is_log_append_time = true};
    if (citizen_encode(citizen, &test_arena, &record.key, &record.payload, &err) != OK)
        fail_msg("%s", err.text);
    return record;
}

static void assert_citizen_equal(const struct citizen *a, const struct citizen *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_true(uuid_eq(&a->subject, &b->subject) && uuid_eq(&a->event_id, &b->event_id));
    assert_true(str_eq(a->case_source, b->case_source) && str_eq(a->case_number, b->case_number));
    assert_true(str_eq(a->source, b->source) && str_eq(a->name, b->name));
    assert_true(str_eq(a->contact, b->contact) && str_eq(a->address, b->address));
    assert_true(str_eq(a->id_number, b->id_number) && str_eq(a->text, b->text));
    assert_int_equal(a->recorded_at_us, b->recorded_at_us);
    assert_int_equal(a->erased_at_us, b->erased_at_us);
    assert_int_equal(a->field, b->field);
}

static void every_kind_comes_back_as_it_was_sent(void **state)
{
    (void) state;
    static const char *const keys[] = {
        [CITIZEN_RECORD] = "4d206c51-c049-57df-addc-1e1cf97c6476",
        [CITIZEN_TEXT] =
            "4d206c51-c049-57df-addc-1e1cf97c6476/5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a/10",
        [CITIZEN_ERASED] = "4d206c51-c049-57df-addc-1e1cf97c6476/erased/1740965399999999",
    };
    for (int kind = CITIZEN_RECORD; kind <= CITIZEN_ERASED; kind++) {
        struct err err = {0};
        struct citizen citizen = sample((enum citizen_kind) kind);
        struct record record = record_of(&citizen);
        struct citizen back;
        assert_true(str_eq(record.key, str_from(keys[kind])));
        assert_int_equal(citizen_decode(&record, &test_arena, &back, &err), OK);
        assert_citizen_equal(&citizen, &back);
    }
}

static void a_tombstone_is_the_key_of_what_it_takes_away(void **state)
{
    (void) state;
    for (int kind = CITIZEN_RECORD; kind <= CITIZEN_TEXT; kind++) {
        struct err err = {0};
        struct citizen citizen = sample((enum citizen_kind) kind);
        struct record whole = record_of(&citizen);
        struct citizen back;
        citizen.is_tombstone = true;
        struct record record = record_of(&citizen);
        assert_true(str_eq(record.key, whole.key));
        assert_null(record.payload.ptr);
        assert_int_equal(citizen_decode(&record, &test_arena, &back, &err), OK);
        assert_true(back.is_tombstone && back.kind == citizen.kind);
        assert_true(uuid_eq(&back.subject, &citizen.subject));
        assert_true(uuid_eq(&back.event_id, &citizen.event_id));
        assert_int_equal(back.field, citizen.field);
        struct arena small;
        assert_int_equal(arena_init(&small, 16, &err), OK);
        assert_int_equal(citizen_encode(&citizen, &small, &record.key, &record.payload, &err),
                         RETRY);
        arena_done(&small);
    }
}

static void a_tombstone_for_anything_else_is_refused(void **state)
{
    (void) state;
#define SUBJECT "4d206c51-c049-57df-addc-1e1cf97c6476"
    static const char *const keys[] = {
        "",
        CANARY,
        "4D206C51-C049-57DF-ADDC-1E1CF97C6476",
        SUBJECT "/",
        SUBJECT "/" CANARY,
        SUBJECT "/" SUBJECT,
        SUBJECT "/" SUBJECT "/",
        SUBJECT "/" SUBJECT "/0",
        SUBJECT "/" SUBJECT "/01",
        SUBJECT "/" SUBJECT "/11",
        SUBJECT "/" SUBJECT "/1x",
        SUBJECT "/" SUBJECT "/-1",
        SUBJECT "/" SUBJECT "/1/",
        SUBJECT "x" SUBJECT "/1",
        SUBJECT "/" SUBJECT "/123",
        SUBJECT "/4D206C51-C049-57DF-ADDC-1E1CF97C6476/1",
        SUBJECT "/erased/1740965399999999",
    };
#undef SUBJECT
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        struct err err = {0};
        struct citizen back;
        const struct record record = {.topic = TOPIC_CITIZEN,
                                      .timestamp_us = NOW_US,
                                      .is_log_append_time = true,
                                      .key = str_from(keys[i])};
        if (citizen_decode(&record, &test_arena, &back, &err) != REJECT || err.reason != REASON_KEY)
            fail_msg("\"%s\" is taken", keys[i]);
        assert_null(strstr(err.text, "金丝雀"));
    }
}

static void a_text_may_have_65536_bytes_and_not_one_more(void **state)
{
    (void) state;
    struct err err = {0};
    struct citizen citizen = sample(CITIZEN_TEXT);
    struct citizen back;
    char *text = malloc(CITIZEN_TEXT_BYTES_MAX + 1);
    assert_non_null(text);
    memset(text, 'x', CITIZEN_TEXT_BYTES_MAX + 1);
    citizen.text = (struct str) {text, CITIZEN_TEXT_BYTES_MAX};
    struct record record = record_of(&citizen);
    assert_int_equal(citizen_decode(&record, &test_arena, &back, &err), OK);
    assert_citizen_equal(&citizen, &back);
    citizen.text.len++;
    struct str key, bytes;
    assert_int_equal(citizen_encode(&citizen, &test_arena, &key, &bytes, &err), REJECT);
    assert_int_equal(err.reason, REASON_LENGTH);
    assert_string_equal(err.text, "text_record.text has 65537 bytes, and may have 65536");
    free(text);
}

static void a_text_of_another_producer_may_not_be_longer(void **state)
{
    (void) state;
    struct err err = {0};
    struct citizen citizen = sample(CITIZEN_TEXT);
    struct record record = record_of(&citizen);
    Shouwen__V1__CitizenEvent *event = shouwen__v1__citizen_event__unpack(
        NULL, record.payload.len, (const uint8_t *) record.payload.ptr);
    assert_non_null(event);
    free(event->text_record->text);
    event->text_record->text = malloc(CITIZEN_TEXT_BYTES_MAX + 2);
    assert_non_null(event->text_record->text);
    memset(event->text_record->text, 'x', CITIZEN_TEXT_BYTES_MAX + 1);
    event->text_record->text[CITIZEN_TEXT_BYTES_MAX + 1] = '\0';
    assert_int_equal(proto_pack(&event->base, &test_arena, &record.payload, &err), OK);
    shouwen__v1__citizen_event__free_unpacked(event, NULL);
    struct citizen back;
    assert_int_equal(citizen_decode(&record, &test_arena, &back, &err), REJECT);
    assert_int_equal(err.reason, REASON_LENGTH);
}

/* ---- what is refused ---- */

#define CHANGE(name, statement)                                                                    \
    static void name(struct citizen *citizen)                                                      \
    {                                                                                              \
        statement;                                                                                 \
    }

/* clang-format off */
CHANGE(no_source, citizen->source = STR(""))
CHANGE(no_number, citizen->case_number = STR(""))
CHANGE(no_time, citizen->recorded_at_us = 0)
CHANGE(no_erasure, citizen->erased_at_us = 0)
CHANGE(no_event, citizen->event_id = (struct uuid) {{0}})
CHANGE(no_field, citizen->field = 0)
CHANGE(strange_field, citizen->field = (enum text_field) 99)
CHANGE(field_below, citizen->field = (enum text_field) -1)
CHANGE(year_1999, citizen->recorded_at_us = INT64_C(946655999) * 1000000)
CHANGE(year_2101, citizen->recorded_at_us = INT64_C(4133952000) * 1000000)
CHANGE(other_subject, citizen->subject.bytes[0]++)
CHANGE(latin_name, citizen->name = STR(CANARY "\xFC"))
CHANGE(two_lines, citizen->contact = STR(CANARY "\n"))
CHANGE(nul_text, citizen->text = ((struct str) {CANARY "\0", sizeof(CANARY)}))
CHANGE(next_week, citizen->recorded_at_us = NOW_US + 7 * DAY_US)

static void long_name(struct citizen *citizen)
{
    static char name[CITIZEN_NAME_BYTES_MAX + 1];
    memset(name, 'x', sizeof(name));
    memcpy(name, CANARY, sizeof(CANARY) - 1);
    citizen->name = (struct str) {name, sizeof(name)};
}

#define R(NAME) REASON_##NAME
static const struct {
    const char *title;
    enum citizen_kind kind;
    void (*change)(struct citizen *citizen);
    enum reason reason;
    const char *text; /* a part of it */
} unsendable[] = {
    {"no source", CITIZEN_RECORD, no_source, R(MISSING), "header.source is missing"},
    {"no number", CITIZEN_RECORD, no_number, R(MISSING), "header.case_number is missing"},
    {"no time", CITIZEN_RECORD, no_time, R(MISSING), "header.recorded_at is missing"},
    {"no time of erasure", CITIZEN_ERASED, no_erasure, R(MISSING), "erased_record.at is missing"},
    {"no event", CITIZEN_TEXT, no_event, R(MISSING), "header.event_id is missing"},
    {"no field", CITIZEN_TEXT, no_field, R(MISSING), "text_record.field is missing"},
    {"a strange field", CITIZEN_TEXT, strange_field, R(UNKNOWN_VALUE), "text_record.field is 99"},
    {"a field below 0", CITIZEN_TEXT, field_below, R(UNKNOWN_VALUE), "text_record.field is -1"},
    {"the year 1999", CITIZEN_RECORD, year_1999, R(TIME), "header.recorded_at is outside"},
    {"the year 2101", CITIZEN_RECORD, year_2101, R(TIME), "header.recorded_at is outside"},
    {"another subject", CITIZEN_RECORD, other_subject, R(SUBJECT), "does not follow"},
    {"a name in Latin-1", CITIZEN_RECORD, latin_name, R(ENCODING), "citizen_record.name is not UTF-8"},
    {"a contact of two lines", CITIZEN_RECORD, two_lines, R(ENCODING), "citizen_record.contact holds"},
    {"a NUL in a text", CITIZEN_TEXT, nul_text, R(ENCODING), "text_record.text holds NUL"},
    {"a name of 513 bytes", CITIZEN_RECORD, long_name, R(LENGTH), "citizen_record.name has 513 bytes"},
};
/* clang-format on */

static void what_cannot_be_read_is_not_sent(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(unsendable) / sizeof(unsendable[0]); i++) {
        struct err err = {0};
        struct str key, bytes;
        struct citizen citizen = sample(unsendable[i].kind);
        unsendable[i].change(&citizen);
        enum outcome outcome = citizen_encode(&citizen, &test_arena, &key, &bytes, &err);
        if (outcome != REJECT || err.reason != unsendable[i].reason ||
            strstr(err.text, unsendable[i].text) == NULL)
            fail_msg("%s: %s %s", unsendable[i].title, reason_name(err.reason), err.text);
        assert_null(strstr(err.text, "金丝雀"));
        assert_null(strstr(err.text, "138"));
    }
}

#define PART(name, statement)                                                                      \
    static void name(Shouwen__V1__CitizenEvent *event)                                             \
    {                                                                                              \
        statement;                                                                                 \
    }

static ProtobufCMessageUnknownField number_0(void)
{
    static uint8_t data[] = {1, 'x', 0x82, 0x00, 1, 'x'}; /* the second has the number 0 */
    return (ProtobufCMessageUnknownField) {
        .tag = 2047,
        .wire_type = PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED,
        .len = sizeof(data),
        .data = data,
    };
}

static void put_number_0(ProtobufCMessage *message)
{
    static ProtobufCMessageUnknownField unknown;
    unknown = number_0();
    message->n_unknown_fields = 1;
    message->unknown_fields = &unknown;
}

static char text_id[] = "5A5A";
static char text_none[] = "";

/* clang-format off */
PART(number_0_on_top, put_number_0(&event->base))
PART(number_0_in_header, put_number_0(&event->header->base))
PART(number_0_in_kind, put_number_0(&event->citizen_record->base))
PART(no_header, event->header = NULL)
PART(no_subject, event->header->subject = text_none)
PART(bad_subject, event->header->subject = text_id)
PART(bad_event_id, event->header->event_id = text_id)
PART(no_recorded_at, event->header->recorded_at = NULL)
PART(fine_nanos, event->header->recorded_at->nanos = 1)
PART(nanos_below, event->header->recorded_at->nanos = -1000)
PART(nanos_above, event->header->recorded_at->nanos = 1000000000)
PART(before_all_years, event->header->recorded_at->seconds = INT64_MIN)
PART(after_all_years, event->header->recorded_at->seconds = INT64_MAX)
PART(after_erasure, event->erased_record->at->seconds = INT64_MAX)
PART(no_kind, event->event_case = SHOUWEN__V1__CITIZEN_EVENT__EVENT__NOT_SET)

static const struct {
    const char *title;
    enum citizen_kind kind;
    void (*change)(Shouwen__V1__CitizenEvent *event);
    enum reason reason;
    const char *text; /* a part of it */
} unreadable[] = {
    {"field number 0", CITIZEN_RECORD, number_0_on_top, R(MALFORMED), "number 0"},
    {"field number 0 in the header", CITIZEN_RECORD, number_0_in_header, R(MALFORMED), "number 0"},
    {"field number 0 in the record", CITIZEN_RECORD, number_0_in_kind, R(MALFORMED), "number 0"},
    {"no header", CITIZEN_RECORD, no_header, R(MISSING), "header is missing"},
    {"no subject", CITIZEN_RECORD, no_subject, R(MISSING), "header.subject is missing"},
    {"a subject that is no id", CITIZEN_RECORD, bad_subject, R(ID), "header.subject is not a canonical UUID"},
    {"an event that is no id", CITIZEN_TEXT, bad_event_id, R(ID), "header.event_id is not a canonical UUID"},
    {"no time", CITIZEN_RECORD, no_recorded_at, R(MISSING), "header.recorded_at is missing"},
    {"a time finer than a microsecond", CITIZEN_RECORD, fine_nanos, R(RANGE), "header.recorded_at has nanoseconds"},
    {"nanoseconds below 0", CITIZEN_RECORD, nanos_below, R(RANGE), "header.recorded_at has nanoseconds"},
    {"nanoseconds of a second", CITIZEN_RECORD, nanos_above, R(RANGE), "header.recorded_at has nanoseconds"},
    {"a time before all years", CITIZEN_RECORD, before_all_years, R(TIME), "header.recorded_at is outside"},
    {"a time after all years", CITIZEN_RECORD, after_all_years, R(TIME), "header.recorded_at is outside"},
    {"an erasure after all years", CITIZEN_ERASED, after_erasure, R(TIME), "erased_record.at is outside"},
    {"no kind", CITIZEN_RECORD, no_kind, R(MISSING), "no kind"},
};
/* clang-format on */

static void every_bad_message_is_refused(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(unreadable) / sizeof(unreadable[0]); i++) {
        struct err err = {0};
        struct citizen citizen = sample(unreadable[i].kind);
        struct record record = record_of(&citizen);
        Shouwen__V1__CitizenEvent *event = shouwen__v1__citizen_event__unpack(
            NULL, record.payload.len, (const uint8_t *) record.payload.ptr);
        assert_non_null(event);
        Shouwen__V1__CitizenEvent plain = *event;
        Shouwen__V1__Header header = *event->header;
        Google__Protobuf__Timestamp recorded_at = *event->header->recorded_at;
        plain.header = &header;
        header.recorded_at = &recorded_at;
        if (unreadable[i].kind == CITIZEN_RECORD) /* so that what is changed is not freed */
            plain.citizen_record = (void *) (uintptr_t) memcpy(
                arena_alloc(&test_arena, sizeof(*event->citizen_record)), event->citizen_record,
                sizeof(*event->citizen_record));
        unreadable[i].change(&plain);
        assert_int_equal(proto_pack(&plain.base, &test_arena, &record.payload, &err), OK);
        shouwen__v1__citizen_event__free_unpacked(event, NULL);
        struct citizen back;
        enum outcome outcome = citizen_decode(&record, &test_arena, &back, &err);
        if (outcome != REJECT || err.reason != unreadable[i].reason ||
            strstr(err.text, unreadable[i].text) == NULL)
            fail_msg("%s: %s %s", unreadable[i].title, reason_name(err.reason), err.text);
    }
}

static void refuse(struct record record, enum reason reason)
{
    struct err err = {0};
    struct citizen back;
    assert_int_equal(citizen_decode(&record, &test_arena, &back, &err), REJECT);
    if (err.reason != reason)
        fail_msg("%s", err.text);
    assert_null(strstr(err.text, "金丝雀"));
}

static void a_record_is_refused_as_an_event_would_be(void **state)
{
    (void) state;
    struct citizen citizen = sample(CITIZEN_RECORD);
    struct record record = record_of(&citizen);
    struct record bad = record;
    bad.is_log_append_time = false;
    refuse(bad, REASON_TIMESTAMP);
    bad = record;
    bad.payload.len = 0;
    refuse(bad, REASON_EMPTY);
    bad = record;
    bad.payload.len--;
    refuse(bad, REASON_MALFORMED);
    bad = record;
    bad.key = STR(CANARY);
    refuse(bad, REASON_KEY);
    bad.payload = (struct str) {"\xFA\x3F\x01x", 4};
    refuse(bad, REASON_UNKNOWN_KIND);
    bad.payload = (struct str) {"\x82\x01\x00", 3}; /* Accepted */
    refuse(bad, REASON_WRONG_TOPIC);
    next_week(&citizen);
    refuse(record_of(&citizen), REASON_TIME);
}

static void a_small_arena_says_retry(void **state)
{
    (void) state;
    struct citizen citizen = sample(CITIZEN_TEXT);
    struct record record = record_of(&citizen);
    enum outcome decoded = RETRY;
    enum outcome encoded = RETRY;
    for (size_t size = 1; decoded != OK || encoded != OK; size++) {
        struct err err = {0};
        struct arena small;
        struct citizen back;
        struct str key, bytes;
        assert_int_equal(arena_init(&small, size, &err), OK);
        decoded = citizen_decode(&record, &small, &back, &err);
        arena_reset(&small);
        encoded = citizen_encode(&citizen, &small, &key, &bytes, &err);
        assert_true((decoded == OK || decoded == RETRY) && (encoded == OK || encoded == RETRY));
        arena_done(&small);
    }
}

/* Bytes and JSON that another language made, of the topics that are not of events. */
static void fixtures_of_the_other_topics_are_understood(void **state)
{
    (void) state;
    static const struct {
        const char *name;
        const ProtobufCMessageDescriptor *descriptor;
    } rows[] = {
        {"citizen_record", &shouwen__v1__citizen_event__descriptor},
        {"text_record", &shouwen__v1__citizen_event__descriptor},
        {"erased_record", &shouwen__v1__citizen_event__descriptor},
        {"raised", &shouwen__v1__alert__descriptor},
        {"cleared", &shouwen__v1__alert__descriptor},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct err err = {0};
        struct proto_memory memory;
        ProtobufCMessage *message = NULL;
        struct str bytes = file_fixture(rows[i].name, "bin", &test_arena);
        struct str line = file_fixture(rows[i].name, "json", &test_arena);
        struct str json, packed;
        proto_memory_init(&memory, &test_arena, SIZE_MAX);
        assert_int_equal(proto_unpack(rows[i].descriptor, bytes, &memory, &message, &err), OK);
        assert_int_equal(json_from_message(message, &test_arena, &json, &err), OK);
        assert_true(str_eq(json, (struct str) {line.ptr, line.len - 1}));
        json_t *object = json_loadb(line.ptr, line.len, 0, NULL);
        assert_int_equal(json_to_message(object, rows[i].descriptor, &memory, &message, &err), OK);
        json_decref(object);
        assert_int_equal(proto_pack(message, &test_arena, &packed, &err), OK);
        assert_true(str_eq(packed, bytes));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_arena_make, test_arena_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_kind_comes_back_as_it_was_sent),
        TEST(a_tombstone_is_the_key_of_what_it_takes_away),
        TEST(a_tombstone_for_anything_else_is_refused),
        TEST(a_text_may_have_65536_bytes_and_not_one_more),
        TEST(a_text_of_another_producer_may_not_be_longer),
        TEST(what_cannot_be_read_is_not_sent),
        TEST(every_bad_message_is_refused),
        TEST(a_record_is_refused_as_an_event_would_be),
        TEST(a_small_arena_says_retry),
        TEST(fixtures_of_the_other_topics_are_understood),
    };
    return RUN(tests);
}
