/* kafka_admin -- see kafka_admin.h. */
#include "io/kafka_admin.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "io/kafka_conf.h"

enum { TIMEOUT_MS = 10000, SEEN_EVERY_MS = 20 };

struct kafka_admin {
    struct kafka_log log; /* first: librdkafka's opaque */
    rd_kafka_t *rk;
    int timeout_ms;
    char names[TOPICS_COUNT][KAFKA_NAME_MAX];
};

static void on_error(rd_kafka_t *rk, int number, const char *text, void *opaque)
{
    /* Each request says what became of it; without a callback these would be logged. */
    (void) rk;
    (void) number;
    (void) text;
    (void) opaque;
}

enum outcome kafka_admin_open(const struct kafka_admin_options *options,
                              struct kafka_admin **admin_out, struct err *err)
{
    /* A consumer, though it never reads: only consumers ask for a topic without making it. */
    const struct kafka_setting settings[] = {
        {"bootstrap.servers", options->bootstrap_servers},
        {"client.id", "shouwen-admin"},
        {"allow.auto.create.topics", "false"},
        {NULL, NULL},
    };
    struct kafka_admin *admin = calloc(1, sizeof(*admin));
    if (admin == NULL)
        return err_set(err, FATAL, "could not allocate a client");
    admin->log = (struct kafka_log) {.write = options->log, .context = options->log_context};
    admin->timeout_ms = options->timeout_ms > 0 ? options->timeout_ms : TIMEOUT_MS;
    for (unsigned topic = 0; topic < TOPICS_COUNT; topic++)
        kafka_conf_topic(options->topic_prefix, (enum topic) topic, admin->names[topic]);

    rd_kafka_conf_t *conf = NULL;
    enum outcome outcome = kafka_conf_new(settings, options->settings, &admin->log, &conf, err);
    if (outcome == OK) {
        rd_kafka_conf_set_error_cb(conf, on_error);
        outcome = kafka_client_new(RD_KAFKA_CONSUMER, conf, &admin->rk, err);
    }
    if (outcome != OK) {
        free(admin);
        return outcome;
    }
    *admin_out = admin;
    return OK;
}

void kafka_admin_close(struct kafka_admin *admin)
{
    if (admin == NULL)
        return;
    rd_kafka_destroy(admin->rk);
    free(admin);
}

/* ---- describing ---- */

static enum outcome describe_partitions(struct kafka_admin *admin, struct kafka_topic *topic,
                                        struct err *err)
{
    const char *name = admin->names[topic->topic];
    const struct rd_kafka_metadata *metadata = NULL;
    rd_kafka_topic_t *handle = rd_kafka_topic_new(admin->rk, name, NULL);
    assert(handle != NULL);
    rd_kafka_resp_err_t code =
        rd_kafka_metadata(admin->rk, 0, handle, &metadata, admin->timeout_ms);
    rd_kafka_topic_destroy(handle);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return kafka_failure(code, name, NULL, err);

    enum outcome outcome = OK;
    code = metadata->topic_cnt == 1 ? metadata->topics[0].err
                                    : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        topic->partitions = metadata->topics[0].partition_cnt;
        if (topic->partitions > 0)
            topic->replicas = metadata->topics[0].partitions[0].replica_cnt;
    } else if (code != RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) {
        outcome = kafka_failure(code, name, NULL, err);
    }
    rd_kafka_metadata_destroy(metadata);
    return outcome;
}

/*
 * Wait for the answer to a request and see whether it was refused as a whole.  Takes `queue`: each
 * request has one of its own, so that an answer that comes too late is not taken for the next one.
 */
static enum outcome answer(const struct kafka_admin *admin, rd_kafka_queue_t *queue,
                           const char *what, rd_kafka_event_t **event_out, struct err *err)
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, 2 * admin->timeout_ms);
    rd_kafka_queue_destroy(queue);
    if (event == NULL)
        return err_set(err, RETRY, "%s: no answer after %d ms", what, 2 * admin->timeout_ms);
    rd_kafka_resp_err_t code = rd_kafka_event_error(event);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
        *event_out = event;
        return OK;
    }
    (void) kafka_failure(code, what, rd_kafka_event_error_string(event), err);
    rd_kafka_event_destroy(event);
    return err->outcome;
}

static rd_kafka_AdminOptions_t *request_options(const struct kafka_admin *admin,
                                                rd_kafka_admin_op_t what)
{
    char message[ERR_TEXT_MAX];
    rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(admin->rk, what);
    rd_kafka_resp_err_t code = rd_kafka_AdminOptions_set_request_timeout(options, admin->timeout_ms,
                                                                         message, sizeof(message));
    assert(code == RD_KAFKA_RESP_ERR_NO_ERROR);
    return options;
}

static const char *setting_of(const rd_kafka_ConfigResource_t *resource, const char *name)
{
    size_t count = 0;
    const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs(resource, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(rd_kafka_ConfigEntry_name(entries[i]), name) == 0 &&
            rd_kafka_ConfigEntry_value(entries[i]) != NULL)
            return rd_kafka_ConfigEntry_value(entries[i]);
    return "";
}

static enum outcome read_settings(rd_kafka_event_t *event, struct kafka_topic *topic,
                                  const char *name, struct err *err)
{
    size_t count = 0;
    const rd_kafka_DescribeConfigs_result_t *result = rd_kafka_event_DescribeConfigs_result(event);
    const rd_kafka_ConfigResource_t **resources =
        rd_kafka_DescribeConfigs_result_resources(result, &count);
    assert(count == 1);
    rd_kafka_resp_err_t code = rd_kafka_ConfigResource_error(resources[0]);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return kafka_failure(code, name, rd_kafka_ConfigResource_error_string(resources[0]), err);
    bool is_kept = strcmp(setting_of(resources[0], "retention.ms"), "-1") == 0 &&
                   strcmp(setting_of(resources[0], "retention.bytes"), "-1") == 0;
    const char *policy = setting_of(resources[0], "cleanup.policy");
    topic->is_unlimited = is_kept && strcmp(policy, "delete") == 0;
    topic->is_compacted = strcmp(policy, "compact") == 0; /* then retention says nothing */
    topic->is_log_append_time =
        strcmp(setting_of(resources[0], "message.timestamp.type"), "LogAppendTime") == 0;
    return OK;
}

static enum outcome describe_settings(struct kafka_admin *admin, struct kafka_topic *topic,
                                      struct err *err)
{
    const char *name = admin->names[topic->topic];
    rd_kafka_AdminOptions_t *options = request_options(admin, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
    rd_kafka_ConfigResource_t *resource =
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(admin->rk);
    rd_kafka_DescribeConfigs(admin->rk, &resource, 1, options, queue);
    rd_kafka_ConfigResource_destroy(resource);
    rd_kafka_AdminOptions_destroy(options);

    rd_kafka_event_t *event = NULL;
    if (answer(admin, queue, name, &event, err) != OK)
        return err->outcome;
    enum outcome outcome = read_settings(event, topic, name, err);
    rd_kafka_event_destroy(event);
    return outcome;
}

enum outcome kafka_admin_describe(struct kafka_admin *admin, enum topic topic,
                                  struct kafka_topic *topic_out, struct err *err)
{
    struct kafka_topic found = {.topic = topic};
    if (describe_partitions(admin, &found, err) != OK)
        return err->outcome;
    if (found.partitions > 0 && describe_settings(admin, &found, err) != OK)
        return err->outcome;
    *topic_out = found;
    return OK;
}

/* ---- creating ---- */

static enum outcome add_settings(rd_kafka_NewTopic_t *request, const char *const *settings,
                                 struct err *err)
{
    for (; settings != NULL && *settings != NULL; settings++) {
        char name[KAFKA_NAME_MAX];
        const char *equals = strchr(*settings, '=');
        if (equals == NULL || equals - *settings >= KAFKA_NAME_MAX)
            return err_set(err, FATAL, "a topic's setting \"%s\" is not name=value", *settings);
        (void) snprintf(name, sizeof(name), "%.*s", (int) (equals - *settings), *settings);
        (void) rd_kafka_NewTopic_set_config(request, name, equals + 1);
    }
    return OK;
}

static enum outcome create(struct kafka_admin *admin, rd_kafka_NewTopic_t *request,
                           const char *name, bool *existed_out, struct err *err)
{
    rd_kafka_AdminOptions_t *options = request_options(admin, RD_KAFKA_ADMIN_OP_CREATETOPICS);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(admin->rk);
    rd_kafka_CreateTopics(admin->rk, &request, 1, options, queue);
    rd_kafka_AdminOptions_destroy(options);

    rd_kafka_event_t *event = NULL;
    if (answer(admin, queue, name, &event, err) != OK)
        return err->outcome;
    size_t count = 0;
    const rd_kafka_topic_result_t **results =
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
    assert(count == 1);
    rd_kafka_resp_err_t code = rd_kafka_topic_result_error(results[0]);
    enum outcome outcome = OK;
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
        outcome = kafka_failure(code, name, rd_kafka_topic_result_error_string(results[0]), err);
    else
        *existed_out = code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS;
    rd_kafka_event_destroy(event);
    return outcome;
}

/* The controller has made it; the brokers hear of it a little later. */
static enum outcome wait_for(struct kafka_admin *admin, enum topic topic, struct err *err)
{
    int64_t until_us = time_steady_us() + INT64_C(1000) * admin->timeout_ms;
    while (time_steady_us() < until_us) {
        struct kafka_topic found = {.topic = topic};
        if (describe_partitions(admin, &found, err) != OK)
            return err->outcome;
        if (found.partitions > 0)
            return OK;
        (void) poll(NULL, 0, SEEN_EVERY_MS);
    }
    return err_set(err, RETRY, "%s was created but is not seen after %d ms", admin->names[topic],
                   admin->timeout_ms);
}

enum outcome kafka_admin_create(struct kafka_admin *admin, const struct kafka_topic *topic,
                                const char *const *settings, bool *existed_out, struct err *err)
{
    char message[ERR_TEXT_MAX];
    const char *name = admin->names[topic->topic];
    rd_kafka_NewTopic_t *request =
        rd_kafka_NewTopic_new(name, topic->partitions, topic->replicas, message, sizeof(message));
    if (request == NULL)
        return err_set(err, FATAL, "%s: %s", name, message);
    enum outcome outcome = add_settings(request, settings, err);
    if (outcome == OK)
        outcome = create(admin, request, name, existed_out, err);
    rd_kafka_NewTopic_destroy(request);
    return outcome == OK ? wait_for(admin, topic->topic, err) : outcome;
}

/* ---- asking ---- */

enum outcome kafka_admin_watermarks(struct kafka_admin *admin, enum topic topic, int32_t partition,
                                    struct kafka_watermarks *watermarks_out, struct err *err)
{
    struct kafka_watermarks found = {.low = 0};
    rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(
        admin->rk, admin->names[topic], partition, &found.low, &found.high, admin->timeout_ms);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        (void) kafka_failure(code, admin->names[topic], NULL, err);
        return err_wrap(err, "watermarks of partition %d", (int) partition);
    }
    *watermarks_out = found;
    return OK;
}

static enum outcome check_count(const struct kafka_topic *topic, const char *name,
                                int32_t partitions, struct err *err)
{
    if (topic->partitions == 0)
        return err_set(err, FATAL, "topic %s does not exist: make it with shouwen-admin topics",
                       name);
    if (partitions != 0 && topic->partitions != partitions)
        return err_set(err, FATAL, "topic %s has %d partitions and others have %d", name,
                       (int) topic->partitions, (int) partitions);
    return OK;
}

static enum outcome check(const struct kafka_topic *topic, const char *name, int32_t partitions,
                          struct err *err)
{
    if (check_count(topic, name, partitions, err) != OK)
        return err->outcome;
    if (topic->topic == TOPIC_CITIZEN ? !topic->is_compacted : !topic->is_unlimited)
        return err_set(err, FATAL, "topic %s does not keep what it was given: %s", name,
                       topic->topic == TOPIC_CITIZEN
                           ? "it must have cleanup.policy=compact"
                           : "it must have retention.ms=-1, retention.bytes=-1 and "
                             "cleanup.policy=delete");
    if (!topic->is_log_append_time)
        return err_reason(err, FATAL, REASON_TIMESTAMP,
                          "topic %s must have message.timestamp.type=LogAppendTime", name);
    return OK;
}

enum outcome kafka_admin_check(struct kafka_admin *admin, unsigned topics, int32_t *partitions_out,
                               struct err *err)
{
    int32_t partitions = 0;
    for (unsigned i = 0; i < TOPICS_COUNT; i++) {
        struct kafka_topic topic = {.topic = (enum topic) i};
        if ((topics >> i & 1U) == 0)
            continue;
        if (kafka_admin_describe(admin, (enum topic) i, &topic, err) != OK ||
            check(&topic, admin->names[i], partitions, err) != OK)
            return err->outcome;
        partitions = topic.partitions;
    }
    *partitions_out = partitions;
    return OK;
}

enum outcome kafka_admin_check_count(struct kafka_admin *admin, enum topic topic,
                                     int32_t partitions, struct err *err)
{
    struct kafka_topic found = {.topic = topic};
    if (describe_partitions(admin, &found, err) != OK)
        return err->outcome;
    return check_count(&found, admin->names[topic], partitions, err);
}
