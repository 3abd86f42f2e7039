/* shard_internal -- what the files of the shard share; nobody else includes it. */
#ifndef SHOUWEN_RUN_SHARD_INTERNAL_H
#define SHOUWEN_RUN_SHARD_INTERNAL_H

#include "io/kafka_in.h"
#include "io/pg.h"
#include "run/batch.h"
#include "run/generation.h"
#include "run/outbox.h"
#include "run/revisions.h"
#include "run/shard.h"
#include "run/tick.h"
#include "run/time_guard.h"

enum { POISON_MAX = 16, REFUSED_A_MINUTE_MAX = 10, REDATE_REFUSED_MAX = 16 };

/* A record PostgreSQL refuses, found by bisection. */
struct poison {
    enum topic topic;
    int32_t partition;
    int64_t offset;
    enum reason reason;
};

/* The search for files of older rules: one pass over the table, in the order of its blocks. Nothing
 * of it is stored, since the files themselves say what is done. */
struct redating {
    bool is_on;
    bool is_given_up;
    int64_t block; /* where the next step begins, … */
    int64_t blocks_count;
    struct pg_rows found; /* … and the subjects of the last one */
    size_t found_at;
    size_t files_max;    /* a transaction */
    size_t flying_count; /* transactions sent, not landed */
    uint64_t flushes;    /* of events, since the last one */
    uint64_t files;      /* landed */
    int64_t began_us;
    int64_t looked_us; /* at the version of the rules */
    struct uuid refused[REDATE_REFUSED_MAX];
    size_t refused_count;
};

/* The comparison of a topic we write to with what it came from, when partitions come. */
struct tail {
    struct kafka_in *reader; /* NULL: nothing is being read */
    bool is_asked;           /* it is known from where to where */
    int64_t wait_until_us;   /* steady */
    size_t left_count;       /* partitions that are not compared yet */
    struct {
        bool is_left;
        int64_t next;
        int64_t end;
    } items[PARTITIONS_MAX];
};

/* What a ticker needs; see run/tick.h. */
struct ticking {
    struct tick tick;
    struct arena arena;
    struct horizon horizon;
    struct time_guard guard;
    enum time_verdict verdict;
    struct tail tail;
    int64_t complete_us[PARTITIONS_MAX];
    struct uuid changed[TICK_CHANGED_MAX];
    int64_t since_us;  /* the database's time when all began anew; 0: not asked yet */
    int64_t ask_at_us; /* steady: not before */
    bool is_due;       /* something is to be looked at */
    bool is_some;      /* and something was found */
    uint64_t begun;    /* how often all began anew */
};

struct shard {
    struct shard_options options;
    struct stats stats;
    _Atomic bool is_caught_up;

    /* memory, for the life of the shard */
    struct positions *positions;
    struct file_cache cache;
    struct revisions revisions;
    struct arena scratch;
    struct batch batches[PG_PIPELINES_MAX + 1];
    struct pg_params *params;

    /* one session: from joining the group to leaving it */
    char search_path[GENERATION_PATH_MAX];
    int generation;   /* whose tables these are */
    struct pg *write; /* flushes */
    struct pg *read;  /* files and outbox, so that reading need not queue behind a flush */
    struct kafka_in *in;
    struct outbox outbox;
    struct redating redating;
    struct ticking *ticking; /* NULL: the projection has no ticker */

    /* what is in hand */
    struct batch *filling;
    struct batch *flying[PG_PIPELINES_MAX]; /* under way, the oldest first; NULL: a decision */
    size_t flying_count;
    struct kafka_in_batch polled;
    size_t polled_at;
    int64_t reported_us;
    bool is_member;       /* an assignment came, be it of nothing */
    bool is_untaken;      /* one came, and PostgreSQL could not be told: it will not come again */
    uint64_t revocations; /* how often one went */
    bool is_idle;         /* the last poll brought nothing */
    bool is_asking;       /* there are gaps to ask about again */
    bool is_full;         /* the filling batch took no more */
    bool is_of_suspects;  /* the filling batch, if there is any record in it */

    /* what failures taught us */
    size_t batch_limit;
    size_t suspects_limit;    /* of a batch of records among which one is that PostgreSQL refuses */
    int64_t failing_since_us; /* 0: the last flush succeeded */
    int64_t wait_ms;          /* the next back-off */
    struct poison poison[POISON_MAX];
    size_t poison_count; /* ever; the place is % POISON_MAX */
    int64_t refused_at_us[REFUSED_A_MINUTE_MAX];
    size_t refused_count;
};

/* ---- shard_assign.c: ownership ---- */

enum outcome shard_assigned(void *context, struct kafka_position *positions, size_t count,
                            struct err *err);
void shard_revoked(void *context, bool is_lost);

/* After a new connection: take our partitions again if they are still ours, learn what was
 * committed.  FENCED: they are not. */
MUST_CHECK enum outcome shard_take_again(struct shard *shard, struct err *err);

/* Assign anew: what is ours and not halted, from read_next on. */
MUST_CHECK enum outcome shard_restart(struct shard *shard, struct err *err);

/* Tell Kafka and the counters how far we are; once a second is enough. */
void shard_report(struct shard *shard);

/* Log loudly, and read on without this partition. */
MUST_CHECK enum outcome shard_halt(struct shard *shard, int32_t partition, const char *why,
                                   struct err *err);

/* ---- shard_flush.c: writing ---- */

/* Fold the filling batch and send it; when as many fly as may, waits for the oldest first.  OK also
 * when a failure was dealt with. */
MUST_CHECK enum outcome shard_flush(struct shard *shard, struct err *err);

/* Take note of what has landed; wait until at most `flying_max` fly. */
MUST_CHECK enum outcome shard_land(struct shard *shard, size_t flying_max, struct err *err);

/* Drop everything in hand; the next records come from the stored offsets. */
void shard_drop(struct shard *shard);

/* Something beside a flush failed (RETRY): let what flies land, then connect again.  RETRY: it
 * lasts.
 */
MUST_CHECK enum outcome shard_recover(struct shard *shard, struct err *err);

/* Wait for what flies, whatever becomes of it: before partitions go. */
void shard_settle(struct shard *shard);

/* ---- shard_session.c: connections ---- */

MUST_CHECK enum outcome shard_session_open(struct shard *shard, struct err *err);
void shard_session_close(struct shard *shard);

/* Are the tables we write still the live ones?  FENCED: a rebuild put others in their place. */
MUST_CHECK enum outcome shard_check_tables(struct shard *shard, struct err *err);

/* A session ends FATAL, with `err`.  FENCED instead, when it was a statement on tables that a
 * rebuild took away under it: before it had its partitions, or between two flushes. */
MUST_CHECK enum outcome shard_excuse_tables(struct shard *shard, struct err *err);

/* PostgreSQL fenced us: hear from Kafka why.  FATAL: a process of our own instance took our place,
 * and going back would take its place in turn, for ever.  Otherwise `err` as it is. */
MUST_CHECK enum outcome shard_hear_group(struct shard *shard, struct err *err);

/* Both connections, alive and prepared; as pg_open(). */
MUST_CHECK enum outcome shard_reconnect(struct shard *shard, struct err *err);

/* Sleep, unless asked to stop; doubles the next wait up to a cap. */
void shard_back_off(struct shard *shard);

/* ---- shard_tick.c: what time brings ---- */

/* Memory and the ticker's own state, if there is one.  FATAL: no memory. */
MUST_CHECK enum outcome shard_tick_new(struct shard *shard, struct err *err);
void shard_tick_free(struct shard *shard);

/* Partitions came, or what was committed must be learnt anew. */
void shard_tick_begin(struct shard *shard);

/* All must be looked at again. */
void shard_tick_whole(struct shard *shard);

/* A batch landed. */
void shard_tick_landed(struct shard *shard, const struct batch *batch);

/* A decision is stored, or it is not; then, for this reason: is it dealt with? */
void shard_tick_decided(struct shard *shard, bool is_stored);
bool shard_tick_refused(struct shard *shard, const struct err *why);

/* The statements of what time brings, on new connections.  As pg_prepare(). */
MUST_CHECK enum outcome shard_tick_prepare(struct shard *shard, struct err *err);

/* Ask how far the log is, look, decide: whatever is next.  Outcomes as those of a flush. */
MUST_CHECK enum outcome shard_tick(struct shard *shard, struct err *err);

/* Is there something to do at once?  Has everything been decided that can be? */
bool shard_tick_is_busy(const struct shard *shard);
bool shard_tick_is_idle(const struct shard *shard);

/* ---- shard_tail.c: what the topic holds already ---- */

/* Compare all that is ours, before anything of it is sent; the messages on their way are given up.
 */
void shard_tail_begin(struct shard *shard);
void shard_tail_end(struct shard *shard);

/* Go on comparing.  Failures of Kafka are tried again; outcomes are those of PostgreSQL. */
MUST_CHECK enum outcome shard_tail_step(struct shard *shard, struct err *err);

/* ---- shard_redate.c: rules, and files of older ones ---- */

/* The rules in force; others than before are the beginning of dating anew.  As revisions_read(). */
MUST_CHECK enum outcome shard_load_rules(struct shard *shard, struct err *err);

/* The same, once a second: an idle shard is told by nobody. */
MUST_CHECK enum outcome shard_look_at_rules(struct shard *shard, struct err *err);

/* There may be files of older rules among ours: other rules came, or other partitions. */
void shard_redate_begin(struct shard *shard);

/* What was in hand is dropped: look for them once more, if that was not over. */
void shard_redate_again(struct shard *shard);

/* Is it their turn?  Events go first: every few flushes while there are any. */
bool shard_redate_is_due(const struct shard *shard);

/* If it is, put some into the filling batch, which has no events then.  RETRY: PostgreSQL cannot be
 * asked, and the batch is empty. */
MUST_CHECK enum outcome shard_redate_fill(struct shard *shard, struct err *err);

/* A batch landed, with so many files; or, being one of these, was refused, or too large. */
void shard_redate_landed(struct shard *shard, const struct batch *batch, size_t files);
void shard_redate_refused(struct shard *shard, const struct uuid *subject, const struct err *why);

#endif
