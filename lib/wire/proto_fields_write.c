/* proto_fields_write -- from a struct to a message; see proto_fields.h. */
#include <string.h>

#include "google/protobuf/timestamp.pb-c.h"
#include "shouwen/v1/header.pb-c.h"

#include "base/civil.h"
#include "wire/proto_fields.h"

/* Where a field's value goes: the member and, of a list, the place of its count. */
struct target {
    struct proto_memory *memory;
    void *at;
    void *count;
};

static bool put_text(struct proto_memory *memory, struct str text, char **string_out)
{
    if (text.len == 0)
        return true; /* the empty string of message_init() stays */
    char *string = proto_string_new(text, memory);
    if (string == NULL)
        return false;
    *string_out = string;
    return true;
}

static bool write_code(const struct target *target, const void *from)
{
    const struct str *text = from;
    return put_text(target->memory, *text, target->at);
}

static bool write_number(const struct target *target, const void *from)
{
    memcpy(target->at, from, sizeof(int64_t));
    return true;
}

static bool write_bool(const struct target *target, const void *from)
{
    protobuf_c_boolean value = *(const bool *) from;
    memcpy(target->at, &value, sizeof(value));
    return true;
}

static bool write_enum(const struct target *target, const void *from)
{
    memcpy(target->at, from, sizeof(int));
    return true;
}

static bool write_time(const struct target *target, const void *from)
{
    int64_t at_us = 0;
    memcpy(&at_us, from, sizeof(at_us));
    if (at_us == 0)
        return true;
    ProtobufCMessage *message = proto_new(&google__protobuf__timestamp__descriptor, target->memory);
    if (message == NULL)
        return false;
    int64_t fraction_us = at_us % CIVIL_SECOND_US;
    if (fraction_us < 0)
        fraction_us += CIVIL_SECOND_US;
    Google__Protobuf__Timestamp *time = (Google__Protobuf__Timestamp *) message;
    time->seconds = (at_us - fraction_us) / CIVIL_SECOND_US;
    time->nanos = (int32_t) (fraction_us * 1000);
    proto_write_pointer(target->at, message);
    return true;
}

static bool write_party(const struct target *target, const void *from)
{
    const struct party *party = from;
    if (party->unit.len + party->section.len + party->person.len == 0 && !party->is_outside)
        return true;
    ProtobufCMessage *message = proto_new(&shouwen__v1__party__descriptor, target->memory);
    if (message == NULL)
        return false;
    Shouwen__V1__Party *to = (Shouwen__V1__Party *) message;
    to->is_outside = party->is_outside;
    proto_write_pointer(target->at, message);
    return put_text(target->memory, party->unit, &to->unit) &&
           put_text(target->memory, party->section, &to->section) &&
           put_text(target->memory, party->person, &to->person);
}

static bool write_uuid(const struct target *target, const void *from)
{
    const struct uuid *uuid = from;
    char text[UUID_TEXT_LEN + 1];
    if (uuid_is_zero(uuid))
        return true;
    uuid_text(uuid, text);
    return put_text(target->memory, (struct str) {text, UUID_TEXT_LEN}, target->at);
}

static bool write_digest(const struct target *target, const void *from)
{
    static const struct digest none;
    if (memcmp(from, &none, sizeof(none)) == 0)
        return true;
    ProtobufCBinaryData data = {
        .len = sizeof(none),
        .data = proto_memory_alloc(target->memory, sizeof(none)),
    };
    if (data.data == NULL)
        return false;
    memcpy(data.data, from, sizeof(none));
    memcpy(target->at, &data, sizeof(data));
    return true;
}

static bool write_codes(const struct target *target, const void *from)
{
    const struct codes *codes = from;
    if (codes->count == 0)
        return true;
    char **strings = proto_memory_alloc(target->memory, codes->count * sizeof(*strings));
    if (strings == NULL)
        return false;
    for (size_t i = 0; i < codes->count; i++) {
        strings[i] = proto_string_new(codes->items[i], target->memory);
        if (strings[i] == NULL)
            return false;
    }
    proto_write_pointer(target->at, strings);
    memcpy(target->count, &codes->count, sizeof(codes->count));
    return true;
}

static bool write_set(const struct target *target, const void *from)
{
    uint32_t set = 0;
    memcpy(&set, from, sizeof(set));
    if (set == 0)
        return true;
    int *values = proto_memory_alloc(target->memory, 32 * sizeof(*values));
    if (values == NULL)
        return false;
    size_t count = 0;
    for (int value = 1; value < 32; value++) {
        if ((set & SET_OF(value)) != 0)
            values[count++] = value;
    }
    proto_write_pointer(target->at, values);
    memcpy(target->count, &count, sizeof(count));
    return true;
}

typedef bool write_one(const struct target *, const void *from);
static write_one *const write_by_type[] = {
    [FIELD_CODE] = write_code,     [FIELD_CODES] = write_codes,   [FIELD_INT] = write_number,
    [FIELD_SIGNED] = write_number, [FIELD_BOOL] = write_bool,     [FIELD_ENUM] = write_enum,
    [FIELD_SET] = write_set,       [FIELD_TIME] = write_time,     [FIELD_PARTY] = write_party,
    [FIELD_UUID] = write_uuid,     [FIELD_DIGEST] = write_digest,
};

ProtobufCMessage *fields_to_message(const struct proto_message *table, const void *value,
                                    struct proto_memory *memory)
{
    ProtobufCMessage *message = proto_new(table->descriptor, memory);
    if (message == NULL)
        return NULL;
    for (size_t i = 0; i < table->count; i++) {
        const struct proto_field *field = &table->fields[i];
        struct target target = {
            .memory = memory,
            .at = proto_at(message, field->proto->offset),
            .count = proto_at(message, field->proto->quantifier_offset),
        };
        if (!write_by_type[field->field->type](&target,
                                               (const char *) value + field->field->offset))
            return NULL;
    }
    return message;
}
