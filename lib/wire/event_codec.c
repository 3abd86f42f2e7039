/* event_codec -- see event_codec.h. */
#include "wire/event_codec.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "shouwen/v1/header.pb-c.h"

#include "base/civil.h"
#include "core/event_fields.h"
#include "wire/event_door.h"
#include "wire/proto_tables.h"
#include "wire/text.h"

static enum outcome refuse_frame(const char *words, struct err *err)
{
    return err_reason(err, REJECT, REASON_MALFORMED, "after a 0x00, %s", words);
}

enum outcome wire_unframe(struct str payload, struct str *message_out, struct err *err)
{
    if (payload.len == 0)
        return err_reason(err, REJECT, REASON_EMPTY, "the payload is empty");
    if (payload.len > EVENT_BYTES_MAX)
        return err_reason(err, REJECT, REASON_TOO_LARGE,
                          "the payload has %zu bytes, and may have %d", payload.len,
                          EVENT_BYTES_MAX);
    *message_out = payload;
    if (payload.ptr[0] != 0)
        return OK;
    enum { SCHEMA_END = 5 }; /* the 0x00 and four bytes of schema id */
    const unsigned char *bytes = (const unsigned char *) payload.ptr;
    size_t at = SCHEMA_END;
    if (payload.len <= at)
        return refuse_frame("the schema id is cut off", err);
    /* The index list [0] is its count and its item in zigzag, 2 and 0, or a single 0. */
    if (bytes[at] == 0)
        at += 1;
    else if (bytes[at] == 2 && payload.len > at + 1 && bytes[at + 1] == 0)
        at += 2;
    else
        return refuse_frame("the message index is not that of the topic's message", err);
    if (payload.len == at)
        return err_reason(err, REJECT, REASON_EMPTY, "behind its schema id the payload is empty");
    *message_out = (struct str) {.ptr = payload.ptr + at, .len = payload.len - at};
    return OK;
}

/* A day's precision stands at the day's first instant for Accepted and at its last second else. */
static void settle_day(struct event *event)
{
    if (event->precision != PRECISION_DAY || event->occurred_at_us == 0)
        return;
    int64_t day = civil_day_of(event->occurred_at_us);
    event->occurred_at_us = event->kind == EVENT_ACCEPTED
                                ? civil_start_of(day)
                                : civil_start_of(day + 1) - CIVIL_SECOND_US;
}

static enum outcome settle_codes(struct codes *codes, struct arena *arena, struct err *err)
{
    struct str *items = arena_alloc(arena, codes->count * sizeof(*items));
    if (items == NULL)
        return err_set(err, RETRY, "no room for %zu codes in the arena", codes->count);
    enum outcome outcome = OK;
    for (size_t i = 0; i < codes->count && outcome == OK; i++)
        outcome = nfc_keep(codes->items[i], arena, &items[i], err);
    codes->items = items;
    return outcome;
}

static enum outcome settle_party(struct party *party, struct arena *arena, struct err *err)
{
    enum outcome outcome = nfc_keep(party->unit, arena, &party->unit, err);
    if (outcome == OK)
        outcome = nfc_keep(party->section, arena, &party->section, err);
    if (outcome == OK)
        outcome = nfc_keep(party->person, arena, &party->person, err);
    return outcome;
}

static enum outcome settle_fields(struct event *event, struct event_fields fields,
                                  struct arena *arena, struct err *err)
{
    for (size_t i = 0; i < fields.count; i++) {
        void *value = (char *) event + fields.items[i].offset;
        struct str *code = value;
        enum field_type type = fields.items[i].type;
        enum outcome outcome = type == FIELD_CODE    ? nfc_keep(*code, arena, code, err)
                               : type == FIELD_PARTY ? settle_party(value, arena, err)
                               : type == FIELD_CODES ? settle_codes(value, arena, err)
                                                     : OK;
        if (outcome != OK)
            return err_wrap(err, "%s", fields.items[i].name);
    }
    return OK;
}

enum outcome event_settle(struct event *event, struct arena *arena, struct err *err)
{
    enum outcome outcome = settle_fields(event, event_fields_header(), arena, err);
    if (outcome == OK)
        outcome = settle_fields(event, event_fields_of(event->kind), arena, err);
    settle_day(event);
    return outcome;
}

static enum outcome decode(const struct record *record, struct arena *arena,
                           struct event *event_out, struct err *err)
{
    struct str bytes = {0};
    if (!record->is_log_append_time)
        return err_reason(err, REJECT, REASON_TIMESTAMP,
                          "the topic does not keep the broker's own timestamps");
    if (wire_unframe(record->payload, &bytes, err) != OK)
        return REJECT;
    struct proto_memory memory;
    proto_memory_init(&memory, arena, EVENT_MEMORY_MAX);
    ProtobufCMessage *message = NULL;
    enum outcome outcome =
        proto_unpack(proto_message_of(record->topic), bytes, &memory, &message, err);
    struct event event;
    struct str subject = {0};
    if (outcome == OK)
        outcome = event_from_message(message, arena, &event, &subject, err);
    if (outcome != OK)
        return outcome;
    if (subject.len == 0)
        return err_reason(err, REJECT, REASON_MISSING, "header.subject is missing");
    settle_day(&event);
    outcome = event_check(&event, record->timestamp_us, err);
    if (outcome != OK)
        return outcome;
    if (!str_eq(record->key, subject))
        return err_reason(err, REJECT, REASON_KEY, "the key is not the subject '%.*s'",
                          STR_ARG(subject));
    *event_out = event;
    return OK;
}

enum outcome event_decode(const struct record *record, struct arena *arena, struct event *event_out,
                          struct err *err)
{
    assert(record->topic < TOPICS_OF_EVENTS);
    size_t mark = arena_mark(arena);
    enum outcome outcome = decode(record, arena, event_out, err);
    if (outcome == REJECT)
        arena_rewind(arena, mark); /* bad records do not eat the batch's room */
    return outcome;
}

struct str event_source(const struct record *record, struct arena *arena)
{
    const struct str none = {0};
    struct str bytes = {0};
    struct err ignored;
    struct proto_memory memory;
    ProtobufCMessage *message = NULL;
    proto_memory_init(&memory, arena, EVENT_MEMORY_MAX);
    if (wire_unframe(record->payload, &bytes, &ignored) != OK ||
        proto_unpack(proto_message_of(record->topic), bytes, &memory, &message, &ignored) != OK)
        return none;
    const Shouwen__V1__Header *header =
        proto_read_pointer(proto_get(message, message->descriptor->fields[0].offset));
    if (header == NULL)
        return none;
    struct str source = proto_text(header->source);
    bool is_fit = source.len <= CODE_BYTES_MAX && text_check(source, TEXT_CODE) == TEXT_FINE;
    return is_fit ? source : none;
}

enum outcome event_encode(const struct event *event, struct arena *arena, struct str *bytes_out,
                          struct err *err)
{
    struct proto_memory memory;
    proto_memory_init(&memory, arena, SIZE_MAX);
    ProtobufCMessage *message = NULL;
    if (event_to_message(event, &memory, &message, err) != OK)
        return err->outcome;
    return proto_pack(message, arena, bytes_out, err);
}

enum outcome event_key(const struct event *event, struct arena *arena, struct str *key_out,
                       struct err *err)
{
    struct str key = event_subject_key(event->subject_kind, &event->subject, event->case_source,
                                       event->case_number, arena);
    if (key.ptr == NULL)
        return err_set(err, RETRY, "no room for a key in the arena");
    *key_out = key;
    return OK;
}
