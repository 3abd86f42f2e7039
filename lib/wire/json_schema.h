/*
 * json_schema -- what may be told as JSON, as JSON Schema says it, from protobuf's descriptors.
 */
#ifndef SHOUWEN_WIRE_JSON_SCHEMA_H
#define SHOUWEN_WIRE_JSON_SCHEMA_H

#include "base/arena.h"
#include "base/str.h"

/*
 * An object of schemas by name: Event is what wire/told_whole reads, the others are what it has in
 * it, each with references to "#/components/schemas/NAME".  RETRY: the arena is full.
 */
MUST_CHECK enum outcome json_schema_events(struct arena *arena, struct str *json_out,
                                           struct err *err);

#endif
