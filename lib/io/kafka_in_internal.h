/*
 * kafka_in_internal -- what the files of kafka_in share; nobody else includes it.
 */
#ifndef SHOUWEN_IO_KAFKA_IN_INTERNAL_H
#define SHOUWEN_IO_KAFKA_IN_INTERNAL_H

#include "io/kafka_conf.h"
#include "io/kafka_in.h"

enum { KAFKA_IN_GONE_MAX = 64 };

/* The memory of a batch; kept for the next one. */
struct kafka_in_block {
    struct kafka_in_block *next;
    size_t capacity;
    rd_kafka_message_t **messages; /* of the records, in the same order */
    struct record *records;
    struct kafka_notice *notices;
};

struct kafka_in {
    struct kafka_log log; /* first: librdkafka's opaque */
    struct kafka_in_hooks hooks;
    rd_kafka_t *rk;
    rd_kafka_queue_t *queue;
    int queue_fd; /* an eventfd, written when the queue is no longer empty */
    unsigned topics;
    char names[TOPICS_COUNT][KAFKA_NAME_MAX];
    rd_kafka_topic_t *handles[TOPICS_COUNT];  /* so that a record's topic is a pointer compared */
    bool is_reader;                           /* of no group */
    bool is_member;                           /* the group gave us partitions, if only none */
    rd_kafka_topic_partition_list_t *reading; /* as last assigned, with offsets */
    bool was_assigned;                        /* inside the poll under way */
    bool was_revoked;
    struct err hook_err; /* what the hook said; OK: nothing */
    struct err fatal;    /* nothing will come any more; OK: not so */
    struct err trouble;  /* to be told once, when nothing else came; OK: none */
    bool is_down;        /* no broker answers, as far as we know */
    bool is_doubtful;    /* or a connection was lost, and nothing has come since */
    int64_t probed_us;
    int queued_peak; /* records in the queue since it was last refilled or woken for */
    struct kafka_position gone[KAFKA_IN_GONE_MAX]; /* to be told in the next batch */
    size_t gone_count;
    bool saw_gone; /* ever */
    struct kafka_in_block *spare;
    size_t batches_out;
    rd_kafka_queue_t *commits; /* where commits are answered; NULL: none was made */
    uintptr_t commit_number;   /* of the last one, and of the last answer */
    uintptr_t commit_answered;
    rd_kafka_resp_err_t commit_code; /* what that answer was */
};

/* librdkafka's callback: partitions come or go. */
void kafka_in_rebalance(rd_kafka_t *rk, rd_kafka_resp_err_t code,
                        rd_kafka_topic_partition_list_t *list, void *opaque);

/* Assign once more what is being read, at the positions it was assigned at. */
MUST_CHECK enum outcome kafka_in_assign_again(struct kafka_in *in, struct err *err);

/* Those that are read, as librdkafka has them; the caller destroys it. */
rd_kafka_topic_partition_list_t *
kafka_in_list(const struct kafka_in *in, const struct kafka_position *positions, size_t count);

/* The topic of this name among those subscribed to. */
bool kafka_in_topic(const struct kafka_in *in, const char *name, enum topic *topic_out);

/* Nothing is being read (any more). */
void kafka_in_forget(struct kafka_in *in);

/* Does this say that a topic or partition is not there? */
bool kafka_in_is_gone(rd_kafka_resp_err_t code);

/* A broker answers. */
void kafka_in_is_up(struct kafka_in *in);

#endif
