/* history -- see history.h.
 *
 * A record: key is the subject; the value is id, content u64, offset u64, partition u32, all
 * little-endian, and the source. */
#include "history.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/little_endian.h"
#include "base/time.h"
#include "io/disk.h"
#include "run/log.h"
#include "run/spool_log.h"
#include "wire/event_codec.h"

enum {
    ARENA_BYTES = 2 * EVENT_MEMORY_MAX,
    AT_CONTENT = 16,
    AT_OFFSET = 24,
    AT_PARTITION = 32,
    AT_SOURCE = 36,
    VALUE_BYTES_MAX = AT_SOURCE + KNOWN_SOURCE_MAX,
    RECORD_BYTES_MAX = SPOOL_RECORD_HEAD + KNOWN_SUBJECT_MAX + VALUE_BYTES_MAX + SPOOL_ALIGN,
    MESSAGES_MAX = 2 + TEXT_FIELDS_END, /* of an event, with what belongs to it */
    NOTED_AT_ONCE = 1000,               /* events of one write */
    SEGMENTS = 8,                       /* files that hold them all */
    SEGMENT_BYTES_MIN = 1 << 14,
    SEGMENT_BYTES_MAX = 1 << 30,
    SEGMENTS_LEFT_MAX = 32, /* each run begins one; with more, all is written anew */
};

struct history {
    size_t ids_kept;
    struct known *known;
    struct spool_log *log;
    struct arena arena;
    char folder[PATH_MAX];
    bool is_failing; /* and said so */
    uint64_t noted;  /* those of `known` in front of it are on the disk, or out of it */
    struct known_event events[NOTED_AT_ONCE];
    unsigned char bytes[NOTED_AT_ONCE * RECORD_BYTES_MAX];
};

enum outcome history_content(const struct event *event, struct arena *arena, uint64_t *content_out,
                             struct err *err)
{
    struct event bare = *event;
    struct str bytes = {0};
    bare.recorded_at_us = 0;
    bare.correlation_id = (struct str) {.len = 0};
    if (event_encode(&bare, arena, &bytes, err) != OK)
        return err->outcome;
    *content_out = str_hash(bytes);
    return OK;
}

/* ---- a record ---- */

static size_t pack(const struct known_event *event, unsigned char *bytes_out)
{
    unsigned char value[VALUE_BYTES_MAX];
    size_t source = strlen(event->source);
    memcpy(value, event->id.bytes, sizeof(event->id.bytes));
    little_endian_put(value + AT_CONTENT, event->content, 8);
    little_endian_put(value + AT_OFFSET, (uint64_t) event->offset, 8);
    little_endian_put(value + AT_PARTITION, (uint64_t) event->partition, 4);
    memcpy(value + AT_SOURCE, event->source, source);
    const struct outgoing item = {
        .topic = event->topic,
        .key = str_from(event->subject),
        .value = {.ptr = (const char *) value, .len = AT_SOURCE + source}};
    return spool_record_pack(&item, bytes_out);
}

static bool unpack(const struct outgoing *item, struct known_event *event_out)
{
    const unsigned char *value = (const unsigned char *) item->value.ptr;
    if (item->value.len < AT_SOURCE || item->value.len - AT_SOURCE >= KNOWN_SOURCE_MAX ||
        item->key.len >= KNOWN_SUBJECT_MAX)
        return false;
    *event_out =
        (struct known_event) {.topic = item->topic,
                              .content = little_endian_get(value + AT_CONTENT, 8),
                              .offset = (int64_t) little_endian_get(value + AT_OFFSET, 8),
                              .partition = (int32_t) little_endian_get(value + AT_PARTITION, 4)};
    memcpy(event_out->id.bytes, value, sizeof(event_out->id.bytes));
    memcpy(event_out->subject, str_start(item->key), item->key.len);
    memcpy(event_out->source, value + AT_SOURCE, item->value.len - AT_SOURCE);
    return event_out->partition >= 0;
}

/* ---- noting ---- */

/* The next of them, in one write; false: the disk did not take them. */
static bool note_some(struct history *history, size_t *count_out)
{
    struct spool_batch batch = {.bytes = history->bytes};
    struct err err = {.outcome = OK};
    uint64_t next = 0;
    uint64_t last = 0;
    batch.count = *count_out =
        known_copy_arrived(history->known, history->noted, history->events, NOTED_AT_ONCE, &next);
    for (size_t i = 0; i < batch.count; i++)
        batch.size += pack(&history->events[i], batch.bytes + batch.size);
    if (batch.count > 0 && spool_log_write(history->log, &batch, &last, &err) != OK) {
        if (!history->is_failing)
            log_err(LOG_ERROR, "events that are sent may be forgotten", &err);
        history->is_failing = true;
        return false;
    }
    history->is_failing = false;
    history->noted = next;
    if (last > history->ids_kept &&
        last - history->ids_kept > spool_log_size(history->log).acknowledged)
        spool_log_acknowledge(history->log, last - history->ids_kept);
    return true;
}

bool history_note(struct history *history)
{
    size_t count = NOTED_AT_ONCE;
    while (count == NOTED_AT_ONCE)
        if (!note_some(history, &count))
            return false;
    return true;
}

/* ---- at the start ---- */

void history_found(struct history *history, const struct spool_record *record, uint64_t behind)
{
    const struct outgoing *item = &record->item;
    const struct record bytes = {.topic = item->topic,
                                 .timestamp_us = time_now_us(),
                                 .is_log_append_time = true,
                                 .key = item->key,
                                 .payload = item->value};
    struct known_event known = {
        .sequence = record->sequence, .topic = item->topic, .partition = -1};
    struct event event;
    struct err err;
    if (item->topic == TOPIC_CITIZEN || behind / MESSAGES_MAX >= history->ids_kept)
        return;
    arena_reset(&history->arena);
    if (event_decode(&bytes, &history->arena, &event, &err) != OK ||
        history_content(&event, &history->arena, &known.content, &err) != OK ||
        item->key.len >= KNOWN_SUBJECT_MAX || event.source.len >= KNOWN_SOURCE_MAX)
        return; /* of an older version, perhaps: it is sent, and not remembered */
    known.id = event.id;
    memcpy(known.subject, str_start(item->key), item->key.len);
    memcpy(known.source, str_start(event.source), event.source.len);
    known_add(history->known, &known);
}

static enum outcome load(struct history *history, struct err *err)
{
    struct spool_reader *reader = NULL;
    struct spool_record record;
    struct known_event event;
    bool is_there = true;
    enum outcome outcome = spool_reader_new(history->log, &reader, err);
    while (outcome == OK && is_there) {
        outcome = spool_reader_next(reader, &record, &is_there, err);
        if (outcome == OK && is_there && unpack(&record.item, &event))
            known_add(history->known, &event);
    }
    spool_reader_free(reader);
    history->noted = known_count(history->known);
    return outcome;
}

/* What the disk does not take now stays in its many files until the next start. */
static void write_anew(struct history *history, const struct spool_found *found)
{
    struct spool_log_size size = spool_log_size(history->log);
    uint64_t loaded = history->noted;
    if (found->segments <= SEGMENTS_LEFT_MAX)
        return;
    history->noted = 0;
    if (!history_note(history))
        history->noted = loaded;
    else if (size.acknowledged + size.records > spool_log_size(history->log).acknowledged)
        spool_log_acknowledge(history->log, size.acknowledged + size.records);
}

static enum outcome open_log(const char *spool, struct history *history, struct err *err)
{
    struct spool_found found;
    int64_t bytes = (int64_t) history->ids_kept * RECORD_BYTES_MAX;
    int64_t segment = bytes / SEGMENTS + SEGMENT_BYTES_MIN;
    const struct spool_log_options options = {
        .folder = history->folder,
        .segment_bytes = segment < SEGMENT_BYTES_MAX ? segment : SEGMENT_BYTES_MAX,
        .bytes_max = 2 * bytes + SEGMENTS * segment,
    };
    (void) snprintf(history->folder, sizeof(history->folder), "%s/ids", spool);
    disk_close(disk_folder(spool)); /* the spool is opened later, and would make it */
    if (spool_log_open(&options, &history->log, &found, err) != OK || load(history, err) != OK)
        return err->outcome;
    write_anew(history, &found);
    return OK;
}

enum outcome history_open(const char *spool, size_t ids_kept, struct known *known,
                          struct history **history_out, struct err *err)
{
    struct history *history = calloc(1, sizeof(*history));
    if (history == NULL)
        return err_set(err, FATAL, "no memory for the ids of events");
    history->ids_kept = ids_kept;
    history->known = known;
    enum outcome outcome = arena_init(&history->arena, ARENA_BYTES, err);
    if (outcome == OK)
        outcome = open_log(spool, history, err);
    if (outcome == OK)
        *history_out = history;
    else
        history_close(history);
    return outcome;
}

void history_close(struct history *history)
{
    if (history == NULL)
        return;
    spool_log_close(history->log);
    arena_done(&history->arena);
    free(history);
}
