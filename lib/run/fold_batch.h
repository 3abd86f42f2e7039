/*
 * fold_batch -- from the events of a batch to the files and rows its transaction will write.
 *
 * For every subject: the file before, the rows it gave; the events added; the file after and its
 * rows; the difference.  What did not change is not written.  Losers (conflicts, displaced events)
 * become letters.
 */
#ifndef SHOUWEN_RUN_FOLD_BATCH_H
#define SHOUWEN_RUN_FOLD_BATCH_H

#include "run/batch.h"
#include "run/revisions.h"

/* A file of 10,000 events, before and after; touched only when one is met. */
enum { FOLD_SCRATCH_BYTES = 96 << 20 };

struct fold_context {
    const struct projection *projection;
    const struct rules *rules;
    struct arena *scratch;       /* reset for every subject */
    struct revisions *revisions; /* where older rules are found; NULL: all are these */
    bool counts_arrivals;        /* into batch->arrivals */
};

/*
 * Fold a batch whose groups have all been found.  A group without items is dated anew: its rows
 * under older rules become those under these.  A file `before` of revision 0 that has bytes was
 * gathered and is not stored: all rows of the file after are put then.
 *
 * RETRY: an arena is full (err->reason is REASON_TOO_LARGE: the batch must be smaller), or
 * older rules could not be read.  FATAL: a stored file or its rules cannot be read.
 */
MUST_CHECK enum outcome fold_batch(struct batch *batch, const struct fold_context *context,
                                   struct err *err);

#endif
