/* spool_recover -- what a spool's folder holds when it is opened; see spool_log.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc32.h"
#include "base/little_endian.h"
#include "run/spool_log_internal.h"

enum { NUMBER_DIGITS = 16, SCAN_BYTES = 2 * (SPOOL_RECORD_MAX + SPOOL_ALIGN) };

void spool_segment_name(uint64_t number, char name_out[DISK_NAME_MAX])
{
    (void) snprintf(name_out, DISK_NAME_MAX, "%016" PRIx64 ".log", number);
}

bool spool_segment_number(const char *name, uint64_t *number_out)
{
    char again[DISK_NAME_MAX];
    char *end = NULL;
    if (strlen(name) < NUMBER_DIGITS)
        return false;
    uint64_t number = strtoull(name, &end, 16);
    spool_segment_name(number, again);
    *number_out = number;
    return strcmp(name, again) == 0;
}

bool spool_read_all(int file, void *bytes, size_t size, int64_t offset)
{
    char *at = bytes;
    while (size > 0) {
        ssize_t count = disk_read(file, at, size, offset);
        if (count < 0 && errno == EINTR)
            continue;
        errno = count == 0 ? 0 : errno;
        if (count <= 0)
            return false;
        at += count;
        size -= (size_t) count;
        offset += count;
    }
    return true;
}

/* ---- how far it was acknowledged ---- */

static bool read_slot(const unsigned char *slot, uint64_t *sequence_out)
{
    *sequence_out = little_endian_get(slot, 8);
    return little_endian_get(slot + 8, 4) ==
           crc32_after(0, (struct str) {.ptr = (const char *) slot, .len = 8});
}

static enum outcome read_mark(struct spool_log *log, struct spool_found *found, struct err *err)
{
    unsigned char slots[SPOOL_MARK_SLOTS][SPOOL_MARK_SLOT] = {{0}};
    log->mark = disk_open(log->folder, "mark", DISK_MAKE);
    int64_t size = log->mark < 0 ? -1 : disk_size(log->mark);
    size_t there = size > (int64_t) sizeof(slots) ? sizeof(slots) : (size_t) (size < 0 ? 0 : size);
    if (size < 0 || !spool_read_all(log->mark, slots, there, 0))
        return err_set(err, FATAL, "cannot read '%s/mark': %s", log->options.folder,
                       strerror(errno));
    found->has_lost_mark = size > 0;
    for (size_t i = 0; i < SPOOL_MARK_SLOTS; i++) {
        uint64_t sequence = 0;
        if (size < (int64_t) ((i + 1) * SPOOL_MARK_SLOT) || !read_slot(slots[i], &sequence))
            continue;
        found->has_lost_mark = false;
        if (sequence >= log->acknowledged) {
            log->acknowledged = log->marked = sequence;
            log->marks = i + 1; /* the other one is written next */
        }
    }
    return OK;
}

/* ---- which segments there are ---- */

struct listing {
    struct spool_log *log;
    bool is_full;
};

static void list(void *context, const char *name)
{
    struct listing *listing = context;
    struct spool_log *log = listing->log;
    uint64_t number = 0;
    if (!spool_segment_number(name, &number))
        return;
    listing->is_full = log->segments_count == SPOOL_SEGMENTS_MAX;
    if (!listing->is_full)
        log->segments[log->segments_count++] = (struct spool_segment) {.number = number};
}

static int by_number(const void *a, const void *b)
{
    uint64_t left = ((const struct spool_segment *) a)->number;
    uint64_t right = ((const struct spool_segment *) b)->number;
    return (left > right) - (left < right);
}

static enum outcome damaged(const struct spool_log *log, uint64_t number, int64_t at,
                            struct err *err)
{
    return err_set(err, FATAL,
                   "segment '%s/%016" PRIx64 ".log' is damaged at byte %" PRId64
                   ": it holds what was accepted; restore it, or move it away and lose that",
                   log->options.folder, number, at);
}

/* The head of every segment; what the one before holds is said there. */
static enum outcome read_heads(struct spool_log *log, struct err *err)
{
    unsigned char bytes[SPOOL_SEGMENT_HEAD];
    char name[DISK_NAME_MAX];
    for (size_t i = 0; i < log->segments_count; i++) {
        struct spool_segment *segment = &log->segments[i];
        struct spool_segment_head head;
        spool_segment_name(segment->number, name);
        int file = disk_open(log->folder, name, DISK_READ);
        bool is_read = file >= 0 && spool_read_all(file, bytes, sizeof(bytes), 0);
        int failure = errno;
        disk_close(file);
        if (!is_read && failure != 0)
            return err_set(err, FATAL, "cannot read '%s/%s': %s", log->options.folder, name,
                           strerror(failure));
        if (!is_read || !spool_segment_unpack(bytes, &head) || head.number != segment->number)
            return damaged(log, segment->number, 0, err);
        segment->salt = head.salt;
        segment->first_sequence = head.first_sequence;
        segment->last_sequence = head.first_sequence - 1;
        segment->end = segment->vouched = SPOOL_SEGMENT_HEAD;
        if (i > 0)
            log->segments[i - 1].vouched = (int64_t) head.previous_end;
    }
    return OK;
}

/* Those whose successor begins with what was acknowledged or the next are done. */
static void drop_done(struct spool_log *log)
{
    char name[DISK_NAME_MAX];
    size_t done = 0;
    log->marked = UINT64_MAX; /* what we read may not be safe: it is written again */
    bool is_marked = spool_log_sync_mark(log);
    while (done + 1 < log->segments_count &&
           log->segments[done + 1].first_sequence <= log->acknowledged + 1) {
        spool_segment_name(log->segments[done].number, name);
        if (is_marked)
            (void) disk_remove(log->folder, name); /* else it is done the next time, too */
        done++;
    }
    log->segments_count -= done;
    memmove(log->segments, log->segments + done, log->segments_count * sizeof(*log->segments));
}

/* ---- what is in one ---- */

/* A file read from front to back, at least a whole record at once. */
struct scan {
    int file;
    int64_t size;   /* of the file, or of what counts */
    int64_t offset; /* of bytes[0] in the file */
    size_t len;
    unsigned char *bytes;
};

/* What stands at this place, as far as it is read; false: errno says why. */
static bool window(struct scan *scan, int64_t at, struct str *rest_out)
{
    int64_t end = scan->offset + (int64_t) scan->len;
    if (at < scan->offset || (end < scan->size && end - at < SPOOL_RECORD_MAX + SPOOL_ALIGN)) {
        int64_t left = scan->size - at;
        scan->offset = at;
        scan->len = left < SCAN_BYTES ? (size_t) left : SCAN_BYTES;
        if (!spool_read_all(scan->file, scan->bytes, scan->len, at))
            return false;
    }
    size_t from = (size_t) (at - scan->offset);
    *rest_out = (struct str) {.ptr = (const char *) scan->bytes + from, .len = scan->len - from};
    return true;
}

static bool read_records(struct spool_segment *segment, struct scan *scan, bool is_last)
{
    struct spool_record record;
    struct str rest = {0};
    while (segment->end < scan->size) {
        if (!window(scan, segment->end, &rest))
            return false;
        if (!spool_record_unpack(rest, segment->salt, &record) ||
            record.sequence != segment->last_sequence + 1)
            return true;
        segment->end += (int64_t) record.size;
        segment->last_sequence++;
        if (is_last && record.vouched > segment->vouched)
            segment->vouched = record.vouched;
    }
    return true;
}

/* Behind the end of the last one: does a later record say that what stands here was safe? */
static bool is_vouched_for(const struct spool_segment *segment, struct scan *scan, bool *is_out)
{
    struct spool_record record;
    struct str rest = {0};
    *is_out = segment->vouched > segment->end;
    for (int64_t at = segment->end; at < scan->size && !*is_out; at += SPOOL_ALIGN) {
        if (!window(scan, at, &rest))
            return false;
        *is_out = spool_record_unpack(rest, segment->salt, &record) &&
                  record.sequence > segment->last_sequence && record.vouched > segment->end;
    }
    return true;
}

static enum outcome read_segment(struct spool_log *log, size_t index, struct scan *scan,
                                 uint64_t *torn_out, struct err *err)
{
    struct spool_segment *segment = &log->segments[index];
    bool is_last = index + 1 == log->segments_count;
    bool is_damaged = false;
    int64_t size = disk_size(scan->file);
    scan->size = is_last || segment->vouched > size ? size : segment->vouched;
    scan->offset = 0;
    scan->len = 0;
    bool is_read = size >= 0 && read_records(segment, scan, is_last) &&
                   (!is_last || is_vouched_for(segment, scan, &is_damaged));
    if (!is_read)
        return err_set(err, FATAL, "cannot read segment %016" PRIx64 " of the spool '%s': %s",
                       segment->number, log->options.folder, strerror(errno));
    if (is_damaged || (!is_last && segment->end < segment->vouched))
        return damaged(log, segment->number, segment->end, err);
    if (is_last)
        *torn_out = (uint64_t) (size - segment->end);
    else if (segment->last_sequence + 1 != log->segments[index + 1].first_sequence)
        return damaged(log, segment->number, segment->end, err);
    return OK;
}

static enum outcome read_all_segments(struct spool_log *log, struct spool_found *found,
                                      struct err *err)
{
    struct scan scan = {.bytes = malloc(SCAN_BYTES)};
    enum outcome outcome =
        scan.bytes == NULL ? err_set(err, FATAL, "no memory to read the spool") : OK;
    for (size_t i = 0; i < log->segments_count && outcome == OK; i++) {
        char name[DISK_NAME_MAX];
        const struct spool_segment *segment = &log->segments[i];
        spool_segment_name(segment->number, name);
        if (i > 0 && segment->number != log->segments[i - 1].number + 1)
            outcome =
                err_set(err, FATAL,
                        "segment '%s/%016" PRIx64 ".log' is missing: it holds what was accepted",
                        log->options.folder, log->segments[i - 1].number + 1);
        scan.file = disk_open(log->folder, name, DISK_READ);
        if (outcome == OK && scan.file < 0)
            outcome = err_set(err, FATAL, "cannot read '%s/%s': %s", log->options.folder, name,
                              strerror(errno));
        if (outcome == OK)
            outcome = read_segment(log, i, &scan, &found->torn_bytes, err);
        disk_close(scan.file);
        found->bytes += (uint64_t) segment->end;
    }
    free(scan.bytes);
    return outcome;
}

enum outcome spool_log_recover(struct spool_log *log, struct spool_found *found, struct err *err)
{
    struct listing listing = {.log = log};
    if (read_mark(log, found, err) != OK)
        return err->outcome;
    /* A name that a process left before it died may not be safe yet, and we build upon it. */
    if (!disk_sync_folder(log->folder) || !disk_list(log->folder, list, &listing))
        return err_set(err, FATAL, "cannot list '%s': %s", log->options.folder, strerror(errno));
    if (listing.is_full)
        return err_set(err, FATAL, "the spool '%s' has more than %d segments", log->options.folder,
                       SPOOL_SEGMENTS_MAX);
    qsort(log->segments, log->segments_count, sizeof(*log->segments), by_number);
    if (read_heads(log, err) != OK)
        return err->outcome;
    drop_done(log);
    if (read_all_segments(log, found, err) != OK)
        return err->outcome;
    size_t count = log->segments_count;
    const struct spool_segment *last = count > 0 ? &log->segments[count - 1] : NULL;
    log->next_number = last == NULL ? 1 : last->number + 1;
    log->previous_end = last == NULL ? 0 : last->vouched;
    log->next_sequence = last == NULL ? 1 : last->last_sequence + 1;
    if (log->next_sequence <= log->acknowledged) /* its segments are gone */
        log->next_sequence = log->acknowledged + 1;
    if (count > 0 && log->acknowledged + 1 < log->segments[0].first_sequence)
        log->acknowledged = log->segments[0].first_sequence - 1;
    found->segments = count;
    found->records = log->next_sequence - 1 - log->acknowledged;
    return OK;
}
