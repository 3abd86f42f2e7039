/*
 * event_door -- from a protobuf message to a struct event and back, by the table.
 *
 * What a struct event could not hold is refused here (wire/proto_fields); all else is
 * event_check()'s.
 */
#ifndef SHOUWEN_WIRE_EVENT_DOOR_H
#define SHOUWEN_WIRE_EVENT_DOOR_H

#include "wire/event_codec.h"
#include "wire/proto_memory.h"

/*
 * The event that this message (of a topic of events) tells; texts are borrowed from the message,
 * lists are in the arena.  `subject_out` is the subject as the message has it; without one
 * subject_kind is 0.
 *
 * REJECT: it tells none; RETRY: the arena is full.
 */
MUST_CHECK enum outcome event_from_message(const ProtobufCMessage *message, struct arena *arena,
                                           struct event *event_out, struct str *subject_out,
                                           struct err *err);

/*
 * The header alone of a message of any topic, into the fields of `event` that are its; the rest
 * stays.  As event_from_message().
 */
MUST_CHECK enum outcome event_header_from_message(const ProtobufCMessage *message,
                                                  struct arena *arena, struct event *event,
                                                  struct str *subject_out, struct err *err);

/* And the header of an event, its subject too.  NULL: the memory does not suffice. */
ProtobufCMessage *event_header_to_message(const struct event *event, struct proto_memory *memory);

/* The rules of a header, of whatever topic: its fields, and that the subject follows from them.
 * REJECT. */
MUST_CHECK enum outcome event_header_check(const struct event *event, int64_t latest_us,
                                           struct err *err);

/* The topic's message for this event, ready to be packed.  RETRY: the memory does not suffice. */
MUST_CHECK enum outcome event_to_message(const struct event *event, struct proto_memory *memory,
                                         ProtobufCMessage **message_out, struct err *err);

#endif
