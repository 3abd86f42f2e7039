/*
 * event_json -- events as JSON, by the proto3 JSON mapping of the topic's message.
 *
 * Read strictly: an unknown name, a wrong type, a number out of range is refused by the name of the
 * field.
 */
#ifndef SHOUWEN_WIRE_EVENT_JSON_H
#define SHOUWEN_WIRE_EVENT_JSON_H

#include "base/arena.h"
#include "core/event.h"

/*
 * One line of JSON to an event: {"header": {...}, "accepted": {...}}.  What can be derived may be
 * left out of the header: subject (from case source and number), event_id (from source, source_ref,
 * kind and content when source_ref is given, else version 7), recorded_at (now_us), precision
 * (INSTANT), source_sequence.  The result has passed event_check().
 *
 * REJECT: not such a JSON, or not such an event.  RETRY: the arena is full.
 */
MUST_CHECK enum outcome event_from_json(struct str json, int64_t now_us, struct arena *arena,
                                        struct event *event_out, struct err *err);

/*
 * The two halves of it, for who changes codes in between: what the line says, its codes in the form
 * they are sent in but nothing checked yet; then what was left out, the checks, the id.  As
 * event_from_json().
 */
MUST_CHECK enum outcome event_json_read(struct str json, struct arena *arena,
                                        struct event *event_out, struct err *err);
MUST_CHECK enum outcome event_json_finish(struct event *event, int64_t now_us, struct arena *arena,
                                          struct err *err);

/* One line, without a newline; in the arena, RETRY when full. */
MUST_CHECK enum outcome event_to_json(const struct event *event, struct arena *arena,
                                      struct str *json_out, struct err *err);

#endif
