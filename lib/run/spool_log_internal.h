/* spool_log_internal -- what the files of spool_log share. */
#ifndef SHOUWEN_RUN_SPOOL_LOG_INTERNAL_H
#define SHOUWEN_RUN_SPOOL_LOG_INTERNAL_H

#include <pthread.h>

#include "io/disk.h"
#include "run/spool_log.h"

struct spool_segment {
    uint64_t number;
    uint64_t first_sequence;
    uint64_t last_sequence; /* first_sequence - 1: it has none */
    int64_t end;            /* what stands behind it is void */
    int64_t vouched;        /* up to there it is known to be on the disk */
    uint32_t salt;
};

enum { SPOOL_MARK_SLOT = 16, SPOOL_MARK_SLOTS = 2 };

struct spool_log {
    struct spool_log_options options;
    int folder;
    int lock;
    int mark;
    int file;         /* of the last segment; -1: it is left, and the next write begins another */
    bool is_at_limit; /* the last write found no room; the writer's alone */
    int64_t previous_end; /* of the last segment, also when it was removed: what is safe in it */
    uint64_t marks;       /* written: they take turns */
    uint64_t marked;      /* the last one said so */
    bool is_mark_synced;  /* and is on the disk */
    pthread_mutex_t last_mutex; /* of the last segment and `file`: the writer's while it writes, the
                                   reader's while it removes the only one; before `mutex` */
    pthread_mutex_t mutex;      /* what follows is the writer's and the reader's */
    struct spool_segment *segments;
    size_t segments_count;
    uint64_t next_number;
    uint64_t next_sequence;
    uint64_t acknowledged; /* all up to it */
};

void spool_segment_name(uint64_t number, char name_out[DISK_NAME_MAX]);
bool spool_segment_number(const char *name, uint64_t *number_out);

/* All of these bytes; false: errno says why, 0: the file ends before. */
bool spool_read_all(int file, void *bytes, size_t size, int64_t offset);

/* Note how far it was acknowledged so that it is on the disk; false: it may not be. */
bool spool_log_sync_mark(struct spool_log *log);

/* Find what there is; see spool_recover.c.  FATAL. */
MUST_CHECK enum outcome spool_log_recover(struct spool_log *log, struct spool_found *found,
                                          struct err *err);

#endif
