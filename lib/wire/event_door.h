/*
 * event_door -- from a protobuf message to a struct event and back, by the table.
 *
 * Here is checked what a struct event could not hold: NUL in a string, a crooked timestamp or id, a
 * value beyond a set.  All else is event_check()'s.
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

/* The topic's message for this event, ready to be packed.  RETRY: the memory does not suffice. */
MUST_CHECK enum outcome event_to_message(const struct event *event, struct proto_memory *memory,
                                         ProtobufCMessage **message_out, struct err *err);

#endif
