/* plain_log -- see plain_log.h. */
#include "support/plain_log.h"

#include <stdio.h>
#include <string.h>

#include "support/tool.h"

enum { ANSWER_MS = 20000, SILENT_POLLS_MAX = 60, POLL_MS = 1000, PARTITIONS_MAX = 1024 };

static void set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
    char message[256];
    if (rd_kafka_conf_set(conf, name, value, message, sizeof(message)) != RD_KAFKA_CONF_OK)
        tool_die("%s", message);
}

struct plain_log plain_log_open(const char *bootstrap_servers, const char *prefix)
{
    char message[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", bootstrap_servers);
    set(conf, "group.id", "shouwen.checker"); /* wanted by librdkafka, never joined */
    set(conf, "enable.auto.commit", "false");
    set(conf, "enable.partition.eof", "true");
    set(conf, "auto.offset.reset", "error");
    set(conf, "isolation.level", "read_committed");
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, message, sizeof(message));
    if (rk == NULL)
        tool_die("%s", message);
    (void) rd_kafka_poll_set_consumer(rk);
    return (struct plain_log) {.rk = rk, .prefix = prefix};
}

void plain_log_close(struct plain_log *log)
{
    rd_kafka_destroy(log->rk);
    log->rk = NULL;
}

void plain_log_name(const struct plain_log *log, enum topic topic, char name_out[PLAIN_NAME_MAX])
{
    (void) snprintf(name_out, PLAIN_NAME_MAX, "%s.%s", log->prefix, topic_name(topic));
}

int32_t plain_log_partitions(const struct plain_log *log, enum topic topic)
{
    char name[PLAIN_NAME_MAX];
    const struct rd_kafka_metadata *metadata = NULL;
    plain_log_name(log, topic, name);
    rd_kafka_topic_t *handle = rd_kafka_topic_new(log->rk, name, NULL);
    rd_kafka_resp_err_t code = rd_kafka_metadata(log->rk, 0, handle, &metadata, ANSWER_MS);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        tool_die("%s: %s", name, rd_kafka_err2str(code));
    int32_t partitions = metadata->topic_cnt == 1 ? metadata->topics[0].partition_cnt : 0;
    rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_destroy(handle);
    if (partitions == 0 || partitions > PARTITIONS_MAX)
        tool_die("%s is not there", name);
    return partitions;
}

int64_t plain_log_end(const struct plain_log *log, enum topic topic, int32_t partition)
{
    char name[PLAIN_NAME_MAX];
    int64_t low = 0;
    int64_t high = 0;
    plain_log_name(log, topic, name);
    rd_kafka_resp_err_t code =
        rd_kafka_query_watermark_offsets(log->rk, name, partition, &low, &high, ANSWER_MS);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        tool_die("%s %d: %s", name, (int) partition, rd_kafka_err2str(code));
    return high;
}

/* Assign all partitions of these topics from their beginning; gives how many. */
static int32_t assign_whole(const struct plain_log *log, unsigned topics)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    for (enum topic topic = 0; topic < TOPICS_COUNT; topic++) {
        char name[PLAIN_NAME_MAX];
        if ((topics >> topic & 1U) == 0)
            continue;
        int32_t partitions = plain_log_partitions(log, topic);
        plain_log_name(log, topic, name);
        for (int32_t partition = 0; partition < partitions; partition++)
            rd_kafka_topic_partition_list_add(list, name, partition)->offset =
                RD_KAFKA_OFFSET_BEGINNING;
    }
    int32_t count = list->cnt;
    rd_kafka_resp_err_t code = rd_kafka_assign(log->rk, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        tool_die("assign: %s", rd_kafka_err2str(code));
    return count;
}

static enum topic topic_of(const struct plain_log *log, const rd_kafka_message_t *message)
{
    enum topic topic = TOPICS_COUNT;
    const char *name = rd_kafka_topic_name(message->rkt) + strlen(log->prefix) + 1;
    if (!topic_find(str_from(name), &topic))
        tool_die("%s was not asked for", rd_kafka_topic_name(message->rkt));
    return topic;
}

/* How many partitions came to their end by this: one that grows does so again. */
static int end_of(bool *is_done, int32_t partition)
{
    bool is_news = !is_done[partition];
    is_done[partition] = true;
    return is_news ? 1 : 0;
}

static rd_kafka_message_t *next_message(const struct plain_log *log)
{
    for (int polls = 0; polls < SILENT_POLLS_MAX; polls++) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(log->rk, POLL_MS);
        if (message != NULL)
            return message;
    }
    tool_die("the broker is silent");
}

void plain_log_read(const struct plain_log *log, unsigned topics, plain_log_take *take,
                    void *context)
{
    static bool is_done[TOPICS_COUNT][PARTITIONS_MAX];
    memset(is_done, 0, sizeof(is_done));
    int32_t left = assign_whole(log, topics);
    while (left > 0) {
        rd_kafka_message_t *message = next_message(log);
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
            take(context, topic_of(log, message), message);
        else if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
            left -= end_of(is_done[topic_of(log, message)], message->partition);
        else if (message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
                 message->err == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
            tool_die("%s", rd_kafka_message_errstr(message));
        rd_kafka_message_destroy(message);
    }
    (void) rd_kafka_assign(log->rk, NULL);
}
