/*
 * kafka_in -- a member of a consumer group that starts where it is told, never where Kafka
 * remembers.
 *
 * Offsets live in PostgreSQL: the `assigned` hook, called inside kafka_in_poll() when partitions
 * come, says from where to read. What a poll returns after a revocation ran inside it is dropped
 * here; committed offsets are written only as a gauge for lag tools.  Never pauses, resumes or
 * seeks: going back is a new assignment at other offsets.  One thread.
 */
#ifndef SHOUWEN_IO_KAFKA_IN_H
#define SHOUWEN_IO_KAFKA_IN_H

#include <poll.h>

#include "base/arena.h"
#include "core/topic.h"
#include "wire/event_codec.h"

struct kafka_in;

struct kafka_position {
    enum topic topic;
    int32_t partition;
    int64_t next_offset; /* KAFKA_NOT_READ: leave this one out (halted) */
};
enum { KAFKA_NOT_READ = -1 };

struct kafka_in_hooks {
    void *context;
    /* These are now ours (all of the assignment; range gives the same numbers of all topics): fill
     * in next_offset.  Anything but OK leaves nothing assigned and ends the poll with that outcome.
     */
    enum outcome (*assigned)(void *context, struct kafka_position *positions, size_t count,
                             struct err *err);
    /* All we had is going; end or cancel what is under way before returning.  `is_lost`: it is
     * another's already. */
    void (*revoked)(void *context, bool is_lost);
};

struct kafka_in_options {
    const char *bootstrap_servers;
    const char *topic_prefix; /* "shouwen" */
    const char *group;
    const char *instance_id; /* NULL: a dynamic member */
    bool is_reader; /* no member of any group: kafka_in_restart() says what is read, no hooks */
    size_t fetch_bytes_max; /* of one partition at once; 0: 64 KiB */
    const char *const
        *settings;          /* "name=value" for librdkafka, NULL at the end; they win over ours */
    unsigned topics;        /* bit set of 1 << enum topic */
    size_t queue_bytes_max; /* 0: 3 MiB */
    /* librdkafka's log, by syslog's levels; called from its threads too.  NULL: nowhere. */
    void (*log)(void *context, int level, const char *line);
    void *log_context;
};

struct kafka_in_limits {
    size_t records_max;
    int wait_ms_max;    /* for the first record; later ones only when ready */
    struct pollfd also; /* what else ends the wait; without events nothing */
};

enum kafka_notice_kind {
    KAFKA_NOTICE_END,          /* everything up to next_offset has been read: caught up for now */
    KAFKA_NOTICE_OUT_OF_RANGE, /* the log does not have the offset asked for */
    KAFKA_NOTICE_GONE,         /* topic or partition does not exist (any more) */
};

struct kafka_notice {
    enum kafka_notice_kind kind;
    struct kafka_position at;
};

/* What one poll brought; records are borrowed until kafka_in_batch_release(). */
struct kafka_in_batch {
    struct record *records;
    size_t records_count;
    struct kafka_notice *notices;
    size_t notices_count;
    void *internal;
};

/* FATAL: a setting librdkafka refuses. */
MUST_CHECK enum outcome kafka_in_open(const struct kafka_in_options *options,
                                      const struct kafka_in_hooks *hooks, struct kafka_in **in_out,
                                      struct err *err);

/* Leaves the group (static members stay known until their session ends); calls `revoked` when
 * something is assigned.  All batches must have been released.  After KAFKA_NOTICE_GONE
 * librdkafka's memory and threads stay behind until the process ends. */
void kafka_in_close(struct kafka_in *in);

/*
 * Read what is there.  OK with nothing means nothing came in time.
 *
 * RETRY: the broker cannot be reached just now (librdkafka goes on trying by itself).  FATAL:
 * fenced by another process with our instance id, refused by the broker, or a hook said so; a
 * hook's other outcomes come through.
 */
MUST_CHECK enum outcome kafka_in_poll(struct kafka_in *in, const struct kafka_in_limits *limits,
                                      struct kafka_in_batch *batch_out, struct err *err);
void kafka_in_batch_release(struct kafka_in *in, struct kafka_in_batch *batch);

/* The headers of a record as JSON, {"name": "base64 of the value", …}; '' when it has none.  RETRY:
 * arena full. */
MUST_CHECK enum outcome kafka_in_headers(const struct kafka_in_batch *batch, size_t record,
                                         struct arena *arena, struct str *json_out,
                                         struct err *err);

/* Assign what is ours anew at these offsets: going back, or leaving out what is halted; of a
 * reader, whatever it likes.  What was queued is dropped.  RETRY: nothing is ours just now. */
MUST_CHECK enum outcome kafka_in_restart(struct kafka_in *in,
                                         const struct kafka_position *positions, size_t count,
                                         struct err *err);

/* Tell Kafka how far we are, for lag tools; never waits, never fails loudly. */
void kafka_in_gauge(struct kafka_in *in, const struct kafka_position *positions, size_t count);

/*
 * What a reader asks the broker, which waits for the answer (seconds at the most).  RETRY: it
 * cannot be reached just now; FATAL: it refuses.
 *
 * How many partitions the topic has, 0 when it does not exist; up to where the group committed
 * these, KAFKA_NOT_READ where it never did.
 */
MUST_CHECK enum outcome kafka_in_partitions(struct kafka_in *in, enum topic topic,
                                            int32_t *count_out, struct err *err);
MUST_CHECK enum outcome kafka_in_committed(struct kafka_in *in, struct kafka_position *positions,
                                           size_t count, struct err *err);

/* Commit for the group, of which a reader is no member, and wait so long for the answer: from here
 * it goes on.  RETRY: no answer in time, and it may have arrived all the same. */
MUST_CHECK enum outcome kafka_in_commit(struct kafka_in *in, const struct kafka_position *positions,
                                        size_t count, int wait_ms_max, struct err *err);

enum kafka_bound {
    KAFKA_FIRST, /* the first offset there is */
    KAFKA_END,   /* the next one to be written; what a transaction holds back is behind it */
};

/*
 * Ask the brokers for these bounds, of any topic, into next_offset (KAFKA_NOT_READ: this partition
 * has none just now); one request a broker.  RETRY: not all was answered within half a second;
 * REJECT: a topic does not exist.
 */
MUST_CHECK enum outcome kafka_in_bounds(struct kafka_in *in, enum kafka_bound bound,
                                        struct kafka_position *positions, size_t count,
                                        struct err *err);

/* How many offsets these are behind the ends of their partitions, as far as the last fetch told; no
 * call to the broker. */
int64_t kafka_in_behind(const struct kafka_in *in, const struct kafka_position *positions,
                        size_t count);

#endif
