/*
 * tick -- what time itself brings, for a projection that does more than keep rows.
 *
 * Its ticker decides things from its tables and the time (that a rung has rung), keeps what it
 * decided as facts, and leaves messages of them in the outbox.  The shard tells it up to when each
 * partition is complete (run/horizon), which subjects' rows changed, and when all must be looked
 * at: partitions came, other tables, other rules, or nobody knows what was committed.  Before
 * anything of a partition is decided or relayed, what its topic holds already is compared with the
 * facts.  One thread, the shard's.
 *
 * A decision is a transaction like a flush, and goes the same way: what it rests on is read beside
 * what is being written, it is sent behind that without waiting, and compares fences and file
 * revisions when it is its turn.  Nothing is decided of a subject while something of it flies.
 */
#ifndef SHOUWEN_RUN_TICK_H
#define SHOUWEN_RUN_TICK_H

#include "core/rules.h"
#include "io/pg.h"
#include "run/batch.h"
#include "run/consumer_conf.h"
#include "run/horizon.h"
#include "run/stats.h"

enum { TICK_CHANGED_MAX = 20000, TICK_ARENA_BYTES = 32 << 20 };

struct tick {
    /* for the life of the shard */
    const char *projection; /* its name */
    const struct consumer_conf *conf;
    struct stats *stats;
    struct pg_params *params; /* scratch */
    struct arena *arena;      /* the same; empty whenever the ticker is called */
    int32_t partitions_count;
    void *own; /* the ticker's */

    /* as they are just now */
    struct pg *read;
    struct pg *write; /* only in send() and published(); for the latter nothing is under way */
    struct batch *const *flying; /* NULL among them: a decision; … */
    const size_t *flying_count;  /* … the oldest first */
    const struct rules *rules;
    const struct positions *positions; /* whose, and under which fence */
    const int64_t *complete_us;        /* a partition each; 0: nothing of it may be decided */
    int64_t time_us;                   /* the database's, when it was asked last */
    bool is_redating;                  /* files of older rules are being dated anew */
    struct uuid *changed;              /* subjects whose rows changed: to be taken away; … */
    size_t changed_count;
    bool is_changed_full; /* … and there were more */
};

struct ticker {
    enum topic topic; /* of its messages */

    /* A shard's own state.  FATAL: no memory. */
    enum outcome (*open)(struct tick *tick, struct err *err);
    void (*close)(struct tick *tick);

    /* All must be looked at again, of partitions that are complete from now on. */
    void (*begin)(struct tick *tick);

    /* Is there anything to decide?  Reads only, and not for long: the rest another time. */
    enum outcome (*look)(struct tick *tick, bool *is_some_out, struct err *err);

    /* Its statements, on new connections. */
    enum outcome (*prepare)(struct pg *read, struct pg *write, struct err *err);

    /* Decide some of what look() found.  Reads only; what was decided waits for send(), or to be
     * decided once more.  What one subject is to blame for it deals with itself. */
    enum outcome (*decide)(struct tick *tick, bool *is_some_out, struct err *err);

    /* Send the transaction of what was decided, if begin() did not come in between. */
    enum outcome (*send)(struct tick *tick, bool *is_sent_out, struct err *err);

    /* The oldest transaction that was sent is stored; or it is not, and is to be decided again.
     * Then, of one that failed by itself: is one of its subjects to blame?  True: it is dealt
     * with. */
    void (*landed)(struct tick *tick, bool is_stored);
    bool (*refused)(struct tick *tick, const struct err *why);

    /* Is there nothing left that look() has to find? */
    bool (*is_idle)(const struct tick *tick);

    /* Records of its topic that were there before us, of one partition, in order: what is missing
     * among the facts is put there, and what the outbox holds of them is not sent again.  Inside a
     * transaction that holds the partition. */
    enum outcome (*published)(struct tick *tick, const struct record *records, size_t count,
                              struct err *err);
};

/* Is something of this subject on its way into the tables? */
bool tick_is_flying(const struct tick *tick, const struct uuid *subject);

/* Look at it again, when what it waits for has landed. */
void tick_note_changed(struct tick *tick, const struct uuid *subject);

/* The partition of a subject, by the key_hash of its rows. */
static inline int32_t tick_partition(const struct tick *tick, int64_t key_hash)
{
    return (int32_t) (key_hash % tick->partitions_count);
}

/* The parameters partitions and fences of stream.hold_partitions(), behind the projection's name;
 * of those that `is_wanted` says (NULL: of all that are ours). */
void tick_put_fences(const struct tick *tick, const bool *is_wanted);

#endif
