/* letter -- see letter.h. */
#include "letter.h"

#include <inttypes.h>
#include <string.h>

#include "base/sha256.h"
#include "core/event_fields.h"
#include "html_text.h"
#include "wire/event_codec.h"
#include "wire/text.h"

enum { CLOCK_AHEAD_S = 3600 };

/* A reference is a Message-ID and "#" with so many hexadecimal digits. */
enum { TAIL_LEN = 1 + 16 };

static const int64_t earliest_us = INT64_C(946684800000000); /* 2000-01-01 */

#define DIGEST_HEAD "sha256:"

const char *letter_aside(const struct mail *mail)
{
    if (mail->is_bounce)
        return "bounce";
    if (mail->is_automatic)
        return "automatic";
    return mail->is_spam ? "spam" : NULL;
}

/* ---- ids ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct str trim(struct str text)
{
    for (; text.len > 0 && is_blank(text.ptr[0]); text.len--)
        text.ptr++;
    while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

static enum outcome digest_of(struct str text, struct arena *arena, struct str *id_out,
                              struct err *err)
{
    char id[sizeof(DIGEST_HEAD) + SHA256_HEX_LEN] = DIGEST_HEAD;
    sha256_hex(text, id + strlen(id));
    return str_keep(str_from(id), arena, id_out, err);
}

enum outcome letter_number(struct str id, struct arena *arena, struct str *id_out, struct err *err)
{
    bool is_code = id.len <= CODE_BYTES_MAX - TAIL_LEN && text_check(id, TEXT_CODE) == TEXT_FINE;
    if (!is_code)
        return digest_of(id, arena, id_out, err);
    *id_out = id;
    return OK;
}

static enum outcome join(struct arena *arena, const struct str *parts, size_t count,
                         struct str *joined_out, struct err *err)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += parts[i].len;
    char *text = arena_alloc_bytes(arena, len);
    if (text == NULL)
        return err_set(err, RETRY, "no room for a text in the arena");
    *joined_out = (struct str) {.ptr = text, .len = len};
    for (size_t i = 0; i < count; i++) {
        memcpy(text, str_start(parts[i]), parts[i].len);
        text += parts[i].len;
    }
    return OK;
}

static enum outcome digest_of_mail(const struct mail *mail, struct arena *arena, struct str *id_out,
                                   struct err *err)
{
    char date[32];
    struct str whole;
    (void) snprintf(date, sizeof(date), "%" PRId64, mail->date_us);
    const struct str parts[] = {mail->from_address,  STR("\x1f"), str_from(date),  STR("\x1f"),
                                trim(mail->subject), STR("\x1f"), trim(mail->text)};
    if (join(arena, parts, sizeof(parts) / sizeof(parts[0]), &whole, err) != OK)
        return err->outcome;
    return digest_of(whole, arena, id_out, err);
}

enum outcome letter_ids(struct letter *letter, struct arena *arena, struct err *err)
{
    const struct mail *mail = letter->mail;
    struct str digest;
    if (mail->from_address.len == 0)
        return err_reason(err, REJECT, REASON_MISSING, "the mail has no From");
    if (digest_of_mail(mail, arena, &digest, err) != OK)
        return err->outcome;
    letter->own = letter->reference = digest;
    if (mail->message_id.len == 0)
        return OK;
    if (letter_number(mail->message_id, arena, &letter->own, err) != OK)
        return err->outcome;
    const struct str tail = {.ptr = digest.ptr + strlen(DIGEST_HEAD), .len = TAIL_LEN - 1};
    const struct str parts[] = {letter->own, STR("#"), tail};
    return join(arena, parts, sizeof(parts) / sizeof(parts[0]), &letter->reference, err);
}

bool letter_is_namesake(const struct letter *letter, struct str reference)
{
    struct str id = {.ptr = reference.ptr, .len = letter->own.len};
    return reference.len == id.len + TAIL_LEN && str_eq(id, letter->own) &&
           reference.ptr[id.len] == '#' && !str_eq(reference, letter->reference);
}

/* ---- texts ---- */

/* At most so many bytes of whole characters. */
static struct str cut(struct str text, size_t bytes_max)
{
    if (text.len <= bytes_max)
        return text;
    text.len = bytes_max;
    while (text.len > 0 && ((unsigned char) text.ptr[text.len] & 0xC0) == 0x80)
        text.len--;
    return text;
}

/* A name on one line, of what a mail's head holds. */
static enum outcome one_line(struct str text, struct arena *arena, struct str *line_out,
                             struct err *err)
{
    text = cut(trim(text), CITIZEN_NAME_BYTES_MAX);
    char *line = arena_alloc_bytes(arena, text.len);
    if (line == NULL)
        return err_set(err, RETRY, "no room for a name in the arena");
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char) text.ptr[i];
        line[i] = c < ' ' || c == 0x7F ? ' ' : (char) c;
    }
    *line_out = (struct str) {.ptr = line, .len = text.len};
    if (text_check(*line_out, TEXT_LINE) != TEXT_FINE)
        line_out->len = 0; /* C1 controls, which no name has */
    return OK;
}

static void add_text(struct told_whole *told, enum text_field field, struct str text)
{
    if (text.len == 0)
        return;
    told->event.texts |= SET_OF(field);
    told->records[told->records_count++] =
        (struct citizen) {.kind = CITIZEN_TEXT, .field = field, .text = text};
}

static enum outcome add_content(const struct mail *mail, struct arena *arena,
                                struct told_whole *told, struct err *err)
{
    static const struct str gap = {.ptr = "\n\n", .len = 2};
    struct str body = mail->text;
    struct str content;
    if (mail->is_html && html_text(mail->text, arena, &body, err) != OK)
        return err->outcome;
    body = trim(body);
    struct str subject = trim(mail->subject);
    bool has_both = subject.len > 0 && body.len > 0;
    const struct str parts[] = {subject, has_both ? gap : STR(""), body};
    if (join(arena, parts, 3, &content, err) != OK)
        return err->outcome;
    add_text(told, TEXT_FIELD_CONTENT, cut(content, CITIZEN_TEXT_BYTES_MAX));
    return OK;
}

/* ---- times ---- */

static bool has_fit_date(const struct letter *letter)
{
    int64_t date_us = letter->mail->date_us;
    return date_us >= earliest_us &&
           date_us <= letter->arrived_at_us + CLOCK_AHEAD_S * INT64_C(1000000);
}

/* What somebody should know who only sees the book. */
static enum outcome add_note(const struct letter *letter, struct arena *arena,
                             struct told_whole *told, struct err *err)
{
    char note[256 + CODE_BYTES_MAX] = "";
    struct str kept;
    if (letter->mail->attachments_count > 0)
        (void) snprintf(note, sizeof(note), "附件 %" PRId64 " 个,未收取;",
                        letter->mail->attachments_count);
    if (!has_fit_date(letter))
        (void) snprintf(note + strlen(note), sizeof(note) - strlen(note),
                        "来信无可信日期,以收到时间为准;");
    if (letter->follows.len > 0)
        (void) snprintf(note + strlen(note), sizeof(note) - strlen(note), "续已办结事项 %.*s;",
                        STR_ARG(letter->follows));
    if (str_keep(str_from(note), arena, &kept, err) != OK)
        return err->outcome;
    add_text(told, TEXT_FIELD_NOTE, kept);
    return OK;
}

/* ---- the whole ---- */

static enum outcome add_writer(const struct mail *mail, struct arena *arena,
                               struct told_whole *told, struct err *err)
{
    struct citizen *person = &told->records[told->records_count++];
    *person = (struct citizen) {.kind = CITIZEN_RECORD};
    if (one_line(mail->from_name, arena, &person->name, err) != OK ||
        one_line(mail->from_address, arena, &person->contact, err) != OK)
        return err->outcome;
    told->event.accepted.has_name = person->name.len > 0;
    told->event.accepted.has_contact = person->contact.len > 0;
    return OK;
}

enum outcome letter_tell(const struct letter *letter, const struct letter_office *office,
                         struct arena *arena, struct told_whole *told_out, struct err *err)
{
    const struct mail *mail = letter->mail;
    struct told_whole told = {
        .has_event = true,
        .event = {.kind = letter->is_opening ? EVENT_ACCEPTED : EVENT_SUPPLEMENTED,
                  .case_source = office->source,
                  .case_number = letter->number,
                  .source = office->source,
                  .source_ref = letter->reference,
                  .precision = PRECISION_INSTANT,
                  .occurred_at_us = has_fit_date(letter) ? mail->date_us : letter->arrived_at_us}};
    if (letter->is_opening) {
        told.event.accepted = (struct accepted) {
            .unit = office->unit, .section = office->section, .channel = CHANNEL_MAILBOX};
        if (add_writer(mail, arena, &told, err) != OK)
            return err->outcome;
    } else {
        told.event.supplemented.channel = CHANNEL_MAILBOX;
    }
    if (add_content(mail, arena, &told, err) != OK || add_note(letter, arena, &told, err) != OK)
        return err->outcome;
    if (letter->is_opening)
        told.event.accepted.has_content = (told.event.texts & SET_OF(TEXT_FIELD_CONTENT)) != 0;
    if (event_settle(&told.event, arena, err) != OK)
        return err->outcome;
    *told_out = told;
    return OK;
}
