/*
 * plain_log -- everything that is in some topics, read by the plainest consumer there can be.
 *
 * On purpose it shares nothing with lib/io/kafka_in: what the one misunderstands the other should
 * not.  From the first record to the end of every partition, without aborted transactions.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_PLAIN_LOG_H
#define SHOUWEN_TESTS_SUPPORT_PLAIN_LOG_H

#include <librdkafka/rdkafka.h>
#include <stdint.h>

#include "core/topic.h"

enum { PLAIN_NAME_MAX = 256 };

struct plain_log {
    rd_kafka_t *rk;
    const char *prefix;
};

/* Gives a record to its reader; borrowed until it returns. */
typedef void plain_log_take(void *context, enum topic topic, const rd_kafka_message_t *message);

struct plain_log plain_log_open(const char *bootstrap_servers, const char *prefix);
void plain_log_close(struct plain_log *log);

void plain_log_name(const struct plain_log *log, enum topic topic, char name_out[PLAIN_NAME_MAX]);
int32_t plain_log_partitions(const struct plain_log *log, enum topic topic);

/* The offset after the last one, markers of transactions included. */
int64_t plain_log_end(const struct plain_log *log, enum topic topic, int32_t partition);

/* Some topics (bit set of 1 << enum topic) whole. */
void plain_log_read(const struct plain_log *log, unsigned topics, plain_log_take *take,
                    void *context);

#endif
