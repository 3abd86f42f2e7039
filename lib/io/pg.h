/*
 * pg -- a connection to PostgreSQL, its parameters, its results and its failures.
 *
 * Every failure is classed here, once, by SQLSTATE (one table in pg_class.c); nobody above sees
 * one.  Reads and administration go through pg_exec(); a flush goes through a pipeline, which is
 * sent without waiting and collected later.  Results and parameters are binary.  One thread a
 * connection.
 */
#ifndef SHOUWEN_IO_PG_H
#define SHOUWEN_IO_PG_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "base/uuid.h"

struct pg;

struct pg_options {
    const char *conninfo;         /* libpq's own words */
    const char *user;             /* the program's role; NULL: as conninfo says */
    const char *application_name; /* shown in pg_stat_activity */
    const char *search_path;      /* NULL: the role's */
    int connect_timeout_s;        /* 0: 10 */
    int statement_timeout_ms;     /* 0: none */
    bool looks_up_by_key;         /* every plan goes by an index, and is made once */
};

/*
 * Connect.  Keepalives, tcp_user_timeout and the time zone UTC are set unless the conninfo says
 * otherwise.
 *
 * RETRY: the server cannot be reached or is starting up; FATAL: it refuses us (password, role,
 * database).
 */
MUST_CHECK enum outcome pg_open(const struct pg_options *options, struct pg **pg_out,
                                struct err *err);
void pg_close(struct pg *pg); /* NULL is allowed */

/* Is the connection lost?  Then everything but pg_close() and pg_reconnect() answers RETRY. */
bool pg_is_broken(const struct pg *pg);

/* Connect anew with the same options; prepared statements are prepared again.  As pg_open(). */
MUST_CHECK enum outcome pg_reconnect(struct pg *pg, struct err *err);

/* Have a connection for who asks now and then: open it the first time (*pg is NULL), connect anew
 * when it is lost.  As pg_open(), and again the next time. */
MUST_CHECK enum outcome pg_ensure(const struct pg_options *options, struct pg **pg,
                                  struct err *err);

/* Cut the connection at once: what is under way is lost, and everything answers RETRY until
 * pg_reconnect().  For a server that hangs. */
void pg_abandon(struct pg *pg);

int pg_backend_pid(const struct pg *pg);

/* The socket, to be waited for together with others; -1 when broken. */
int pg_socket(const struct pg *pg);

/* ---- parameters ---- */

/* Values for one statement, in order.  Reusable: pg_params_reset().  Grows on the heap up to
 * `bytes_max`. */
struct pg_params;
MUST_CHECK enum outcome pg_params_new(size_t bytes_max, struct pg_params **params_out,
                                      struct err *err);
void pg_params_free(struct pg_params *params);
void pg_params_reset(struct pg_params *params);
size_t pg_params_bytes(const struct pg_params *params);
bool pg_params_full(const struct pg_params *params); /* something did not fit */

void pg_param_null(struct pg_params *params);
void pg_param_text(struct pg_params *params, struct str text);
void pg_param_bytes(struct pg_params *params, struct str bytes);
void pg_param_bigint(struct pg_params *params, int64_t number);
void pg_param_integer(struct pg_params *params, int32_t number);
void pg_param_boolean(struct pg_params *params, bool is_true);
void pg_param_uuid(struct pg_params *params, const struct uuid *uuid);
void pg_param_time(struct pg_params *params, int64_t at_us); /* timestamptz */
void pg_param_date(struct pg_params *params, int64_t day);   /* of civil_day_of() */

enum pg_element {
    PG_TEXT,
    PG_BYTEA,
    PG_BIGINT,
    PG_INTEGER,
    PG_BOOLEAN,
    PG_UUID,
    PG_TIMESTAMPTZ,
    PG_DATE,
};

/* A binary array of `count` elements: begin, then exactly `count` of pg_array_*() of that type. */
void pg_array_begin(struct pg_params *params, enum pg_element element, size_t count);
void pg_array_null(struct pg_params *params);
void pg_array_text(struct pg_params *params, struct str text); /* PG_TEXT and PG_BYTEA */
void pg_array_bigint(struct pg_params *params, int64_t number);
void pg_array_integer(struct pg_params *params, int32_t number);
void pg_array_boolean(struct pg_params *params, bool is_true);
void pg_array_uuid(struct pg_params *params, const struct uuid *uuid);
void pg_array_time(struct pg_params *params, int64_t at_us);
void pg_array_date(struct pg_params *params, int64_t day); /* of civil_day_of() */

/* ---- results ---- */

/* The rows of one statement; borrowed texts live until pg_rows_done(). */
struct pg_rows {
    void *result;
    size_t count;
    int64_t affected; /* rows of an INSERT, UPDATE or DELETE */
};
void pg_rows_done(struct pg_rows *rows);
bool pg_rows_is_null(const struct pg_rows *rows, size_t row, int column);
struct str pg_rows_text(const struct pg_rows *rows, size_t row, int column); /* also bytea */
int64_t pg_rows_bigint(const struct pg_rows *rows, size_t row,
                       int column); /* smallint, integer, bigint */
bool pg_rows_boolean(const struct pg_rows *rows, size_t row, int column);
struct uuid pg_rows_uuid(const struct pg_rows *rows, size_t row, int column);
int64_t pg_rows_time(const struct pg_rows *rows, size_t row,
                     int column); /* timestamptz, in µs since 1970 */
int64_t pg_rows_date(const struct pg_rows *rows, size_t row,
                     int column); /* date, as the number civil_day_of() gives */

/* ---- one statement ---- */

/*
 * Run one statement and wait.  `params` and `rows_out` may be NULL.
 *
 * RETRY, REJECT, FENCED, FATAL by the class of the failure (err->reason tells which; see
 * pg_class.c).
 */
MUST_CHECK enum outcome pg_exec(struct pg *pg, const char *sql, const struct pg_params *params,
                                struct pg_rows *rows_out, struct err *err);

/* Several statements in one text, no parameters, no results: migrations. */
MUST_CHECK enum outcome pg_script(struct pg *pg, const char *sql, struct err *err);

/*
 * Prepare under a new name; pg_reconnect() does it again, and pg_prepare_again() after
 * REASON_STALE_PREPARED.  The server says which type each parameter has, from the statement itself
 * ($1::bigint[], $2::text::jsonb); a value of another type is FATAL when it is sent.
 */
MUST_CHECK enum outcome pg_prepare(struct pg *pg, const char *name, const char *sql,
                                   struct err *err);
MUST_CHECK enum outcome pg_prepare_again(struct pg *pg, struct err *err);

/* Run a prepared statement and wait; as pg_exec(). */
MUST_CHECK enum outcome pg_execute(struct pg *pg, const char *name, const struct pg_params *params,
                                   struct pg_rows *rows_out, struct err *err);

/* Ask the server to cancel what this connection is doing; what is under way then ends with RETRY
 * (canceled), or well, if it was quicker.  Connects anew to ask, so it may wait. */
MUST_CHECK enum outcome pg_cancel(struct pg *pg, struct err *err);

/* ---- COPY … FROM STDIN (FORMAT binary) ---- */

/* One row more into `rows`, which has nothing else: its columns are the parameters, in order.  When
 * it does not fit, `rows` is full. */
void pg_copy_row(struct pg_params *rows, const struct pg_params *row);

/* All of them, or none, by the text of table_pg_sql(TABLE_COPY); nothing when there are none.  As
 * pg_exec(); REJECT when `rows` is full. */
MUST_CHECK enum outcome pg_copy(struct pg *pg, const char *sql, const struct pg_params *rows,
                                struct err *err);

/* ---- pipelines: a transaction each, sent whole, collected later ---- */

/* So many may be under way at once, one behind the other; the one begun first is finished first.
 * The server refuses what comes behind a transaction that failed. */
enum { PG_PIPELINES_MAX = 2 };

/* BEGIN is queued first.  Every pipeline begun must be finished or given up, whatever failed in
 * between. */
MUST_CHECK enum outcome pg_pipeline_begin(struct pg *pg, struct err *err);

/* Queue a prepared statement; the parameters are copied.  Its name comes back with its failure,
 * which may be known before all is sent: then it is given here already. */
MUST_CHECK enum outcome pg_pipeline_send(struct pg *pg, const char *name,
                                         const struct pg_params *params, struct err *err);

/* Queue COMMIT and start sending; does not wait. */
MUST_CHECK enum outcome pg_pipeline_commit(struct pg *pg, struct err *err);

/* The one begun last is not to be: it is rolled back, at the latest when the one before it is
 * finished, and is not asked for again.  Waits for the server when none is before it. */
void pg_pipeline_give_up(struct pg *pg);

/* Move bytes without waiting; call it often while one is under way.  True when the end of the
 * oldest has been reached. */
bool pg_pipeline_pump(struct pg *pg);

/* The same, waiting for that end for at most `wait_ms_max` (-1: for ever). */
bool pg_pipeline_wait(struct pg *pg, int wait_ms_max);

/* What to poll(2) for, together with other things, until pg_pipeline_pump() has something to do. */
struct pollfd pg_pipeline_poll(struct pg *pg);

/*
 * Wait for the end of the oldest and say what became of the transaction.  After a failure, and when
 * COMMIT was never queued, it is rolled back and the connection is usable (unless broken) as soon
 * as none is left.
 * `is_ambiguous_out`: the connection broke after COMMIT was sent, so nobody here knows.
 */
MUST_CHECK enum outcome pg_pipeline_finish(struct pg *pg, bool *is_ambiguous_out, struct err *err);

#endif
