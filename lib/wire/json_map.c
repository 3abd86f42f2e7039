/* json_map -- reading; writing is in json_write.c.  See json_map.h. */
#include "wire/json_map.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "google/protobuf/timestamp.pb-c.h"

#include "base/civil.h"
#include "wire/proto_tables.h"
#include "wire/text.h"

enum { PATH_MAX_LEN = 128, SHOWN_MAX_LEN = 40 };

/* Where memory comes from and refusals go. */
struct reading {
    struct proto_memory *memory;
    struct err *err;
};

/* The field being read, for the words of a refusal. */
struct place {
    const struct reading *reading;
    const struct place *above; /* NULL: the top message */
    const ProtobufCFieldDescriptor *field;
};

/* "header.occurred_at" */
static void write_path(const struct place *place, char path[PATH_MAX_LEN])
{
    path[0] = '\0';
    if (place->above != NULL)
        write_path(place->above, path);
    size_t len = strlen(path);
    (void) snprintf(path + len, PATH_MAX_LEN - len, "%s%s", len == 0 ? "" : ".",
                    place->field->name);
}

static enum outcome refuse(const struct place *place, enum reason reason, const char *words)
{
    char path[PATH_MAX_LEN];
    write_path(place, path);
    return err_reason(place->reading->err, REJECT, reason, "%s %s", path, words);
}

static enum outcome no_room(const struct reading *reading)
{
    if (reading->memory->is_full)
        return err_set(reading->err, RETRY, "no room for a message in the arena");
    return err_reason(reading->err, REJECT, REASON_TOO_LARGE,
                      "the JSON unfolds to more than any event may");
}

static enum outcome read_string(const struct place *place, const json_t *json, void *to)
{
    if (json_typeof(json) != JSON_STRING)
        return refuse(place, REASON_SYNTAX, "must be a string");
    struct str text = {json_string_value(json), json_string_length(json)};
    if (text.len == 0)
        return OK; /* the empty string of message_init() stays */
    char *string = proto_string_new(text, place->reading->memory);
    if (string == NULL)
        return no_room(place->reading);
    memcpy(to, &string, sizeof(string));
    return OK;
}

/* Digits with or without a minus; false when there is something else, or too many. */
static bool parse_int(const char *text, int64_t *number_out)
{
    bool is_negative = *text == '-';
    const char *digit = text + is_negative;
    int64_t number = 0;
    if (*digit == '\0')
        return false;
    for (; *digit >= '0' && *digit <= '9'; digit++) {
        int value = is_negative ? '0' - *digit : *digit - '0';
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, value, &number))
            return false;
    }
    *number_out = number;
    return *digit == '\0';
}

static enum outcome read_int64(const struct place *place, const json_t *json, void *to)
{
    static const double exact_max = 9007199254740992.0; /* 2^53: beyond it doubles skip integers */
    int64_t number = json_integer_value(json);
    double real = json_real_value(json); /* both are 0 of what is none */
    json_type type = json_typeof(json);
    if (type != JSON_STRING && type != JSON_INTEGER && type != JSON_REAL)
        return refuse(place, REASON_SYNTAX, "must be an integer");
    if (type == JSON_STRING && !parse_int(json_string_value(json), &number))
        return refuse(place, REASON_RANGE, "is no integer of 64 bits");
    if (real < -exact_max || real > exact_max || real != (double) (int64_t) real)
        return refuse(place, REASON_RANGE, "is no integer of 64 bits");
    if (type == JSON_REAL)
        number = (int64_t) real;
    memcpy(to, &number, sizeof(number));
    return OK;
}

static enum outcome read_bool(const struct place *place, const json_t *json, void *to)
{
    protobuf_c_boolean value = json_typeof(json) == JSON_TRUE;
    if (!value && json_typeof(json) != JSON_FALSE)
        return refuse(place, REASON_SYNTAX, "must be true or false");
    memcpy(to, &value, sizeof(value));
    return OK;
}

static enum outcome read_enum(const struct place *place, const json_t *json, void *to)
{
    const ProtobufCEnumDescriptor *names = place->field->descriptor;
    const ProtobufCEnumValue *value = NULL;
    if (json_typeof(json) == JSON_STRING)
        value = protobuf_c_enum_descriptor_get_value_by_name(names, json_string_value(json));
    else if (json_typeof(json) != JSON_INTEGER)
        return refuse(place, REASON_SYNTAX, "must be a name or a number");
    else if (json_integer_value(json) >= 0 && json_integer_value(json) <= INT32_MAX)
        value = protobuf_c_enum_descriptor_get_value(names, (int) json_integer_value(json));
    if (value == NULL) {
        char words[2 * SHOWN_MAX_LEN];
        (void) snprintf(words, sizeof(words), "is none of %s", names->short_name);
        return refuse(place, REASON_UNKNOWN_VALUE, words);
    }
    memcpy(to, &value->value, sizeof(value->value));
    return OK;
}

static int base64_value(char c)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (c == '-' || c == '_') /* the alphabet for addresses is accepted too */
        return c == '-' ? 62 : 63;
    for (int value = 0; value < 64; value++) {
        if (alphabet[value] == c)
            return value;
    }
    return -1;
}

static enum outcome read_bytes(const struct place *place, const json_t *json, void *to)
{
    if (json_typeof(json) != JSON_STRING)
        return refuse(place, REASON_SYNTAX, "must be a string in base64");
    const char *text = json_string_value(json);
    size_t len = json_string_length(json);
    for (int i = 0; i < 2 && len > 0 && text[len - 1] == '='; i++)
        len--;
    ProtobufCBinaryData data = {.data =
                                    proto_memory_alloc(place->reading->memory, len * 3 / 4 + 1)};
    if (data.data == NULL)
        return no_room(place->reading);
    uint32_t bits = 0;
    for (size_t i = 0; i < len; i++) {
        int value = base64_value(text[i]);
        if (value < 0 || len % 4 == 1)
            return refuse(place, REASON_SYNTAX, "must be a string in base64");
        bits = bits << 6 | (uint32_t) value;
        if (i % 4 != 0)
            data.data[data.len++] = (uint8_t) (bits >> (6 - 2 * (i % 4)));
    }
    memcpy(to, &data, sizeof(data));
    return OK;
}

static enum outcome read_time(const struct place *place, const json_t *json, void *to)
{
    int64_t at_us = 0;
    struct str text = {json_string_value(json), json_string_length(json)};
    if (json_typeof(json) != JSON_STRING || !civil_parse(text, &at_us))
        return refuse(place, REASON_SYNTAX, "must be a time like 2022-03-05T09:30:00+08:00");
    ProtobufCMessage *message =
        proto_new(&google__protobuf__timestamp__descriptor, place->reading->memory);
    if (message == NULL)
        return no_room(place->reading);
    int64_t fraction_us = (at_us % CIVIL_SECOND_US + CIVIL_SECOND_US) % CIVIL_SECOND_US;
    Google__Protobuf__Timestamp *time = (Google__Protobuf__Timestamp *) message;
    time->seconds = (at_us - fraction_us) / CIVIL_SECOND_US;
    time->nanos = (int32_t) (fraction_us * 1000);
    proto_write_pointer(to, message);
    return OK;
}

static enum outcome read_object(const struct reading *reading, const struct place *above,
                                const json_t *json, const ProtobufCMessageDescriptor *descriptor,
                                ProtobufCMessage **message_out);

static enum outcome read_message(const struct place *place, const json_t *json, void *to)
{
    if (place->field->descriptor == &google__protobuf__timestamp__descriptor)
        return read_time(place, json, to);
    if (json_typeof(json) != JSON_OBJECT)
        return refuse(place, REASON_SYNTAX, "must be an object");
    ProtobufCMessage *message = NULL;
    enum outcome outcome =
        read_object(place->reading, place, json, place->field->descriptor, &message);
    proto_write_pointer(to, message);
    return outcome;
}

/* The types this package uses. */
static const struct {
    enum outcome (*read)(const struct place *place, const json_t *json, void *to);
    size_t size;
} readers[] = {
    [PROTOBUF_C_TYPE_STRING] = {read_string, sizeof(char *)},
    [PROTOBUF_C_TYPE_INT64] = {read_int64, sizeof(int64_t)},
    [PROTOBUF_C_TYPE_BOOL] = {read_bool, sizeof(protobuf_c_boolean)},
    [PROTOBUF_C_TYPE_ENUM] = {read_enum, sizeof(int)},
    [PROTOBUF_C_TYPE_BYTES] = {read_bytes, sizeof(ProtobufCBinaryData)},
    [PROTOBUF_C_TYPE_MESSAGE] = {read_message, sizeof(ProtobufCMessage *)},
};

static enum outcome read_list(const struct place *place, const json_t *json,
                              ProtobufCMessage *message)
{
    if (json_typeof(json) != JSON_ARRAY)
        return refuse(place, REASON_SYNTAX, "must be an array");
    size_t count = json_array_size(json);
    size_t size = readers[place->field->type].size;
    if (count == 0)
        return OK;
    char *items = proto_memory_alloc(place->reading->memory, count * size);
    if (items == NULL)
        return no_room(place->reading);
    for (size_t i = 0; i < count; i++) {
        const char *empty = protobuf_c_empty_string;
        if (place->field->type == PROTOBUF_C_TYPE_STRING)
            memcpy(items + i * size, &empty, size);
        if (readers[place->field->type].read(place, json_array_get(json, i), items + i * size) !=
            OK)
            return place->reading->err->outcome;
    }
    memcpy(proto_at(message, place->field->offset), &items, sizeof(items));
    memcpy(proto_at(message, place->field->quantifier_offset), &count, sizeof(count));
    return OK;
}

static enum outcome read_field(const struct place *place, const json_t *json,
                               ProtobufCMessage *message)
{
    if (place->field->label == PROTOBUF_C_LABEL_REPEATED)
        return read_list(place, json, message);
    if ((place->field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0) {
        int number = (int) place->field->id;
        int before = 0;
        memcpy(&before, proto_get(message, place->field->quantifier_offset), sizeof(before));
        if (before != 0)
            return refuse(place, REASON_SYNTAX, "stands beside another kind");
        memcpy(proto_at(message, place->field->quantifier_offset), &number, sizeof(number));
    }
    assert(readers[place->field->type].read != NULL);
    return readers[place->field->type].read(place, json, proto_at(message, place->field->offset));
}

bool json_is_name(const char *name, const char *proto_name)
{
    if (strcmp(name, proto_name) == 0)
        return true;
    for (; *proto_name != '\0'; name++, proto_name++) {
        char wanted = *proto_name;
        if (wanted == '_') {
            proto_name++;
            wanted = (char) (*proto_name - 'a' + 'A'); /* a letter follows: buf lint */
        }
        if (*name != wanted)
            return false;
    }
    return *name == '\0';
}

static unsigned find_field(const ProtobufCMessageDescriptor *descriptor, const char *name)
{
    unsigned i = 0;
    while (i < descriptor->n_fields && !json_is_name(name, descriptor->fields[i].name))
        i++;
    return i;
}

/* A name is shown when it looks like one. */
static enum outcome refuse_name(const struct place *above, const char *name, const char *words,
                                struct err *err)
{
    char path[PATH_MAX_LEN] = "";
    size_t len = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    bool is_shown = len <= SHOWN_MAX_LEN && name[len] == '\0';
    if (above != NULL)
        write_path(above, path);
    return err_reason(err, REJECT, REASON_UNKNOWN_NAME, "%s%s%s %s", path, above == NULL ? "" : ".",
                      is_shown ? name : "a name", words);
}

static enum outcome read_object(const struct reading *reading, const struct place *above,
                                const json_t *json, const ProtobufCMessageDescriptor *descriptor,
                                ProtobufCMessage **message_out)
{
    ProtobufCMessage *message = proto_new(descriptor, reading->memory);
    if (message == NULL)
        return no_room(reading);
    json_t *object = (json_t *) (uintptr_t) json; /* iterating wants it unconst, and only reads */
    uint64_t seen = 0;
    enum outcome outcome = OK;
    assert(descriptor->n_fields <= 64);
    for (void *at = json_object_iter(object); at != NULL && outcome == OK;
         at = json_object_iter_next(object, at)) {
        const char *name = json_object_iter_key(at);
        const json_t *value = json_object_iter_value(at);
        unsigned i = find_field(descriptor, name);
        if (i == descriptor->n_fields)
            return refuse_name(above, name, "is no field of this message", reading->err);
        if ((seen >> i & 1) != 0)
            return refuse_name(above, name, "stands twice", reading->err);
        seen |= UINT64_C(1) << i;
        struct place place = {reading, above, &descriptor->fields[i]};
        if (json_typeof(value) != JSON_NULL)
            outcome = read_field(&place, value, message);
    }
    *message_out = message;
    return outcome;
}

enum outcome json_to_message(const json_t *json, const ProtobufCMessageDescriptor *descriptor,
                             struct proto_memory *memory, ProtobufCMessage **message_out,
                             struct err *err)
{
    const struct reading reading = {.memory = memory, .err = err};
    ProtobufCMessage *message = NULL;
    assert(json_is_object(json));
    enum outcome outcome = read_object(&reading, NULL, json, descriptor, &message);
    if (outcome == OK)
        *message_out = message;
    return outcome;
}
