/* proto_fields -- see proto_fields.h; the way back is in proto_fields_write.c. */
#include "wire/proto_fields.h"

#include <string.h>

#include "google/protobuf/timestamp.pb-c.h"
#include "shouwen/v1/header.pb-c.h"

#include "base/civil.h"

/* Where we are, for the words of a refusal. */
struct place {
    const char *message;
    const struct event_field *field;
    struct arena *arena;
    struct err *err;
};

static enum outcome refuse(const struct place *place, enum reason reason, const char *words)
{
    return err_reason(place->err, REJECT, reason, "%s.%s %s", place->message, place->field->name,
                      words);
}

static enum outcome copy_code(const struct place *place, const void *from, void *to)
{
    (void) place;
    struct str text = proto_text(proto_read_pointer(from));
    memcpy(to, &text, sizeof(text));
    return OK;
}

static enum outcome copy_number(const struct place *place, const void *from, void *to)
{
    (void) place;
    memcpy(to, from, sizeof(int64_t));
    return OK;
}

static enum outcome copy_bool(const struct place *place, const void *from, void *to)
{
    (void) place;
    protobuf_c_boolean value = 0;
    memcpy(&value, from, sizeof(value));
    *(bool *) to = value != 0;
    return OK;
}

static enum outcome copy_enum(const struct place *place, const void *from, void *to)
{
    (void) place;
    memcpy(to, from, sizeof(int));
    return OK;
}

/* A year that has four digits, so that civil_text() has words for it. */
static const int64_t SECONDS_MAX = INT64_C(253402214400);

static enum outcome copy_time(const struct place *place, const void *from, void *to)
{
    const Google__Protobuf__Timestamp *time = proto_read_pointer(from);
    if (time == NULL)
        return OK;
    if (proto_check_unknown(&time->base, place->err) != OK)
        return REJECT;
    if (time->nanos < 0 || time->nanos >= 1000000000)
        return refuse(place, REASON_RANGE, "has nanoseconds outside a second");
    if (time->nanos % 1000 != 0)
        return refuse(place, REASON_RANGE, "is finer than a microsecond");
    if (time->seconds < -SECONDS_MAX || time->seconds > SECONDS_MAX)
        return refuse(place, REASON_TIME, "is outside 2000 to 2100");
    int64_t at_us = time->seconds * CIVIL_SECOND_US + time->nanos / 1000;
    if (at_us == 0) /* which would be "not given" */
        return refuse(place, REASON_TIME, "is outside 2000 to 2100: 1970-01-01T08:00:00+08:00");
    memcpy(to, &at_us, sizeof(at_us));
    return OK;
}

static enum outcome copy_party(const struct place *place, const void *from, void *to)
{
    const Shouwen__V1__Party *party = proto_read_pointer(from);
    if (party == NULL)
        return OK;
    *(struct party *) to = (struct party) {
        .unit = proto_text(party->unit),
        .section = proto_text(party->section),
        .person = proto_text(party->person),
        .is_outside = party->is_outside != 0,
    };
    return proto_check_unknown(&party->base, place->err);
}

static enum outcome copy_uuid(const struct place *place, const void *from, void *to)
{
    struct str text = proto_text(proto_read_pointer(from));
    struct uuid uuid = {{0}};
    if (text.len == 0)
        return OK;
    if (!uuid_parse(text, &uuid) || uuid_is_zero(&uuid))
        return refuse(place, REASON_ID, "is not a canonical UUID");
    memcpy(to, &uuid, sizeof(uuid));
    return OK;
}

static enum outcome copy_digest(const struct place *place, const void *from, void *to)
{
    ProtobufCBinaryData data = {0};
    memcpy(&data, from, sizeof(data));
    if (data.len == 0)
        return OK;
    if (data.len != sizeof(struct digest))
        return refuse(place, REASON_LENGTH, "is not 32 bytes long");
    memcpy(to, data.data, data.len);
    return OK;
}

/* A list: how many, and where they are. */
struct list {
    size_t count;
    const void *items;
};

static enum outcome copy_codes(const struct place *place, const struct list *list, void *to)
{
    if (list->count > (size_t) place->field->max)
        return refuse(place, REASON_LENGTH, "has too many items");
    struct str *items = arena_alloc(place->arena, list->count * sizeof(*items));
    if (items == NULL)
        return err_set(place->err, RETRY, "no room for %zu codes in the arena", list->count);
    char *const *strings = list->items;
    for (size_t i = 0; i < list->count; i++)
        items[i] = proto_text(strings[i]);
    *(struct codes *) to = (struct codes) {.items = items, .count = list->count};
    return OK;
}

static enum outcome copy_set(const struct place *place, const struct list *list, void *to)
{
    if (list->count >= (size_t) place->field->max)
        return refuse(place, REASON_LENGTH, "has too many items");
    const int *values = list->items;
    uint32_t set = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (values[i] <= 0 || values[i] >= place->field->max)
            return err_reason(place->err, REJECT, REASON_UNKNOWN_VALUE,
                              "%s.%s holds %d, which this version does not know", place->message,
                              place->field->name, values[i]);
        set |= SET_OF(values[i]);
    }
    memcpy(to, &set, sizeof(set));
    return OK;
}

typedef enum outcome copy_one(const struct place *, const void *from, void *to);
static copy_one *const copy_by_type[] = {
    [FIELD_CODE] = copy_code,   [FIELD_INT] = copy_number,    [FIELD_SIGNED] = copy_number,
    [FIELD_BOOL] = copy_bool,   [FIELD_ENUM] = copy_enum,     [FIELD_TIME] = copy_time,
    [FIELD_PARTY] = copy_party, [FIELD_DIGEST] = copy_digest, [FIELD_UUID] = copy_uuid,
};

static enum outcome copy_list(const struct place *place, const ProtobufCFieldDescriptor *proto,
                              const ProtobufCMessage *message, void *to)
{
    struct list list = {.items = proto_read_pointer(proto_get(message, proto->offset))};
    memcpy(&list.count, proto_get(message, proto->quantifier_offset), sizeof(list.count));
    if (list.count == 0)
        return OK;
    return place->field->type == FIELD_SET ? copy_set(place, &list, to)
                                           : copy_codes(place, &list, to);
}

enum outcome fields_from_message(const struct proto_message *table, const ProtobufCMessage *message,
                                 struct arena *arena, void *value, struct err *err)
{
    if (proto_check_unknown(message, err) != OK)
        return REJECT;
    struct place place = {.message = table->name, .arena = arena, .err = err};
    for (size_t i = 0; i < table->count; i++) {
        const ProtobufCFieldDescriptor *proto = table->fields[i].proto;
        place.field = table->fields[i].field;
        void *to = (char *) value + place.field->offset;
        enum outcome outcome =
            proto->label == PROTOBUF_C_LABEL_REPEATED
                ? copy_list(&place, proto, message, to)
                : copy_by_type[place.field->type](&place, proto_get(message, proto->offset), to);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}
