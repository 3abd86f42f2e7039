/* files -- the case files of a batch, as PostgreSQL holds them. */
#ifndef SHOUWEN_RUN_FILES_H
#define SHOUWEN_RUN_FILES_H

#include "io/pg.h"
#include "run/batch.h"

/* Prepare what files_read() runs; outcomes as pg_prepare(). */
MUST_CHECK enum outcome files_prepare(struct pg *pg, struct err *err);

/* Look up, in the generation that search_path names, every group that has not been found; what is
 * not there is a new file.  `params` is scratch.  RETRY also when the batch has no room for them
 * (err->reason is REASON_TOO_LARGE). */
MUST_CHECK enum outcome files_read(struct pg *pg, struct pg_params *params, struct batch *batch,
                                   struct err *err);

/* A group was found: what `before` borrows is copied, because it may be overwritten before the
 * batch has landed.  RETRY (REASON_TOO_LARGE): no room. */
MUST_CHECK enum outcome files_keep(struct batch *batch, struct group *group, struct err *err);

#endif
