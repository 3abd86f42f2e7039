/* mock -- see mock.h. */
#include "support/mock.h"

#include <assert.h>
#include <stdio.h>

#include "core/topic.h"

void mock_open(struct mock *mock)
{
    char message[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    mock->owner = rd_kafka_new(RD_KAFKA_PRODUCER, conf, message, sizeof(message));
    assert(mock->owner != NULL);
    mock->cluster = rd_kafka_mock_cluster_new(mock->owner, 1);
    assert(mock->cluster != NULL);
    mock->bootstraps = rd_kafka_mock_cluster_bootstraps(mock->cluster);
}

void mock_close(struct mock *mock)
{
    rd_kafka_mock_cluster_destroy(mock->cluster);
    rd_kafka_destroy(mock->owner);
}

void mock_topics(struct mock *mock, const char *prefix, int partitions)
{
    char name[128];
    for (int topic = 0; topic < TOPICS_OF_EVENTS; topic++) {
        (void) snprintf(name, sizeof(name), "%s.%s", prefix, topic_name((enum topic) topic));
        rd_kafka_resp_err_t code = rd_kafka_mock_topic_create(mock->cluster, name, partitions, 1);
        assert(code == RD_KAFKA_RESP_ERR_NO_ERROR);
    }
}

void mock_fail(struct mock *mock, enum mock_request request, rd_kafka_resp_err_t code, int count)
{
    while (count-- > 0)
        rd_kafka_mock_push_request_errors(mock->cluster, (int16_t) request, 1, code);
}
