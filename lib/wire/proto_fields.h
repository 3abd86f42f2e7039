/*
 * proto_fields -- the fields of one message, between it and a struct, by the table.
 *
 * Here is checked what a struct could not hold: NUL in a string, a crooked timestamp or id, a value
 * beyond a set.  All else is fields_check()'s.
 */
#ifndef SHOUWEN_WIRE_PROTO_FIELDS_H
#define SHOUWEN_WIRE_PROTO_FIELDS_H

#include "base/arena.h"
#include "wire/proto_memory.h"
#include "wire/proto_tables.h"

/* Into the struct at `value`; texts are borrowed from the message, lists are in the arena.  REJECT:
 * a value is none; RETRY: the arena is full. */
MUST_CHECK enum outcome fields_from_message(const struct proto_message *table,
                                            const ProtobufCMessage *message, struct arena *arena,
                                            void *value, struct err *err);

/* A new message of these fields; NULL: the memory does not suffice. */
ProtobufCMessage *fields_to_message(const struct proto_message *table, const void *value,
                                    struct proto_memory *memory);

#endif
