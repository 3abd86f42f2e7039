/* json_schema -- see json_schema.h. */
#include "wire/json_schema.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "google/protobuf/timestamp.pb-c.h"
#include "shouwen/v1/citizen.pb-c.h"

#include "wire/proto_tables.h"

enum { NAME_MAX_BYTES = 64, REFERENCE_MAX = 128 };

static void add_message(json_t *schemas, const ProtobufCMessageDescriptor *descriptor);

/* case_source is told as caseSource. */
static void camel(const char *proto_name, char name_out[NAME_MAX_BYTES])
{
    size_t len = 0;
    for (const char *c = proto_name; *c != '\0'; c++) {
        bool is_upper = *c == '_';
        c += is_upper;
        assert(len + 1 < NAME_MAX_BYTES);
        name_out[len++] = is_upper ? (char) (*c - 'a' + 'A') : *c;
    }
    name_out[len] = '\0';
}

static json_t *reference(const char *name)
{
    char text[REFERENCE_MAX];
    (void) snprintf(text, sizeof(text), "#/components/schemas/%s", name);
    return json_pack("{s:s}", "$ref", text);
}

static json_t *enumeration(const ProtobufCEnumDescriptor *descriptor)
{
    json_t *names = json_array();
    for (unsigned i = 0; i < descriptor->n_values; i++)
        (void) json_array_append_new(names, json_string(descriptor->values[i].name));
    return json_pack("{s:s,s:o}", "type", "string", "enum", names);
}

/* The types this package uses. */
static json_t *value(json_t *schemas, const ProtobufCFieldDescriptor *field)
{
    if (field->type == PROTOBUF_C_TYPE_ENUM)
        return enumeration(field->descriptor);
    if (field->type == PROTOBUF_C_TYPE_BOOL)
        return json_pack("{s:s}", "type", "boolean");
    if (field->type == PROTOBUF_C_TYPE_INT64)
        return json_pack("{s:[s,s],s:s}", "type", "string", "integer", "format", "int64");
    if (field->type == PROTOBUF_C_TYPE_BYTES)
        return json_pack("{s:s,s:s}", "type", "string", "format", "byte");
    if (field->type == PROTOBUF_C_TYPE_STRING)
        return json_pack("{s:s}", "type", "string");
    assert(field->type == PROTOBUF_C_TYPE_MESSAGE);
    const ProtobufCMessageDescriptor *message = field->descriptor;
    if (message == &google__protobuf__timestamp__descriptor)
        return json_pack("{s:s,s:s}", "type", "string", "format", "date-time");
    add_message(schemas, message);
    return reference(message->short_name);
}

static void add_field(json_t *schemas, json_t *properties, const ProtobufCFieldDescriptor *field)
{
    char name[NAME_MAX_BYTES];
    json_t *schema = value(schemas, field);
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        schema = json_pack("{s:s,s:o}", "type", "array", "items", schema);
    camel(field->name, name);
    (void) json_object_set_new(properties, name, schema);
}

static void add_message(json_t *schemas, const ProtobufCMessageDescriptor *descriptor)
{
    if (json_object_get(schemas, descriptor->short_name) != NULL)
        return;
    json_t *properties = json_object();
    json_t *schema = json_pack("{s:s,s:b,s:o}", "type", "object", "additionalProperties", 0,
                               "properties", properties);
    (void) json_object_set_new(schemas, descriptor->short_name, schema);
    for (unsigned i = 0; i < descriptor->n_fields; i++)
        add_field(schemas, properties, &descriptor->fields[i]);
}

/* A header, one of all the kinds, and of a citizen what comes with it. */
static void add_event(json_t *schemas)
{
    json_t *properties = json_object();
    for (enum topic topic = 0; topic < TOPICS_OF_EVENTS; topic++) {
        const ProtobufCMessageDescriptor *message = proto_message_of(topic);
        for (unsigned i = 0; i < message->n_fields; i++)
            add_field(schemas, properties, &message->fields[i]);
    }
    const ProtobufCMessageDescriptor *citizen = &shouwen__v1__citizen_event__descriptor;
    for (unsigned i = 0; i < citizen->n_fields; i++)
        add_field(schemas, properties, &citizen->fields[i]);
    json_t *texts = json_pack("{s:s,s:i,s:o}", "type", "array", "maxItems", 10, "items",
                              reference("TextRecord"));
    (void) json_object_set_new(properties, "textRecords", texts);
    json_t *event = json_pack("{s:s,s:b,s:[s],s:o}", "type", "object", "additionalProperties", 0,
                              "required", "header", "properties", properties);
    (void) json_object_set_new(schemas, "Event", event);
}

enum outcome json_schema_events(struct arena *arena, struct str *json_out, struct err *err)
{
    json_t *schemas = json_object();
    add_event(schemas);
    size_t size = json_dumpb(schemas, NULL, 0, JSON_COMPACT);
    char *text = arena_alloc(arena, size);
    if (text != NULL)
        (void) json_dumpb(schemas, text, size, JSON_COMPACT);
    json_decref(schemas);
    if (text == NULL)
        return err_set(err, RETRY, "no room for %zu bytes of schemas in the arena", size);
    *json_out = (struct str) {.ptr = text, .len = size};
    return OK;
}
