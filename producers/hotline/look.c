/* look -- see look.h. */
#include "look.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "base/civil.h"
#include "io/pg.h"
#include "run/log.h"
#include "sql.h"
#include "ways.h"

enum { PARAMS_BYTES = 4096, STATEMENT_MS = 5000, TOPIC_TEXT_MAX = 256 };

struct question {
    struct http_exchange *exchange;
    const struct key *key;
};

struct look {
    struct look_options options;
    struct pg *pg; /* NULL: to be opened */
    struct pg_params *params;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex; /* of what follows */
    pthread_cond_t is_asked;
    struct question questions[LOOK_WAITING_MAX]; /* a ring */
    size_t first;
    size_t count;
    bool is_ending;
};

/* ---- what the database says ---- */

static enum outcome query(struct look *look, const char *sql, struct pg_rows *rows, struct err *err)
{
    const struct pg_options options = {
        .conninfo = look->options.conninfo,
        .user = look->options.user[0] == '\0' ? NULL : look->options.user,
        .application_name = "shouwen-hotline",
        .statement_timeout_ms = STATEMENT_MS,
    };
    if (pg_ensure(&options, &look->pg, err) != OK)
        return err->outcome;
    return pg_exec(look->pg, sql, look->params, rows, err);
}

static void put_time(FILE *out, const char *name, const struct pg_rows *rows, int column)
{
    char text[CIVIL_TEXT_MAX];
    if (pg_rows_is_null(rows, 0, column))
        return;
    civil_text(pg_rows_time(rows, 0, column), text);
    answer_put_member(out, name, str_from(text));
}

static void put_some(FILE *out, const char *name, struct str text)
{
    if (text.len > 0)
        answer_put_member(out, name, text);
}

static void put_flags(FILE *out, struct str flags)
{
    (void) fputs(",\"flags\":[", out);
    for (bool is_first = true; flags.len > 0; is_first = false) {
        struct str flag = str_cut(&flags, ',');
        (void) fputs(is_first ? "" : ",", out);
        answer_put_text(out, flag);
    }
    (void) fputc(']', out);
}

static void put_case(FILE *out, const struct pg_rows *rows)
{
    answer_put_member(out, "status", pg_rows_text(rows, 0, 0));
    (void) fprintf(out, ",\"incomplete\":%s,\"paused\":%s",
                   pg_rows_boolean(rows, 0, 1) ? "true" : "false",
                   pg_rows_boolean(rows, 0, 9) ? "true" : "false");
    put_some(out, "acceptedUnit", pg_rows_text(rows, 0, 2));
    put_time(out, "acceptedAt", rows, 3);
    put_some(out, "holderUnit", pg_rows_text(rows, 0, 4));
    put_some(out, "holderSection", pg_rows_text(rows, 0, 5));
    put_some(out, "holderPerson", pg_rows_text(rows, 0, 6));
    put_time(out, "completedAt", rows, 7);
    put_time(out, "dueAt", rows, 8);
    put_some(out, "mergedSource", pg_rows_text(rows, 0, 10));
    put_some(out, "mergedNumber", pg_rows_text(rows, 0, 11));
    put_flags(out, pg_rows_text(rows, 0, 12));
}

static void put_letters(FILE *out, const struct pg_rows *rows)
{
    (void) fputs(",\"deadLetters\":[", out);
    for (size_t i = 0; i < rows->count; i++) {
        char id[UUID_TEXT_LEN + 1];
        struct uuid event_id = pg_rows_uuid(rows, i, 2);
        uuid_text(&event_id, id);
        (void) fprintf(out, "%s{\"eventId\":\"%s\"", i == 0 ? "" : ",", id);
        answer_put_member(out, "projection", pg_rows_text(rows, i, 0));
        answer_put_member(out, "reason", pg_rows_text(rows, i, 3));
        answer_put_member(out, "detail", pg_rows_text(rows, i, 4));
        (void) fputc('}', out);
    }
    (void) fputc(']', out);
}

/* ---- a case ---- */

static enum outcome find_case(struct look *look, const struct uuid *subject, FILE *out,
                              bool *is_found_out, struct err *err)
{
    char key[UUID_TEXT_LEN + 1];
    struct pg_rows rows = {.count = 0};
    uuid_text(subject, key);
    pg_params_reset(look->params);
    pg_param_uuid(look->params, subject);
    if (query(look, SQL_INTAKE_CASE, &rows, err) != OK)
        return err->outcome;
    *is_found_out = rows.count > 0;
    if (rows.count > 0)
        put_case(out, &rows);
    pg_rows_done(&rows);
    pg_params_reset(look->params);
    pg_param_null(look->params);
    pg_param_bytes(look->params, str_from(key));
    if (query(look, SQL_INTAKE_LETTERS, &rows, err) != OK)
        return err->outcome;
    *is_found_out |= rows.count > 0;
    put_letters(out, &rows);
    pg_rows_done(&rows);
    return OK;
}

static int say_case(struct look *look, const struct question *question, struct str rest, FILE *out,
                    struct err *err)
{
    struct str number = rest;
    struct str source = str_cut(&number, '/');
    char id[UUID_TEXT_LEN + 1];
    bool is_found = false;
    if (!keys_has_source(question->key, source)) {
        err_ignore(
            err_set(err, REJECT, "the source is none of those of key '%s'", question->key->name));
        return 403;
    }
    struct uuid subject = event_subject(SUBJECT_CASE, source, number);
    uuid_text(&subject, id);
    (void) fprintf(out, "{\"subject\":\"%s\"", id);
    answer_put_member(out, "source", source);
    answer_put_member(out, "number", number);
    if (find_case(look, &subject, out, &is_found, err) != OK)
        return 503;
    (void) fputs("}\n", out);
    if (!is_found)
        err_ignore(err_set(err, RETRY, "no ledger has such a case, or not yet"));
    return is_found ? 200 : 404;
}

/* ---- an event ---- */

static enum outcome put_applied(struct look *look, const struct known_event *event, FILE *out,
                                struct err *err)
{
    char topic[TOPIC_TEXT_MAX];
    struct pg_rows rows = {.count = 0};
    (void) snprintf(topic, sizeof(topic), "%s.%s", look->options.topic_prefix,
                    topic_name(event->topic));
    pg_params_reset(look->params);
    pg_param_text(look->params, str_from(topic));
    pg_param_integer(look->params, event->partition);
    pg_param_bigint(look->params, event->offset);
    if (query(look, SQL_INTAKE_APPLIED, &rows, err) != OK)
        return err->outcome;
    answer_put_member(out, "topic", str_from(topic));
    (void) fprintf(out, ",\"partition\":%d,\"offset\":%" PRId64 ",\"appliedBy\":[",
                   event->partition, event->offset);
    for (size_t i = 0; i < rows.count; i++) {
        (void) fputs(i == 0 ? "" : ",", out);
        answer_put_text(out, pg_rows_text(&rows, i, 0));
    }
    (void) fputc(']', out);
    pg_rows_done(&rows);
    return OK;
}

static int say_event(struct look *look, const struct question *question, struct str rest, FILE *out,
                     struct err *err)
{
    struct uuid id;
    struct known_event event = {.partition = -1};
    struct pg_rows rows = {.count = 0};
    if (!uuid_parse(rest, &id)) {
        err_ignore(err_reason(err, REJECT, REASON_ID, "the id is not a canonical UUID"));
        return 400;
    }
    bool is_known = known_find(look->options.known, &id, &event);
    bool may_ask = is_known ? keys_has_source(question->key, str_from(event.source))
                            : question->key->sources.is_all;
    (void) fprintf(out, "{\"eventId\":\"%.*s\"", STR_ARG(rest));
    if (is_known && may_ask) {
        bool is_sent = event.partition >= 0 ||
                       event.sequence <= spool_status(look->options.spool).waiting.acknowledged;
        answer_put_member(out, "subject", str_from(event.subject));
        answer_put_member(out, "state", is_sent ? STR("published") : STR("accepted"));
    }
    bool has_place = is_known && event.partition >= 0 && event.offset >= 0;
    if (has_place && may_ask && put_applied(look, &event, out, err) != OK)
        return 503;
    pg_params_reset(look->params);
    pg_param_uuid(look->params, &id);
    pg_param_null(look->params);
    if (may_ask && query(look, SQL_INTAKE_LETTERS, &rows, err) != OK)
        return 503;
    bool is_found = may_ask && (is_known || rows.count > 0);
    put_letters(out, &rows);
    pg_rows_done(&rows);
    (void) fputs("}\n", out);
    if (!is_found)
        err_ignore(
            err_set(err, RETRY, "it is none of the events that came in lately; ask for its case"));
    return is_found ? 200 : 404;
}

/* ---- the thread ---- */

static void say(struct look *look, const struct question *question)
{
    struct err err = {.outcome = OK};
    char *text = NULL;
    size_t len = 0;
    struct str path = http_path(question->exchange);
    const struct way *way = way_find(path);
    FILE *out = open_memstream(&text, &len);
    int status = 503;
    if (out == NULL)
        err_ignore(err_set(&err, RETRY, "no memory for an answer"));
    else if (way == &ways[WAY_CASE])
        status = say_case(look, question, way_rest(way, path), out, &err);
    else
        status = say_event(look, question, way_rest(way, path), out, &err);
    if (out != NULL)
        (void) fclose(out);
    if (status == 503) {
        log_err(LOG_WARN, "asking PostgreSQL", &err);
        answer_refuse(question->exchange, 503, "the database cannot be asked now");
    } else if (status == 200) {
        answer_json(question->exchange, status, (struct str) {.ptr = text, .len = len});
    } else {
        answer_problem(question->exchange, status, &err);
    }
    free(text);
}

static void *answer_all(void *argument)
{
    struct look *look = argument;
    for (;;) {
        (void) pthread_mutex_lock(&look->mutex);
        while (look->count == 0 && !look->is_ending)
            (void) pthread_cond_wait(&look->is_asked, &look->mutex);
        bool is_over = look->count == 0;
        struct question question = look->questions[look->first];
        if (!is_over) {
            look->first = (look->first + 1) % LOOK_WAITING_MAX;
            look->count--;
        }
        (void) pthread_mutex_unlock(&look->mutex);
        if (is_over)
            return NULL;
        say(look, &question);
    }
}

void look_handle(struct look *look, struct http_exchange *exchange, const struct key *key)
{
    if (look->options.conninfo[0] == '\0') {
        answer_refuse(exchange, 503, "there is no database to ask: pg_conninfo is empty");
        return;
    }
    (void) pthread_mutex_lock(&look->mutex);
    bool has_room = look->count < LOOK_WAITING_MAX && !look->is_ending;
    if (has_room) {
        size_t at = (look->first + look->count++) % LOOK_WAITING_MAX;
        look->questions[at] = (struct question) {.exchange = exchange, .key = key};
        (void) pthread_cond_signal(&look->is_asked);
    }
    (void) pthread_mutex_unlock(&look->mutex);
    if (!has_room)
        answer_refuse(exchange, 503, "too many questions wait for the database");
}

/* ---- life cycle ---- */

enum outcome look_new(const struct look_options *options, struct look **look_out, struct err *err)
{
    struct look *look = calloc(1, sizeof(*look));
    if (look == NULL)
        return err_set(err, FATAL, "no memory for questions");
    *look = (struct look) {.options = *options,
                           .mutex = PTHREAD_MUTEX_INITIALIZER,
                           .is_asked = PTHREAD_COND_INITIALIZER};
    enum outcome outcome = pg_params_new(PARAMS_BYTES, &look->params, err);
    if (outcome == OK)
        look->has_thread = pthread_create(&look->thread, NULL, answer_all, look) == 0;
    if (outcome == OK && !look->has_thread)
        outcome = err_set(err, FATAL, "no thread for questions");
    if (outcome == OK)
        *look_out = look;
    else
        look_free(look);
    return outcome;
}

void look_free(struct look *look)
{
    if (look == NULL)
        return;
    (void) pthread_mutex_lock(&look->mutex);
    look->is_ending = true;
    (void) pthread_cond_signal(&look->is_asked);
    (void) pthread_mutex_unlock(&look->mutex);
    if (look->has_thread)
        (void) pthread_join(look->thread, NULL);
    pg_close(look->pg);
    pg_params_free(look->params);
    free(look);
}
