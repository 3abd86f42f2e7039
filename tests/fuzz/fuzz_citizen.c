/*
 * fuzz_citizen -- whatever the bytes are: what somebody said of a citizen, or refused with a
 * reason; a line, or refused; a file, or damaged.  What was read is sent as it was, and the packed
 * file comes back.
 */
#include <stdlib.h>

#include "core/citizen_file.h"
#include "support/sample.h"
#include "wire/citizen_codec.h"
#include "wire/citizen_json.h"
#include "wire/event_codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena arena;

static void expect(bool holds)
{
    if (!holds)
        abort();
}

/* What passed a door passes the next, and is the same. */
static void send_and_read(const struct citizen *citizen)
{
    struct record record = {
        .topic = TOPIC_CITIZEN, .timestamp_us = SAMPLE_BROKER_US, .is_log_append_time = true};
    struct citizen back;
    struct err err;
    expect(citizen_encode(citizen, &arena, &record.key, &record.payload, &err) == OK);
    expect(citizen_decode(&record, &arena, &back, &err) == OK);
    expect(back.kind == citizen->kind && uuid_eq(&back.subject, &citizen->subject));
    expect(str_eq(back.name, citizen->name) && str_eq(back.text, citizen->text));
}

static void read_record(struct str bytes)
{
    struct record record = {.topic = TOPIC_CITIZEN,
                            .timestamp_us = SAMPLE_BROKER_US,
                            .is_log_append_time = true,
                            .key = bytes};
    struct citizen citizen;
    struct err err = {0};
    enum outcome outcome = citizen_decode(&record, &arena, &citizen, &err); /* a tombstone's key */
    expect(outcome == OK || (outcome == REJECT && err.reason == REASON_KEY));
    record.payload = bytes;
    outcome = citizen_decode(&record, &arena, &citizen, &err);
    expect(outcome == REJECT && err.reason != REASON_NONE); /* its key is never the right one */
}

static void read_file(struct str bytes)
{
    static const struct uuid subject = {{7}};
    struct citizen_file file, again;
    struct str packed, repacked;
    struct err err;
    enum outcome outcome = citizen_file_unpack(bytes, &subject, &arena, &file, &err);
    expect(outcome == OK || outcome == FATAL);
    if (outcome != OK)
        return;
    expect(citizen_file_pack(&file, &arena, &packed, &err) == OK);
    expect(citizen_file_unpack(packed, &subject, &arena, &again, &err) == OK);
    expect(citizen_file_pack(&again, &arena, &repacked, &err) == OK);
    expect(str_eq(packed, repacked));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {0};
    struct citizen citizen;
    const struct str bytes = {(const char *) data, size};
    if (arena.memory == NULL && arena_init(&arena, 16 * EVENT_MEMORY_MAX, &err) != OK)
        abort();
    arena_reset(&arena);
    if (size == 0)
        return 0;
    read_record(bytes);
    read_file(bytes);
    enum outcome outcome = citizen_from_json(bytes, SAMPLE_BROKER_US, &arena, &citizen, &err);
    expect(outcome == OK || (outcome == REJECT && err.reason != REASON_NONE));
    if (outcome == OK)
        send_and_read(&citizen);
    return 0;
}
