/* json_object -- the readers of event_json and citizen_json, for who has the object already. */
#ifndef SHOUWEN_WIRE_JSON_OBJECT_H
#define SHOUWEN_WIRE_JSON_OBJECT_H

#include <jansson.h>

#include "base/arena.h"
#include "core/citizen.h"

/* Does the object say a kind of event? */
bool event_json_has_kind(json_t *object);

/* As event_json_read() and citizen_from_json(). */
MUST_CHECK enum outcome event_json_object(json_t *object, struct arena *arena,
                                          struct event *event_out, struct err *err);
MUST_CHECK enum outcome citizen_json_object(json_t *object, int64_t now_us, struct arena *arena,
                                            struct citizen *citizen_out, struct err *err);

#endif
