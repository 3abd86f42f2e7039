/* event_json -- see event_json.h. */
#include "wire/event_json.h"

#include <assert.h>

#include "core/event_fields.h"
#include "wire/event_codec.h"
#include "wire/event_door.h"
#include "wire/event_id.h"
#include "wire/json_map.h"
#include "wire/json_object.h"
#include "wire/json_text.h"
#include "wire/proto_tables.h"

/* The kind whose member the object has; which of several is json_to_message()'s complaint. */
static bool kind_of(json_t *object, enum event_kind *kind_out)
{
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        const char *name = json_object_iter_key(at);
        bool is_null = json_typeof(json_object_iter_value(at)) == JSON_NULL;
        for (enum event_kind kind = 0; kind < EVENT_KINDS_COUNT && !is_null; kind++) {
            if (json_is_name(name, event_kind_name(kind))) {
                *kind_out = kind;
                return true;
            }
        }
    }
    return false;
}

bool event_json_has_kind(json_t *object)
{
    enum event_kind kind = 0;
    return kind_of(object, &kind);
}

static enum outcome find_kind(json_t *object, enum event_kind *kind_out, struct err *err)
{
    if (kind_of(object, kind_out))
        return OK;
    bool has_other = json_object_size(object) > (json_object_get(object, "header") != NULL);
    return err_reason(err, REJECT, has_other ? REASON_UNKNOWN_KIND : REASON_MISSING,
                      "the line holds none of the kinds of event");
}

static enum outcome derive_subject(struct event *event, struct err *err)
{
    if (event->subject_kind == SUBJECT_CASE)
        return OK; /* as it was given; event_check() compares */
    if (event->subject_kind != SUBJECT_UNIT_YEAR)
        event->subject_kind = event_kind_subject(event->kind);
    if (event->subject_kind == SUBJECT_EITHER)
        return err_reason(err, REJECT, REASON_MISSING,
                          "header.subject is missing, and %s may be of a case or of a unit's year",
                          event_kind_name(event->kind));
    event->subject = event_subject(event->subject_kind, event->case_source, event->case_number);
    return OK;
}

enum outcome event_json_object(json_t *object, struct arena *arena, struct event *event_out,
                               struct err *err)
{
    enum event_kind kind = 0;
    if (find_kind(object, &kind, err) != OK)
        return REJECT;
    struct proto_memory memory;
    proto_memory_init(&memory, arena, EVENT_MEMORY_MAX);
    ProtobufCMessage *message = NULL;
    struct event event = {0};
    struct str subject = {0};
    enum topic topic = event_kind_topic(kind);
    enum outcome outcome = json_to_message(object, proto_message_of(topic), &memory, &message, err);
    if (outcome == OK)
        outcome = event_from_message(message, arena, &event, &subject, err);
    if (outcome == OK && event.precision == 0)
        event.precision = PRECISION_INSTANT;
    if (outcome == OK)
        outcome = event_settle(&event, arena, err);
    if (outcome == OK)
        *event_out = event;
    return outcome;
}

enum outcome event_json_read(struct str json, struct arena *arena, struct event *event_out,
                             struct err *err)
{
    json_t *object = NULL;
    if (json_text_object(json, &object, err) != OK)
        return err->outcome;
    size_t mark = arena_mark(arena);
    enum outcome outcome = event_json_object(object, arena, event_out, err);
    json_decref(object);
    if (outcome == REJECT)
        arena_rewind(arena, mark);
    return outcome;
}

enum outcome event_json_finish(struct event *event, int64_t now_us, struct arena *arena,
                               struct err *err)
{
    if (event->recorded_at_us == 0)
        event->recorded_at_us = now_us;
    if (event->kind == EVENT_MERGED && uuid_is_zero(&event->merged.into))
        event->merged.into =
            event_subject(SUBJECT_CASE, event->merged.into_source, event->merged.into_number);
    enum outcome outcome = derive_subject(event, err);
    bool has_id = !uuid_is_zero(&event->id);
    if (!has_id)
        event->id = uuid_namespace_event; /* stands in until the event is fit to be named */
    if (outcome == OK)
        outcome = event_check(event, now_us, err);
    if (outcome == OK && !has_id)
        outcome = event_id_set(event, now_us, arena, err);
    return outcome;
}

enum outcome event_from_json(struct str json, int64_t now_us, struct arena *arena,
                             struct event *event_out, struct err *err)
{
    size_t mark = arena_mark(arena);
    struct event event;
    enum outcome outcome = event_json_read(json, arena, &event, err);
    if (outcome == OK)
        outcome = event_json_finish(&event, now_us, arena, err);
    if (outcome == OK)
        *event_out = event;
    if (outcome == REJECT)
        arena_rewind(arena, mark);
    return outcome;
}

enum outcome event_to_json(const struct event *event, struct arena *arena, struct str *json_out,
                           struct err *err)
{
    struct proto_memory memory;
    proto_memory_init(&memory, arena, SIZE_MAX);
    ProtobufCMessage *message = NULL;
    if (event_to_message(event, &memory, &message, err) != OK)
        return err->outcome;
    return json_from_message(message, arena, json_out, err);
}
