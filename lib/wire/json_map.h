/*
 * json_map -- protobuf messages as JSON and back, by protobuf-c's descriptors.
 *
 * The proto3 JSON mapping: names in lowerCamelCase (on reading the proto's own too), int64 as text
 * (on reading numbers too), enumerations by name (or number), timestamps in RFC 3339, bytes in
 * base64; what has the default value is left out, null is the default value.
 */
#ifndef SHOUWEN_WIRE_JSON_MAP_H
#define SHOUWEN_WIRE_JSON_MAP_H

#include <jansson.h>

#include "wire/proto_memory.h"

/*
 * The message that this JSON object is; nothing of it is borrowed.
 *
 * REJECT: it is none, or unfolds to more than the memory's limit; the text names the field.  RETRY:
 * the arena is full.
 */
MUST_CHECK enum outcome json_to_message(const json_t *json,
                                        const ProtobufCMessageDescriptor *descriptor,
                                        struct proto_memory *memory, ProtobufCMessage **message_out,
                                        struct err *err);

/* One line, without a newline; in the arena, RETRY when full. */
MUST_CHECK enum outcome json_from_message(const ProtobufCMessage *message, struct arena *arena,
                                          struct str *json_out, struct err *err);

/* Is `name` the field's name, as the proto has it or in lowerCamelCase? */
bool json_is_name(const char *name, const char *proto_name);

#endif
