/*
 * flush -- one batch, one pipeline, one transaction.
 *
 * The order is what makes it safe: the fenced move of the offsets first, so that a zombie fails
 * cheaply; the files by compare-and-set on their revision; the rules they were folded under, held
 * by a lock; then rows, letters and counts of what arrived.  All or nothing.
 */
#ifndef SHOUWEN_RUN_FLUSH_H
#define SHOUWEN_RUN_FLUSH_H

#include "io/pg.h"
#include "run/batch.h"
#include "run/positions.h"

struct flush_context {
    const struct projection *projection;
    const char
        *name; /* whose offsets and letters: the projection's, or of a generation being built */
    const char *topic_prefix;
    const struct positions *positions; /* for the fences */
    const struct rules *rules;
    struct pg_params *params; /* scratch */
};

/* Prepare every statement a flush needs; outcomes as pg_prepare(). */
MUST_CHECK enum outcome flush_prepare(struct pg *pg, const struct projection *projection,
                                      struct err *err);

/* The parameters of "put_letters" (flush_prepare()) for the letters of a batch, into
 * context->params. */
void flush_letters(const struct batch *batch, const struct flush_context *context);

/*
 * Queue the whole transaction and begin to send it; what becomes of it is told by
 * pg_pipeline_finish().  After a failure there is nothing to finish.
 *
 * RETRY: the connection is lost, or the parameters do not fit (err->reason is REASON_TOO_LARGE:
 * make the batch smaller).
 */
MUST_CHECK enum outcome flush_send(struct pg *pg, const struct batch *batch,
                                   const struct flush_context *context, struct err *err);

#endif
