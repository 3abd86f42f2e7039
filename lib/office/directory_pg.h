/*
 * directory_pg -- the directory in schema directory.
 *
 * One load at a time: the lock is taken first and held until the connection is closed.
 */
#ifndef SHOUWEN_OFFICE_DIRECTORY_PG_H
#define SHOUWEN_OFFICE_DIRECTORY_PG_H

#include "io/pg.h"
#include "office/directory_diff.h"

/* Become the one who loads; false when another one does, and nothing is waited for unless
 * `waits`.  As pg_exec(). */
MUST_CHECK enum outcome directory_pg_lock(struct pg *pg, bool waits, bool *is_ours_out,
                                          struct err *err);

/* All six tables, into an empty directory.  As pg_exec(); FATAL: no memory. */
MUST_CHECK enum outcome directory_pg_read(struct pg *pg, struct directory *directory,
                                          struct err *err);

/* One of them. */
MUST_CHECK enum outcome directory_pg_read_table(struct pg *pg, enum directory_table which,
                                                struct rows *rows, struct err *err);

/*
 * The difference in one transaction, under new rules when rules rest on it.  The connection's
 * search path begins with schema directory.  As pg_exec(); FATAL also when the tables are not those
 * of this program.
 */
MUST_CHECK enum outcome directory_pg_apply(struct pg *pg, const struct directory_diff *diff,
                                           struct err *err);

/* Trees of units that no row rests on any longer are removed, apart from what was applied: it
 * takes a pass over the files, and nobody is to wait for that.  As pg_exec(). */
MUST_CHECK enum outcome directory_pg_prune(struct pg *pg, struct err *err);

#endif
