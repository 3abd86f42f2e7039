/* json_write -- writing messages as JSON; see json_map.h. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "google/protobuf/timestamp.pb-c.h"

#include "base/civil.h"
#include "wire/json_map.h"
#include "wire/proto_tables.h"

/* Counts what it is given and keeps what has room: run once to measure and once to write. */
struct out {
    char *text;
    size_t size;
    size_t len;
};

static void put(struct out *out, const char *text, size_t len)
{
    if (out->len + len <= out->size)
        memcpy(out->text + out->len, text, len);
    out->len += len;
}

static void put_string(struct out *out, const char *text)
{
    put(out, text, strlen(text));
}

static void put_quoted(struct out *out, struct str text)
{
    char escape[sizeof("\\u001f")];
    put(out, "\"", 1);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char) text.ptr[i];
        if (c == '"' || c == '\\')
            put(out, "\\", 1);
        if (c >= ' ') {
            put(out, text.ptr + i, 1);
        } else if (c == '\n' || c == '\t') {
            put_string(out, c == '\n' ? "\\n" : "\\t");
        } else {
            (void) snprintf(escape, sizeof(escape), "\\u%04x", (unsigned) c);
            put_string(out, escape);
        }
    }
    put(out, "\"", 1);
}

static void put_name(struct out *out, const char *proto_name)
{
    put(out, "\"", 1);
    for (const char *c = proto_name; *c != '\0'; c++) {
        char upper = 0;
        if (*c == '_') {
            c++;
            upper = (char) (*c - 'a' + 'A'); /* buf lint sees to it that a letter follows */
        }
        put(out, upper == 0 ? c : &upper, 1);
    }
    put_string(out, "\":");
}

static void put_object(struct out *out, const ProtobufCMessage *message);

/* Each writes a value, or says that it is the default one, which is left out. */
typedef bool put_value(struct out *out, const ProtobufCFieldDescriptor *field, const void *from);

static bool put_text(struct out *out, const ProtobufCFieldDescriptor *field, const void *from)
{
    char *string = NULL;
    memcpy(&string, from, sizeof(string));
    put_quoted(out, str_from(string));
    return *string != '\0' || field->label == PROTOBUF_C_LABEL_REPEATED;
}

static bool put_int64(struct out *out, const ProtobufCFieldDescriptor *field, const void *from)
{
    (void) field;
    char text[32];
    int64_t number = 0;
    memcpy(&number, from, sizeof(number));
    (void) snprintf(text, sizeof(text), "\"%" PRId64 "\"", number);
    put_string(out, text);
    return number != 0;
}

static bool put_bool(struct out *out, const ProtobufCFieldDescriptor *field, const void *from)
{
    (void) field;
    protobuf_c_boolean value = 0;
    memcpy(&value, from, sizeof(value));
    put_string(out, "true"); /* false is left out */
    return value != 0;
}

static bool put_enum(struct out *out, const ProtobufCFieldDescriptor *field, const void *from)
{
    int number = 0;
    char text[16];
    memcpy(&number, from, sizeof(number));
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(field->descriptor, number);
    (void) snprintf(text, sizeof(text), "%d", number);
    if (value == NULL)
        put_string(out, text);
    else
        put_quoted(out, str_from(value->name));
    return number != 0 || field->label == PROTOBUF_C_LABEL_REPEATED;
}

static bool put_bytes(struct out *out, const ProtobufCFieldDescriptor *field, const void *from)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (void) field;
    ProtobufCBinaryData data = {0};
    memcpy(&data, from, sizeof(data));
    put(out, "\"", 1);
    for (size_t i = 0; i < data.len; i += 3) {
        uint32_t bits = 0;
        size_t count = data.len - i < 3 ? data.len - i : 3;
        for (size_t j = 0; j < 3; j++)
            bits = bits << 8 | (j < count ? data.data[i + j] : 0U);
        for (size_t j = 0; j < 4; j++)
            put(out, j <= count ? &alphabet[bits >> (18 - 6 * j) & 63] : "=", 1);
    }
    put(out, "\"", 1);
    return data.len != 0;
}

static void put_time(struct out *out, const Google__Protobuf__Timestamp *time)
{
    char text[64];
    int64_t day = time->seconds / 86400 - (time->seconds % 86400 < 0);
    int64_t second = time->seconds - day * 86400;
    struct civil_date date = civil_date_of(day);
    (void) snprintf(text, sizeof(text), "\"%04" PRId64 "-%02d-%02dT%02d:%02d:%02d", date.year,
                    date.month, date.day, (int) (second / 3600), (int) (second / 60 % 60),
                    (int) (second % 60));
    put_string(out, text);
    if (time->nanos != 0) {
        (void) snprintf(text, sizeof(text), ".%09d", (int) time->nanos);
        put(out, text, time->nanos % 1000000 == 0 ? 4 : time->nanos % 1000 == 0 ? 7 : 10);
    }
    put_string(out, "Z\"");
}

static bool put_message(struct out *out, const ProtobufCFieldDescriptor *field, const void *from)
{
    const ProtobufCMessage *message = proto_read_pointer(from);
    if (message == NULL)
        return false;
    if (field->descriptor == &google__protobuf__timestamp__descriptor)
        put_time(out, (const Google__Protobuf__Timestamp *) message);
    else
        put_object(out, message);
    return true;
}

/* The types this package uses. */
static const struct {
    put_value *put;
    size_t size;
} writers[] = {
    [PROTOBUF_C_TYPE_STRING] = {put_text, sizeof(char *)},
    [PROTOBUF_C_TYPE_INT64] = {put_int64, sizeof(int64_t)},
    [PROTOBUF_C_TYPE_BOOL] = {put_bool, sizeof(protobuf_c_boolean)},
    [PROTOBUF_C_TYPE_ENUM] = {put_enum, sizeof(int)},
    [PROTOBUF_C_TYPE_BYTES] = {put_bytes, sizeof(ProtobufCBinaryData)},
    [PROTOBUF_C_TYPE_MESSAGE] = {put_message, sizeof(ProtobufCMessage *)},
};

static bool put_list(struct out *out, const ProtobufCFieldDescriptor *field,
                     const ProtobufCMessage *message)
{
    size_t count = 0;
    const char *items = NULL;
    memcpy(&count, proto_get(message, field->quantifier_offset), sizeof(count));
    memcpy(&items, proto_get(message, field->offset), sizeof(items));
    put(out, "[", 1);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            put(out, ",", 1);
        writers[field->type].put(out, field, items + i * writers[field->type].size);
    }
    put(out, "]", 1);
    return count != 0;
}

static bool is_there(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message)
{
    uint32_t number = 0;
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0)
        return true;
    memcpy(&number, proto_get(message, field->quantifier_offset), sizeof(number));
    return number == field->id;
}

static void put_object(struct out *out, const ProtobufCMessage *message)
{
    put(out, "{", 1);
    bool is_first = true;
    for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
        size_t before = out->len;
        assert(writers[field->type].put != NULL);
        if (!is_there(field, message))
            continue;
        if (!is_first)
            put(out, ",", 1);
        put_name(out, field->name);
        bool is_kept =
            field->label == PROTOBUF_C_LABEL_REPEATED
                ? put_list(out, field, message)
                : writers[field->type].put(out, field, proto_get(message, field->offset));
        if (is_kept)
            is_first = false;
        else
            out->len = before; /* as if it had not been written */
    }
    put(out, "}", 1);
}

enum outcome json_from_message(const ProtobufCMessage *message, struct arena *arena,
                               struct str *json_out, struct err *err)
{
    struct out out = {0};
    put_object(&out, message);
    char *text = arena_alloc(arena, out.len);
    if (text == NULL)
        return err_set(err, RETRY, "no room for %zu bytes of JSON in the arena", out.len);
    out = (struct out) {.text = text, .size = out.len};
    put_object(&out, message);
    *json_out = (struct str) {.ptr = text, .len = out.len};
    return OK;
}
