/* batch -- see batch.h. */
#include "run/batch.h"

#include <assert.h>
#include <string.h>

#include "base/time.h"
#include "run/input.h"

enum { DECODING_BYTES = 2 * EVENT_MEMORY_MAX }; /* a page or two of it are touched */

enum outcome batch_is_full(struct err *err)
{
    return err_set(err, RETRY, "the batch is full");
}

enum outcome batch_init(struct batch *batch, const struct projection *projection,
                        size_t arena_bytes, struct err *err)
{
    memset(batch, 0, sizeof(*batch));
    batch->projection = projection;
    if (arena_init(&batch->arena, arena_bytes, err) != OK ||
        arena_init(&batch->decoding, DECODING_BYTES, err) != OK)
        return err_wrap(err, "batch");
    batch_reset(batch);
    return OK;
}

void batch_done(struct batch *batch)
{
    arena_done(&batch->arena);
    arena_done(&batch->decoding);
    memset(batch, 0, sizeof(*batch));
}

void batch_reset(struct batch *batch)
{
    struct arena arena = batch->arena;
    struct arena decoding = batch->decoding;
    const struct projection *projection = batch->projection;
    bool borrows = batch->borrows;
    arena_reset(&arena);
    memset(batch, 0, sizeof(*batch));
    batch->arena = arena;
    batch->decoding = decoding;
    batch->projection = projection;
    batch->borrows = borrows;
    batch->groups = arena_alloc_raw(&batch->arena, BATCH_EVENTS_MAX * sizeof(struct group));
    batch->index = arena_alloc(&batch->arena, BATCH_INDEX_SIZE * sizeof(uint16_t));
    batch->advances = arena_alloc_raw(&batch->arena, (size_t) TOPICS_TO_READ * PARTITIONS_MAX *
                                                         sizeof(struct advance));
    assert(batch->groups != NULL && batch->index != NULL && batch->advances != NULL);
}

bool batch_is_empty(const struct batch *batch)
{
    return batch->records_count == 0 && batch->groups_count == 0;
}

/* Where a subject is in the index, or would be. */
static uint16_t *index_of(const struct batch *batch, const struct uuid *subject)
{
    uint64_t hash;
    memcpy(&hash, subject->bytes, sizeof(hash)); /* SHA-1 output: as good as any hash */
    for (size_t at = hash % BATCH_INDEX_SIZE;; at = (at + 1) % BATCH_INDEX_SIZE) {
        uint16_t *slot = &batch->index[at];
        if (*slot == 0 || uuid_eq(&batch->groups[*slot - 1].subject, subject))
            return slot;
    }
}

const struct group *batch_find(const struct batch *batch, const struct uuid *subject)
{
    uint16_t slot = *index_of(batch, subject);
    return slot == 0 ? NULL : &batch->groups[slot - 1];
}

static struct group *group_for(struct batch *batch, const struct uuid *subject)
{
    uint16_t *slot = index_of(batch, subject);
    if (*slot == 0) {
        batch->groups[batch->groups_count] = (struct group) {.subject = *subject};
        *slot = (uint16_t) ++batch->groups_count;
    }
    return &batch->groups[*slot - 1];
}

void batch_redate(struct batch *batch, const struct uuid *subject, int32_t partition)
{
    assert(batch->groups_count < BATCH_EVENTS_MAX);
    (void) group_for(batch, subject);
    batch->touches[partition] = true;
}

static void move_offset(struct batch *batch, const struct record *record, int64_t expected)
{
    int16_t *place = &batch->advance_of[record->topic][record->partition];
    if (*place == 0) {
        batch->advances[batch->advances_count] = (struct advance) {
            .topic = record->topic, .partition = record->partition, .expected = expected};
        *place = (int16_t) ++batch->advances_count;
    }
    batch->touches[record->partition] = true;
    struct advance *advance = &batch->advances[*place - 1];
    advance->next = record->offset + 1;
    advance->newest = *record;
    if (batch->records_count++ == 0)
        batch->began_us = time_steady_us();
    if (record->timestamp_us > batch->newest_us)
        batch->newest_us = record->timestamp_us;
    batch->payload_bytes += record->payload.len;
    batch->only = *record;
}

void batch_note_last(struct batch *batch)
{
    for (size_t i = 0; i < batch->advances_count; i++) {
        struct advance *advance = &batch->advances[i];
        const struct record *record = &advance->newest;
        advance->last =
            (struct last_record) {record->offset, record->timestamp_us, record_hash(record)};
    }
}

enum outcome batch_letter(struct batch *batch, const struct letter *letter, struct err *err)
{
    struct letter *kept = arena_alloc(&batch->arena, sizeof(*kept));
    if (kept == NULL)
        return batch_is_full(err);
    *kept = *letter;
    if (str_keep(letter->source, &batch->arena, &kept->source, err) != OK ||
        str_keep(letter->text, &batch->arena, &kept->text, err) != OK ||
        str_keep(letter->key, &batch->arena, &kept->key, err) != OK ||
        str_keep(letter->payload, &batch->arena, &kept->payload, err) != OK ||
        str_keep(letter->headers, &batch->arena, &kept->headers, err) != OK)
        return batch_is_full(err);
    if (letter->payload.ptr == NULL) /* a tombstone: not the same as an empty payload */
        kept->payload = (struct str) {0};
    kept->next = batch->letters;
    batch->letters = kept;
    batch->letters_count++;
    return OK;
}

static struct letter letter_of(struct batch *batch, const struct record *record,
                               const struct err *why, struct str headers)
{
    return (struct letter) {
        .source = input_of(batch->projection)->source(batch, record),
        .topic = record->topic,
        .partition = record->partition,
        .offset = record->offset,
        .timestamp_us = record->timestamp_us,
        .reason = why->reason,
        .is_personal = true,
        .text = str_from(why->text),
        .key = record->key,
        .payload = record->payload,
        .headers = headers,
    };
}

static void join_group(struct batch *batch, struct batch_item *item, const struct uuid *subject)
{
    struct group *group = group_for(batch, subject);
    if (group->first == NULL)
        group->first = item;
    else
        group->last->next = item;
    group->last = item;
    batch->items_count++;
}

/* The record with bytes that live as long as the batch; a tombstone stays one. */
static enum outcome keep_record(struct batch *batch, const struct record *record,
                                struct record *kept_out, struct err *err)
{
    struct record kept = *record;
    if (!batch->borrows && (str_keep(record->key, &batch->arena, &kept.key, err) != OK ||
                            (record->payload.ptr != NULL &&
                             str_keep(record->payload, &batch->arena, &kept.payload, err) != OK)))
        return batch_is_full(err);
    *kept_out = kept;
    return OK;
}

/* Put the record where it belongs; RETRY leaves garbage in the arena only. */
static enum outcome place(struct batch *batch, const struct record *record, struct str headers,
                          struct err *err)
{
    struct batch_item *item = NULL;
    struct uuid subject;
    enum outcome outcome = input_of(batch->projection)->read(batch, record, &item, &subject, err);
    if (outcome == REJECT) {
        struct err why = *err;
        struct letter letter = letter_of(batch, record, &why, headers);
        return batch_letter(batch, &letter, err);
    }
    if (outcome != OK)
        return err_wrap(err, "decode");
    if (item != NULL)
        join_group(batch, item, &subject);
    return OK;
}

enum outcome batch_take(struct batch *batch, const struct record *record, int64_t expected,
                        struct str headers, struct err *err)
{
    if (batch->records_count >= BATCH_EVENTS_MAX || batch->payload_bytes >= BATCH_PAYLOAD_BYTES_MAX)
        return batch_is_full(err);
    size_t mark = arena_mark(&batch->arena);
    struct record kept;
    if (keep_record(batch, record, &kept, err) != OK || place(batch, &kept, headers, err) != OK) {
        arena_rewind(&batch->arena, mark);
        return err->outcome;
    }
    move_offset(batch, &kept, expected);
    return OK;
}

enum outcome batch_take_refused(struct batch *batch, const struct record *record, int64_t expected,
                                enum reason reason, struct err *err)
{
    struct err why;
    (void) err_reason(&why, REJECT, reason, "%s", reason_help(reason));
    struct uuid event_id = {{0}};
    /* first: what is looked up next has the memory for decoding to itself */
    bool is_personal = !input_of(batch->projection)->is_impersonal(batch, record, &event_id);
    struct letter letter = letter_of(batch, record, &why, (struct str) {0});
    size_t mark = arena_mark(&batch->arena);
    struct record kept;
    letter.event_id = event_id;
    letter.is_personal = is_personal;
    if (keep_record(batch, record, &kept, err) != OK || batch_letter(batch, &letter, err) != OK) {
        arena_rewind(&batch->arena, mark);
        return err->outcome;
    }
    move_offset(batch, &kept, expected);
    return OK;
}
