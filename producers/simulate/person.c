/* person -- see person.h. */
#include "person.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/civil.h"

static struct citizen *add(struct person_messages *messages, const struct event *event,
                           enum citizen_kind kind)
{
    struct citizen *citizen = &messages->items[messages->count++];
    *citizen = (struct citizen) {
        .kind = kind,
        .subject = event->subject,
        .case_source = event->case_source,
        .case_number = event->case_number,
        .source = event->source,
        .recorded_at_us = event->recorded_at_us,
    };
    return citizen;
}

static struct str make(struct person_messages *messages, struct dice *dice,
                       void (*name)(struct dice *, char[NAME_TEXT_MAX]))
{
    char *text = messages->texts[messages->texts_count++];
    name(dice, text);
    return str_from(text);
}

static void add_record(struct person_messages *messages, const struct city *city,
                       const struct event *event)
{
    struct dice dice = tale_text_dice(city, event, (enum text_field) 0);
    struct citizen *citizen = add(messages, event, CITIZEN_RECORD);
    if (event->accepted.has_name)
        citizen->name = make(messages, &dice, name_citizen);
    if (event->accepted.has_contact)
        citizen->contact = make(messages, &dice, name_phone);
    if (dice_percent(&dice, 40))
        citizen->address = make(messages, &dice, name_address);
    if (dice_percent(&dice, 20))
        citizen->id_number = make(messages, &dice, name_id_number);
}

static void add_text(struct person_messages *messages, const struct city *city,
                     const struct event *event, enum text_field field)
{
    struct dice dice = tale_text_dice(city, event, field);
    struct citizen *citizen = add(messages, event, CITIZEN_TEXT);
    char *text = messages->texts[messages->texts_count++];
    name_text(&dice, field, text);
    citizen->event_id = event->id;
    citizen->field = field;
    citizen->text = str_from(text);
}

void person_messages(const struct city *city, const struct event *event,
                     struct person_messages *messages_out)
{
    messages_out->count = 0;
    messages_out->texts_count = 0;
    if (event->subject_kind != SUBJECT_CASE)
        return;
    if (event->kind == EVENT_ACCEPTED && (event->accepted.has_name || event->accepted.has_contact))
        add_record(messages_out, city, event);
    for (enum text_field field = TEXT_FIELD_CONTENT; field < TEXT_FIELDS_END; field++)
        if ((event->texts & SET_OF(field)) != 0)
            add_text(messages_out, city, event, field);
    if (event->kind == EVENT_ERASED)
        add(messages_out, event, CITIZEN_ERASED)->erased_at_us = event->occurred_at_us;
}

/* ---- as JSON ---- */

static const char *const fields[TEXT_FIELDS_END] = {
    [TEXT_FIELD_CONTENT] = "CONTENT",   [TEXT_FIELD_CHANNEL] = "CHANNEL",
    [TEXT_FIELD_CATEGORY] = "CATEGORY", [TEXT_FIELD_NOTE] = "NOTE",
    [TEXT_FIELD_REASON] = "REASON",     [TEXT_FIELD_RESULT] = "RESULT",
    [TEXT_FIELD_OPINION] = "OPINION",   [TEXT_FIELD_REMARK] = "REMARK",
    [TEXT_FIELD_RATING] = "RATING",     [TEXT_FIELD_FINDING] = "FINDING",
};

struct line {
    char *text;
    size_t len;
};

static void put(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(struct line *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    line->len +=
        (size_t) vsnprintf(line->text + line->len, PERSON_LINE_MAX - line->len, format, arguments);
    va_end(arguments);
}

/* What names.c makes holds nothing that JSON would want escaped. */
static void put_member(struct line *line, const char *before, const char *name, struct str value)
{
    if (value.len > 0)
        put(line, "%s\"%s\":\"%.*s\"", before, name, STR_ARG(value));
}

static void put_payload(struct line *line, const struct citizen *citizen)
{
    char at[CIVIL_TEXT_MAX];
    switch (citizen->kind) {
    case CITIZEN_RECORD:
        put(line, "\"citizenRecord\":{\"name\":\"%.*s\"", STR_ARG(citizen->name));
        put_member(line, ",", "contact", citizen->contact);
        put_member(line, ",", "address", citizen->address);
        put_member(line, ",", "idNumber", citizen->id_number);
        break;
    case CITIZEN_TEXT:
        put(line, "\"textRecord\":{\"field\":\"TEXT_FIELD_%s\"", fields[citizen->field]);
        put_member(line, ",", "text", citizen->text);
        break;
    case CITIZEN_ERASED:
        civil_text(citizen->erased_at_us, at);
        put(line, "\"erasedRecord\":{\"at\":\"%s\"", at);
        break;
    }
}

size_t person_line(const struct citizen *citizen, char line_out[PERSON_LINE_MAX])
{
    struct line line = {.text = line_out};
    char id[UUID_TEXT_LEN + 1];
    char at[CIVIL_TEXT_MAX];
    civil_text(citizen->recorded_at_us, at);
    uuid_text(&citizen->subject, id);
    put(&line, "{\"header\":{\"subject\":\"%s\"", id);
    put_member(&line, ",", "caseSource", citizen->case_source);
    put_member(&line, ",", "caseNumber", citizen->case_number);
    put_member(&line, ",", "source", citizen->source);
    put(&line, ",\"recordedAt\":\"%s\"", at);
    if (citizen->kind == CITIZEN_TEXT) {
        uuid_text(&citizen->event_id, id);
        put(&line, ",\"eventId\":\"%s\"", id);
    }
    put(&line, "},");
    put_payload(&line, citizen);
    put(&line, "}}\n");
    return line.len;
}
