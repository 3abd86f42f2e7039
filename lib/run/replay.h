/*
 * replay -- the log of a share of the subjects, folded subject by subject within bounded memory.
 *
 * What rebuild and verify have in common.  A share is a partition number (of all topics), or, where
 * a subject's records are scattered, all partitions and a class of the subjects.  When its records
 * do not fit, it is read several times, each time for a class of its subjects: hash % modulus.
 */
#ifndef SHOUWEN_RUN_REPLAY_H
#define SHOUWEN_RUN_REPLAY_H

#include <stdatomic.h>

#include "run/batch.h"
#include "run/fold_batch.h"
#include "run/log_ranges.h"
#include "run/record_store.h"
#include "run/revisions.h"

/* Which subjects: all of them when modulus is 1. */
struct replay_class {
    uint64_t modulus;
    uint64_t residue;
};

struct replay {
    const struct projection *projection;
    struct revisions revisions; /* rows are made under the present one */
    struct log_reader *reader;
    struct record_store store; /* everything there is of the subjects in hand */
    struct batch batch;        /* some of them, folded */
    struct arena scratch;
    char *gathered; /* the packed file of a subject that does not fit into a batch */
    size_t gathered_len;
    size_t records_limit; /* of the first subject folded; to find one that is refused */
    /* What is set aside by a fold, before the batch is used again; may be NULL. */
    enum outcome (*letters)(void *context, const struct batch *batch, struct err *err);
    void *letters_context;
    _Atomic uint64_t records_read; /* of subjects that were handed on */
    struct replay_class class;     /* being gathered */
    bool is_full;
};

struct replay_options {
    const struct projection *projection;
    struct log_reader_options log;
    size_t memory_bytes; /* for the store */
};

MUST_CHECK enum outcome replay_init(struct replay *replay, const struct replay_options *options,
                                    struct err *err);
void replay_done(struct replay *replay);

/* What is done with the store, once for every class that was read. */
struct replay_sink {
    void *context;
    enum outcome (*gathered)(void *context, struct replay *replay, struct err *err);
};

/*
 * Gather all records of the ranges whose subjects are of this class, in one reading or in several.
 *
 * RETRY: asked to stop; FATAL as log_read(), and when one subject alone does not fit; otherwise
 * what the sink says.
 */
MUST_CHECK enum outcome replay_read(struct replay *replay, const struct log_ranges *ranges,
                                    struct replay_class class, const struct replay_sink *sink,
                                    struct err *err);

/* Some of the subjects in the store. */
struct replay_run {
    const struct kept_subject *at; /* the first; afterwards the first one left, NULL at the end */
    size_t subjects_max;
    size_t count; /* afterwards: how many were folded, or tried */
};

/*
 * Fold whole subjects, at most `subjects_max` and at least one, into replay->batch: group->after
 * is the file, put[] has all rows, in key order.
 *
 * FATAL: one subject has more texts than fit.
 */
MUST_CHECK enum outcome replay_fold(struct replay *replay, struct replay_run *run, struct err *err);

#endif
