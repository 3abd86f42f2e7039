/*
 * kafka_out -- an idempotent producer that says of every message what became of it.
 *
 * Partitions by murmur2 of the key, as Java's clients do.  Key and value are copied.  One thread.
 */
#ifndef SHOUWEN_IO_KAFKA_OUT_H
#define SHOUWEN_IO_KAFKA_OUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "core/topic.h"

struct kafka_out;

/* One message came to its end. */
struct kafka_delivery {
    uint64_t cookie; /* of its kafka_message */
    int32_t partition;
    int64_t offset; /* -1: it did not arrive, or the broker does not say */
};

struct kafka_out_hooks {
    void *context;
    /* Inside kafka_out_poll(), _send() or _flush(). */
    void (*delivered)(void *context, const struct kafka_delivery *delivery, enum outcome outcome,
                      const struct err *err);
};

struct kafka_out_options {
    const char *bootstrap_servers;
    const char *topic_prefix;
    const char *client_id;
    const char *const *settings; /* "name=value", NULL at the end; they win over ours */
    size_t in_flight_max;        /* messages; 0: 100,000 */
    /* librdkafka's log, by syslog's levels; called from its threads too.  NULL: nowhere. */
    void (*log)(void *context, int level, const char *line);
    void *log_context;
};

struct kafka_header {
    const char *name;
    struct str value;
};

struct kafka_message {
    enum topic topic;
    int32_t partition; /* KAFKA_BY_KEY */
    struct str key;
    struct str value; /* ptr NULL: a tombstone */
    const struct kafka_header *headers;
    size_t headers_count; /* at most KAFKA_HEADERS_MAX */
    uint64_t cookie;      /* comes back in delivered() */
};
enum { KAFKA_BY_KEY = -1, KAFKA_HEADERS_MAX = 64 };

MUST_CHECK enum outcome kafka_out_open(const struct kafka_out_options *options,
                                       const struct kafka_out_hooks *hooks,
                                       struct kafka_out **out_out, struct err *err);
/* What has not arrived is given up: delivered() says RETRY of each. */
void kafka_out_close(struct kafka_out *out);

/*
 * Queue one message.  RETRY: the queue stayed full for `wait_ms_max`; REJECT: larger than the
 * broker takes; FATAL: this producer can never send again.
 */
MUST_CHECK enum outcome kafka_out_send(struct kafka_out *out, const struct kafka_message *message,
                                       int wait_ms_max, struct err *err);

/* Serve delivery reports. */
void kafka_out_poll(struct kafka_out *out, int wait_ms_max);

/* Wait until nothing is in flight; RETRY when something still is after `wait_ms_max`. */
MUST_CHECK enum outcome kafka_out_flush(struct kafka_out *out, int wait_ms_max, struct err *err);

size_t kafka_out_in_flight(const struct kafka_out *out);

#endif
