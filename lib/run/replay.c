/* replay -- see replay.h. */
#include "run/replay.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "run/input.h"
#include "run/log.h"

enum {
    BATCH_ARENA_BYTES = 48 << 20, /* touched only as far as a batch needs */
    RECORDS_A_BATCH = 2000,
    MODULUS_MAX = 1 << 20,
    HASH_SHIFT = 40, /* the lower bits choose the bucket in the store */
    AHEAD_BYTES = 384,
    CACHE_LINE_BYTES = 64,
};

enum outcome replay_init(struct replay *replay, const struct replay_options *options,
                         struct err *err)
{
    *replay = (struct replay) {.projection = options->projection, .records_limit = SIZE_MAX};
    if (record_store_init(&replay->store, options->memory_bytes, err) != OK ||
        batch_init(&replay->batch, options->projection, BATCH_ARENA_BYTES, err) != OK ||
        arena_init(&replay->scratch, FOLD_SCRATCH_BYTES, err) != OK ||
        revisions_init(&replay->revisions, options->projection, err) != OK ||
        log_reader_open(&options->log, &replay->reader, err) != OK) {
        replay_done(replay);
        return err->outcome;
    }
    return OK;
}

void replay_done(struct replay *replay)
{
    log_reader_close(replay->reader);
    revisions_done(&replay->revisions);
    arena_done(&replay->scratch);
    batch_done(&replay->batch);
    record_store_done(&replay->store);
    free(replay->gathered);
    replay->reader = NULL;
    replay->gathered = NULL;
}

/* ---- reading ---- */

static enum outcome keep(void *context, const struct record *record, struct str headers,
                         struct err *err)
{
    struct replay *replay = context;
    struct str name = input_of(replay->projection)->subject_name(record->key);
    const struct replay_class *class = &replay->class;
    if (class->modulus > 1 && (str_hash(name) >> HASH_SHIFT) % class->modulus != class->residue)
        return OK;
    enum outcome outcome = record_store_add(&replay->store, name, record, headers, err);
    replay->is_full = outcome == RETRY;
    return outcome;
}

static void expect(void *context, const struct record *record, bool is_near)
{
    const struct replay *replay = context;
    struct str name = input_of(replay->projection)->subject_name(record->key);
    record_store_expect(&replay->store, name, is_near);
}

/* How many classes are wanted in place of this one, which was full when so much was read. */
static uint64_t split_of(const struct replay *replay, const struct log_ranges *ranges)
{
    uint64_t seen = (uint64_t) replay->store.records_count * replay->class.modulus;
    uint64_t wanted = ranges->records_count / (seen == 0 ? 1 : seen) + 2;
    return wanted > 64 ? 64 : wanted;
}

enum outcome replay_read(struct replay *replay, const struct log_ranges *ranges,
                         struct replay_class class, const struct replay_sink *sink, struct err *err)
{
    const struct log_sink keeping = {replay, keep, expect};
    record_store_reset(&replay->store);
    replay->class = class;
    replay->is_full = false;
    enum outcome outcome = log_read(replay->reader, ranges->items, ranges->count, &keeping, err);
    if (outcome == OK) {
        outcome = sink->gathered(sink->context, replay, err);
        if (outcome == OK)
            atomic_fetch_add(&replay->records_read, replay->store.records_count);
        return outcome;
    }
    if (outcome != RETRY || !replay->is_full)
        return outcome;
    if (replay->store.subjects_count <= 1 || class.modulus > MODULUS_MAX) {
        struct str name =
            replay->store.first == NULL ? (struct str) {0} : replay->store.first->name;
        return err_set(
            err, FATAL,
            "the records of subject %.*s alone do not fit: give rebuild_memory_bytes more",
            STR_ARG(name));
    }
    uint64_t split = split_of(replay, ranges);
    log_line(LOG_INFO, "memory is full: these subjects are read in parts", "parts=%" PRIu64, split);
    for (uint64_t i = 0; i < split; i++) {
        const struct replay_class part = {class.modulus * split, class.residue + i * class.modulus};
        if (replay_read(replay, ranges, part, sink, err) != OK)
            return err->outcome;
    }
    return OK;
}

/* ---- folding ---- */

static enum outcome take(struct replay *replay, const struct kept_record *kept, struct err *err)
{
    const struct record *record = &kept->record;
    if (kept->refused != REASON_NONE)
        return batch_take_refused(&replay->batch, record, record->offset, kept->refused, err);
    return batch_take(&replay->batch, record, record->offset, kept->headers, err);
}

/* Records lie anywhere in the store, each before its bytes: the next one is asked of memory while
 * one is decoded. */
static void ask_for(const void *next)
{
    for (size_t at = 0; at < AHEAD_BYTES; at += CACHE_LINE_BYTES)
        __builtin_prefetch((const char *) next + at);
}

/* All of a subject; RETRY: the batch is full, and holds a part of it. */
static enum outcome take_subject(struct replay *replay, const struct kept_subject *subject,
                                 struct err *err)
{
    size_t taken = 0;
    for (const struct kept_record *at = subject->first;
         at != NULL && taken++ < replay->records_limit; at = at->next) {
        ask_for(at->next != NULL ? (const void *) at->next : subject->next);
        if (take(replay, at, err) != OK)
            return err->outcome;
    }
    return OK;
}

static enum outcome fold_taken(struct replay *replay, struct err *err)
{
    const struct fold_context context = {
        .projection = replay->projection,
        .rules = replay->revisions.present,
        .scratch = &replay->scratch,
        .revisions = &replay->revisions,
    };
    for (size_t i = 0; i < replay->batch.groups_count; i++)
        replay->batch.groups[i].is_found = true;
    return fold_batch(&replay->batch, &context, err);
}

/* What became a letter, before the batch is used again. */
static enum outcome set_aside(struct replay *replay, struct err *err)
{
    if (replay->batch.letters_count == 0 || replay->letters == NULL)
        return OK;
    return replay->letters(replay->letters_context, &replay->batch, err);
}

/* The file so far is kept beside the batch, which is used again. */
static enum outcome gather_file(struct replay *replay, struct err *err)
{
    struct str bytes = {0};
    if (replay->batch.groups_count > 0)
        bytes = replay->batch.groups[0].after.bytes;
    if (bytes.len == 0)
        return OK;
    char *gathered = realloc(replay->gathered, bytes.len);
    if (gathered == NULL)
        return err_set(err, FATAL, "could not take memory for a case file");
    replay->gathered = memcpy(gathered, bytes.ptr, bytes.len);
    replay->gathered_len = bytes.len;
    return OK;
}

/* One subject whose records do not fit into a batch: a part of them after the other. */
static enum outcome fold_large(struct replay *replay, const struct kept_subject *subject,
                               struct err *err)
{
    size_t taken = 0;
    replay->gathered_len = 0;
    if (input_of(replay->projection)->is_scattered)
        return err_set(err, FATAL, "subject %.*s has more texts than fit into memory",
                       STR_ARG(subject->name));
    for (const struct kept_record *at = subject->first;
         at != NULL && taken < replay->records_limit;) {
        batch_reset(&replay->batch);
        for (; at != NULL && taken < replay->records_limit; at = at->next, taken++)
            if (take(replay, at, err) != OK)
                break;
        if (batch_is_empty(&replay->batch))
            return err->outcome;
        if (replay->batch.groups_count > 0)
            replay->batch.groups[0].before.bytes =
                (struct str) {replay->gathered, replay->gathered_len};
        if (fold_taken(replay, err) != OK || set_aside(replay, err) != OK ||
            gather_file(replay, err) != OK)
            return err->outcome;
    }
    return OK;
}

/* As many of the run as fit; RETRY: the last one taken is torn. */
static enum outcome take_run(struct replay *replay, struct replay_run *run, struct err *err)
{
    size_t records = 0;
    run->count = 0;
    batch_reset(&replay->batch);
    while (run->at != NULL && run->count < run->subjects_max &&
           (run->count == 0 || records + run->at->records_count <= RECORDS_A_BATCH)) {
        enum outcome outcome = take_subject(replay, run->at, err);
        if (outcome != OK)
            return outcome;
        records += run->at->records_count;
        run->at = run->at->next;
        run->count++;
    }
    return OK;
}

enum outcome replay_fold(struct replay *replay, struct replay_run *run, struct err *err)
{
    const struct kept_subject *first = run->at;
    size_t subjects_max = run->subjects_max;
    enum outcome outcome = RETRY;
    replay->batch.borrows = true; /* from the store */
    while (outcome == RETRY) {
        run->at = first;
        outcome = take_run(replay, run, err);
        if (outcome == OK)
            outcome = fold_taken(replay, err);
        if (outcome == RETRY && run->count <= 1) {
            run->at = first->next;
            run->count = 1;
            run->subjects_max = subjects_max;
            return fold_large(replay, first, err);
        }
        if (outcome == RETRY)
            run->subjects_max = run->count - 1;
    }
    run->subjects_max = subjects_max;
    return outcome == OK ? set_aside(replay, err) : outcome;
}
