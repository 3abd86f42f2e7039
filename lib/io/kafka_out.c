/* kafka_out -- see kafka_out.h. */
#include "io/kafka_out.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "io/kafka_conf.h"

enum {
    IN_FLIGHT_MAX = 100000,
    NUMBER_TEXT_MAX = 24,
    FIELDS_MAX = 6 + KAFKA_HEADERS_MAX,
    CLOSE_WAIT_MS = 1000,
};

struct kafka_out {
    struct kafka_log log; /* first: librdkafka's opaque */
    struct kafka_out_hooks hooks;
    rd_kafka_t *rk;
    char names[TOPICS_COUNT][KAFKA_NAME_MAX];
    size_t in_flight;
    struct err fatal; /* this producer is at its end; OK: it is not */
};

static void on_delivered(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque)
{
    struct kafka_out *out = opaque;
    struct err err = {.outcome = OK};
    (void) rk;
    assert(out->in_flight > 0);
    out->in_flight--;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
        (void) kafka_failure(message->err, "the message did not arrive", NULL, &err);
    const struct kafka_delivery delivery = {
        .cookie = (uint64_t) (uintptr_t) message->_private,
        .partition = message->partition,
        .offset = err.outcome == OK ? message->offset : -1,
    };
    if (out->hooks.delivered != NULL)
        out->hooks.delivered(out->hooks.context, &delivery, err.outcome, &err);
}

static void on_error(rd_kafka_t *rk, int number, const char *text, void *opaque)
{
    struct kafka_out *out = opaque;
    rd_kafka_resp_err_t code = (rd_kafka_resp_err_t) number;
    char message[ERR_TEXT_MAX];
    struct err err;

    if (code == RD_KAFKA_RESP_ERR__FATAL) {
        code = rd_kafka_fatal_error(rk, message, sizeof(message));
        (void) kafka_failure(code, "the producer cannot go on", message, &out->fatal);
        out->fatal.outcome = FATAL;
    } else if (kafka_failure(code, "the broker refused", text, &err) == FATAL) {
        out->fatal = err;
    }
    /* The others pass, and librdkafka goes on trying. */
}

enum outcome kafka_out_open(const struct kafka_out_options *options,
                            const struct kafka_out_hooks *hooks, struct kafka_out **out_out,
                            struct err *err)
{
    char in_flight_max[NUMBER_TEXT_MAX];
    (void) snprintf(in_flight_max, sizeof(in_flight_max), "%zu",
                    options->in_flight_max > 0 ? options->in_flight_max : (size_t) IN_FLIGHT_MAX);
    const struct kafka_setting settings[] = {
        {"bootstrap.servers", options->bootstrap_servers},
        {"client.id", options->client_id},
        {"enable.idempotence", "true"},
        {"acks", "all"},
        {"partitioner", "murmur2_random"},
        {"message.timeout.ms", "0"}, /* never given up; an outage ends, or a person ends us */
        {"linger.ms", "5"},
        {"compression.type", "lz4"},
        {"queue.buffering.max.messages", in_flight_max},
        {"queue.buffering.max.kbytes", "65536"},
        {NULL, NULL},
    };
    struct kafka_out *out = calloc(1, sizeof(*out));
    if (out == NULL)
        return err_set(err, FATAL, "could not allocate a producer");
    out->hooks = *hooks;
    out->log = (struct kafka_log) {.write = options->log, .context = options->log_context};
    for (unsigned topic = 0; topic < TOPICS_COUNT; topic++)
        kafka_conf_topic(options->topic_prefix, (enum topic) topic, out->names[topic]);

    rd_kafka_conf_t *conf = NULL;
    enum outcome outcome = kafka_conf_new(settings, options->settings, &out->log, &conf, err);
    if (outcome == OK) {
        rd_kafka_conf_set_dr_msg_cb(conf, on_delivered);
        rd_kafka_conf_set_error_cb(conf, on_error);
        outcome = kafka_client_new(RD_KAFKA_PRODUCER, conf, &out->rk, err);
    }
    if (outcome == OK)
        *out_out = out;
    else
        free(out);
    return outcome;
}

void kafka_out_close(struct kafka_out *out)
{
    if (out == NULL)
        return;
    (void) rd_kafka_purge(out->rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    (void) rd_kafka_flush(out->rk, CLOSE_WAIT_MS); /* brings what was purged to delivered() */
    rd_kafka_destroy(out->rk);
    free(out);
}

/* MSG_F_COPY promises to copy, so that taking const away here does no harm. */
static rd_kafka_vu_t bytes(rd_kafka_vtype_t type, struct str text)
{
    return (rd_kafka_vu_t) {.vtype = type,
                            .u.mem = {.ptr = (void *) (uintptr_t) text.ptr, .size = text.len}};
}

static size_t fields_of(const struct kafka_out *out, const struct kafka_message *message,
                        rd_kafka_vu_t fields[FIELDS_MAX])
{
    size_t count = 0;
    assert(message->headers_count <= KAFKA_HEADERS_MAX);
    fields[count++] =
        (rd_kafka_vu_t) {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = out->names[message->topic]};
    fields[count++] = (rd_kafka_vu_t) {
        .vtype = RD_KAFKA_VTYPE_PARTITION,
        .u.i32 = message->partition == KAFKA_BY_KEY ? RD_KAFKA_PARTITION_UA : message->partition};
    fields[count++] =
        (rd_kafka_vu_t) {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY};
    fields[count++] = (rd_kafka_vu_t) {.vtype = RD_KAFKA_VTYPE_OPAQUE,
                                       .u.ptr = (void *) (uintptr_t) message->cookie};
    fields[count++] = bytes(RD_KAFKA_VTYPE_KEY, message->key);
    fields[count++] = bytes(RD_KAFKA_VTYPE_VALUE, message->value);
    for (size_t i = 0; i < message->headers_count; i++)
        fields[count++] =
            (rd_kafka_vu_t) {.vtype = RD_KAFKA_VTYPE_HEADER,
                             .u.header = {.name = message->headers[i].name,
                                          .val = message->headers[i].value.ptr,
                                          .size = (ssize_t) message->headers[i].value.len}};
    return count;
}

enum outcome kafka_out_send(struct kafka_out *out, const struct kafka_message *message,
                            int wait_ms_max, struct err *err)
{
    rd_kafka_vu_t fields[FIELDS_MAX];
    size_t count = fields_of(out, message, fields);
    int64_t until_us = time_steady_us() + INT64_C(1000) * wait_ms_max;

    for (;;) {
        if (out->fatal.outcome != OK) {
            *err = out->fatal;
            return err->outcome;
        }
        rd_kafka_error_t *error = rd_kafka_produceva(out->rk, fields, count);
        rd_kafka_resp_err_t code = rd_kafka_error_code(error); /* NULL is no error */
        rd_kafka_error_destroy(error);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
            out->in_flight++;
            return OK;
        }
        if (code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
            return err_reason(err, REJECT, REASON_TOO_LARGE, "a message of %zu bytes is too large",
                              message->value.len);
        if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL)
            return kafka_failure(code, "cannot queue a message", NULL, err);
        int64_t left_ms = (until_us - time_steady_us()) / 1000;
        if (left_ms <= 0)
            return err_set(err, RETRY, "the queue is still full after %d ms", wait_ms_max);
        (void) rd_kafka_poll(out->rk, (int) left_ms); /* delivery reports make room */
    }
}

void kafka_out_poll(struct kafka_out *out, int wait_ms_max)
{
    (void) rd_kafka_poll(out->rk, wait_ms_max);
}

enum outcome kafka_out_flush(struct kafka_out *out, int wait_ms_max, struct err *err)
{
    (void) rd_kafka_flush(out->rk, wait_ms_max);
    if (out->in_flight == 0)
        return OK;
    return err_set(err, RETRY, "%zu messages have not arrived after %d ms", out->in_flight,
                   wait_ms_max);
}

size_t kafka_out_in_flight(const struct kafka_out *out)
{
    return out->in_flight;
}
