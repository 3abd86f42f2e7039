/*
 * event_codec -- the one door: bytes of a record become a struct event, or are refused with a
 * reason.
 *
 * protobuf-c accepts invalid UTF-8, NUL, field number 0 and an empty payload; the door checks
 * everything, so that nobody behind it has to.  Confluent framing (0x00, schema id, message index)
 * is taken off.  Table-driven: core/event_fields.
 */
#ifndef SHOUWEN_WIRE_EVENT_CODEC_H
#define SHOUWEN_WIRE_EVENT_CODEC_H

#include "base/arena.h"
#include "core/event.h"

enum {
    EVENT_BYTES_MAX = 262144,
    EVENT_MEMORY_MAX = 1 << 20, /* with that much room in the arena decoding never says RETRY */
};

/* A record as the broker gave it; all borrowed. */
struct record {
    enum topic topic;
    int32_t partition;
    int64_t offset;
    int64_t timestamp_us;    /* the broker's */
    bool is_log_append_time; /* false: the producer's own, which is refused */
    struct str key;
    struct str payload;
};

/*
 * Decode and check the event of a record of one of the event topics.  `event_out` borrows from the
 * arena (and the arena only: the record may go).
 *
 * REJECT with a reason and a text naming field, value (never a personal one) and rule; RETRY: the
 * arena is full.
 */
MUST_CHECK enum outcome event_decode(const struct record *record, struct arena *arena,
                                     struct event *event_out, struct err *err);

/*
 * Who publishes it, of a record that was refused: as far as its header can be read, and if its word
 * would pass the door; '' otherwise.  In the arena.
 */
struct str event_source(const struct record *record, struct arena *arena);

/*
 * Bring an event that is made here into the form that is sent: codes in NFC, and of a day's
 * precision occurred_at where it stands.  Before event_check() and event_id_of().
 *
 * REJECT: a code is not UTF-8, or too long; RETRY: the arena is full.
 */
MUST_CHECK enum outcome event_settle(struct event *event, struct arena *arena, struct err *err);

/*
 * The bytes of the message for this event (on topic event_kind_topic(event->kind)), in the arena.
 * RETRY: the arena is full.
 */
MUST_CHECK enum outcome event_encode(const struct event *event, struct arena *arena,
                                     struct str *bytes_out, struct err *err);

/*
 * The same checks for an event made here, by a producer, before it is sent; `now_us` stands for the
 * broker's time.
 */
MUST_CHECK enum outcome event_check(const struct event *event, int64_t now_us, struct err *err);

/* The key of a subject's records: canonical UUID text, or unit/<code>/<year>; in the arena, RETRY
 * when full. */
MUST_CHECK enum outcome event_key(const struct event *event, struct arena *arena,
                                  struct str *key_out, struct err *err);

/*
 * The protobuf message of a payload, without Confluent framing when it has one.  REJECT: empty, too
 * large, or framed for another message.
 */
MUST_CHECK enum outcome wire_unframe(struct str payload, struct str *message_out, struct err *err);

#endif
