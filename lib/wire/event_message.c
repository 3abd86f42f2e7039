/* event_message -- from a struct event to the topic's message; see event_door.h. */
#include <assert.h>
#include <string.h>

#include "shouwen/v1/header.pb-c.h"

#include "wire/event_door.h"
#include "wire/proto_fields.h"

ProtobufCMessage *event_header_to_message(const struct event *event, struct proto_memory *memory)
{
    struct err ignored;
    struct str subject = {0};
    Shouwen__V1__Header *header =
        (Shouwen__V1__Header *) fields_to_message(&proto_tables()->header, event, memory);
    if (header == NULL || event_key(event, memory->arena, &subject, &ignored) != OK)
        return NULL;
    header->subject = proto_string_new(subject, memory);
    return header->subject == NULL ? NULL : &header->base;
}

enum outcome event_to_message(const struct event *event, struct proto_memory *memory,
                              ProtobufCMessage **message_out, struct err *err)
{
    assert(event->kind < EVENT_KINDS_COUNT);
    const struct proto_tables *tables = proto_tables();
    const ProtobufCFieldDescriptor *member = tables->members[event->kind];
    ProtobufCMessage *message = proto_new(proto_message_of(event_kind_topic(event->kind)), memory);
    ProtobufCMessage *header = event_header_to_message(event, memory);
    ProtobufCMessage *payload = fields_to_message(&tables->kinds[event->kind], event, memory);
    if (message == NULL || header == NULL || payload == NULL)
        return err_set(err, RETRY, "no room for a message in the arena");
    int number = (int) member->id;
    proto_write_pointer(proto_at(message, message->descriptor->fields[0].offset), header);
    proto_write_pointer(proto_at(message, member->offset), payload);
    memcpy(proto_at(message, member->quantifier_offset), &number, sizeof(number));
    *message_out = message;
    return OK;
}
