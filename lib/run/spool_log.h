/*
 * spool_log -- records on disk, one behind the other, until somebody has acknowledged them.
 *
 * A folder of segments, written in order and read in order; one program at a time (a lock).  What
 * spool_log_write() took is on the disk: it survives kill -9 and a power cut.  What it refused may
 * still be found after a crash, and what was acknowledged may be read again: readers drop repeats.
 *
 * A segment is synced before the next one gets its name, and its successor says up to where it
 * holds; so a sync that failed is never repeated on the same pages (they may be gone and look
 * well): the segment is left, and what was not safe is refused or written anew.  Opening removes
 * what is done and changes nothing else on the disk: the first write makes a new segment, with
 * whatever of the last one no later record vouches for.  How far records were acknowledged is noted
 * lazily, and synced before a segment is removed.
 *
 * Threads: one that writes, one that reads and acknowledges.
 */
#ifndef SHOUWEN_RUN_SPOOL_LOG_H
#define SHOUWEN_RUN_SPOOL_LOG_H

#include "run/spool_record.h"

enum { SPOOL_SEGMENTS_MAX = 4096 };

struct spool_log_options {
    const char *folder;    /* made when there is none; borrowed until spool_log_close() */
    int64_t segment_bytes; /* a new segment is begun above it, or above a quarter of bytes_max; less
                              than 2 GiB */
    int64_t bytes_max;     /* of all segments */
    void *context;
    /* It is about to be noted that all up to this number need not be kept; by the thread that
     * acknowledges.  NULL: nobody asks. */
    void (*before_mark)(void *context, uint64_t sequence);
};

/* What opening found. */
struct spool_found {
    uint64_t segments;
    uint64_t records;    /* not yet acknowledged */
    uint64_t bytes;      /* of the segments, as far as they hold */
    uint64_t torn_bytes; /* the end of the last one, which nobody was told is safe */
    bool has_lost_mark;  /* how far it was acknowledged is unreadable: all is read again */
};

/* Records packed one behind the other, to be written in one go. */
struct spool_batch {
    unsigned char *bytes;
    size_t size;
    uint64_t count;
};

struct spool_log;

/*
 * FATAL: another program has it, it cannot be read, or a segment is missing or damaged where all
 * was safe (told with file and byte).
 */
MUST_CHECK enum outcome spool_log_open(const struct spool_log_options *options,
                                       struct spool_log **log_out, struct spool_found *found_out,
                                       struct err *err);
void spool_log_close(struct spool_log *log); /* NULL is allowed */

/*
 * Write packed records and sync; they get the next numbers, the last of which is in `last_out`.
 * `records` is sealed in place.
 *
 * RETRY: the log is at its limit, the disk is full or broken; none was taken.
 */
MUST_CHECK enum outcome spool_log_write(struct spool_log *log, struct spool_batch *batch,
                                        uint64_t *last_out, struct err *err);

/* Was that for the limit, and not for the disk, the last time?  Asked by the thread that writes. */
bool spool_log_is_at_limit(const struct spool_log *log);

/* Everything up to this number need not be kept.  Segments that are done are removed; what cannot
 * be removed now is tried again later. */
void spool_log_acknowledge(struct spool_log *log, uint64_t sequence);

/* Note on disk (not synced) how far it was acknowledged; a crash of ours then repeats less. */
void spool_log_mark(struct spool_log *log);

struct spool_log_size {
    uint64_t records;      /* written and not acknowledged */
    uint64_t acknowledged; /* all up to this number */
    int64_t bytes;
};
struct spool_log_size spool_log_size(struct spool_log *log);

/* ---- reading ---- */

struct spool_reader;

/* Begins at the first record not acknowledged.  FATAL: no memory. */
MUST_CHECK enum outcome spool_reader_new(struct spool_log *log, struct spool_reader **reader_out,
                                         struct err *err);
void spool_reader_free(struct spool_reader *reader);

/* Back to the first record not acknowledged. */
void spool_reader_rewind(struct spool_reader *reader);

/*
 * The next record, borrowed until the next call; `is_there_out` false: all that is safe was read.
 *
 * RETRY: the disk could not be read; FATAL: a record is damaged that was safe.
 */
MUST_CHECK enum outcome spool_reader_next(struct spool_reader *reader,
                                          struct spool_record *record_out, bool *is_there_out,
                                          struct err *err);

#endif
