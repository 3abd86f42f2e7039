/*
 * file_scan -- the rows that all stored files of a generation give, each under its own rules.
 *
 * In one snapshot, a batch of files after the other; a subject's rows are in one of them.
 */
#ifndef SHOUWEN_RUN_FILE_SCAN_H
#define SHOUWEN_RUN_FILE_SCAN_H

#include "io/pg.h"
#include "run/batch.h"
#include "run/fold_batch.h"
#include "run/revisions.h"

/* What is done with a batch: its groups are the files, put[] has all their rows, in key order. */
struct file_scan_sink {
    void *context;
    enum outcome (*folded)(void *context, const struct batch *batch, struct err *err);
};

/* What it works with: `pg` is within a transaction that keeps its snapshot, and the search path
 * begins with the generation. */
struct file_scan {
    struct pg *pg;
    struct batch *batch;
    struct arena *scratch;
    struct revisions *revisions; /* read on the same connection */
};

/* All of them.  RETRY: asked to stop; as pg_exec() and the sink; FATAL: a file cannot be read, or
 * is larger than the batch. */
MUST_CHECK enum outcome file_scan(const struct file_scan *scan, const struct file_scan_sink *sink,
                                  struct err *err);

#endif
