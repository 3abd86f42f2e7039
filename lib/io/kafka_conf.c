/* kafka_conf -- see kafka_conf.h. */
#include "io/kafka_conf.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct {
    rd_kafka_resp_err_t code;
    enum outcome outcome;
    enum reason reason;
} classes[] = {
    {RD_KAFKA_RESP_ERR_NO_ERROR, OK, REASON_NONE},
    /* the network, or a broker that is starting, stopping or moving what it leads */
    {RD_KAFKA_RESP_ERR__TRANSPORT, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__RESOLVE, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__SSL, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__TIMED_OUT, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__WAIT_COORD, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__WAIT_CACHE, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__NODE_UPDATE, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__RETRY, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__BAD_MSG, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__UNDERFLOW, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_UNKNOWN, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_INVALID_MSG, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_NOT_CONTROLLER, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, RETRY, REASON_NONE},
    /* the group: librdkafka joins again by itself */
    {RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RETRY, REASON_NONE},
    /* our own queue */
    {RD_KAFKA_RESP_ERR__QUEUE_FULL, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__PURGE_QUEUE, RETRY, REASON_NONE},
    {RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, RETRY, REASON_NONE},
    /* the message itself */
    {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, REJECT, REASON_TOO_LARGE},
    {RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, REJECT, REASON_TOO_LARGE},
    {RD_KAFKA_RESP_ERR_INVALID_RECORD, REJECT, REASON_MALFORMED},
};

static size_t class_index(rd_kafka_resp_err_t code)
{
    size_t i = 0;
    while (i < sizeof(classes) / sizeof(classes[0]) && classes[i].code != code)
        i++;
    return i;
}

enum outcome kafka_class_of(rd_kafka_resp_err_t code)
{
    size_t i = class_index(code);
    return i < sizeof(classes) / sizeof(classes[0]) ? classes[i].outcome : FATAL;
}

enum outcome kafka_failure(rd_kafka_resp_err_t code, const char *what, const char *detail,
                           struct err *err)
{
    size_t i = class_index(code);
    bool known = i < sizeof(classes) / sizeof(classes[0]);
    return err_reason(err, known ? classes[i].outcome : FATAL,
                      known ? classes[i].reason : REASON_NONE, "%s: %s (%s)", what,
                      detail != NULL && detail[0] != '\0' ? detail : rd_kafka_err2str(code),
                      rd_kafka_err2name(code));
}

static void on_log(const rd_kafka_t *rk, int level, const char *facility, const char *line)
{
    const struct kafka_log *log = rd_kafka_opaque(rk);
    char text[ERR_TEXT_MAX * 2];
    if (log == NULL || log->write == NULL)
        return;
    (void) snprintf(text, sizeof(text), "%s: %s", facility, line);
    log->write(log->context, level, text);
}

static enum outcome set(rd_kafka_conf_t *conf, const char *name, const char *value, struct err *err)
{
    char message[ERR_TEXT_MAX];
    if (rd_kafka_conf_set(conf, name, value, message, sizeof(message)) == RD_KAFKA_CONF_OK)
        return OK;
    /* librdkafka's words may quote the value, which may be a password. */
    return err_set(err, FATAL, "kafka.%s: librdkafka %s", name,
                   strstr(message, "No such configuration property") != NULL
                       ? "has no such setting"
                       : "does not take this value");
}

static enum outcome set_text(rd_kafka_conf_t *conf, const char *text, struct err *err)
{
    char name[KAFKA_NAME_MAX];
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text || equals - text >= KAFKA_NAME_MAX)
        return err_set(err, FATAL, "a setting for librdkafka is not name=value");
    (void) snprintf(name, sizeof(name), "%.*s", (int) (equals - text), text);
    return set(conf, name, equals + 1, err);
}

enum outcome kafka_conf_new(const struct kafka_setting *ours, const char *const *theirs,
                            struct kafka_log *log, rd_kafka_conf_t **conf_out, struct err *err)
{
    enum outcome outcome = OK;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_opaque(conf, log);
    rd_kafka_conf_set_log_cb(conf, on_log);
    for (; outcome == OK && ours->name != NULL; ours++)
        if (ours->value != NULL)
            outcome = set(conf, ours->name, ours->value, err);
    for (; outcome == OK && theirs != NULL && *theirs != NULL; theirs++)
        outcome = set_text(conf, *theirs, err);
    if (outcome == OK)
        *conf_out = conf;
    else
        rd_kafka_conf_destroy(conf);
    return outcome;
}

enum outcome kafka_client_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, rd_kafka_t **rk_out,
                              struct err *err)
{
    char message[ERR_TEXT_MAX];
    rd_kafka_t *rk = rd_kafka_new(type, conf, message, sizeof(message));
    if (rk == NULL) {
        rd_kafka_conf_destroy(conf);
        return err_set(err, FATAL, "librdkafka does not start: %s", message);
    }
    *rk_out = rk;
    return OK;
}

void kafka_conf_topic(const char *prefix, enum topic topic, char name_out[KAFKA_NAME_MAX])
{
    int len = snprintf(name_out, KAFKA_NAME_MAX, "%s.%s", prefix, topic_name(topic));
    assert(len > 0 && len < KAFKA_NAME_MAX);
}
