/* proto_tables -- see proto_tables.h. */
#include "wire/proto_tables.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <string.h>

#include "shouwen/v1/alert.pb-c.h"
#include "shouwen/v1/callback.pb-c.h"
#include "shouwen/v1/citizen.pb-c.h"
#include "shouwen/v1/completion.pb-c.h"
#include "shouwen/v1/inquiry.pb-c.h"
#include "shouwen/v1/oversight.pb-c.h"
#include "shouwen/v1/rating.pb-c.h"
#include "shouwen/v1/transfer.pb-c.h"

static const ProtobufCMessageDescriptor *const messages[TOPICS_OF_EVENTS] = {
    [TOPIC_INQUIRY] = &shouwen__v1__inquiry_event__descriptor,
    [TOPIC_TRANSFER] = &shouwen__v1__transfer_event__descriptor,
    [TOPIC_COMPLETION] = &shouwen__v1__completion_event__descriptor,
    [TOPIC_CALLBACK] = &shouwen__v1__callback_event__descriptor,
    [TOPIC_RATING] = &shouwen__v1__rating_event__descriptor,
    [TOPIC_OVERSIGHT] = &shouwen__v1__oversight_event__descriptor,
};

static const ProtobufCMessageDescriptor *const others[] = {
    &shouwen__v1__citizen_event__descriptor,
    &shouwen__v1__alert__descriptor,
};

/* What protobuf must call a field of our type. */
static const struct {
    ProtobufCType type;
    bool is_repeated;
} proto_types[] = {
    [FIELD_CODE] = {PROTOBUF_C_TYPE_STRING, false},
    [FIELD_CODES] = {PROTOBUF_C_TYPE_STRING, true},
    [FIELD_INT] = {PROTOBUF_C_TYPE_INT64, false},
    [FIELD_SIGNED] = {PROTOBUF_C_TYPE_INT64, false},
    [FIELD_BOOL] = {PROTOBUF_C_TYPE_BOOL, false},
    [FIELD_ENUM] = {PROTOBUF_C_TYPE_ENUM, false},
    [FIELD_SET] = {PROTOBUF_C_TYPE_ENUM, true},
    [FIELD_TIME] = {PROTOBUF_C_TYPE_MESSAGE, false},
    [FIELD_PARTY] = {PROTOBUF_C_TYPE_MESSAGE, false},
    [FIELD_UUID] = {PROTOBUF_C_TYPE_STRING, false},
    [FIELD_DIGEST] = {PROTOBUF_C_TYPE_BYTES, false},
};

static struct proto_tables tables;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static struct proto_field join(const struct event_field *field,
                               const ProtobufCMessageDescriptor *descriptor)
{
    const ProtobufCFieldDescriptor *proto =
        protobuf_c_message_descriptor_get_field_by_name(descriptor, field->name);
    assert(proto != NULL);
    assert(proto->type == proto_types[field->type].type);
    assert(!field->required || field->type != FIELD_CODES); /* no check knows of that */
    assert((proto->label == PROTOBUF_C_LABEL_REPEATED) == proto_types[field->type].is_repeated);
    if (proto->type == PROTOBUF_C_TYPE_ENUM) {
        const ProtobufCEnumDescriptor *values = proto->descriptor;
        assert(values->n_values == (unsigned) field->max);
    }
    return (struct proto_field) {.field = field, .proto = proto};
}

void proto_join(struct proto_message *message, const char *name, struct event_fields fields,
                const ProtobufCMessageDescriptor *descriptor)
{
    assert(fields.count <= EVENT_FIELDS_MAX);
    message->name = name;
    message->descriptor = descriptor;
    message->count = fields.count;
    for (size_t i = 0; i < fields.count; i++)
        message->fields[i] = join(&fields.items[i], descriptor);
}

static void join_kind(enum event_kind kind)
{
    const char *name = event_kind_name(kind);
    const ProtobufCFieldDescriptor *member =
        protobuf_c_message_descriptor_get_field_by_name(messages[event_kind_topic(kind)], name);
    assert(member != NULL && member->id < PROTO_NUMBERS_MAX);
    assert(tables.kind_of_number[member->id] == EVENT_KINDS_COUNT);
    tables.members[kind] = member;
    tables.kind_of_number[member->id] = kind;
    proto_join(&tables.kinds[kind], name, event_fields_of(kind), member->descriptor);
    assert(tables.kinds[kind].count == tables.kinds[kind].descriptor->n_fields);
}

/* All fields of a top message but the header; returns how many. */
static unsigned note_members(const ProtobufCMessageDescriptor *message)
{
    for (unsigned i = 1; i < message->n_fields; i++) {
        uint32_t number = message->fields[i].id;
        assert(number < PROTO_NUMBERS_MAX && !tables.is_member[number]);
        tables.is_member[number] = true;
    }
    return message->n_fields - 1;
}

static void make(void)
{
    proto_join(&tables.header, "header", event_fields_header(), &shouwen__v1__header__descriptor);
    assert(tables.header.count + 1 == tables.header.descriptor->n_fields); /* and the subject */
    for (size_t i = 0; i < PROTO_NUMBERS_MAX; i++)
        tables.kind_of_number[i] = EVENT_KINDS_COUNT;
    for (enum event_kind kind = 0; kind < EVENT_KINDS_COUNT; kind++)
        join_kind(kind);
    unsigned members_count = 0;
    for (size_t i = 0; i < TOPICS_OF_EVENTS; i++)
        members_count += note_members(messages[i]);
    assert(members_count == EVENT_KINDS_COUNT);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        note_members(others[i]);
}

const struct proto_tables *proto_tables(void)
{
    (void) pthread_once(&once, make); /* cannot fail: `once` is initialised */
    return &tables;
}

const ProtobufCMessageDescriptor *proto_message_of(enum topic topic)
{
    assert(topic < TOPICS_OF_EVENTS);
    return messages[topic];
}

enum outcome proto_refuse_kind(const ProtobufCMessage *message, struct err *err)
{
    if (message->n_unknown_fields == 0)
        return err_reason(err, REJECT, REASON_MISSING, "the message says no kind");
    uint32_t number = message->unknown_fields[0].tag;
    if (number < PROTO_NUMBERS_MAX && proto_tables()->is_member[number])
        return err_reason(err, REJECT, REASON_WRONG_TOPIC,
                          "field %" PRIu32 " belongs to a message of another topic", number);
    return err_reason(err, REJECT, REASON_UNKNOWN_KIND,
                      "field %" PRIu32 " is no kind that this version knows", number);
}

void *proto_at(ProtobufCMessage *message, unsigned offset)
{
    return (char *) message + offset;
}
