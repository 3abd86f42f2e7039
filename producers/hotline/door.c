/* door -- see door.h. */
#include "door.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer.h"
#include "base/time.h"
#include "history.h"
#include "run/log.h"
#include "wire/json_split.h"

enum { ARENA_BYTES = 16 << 20, THREADS_MAX = 64 };

struct door {
    struct door_options options;
    pthread_mutex_t mutex; /* of the arenas nobody uses */
    struct arena arenas[THREADS_MAX];
    struct arena *idle[THREADS_MAX];
    size_t idle_count;
    atomic_uint_fast64_t accepted, repeated, refused, unavailable;
};

enum form { FORM_JSON, FORM_LINES, FORM_PROTOBUF };

/* What became of one event of a request. */
struct item {
    int status;
    bool is_event;
    bool is_known;
    struct known_event event;
    struct known_claim claim; /* of an event, while it is on its way */
    struct err err;           /* of one that was refused */
    struct request *request;
};

/* Kept with the exchange. */
struct request {
    struct door *door;
    struct http_exchange *exchange;
    struct key *key;
    enum form form;
    enum topic topic; /* of FORM_PROTOBUF */
    bool is_list;
    struct item *items;
    size_t count;
    size_t size;
    atomic_size_t waiting; /* for the disk; and one for the request itself while it is read */
};

/* ---- life cycle ---- */

enum outcome door_new(const struct door_options *options, struct door **door_out, struct err *err)
{
    struct door *door = calloc(1, sizeof(*door));
    if (door == NULL || options->threads > THREADS_MAX) {
        free(door);
        return err_set(err, FATAL, "no memory for a door of %zu threads", options->threads);
    }
    door->options = *options;
    (void) pthread_mutex_init(&door->mutex, NULL);
    for (size_t i = 0; i < options->threads; i++) {
        if (arena_init(&door->arenas[i], ARENA_BYTES, err) != OK) {
            door_free(door);
            return err->outcome;
        }
        door->idle[door->idle_count++] = &door->arenas[i];
    }
    *door_out = door;
    return OK;
}

void door_free(struct door *door)
{
    if (door == NULL)
        return;
    for (size_t i = 0; i < THREADS_MAX; i++)
        arena_done(&door->arenas[i]);
    (void) pthread_mutex_destroy(&door->mutex);
    free(door);
}

struct door_counts door_counts(struct door *door)
{
    return (struct door_counts) {
        .accepted = atomic_load(&door->accepted),
        .repeated = atomic_load(&door->repeated),
        .refused = atomic_load(&door->refused),
        .unavailable = atomic_load(&door->unavailable),
    };
}

/* A thread of the server handles one request at once, so there is one. */
static struct arena *take_arena(struct door *door)
{
    (void) pthread_mutex_lock(&door->mutex);
    struct arena *arena = door->idle[--door->idle_count];
    (void) pthread_mutex_unlock(&door->mutex);
    return arena;
}

static void give_arena(struct door *door, struct arena *arena)
{
    (void) pthread_mutex_lock(&door->mutex);
    door->idle[door->idle_count++] = arena;
    (void) pthread_mutex_unlock(&door->mutex);
}

/* ---- the head ---- */

static bool is_type(struct str header, const char *type)
{
    struct str rest = header;
    struct str name = str_cut(&rest, ';');
    while (name.len > 0 && name.ptr[name.len - 1] == ' ')
        name.len--;
    return name.len == strlen(type) && strncasecmp(str_start(name), type, name.len) == 0;
}

/* application/protobuf; proto=shouwen.v1.InquiryEvent */
static bool find_topic(struct str header, enum topic *topic_out)
{
    static const struct {
        const char *proto;
        enum topic topic;
    } rows[] = {
        {"proto=shouwen.v1.InquiryEvent", TOPIC_INQUIRY},
        {"proto=shouwen.v1.TransferEvent", TOPIC_TRANSFER},
        {"proto=shouwen.v1.CompletionEvent", TOPIC_COMPLETION},
        {"proto=shouwen.v1.CallbackEvent", TOPIC_CALLBACK},
        {"proto=shouwen.v1.RatingEvent", TOPIC_RATING},
        {"proto=shouwen.v1.OversightEvent", TOPIC_OVERSIGHT},
    };
    (void) str_cut(&header, ';');
    while (header.len > 0 && header.ptr[0] == ' ')
        (void) str_cut(&header, ' ');
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (str_eq(header, str_from(rows[i].proto))) {
            *topic_out = rows[i].topic;
            return true;
        }
    }
    return false;
}

void door_begin(struct door *door, struct http_exchange *exchange, struct key *key)
{
    struct str type = http_header(exchange, "Content-Type");
    struct request *request = calloc(1, sizeof(*request));
    if (request == NULL) {
        answer_refuse(exchange, 503, "no memory for a request");
        return;
    }
    *request = (struct request) {.door = door, .exchange = exchange, .key = key};
    http_keep(exchange, request, free);
    if (is_type(type, "application/json"))
        request->form = FORM_JSON;
    else if (is_type(type, "application/x-ndjson") || is_type(type, "application/jsonl"))
        request->form = FORM_LINES;
    else if (is_type(type, "application/protobuf") || is_type(type, "application/x-protobuf"))
        request->form = FORM_PROTOBUF;
    else
        answer_refuse(exchange, 415, "the Content-Type is none that is read here");
    if (request->form == FORM_PROTOBUF && !find_topic(type, &request->topic))
        answer_refuse(exchange, 415,
                      "a protobuf body says which message it is: application/protobuf; "
                      "proto=shouwen.v1.InquiryEvent");
}

/* ---- the answer ---- */

static void put_item(FILE *out, const struct item *item)
{
    char id[UUID_TEXT_LEN + 1];
    if (item->status != 202) {
        answer_put_problem(out, item->status, &item->err);
        return;
    }
    (void) fprintf(out, "\"status\":202,\"state\":\"%s\"", item->is_known ? "known" : "new");
    uuid_text(&item->event.id, id);
    if (item->is_event)
        answer_put_member(out, "eventId", str_from(id));
    answer_put_member(out, "subject", str_from(item->event.subject));
}

static void count(struct request *request)
{
    struct door *door = request->door;
    for (size_t i = 0; i < request->count; i++) {
        const struct item *item = &request->items[i];
        bool is_accepted = item->status == 202;
        atomic_fetch_add(is_accepted           ? &door->accepted
                         : item->status == 503 ? &door->unavailable
                                               : &door->refused,
                         1);
        if (is_accepted && item->is_known)
            atomic_fetch_add(&door->repeated, 1);
    }
}

/* Of all that are alike their status; else 207, and each says its own. */
static int status_of(const struct request *request)
{
    int status = request->count == 0 ? 202 : request->items[0].status;
    for (size_t i = 1; i < request->count; i++)
        if (request->items[i].status != status)
            return 207;
    return status;
}

static void put_list(FILE *out, const struct request *request)
{
    size_t accepted = 0;
    for (size_t i = 0; i < request->count; i++)
        accepted += request->items[i].status == 202;
    (void) fprintf(out, "{\"accepted\":%zu,\"refused\":%zu,\"events\":[", accepted,
                   request->count - accepted);
    for (size_t i = 0; i < request->count; i++) {
        (void) fprintf(out, "%s{\"index\":%zu,", i == 0 ? "" : ",", i);
        put_item(out, &request->items[i]);
        (void) fputc('}', out);
    }
    (void) fputs("]}\n", out);
}

static void answer(struct request *request)
{
    char *text = NULL;
    size_t len = 0;
    int status = status_of(request);
    FILE *out = open_memstream(&text, &len);
    struct http_exchange *exchange = request->exchange;
    count(request);
    if (!request->is_list && status != 202) {
        struct err err = request->items[0].err;
        if (out != NULL)
            (void) fclose(out);
        free(request->items);
        answer_problem(exchange, status, &err);
        free(text);
        return;
    }
    if (out != NULL && request->is_list)
        put_list(out, request);
    if (out != NULL && !request->is_list) {
        (void) fputc('{', out);
        put_item(out, &request->items[0]);
        (void) fputs("}\n", out);
    }
    if (out != NULL)
        (void) fclose(out);
    free(request->items);
    answer_json(exchange, status, (struct str) {.ptr = text, .len = text == NULL ? 0 : len});
    free(text);
}

/* One thing less to wait for; the last one answers. */
static void settle(struct request *request)
{
    if (atomic_fetch_sub(&request->waiting, 1) == 1)
        answer(request);
}

/* By the spool's thread. */
static void kept(void *context, enum outcome outcome, uint64_t first_sequence,
                 const struct err *err)
{
    struct item *item = context;
    struct request *request = item->request;
    item->event.sequence = first_sequence;
    if (item->is_event)
        known_settle(request->door->options.known, &item->claim,
                     outcome == OK ? &item->event : NULL);
    if (outcome != OK) {
        item->status = 503;
        item->err = *err;
    }
    settle(request);
}

/* ---- the body ---- */

/* Whose refusal it is: the source that was read, if the key speaks as it, or the only one the key
 * has.  A name of somebody else's is not kept. */
static struct str source_of(const struct key *key, const struct told_whole *told)
{
    if (told != NULL && told->event.source.len > 0 && keys_has_source(key, told->event.source))
        return told->event.source;
    bool has_one = key->sources.count == 1 && !key->sources.is_all;
    return has_one ? str_from(key->sources.codes[0]) : STR("");
}

static void refuse(struct item *item, int status, const struct told_whole *told,
                   const struct err *err)
{
    const struct request *request = item->request;
    item->status = status;
    item->err = *err;
    if (status != 503) /* who is told to come again is not refused */
        refusals_add(request->door->options.refusals, source_of(request->key, told), err->reason);
}

/* Its messages, the event first: who reads that texts are there may find them a moment later. */
static enum outcome pack(const struct told_whole *told, struct arena *arena,
                         struct outgoing *messages, struct err *err)
{
    size_t count = 0;
    if (told->has_event && outgoing_event(&told->event, arena, &messages[count++], err) != OK)
        return err->outcome;
    for (size_t i = 0; i < told->records_count; i++)
        if (outgoing_citizen(&told->records[i], arena, &messages[count++], err) != OK)
            return err->outcome;
    return OK;
}

/* Which it is, and whether it was told before; false: another of that id was, or is just now. */
static bool know(struct item *item, const struct told_whole *told, const struct outgoing *message,
                 uint64_t content, struct known *known)
{
    struct known_event *event = &item->event;
    item->is_event = told->has_event;
    *event = (struct known_event) {.content = content, .topic = message->topic, .partition = -1};
    if (!told->has_event) {
        uuid_text(&told->records[0].subject, event->subject);
        return true;
    }
    event->id = told->event.id;
    if (message->key.len < sizeof(event->subject))
        memcpy(event->subject, message->key.ptr, message->key.len);
    if (told->event.source.len < sizeof(event->source))
        memcpy(event->source, told->event.source.ptr, told->event.source.len);
    item->claim = (struct known_claim) {.id = event->id, .content = content};
    enum known_answer answer = known_claim(known, &item->claim);
    item->is_known = answer == KNOWN_SAME;
    return answer != KNOWN_OTHER;
}

static enum outcome read_told(struct request *request, struct str text, struct arena *arena,
                              struct told_whole *told, struct err *err)
{
    const struct door_options *options = &request->door->options;
    int64_t now_us = time_now_us();
    enum outcome outcome = request->form == FORM_PROTOBUF
                               ? told_whole_proto(request->topic, text, arena, told, err)
                               : told_whole_json(text, now_us, arena, told, err);
    if (outcome == OK && told->has_event)
        outcome = aliases_resolve(options->aliases, &told->event, arena, err);
    if (outcome == OK)
        outcome = told_whole_finish(told, now_us, arena, err);
    if (outcome == RETRY)
        outcome = err_reason(err, REJECT, REASON_TOO_LARGE, "the event is too large to be read");
    return outcome;
}

static void take_event(struct request *request, struct str text, struct arena *arena,
                       struct item *item)
{
    const struct door_options *options = &request->door->options;
    struct told_whole told = {.has_event = false};
    struct outgoing messages[2 + TEXT_FIELDS_END];
    struct err err = {.outcome = OK};
    uint64_t content = 0;
    arena_reset(arena);
    item->request = request;
    if (read_told(request, text, arena, &told, &err) != OK) {
        if (request->form != FORM_PROTOBUF && told.event.source.len == 0)
            told.event.source = told_whole_source(text, arena);
        refuse(item, 400, &told, &err);
        return;
    }
    if (keys_check(request->key, &told, &err) != OK) {
        refuse(item, 403, &told, &err);
        return;
    }
    if (pack(&told, arena, messages, &err) != OK ||
        (told.has_event && history_content(&told.event, arena, &content, &err) != OK)) {
        refuse(item, 400, &told, &err);
        return;
    }
    if (!know(item, &told, &messages[0], content, options->known)) {
        err_ignore(err_reason(&err, REJECT, REASON_CONFLICT,
                              "header.event_id is that of an event with other content"));
        refuse(item, 409, &told, &err);
        return;
    }
    const struct spool_ticket ticket = {.context = item, .done = kept};
    item->status = 202;
    atomic_fetch_add(&request->waiting, 1);
    if (spool_put(options->spool, messages, told.has_event + told.records_count, &ticket, &err) !=
        OK) {
        if (item->is_event)
            known_settle(options->known, &item->claim, NULL);
        refuse(item, err.outcome == REJECT ? 400 : 503, &told, &err);
        atomic_fetch_sub(&request->waiting, 1); /* never the last: the request waits for itself */
    }
}

/* The texts of the events of a body, one after the other. */
struct pieces {
    enum form form;
    struct str rest;
    struct json_split split;
    bool is_array;
    bool is_broken;
    bool is_over;
};

static struct pieces pieces_of(const struct request *request)
{
    struct pieces pieces = {.form = request->form, .rest = http_body(request->exchange)};
    if (request->form == FORM_JSON)
        pieces.is_array = json_split_begin(&pieces.split, pieces.rest);
    return pieces;
}

static bool is_blank(struct str line)
{
    while (line.len > 0 && strchr(" \t\r", line.ptr[line.len - 1]) != NULL && *line.ptr != '\0')
        line.len--;
    return line.len == 0;
}

static bool next_piece(struct pieces *pieces, struct str *piece_out)
{
    if (pieces->is_over)
        return false;
    if (pieces->form == FORM_LINES) {
        do {
            pieces->is_over = pieces->rest.len == 0;
            *piece_out = str_cut(&pieces->rest, '\n');
        } while (!pieces->is_over && is_blank(*piece_out));
        return !pieces->is_over;
    }
    if (pieces->is_array) {
        enum json_split_state state = json_split_next(&pieces->split, piece_out);
        pieces->is_broken = state == JSON_SPLIT_BROKEN;
        pieces->is_over = state != JSON_SPLIT_OPEN;
        return state == JSON_SPLIT_OPEN;
    }
    *piece_out = pieces->rest;
    pieces->is_over = true;
    return true;
}

/* How many there are; the request is answered when it is not to be read. */
static bool count_pieces(struct request *request)
{
    const struct door_options *options = &request->door->options;
    struct pieces pieces = pieces_of(request);
    struct str piece = {0};
    while (next_piece(&pieces, &piece))
        request->size++;
    request->is_list = request->form == FORM_LINES || pieces.is_array;
    int status = 0;
    const char *words = "";
    if (pieces.is_broken)
        status = 400, words = "the array does not end, or something stands behind it";
    else if (request->size > options->events_max)
        status = 413, words = "the request has more events than are taken at once";
    else if (!keys_allow(options->keys, request->key, (int64_t) request->size, options->rate_per_s))
        status = 429, words = "the key sends more events a second than it may";
    if (status == 400)
        refusals_add(request->door->options.refusals, source_of(request->key, NULL), REASON_SYNTAX);
    if (status != 0)
        answer_refuse(request->exchange, status, words);
    return status == 0;
}

void door_handle(struct door *door, struct http_exchange *exchange)
{
    struct request *request = http_kept(exchange);
    struct str piece = {0};
    if (!count_pieces(request))
        return;
    request->items = calloc(request->size + 1, sizeof(*request->items));
    if (request->items == NULL) {
        answer_refuse(exchange, 503, "no memory for the events of a request");
        return;
    }
    atomic_store(&request->waiting, 1);
    struct arena *arena = take_arena(door);
    struct pieces pieces = pieces_of(request);
    while (next_piece(&pieces, &piece))
        take_event(request, piece, arena, &request->items[request->count++]);
    give_arena(door, arena);
    settle(request);
}
