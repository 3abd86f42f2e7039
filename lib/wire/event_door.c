/* event_door -- see event_door.h; the way back is in event_message.c. */
#include "wire/event_door.h"

#include <string.h>

#include "shouwen/v1/header.pb-c.h"

#include "wire/proto_fields.h"

enum { UNIT_PREFIX_LEN = 5 }; /* "unit/" */

static enum outcome find_kind(const ProtobufCMessage *message, enum event_kind *kind_out,
                              struct err *err)
{
    const struct proto_tables *tables = proto_tables();
    int number = 0; /* all members of a oneof share the place that says which it is */
    memcpy(&number, proto_get(message, message->descriptor->fields[1].quantifier_offset),
           sizeof(number));
    if (number == 0)
        return proto_refuse_kind(message, err);
    *kind_out = tables->kind_of_number[number];
    return OK;
}

/* Is it unit/<code>/<year>, made of the two fields of the header? */
static bool is_unit_year(struct str text, const struct event *event)
{
    struct str code = event->case_source;
    struct str year = event->case_number;
    const char *at = text.ptr + UNIT_PREFIX_LEN;
    return text.len == UNIT_PREFIX_LEN + code.len + 1 + year.len &&
           (code.len == 0 || memcmp(at, code.ptr, code.len) == 0) && at[code.len] == '/' &&
           (year.len == 0 || memcmp(at + code.len + 1, year.ptr, year.len) == 0);
}

/* Whose it is, when the message says; whether a case's id is the right one is event_check()'s
 * question. */
static enum outcome read_subject(struct str text, struct event *event, struct err *err)
{
    if (text.len == 0)
        return OK; /* which subject_kind 0 tells */
    if (text.len < UNIT_PREFIX_LEN || memcmp(text.ptr, "unit/", UNIT_PREFIX_LEN) != 0) {
        event->subject_kind = SUBJECT_CASE;
        if (!uuid_parse(text, &event->subject))
            return err_reason(err, REJECT, REASON_ID,
                              "header.subject is neither a canonical UUID nor unit/<code>/<year>");
        return OK;
    }
    if (!is_unit_year(text, event))
        return err_reason(err, REJECT, REASON_SUBJECT,
                          "header.subject is not the unit and year of case_source and case_number");
    event->subject_kind = SUBJECT_UNIT_YEAR;
    event->subject = event_subject(SUBJECT_UNIT_YEAR, event->case_source, event->case_number);
    return OK;
}

enum outcome event_header_from_message(const ProtobufCMessage *message, struct arena *arena,
                                       struct event *event, struct str *subject_out,
                                       struct err *err)
{
    const Shouwen__V1__Header *header =
        proto_read_pointer(proto_get(message, message->descriptor->fields[0].offset));
    if (header == NULL)
        return err_reason(err, REJECT, REASON_MISSING, "header is missing");
    enum outcome outcome =
        fields_from_message(&proto_tables()->header, &header->base, arena, event, err);
    if (outcome == OK)
        outcome = read_subject(proto_text(header->subject), event, err);
    if (outcome == OK)
        *subject_out = proto_text(header->subject);
    return outcome;
}

enum outcome event_from_message(const ProtobufCMessage *message, struct arena *arena,
                                struct event *event_out, struct str *subject_out, struct err *err)
{
    const struct proto_tables *tables = proto_tables();
    struct event event = {0};
    if (proto_check_unknown(message, err) != OK || find_kind(message, &event.kind, err) != OK)
        return REJECT;
    const ProtobufCMessage *payload =
        proto_read_pointer(proto_get(message, tables->members[event.kind]->offset));
    enum outcome outcome = event_header_from_message(message, arena, &event, subject_out, err);
    if (outcome == OK)
        outcome = fields_from_message(&tables->kinds[event.kind], payload, arena, &event, err);
    if (outcome == OK)
        *event_out = event;
    return outcome;
}
