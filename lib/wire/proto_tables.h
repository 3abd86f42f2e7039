/*
 * proto_tables -- the rows of core/event_fields joined with protobuf's descriptors, by name.
 *
 * Made once, at first use, by any thread; read-only ever after.  A field that only one side knows
 * is our mistake and ends the program.
 */
#ifndef SHOUWEN_WIRE_PROTO_TABLES_H
#define SHOUWEN_WIRE_PROTO_TABLES_H

#include <protobuf-c/protobuf-c.h>

#include "core/event_fields.h"

struct proto_field {
    const struct event_field *field;
    const ProtobufCFieldDescriptor *proto;
};

struct proto_message {
    const char *name; /* "header", or the kind's */
    const ProtobufCMessageDescriptor *descriptor;
    size_t count;
    struct proto_field fields[EVENT_FIELDS_MAX];
};

enum { PROTO_NUMBERS_MAX = 128 };

struct proto_tables {
    struct proto_message header;
    struct proto_message kinds[EVENT_KINDS_COUNT];
    const ProtobufCFieldDescriptor *members[EVENT_KINDS_COUNT]; /* of the topic's message */
    enum event_kind kind_of_number[PROTO_NUMBERS_MAX];          /* EVENT_KINDS_COUNT: none */
    bool is_member[PROTO_NUMBERS_MAX];                          /* of any topic's oneof */
};

const struct proto_tables *proto_tables(void);

/* Fill in a message's table from fields of its names. */
void proto_join(struct proto_message *message, const char *name, struct event_fields fields,
                const ProtobufCMessageDescriptor *descriptor);

/* The message of a topic of events. */
const ProtobufCMessageDescriptor *proto_message_of(enum topic topic);

/* REJECT, always: why has this top message no kind that its topic knows? */
MUST_CHECK enum outcome proto_refuse_kind(const ProtobufCMessage *message, struct err *err);

/* A member of a message by its offset in the generated struct; to be read of every field of every
 * event, so here. */
void *proto_at(ProtobufCMessage *message, unsigned offset);
static inline const void *proto_get(const ProtobufCMessage *message, unsigned offset)
{
    return (const char *) message + offset;
}

#endif
