/*
 * table -- a SQL table described once, and rows of it in memory.
 *
 * A row is a plain struct; a column's type is its member's type.  The keys are the first columns.
 * Rows live in an arena of the batch; io/table_pg writes them.  Nothing here knows SQL.
 */
#ifndef SHOUWEN_CORE_TABLE_H
#define SHOUWEN_CORE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/uuid.h"

enum column_type {
    COLUMN_TEXT,    /* struct str; never NULL, '' when there is none */
    COLUMN_BIGINT,  /* int64_t */
    COLUMN_COUNT,   /* int64_t that integer holds; 0 is NULL, which takes no room */
    COLUMN_INTEGER, /* int32_t */
    COLUMN_BOOLEAN, /* bool */
    COLUMN_UUID,    /* struct uuid; zero is NULL where it is no key */
    COLUMN_TIME,    /* struct instant: timestamptz; 0 is NULL */
    COLUMN_DATE,    /* struct day: date; by number of the local day, DAY_NONE is NULL */
};

struct instant {
    int64_t us; /* since 1970; 0: none */
};

struct day {
    int64_t number; /* of civil_day_of(); DAY_NONE: none */
};
#define DAY_NONE INT64_MIN

enum table_kind {
    TABLE_OF_CASE, /* a row is put when new or changed, deleted when it vanished */
    TABLE_OF_SUMS, /* what is no key is added to: after minus before; all of it COLUMN_COUNT */
};

struct column {
    const char *name;
    enum column_type type;
    size_t offset;
};

struct table {
    const char *name;
    enum table_kind kind;
    size_t row_size;
    size_t keys_count;
    size_t columns_count;
    const struct column *columns; /* keys first */
};

#define COLUMN(row, member)                                                                        \
    {                                                                                              \
        .name = #member,                                                                           \
        .type = _Generic(((struct row *) 0)->member, struct str                                    \
                         : COLUMN_TEXT, int64_t                                                    \
                         : COLUMN_BIGINT, int32_t                                                  \
                         : COLUMN_INTEGER, bool                                                    \
                         : COLUMN_BOOLEAN, struct uuid                                             \
                         : COLUMN_UUID, struct instant                                             \
                         : COLUMN_TIME, struct day                                                 \
                         : COLUMN_DATE),                                                           \
        .offset = offsetof(struct row, member),                                                    \
    }

/* Rows of one table, in the order they were added (rows_sort() puts them in key order). */
struct rows {
    const struct table *table;
    struct arena *arena;
    unsigned char *items;
    size_t count;
    size_t capacity;
    bool full;     /* a row did not fit; what is here is not complete */
    void *scratch; /* given out when full */
};

/* Room for `capacity` rows to begin with (it doubles in the arena); RETRY when the arena is full.
 */
MUST_CHECK enum outcome rows_init(struct rows *rows, const struct table *table, size_t capacity,
                                  struct arena *arena, struct err *err);

/* A new zeroed row; never NULL: when there is no room it is a scratch row and `full` is set. */
void *rows_add(struct rows *rows);

void *rows_at(const struct rows *rows, size_t index);

/* Forget all rows (and `full`); memory stays. */
void rows_reset(struct rows *rows);

/* Order of two rows of a table by its keys. */
int row_compare_keys(const struct table *table, const void *a, const void *b);

/* Of its keys; the same on every machine. */
uint64_t row_hash_keys(const struct table *table, const void *row);

/* Are all columns equal? */
bool row_eq(const struct table *table, const void *a, const void *b);

/* A row of sums, each times `sign`.  Its texts are borrowed as those of `row` are. */
void *rows_add_sum(struct rows *rows, const void *row, int64_t sign);

/* Into key order.  Keys of a case's rows are unique; sums of one key are added into one row. */
void rows_sort(struct rows *rows);

/*
 * What must be written so that the table holds `after` where it held `before`: rows to put, and
 * rows (keys) that are gone. For sums: rows to add, after minus before, without zeroes; in `gone`
 * those that take something away, of which nothing may be left when they are added.  Sorts both;
 * appends to put and gone.
 */
void rows_diff(struct rows *before, struct rows *after, struct rows *put, struct rows *gone);

#endif
