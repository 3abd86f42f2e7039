/*
 * topic -- what an administrator can do to a topic, good or bad.
 *
 *   topic make NAME PARTITIONS [SETTING=VALUE]...
 *   topic drop NAME                       and waits until it is gone
 *   topic cut NAME PARTITION OFFSET       deletes the records before it
 *   topic set NAME SETTING=VALUE...       changes these, all others get their default; and waits
 *   topic ends NAME                       prints "PARTITION FIRST NEXT" a line
 */
#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/tool.h"

enum { ANSWER_MS = 30000, ARGUMENTS_MIN = 3, TRIES_MAX = 300 };

static rd_kafka_t *open_client(void)
{
    char message[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    if (rd_kafka_conf_set(conf, "bootstrap.servers", tool_env("SHOUWEN_KAFKA_BOOTSTRAP_SERVERS"),
                          message, sizeof(message)) != RD_KAFKA_CONF_OK)
        tool_die("%s", message);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, message, sizeof(message));
    if (rk == NULL)
        tool_die("%s", message);
    return rk;
}

static int64_t number_of(const char *text)
{
    char *end = NULL;
    long long number = strtoll(text, &end, 10);
    if (end == text || *end != '\0')
        tool_die("\"%s\" is no number", text);
    return number;
}

/* The answer to a request; to be destroyed. */
static rd_kafka_event_t *wait_for(rd_kafka_queue_t *queue, const char *what)
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, ANSWER_MS);
    if (event == NULL)
        tool_die("%s: no answer", what);
    if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR)
        tool_die("%s: %s", what, rd_kafka_event_error_string(event));
    return event;
}

static void must(rd_kafka_resp_err_t code, const char *text, const char *what)
{
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        tool_die("%s: %s", what, text == NULL ? rd_kafka_err2str(code) : text);
}

static void topic_result(const rd_kafka_topic_result_t **results, const char *what)
{
    must(rd_kafka_topic_result_error(results[0]), rd_kafka_topic_result_error_string(results[0]),
         what);
}

/* "name=value" to its halves; the name ends in the given memory. */
static const char *split(const char *setting, char name_out[256])
{
    const char *equals = strchr(setting, '=');
    if (equals == NULL)
        tool_die("\"%s\" is not SETTING=VALUE", setting);
    (void) snprintf(name_out, 256, "%.*s", (int) (equals - setting), setting);
    return equals + 1;
}

static bool exists(rd_kafka_t *rk, const char *name)
{
    const struct rd_kafka_metadata *metadata = NULL;
    bool is_there = false;
    must(rd_kafka_metadata(rk, 1, NULL, &metadata, ANSWER_MS), NULL, "ask for topics");
    for (int i = 0; i < metadata->topic_cnt; i++)
        is_there = is_there || strcmp(metadata->topics[i].topic, name) == 0;
    rd_kafka_metadata_destroy(metadata);
    return is_there;
}

static void make(rd_kafka_t *rk, rd_kafka_queue_t *queue, int argc, char **argv)
{
    char message[256];
    char name[256];
    size_t count = 0;
    if (argc < 4)
        tool_die("topic make NAME PARTITIONS [SETTING=VALUE]...");
    rd_kafka_NewTopic_t *topic =
        rd_kafka_NewTopic_new(argv[2], (int) number_of(argv[3]), 1, message, sizeof(message));
    if (topic == NULL)
        tool_die("%s", message);
    for (int i = 4; i < argc; i++)
        must(rd_kafka_NewTopic_set_config(topic, name, split(argv[i], name)), NULL, argv[i]);
    rd_kafka_CreateTopics(rk, &topic, 1, NULL, queue);
    rd_kafka_event_t *event = wait_for(queue, "make");
    topic_result(
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count),
        "make");
    rd_kafka_event_destroy(event);
    rd_kafka_NewTopic_destroy(topic);
    for (int i = 0; !exists(rk, argv[2]); i++)
        if (i == TRIES_MAX)
            tool_die("%s does not come", argv[2]);
}

static void drop(rd_kafka_t *rk, rd_kafka_queue_t *queue, int argc, char **argv)
{
    size_t count = 0;
    (void) argc;
    rd_kafka_DeleteTopic_t *topic = rd_kafka_DeleteTopic_new(argv[2]);
    rd_kafka_DeleteTopics(rk, &topic, 1, NULL, queue);
    rd_kafka_event_t *event = wait_for(queue, "drop");
    topic_result(
        rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count),
        "drop");
    rd_kafka_event_destroy(event);
    rd_kafka_DeleteTopic_destroy(topic);
    for (int i = 0; exists(rk, argv[2]); i++)
        if (i == TRIES_MAX)
            tool_die("%s does not go", argv[2]);
}

static void cut(rd_kafka_t *rk, rd_kafka_queue_t *queue, int argc, char **argv)
{
    if (argc != 5)
        tool_die("topic cut NAME PARTITION OFFSET");
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, argv[2], (int32_t) number_of(argv[3]))->offset =
        number_of(argv[4]);
    rd_kafka_DeleteRecords_t *request = rd_kafka_DeleteRecords_new(list);
    rd_kafka_DeleteRecords(rk, &request, 1, NULL, queue);
    rd_kafka_event_t *event = wait_for(queue, "cut");
    const rd_kafka_topic_partition_list_t *done =
        rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event));
    must(done->elems[0].err, NULL, "cut");
    rd_kafka_event_destroy(event);
    rd_kafka_DeleteRecords_destroy(request);
    rd_kafka_topic_partition_list_destroy(list);
}

/* Does the broker itself, and not only the controller, know of this setting? */
static bool is_set(const rd_kafka_ConfigResource_t *told, const char *setting)
{
    char name[256];
    size_t count = 0;
    const char *value = split(setting, name);
    const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs(told, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(rd_kafka_ConfigEntry_name(entries[i]), name) == 0)
            return strcmp(rd_kafka_ConfigEntry_value(entries[i]), value) == 0;
    return false;
}

static bool are_set(rd_kafka_t *rk, rd_kafka_queue_t *queue, int argc, char **argv)
{
    size_t count = 0;
    bool all = true;
    rd_kafka_ConfigResource_t *topic =
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, argv[2]);
    rd_kafka_DescribeConfigs(rk, &topic, 1, NULL, queue);
    rd_kafka_event_t *event = wait_for(queue, "ask for settings");
    const rd_kafka_ConfigResource_t **told = rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result(event), &count);
    for (int i = 3; i < argc; i++)
        all = all && is_set(told[0], argv[i]);
    rd_kafka_event_destroy(event);
    rd_kafka_ConfigResource_destroy(topic);
    return all;
}

static void change(rd_kafka_t *rk, rd_kafka_queue_t *queue, int argc, char **argv)
{
    char name[256];
    size_t count = 0;
    rd_kafka_ConfigResource_t *topic =
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, argv[2]);
    for (int i = 3; i < argc; i++)
        must(rd_kafka_ConfigResource_set_config(topic, name, split(argv[i], name)), NULL, argv[i]);
    rd_kafka_AlterConfigs(rk, &topic, 1, NULL, queue);
    rd_kafka_event_t *event = wait_for(queue, "set");
    const rd_kafka_ConfigResource_t **done =
        rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event), &count);
    must(rd_kafka_ConfigResource_error(done[0]), rd_kafka_ConfigResource_error_string(done[0]),
         "set");
    rd_kafka_event_destroy(event);
    rd_kafka_ConfigResource_destroy(topic);
    for (int i = 0; !are_set(rk, queue, argc, argv); i++)
        if (i == TRIES_MAX)
            tool_die("the settings of %s do not change", argv[2]);
}

static void ends(rd_kafka_t *rk, rd_kafka_queue_t *queue, int argc, char **argv)
{
    const struct rd_kafka_metadata *metadata = NULL;
    (void) queue;
    (void) argc;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(rk, argv[2], NULL);
    must(rd_kafka_metadata(rk, 0, handle, &metadata, ANSWER_MS), NULL, "ends");
    if (metadata->topics[0].partition_cnt == 0)
        tool_die("%s is not there", argv[2]);
    for (int32_t i = 0; i < metadata->topics[0].partition_cnt; i++) {
        int64_t low = 0;
        int64_t high = 0;
        must(rd_kafka_query_watermark_offsets(rk, argv[2], i, &low, &high, ANSWER_MS), NULL,
             "ends");
        (void) printf("%" PRId32 " %" PRId64 " %" PRId64 "\n", i, low, high);
    }
    rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_destroy(handle);
}

static const struct {
    const char *name;
    void (*run)(rd_kafka_t *rk, rd_kafka_queue_t *queue, int argc, char **argv);
} verbs[] = {{"make", make}, {"drop", drop}, {"cut", cut}, {"set", change}, {"ends", ends}};

int main(int argc, char **argv)
{
    if (argc < ARGUMENTS_MIN)
        tool_die("usage: topic make|drop|cut|set|ends NAME ...");
    rd_kafka_t *rk = open_client();
    rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
    size_t verb = 0;
    while (verb < sizeof(verbs) / sizeof(verbs[0]) && strcmp(verbs[verb].name, argv[1]) != 0)
        verb++;
    if (verb == sizeof(verbs) / sizeof(verbs[0]))
        tool_die("topic cannot \"%s\"", argv[1]);
    verbs[verb].run(rk, queue, argc, argv);
    rd_kafka_queue_destroy(queue);
    rd_kafka_destroy(rk);
    return 0;
}
