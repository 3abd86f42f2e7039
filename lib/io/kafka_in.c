/*
 * kafka_in -- see kafka_in.h.
 *
 * One queue brings everything: records, ends of partitions, errors, and the rebalance callback,
 * which librdkafka runs inside the call that reads.  What such a call returns beside a revocation
 * is of the old assignment, and is dropped; and because an assignment may run inside the same call,
 * and records of it be among the dropped, that one is made again at the same positions.
 */
#include "io/kafka_in.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/time.h"
#include "io/kafka_in_internal.h"

enum {
    FETCH_BYTES = 65536,
    QUEUE_KBYTES = 3072, /* librdkafka takes three times as much for small records */
    NUMBER_TEXT_MAX = 24,
    PROBE_EVERY_US = 1000000, /* asking whether a broker that was down is back */
    PROBE_WAIT_MS = 100,
    QUEUED_MANY = 1000, /* a queue of fewer was not full */
};

/* ---- memory of batches ---- */

static void block_free(struct kafka_in_block *block)
{
    if (block == NULL)
        return;
    free(block->messages);
    free(block->records);
    free(block->notices);
    free(block);
}

static struct kafka_in_block *block_take(struct kafka_in *in, size_t capacity)
{
    struct kafka_in_block *block = in->spare;
    if (block != NULL) {
        in->spare = block->next;
        if (block->capacity >= capacity)
            return block;
        block_free(block);
    }
    block = calloc(1, sizeof(*block));
    if (block == NULL)
        return NULL;
    block->capacity = capacity;
    block->messages = calloc(capacity, sizeof(*block->messages));
    block->records = calloc(capacity, sizeof(*block->records));
    block->notices = calloc(capacity, sizeof(*block->notices));
    if (block->messages != NULL && block->records != NULL && block->notices != NULL)
        return block;
    block_free(block);
    return NULL;
}

static void block_give_back(struct kafka_in *in, struct kafka_in_block *block)
{
    block->next = in->spare;
    in->spare = block;
}

/* ---- errors ---- */

bool kafka_in_is_gone(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
           code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
}

/* Of a partition that vanished 2.0.2 tells only in words: "shouwen.rating [1]: topic does not
 * exist".  False when these are others. */
static bool note_gone(struct kafka_in *in, const char *text)
{
    char name[KAFKA_NAME_MAX];
    struct kafka_position position = {.next_offset = KAFKA_NOT_READ};
    const char *bracket = strstr(text, " [");
    if (bracket == NULL || bracket - text >= KAFKA_NAME_MAX)
        return false;
    (void) snprintf(name, sizeof(name), "%.*s", (int) (bracket - text), text);
    if (!kafka_in_topic(in, name, &position.topic))
        return false;
    position.partition = (int32_t) strtol(bracket + 2, NULL, 10);
    in->saw_gone = true;
    if (in->gone_count < KAFKA_IN_GONE_MAX)
        in->gone[in->gone_count++] = position;
    return true;
}

static void on_error(rd_kafka_t *rk, int number, const char *text, void *opaque)
{
    struct kafka_in *in = opaque;
    rd_kafka_resp_err_t code = (rd_kafka_resp_err_t) number;
    char message[ERR_TEXT_MAX];
    struct err err;

    if (code == RD_KAFKA_RESP_ERR__FATAL) {
        code = rd_kafka_fatal_error(rk, message, sizeof(message));
        (void) kafka_failure(code, "the broker ended this member", message, &in->fatal);
        in->fatal.outcome = FATAL;
        return;
    }
    if (kafka_in_is_gone(code)) {
        if (!note_gone(in, text))
            (void) err_set(&in->trouble, RETRY, "%s", text);
        return;
    }
    in->is_doubtful = true;
    if (kafka_failure(code, "the broker cannot be reached", text, &err) == FATAL)
        in->fatal = err;
    else
        in->trouble = err;
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
        in->is_down = true;
}

void kafka_in_is_up(struct kafka_in *in)
{
    in->is_down = false;
    in->is_doubtful = false;
    in->trouble.outcome = OK;
}

/* A broker that came back while there is nothing to read says nothing by itself, so it is asked. */
static void probe(struct kafka_in *in)
{
    const struct rd_kafka_metadata *metadata = NULL;
    if (time_steady_us() - in->probed_us < PROBE_EVERY_US)
        return;
    if (rd_kafka_metadata(in->rk, 0, NULL, &metadata, PROBE_WAIT_MS) ==
        RD_KAFKA_RESP_ERR_NO_ERROR) {
        kafka_in_is_up(in);
        rd_kafka_metadata_destroy(metadata);
    }
    in->probed_us = time_steady_us();
}

/* ---- reading ---- */

static enum topic topic_of(const struct kafka_in *in, const rd_kafka_topic_t *handle)
{
    unsigned topic = 0;
    while (topic < TOPICS_COUNT && in->handles[topic] != handle)
        topic++;
    if (topic < TOPICS_COUNT)
        return (enum topic) topic;
    enum topic found = TOPICS_COUNT;
    bool known = kafka_in_topic(in, rd_kafka_topic_name(handle), &found);
    assert(known);
    return found;
}

static void add_record(const struct kafka_in *in, rd_kafka_message_t *message,
                       struct kafka_in_batch *batch)
{
    struct kafka_in_block *block = batch->internal;
    rd_kafka_timestamp_type_t type;
    int64_t timestamp_ms = rd_kafka_message_timestamp(message, &type);

    block->messages[batch->records_count] = message;
    batch->records[batch->records_count++] = (struct record) {
        .topic = topic_of(in, message->rkt),
        .partition = message->partition,
        .offset = message->offset,
        .timestamp_us = timestamp_ms * 1000,
        .is_log_append_time = type == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME,
        .key = {.ptr = message->key, .len = message->key_len},
        .payload = {.ptr = message->payload, .len = message->len},
    };
}

static void add_notice(const struct kafka_in *in, const rd_kafka_message_t *message,
                       enum kafka_notice_kind kind, struct kafka_in_batch *batch)
{
    batch->notices[batch->notices_count++] = (struct kafka_notice) {
        .kind = kind,
        .at = {.topic = topic_of(in, message->rkt),
               .partition = message->partition,
               .next_offset = message->offset},
    };
}

/* What is no record. */
static void take_error(struct kafka_in *in, const rd_kafka_message_t *message,
                       struct kafka_in_batch *batch)
{
    rd_kafka_resp_err_t code = message->err;
    bool has_topic = message->rkt != NULL;

    if (code == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        add_notice(in, message, KAFKA_NOTICE_END, batch);
    } else if (has_topic && (code == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
                             code == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)) {
        add_notice(in, message, KAFKA_NOTICE_OUT_OF_RANGE, batch);
    } else if (has_topic && kafka_in_is_gone(code)) {
        in->saw_gone = true;
        add_notice(in, message, KAFKA_NOTICE_GONE, batch);
    } else {
        struct err err;
        const char *text = rd_kafka_message_errstr(message);
        if (kafka_failure(code, "the broker refused", text, &err) == FATAL)
            in->fatal = err;
        else
            in->trouble = err;
    }
}

static size_t consume(struct kafka_in *in, int wait_ms, rd_kafka_message_t **messages, size_t max)
{
    ssize_t count = rd_kafka_consume_batch_queue(in->queue, wait_ms, messages, max);
    return count > 0 ? (size_t) count : 0;
}

/*
 * When its queue is full, librdkafka 2.0.2 looks at it again only as a second has passed or the
 * thread of that broker is woken, although it may be empty long before.  A request wakes the
 * thread; nobody waits for the answer to this one.
 */
static void wake_fetchers(struct kafka_in *in)
{
    int queued = (int) rd_kafka_queue_length(in->queue);
    if (queued > in->queued_peak)
        in->queued_peak = queued;
    if (in->queued_peak < QUEUED_MANY || queued > in->queued_peak / 2 || in->reading == NULL)
        return;
    in->queued_peak = queued;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_copy(in->reading);
    for (int i = 0; i < list->cnt; i++)
        list->elems[i].offset = RD_KAFKA_OFFSET_END;
    (void) rd_kafka_offsets_for_times(in->rk, list, 0);
    rd_kafka_topic_partition_list_destroy(list);
}

/*
 * librdkafka would wait until the batch is full, and for nothing else; so what is ready is taken
 * without waiting, and waited for here.  The word that the queue is no longer empty comes once, so
 * it is forgotten before the queue is looked into.
 */
static size_t fetch(struct kafka_in *in, const struct kafka_in_limits *limits,
                    rd_kafka_message_t **messages)
{
    struct pollfd ready[] = {{.fd = in->queue_fd, .events = POLLIN}, limits->also};
    eventfd_t ignored;
    (void) eventfd_read(in->queue_fd, &ignored);
    size_t count = consume(in, 0, messages, limits->records_max);
    if (count > 0 || in->was_assigned || in->was_revoked || limits->wait_ms_max == 0)
        return count;
    (void) poll(ready, limits->also.events == 0 ? 1 : 2, limits->wait_ms_max);
    return consume(in, 0, messages, limits->records_max);
}

/* Of the assignment that was revoked; see the head comment. */
static enum outcome drop(struct kafka_in *in, rd_kafka_message_t **messages, size_t count,
                         struct err *err)
{
    for (size_t i = 0; i < count; i++)
        rd_kafka_message_destroy(messages[i]);
    return count == 0 ? OK : kafka_in_assign_again(in, err);
}

static void translate(struct kafka_in *in, rd_kafka_message_t **messages, size_t count,
                      struct kafka_in_batch *batch)
{
    const struct kafka_in_block *block = batch->internal;
    for (size_t i = 0; i < count; i++) {
        rd_kafka_message_t *message = messages[i];
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            add_record(in, message, batch); /* into messages[] too, at or before i */
            continue;
        }
        take_error(in, message, batch);
        rd_kafka_message_destroy(message);
    }
    while (in->gone_count > 0 && batch->notices_count < block->capacity)
        batch->notices[batch->notices_count++] =
            (struct kafka_notice) {.kind = KAFKA_NOTICE_GONE, .at = in->gone[--in->gone_count]};
    if (batch->records_count + batch->notices_count > 0)
        kafka_in_is_up(in);
}

/* What there is to say beside records and notices. */
static enum outcome verdict(struct kafka_in *in, const struct kafka_in_batch *batch,
                            struct err *err)
{
    if (in->fatal.outcome == OK && in->hook_err.outcome == OK) {
        if (batch->records_count + batch->notices_count > 0)
            return OK;
        if (in->is_doubtful)
            probe(in);
        *err = in->trouble;
        if (!in->is_down)
            in->trouble.outcome = OK; /* told once */
        return err->outcome;
    }
    *err = in->fatal.outcome != OK ? in->fatal : in->hook_err;
    return err->outcome;
}

enum outcome kafka_in_poll(struct kafka_in *in, const struct kafka_in_limits *limits,
                           struct kafka_in_batch *batch_out, struct err *err)
{
    struct kafka_in_block *block = block_take(in, limits->records_max);
    if (block == NULL)
        return err_set(err, RETRY, "no memory for %zu records", limits->records_max);
    in->was_assigned = false;
    in->was_revoked = false;
    in->hook_err.outcome = OK;
    *batch_out = (struct kafka_in_batch) {
        .records = block->records, .notices = block->notices, .internal = block};
    in->batches_out++;

    size_t count = fetch(in, limits, block->messages);
    wake_fetchers(in);
    enum outcome outcome = OK;
    if (in->was_revoked)
        outcome = drop(in, block->messages, count, err);
    else
        translate(in, block->messages, count, batch_out);
    if (outcome == OK)
        outcome = verdict(in, batch_out, err);
    if (outcome != OK)
        kafka_in_batch_release(in, batch_out);
    return outcome;
}

void kafka_in_batch_release(struct kafka_in *in, struct kafka_in_batch *batch)
{
    struct kafka_in_block *block = batch->internal;
    if (block == NULL)
        return;
    for (size_t i = 0; i < batch->records_count; i++)
        rd_kafka_message_destroy(block->messages[i]);
    block_give_back(in, block);
    *batch = (struct kafka_in_batch) {.internal = NULL};
    assert(in->batches_out > 0);
    in->batches_out--;
}

/* ---- life ---- */

static enum outcome client(struct kafka_in *in, const struct kafka_in_options *options,
                           struct err *err)
{
    char queue_kbytes[NUMBER_TEXT_MAX];
    char fetch_bytes[NUMBER_TEXT_MAX];
    (void) snprintf(fetch_bytes, sizeof(fetch_bytes), "%zu",
                    options->fetch_bytes_max > 0 ? options->fetch_bytes_max : (size_t) FETCH_BYTES);
    (void) snprintf(queue_kbytes, sizeof(queue_kbytes), "%zu",
                    options->queue_bytes_max > 0 ? options->queue_bytes_max / 1024
                                                 : (size_t) QUEUE_KBYTES);
    const bool is_static = options->instance_id != NULL;
    const struct kafka_setting settings[] = {
        {"bootstrap.servers", options->bootstrap_servers},
        {"group.id", options->group},
        {"group.instance.id", options->instance_id},
        {"session.timeout.ms", is_static ? "10000" : NULL},
        {"heartbeat.interval.ms", is_static ? "2000" : NULL},
        {"client.id", is_static ? options->instance_id : options->group},
        /* the same numbers of all topics to one member, in every order of starting */
        {"partition.assignment.strategy", "range"},
        {"max.poll.interval.ms", "60000"},
        {"enable.auto.commit", "false"},
        {"enable.auto.offset.store", "false"},
        {"auto.offset.reset", "error"},
        {"enable.partition.eof", "true"},
        {"allow.auto.create.topics", "false"},
        {"queued.max.messages.kbytes", queue_kbytes},
        /* of a reader the bytes are the bound: of few messages its queue would be full too soon */
        {"queued.min.messages", options->is_reader ? "1000000" : NULL},
        {"fetch.message.max.bytes", fetch_bytes},
        {"fetch.max.bytes", "4194304"},
        /* a fetch under way keeps a rewind waiting; of 500 ms many gaps made minutes */
        {"fetch.wait.max.ms", "50"},
        {NULL, NULL},
    };
    rd_kafka_conf_t *conf = NULL;
    if (kafka_conf_new(settings, options->settings, &in->log, &conf, err) != OK)
        return err->outcome;
    rd_kafka_conf_set_rebalance_cb(conf, kafka_in_rebalance);
    rd_kafka_conf_set_error_cb(conf, on_error);
    return kafka_client_new(RD_KAFKA_CONSUMER, conf, &in->rk, err);
}

static enum outcome subscribe(struct kafka_in *in, const struct kafka_in_options *options,
                              struct err *err)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(TOPICS_COUNT);
    for (unsigned topic = 0; topic < TOPICS_COUNT; topic++) {
        kafka_conf_topic(options->topic_prefix, (enum topic) topic, in->names[topic]);
        if ((options->topics >> topic & 1U) == 0)
            continue;
        in->handles[topic] = rd_kafka_topic_new(in->rk, in->names[topic], NULL);
        assert(in->handles[topic] != NULL);
        rd_kafka_topic_partition_list_add(list, in->names[topic], RD_KAFKA_PARTITION_UA);
    }
    rd_kafka_resp_err_t code = rd_kafka_poll_set_consumer(in->rk);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR && !options->is_reader)
        code = rd_kafka_subscribe(in->rk, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
        return kafka_failure(code, "could not subscribe", NULL, err);
    in->queue = rd_kafka_queue_get_consumer(in->rk);
    const eventfd_t one = 1;
    in->queue_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (in->queue_fd < 0)
        return err_set(err, FATAL, "could not open an eventfd: %s", strerror(errno));
    rd_kafka_queue_io_event_enable(in->queue, in->queue_fd, &one, sizeof(one));
    return OK;
}

enum outcome kafka_in_open(const struct kafka_in_options *options,
                           const struct kafka_in_hooks *hooks, struct kafka_in **in_out,
                           struct err *err)
{
    struct kafka_in *in = calloc(1, sizeof(*in));
    if (in == NULL)
        return err_set(err, FATAL, "could not allocate a consumer");
    if (hooks != NULL)
        in->hooks = *hooks;
    in->is_reader = options->is_reader;
    in->queue_fd = -1;
    in->log = (struct kafka_log) {.write = options->log, .context = options->log_context};
    enum outcome outcome = client(in, options, err);
    if (outcome == OK)
        outcome = subscribe(in, options, err);
    if (outcome == OK)
        *in_out = in;
    else
        kafka_in_close(in);
    return outcome;
}

static void destroy(struct kafka_in *in)
{
    if (in->queue != NULL) {
        rd_kafka_queue_io_event_enable(in->queue, -1, NULL, 0);
        rd_kafka_queue_destroy(in->queue);
    }
    if (in->commits != NULL)
        rd_kafka_queue_destroy(in->commits);
    for (unsigned topic = 0; topic < TOPICS_COUNT; topic++)
        if (in->handles[topic] != NULL)
            rd_kafka_topic_destroy(in->handles[topic]);
    if (in->rk != NULL)
        rd_kafka_destroy(in->rk);
    if (in->queue_fd >= 0)
        (void) close(in->queue_fd);
    kafka_in_forget(in);
    while (in->spare != NULL) {
        struct kafka_in_block *block = in->spare;
        in->spare = block->next;
        block_free(block);
    }
    free(in);
}

void kafka_in_close(struct kafka_in *in)
{
    if (in == NULL)
        return;
    assert(in->batches_out == 0); /* librdkafka would wait for them for ever */
    if (in->rk != NULL)
        (void) rd_kafka_consumer_close(in->rk);
    if (in->is_member && !in->is_reader) /* fenced: then librdkafka does not say it */
        in->hooks.revoked(in->hooks.context, true);
    /* Once a topic has vanished, 2.0.2 waits for its partitions for ever: then its threads, and
     * what they look at, are left to the end of the process. */
    in->log.write = NULL;
    if (!in->saw_gone)
        destroy(in);
}
