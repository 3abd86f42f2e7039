/*
 * pg_internal -- what the files of pg and table_pg share; nobody else includes it.
 */
#ifndef SHOUWEN_IO_PG_INTERNAL_H
#define SHOUWEN_IO_PG_INTERNAL_H

#include <endian.h>
#include <string.h>

#include <libpq-fe.h>

#include "io/pg.h"

enum {
    PG_PARAMS_MAX = 128,  /* of one statement */
    PG_PREPARED_MAX = 64, /* of one connection */
    PG_PIPELINE_MAX = 64, /* statements of one pipeline, with BEGIN and COMMIT */
};

/* PostgreSQL counts from 2000-01-01. */
#define PG_EPOCH_DAYS 10957
#define PG_EPOCH_US (INT64_C(946684800) * 1000000)

/* The object identifiers of pg_type.dat, which never change. */
enum pg_oid {
    PG_OID_BOOLEAN = 16,
    PG_OID_BYTEA = 17,
    PG_OID_BIGINT = 20,
    PG_OID_INTEGER = 23,
    PG_OID_TEXT = 25,
    PG_OID_DATE = 1082,
    PG_OID_TIMESTAMPTZ = 1184,
    PG_OID_UUID = 2950,
};

/* A value: `offset` into the bytes, because they may move while they grow. */
struct pg_value {
    Oid type; /* 0: NULL of any type */
    size_t offset;
    int len; /* -1: NULL */
};

struct pg_params {
    unsigned char *bytes;
    size_t used_bytes;
    size_t capacity_bytes;
    size_t bytes_max;
    bool full;
    size_t count;
    struct pg_value values[PG_PARAMS_MAX];
    size_t array_offset;     /* of the array under way */
    size_t elements_left;    /* that it still wants */
    enum pg_element element; /* their type */
};

struct pg_prepared {
    char *name;
    char *sql;
    int params_count;
    Oid types[PG_PARAMS_MAX]; /* as the server sees them */
};

enum pg_pipeline_state {
    PG_PIPELINE_OPEN,  /* BEGIN was queued */
    PG_PIPELINE_SENT,  /* COMMIT and the sync were queued */
    PG_PIPELINE_ENDED, /* everything was collected, or the connection broke */
};

struct pg_pipeline {
    enum pg_pipeline_state state;
    const char *tags[PG_PIPELINE_MAX]; /* of the statements queued; names of prepared ones */
    size_t tags_count;
    size_t collected;  /* statements whose results are in */
    bool has_commit;   /* COMMIT was queued */
    bool is_committed; /* and the server said so */
    bool has_failed;
    bool has_spoken;    /* the failure is the server's own, about a statement before COMMIT */
    bool has_result;    /* of the statement being collected */
    bool is_given_up;   /* nobody asks what became of it */
    struct err failure; /* the first one */
};

struct pg {
    PGconn *connection;
    bool is_broken;
    char *conninfo;
    char *user;
    char *application_name;
    char *search_path;
    int connect_timeout_s;
    int statement_timeout_ms;
    bool looks_up_by_key;
    size_t prepared_count;
    struct pg_prepared prepared[PG_PREPARED_MAX];
    struct pg_pipeline pipelines[PG_PIPELINES_MAX]; /* under way, a ring */
    size_t pipelines_first;
    size_t pipelines_count;
    bool write_failed; /* until the connection is made anew */
};

/* What libpq wants of the parameters of one statement. */
struct pg_arguments {
    int count;
    Oid types[PG_PARAMS_MAX];
    const char *values[PG_PARAMS_MAX];
    int lengths[PG_PARAMS_MAX];
    int formats[PG_PARAMS_MAX];
};

/* Room for `size` more bytes, or NULL (and `full`) when the limit or the heap says no. */
unsigned char *pg_params_room(struct pg_params *params, size_t size);

/* Room for all elements of the array begun, each its length (UINT32_MAX: NULL) and its value; NULL
 * when full.  Then how much of it was needed. */
unsigned char *pg_array_room(struct pg_params *params, size_t bytes_max);
void pg_array_end(struct pg_params *params, const unsigned char *end, bool has_null);

/* REJECT (too large) when something did not fit. */
MUST_CHECK enum outcome pg_params_fit(const struct pg_params *params, struct err *err);

/* `params` may be NULL.  REJECT (too large) when something did not fit. */
MUST_CHECK enum outcome pg_arguments_from(const struct pg_params *params,
                                          struct pg_arguments *arguments_out, struct err *err);

/* OK when the connection can be used; RETRY when it is broken. */
MUST_CHECK enum outcome pg_usable(const struct pg *pg, struct err *err);

/* Class a failure and notice when the connection went with it. */
enum outcome pg_failure(struct pg *pg, const PGresult *result, bool is_prepared, struct err *err);

/* Connect with pg's options; `pg->connection` is NULL before.  As pg_open(). */
MUST_CHECK enum outcome pg_connect(struct pg *pg, struct err *err);

/* Prepare everything that was prepared before. */
MUST_CHECK enum outcome pg_prepare_all(struct pg *pg, struct err *err);

/* The prepared statement of this name, or NULL. */
const struct pg_prepared *pg_prepared_find(const struct pg *pg, const char *name);

/* FATAL when a parameter is of another type than the statement wants: our mistake. */
MUST_CHECK enum outcome pg_arguments_fit(const struct pg_prepared *prepared,
                                         const struct pg_arguments *arguments, struct err *err);

/* Big-endian, as the protocol wants it; here, because a row has a hundred of them. */
static inline void pg_put_16(unsigned char *at, uint16_t number)
{
    uint16_t big = htobe16(number);
    memcpy(at, &big, sizeof(big));
}

static inline void pg_put_32(unsigned char *at, uint32_t number)
{
    uint32_t big = htobe32(number);
    memcpy(at, &big, sizeof(big));
}

static inline void pg_put_64(unsigned char *at, uint64_t number)
{
    uint64_t big = htobe64(number);
    memcpy(at, &big, sizeof(big));
}

uint64_t pg_get(const unsigned char *at, size_t size);

#endif
