/* letter_offer -- letters go back into their topics: see letter.h. */
#include <assert.h>
#include <string.h>

#include "letter.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 1 << 20, SEND_MS_MAX = 10000, DELIVER_MS_MAX = 60000 };

/* The columns of letter_show.sql and letter_personal.sql that are bytes. */
enum { COLUMN_IS_PERSONAL = 7, COLUMN_KEY = 8, PERSONAL_COLUMN_KEY = 0 };

/* ---- the desk ---- */

static void delivered(void *context, const struct kafka_delivery *delivery, enum outcome outcome,
                      const struct err *err)
{
    struct letter_desk *desk = context;
    (void) delivery; /* one message at a time */
    desk->delivered = outcome;
    if (outcome != OK)
        desk->failure = *err;
}

static enum outcome open_out(const struct admin *admin, struct letter_desk *desk, struct err *err)
{
    const struct kafka_out_options options = {
        .bootstrap_servers = admin->kafka_bootstrap_servers,
        .topic_prefix = admin->topic_prefix,
        .client_id = "shouwen-admin",
        .settings = admin->kafka.list,
    };
    const struct kafka_out_hooks hooks = {.context = desk, .delivered = delivered};
    return kafka_out_open(&options, &hooks, &desk->out, err);
}

enum outcome letter_desk_open(const struct admin *admin, bool is_to_offer, struct letter_desk *desk,
                              struct err *err)
{
    *desk = (struct letter_desk) {.admin = admin};
    if (pg_params_new(PARAMS_BYTES_MAX, &desk->params, err) != OK ||
        admin_open_pg(admin, &desk->pg, err) != OK ||
        (is_to_offer && open_out(admin, desk, err) != OK)) {
        letter_desk_close(desk);
        return err->outcome;
    }
    return OK;
}

void letter_desk_close(struct letter_desk *desk)
{
    if (desk->out != NULL)
        kafka_out_close(desk->out);
    pg_close(desk->pg);
    pg_params_free(desk->params);
    *desk = (struct letter_desk) {.pg = NULL};
}

/* ---- one letter ---- */

/* What is sent; borrowed from `rows`. */
struct bytes {
    struct pg_rows rows;
    struct str key;
    struct str payload;
    struct str headers;
    bool is_tombstone;
};

static void take_bytes(const struct pg_rows *rows, size_t row, int key_column, struct bytes *bytes)
{
    bytes->key = pg_rows_text(rows, row, key_column);
    bytes->payload = pg_rows_text(rows, row, key_column + 1);
    bytes->headers = pg_rows_text(rows, row, key_column + 2);
    bytes->is_tombstone = pg_rows_is_null(rows, row, key_column + 1);
}

static enum outcome may_read_personal(struct letter_desk *desk, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    if (pg_exec(desk->pg, SQL_LETTER_RIGHTS, NULL, &rows, err) != OK)
        return err->outcome;
    bool may = pg_rows_boolean(&rows, 0, 0);
    pg_rows_done(&rows);
    if (!may)
        return err_set(
            err, REJECT,
            "its bytes are or may be personal and this role may not read them; --pg-user "
            "a role that is a member of shouwen_admin and citizen_reader");
    return OK;
}

static enum outcome read_personal(struct letter_desk *desk, const struct letter *letter,
                                  struct bytes *bytes, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    if (may_read_personal(desk, err) != OK ||
        letter_read(desk, SQL_LETTER_PERSONAL, letter, &rows, err) != OK)
        return err->outcome;
    if (rows.count == 0) {
        pg_rows_done(&rows);
        return err_set(err, REJECT, "its bytes are no longer kept");
    }
    pg_rows_done(&bytes->rows);
    bytes->rows = rows;
    take_bytes(&bytes->rows, 0, PERSONAL_COLUMN_KEY, bytes);
    return OK;
}

/* `headers` has room for KAFKA_HEADERS_MAX; they borrow from `rows_out`. */
static enum outcome read_headers(struct letter_desk *desk, struct str json,
                                 struct kafka_header *headers, struct pg_rows *rows_out,
                                 struct err *err)
{
    pg_params_reset(desk->params);
    pg_param_text(desk->params, json);
    if (pg_exec(desk->pg, SQL_LETTER_HEADERS, desk->params, rows_out, err) != OK)
        return err->outcome;
    if (rows_out->count > KAFKA_HEADERS_MAX) {
        pg_rows_done(rows_out);
        return err_set(err, REJECT, "it has more than %d headers", KAFKA_HEADERS_MAX);
    }
    for (size_t i = 0; i < rows_out->count; i++)
        headers[i] = (struct kafka_header) {
            .name = pg_rows_text(rows_out, i, 0).ptr, /* libpq ends every value with NUL */
            .value = pg_rows_text(rows_out, i, 1),
        };
    return OK;
}

static enum outcome send(struct letter_desk *desk, const struct kafka_message *message,
                         struct err *err)
{
    desk->delivered = RETRY;
    if (kafka_out_send(desk->out, message, SEND_MS_MAX, err) != OK ||
        kafka_out_flush(desk->out, DELIVER_MS_MAX, err) != OK)
        return err->outcome;
    if (desk->delivered != OK) {
        *err = desk->failure;
        return err->outcome;
    }
    return OK;
}

static enum outcome publish(struct letter_desk *desk, const struct letter *letter,
                            const struct bytes *bytes, struct err *err)
{
    struct kafka_header headers[KAFKA_HEADERS_MAX];
    struct pg_rows header_rows = {.count = 0};
    if (read_headers(desk, bytes->headers, headers, &header_rows, err) != OK)
        return err->outcome;
    struct str value = bytes->payload;
    if (bytes->is_tombstone)
        value = (struct str) {.ptr = NULL};
    else if (value.len == 0)
        value = STR("");
    const struct kafka_message message = {
        .topic = letter->topic,
        .partition = bytes->key.len > 0 ? KAFKA_BY_KEY : letter->partition,
        .key = bytes->key,
        .value = value,
        .headers = headers,
        .headers_count = header_rows.count,
    };
    enum outcome outcome = send(desk, &message, err);
    pg_rows_done(&header_rows);
    return outcome;
}

static enum outcome note_offered(struct letter_desk *desk, const struct letter *letter,
                                 struct err *err)
{
    struct pg_rows rows = {.count = 0};
    char topic[LETTER_TOPIC_MAX];
    letter_topic(desk, letter, topic);
    pg_params_reset(desk->params);
    pg_param_text(desk->params, str_from(topic));
    pg_param_integer(desk->params, letter->partition);
    pg_param_bigint(desk->params, letter->offset);
    pg_param_uuid(desk->params, &letter->event_id);
    if (pg_exec(desk->pg, SQL_LETTER_OFFERED, desk->params, &rows, err) != OK)
        return err_wrap(err, "it is in its topic again, but that could not be noted");
    pg_rows_done(&rows);
    return OK;
}

static enum outcome offer_row(struct letter_desk *desk, const struct pg_rows *rows, size_t row,
                              struct err *err)
{
    struct letter letter;
    struct bytes bytes = {.is_tombstone = false};
    if (letter_from_row(desk, rows, row, &letter, err) != OK)
        return err->outcome;
    take_bytes(rows, row, COLUMN_KEY, &bytes);
    enum outcome outcome = OK;
    if (pg_rows_boolean(rows, row, COLUMN_IS_PERSONAL))
        outcome = read_personal(desk, &letter, &bytes, err);
    if (outcome == OK)
        outcome = publish(desk, &letter, &bytes, err);
    if (outcome == OK)
        outcome = note_offered(desk, &letter, err);
    pg_rows_done(&bytes.rows);
    return outcome;
}

enum outcome letter_offer(struct letter_desk *desk, const struct letter *letter, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    char name[LETTER_TEXT_MAX];
    letter_text(letter, name);
    if (letter_read(desk, SQL_LETTER_SHOW, letter, &rows, err) != OK)
        return err_wrap(err, "%s", name);
    enum outcome outcome = OK;
    if (rows.count == 0)
        outcome = err_set(err, REJECT, "there is no such letter");
    for (size_t i = 0; i < rows.count && outcome == OK; i++)
        outcome = offer_row(desk, &rows, i, err);
    pg_rows_done(&rows);
    return outcome == OK ? OK : err_wrap(err, "%s", name);
}
