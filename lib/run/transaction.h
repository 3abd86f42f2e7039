/*
 * transaction -- several calls on one connection, all or nothing.
 *
 * For administration; a flush is a pipeline (io/pg.h).
 */
#ifndef SHOUWEN_RUN_TRANSACTION_H
#define SHOUWEN_RUN_TRANSACTION_H

#include "io/pg.h"

/*
 * BEGIN, `work`, COMMIT; ROLLBACK when `work` says anything but OK, which is then the answer. RETRY
 * also when nobody knows whether COMMIT arrived: `work` must be one that may be done twice.
 */
MUST_CHECK enum outcome
transaction_run(struct pg *pg, enum outcome (*work)(struct pg *pg, void *context, struct err *err),
                void *context, struct err *err);

#endif
