/* test_event_codec -- events through the door and back, whole; what is refused is test_event_door.
 */
#include "wire/event_codec.h"

#include <stdlib.h>
#include <string.h>

#include "google/protobuf/timestamp.pb-c.h"
#include "shouwen/v1/inquiry.pb-c.h"

#include "core/event_fields.h"
#include "support/cmocka.h"
#include "support/event_equal.h"
#include "support/sample.h"
#include "wire/event_door.h"
#include "wire/event_id.h"

enum { ARENA_BYTES = 4 << 20 };

static int setup(void **state)
{
    static struct arena arena;
    struct err err;
    *state = &arena;
    return arena_init(&arena, ARENA_BYTES, &err);
}

static int teardown(void **state)
{
    arena_done(*state);
    return 0;
}

static struct record record_of(const struct event *event, struct arena *arena)
{
    struct err err = {0};
    struct record record = {
        .topic = event_kind_topic(event->kind),
        .timestamp_us = SAMPLE_BROKER_US,
        .is_log_append_time = true,
    };
    assert_int_equal(event_encode(event, arena, &record.payload, &err), OK);
    assert_int_equal(event_key(event, arena, &record.key, &err), OK);
    return record;
}

static void assert_event_equal(const struct event *a, const struct event *b)
{
    const char *difference = event_difference(a, b);
    if (difference != NULL)
        fail_msg("%s: %s differs", event_kind_name(a->kind), difference);
}

static void every_kind_comes_back_as_it_was_sent(void **state)
{
    struct err err = {0};
    for (int i = 0; i < 2 * EVENT_KINDS_COUNT; i++) {
        arena_reset(*state);
        struct event event = sample_of((enum event_kind)(i / 2), i % 2 == 1, *state);
        struct record record = record_of(&event, *state);
        struct event back;
        assert_int_equal(event_check(&event, SAMPLE_BROKER_US, &err), OK);
        assert_int_equal(event_decode(&record, *state, &back, &err), OK);
        assert_event_equal(&event, &back);
    }
}

/* The event outlives the record it came in. */
static void a_decoded_event_borrows_nothing_of_its_record(void **state)
{
    struct err err = {0};
    struct event event = sample_of(EVENT_SPOT_CHECKED, true, *state);
    struct record record = record_of(&event, *state);
    char *payload = malloc(record.payload.len);
    char *key = malloc(record.key.len);
    assert_true(payload != NULL && key != NULL);
    memcpy(payload, record.payload.ptr, record.payload.len);
    memcpy(key, record.key.ptr, record.key.len);
    record.payload.ptr = payload;
    record.key.ptr = key;
    struct event back;
    assert_int_equal(event_decode(&record, *state, &back, &err), OK);
    free(payload);
    free(key);
    assert_event_equal(&event, &back);
}

static void confluent_framing_is_taken_off(void **state)
{
    static const struct str frames[] = {
        {.ptr = "\0\0\0\1\7\0", .len = 6},   /* [0] in its short form */
        {.ptr = "\0\0\0\1\7\2\0", .len = 7}, /* [0] in full */
    };
    struct event event = sample_of(EVENT_ACCEPTED, true, *state);
    struct record record = record_of(&event, *state);
    struct str plain = record.payload;
    for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
        struct err err = {0};
        struct event back;
        char *framed = malloc(frames[i].len + plain.len);
        assert_non_null(framed);
        memcpy(framed, frames[i].ptr, frames[i].len);
        memcpy(framed + frames[i].len, plain.ptr, plain.len);
        record.payload = (struct str) {.ptr = framed, .len = frames[i].len + plain.len};
        assert_int_equal(event_decode(&record, *state, &back, &err), OK);
        assert_event_equal(&event, &back);
        free(framed);
    }
}

static void the_day_of_a_paper_book_stands_where_it_belongs(void **state)
{
    static const struct {
        enum event_kind kind;
        int64_t at_us;
    } rows[] = {
        {EVENT_ACCEPTED, INT64_C(1740931200) * 1000000},  /* 2025-03-03T00:00:00+08:00 */
        {EVENT_COMPLETED, INT64_C(1741017599) * 1000000}, /* 2025-03-03T23:59:59+08:00 */
        {EVENT_OPINION_RECORDED, INT64_C(1741017599) * 1000000},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct err err = {0};
        struct event event = sample_of(rows[i].kind, false, *state);
        event.precision = PRECISION_DAY; /* and it still stands at 09:30 */
        struct record record = record_of(&event, *state);
        struct event back;
        assert_int_equal(event_decode(&record, *state, &back, &err), OK);
        assert_int_equal(back.occurred_at_us, rows[i].at_us);
        assert_int_equal(event_settle(&event, *state, &err), OK);
        assert_int_equal(event.occurred_at_us, rows[i].at_us);
    }
}

static void an_event_at_the_edges_of_its_limits_passes(void **state)
{
    static char text[CODE_BYTES_MAX];
    static struct str items[CODES_COUNT_MAX];
    struct err err = {0};
    memset(text, 'x', sizeof(text));
    for (size_t i = 0; i < CODES_COUNT_MAX; i++)
        items[i] = (struct str) {.ptr = text, .len = sizeof(text) - 8};
    struct event event = sample_of(EVENT_TRAINING_HELD, true, *state);
    event.training_held.persons = (struct codes) {.items = items, .count = CODES_COUNT_MAX};
    event.training_held.headcount = 1000000;
    event.training_held.section = (struct str) {.ptr = text, .len = sizeof(text)};
    event.source_sequence = INT64_MAX;
    event.occurred_at_us = INT64_C(946656000) * 1000000; /* 2000-01-01T00:00:00+08:00 */
    event.precision = PRECISION_INSTANT;
    event.recorded_at_us = SAMPLE_BROKER_US + INT64_C(86400) * 1000000;
    struct record record = record_of(&event, *state);
    struct arena just;
    struct event back;
    assert_int_equal(arena_init(&just, EVENT_MEMORY_MAX, &err), OK);
    assert_int_equal(event_decode(&record, &just, &back, &err), OK);
    assert_event_equal(&event, &back);
    arena_done(&just);
}

/* 2100 is a year too, and somebody may be known by being outside only. */
static void odd_values_pass_too(void **state)
{
    struct err err = {0};
    struct event event = sample_of(EVENT_COMPLETED, false, *state);
    event.completed.by = (struct party) {.is_outside = true};
    struct record record = record_of(&event, *state);
    struct event back;
    assert_int_equal(event_decode(&record, *state, &back, &err), OK);
    assert_event_equal(&event, &back);
    event = sample_of(EVENT_CHECKLIST_EVIDENCE, false, *state);
    event.case_number = STR("2100");
    event.subject = event_subject(SUBJECT_UNIT_YEAR, event.case_source, event.case_number);
    record = record_of(&event, *state);
    assert_int_equal(event_decode(&record, *state, &back, &err), OK);
    assert_event_equal(&event, &back);
}

static void a_code_that_cannot_be_settled_is_named(void **state)
{
    static const struct str latin = {.ptr = "\xFC", .len = 1};
    static const struct str items[] = {{.ptr = "\xFC", .len = 1}, {.ptr = "x", .len = 1}};
    for (int i = 0; i < 5; i++) {
        struct err err = {0};
        struct event event = sample_of(EVENT_SPOT_CHECKED, true, *state);
        struct str *const codes[] = {&event.source, &event.spot_checked.about.unit,
                                     &event.spot_checked.about.section,
                                     &event.spot_checked.about.person};
        static const char *const names[] = {
            "source: ", "about: ", "about: ", "about: ", "checked_by: "};
        if (i < 4)
            *codes[i] = latin;
        else
            event.spot_checked.checked_by = (struct codes) {items, 2};
        assert_int_equal(event_settle(&event, *state, &err), REJECT);
        assert_int_equal(err.reason, REASON_ENCODING);
        assert_memory_equal(err.text, names[i], strlen(names[i]));
    }
}

static void what_lies_ahead_may_when_it_is_a_due_time(void **state)
{
    struct err err = {0};
    struct event event = sample_of(EVENT_RECTIFICATION_ORDERED, true, *state);
    event.rectification_ordered.due_at_us = INT64_C(4133951999) * 1000000; /* the end of 2100 */
    assert_int_equal(event_check(&event, SAMPLE_BROKER_US, &err), OK);
}

/* Unknown fields of a later version, at every level, are no harm. */
static void a_later_version_is_understood_as_far_as_it_goes(void **state)
{
    struct err err = {0};
    uint8_t data[] = {3, 'n', 'e', 'w'};
    ProtobufCMessageUnknownField later = {
        .tag = 2047,
        .wire_type = PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED,
        .len = sizeof(data),
        .data = data,
    };
    struct event event = sample_of(EVENT_ACCEPTED, true, *state);
    struct record record = record_of(&event, *state);
    struct proto_memory memory;
    ProtobufCMessage *message = NULL;
    struct event back;
    proto_memory_init(&memory, *state, SIZE_MAX);
    assert_int_equal(event_to_message(&event, &memory, &message, &err), OK);
    Shouwen__V1__InquiryEvent *inquiry = (Shouwen__V1__InquiryEvent *) message;
    ProtobufCMessage *parts[] = {
        message,
        &inquiry->header->base,
        &inquiry->header->occurred_at->base,
        &inquiry->accepted->base,
        &inquiry->accepted->against->base,
    };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        parts[i]->n_unknown_fields = 1;
        parts[i]->unknown_fields = &later;
    }
    assert_int_equal(proto_pack(message, *state, &record.payload, &err), OK);
    assert_int_equal(event_decode(&record, *state, &back, &err), OK);
    assert_event_equal(&event, &back);
}

/* Arenas of every size from one byte: RETRY until it suffices, then OK, and never anything else. */
static void a_small_arena_is_never_taken_for_a_bad_event(void **state)
{
    struct event event = sample_of(EVENT_SPOT_CHECKED, true, *state);
    struct record record = record_of(&event, *state);
    enum outcome last = RETRY;
    for (size_t size = 1; last != OK; size++) {
        struct err err = {0};
        struct arena small;
        struct event back;
        assert_int_equal(arena_init(&small, size, &err), OK);
        last = event_decode(&record, &small, &back, &err);
        if (last != OK)
            assert_int_equal(last, RETRY);
        arena_done(&small);
        assert_true(size < ARENA_BYTES);
    }
}

static void encoding_into_a_small_arena_says_retry(void **state)
{
    for (int kind = 0; kind < EVENT_KINDS_COUNT; kind++) {
        arena_reset(*state);
        struct event event = sample_of((enum event_kind) kind, true, *state);
        enum outcome last = RETRY;
        for (size_t size = 1; last != OK; size += 1 + size / 64) {
            struct err err = {0};
            struct arena small;
            struct str bytes;
            struct event changed = event;
            changed.case_number = event.case_number;
            assert_int_equal(arena_init(&small, size, &err), OK);
            last = event_encode(&event, &small, &bytes, &err);
            if (last == OK)
                last = event_settle(&changed, &small, &err);
            if (last == OK)
                last = event_id_set(&changed, 0, &small, &err);
            if (last != OK)
                assert_int_equal(last, RETRY);
            arena_done(&small);
        }
    }
}

static uint64_t next_random(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Flip bits, cut off, put a byte in: OK or REJECT with a reason, never a crash. */
static void a_damaged_event_is_an_event_or_refused(void **state)
{
    const char *given = getenv("SEED");
    uint64_t seed = given == NULL ? 1 : strtoull(given, NULL, 10);
    for (int i = 0; i < 4000; i++) {
        arena_reset(*state);
        uint64_t start = seed;
        struct event event = sample_of((enum event_kind)(next_random(&seed) % EVENT_KINDS_COUNT),
                                       i % 2 == 0, *state);
        struct record record = record_of(&event, *state);
        char *bytes = str_keep_terminated(record.payload, *state);
        for (uint64_t flips = next_random(&seed) % 4; flips > 0; flips--)
            bytes[next_random(&seed) % record.payload.len] ^= (char) (1 << next_random(&seed) % 8);
        size_t len = record.payload.len;
        if (next_random(&seed) % 2 == 0)
            len = next_random(&seed) % (len + 1);
        record.payload = (struct str) {.ptr = bytes, .len = len};
        struct err err = {0};
        struct event back;
        enum outcome outcome = event_decode(&record, *state, &back, &err);
        if (outcome != OK &&
            (outcome != REJECT || err.reason == REASON_NONE || err.text[0] == '\0'))
            fail_msg("SEED=%llu: outcome %d, %s", (unsigned long long) start, outcome, err.text);
    }
}

static void a_refused_record_leaves_no_trace_in_the_arena(void **state)
{
    struct err err = {0};
    struct event event = sample_of(EVENT_ACCEPTED, true, *state);
    struct record record = record_of(&event, *state);
    struct event back = {.source_sequence = 77};
    size_t used = arena_mark(*state);
    record.key.len--;
    assert_int_equal(event_decode(&record, *state, &back, &err), REJECT);
    assert_int_equal(arena_mark(*state), used);
    assert_int_equal(back.source_sequence, 77);
}

/* A record of this source that the door refuses, since nobody's key is empty. */
static struct record refused_of(struct str source, struct arena *arena)
{
    struct event event = sample_of(EVENT_ACCEPTED, false, arena);
    event.source = source;
    struct record record = record_of(&event, arena);
    record.key = (struct str) {0};
    return record;
}

static void the_source_of_a_refused_record_is_known_when_its_word_is_one(void **state)
{
    char word[CODE_BYTES_MAX + 1];
    memset(word, 's', sizeof(word));
    const struct str longest = {.ptr = word, .len = CODE_BYTES_MAX};
    const struct str too_long = {.ptr = word, .len = sizeof(word)};
    const struct {
        struct str source;
        struct str wanted;
    } rows[] = {
        {STR("hotline"), STR("hotline")}, {longest, longest}, {too_long, STR("")},
        {STR("two\nlines"), STR("")},     {STR(""), STR("")},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct record record = refused_of(rows[i].source, *state);
        assert_true(str_eq(event_source(&record, *state), rows[i].wanted));
    }
}

static void nobody_is_the_source_of_bytes_that_cannot_be_read(void **state)
{
    static const char without_header[] = {0x52, 0};
    const struct str payloads[] = {
        STR(""), STR("\xff\xff"), {.ptr = without_header, .len = sizeof(without_header)}};
    for (size_t i = 0; i < sizeof(payloads) / sizeof(payloads[0]); i++) {
        struct record record = {.topic = TOPIC_INQUIRY, .payload = payloads[i]};
        assert_int_equal(event_source(&record, *state).len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_kind_comes_back_as_it_was_sent, setup, teardown),
        cmocka_unit_test_setup_teardown(a_decoded_event_borrows_nothing_of_its_record, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(confluent_framing_is_taken_off, setup, teardown),
        cmocka_unit_test_setup_teardown(the_day_of_a_paper_book_stands_where_it_belongs, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(an_event_at_the_edges_of_its_limits_passes, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(odd_values_pass_too, setup, teardown),
        cmocka_unit_test_setup_teardown(a_code_that_cannot_be_settled_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(what_lies_ahead_may_when_it_is_a_due_time, setup, teardown),
        cmocka_unit_test_setup_teardown(a_later_version_is_understood_as_far_as_it_goes, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_small_arena_is_never_taken_for_a_bad_event, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(encoding_into_a_small_arena_says_retry, setup, teardown),
        cmocka_unit_test_setup_teardown(a_damaged_event_is_an_event_or_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_refused_record_leaves_no_trace_in_the_arena, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            the_source_of_a_refused_record_is_known_when_its_word_is_one, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_is_the_source_of_bytes_that_cannot_be_read, setup,
                                        teardown),
    };
    return RUN(tests);
}
