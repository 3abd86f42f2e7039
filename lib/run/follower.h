/*
 * follower -- a topic read on and on, from where a group has come, for one who is no member of it.
 *
 * All partitions are read by this process alone; the group is only the name under which Kafka
 * keeps how far it came.  Some records before that are given once more, as old ones, so that a
 * repeat can be told from news.  Waits for a broker that is away and for a topic that is not there
 * (yet, or any more), and says so.  What a retention took away unread is told, and a topic made
 * anew is read from its beginning.
 */
#ifndef SHOUWEN_RUN_FOLLOWER_H
#define SHOUWEN_RUN_FOLLOWER_H

#include "io/kafka_in.h"

struct follower;

struct follower_options {
    const char *bootstrap_servers;
    const char *topic_prefix;
    const char *group;
    const char *const *settings; /* for librdkafka */
    enum topic topic;
    bool from_beginning; /* else from where the group is, and a new one from now on */
    int64_t old_max;     /* records of a partition that are given once more */
};

struct follower_sink {
    void *context;
    /* `is_old`: it was given before.  What it says but OK ends the reading. */
    enum outcome (*take)(void *context, const struct record *record, bool is_old, struct err *err);
};

/* Borrows the texts of the options.  FATAL: no memory, or a setting that librdkafka refuses. */
MUST_CHECK enum outcome follower_open(const struct follower_options *options,
                                      struct follower **follower_out, struct err *err);
void follower_close(struct follower *follower); /* NULL is allowed */

/* What is there, or comes within a moment, each record once.  FATAL: the broker refuses; else what
 * the sink said. */
MUST_CHECK enum outcome follower_read(struct follower *follower, const struct follower_sink *sink,
                                      struct err *err);

/* Was all given that was there when reading began? */
bool follower_is_caught_up(const struct follower *follower);

/* Keep how far it came: call it when what was given is safe.  Does nothing when that is kept
 * already.  RETRY: the broker did not say so within `wait_ms_max`; FATAL: it refuses. */
MUST_CHECK enum outcome follower_commit(struct follower *follower, int wait_ms_max,
                                        struct err *err);

#endif
