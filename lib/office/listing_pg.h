/* listing_pg -- rows of listings out of PostgreSQL, and into it. */
#ifndef SHOUWEN_OFFICE_LISTING_PG_H
#define SHOUWEN_OFFICE_LISTING_PG_H

#include "io/pg.h"
#include "office/listing.h"

enum { LISTING_PARAMS_BYTES_MAX = 256 << 20 };

/* Append what the query gives, which has the columns of the rows' table in their order; texts are
 * kept in the rows' arena.  `params` may be NULL.  As pg_exec(); FATAL: no memory. */
MUST_CHECK enum outcome listing_pg_read(struct pg *pg, const char *sql,
                                        const struct pg_params *params, struct rows *rows,
                                        struct err *err);

/* Append rows to their table, whose schema the search path begins with.  As pg_exec(). */
MUST_CHECK enum outcome listing_pg_add(struct pg *pg, const struct rows *rows, struct err *err);

#endif
