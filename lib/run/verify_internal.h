/* verify_internal -- what the files of verify share; nobody else includes it. */
#ifndef SHOUWEN_RUN_VERIFY_INTERNAL_H
#define SHOUWEN_RUN_VERIFY_INTERNAL_H

#include <pthread.h>

#include "run/generation.h"
#include "run/share_pool.h"

enum { VERIFY_SHOWN_MAX = 20 };

struct verify {
    const struct consumer *consumer;
    char search_path[GENERATION_PATH_MAX];
    pthread_mutex_t mutex;    /* over all that follows, and standard output */
    struct pg *seen;          /* a session with a table of all subjects that the log has */
    struct pg_params *params; /* its own */
    struct log_ranges done;   /* up to where the log was read, by topic and partition */
    uint64_t subjects;
    uint64_t rows;
    uint64_t older;       /* subjects whose rows were made under rules before these */
    uint64_t differences; /* the first ones are printed */
};

/* Compare what was folded (replay->batch) with what is stored in the worker's snapshot. */
MUST_CHECK enum outcome verify_compare(struct verify *verify, struct share_worker *worker,
                                       struct err *err);

/* Compare tables of sums with what the stored files add to them, in one snapshot: that the files
 * are what the log gives is said by the others.  RETRY: the snapshot is lost, and all of it may be
 * done again. */
MUST_CHECK enum outcome verify_sums(struct verify *verify, struct err *err);

/* "case_id=…, unit=housing": the keys of a row, for people. */
void verify_keys_text(const struct table *table, const void *row, char *text_out, size_t size);

/* Print a difference, unless many were. */
void verify_differs(struct verify *verify, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
