/* rebuild_internal -- what the files of rebuild share; nobody else includes it. */
#ifndef SHOUWEN_RUN_REBUILD_INTERNAL_H
#define SHOUWEN_RUN_REBUILD_INTERNAL_H

#include "run/generation.h"
#include "run/share_pool.h"

enum { REBUILD_NAME_MAX = GENERATION_SCHEMA_MAX + 16 };

struct rebuild {
    const struct consumer *consumer;
    struct pg *admin; /* holds the lock that only one rebuild has */
    struct pg_params *params;
    struct generation live;
    struct generation building;
    bool is_resumed;
    char name[REBUILD_NAME_MAX];           /* section_ledger@2: its rows in schema stream */
    char search_path[GENERATION_PATH_MAX]; /* section_ledger_g2, pg_catalog */
    struct share_worker tail;
    uint64_t records_count; /* to be loaded */
    int64_t began_us;
    _Atomic int64_t loaded_us; /* 0: not yet */
    atomic_size_t made_count;  /* keys, indexes and statistics */
};

/* The first parameters of most statements: the projection, and the generation being built. */
void rebuild_put_name(const struct rebuild *rebuild);
void rebuild_put_generation(const struct rebuild *rebuild);

/* Statements of a worker that loads. */
MUST_CHECK enum outcome rebuild_load_prepare(struct share_worker *worker, void *context,
                                             struct err *err);

/* Load a share, all or nothing, unless it is there already.  FATAL: the same share was loaded by
 * somebody else, or PostgreSQL refuses too much. */
MUST_CHECK enum outcome rebuild_load(struct share_worker *worker, void *context, int share,
                                     struct err *err);

/* Make keys, indexes and statistics of the loaded tables that nobody else makes, until none is left
 * to be begun. */
MUST_CHECK enum outcome rebuild_index(struct share_worker *worker, void *context, struct err *err);

/* Statements of the tail. */
MUST_CHECK enum outcome rebuild_tail_prepare(struct share_worker *worker, void *context,
                                             struct err *err);

/* Bring the generation to where the live one stands now; `records_out`: how many that were. */
MUST_CHECK enum outcome rebuild_catch_up(struct rebuild *rebuild, uint64_t *records_out,
                                         struct err *err);

/* Put the generation into the place of the live one; tries until nobody stands in the way. */
MUST_CHECK enum outcome rebuild_swap(struct rebuild *rebuild, struct err *err);

/* Is there room for another generation?  FATAL: no, with the numbers. */
MUST_CHECK enum outcome rebuild_check_room(struct rebuild *rebuild, struct err *err);

#endif
