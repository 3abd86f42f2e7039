/* answer -- see answer.h. */
#include "answer.h"

#include <inttypes.h>
#include <string.h>

static void put_text(FILE *out, const char *text, size_t len)
{
    (void) fputc('"', out);
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char) text[i];
        if (byte == '"' || byte == '\\')
            (void) fprintf(out, "\\%c", byte);
        else if (byte < 0x20)
            (void) fprintf(out, "\\u%04x", byte);
        else
            (void) fputc(byte, out);
    }
    (void) fputc('"', out);
}

static void put_member(FILE *out, const char *name, const char *text)
{
    (void) fprintf(out, ",\"%s\":", name);
    put_text(out, text, strlen(text));
}

/* The door's words begin with the field's name: "accepted.unit is missing". */
static void put_err(FILE *out, const struct err *err)
{
    size_t len = strcspn(err->text, " ");
    if (memchr(err->text, '.', len) != NULL) {
        (void) fputs(",\"field\":", out);
        put_text(out, err->text, len);
    }
    put_member(out, "reason", reason_name(err->reason));
    put_member(out, "text", err->text);
}

void answer_event(FILE *out, const char *topic_prefix, const char *status,
                  const struct answer_about *about, const struct err *err)
{
    char id[UUID_TEXT_LEN + 1];
    uuid_text(&about->event_id, id);
    (void) fprintf(out, "{\"line\":%" PRIu64 ",\"status\":\"%s\"", about->line, status);
    if (!uuid_is_zero(&about->event_id))
        put_member(out, "eventId", id);
    put_member(out, "subject", about->subject);
    (void) fprintf(out, ",\"topic\":\"%s.%s\"", topic_prefix, topic_name(about->topic));
    if (err != NULL)
        put_err(out, err);
    (void) fputs("}\n", out);
}

void answer_refused(FILE *out, uint64_t line, const struct err *err)
{
    (void) fprintf(out, "{\"line\":%" PRIu64 ",\"status\":\"refused\"", line);
    put_err(out, err);
    (void) fputs("}\n", out);
}

static struct answer_about about_citizen(uint64_t line, const struct citizen *citizen)
{
    struct answer_about about = {
        .line = line, .event_id = citizen->event_id, .topic = TOPIC_CITIZEN};
    uuid_text(&citizen->subject, about.subject);
    return about;
}

struct answer_about answer_about(uint64_t line, const struct told *told)
{
    const struct event *event = &told->event;
    if (told->is_citizen)
        return about_citizen(line, &told->citizen);
    struct answer_about about = {
        .line = line, .event_id = event->id, .topic = event_kind_topic(event->kind)};
    if (event->subject_kind == SUBJECT_UNIT_YEAR)
        (void) snprintf(about.subject, sizeof(about.subject), "unit/%.*s/%.*s",
                        STR_ARG(event->case_source), STR_ARG(event->case_number));
    else
        uuid_text(&event->subject, about.subject);
    return about;
}
