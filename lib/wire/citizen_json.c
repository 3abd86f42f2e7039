/* citizen_json -- see citizen_json.h. */
#include "wire/citizen_json.h"

#include "shouwen/v1/citizen.pb-c.h"

#include "base/civil.h"
#include "wire/citizen_door.h"
#include "wire/event_codec.h"
#include "wire/json_map.h"
#include "wire/json_object.h"
#include "wire/json_text.h"
#include "wire/text.h"

/* Codes in NFC, as those of events, or the subject would be another. */
static enum outcome settle(struct citizen *citizen, struct arena *arena, struct err *err)
{
    const struct {
        const char *name;
        struct str *code;
    } rows[] = {
        {"header.case_source", &citizen->case_source},
        {"header.case_number", &citizen->case_number},
        {"header.source", &citizen->source},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        enum outcome outcome = nfc_keep(*rows[i].code, arena, rows[i].code, err);
        if (outcome == REJECT)
            return err_reason(err, REJECT, err->reason, "%s is not UTF-8, or too long",
                              rows[i].name);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

static enum outcome from_object(const json_t *object, int64_t now_us, struct arena *arena,
                                struct citizen *citizen_out, struct err *err)
{
    struct proto_memory memory;
    struct citizen citizen;
    ProtobufCMessage *message = NULL;
    proto_memory_init(&memory, arena, EVENT_MEMORY_MAX);
    enum outcome outcome =
        json_to_message(object, &shouwen__v1__citizen_event__descriptor, &memory, &message, err);
    if (outcome == OK)
        outcome = citizen_from_message(message, &citizen, err);
    if (outcome == OK)
        outcome = settle(&citizen, arena, err);
    if (outcome != OK)
        return outcome;
    if (uuid_is_zero(&citizen.subject))
        citizen.subject = event_subject(SUBJECT_CASE, citizen.case_source, citizen.case_number);
    if (citizen.recorded_at_us == 0)
        citizen.recorded_at_us = now_us;
    if (citizen_check(&citizen, now_us + CIVIL_DAY_US, err) != OK)
        return REJECT;
    *citizen_out = citizen;
    return OK;
}

enum outcome citizen_json_object(json_t *object, int64_t now_us, struct arena *arena,
                                 struct citizen *citizen_out, struct err *err)
{
    static const char *const names[] = {"citizen_record", "text_record", "erased_record"};
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at))
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
            if (json_is_name(json_object_iter_key(at), names[i]))
                return from_object(object, now_us, arena, citizen_out, err);
    return err_reason(err, REJECT, REASON_UNKNOWN_KIND, "the line tells nothing of a citizen");
}

enum outcome citizen_from_json(struct str json, int64_t now_us, struct arena *arena,
                               struct citizen *citizen_out, struct err *err)
{
    json_t *object = NULL;
    if (json_text_object(json, &object, err) != OK)
        return err->outcome;
    size_t mark = arena_mark(arena);
    enum outcome outcome = citizen_json_object(object, now_us, arena, citizen_out, err);
    json_decref(object);
    if (outcome == REJECT)
        arena_rewind(arena, mark);
    return outcome;
}
