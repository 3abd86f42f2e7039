/* letter -- see letter.h. */
#include "letter.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "sql.h"
#include "wire/event_codec.h"
#include "wire/event_json.h"

enum { HEX_LINE = 16, SHOWN_BYTES_MAX = 4096, JSON_BYTES_MAX = 16 << 20 };

/* The columns of letter_show.sql. */
enum {
    COLUMN_EVENT_ID = 4,
    COLUMN_REASON,
    COLUMN_WHY,
    COLUMN_IS_PERSONAL,
    COLUMN_KEY,
    COLUMN_PAYLOAD,
    COLUMN_HEADERS,
    COLUMN_TIMESTAMP,
    COLUMN_PROGRAM,
    COLUMN_MADE_AT,
    COLUMN_OFFERED_AT,
};

/* ---- names ---- */

/* Cut off what stands before the next "/". */
static struct str next_part(struct str *rest)
{
    struct str part = {.ptr = rest->ptr, .len = 0};
    while (part.len < rest->len && part.ptr[part.len] != '/')
        part.len++;
    size_t taken = part.len + (part.len < rest->len);
    rest->ptr += taken;
    rest->len -= taken;
    return part;
}

static bool parse_number(struct str text, int64_t most, int64_t *number_out)
{
    char copy[24];
    if (text.len == 0 || text.len >= sizeof(copy))
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    char *end = NULL;
    errno = 0;
    long long number = strtoll(copy, &end, 10);
    if (errno != 0 || *end != '\0' || copy[0] < '0' || copy[0] > '9' || number > most)
        return false;
    *number_out = number;
    return true;
}

enum outcome letter_parse(const char *text, struct letter *letter_out, struct err *err)
{
    struct letter letter = {.has_event_id = false};
    struct str rest = str_from(text);
    struct str projection = next_part(&rest);
    struct str topic = next_part(&rest);
    int64_t partition = 0;
    bool is_right = projection.len > 0 && projection.len < sizeof(letter.projection) &&
                    topic_find(topic, &letter.topic) &&
                    parse_number(next_part(&rest), INT32_MAX, &partition) &&
                    parse_number(next_part(&rest), INT64_MAX, &letter.offset);
    if (is_right && rest.len > 0)
        is_right = letter.has_event_id = uuid_parse(rest, &letter.event_id);
    if (!is_right)
        return err_reason(err, REJECT, REASON_SYNTAX,
                          "\"%.100s\" is no letter; they are named like "
                          "section_ledger/inquiry/3/42",
                          text);
    memcpy(letter.projection, projection.ptr, projection.len);
    letter.partition = (int32_t) partition;
    *letter_out = letter;
    return OK;
}

void letter_text(const struct letter *letter, char text_out[LETTER_TEXT_MAX])
{
    char event_id[UUID_TEXT_LEN + 2] = "";
    if (letter->has_event_id && !uuid_is_zero(&letter->event_id)) {
        event_id[0] = '/';
        uuid_text(&letter->event_id, event_id + 1);
    }
    (void) snprintf(text_out, LETTER_TEXT_MAX, "%s/%s/%" PRId32 "/%" PRId64 "%s",
                    letter->projection, topic_name(letter->topic), letter->partition,
                    letter->offset, event_id);
}

enum outcome letter_from_row(const struct letter_desk *desk, const struct pg_rows *rows, size_t row,
                             struct letter *letter_out, struct err *err)
{
    struct letter letter = {
        .partition = (int32_t) pg_rows_bigint(rows, row, 2),
        .offset = pg_rows_bigint(rows, row, 3),
        .has_event_id = true,
        .event_id = pg_rows_uuid(rows, row, COLUMN_EVENT_ID),
    };
    struct str topic = pg_rows_text(rows, row, 1);
    if (!admin_topic_find(desk->admin, topic, &letter.topic))
        return err_reason(err, REJECT, REASON_UNKNOWN_NAME,
                          "a letter is of the topic \"%.*s\", which is none of this installation",
                          STR_ARG(topic));
    (void) snprintf(letter.projection, sizeof(letter.projection), "%.*s",
                    STR_ARG(pg_rows_text(rows, row, 0)));
    *letter_out = letter;
    return OK;
}

/* ---- reading ---- */

void letter_topic(const struct letter_desk *desk, const struct letter *letter,
                  char name_out[LETTER_TOPIC_MAX])
{
    (void) snprintf(name_out, LETTER_TOPIC_MAX, "%s.%s", desk->admin->topic_prefix,
                    topic_name(letter->topic));
}

enum outcome letter_read(struct letter_desk *desk, const char *sql, const struct letter *letter,
                         struct pg_rows *rows_out, struct err *err)
{
    struct pg_params *params = desk->params;
    char topic[LETTER_TOPIC_MAX];
    letter_topic(desk, letter, topic);
    pg_params_reset(params);
    pg_param_text(params, str_from(letter->projection));
    pg_param_text(params, str_from(topic));
    pg_param_integer(params, letter->partition);
    pg_param_bigint(params, letter->offset);
    if (letter->has_event_id)
        pg_param_uuid(params, &letter->event_id);
    else
        pg_param_null(params);
    return pg_exec(desk->pg, sql, params, rows_out, err);
}

/* ---- showing ---- */

static void print_bytes(const char *title, struct str bytes)
{
    (void) printf("%-10s %zu bytes\n", title, bytes.len);
    size_t shown = bytes.len < SHOWN_BYTES_MAX ? bytes.len : SHOWN_BYTES_MAX;
    for (size_t at = 0; at < shown; at += HEX_LINE) {
        size_t count = shown - at < HEX_LINE ? shown - at : HEX_LINE;
        (void) printf("  %08zx ", at);
        for (size_t i = 0; i < HEX_LINE; i++)
            if (i < count)
                (void) printf(" %02x", (unsigned) (unsigned char) bytes.ptr[at + i]);
            else
                (void) printf("   ");
        (void) printf("  ");
        for (size_t i = 0; i < count; i++) {
            char byte = bytes.ptr[at + i];
            (void) putchar(byte >= ' ' && byte <= '~' ? byte : '.');
        }
        (void) putchar('\n');
    }
    if (shown < bytes.len)
        (void) printf("  and %zu bytes more\n", bytes.len - shown);
}

/* Many letters hold a whole event; the others have only bytes to show. */
static enum outcome print_json(const struct pg_rows *rows, size_t row, enum topic topic,
                               struct err *err)
{
    struct arena arena = {.memory = NULL};
    struct event event;
    struct str json;
    struct err ignored;
    if (topic >= TOPICS_OF_EVENTS)
        return OK;
    if (arena_init(&arena, JSON_BYTES_MAX, err) != OK)
        return err->outcome;
    const struct record record = {
        .topic = topic,
        .timestamp_us = pg_rows_bigint(rows, row, COLUMN_TIMESTAMP),
        .is_log_append_time = true,
        .key = pg_rows_text(rows, row, COLUMN_KEY),
        .payload = pg_rows_text(rows, row, COLUMN_PAYLOAD),
    };
    if (event_decode(&record, &arena, &event, &ignored) == OK &&
        event_to_json(&event, &arena, &json, &ignored) == OK)
        (void) printf("%-10s %.*s\n", "event", STR_ARG(json));
    arena_done(&arena);
    return OK;
}

static void print_time(const char *title, int64_t at_us)
{
    char text[CIVIL_TEXT_MAX];
    civil_text(at_us, text);
    (void) printf("%-10s %s\n", title, text);
}

static const char *help_of(struct str reason)
{
    for (int i = 0; i < REASONS_COUNT; i++)
        if (str_eq(reason, str_from(reason_name((enum reason) i))))
            return reason_help((enum reason) i);
    return "of a version that this program does not know";
}

static enum outcome print_letter(const struct letter_desk *desk, const struct pg_rows *rows,
                                 size_t row, struct err *err)
{
    struct letter letter;
    char name[LETTER_TEXT_MAX];
    struct str reason = pg_rows_text(rows, row, COLUMN_REASON);
    if (letter_from_row(desk, rows, row, &letter, err) != OK)
        return err->outcome;
    letter_text(&letter, name);
    (void) printf("%-10s %s\n%-10s %.*s: %s\n%-10s %.*s\n", "letter", name, "reason",
                  STR_ARG(reason), help_of(reason), "text",
                  STR_ARG(pg_rows_text(rows, row, COLUMN_WHY)));
    print_time("published", pg_rows_bigint(rows, row, COLUMN_TIMESTAMP));
    print_time("set aside", pg_rows_time(rows, row, COLUMN_MADE_AT));
    (void) printf("%-10s %.*s\n", "by version", STR_ARG(pg_rows_text(rows, row, COLUMN_PROGRAM)));
    if (pg_rows_is_null(rows, row, COLUMN_OFFERED_AT))
        (void) printf("%-10s not yet\n", "offered");
    else
        print_time("offered", pg_rows_time(rows, row, COLUMN_OFFERED_AT));
    if (pg_rows_boolean(rows, row, COLUMN_IS_PERSONAL)) {
        (void) printf("%-10s are or may be personal, and are not shown\n", "bytes");
        return OK;
    }
    print_bytes("key", pg_rows_text(rows, row, COLUMN_KEY));
    print_bytes("payload", pg_rows_text(rows, row, COLUMN_PAYLOAD));
    struct str headers = pg_rows_text(rows, row, COLUMN_HEADERS);
    if (headers.len > 0)
        (void) printf("%-10s %.*s\n", "headers", STR_ARG(headers));
    return print_json(rows, row, letter.topic, err);
}

enum outcome letter_show(struct letter_desk *desk, const struct letter *letter, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    char name[LETTER_TEXT_MAX];
    letter_text(letter, name);
    if (letter_read(desk, SQL_LETTER_SHOW, letter, &rows, err) != OK)
        return err->outcome;
    enum outcome outcome = OK;
    if (rows.count == 0)
        outcome = err_set(err, REJECT, "there is no letter %s", name);
    for (size_t i = 0; i < rows.count && outcome == OK; i++) {
        if (i > 0)
            (void) putchar('\n');
        outcome = print_letter(desk, &rows, i, err);
    }
    pg_rows_done(&rows);
    return outcome;
}
