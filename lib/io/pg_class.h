/*
 * pg_class -- what a failure of PostgreSQL means for the caller: one table from SQLSTATE to outcome
 * and reason.
 *
 * A longer code stands before its class; what is in no row is FATAL.
 */
#ifndef SHOUWEN_IO_PG_CLASS_H
#define SHOUWEN_IO_PG_CLASS_H

#include <libpq-fe.h>

#include "base/err.h"

struct pg_class {
    enum outcome outcome;
    enum reason reason;
};

/* NULL and "" mean that the server said none: the connection was lost, so RETRY. */
struct pg_class pg_class_of(const char *sqlstate);

/*
 * Class the failure in `result` (NULL: of the connection itself) and say it in words: the first
 * line of the primary message, the constraint or column, the code.  Never the detail, and of data
 * errors nothing in quotes, because both may hold a person's data.
 */
enum outcome pg_class_failure(const PGconn *connection, const PGresult *result, bool is_prepared,
                              struct err *err);

#endif
