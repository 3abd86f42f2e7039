/* spool_log -- see spool_log.h; what opening finds is in spool_recover.c, reading in
 * spool_reader.c. */
#include "run/spool_log.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/crc32.h"
#include "base/little_endian.h"
#include "run/spool_log_internal.h"

enum { SEGMENTS_AT_LEAST = 4 }; /* of a full spool */

static const char new_name[] = "new"; /* a segment that has no name yet */

static void lock(struct spool_log *log)
{
    int failure = pthread_mutex_lock(&log->mutex);
    assert(failure == 0);
}

static void unlock(struct spool_log *log)
{
    int failure = pthread_mutex_unlock(&log->mutex);
    assert(failure == 0);
}

/* ---- life cycle ---- */

enum outcome spool_log_open(const struct spool_log_options *options, struct spool_log **log_out,
                            struct spool_found *found_out, struct err *err)
{
    assert(options->segment_bytes <= INT32_MAX);
    struct spool_log *log = calloc(1, sizeof(*log));
    if (log == NULL)
        return err_set(err, FATAL, "no memory for a spool");
    *log = (struct spool_log) {.options = *options, .lock = -1, .mark = -1, .file = -1};
    /* The last one stays when all of it is acknowledged, and must leave room for what comes. */
    if (log->options.segment_bytes > options->bytes_max / SEGMENTS_AT_LEAST)
        log->options.segment_bytes = options->bytes_max / SEGMENTS_AT_LEAST;
    (void) pthread_mutex_init(&log->mutex, NULL);
    (void) pthread_mutex_init(&log->last_mutex, NULL);
    log->segments = calloc(SPOOL_SEGMENTS_MAX, sizeof(*log->segments));
    log->folder = disk_folder(options->folder);
    *found_out = (struct spool_found) {.segments = 0};
    enum outcome outcome = OK;
    if (log->segments == NULL)
        outcome = err_set(err, FATAL, "no memory for a spool's segments");
    else if (log->folder < 0 || (log->lock = disk_open(log->folder, "lock", DISK_MAKE)) < 0)
        outcome = err_set(err, FATAL, "cannot open the folder '%s': %s", options->folder,
                          strerror(errno));
    else if (!disk_lock(log->lock))
        outcome = err_set(err, FATAL, "another program has the spool '%s'", options->folder);
    else
        outcome = spool_log_recover(log, found_out, err);
    if (outcome == OK) {
        /* The last one that stayed: nothing more will be acknowledged, and there may be no room. */
        spool_log_acknowledge(log, log->acknowledged);
        *log_out = log;
    } else {
        spool_log_close(log);
    }
    return outcome;
}

void spool_log_close(struct spool_log *log)
{
    if (log == NULL)
        return;
    if (log->mark >= 0)
        spool_log_mark(log);
    disk_close(log->file);
    disk_close(log->mark);
    disk_close(log->lock);
    disk_close(log->folder);
    (void) pthread_mutex_destroy(&log->last_mutex);
    (void) pthread_mutex_destroy(&log->mutex);
    free(log->segments);
    free(log);
}

/* ---- writing ---- */

static int64_t bytes_of(const struct spool_log *log)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < log->segments_count; i++)
        bytes += log->segments[i].end;
    return bytes;
}

static struct spool_segment *last_of(struct spool_log *log)
{
    return log->segments_count == 0 ? NULL : &log->segments[log->segments_count - 1];
}

static bool write_all(int file, const unsigned char *bytes, size_t size, int64_t offset)
{
    while (size > 0) {
        ssize_t count = disk_write(file, bytes, size, offset);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            errno = count == 0 ? EIO : errno;
            return false;
        }
        bytes += count;
        size -= (size_t) count;
        offset += count;
    }
    return true;
}

static enum outcome disk_failed(const struct spool_log *log, const char *what, struct err *err)
{
    return err_set(err, RETRY, "could not %s in the spool '%s': %s", what, log->options.folder,
                   strerror(errno));
}

static void seal(const struct spool_batch *batch, uint32_t salt, uint64_t sequence,
                 uint32_t vouched)
{
    for (size_t at = 0; at < batch->size;)
        at += spool_record_seal(batch->bytes + at, salt, sequence++, vouched);
}

/* Behind the last one.  A sync that fails ends the segment: its pages may be gone and look well. */
static enum outcome append(struct spool_log *log, const struct spool_segment *behind,
                           const struct spool_batch *batch, struct err *err)
{
    seal(batch, behind->salt, log->next_sequence, (uint32_t) behind->end);
    if (!write_all(log->file, batch->bytes, batch->size, behind->end))
        return disk_failed(log, "write", err);
    if (!disk_sync(log->file)) {
        enum outcome outcome = disk_failed(log, "sync", err);
        disk_close(log->file);
        log->file = -1;
        return outcome;
    }
    lock(log);
    struct spool_segment *last = last_of(log);
    last->end += (int64_t) batch->size;
    last->vouched = log->previous_end = last->end;
    last->last_sequence += batch->count;
    log->next_sequence += batch->count;
    unlock(log);
    return OK;
}

/* What of the last segment nobody vouches for, to be written anew in front of the batch. */
static enum outcome read_tail(const struct spool_log *log, const struct spool_segment *last,
                              struct spool_batch *tail_out, struct err *err)
{
    char name[DISK_NAME_MAX];
    *tail_out = (struct spool_batch) {.bytes = NULL};
    if (last->end == last->vouched)
        return OK;
    tail_out->size = (size_t) (last->end - last->vouched);
    tail_out->bytes = malloc(tail_out->size);
    spool_segment_name(last->number, name);
    int file = disk_open(log->folder, name, DISK_READ);
    bool is_read = tail_out->bytes != NULL && file >= 0 &&
                   spool_read_all(file, tail_out->bytes, tail_out->size, last->vouched);
    enum outcome outcome = is_read ? OK : disk_failed(log, "read", err);
    disk_close(file);
    for (size_t at = 0; is_read && at < tail_out->size; tail_out->count++) {
        struct spool_record record;
        struct str rest = {.ptr = (const char *) tail_out->bytes + at, .len = tail_out->size - at};
        if (!spool_record_unpack(rest, last->salt, &record))
            return err_set(err, RETRY, "the end of segment '%s' reads otherwise than before", name);
        at += record.size;
    }
    return outcome;
}

/* What a new segment begins with. */
struct beginning {
    struct spool_segment_head head;
    const struct spool_batch *tail;
    const struct spool_batch *batch;
};

/* Its bytes, synced, without a name yet. */
static enum outcome write_new(struct spool_log *log, const struct beginning *beginning,
                              int *file_out, struct err *err)
{
    const struct spool_segment_head *head = &beginning->head;
    const struct spool_batch *tail = beginning->tail;
    const struct spool_batch *batch = beginning->batch;
    unsigned char bytes[SPOOL_SEGMENT_HEAD];
    size_t size = SPOOL_SEGMENT_HEAD + tail->size + batch->size;
    spool_segment_pack(head, bytes);
    seal(tail, head->salt, head->first_sequence, (uint32_t) size);
    seal(batch, head->salt, head->first_sequence + tail->count, (uint32_t) size);
    /* One that was left may, after a power cut, also be the segment whose name it had got. */
    bool is_gone = disk_remove(log->folder, new_name) || errno == ENOENT;
    int file = is_gone ? disk_open(log->folder, new_name, DISK_FRESH) : -1;
    if (file < 0)
        return disk_failed(log, "make a segment", err);
    if (!write_all(file, bytes, sizeof(bytes), 0) ||
        !write_all(file, tail->bytes, tail->size, SPOOL_SEGMENT_HEAD) ||
        !write_all(file, batch->bytes, batch->size, SPOOL_SEGMENT_HEAD + (int64_t) tail->size) ||
        !disk_sync(file)) {
        enum outcome outcome = disk_failed(log, "write a segment", err);
        disk_close(file);
        return outcome;
    }
    *file_out = file;
    return OK;
}

/* From here on the last segment is left, whatever comes: the new one may have its name. */
static enum outcome give_name(struct spool_log *log, uint64_t number, struct err *err)
{
    char name[DISK_NAME_MAX];
    spool_segment_name(number, name);
    disk_close(log->file);
    log->file = -1;
    if (!disk_rename(log->folder, new_name, name) || !disk_sync_folder(log->folder))
        return disk_failed(log, "name a segment", err);
    return OK;
}

static enum outcome begin(struct spool_log *log, const struct spool_batch *tail,
                          const struct spool_batch *batch, struct err *err)
{
    struct beginning beginning = {
        .head =
            {
                .number = log->next_number,
                .first_sequence = log->next_sequence - tail->count,
                .previous_end = (uint64_t) log->previous_end,
            },
        .tail = tail,
        .batch = batch,
    };
    struct spool_segment_head *head = &beginning.head;
    int file = -1;
    if (getrandom(&head->salt, sizeof(head->salt), 0) != sizeof(head->salt))
        return disk_failed(log, "make a salt", err);
    if (write_new(log, &beginning, &file, err) != OK)
        return err->outcome;
    if (give_name(log, head->number, err) != OK) {
        disk_close(file);
        return err->outcome;
    }
    int64_t end = SPOOL_SEGMENT_HEAD + (int64_t) (tail->size + batch->size);
    lock(log);
    if (tail->count > 0) {
        last_of(log)->end = last_of(log)->vouched;
        last_of(log)->last_sequence -= tail->count;
    }
    log->next_sequence += batch->count;
    log->next_number++;
    log->segments[log->segments_count++] = (struct spool_segment) {
        .number = head->number,
        .first_sequence = head->first_sequence,
        .last_sequence = log->next_sequence - 1,
        .end = end,
        .vouched = end,
        .salt = head->salt,
    };
    log->previous_end = end;
    log->file = file;
    unlock(log);
    return OK;
}

/* In the last segment, or as the beginning of a new one. */
static enum outcome place(struct spool_log *log, const struct spool_segment *last,
                          const struct spool_batch *batch, struct err *err)
{
    struct spool_batch tail;
    bool fits = log->file >= 0 && last->end + (int64_t) batch->size <= log->options.segment_bytes;
    if (fits)
        return append(log, last, batch, err);
    enum outcome outcome = read_tail(log, last, &tail, err);
    if (outcome == OK)
        outcome = begin(log, &tail, batch, err);
    free(tail.bytes);
    return outcome;
}

enum outcome spool_log_write(struct spool_log *log, struct spool_batch *batch, uint64_t *last_out,
                             struct err *err)
{
    struct spool_segment last = {.number = 0};
    enum outcome outcome = OK;
    (void) pthread_mutex_lock(&log->last_mutex);
    lock(log);
    if (log->segments_count > 0)
        last = *last_of(log);
    int64_t bytes = bytes_of(log);
    log->is_at_limit = log->segments_count == SPOOL_SEGMENTS_MAX ||
                       bytes + (int64_t) batch->size > log->options.bytes_max;
    unlock(log);
    if (log->is_at_limit)
        outcome =
            err_set(err, RETRY, "the spool '%s' is full: %" PRId64 " of %" PRId64 " bytes wait",
                    log->options.folder, bytes, log->options.bytes_max);
    else
        outcome = place(log, &last, batch, err);
    if (outcome == OK)
        *last_out = log->next_sequence - 1;
    (void) pthread_mutex_unlock(&log->last_mutex);
    return outcome;
}

bool spool_log_is_at_limit(const struct spool_log *log)
{
    return log->is_at_limit;
}

/* ---- what is done ---- */

void spool_log_mark(struct spool_log *log)
{
    const struct spool_log_options *options = &log->options;
    unsigned char slot[SPOOL_MARK_SLOT] = {0};
    if (log->marked == log->acknowledged)
        return;
    if (options->before_mark != NULL)
        options->before_mark(options->context, log->acknowledged);
    little_endian_put(slot, log->acknowledged, 8);
    little_endian_put(slot + 8, crc32_after(0, (struct str) {.ptr = (const char *) slot, .len = 8}),
                      4);
    int64_t place = (int64_t) (log->marks % SPOOL_MARK_SLOTS) * SPOOL_MARK_SLOT;
    if (!write_all(log->mark, slot, sizeof(slot), place))
        return; /* then more is read again after a crash */
    log->marks++;
    log->marked = log->acknowledged;
    log->is_mark_synced = false;
}

bool spool_log_sync_mark(struct spool_log *log)
{
    spool_log_mark(log);
    if (log->marked != log->acknowledged)
        return false;
    if (!log->is_mark_synced && !disk_sync(log->mark)) {
        log->marked =
            UINT64_MAX; /* it is to be written again: its page may look well and be gone */
        return false;
    }
    log->is_mark_synced = true;
    return true;
}

/* The number of the first segment, when it is done; `is_last_out`: there is no other. */
static bool is_first_done(struct spool_log *log, uint64_t *number_out, bool *is_last_out)
{
    lock(log);
    bool is_done = log->segments_count > 0 && log->segments[0].last_sequence <= log->acknowledged;
    *number_out = is_done ? log->segments[0].number : 0;
    *is_last_out = log->segments_count == 1;
    unlock(log);
    return is_done;
}

static bool remove_first(struct spool_log *log, uint64_t number)
{
    char name[DISK_NAME_MAX];
    if (!spool_log_sync_mark(log))
        return false; /* a gap in the segments would not be known to be harmless */
    spool_segment_name(number, name);
    if (!disk_remove(log->folder, name) && errno != ENOENT)
        return false;
    lock(log);
    log->segments_count--;
    memmove(log->segments, log->segments + 1, log->segments_count * sizeof(*log->segments));
    unlock(log);
    return true;
}

void spool_log_acknowledge(struct spool_log *log, uint64_t sequence)
{
    uint64_t number = 0;
    bool is_last = false;
    bool goes_on = true;
    lock(log);
    assert(sequence < log->next_sequence && sequence >= log->acknowledged);
    log->acknowledged = sequence;
    unlock(log);
    while (goes_on && is_first_done(log, &number, &is_last)) {
        /* What follows it may build upon what it holds, so nobody writes while it goes. */
        if (is_last && pthread_mutex_trylock(&log->last_mutex) != 0)
            return;
        goes_on = (!is_last || log->file < 0) && remove_first(log, number);
        if (is_last)
            (void) pthread_mutex_unlock(&log->last_mutex);
    }
}

struct spool_log_size spool_log_size(struct spool_log *log)
{
    lock(log);
    struct spool_log_size size = {
        .records = log->next_sequence - 1 - log->acknowledged,
        .acknowledged = log->acknowledged,
        .bytes = bytes_of(log),
    };
    unlock(log);
    return size;
}
