/* told_whole -- see told_whole.h. */
#include "wire/told_whole.h"

#include "base/sha256.h"
#include "wire/event_codec.h"
#include "wire/event_door.h"
#include "wire/event_json.h"
#include "wire/json_map.h"
#include "wire/json_object.h"
#include "wire/json_text.h"
#include "wire/proto_tables.h"

/* ---- records ---- */

/* Take the member of that name out of the object; NULL: there is none. */
static json_t *take(json_t *object, const char *proto_name)
{
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        if (!json_is_name(json_object_iter_key(at), proto_name))
            continue;
        json_t *member = json_incref(json_object_iter_value(at));
        (void) json_object_del(object, json_object_iter_key(at));
        return member;
    }
    return NULL;
}

/* One record, as if it had come alone, with whatever header passes. */
static enum outcome read_record(struct told_whole *whole, const char *name, json_t *content,
                                struct arena *arena, struct err *err)
{
    static const char some_id[] = "00000000-0000-5000-8000-000000000000";
    json_t *object = json_pack("{s:{s:s,s:s,s:s,s:s,s:s},s:O}", "header", "caseSource", "-",
                               "caseNumber", "-", "source", "-", "eventId", some_id, "recordedAt",
                               "2020-01-01T00:00:00Z", name, content);
    if (object == NULL) /* uncovered: memory is short */
        return err_set(err, RETRY, "no memory to read a line of JSON"); /* uncovered: the same */
    enum outcome outcome = citizen_json_object(object, INT64_MAX / 2, arena,
                                               &whole->records[whole->records_count], err);
    json_decref(object);
    whole->records_count += outcome == OK;
    return outcome;
}

static enum outcome read_texts(struct told_whole *whole, const json_t *texts, struct arena *arena,
                               struct err *err)
{
    if (json_typeof(texts) != JSON_ARRAY || json_array_size(texts) >= TEXT_FIELDS_END)
        return err_reason(err, REJECT, REASON_SYNTAX, "text_records is not a list of at most %d",
                          TEXT_FIELDS_END - 1);
    uint32_t seen = 0;
    for (size_t i = 0; i < json_array_size(texts); i++) {
        if (read_record(whole, "textRecord", json_array_get(texts, i), arena, err) != OK)
            return err_wrap(err, "text_records[%zu]", i);
        uint32_t field = SET_OF(whole->records[whole->records_count - 1].field);
        if ((seen & field) != 0)
            return err_reason(err, REJECT, REASON_CONFLICT,
                              "text_records[%zu].field is there twice", i);
        seen |= field;
    }
    whole->event.texts |= seen;
    return OK;
}

/* ---- what the event says of them ---- */

static int64_t characters(struct str text)
{
    int64_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char) text.ptr[i] & 0xC0) != 0x80;
    return count;
}

static void tell_of_person(struct event *event, const struct citizen *person)
{
    bool has_name = person->name.len > 0;
    bool has_contact = person->contact.len > 0;
    if (event->kind == EVENT_ACCEPTED) {
        event->accepted.has_name |= has_name;
        event->accepted.has_contact |= has_contact;
    } else if (event->kind == EVENT_AMENDED) {
        event->amended.has_name = has_name ? ANSWER_YES : event->amended.has_name;
        event->amended.has_contact = has_contact ? ANSWER_YES : event->amended.has_contact;
    }
}

static void tell_of_text(struct event *event, const struct citizen *text)
{
    if (event->kind == EVENT_ACCEPTED && text->field == TEXT_FIELD_CONTENT)
        event->accepted.has_content = true;
    if (event->kind == EVENT_AMENDED && text->field == TEXT_FIELD_CONTENT)
        event->amended.has_content = ANSWER_YES;
    if (event->kind == EVENT_COMPLETED && text->field == TEXT_FIELD_RESULT) {
        sha256(text->text, event->completed.result_digest.bytes);
        event->completed.result_length = characters(text->text);
    }
}

static void tell_of_records(struct told_whole *whole)
{
    for (size_t i = 0; i < whole->records_count; i++) {
        if (whole->records[i].kind == CITIZEN_RECORD)
            tell_of_person(&whole->event, &whole->records[i]);
        else
            tell_of_text(&whole->event, &whole->records[i]);
    }
}

/* ---- the halves ---- */

static enum outcome read_whole(json_t *object, struct arena *arena, struct told_whole *whole,
                               struct err *err)
{
    json_t *person = take(object, "citizen_record");
    json_t *texts = take(object, "text_records");
    whole->has_event = true;
    enum outcome outcome = event_json_object(object, arena, &whole->event, err);
    whole->has_time = whole->event.recorded_at_us != 0;
    if (outcome == OK && person != NULL)
        outcome = read_record(whole, "citizenRecord", person, arena, err);
    if (outcome == OK && texts != NULL)
        outcome = read_texts(whole, texts, arena, err);
    json_decref(person);
    json_decref(texts);
    tell_of_records(whole);
    return outcome;
}

enum outcome told_whole_json(struct str json, int64_t now_us, struct arena *arena,
                             struct told_whole *whole_out, struct err *err)
{
    json_t *object = NULL;
    if (json_text_object(json, &object, err) != OK)
        return err->outcome;
    enum outcome outcome = OK;
    *whole_out = (struct told_whole) {.has_event = false};
    if (event_json_has_kind(object)) {
        outcome = read_whole(object, arena, whole_out, err);
    } else {
        outcome = citizen_json_object(object, now_us, arena, &whole_out->records[0], err);
        if (outcome == REJECT && err->reason == REASON_UNKNOWN_KIND)
            outcome = err_reason(err, REJECT, REASON_UNKNOWN_KIND,
                                 "the line holds none of the kinds of event");
        whole_out->records_count = 1;
    }
    json_decref(object);
    return outcome;
}

struct str told_whole_source(struct str json, struct arena *arena)
{
    json_t *object = NULL;
    struct str source = {0};
    struct err ignored;
    if (json_text_object(json, &object, &ignored) != OK)
        return source;
    const json_t *word = json_object_get(json_object_get(object, "header"), "source");
    if (json_is_string(word)) {
        const struct str said = {.ptr = json_string_value(word), .len = json_string_length(word)};
        err_ignore(str_keep(said, arena, &source, &ignored)); /* then nobody knows */
    }
    json_decref(object);
    return source;
}

enum outcome told_whole_proto(enum topic topic, struct str payload, struct arena *arena,
                              struct told_whole *whole_out, struct err *err)
{
    struct str bytes = {0};
    struct str subject = {0};
    struct proto_memory memory;
    ProtobufCMessage *message = NULL;
    *whole_out = (struct told_whole) {.has_event = true};
    if (wire_unframe(payload, &bytes, err) != OK)
        return REJECT;
    proto_memory_init(&memory, arena, EVENT_MEMORY_MAX);
    enum outcome outcome = proto_unpack(proto_message_of(topic), bytes, &memory, &message, err);
    if (outcome == OK)
        outcome = event_from_message(message, arena, &whole_out->event, &subject, err);
    if (outcome == OK && whole_out->event.precision == 0)
        whole_out->event.precision = PRECISION_INSTANT;
    if (outcome == OK)
        outcome = event_settle(&whole_out->event, arena, err);
    return outcome;
}

/* When it was written down: with the event, where nobody says; else to tell it again would bring
 * back what an erasure since then took out. */
static int64_t written_at_us(const struct told_whole *whole)
{
    const struct event *event = &whole->event;
    bool is_said = whole->has_time || event->occurred_at_us > event->recorded_at_us;
    return is_said ? event->recorded_at_us : event->occurred_at_us;
}

enum outcome told_whole_finish(struct told_whole *whole, int64_t now_us, struct arena *arena,
                               struct err *err)
{
    struct event *event = &whole->event;
    if (!whole->has_event)
        return OK;
    if (event_json_finish(event, now_us, arena, err) != OK)
        return err->outcome;
    if (whole->records_count > 0 && event->subject_kind != SUBJECT_CASE)
        return err_reason(err, REJECT, REASON_SUBJECT,
                          "citizen_record and text_records are of cases, not of a unit's year");
    for (size_t i = 0; i < whole->records_count; i++) {
        struct citizen *record = &whole->records[i];
        record->subject = event->subject;
        record->case_source = event->case_source;
        record->case_number = event->case_number;
        record->source = event->source;
        record->recorded_at_us = written_at_us(whole);
        record->event_id = record->kind == CITIZEN_TEXT ? event->id : record->event_id;
    }
    return OK;
}
