/* test_event_door -- what the door refuses, one row a case: title, what is wrong, reason and words.
 */
#include <string.h>

#include "google/protobuf/timestamp.pb-c.h"
#include "shouwen/v1/completion.pb-c.h"
#include "shouwen/v1/inquiry.pb-c.h"
#include "shouwen/v1/oversight.pb-c.h"

#include "core/event_fields.h"
#include "support/cmocka.h"
#include "support/sample.h"
#include "wire/event_codec.h"
#include "wire/event_door.h"

enum { ARENA_BYTES = 16 << 20 };

#define BYTES(literal) ((struct str) {.ptr = literal, .len = sizeof(literal) - 1})

static struct arena arena;

/* A way to make a good event bad: as a message, or as a record. */
struct bad {
    const char *title;
    enum event_kind kind;
    void (*message)(ProtobufCMessage *message);
    void (*record)(struct record *record);
    enum reason reason;
    const char *text; /* a part of it */
};

/* ---- as a record ---- */

static void own_timestamp(struct record *record)
{
    record->is_log_append_time = false;
}

static void empty(struct record *record)
{
    record->payload.len = 0;
}

static void large(struct record *record)
{
    record->payload.len = EVENT_BYTES_MAX + 1; /* never looked at */
}

static void cut(struct record *record)
{
    record->payload.len--;
}

static void number_0(struct record *record)
{
    record->payload = BYTES("\x02\x01x");
}

static void framed_short(struct record *record)
{
    record->payload = BYTES("\0\0\0\0\1");
}

static void framed_other(struct record *record)
{
    record->payload = BYTES("\0\0\0\0\1\2\2\x0A");
}

static void framed_cut(struct record *record)
{
    record->payload = BYTES("\0\0\0\0\1\2");
}

static void framed_two(struct record *record)
{
    record->payload = BYTES("\0\0\0\0\1\4\0\0");
}

static void framed_empty(struct record *record)
{
    record->payload = BYTES("\0\0\0\0\1\0");
}

static void other_topic(struct record *record)
{
    record->topic = TOPIC_RATING;
}

static void unknown_kind(struct record *record)
{
    record->payload = BYTES("\xFA\x3F\x01x");
}

static void citizens(struct record *record)
{
    record->payload = BYTES("\x82\x06\x00");
}

static void no_kind(struct record *record)
{
    record->payload = BYTES("\x0A\x00");
}

static void no_header(struct record *record)
{
    record->payload = BYTES("\x82\x01\x00");
}

static void twice(struct record *record)
{
    record->payload = BYTES("\x82\x01\x00\x82\x01\x02\x20\x01");
}

static void two_kinds(struct record *record)
{
    record->payload = BYTES("\x82\x01\x00\x8A\x01\x00");
}

static void bomb(struct record *record)
{
    static char bytes[EVENT_BYTES_MAX];
    for (size_t i = 0; i < sizeof(bytes); i += 2) {
        bytes[i] = 0x0A; /* a header, and another, and another */
        bytes[i + 1] = 0;
    }
    record->payload = (struct str) {bytes, sizeof(bytes)};
}

static void wrong_key(struct record *record)
{
    record->key = BYTES("somebody else");
}

static void nul_inside(struct record *record)
{
    char *bytes = str_keep_terminated(record->payload, &arena);
    for (size_t i = 0; i + 7 < record->payload.len; i++) {
        if (memcmp(bytes + i, "section", 7) == 0)
            bytes[i] = '\0';
    }
    record->payload.ptr = bytes;
}

/* ---- as a message ---- */

static Shouwen__V1__Header *header_of(ProtobufCMessage *message)
{
    return ((Shouwen__V1__InquiryEvent *) message)->header;
}

static char *writable(const char *text)
{
    return str_keep_terminated(str_from(text), &arena);
}

static void id_upper(ProtobufCMessage *message)
{
    header_of(message)->event_id = writable("5A5A5A5A-5A5A-5A5A-5A5A-5A5A5A5A5A5A");
}

static void id_nil(ProtobufCMessage *message)
{
    header_of(message)->event_id = writable("00000000-0000-0000-0000-000000000000");
}

static void subject_none(ProtobufCMessage *message)
{
    header_of(message)->subject = writable("");
}

static void subject_text(ProtobufCMessage *message)
{
    header_of(message)->subject = writable("case 17");
}

static void subject_short(ProtobufCMessage *message)
{
    header_of(message)->subject = writable("u");
}

static void subject_other(ProtobufCMessage *message)
{
    header_of(message)->subject = writable("5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a");
}

static void subject_other_year(ProtobufCMessage *message)
{
    header_of(message)->subject = writable("unit/510500-局/2026");
}

static void subject_other_code(ProtobufCMessage *message)
{
    header_of(message)->subject = writable("unit/510501-局/2025");
}

static void subject_no_slash(ProtobufCMessage *message)
{
    header_of(message)->subject = writable("unit/510500-局-2025");
}

static void subject_no_code(ProtobufCMessage *message)
{
    header_of(message)->case_source = writable("");
    header_of(message)->subject = writable("unit//2025");
}

static void subject_no_year(ProtobufCMessage *message)
{
    header_of(message)->case_number = writable("");
    header_of(message)->subject = writable("unit/510500-局/");
}

static void subject_longer(ProtobufCMessage *message)
{
    header_of(message)->subject = writable("unit/510500-局/2025/1");
}

static void nanos_fine(ProtobufCMessage *message)
{
    header_of(message)->occurred_at->nanos = 1001;
}

static void nanos_below(ProtobufCMessage *message)
{
    header_of(message)->occurred_at->nanos = -1000;
}

static void nanos_above(ProtobufCMessage *message)
{
    header_of(message)->occurred_at->nanos = 1000000000;
}

static void seconds_below(ProtobufCMessage *message)
{
    header_of(message)->recorded_at->seconds = INT64_MIN;
}

static void seconds_above(ProtobufCMessage *message)
{
    header_of(message)->recorded_at->seconds = INT64_MAX;
}

static void epoch(ProtobufCMessage *message)
{
    header_of(message)->occurred_at->seconds = 0;
    header_of(message)->occurred_at->nanos = 0;
}

/* An unknown field, and behind it one with the number 0 in two bytes, which protobuf-c lets in. */
static void put_number_0(ProtobufCMessage *message)
{
    static uint8_t data[] = {1, 'x', 0x82, 0x00, 1, 'x'};
    static ProtobufCMessageUnknownField unknown = {
        .tag = 2047,
        .wire_type = PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED,
        .len = sizeof(data),
        .data = data,
    };
    message->n_unknown_fields = 1;
    message->unknown_fields = &unknown;
}

static void number_0_in_header(ProtobufCMessage *message)
{
    put_number_0(&header_of(message)->base);
}

static void number_0_in_time(ProtobufCMessage *message)
{
    put_number_0(&header_of(message)->occurred_at->base);
}

static void number_0_in_party(ProtobufCMessage *message)
{
    put_number_0(&((Shouwen__V1__InquiryEvent *) message)->accepted->against->base);
}

static void number_0_in_kind(ProtobufCMessage *message)
{
    put_number_0(&((Shouwen__V1__InquiryEvent *) message)->accepted->base);
}

static void set_strange(ProtobufCMessage *message)
{
    header_of(message)->texts[0] = (Shouwen__V1__TextField) 99;
}

static void set_unsaid(ProtobufCMessage *message)
{
    header_of(message)->texts[0] = SHOUWEN__V1__TEXT_FIELD__TEXT_FIELD_UNSPECIFIED;
}

static void set_long(ProtobufCMessage *message)
{
    static Shouwen__V1__TextField texts[TEXT_FIELDS_END];
    for (size_t i = 0; i < TEXT_FIELDS_END; i++)
        texts[i] = SHOUWEN__V1__TEXT_FIELD__TEXT_FIELD_NOTE;
    header_of(message)->texts = texts;
    header_of(message)->n_texts = TEXT_FIELDS_END;
}

static void digest_short(ProtobufCMessage *message)
{
    ((Shouwen__V1__CompletionEvent *) message)->completed->result_digest.len = 31;
}

static void many_codes(ProtobufCMessage *message)
{
    static char *names[CODES_COUNT_MAX + 1];
    for (size_t i = 0; i <= CODES_COUNT_MAX; i++)
        names[i] = writable("x");
    Shouwen__V1__OversightEvent *event = (Shouwen__V1__OversightEvent *) message;
    event->spot_checked->checked_by = names;
    event->spot_checked->n_checked_by = CODES_COUNT_MAX + 1;
}

/* clang-format off */
#define R(NAME) .reason = REASON_##NAME
#define K(NAME) .kind = EVENT_##NAME
static const struct bad rows[] = {
    {"a producer's timestamp", .record = own_timestamp, R(TIMESTAMP), "broker's own"},
    {"an empty payload", .record = empty, R(EMPTY), "payload is empty"},
    {"a payload of 256 KiB and one", .record = large, R(TOO_LARGE), "262145 bytes"},
    {"a message cut short", .record = cut, R(MALFORMED), "not a message InquiryEvent"},
    {"field number 0", .record = number_0, R(MALFORMED), "not a message"},
    {"field number 0 in two bytes", .message = put_number_0, R(MALFORMED), "InquiryEvent has the number 0"},
    {"field number 0 in the header", .message = number_0_in_header, R(MALFORMED), "Header has the number 0"},
    {"field number 0 in a time", .message = number_0_in_time, R(MALFORMED), "number 0"},
    {"field number 0 in a party", .message = number_0_in_party, R(MALFORMED), "Party has the number 0"},
    {"field number 0 in the kind", .message = number_0_in_kind, R(MALFORMED), "Accepted has the number 0"},
    {"a frame without its end", .record = framed_short, R(MALFORMED), "schema id is cut off"},
    {"a frame of another message", .record = framed_other, R(MALFORMED), "message index"},
    {"a frame cut in its index", .record = framed_cut, R(MALFORMED), "message index"},
    {"a frame of a nested message", .record = framed_two, R(MALFORMED), "message index"},
    {"a frame around nothing", .record = framed_empty, R(EMPTY), "payload is empty"},
    {"a message of another topic", .record = other_topic, R(WRONG_TOPIC), "field 16 belongs"},
    {"a message of the citizen topic", .record = citizens, R(WRONG_TOPIC), "field 96 belongs"},
    {"a kind of a later version", .record = unknown_kind, R(UNKNOWN_KIND), "field 1023"},
    {"no kind at all", .record = no_kind, R(MISSING), "no kind"},
    {"no header", .record = no_header, R(MISSING), "header is missing"},
    {"a kind that stands twice", .record = twice, R(MALFORMED), "stands twice"},
    {"two kinds", .record = two_kinds, R(MALFORMED), "stands twice"},
    {"a hundred thousand headers", .record = bomb, R(TOO_LARGE), "unfolds to more"},
    {"another key", .record = wrong_key, R(KEY), "the key is not the subject"},
    {"a NUL in a code", .record = nul_inside, R(ENCODING), "NUL"},

    {"an id in capitals", .message = id_upper, R(ID), "header.event_id is not a canonical UUID"},
    {"an id of zeroes", .message = id_nil, R(ID), "header.event_id"},
    {"no subject", .message = subject_none, R(MISSING), "header.subject is missing"},
    {"a subject that is no id", .message = subject_text, R(ID), "header.subject is neither"},
    {"a subject of one letter", .message = subject_short, R(ID), "header.subject is neither"},
    {"somebody else's subject", .message = subject_other, R(SUBJECT), "does not follow from '510500-局' and '2025-000123'"},
    {"another year in the subject", K(TRAINING_HELD), .message = subject_other_year, R(SUBJECT), "header.subject"},
    {"another unit in the subject", K(TRAINING_HELD), .message = subject_other_code, R(SUBJECT), "header.subject"},
    {"a subject without a year", K(TRAINING_HELD), .message = subject_no_slash, R(SUBJECT), "header.subject"},
    {"a subject without a code", K(TRAINING_HELD), .message = subject_no_code, R(MISSING), "header.case_source is missing"},
    {"a subject that ends early", K(TRAINING_HELD), .message = subject_no_year, R(MISSING), "header.case_number is missing"},
    {"a subject with more than a year", K(TRAINING_HELD), .message = subject_longer, R(SUBJECT), "header.subject"},

    {"an unknown text", .message = set_strange, R(UNKNOWN_VALUE), "header.texts holds 99"},
    {"a text unsaid", .message = set_unsaid, R(UNKNOWN_VALUE), "header.texts holds 0"},
    {"more texts than there are", .message = set_long, R(LENGTH), "header.texts has too many"},
    {"more persons than may be", K(SPOT_CHECKED), .message = many_codes, R(LENGTH), "checked_by has too many"},
    {"a digest of 31 bytes", K(COMPLETED), .message = digest_short, R(LENGTH), "result_digest is not 32 bytes"},
    {"a time finer than a microsecond", .message = nanos_fine, R(RANGE), "finer than a microsecond"},
    {"nanoseconds below 0", .message = nanos_below, R(RANGE), "outside a second"},
    {"nanoseconds of a second", .message = nanos_above, R(RANGE), "outside a second"},
    {"a time before all years", .message = seconds_below, R(TIME), "header.recorded_at is outside"},
    {"a time after all years", .message = seconds_above, R(TIME), "header.recorded_at is outside"},
    {"the year 1970", .message = epoch, R(TIME), "1970-01-01T08:00:00+08:00"},
};
/* clang-format on */

static struct record make(const struct bad *row, const struct event *event)
{
    struct err err = {0};
    struct proto_memory memory;
    ProtobufCMessage *message = NULL;
    struct record record = {
        .topic = event_kind_topic(event->kind),
        .timestamp_us = SAMPLE_BROKER_US,
        .is_log_append_time = true,
    };
    proto_memory_init(&memory, &arena, SIZE_MAX);
    assert_int_equal(event_to_message(event, &memory, &message, &err), OK);
    if (row->message != NULL)
        row->message(message);
    assert_int_equal(proto_pack(message, &arena, &record.payload, &err), OK);
    assert_int_equal(event_key(event, &arena, &record.key, &err), OK);
    if (row->record != NULL)
        row->record(&record);
    return record;
}

static void every_row_is_refused_with_its_reason(void **state)
{
    (void) state;
    struct err err = {0};
    assert_int_equal(arena_init(&arena, ARENA_BYTES, &err), OK);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        arena_reset(&arena);
        struct event event = sample_of(rows[i].kind, true, &arena);
        struct record record = make(&rows[i], &event);
        struct event back;
        err = (struct err) {0};
        enum outcome outcome = event_decode(&record, &arena, &back, &err);
        if (outcome != REJECT || err.reason != rows[i].reason ||
            strstr(err.text, rows[i].text) == NULL)
            fail_msg("%s: %s, %s, %s", rows[i].title, outcome_name(outcome),
                     reason_name(err.reason), err.text);
    }
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_refused_with_its_reason),
    };
    return RUN(tests);
}
