/* mail -- see mail.h. */
#include "io/mail.h"

#include <gmime/gmime.h>

enum { DEPTH_MAX = 32 };

struct reading {
    GMimeObject *plain; /* the first of its kind; borrowed from the message */
    GMimeObject *html;
    int64_t attachments_count;
};

void mail_init(void)
{
    g_mime_init();
}

void mail_done(void)
{
    g_mime_shutdown();
}

/* ---- texts ---- */

static enum outcome keep(const char *text, struct arena *arena, struct str *kept_out,
                         struct err *err)
{
    gchar *valid = g_utf8_make_valid(text == NULL ? "" : text, -1);
    enum outcome outcome = str_keep(str_from(valid), arena, kept_out, err);
    g_free(valid);
    return outcome;
}

/* From the charset, up to a character that was cut off at the end; NULL: it is none of that. */
static gchar *convert(const GByteArray *bytes, const char *charset)
{
    GError *error = NULL;
    gsize taken = 0;
    const char *data = (const char *) bytes->data;
    gchar *text = g_convert(data, bytes->len, "UTF-8", charset, &taken, NULL, &error);
    bool is_cut = g_error_matches(error, G_CONVERT_ERROR, G_CONVERT_ERROR_PARTIAL_INPUT);
    g_clear_error(&error);
    if (text == NULL && is_cut)
        text = g_convert(data, (gssize) taken, "UTF-8", charset, NULL, NULL, NULL);
    return text;
}

/* Offices' mailers say GB2312 and mean all of GB18030, or say nothing at all. */
static gchar *to_utf8(GByteArray *bytes, const char *charset)
{
    static const char *const chinese[] = {"gb2312", "gbk", "gb18030", "cp936", "x-gbk"};
    gchar *text = bytes->len == 0 ? g_strdup("") : NULL;
    for (guint i = 0; i < bytes->len; i++)
        bytes->data[i] = bytes->data[i] == '\0' ? ' ' : bytes->data[i];
    for (size_t i = 0; charset != NULL && i < sizeof(chinese) / sizeof(chinese[0]); i++)
        charset = g_ascii_strcasecmp(charset, chinese[i]) == 0 ? "GB18030" : charset;
    bool is_said = charset != NULL && g_ascii_strcasecmp(charset, "us-ascii") != 0;
    if (text == NULL && is_said)
        text = convert(bytes, charset);
    if (text == NULL)
        text = convert(bytes, "UTF-8");
    if (text == NULL)
        text = convert(bytes, "GB18030");
    if (text == NULL)
        text = g_utf8_make_valid((const char *) bytes->data, (gssize) bytes->len);
    return text;
}

/* What the part holds, with base64 and quoted-printable undone, as far as we read. */
static GByteArray *read_content(GMimePart *part)
{
    char buffer[4096];
    GByteArray *bytes = g_byte_array_new();
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (content == NULL)
        return bytes;
    GMimeStream *source = g_mime_data_wrapper_get_stream(content);
    GMimeStream *stream = g_mime_stream_filter_new(source);
    GMimeFilter *filter = g_mime_filter_basic_new(g_mime_data_wrapper_get_encoding(content), FALSE);
    (void) g_mime_stream_filter_add(GMIME_STREAM_FILTER(stream), filter);
    g_object_unref(filter);
    (void) g_mime_stream_reset(source);
    ssize_t len = 1;
    while (len > 0 && bytes->len < MAIL_TEXT_BYTES_MAX) {
        len = g_mime_stream_read(stream, buffer, sizeof(buffer));
        if (len > 0)
            g_byte_array_append(bytes, (const guint8 *) buffer, (guint) len);
    }
    g_object_unref(stream);
    return bytes;
}

static enum outcome read_text(GMimeObject *object, struct arena *arena, struct str *text_out,
                              struct err *err)
{
    GByteArray *bytes = read_content(GMIME_PART(object));
    gchar *text = to_utf8(bytes, g_mime_object_get_content_type_parameter(object, "charset"));
    enum outcome outcome = str_keep(str_from(text), arena, text_out, err);
    g_free(text);
    g_byte_array_unref(bytes);
    return outcome;
}

/* ---- parts ---- */

/* "Content-Type: text" and what else has no slash says nothing, which is plain text (RFC 2045). */
static bool has_no_type(GMimeObject *object)
{
    const char *type = g_mime_object_get_header(object, "Content-Type");
    return type != NULL && strchr(type, '/') == NULL;
}

static void see_part(struct reading *reading, GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    const char *disposition = g_mime_object_get_disposition(object);
    bool is_attached = disposition != NULL && g_ascii_strcasecmp(disposition, "inline") != 0;
    GMimeObject **place = NULL;
    if (has_no_type(object) || g_mime_content_type_is_type(type, "text", "plain"))
        place = &reading->plain;
    else if (g_mime_content_type_is_type(type, "text", "html"))
        place = &reading->html;
    if (is_attached || place == NULL)
        reading->attachments_count++;
    else if (*place == NULL)
        *place = object;
}

static void see(struct reading *reading, GMimeObject *object, int depth)
{
    if (object == NULL || depth > DEPTH_MAX)
        return;
    if (!GMIME_IS_MULTIPART(object)) {
        if (GMIME_IS_PART(object))
            see_part(reading, object);
        else
            reading->attachments_count++; /* another mail within this one */
        return;
    }
    int count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
    for (int i = 0; i < count; i++)
        see(reading, g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth + 1);
}

/* ---- the head ---- */

static bool begins(GMimeMessage *message, const char *name, const char *const *words)
{
    const char *value = g_mime_object_get_header(GMIME_OBJECT(message), name);
    for (size_t i = 0; value != NULL && words[i] != NULL; i++)
        if (g_ascii_strncasecmp(value, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static void judge(GMimeMessage *message, struct mail *mail)
{
    static const char *const precedences[] = {"bulk", "junk", "list", "auto_reply", NULL};
    static const char *const persons[] = {"no", NULL};
    static const char *const yes[] = {"yes", "true", NULL};
    static const char *const nobody[] = {"<>", NULL};
    GMimeObject *body = g_mime_message_get_mime_part(message);
    const char *submitted = g_mime_object_get_header(GMIME_OBJECT(message), "Auto-Submitted");
    mail->is_automatic = (submitted != NULL && !begins(message, "Auto-Submitted", persons)) ||
                         begins(message, "Precedence", precedences);
    mail->is_spam = begins(message, "X-Spam-Flag", yes) || begins(message, "X-Spam-Status", yes);
    mail->is_bounce =
        begins(message, "Return-Path", nobody) ||
        (body != NULL &&
         g_mime_content_type_is_type(g_mime_object_get_content_type(body), "multipart", "report"));
}

/* All that a header of ids names, unless another named some before. */
static enum outcome read_thread(GMimeMessage *message, const char *name, struct arena *arena,
                                struct mail *mail, struct err *err)
{
    const char *value = g_mime_object_get_header(GMIME_OBJECT(message), name);
    if (value == NULL || mail->thread_count > 0)
        return OK;
    GMimeReferences *references = g_mime_references_parse(NULL, value);
    int count = g_mime_references_length(references);
    enum outcome outcome = OK;
    for (int i = 0; i < count && outcome == OK; i++) {
        if (i > 0 && count - i >= MAIL_THREAD_MAX)
            continue; /* the first and the latest */
        struct str *id = &mail->thread[mail->thread_count];
        outcome = keep(g_mime_references_get_message_id(references, i), arena, id, err);
        mail->thread_count += outcome == OK && id->len > 0; /* "<>" is nobody's */
    }
    g_mime_references_free(references);
    return outcome;
}

static enum outcome read_from(GMimeMessage *message, struct arena *arena, struct mail *mail,
                              struct err *err)
{
    InternetAddressList *list = g_mime_message_get_from(message);
    if (list == NULL || internet_address_list_length(list) == 0)
        return OK;
    InternetAddress *address = internet_address_list_get_address(list, 0);
    if (keep(internet_address_get_name(address), arena, &mail->from_name, err) != OK)
        return err->outcome;
    if (!INTERNET_ADDRESS_IS_MAILBOX(address))
        return OK;
    const char *text = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
    return keep(text, arena, &mail->from_address, err);
}

static enum outcome read_head(GMimeMessage *message, struct arena *arena, struct mail *mail,
                              struct err *err)
{
    GDateTime *date = g_mime_message_get_date(message);
    if (date != NULL)
        mail->date_us = g_date_time_to_unix(date) * 1000000;
    if (keep(g_mime_message_get_message_id(message), arena, &mail->message_id, err) != OK ||
        read_thread(message, "References", arena, mail, err) != OK ||
        read_thread(message, "In-Reply-To", arena, mail, err) != OK ||
        keep(g_mime_message_get_subject(message), arena, &mail->subject, err) != OK)
        return err->outcome;
    judge(message, mail);
    return read_from(message, arena, mail, err);
}

static enum outcome read_message(GMimeMessage *message, struct arena *arena, struct mail *mail,
                                 struct err *err)
{
    struct reading reading = {.plain = NULL};
    *mail = (struct mail) {0};
    if (read_head(message, arena, mail, err) != OK)
        return err->outcome;
    see(&reading, g_mime_message_get_mime_part(message), 0);
    mail->attachments_count = reading.attachments_count;
    mail->is_html = reading.plain == NULL && reading.html != NULL;
    GMimeObject *part = reading.plain != NULL ? reading.plain : reading.html;
    return part == NULL ? OK : read_text(part, arena, &mail->text, err);
}

enum outcome mail_read(int file, struct arena *arena, struct mail *mail_out, struct err *err)
{
    const char *charsets[] = {"utf-8", "gb18030", NULL}; /* of heads that say none */
    struct mail mail;
    GMimeStream *stream = g_mime_stream_fs_new(file);
    g_mime_stream_fs_set_owner(GMIME_STREAM_FS(stream), FALSE);
    GMimeParserOptions *options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(options, charsets);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    enum outcome outcome = message == NULL
                               ? err_reason(err, REJECT, REASON_SYNTAX, "the file is no mail")
                               : read_message(message, arena, &mail, err);
    if (message != NULL)
        g_object_unref(message);
    g_object_unref(parser);
    g_mime_parser_options_free(options);
    g_object_unref(stream);
    if (outcome == OK)
        *mail_out = mail;
    return outcome;
}
