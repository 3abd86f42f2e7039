/* fuzz_event_decode -- any bytes are an event or refused with a reason; an event comes back whole.
 */
#include <assert.h>
#include <stdlib.h>

#include "support/event_equal.h"
#include "support/sample.h"
#include "wire/event_codec.h"
#include "wire/event_door.h"
#include "wire/event_json.h"
#include "wire/proto_tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena arena;

/* The key a record with this payload would have, were it right. */
static struct str key_of(const struct record *record)
{
    struct err err = {0};
    struct proto_memory memory;
    ProtobufCMessage *message = NULL;
    struct event event;
    struct str bytes, key = {0};
    proto_memory_init(&memory, &arena, EVENT_MEMORY_MAX);
    if (wire_unframe(record->payload, &bytes, &err) == OK &&
        proto_unpack(proto_message_of(record->topic), bytes, &memory, &message, &err) == OK)
        err_ignore(event_from_message(message, &arena, &event, &key, &err));
    return key; /* '' when it is not even that */
}

static void come_back(const struct event *event, struct record *record)
{
    struct err err = {0};
    struct event back;
    struct str json;
    enum outcome outcome = event_encode(event, &arena, &record->payload, &err);
    assert(outcome == OK);
    outcome = event_decode(record, &arena, &back, &err);
    assert(outcome == OK && event_difference(event, &back) == NULL);
    outcome = event_to_json(event, &arena, &json, &err);
    assert(outcome == OK);
    outcome = event_from_json(json, record->timestamp_us, &arena, &back, &err);
    assert(outcome == OK && event_difference(event, &back) == NULL);
}

/* On each topic; where its key can be told, with that key. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {0};
    struct event event;
    if (arena.memory == NULL && arena_init(&arena, 16 * EVENT_MEMORY_MAX, &err) != OK)
        abort();
    for (enum topic topic = 0; topic < TOPICS_OF_EVENTS; topic++) {
        arena_reset(&arena);
        struct record record = {
            .topic = topic,
            .timestamp_us = SAMPLE_BROKER_US,
            .is_log_append_time = true,
            .payload = {(const char *) data, size},
        };
        record.key = key_of(&record);
        enum outcome outcome = event_decode(&record, &arena, &event, &err);
        assert(outcome == OK || (outcome == REJECT && err.reason != REASON_NONE));
        if (outcome == OK)
            come_back(&event, &record);
    }
    return 0;
}
