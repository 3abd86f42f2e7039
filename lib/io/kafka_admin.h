/*
 * kafka_admin -- which topics there are, whether they are fit, and making them.
 */
#ifndef SHOUWEN_IO_KAFKA_ADMIN_H
#define SHOUWEN_IO_KAFKA_ADMIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/topic.h"

struct kafka_admin;

struct kafka_admin_options {
    const char *bootstrap_servers;
    const char *topic_prefix;
    const char *const *settings;
    int timeout_ms; /* of each request; 0: 10,000 */
    /* librdkafka's log, by syslog's levels; called from its threads too.  NULL: nowhere. */
    void (*log)(void *context, int level, const char *line);
    void *log_context;
};

MUST_CHECK enum outcome kafka_admin_open(const struct kafka_admin_options *options,
                                         struct kafka_admin **admin_out, struct err *err);
void kafka_admin_close(struct kafka_admin *admin);

/* A topic as it is, or is to be.  Borrowed texts. */
struct kafka_topic {
    enum topic topic;
    int32_t partitions; /* 0: it does not exist */
    int32_t replicas;
    bool is_unlimited; /* neither time nor size ends a record, and it is not compacted */
    bool is_compacted; /* and neither time nor size ends a record */
    bool is_log_append_time;
};

/* Ask the broker about one topic and its settings. */
MUST_CHECK enum outcome kafka_admin_describe(struct kafka_admin *admin, enum topic topic,
                                             struct kafka_topic *topic_out, struct err *err);

/* Make a topic with these settings ("name=value", NULL at the end); one that exists is left alone
 * and said so.  OK when the brokers know it. */
MUST_CHECK enum outcome kafka_admin_create(struct kafka_admin *admin,
                                           const struct kafka_topic *topic,
                                           const char *const *settings, bool *existed_out,
                                           struct err *err);

struct kafka_watermarks {
    int64_t low;  /* the first offset there is */
    int64_t high; /* the next one to be written */
};

MUST_CHECK enum outcome kafka_admin_watermarks(struct kafka_admin *admin, enum topic topic,
                                               int32_t partition,
                                               struct kafka_watermarks *watermarks_out,
                                               struct err *err);

/*
 * Are these topics (bit set) fit to be projected: all there, one count of partitions, unlimited
 * retention (or, of TOPIC_CITIZEN, compaction), the broker's own timestamps?  RETRY: the broker
 * cannot be reached; FATAL names the first fault.
 */
MUST_CHECK enum outcome kafka_admin_check(struct kafka_admin *admin, unsigned topics,
                                          int32_t *partitions_out, struct err *err);

/*
 * Is this topic there, with so many partitions?  Its settings are not looked at.  RETRY: the broker
 * cannot be reached; FATAL names the fault.
 */
MUST_CHECK enum outcome kafka_admin_check_count(struct kafka_admin *admin, enum topic topic,
                                                int32_t partitions, struct err *err);

#endif
