/*
 * table_pg -- rows of a struct table into and out of PostgreSQL; the one file that composes SQL,
 * from names in a struct table only.
 */
#ifndef SHOUWEN_IO_TABLE_PG_H
#define SHOUWEN_IO_TABLE_PG_H

#include "core/table.h"
#include "io/pg.h"

enum table_sql {
    TABLE_PUT,     /* upsert; of sums: add */
    TABLE_GONE,    /* delete by keys; of sums: those that came to nothing */
    TABLE_COPY,    /* COPY … FROM STDIN (FORMAT binary) */
    TABLE_READ,    /* the rows whose first key is one of the array $1 */
    TABLE_STRANGE, /* the first keys (each once, at most $1) that pg_temp.seen (subject) lacks */
    TABLE_DIGEST,  /* one row: count, and two order-independent sums of 64-bit hashes as text */
    TABLE_WALK,    /* open the cursor `walk` over all rows, until the transaction ends */
};

enum { TABLE_SQL_MAX = 16384 };

/* The statement's text; FATAL when it does not fit (a table too wide). */
MUST_CHECK enum outcome table_pg_sql(const struct table *table, enum table_sql which,
                                     char sql_out[TABLE_SQL_MAX], struct err *err);

/* Prepare PUT and GONE as "<table>.put" and "<table>.gone". */
MUST_CHECK enum outcome table_pg_prepare(struct pg *pg, const struct table *table, struct err *err);

/* The parameters of PUT or GONE for these rows: an array a column. */
void table_pg_params(const struct rows *rows, enum table_sql which, struct pg_params *params);

/* Queue rows (sorted, each key once) into the pipeline under way; nothing when there are none.
 * `params` is scratch. */
MUST_CHECK enum outcome table_pg_put(struct pg *pg, const struct rows *rows,
                                     struct pg_params *params, struct err *err);
MUST_CHECK enum outcome table_pg_gone(struct pg *pg, const struct rows *rows,
                                      struct pg_params *params, struct err *err);

/* These rows, too, for pg_copy() of TABLE_COPY; `gathered` has nothing else. */
void table_pg_copy(const struct rows *rows, struct pg_params *gathered);

/* What TABLE_READ gave, into rows of the table (made ready; appended).  Texts are borrowed until
 * pg_rows_done(). RETRY: no room. */
MUST_CHECK enum outcome table_pg_read(const struct pg_rows *given, struct rows *rows,
                                      struct err *err);

/*
 * Does the catalogue (of the connection's search_path) have this table, with these columns in these
 * types, this primary key and no column more?  FATAL names the first difference.
 */
MUST_CHECK enum outcome table_pg_check(struct pg *pg, const struct table *table, struct err *err);

#endif
