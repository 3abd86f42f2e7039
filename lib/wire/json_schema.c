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

static void add_message(json_t *schemas, const ProtobufCMessageDescriptor *descriptor,
                        const struct proto_message *table);

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
    add_message(schemas, message, NULL);
    return reference(message->short_name);
}

/* What the door asks of a value beyond its type: bounds are of bytes, so a text that keeps them in
 * characters may still be too long. */
static void add_bounds(json_t *schema, const struct event_field *field)
{
    if (field->type == FIELD_CODE) {
        (void) json_object_set_new(schema, "maxLength", json_integer(field->max));
        if (field->required)
            (void) json_object_set_new(schema, "minLength", json_integer(1));
    }
    if (field->type == FIELD_CODES)
        (void) json_object_set_new(schema, "maxItems", json_integer(field->max));
    if (field->type == FIELD_UUID)
        (void) json_object_set_new(schema, "format", json_string("uuid"));
    if (field->type == FIELD_INT || field->type == FIELD_SIGNED) {
        int64_t least = field->type == FIELD_INT ? 0 : -field->max;
        (void) json_object_set_new(schema, "minimum", json_integer(least));
        (void) json_object_set_new(schema, "maximum", json_integer(field->max));
    }
}

/* The row is NULL where there is none. */
static void add_field(json_t *schemas, json_t *properties, const ProtobufCFieldDescriptor *field,
                      const struct event_field *row)
{
    char name[NAME_MAX_BYTES];
    json_t *schema = value(schemas, field);
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        schema = json_pack("{s:s,s:o}", "type", "array", "items", schema);
    if (row != NULL)
        add_bounds(schema, row);
    camel(field->name, name);
    (void) json_object_set_new(properties, name, schema);
}

static json_t *object_of(json_t *properties)
{
    return json_pack("{s:s,s:b,s:o}", "type", "object", "additionalProperties", 0, "properties",
                     properties);
}

/* What the reader makes up where it is not told: ids, the time of recording; and what is told of a
 * citizen alone has no time at all. */
static bool is_made_up(const char *name)
{
    static const char *const names[] = {"event_id", "occurred_at", "recorded_at", "precision",
                                        "into"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* NULL: it has none, as the header's subject and what belongs to citizens. */
static const struct event_field *row_of(const struct proto_message *table,
                                        const ProtobufCFieldDescriptor *field)
{
    for (size_t i = 0; table != NULL && i < table->count; i++)
        if (table->fields[i].proto == field)
            return table->fields[i].field;
    return NULL;
}

/* Once each; the table of its rows may be NULL. */
static void add_message(json_t *schemas, const ProtobufCMessageDescriptor *descriptor,
                        const struct proto_message *table)
{
    if (json_object_get(schemas, descriptor->short_name) != NULL)
        return;
    json_t *properties = json_object();
    json_t *required = json_array();
    json_t *schema = object_of(properties);
    (void) json_object_set_new(schemas, descriptor->short_name, schema);
    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const struct event_field *row = row_of(table, &descriptor->fields[i]);
        char name[NAME_MAX_BYTES];
        add_field(schemas, properties, &descriptor->fields[i], row);
        camel(descriptor->fields[i].name, name);
        if (row != NULL && row->required && !is_made_up(row->name))
            (void) json_array_append_new(required, json_string(name));
    }
    (void) json_object_set_new(schema, "required", required);
}

static void add_table(json_t *schemas, const struct proto_message *table)
{
    add_message(schemas, table->descriptor, table);
}

/* A header, one of all the kinds or something of a citizen, and of a citizen what comes with it. */
static void add_event(json_t *schemas)
{
    const struct proto_tables *tables = proto_tables();
    json_t *properties = json_object();
    add_table(schemas, &tables->header);
    for (enum event_kind kind = 0; kind < EVENT_KINDS_COUNT; kind++)
        add_table(schemas, &tables->kinds[kind]);
    (void) json_object_set_new(properties, "header", reference("Header"));
    for (enum event_kind kind = 0; kind < EVENT_KINDS_COUNT; kind++)
        add_field(schemas, properties, tables->members[kind], NULL);
    const ProtobufCMessageDescriptor *citizen = &shouwen__v1__citizen_event__descriptor;
    for (unsigned i = 1; i < citizen->n_fields; i++)
        add_field(schemas, properties, &citizen->fields[i], NULL);
    json_t *texts = json_pack("{s:s,s:i,s:o}", "type", "array", "maxItems", TEXT_FIELDS_END,
                              "items", reference("TextRecord"));
    (void) json_object_set_new(properties, "textRecords", texts);
    json_t *event = object_of(properties);
    (void) json_object_set_new(event, "required", json_pack("[s]", "header"));
    (void) json_object_set_new(event, "minProperties", json_integer(2));
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
