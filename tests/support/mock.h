/* mock -- a Kafka cluster within the test, out of librdkafka's own box; one broker, no ports taken.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_MOCK_H
#define SHOUWEN_TESTS_SUPPORT_MOCK_H

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <stdint.h>

enum { MOCK_BROKER = 1 };

/* What a request is called on the wire. */
enum mock_request {
    MOCK_PRODUCE = 0,
    MOCK_FETCH = 1,
    MOCK_LIST_OFFSETS = 2,
    MOCK_OFFSET_COMMIT = 8,
    MOCK_OFFSET_FETCH = 9,
    MOCK_JOIN_GROUP = 11,
    MOCK_INIT_PRODUCER_ID = 22,
};

struct mock {
    rd_kafka_t *owner;
    rd_kafka_mock_cluster_t *cluster;
    const char *bootstraps;
};

void mock_open(struct mock *mock);
void mock_close(struct mock *mock);

/* Topic "prefix.inquiry" and the other five of events, with so many partitions. */
void mock_topics(struct mock *mock, const char *prefix, int partitions);

/* The next `count` requests of this kind are answered with `code`. */
void mock_fail(struct mock *mock, enum mock_request request, rd_kafka_resp_err_t code, int count);

#endif
