/* clang-format off */
/*
 * shard -- one thread that owns a share of the partitions and projects them: its own consumer, its
 * own connections, its own memory.
 *
 *   start ─► connect ─► join ─► ASSIGN: take fences, start from the stored offsets
 *               ▲                   │
 *               │         ┌─────────▼─────────────┐  filling     flying, a full one behind it
 *               │         │ read ─► decode ─► fold ├─► send ─► (PostgreSQL works) ─► committed,
 *               │         └─────────▲─────────────┘             │                    cached
 *               │                   │                           │
 *               │                   │                           ├─ refused (22, 23): halve the
 *               │                   │                           │  batch down to the one event,
 *               │                   │                           │  which becomes a letter
 *               │                   └── REWIND: drop what is ───┤
 *               │                       in hand, read from the  ├─ stale file or rules, cancelled,
 *               │                       stored offsets          │  connection lost: after a while
 *               │                                               │
 *               └── leave the group, begin anew ────────────────┴─ FENCED, or failing for
 *                                                                  flush_timeout_ms
 *
 *   What flies behind a transaction that failed falls with it: the server refuses it.
 *   Files of older rules fly between the events' batches, when there are any (shard_redate.c).
 *   REVOKE: wait for what flies, drop the rest.
 *   HALT of a partition: its log is not the one we knew; the others go on.
 *
 * Kill tests: tests/fault/kill.sh (any moment), writer.sh (frozen in mid-flush), rebalance.sh
 * (stale records), postgres.sh (restart, terminated backends), refused.sh (bisection), rules.sh,
 * redating.sh, broker.sh, topics.sh (halts), gap.sh, instance.sh (one name twice).
 */
/* clang-format on */
#ifndef SHOUWEN_RUN_SHARD_H
#define SHOUWEN_RUN_SHARD_H

#include <stdatomic.h>
#include <stdbool.h>

#include "run/consumer_conf.h"
#include "run/projection.h"
#include "run/stats.h"

struct shard;

/* What all shards of a process have in common; outlives them. */
struct shard_options {
    const struct projection *projection;
    const struct consumer_conf *conf;
    const char *group;
    const char *pg_user;
    int32_t partitions_count; /* of each topic */
    int number;               /* from 0 */
};

MUST_CHECK enum outcome shard_new(const struct shard_options *options, struct shard **shard_out,
                                  struct err *err);
void shard_free(struct shard *shard);

/* Run until stop_requested() (OK) or a FATAL; everything else is retried.  Logs what it survives.
 */
MUST_CHECK enum outcome shard_run(struct shard *shard, struct err *err);

/* From other threads: has everything published so far been committed?  Are partitions halted? */
bool shard_is_caught_up(const struct shard *shard);
struct stats *shard_stats(struct shard *shard);

#endif
