/* publisher -- see publisher.h. */
#include "run/publisher.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/stop.h"
#include "base/time.h"
#include "io/kafka_out.h"
#include "run/cloudevents.h"
#include "run/log.h"
#include "wire/event_codec.h"

enum { ARENA_BYTES = 4 << 20, SLICE_MS = 100 };

struct publisher {
    struct publisher_options options;
    struct kafka_out *out; /* NULL when rehearsing */
    struct arena arena;
    struct publisher_counts counts;
    bool is_closing; /* what comes back now was not answered but dropped */
};

static void delivered(void *context, const struct kafka_delivery *delivery, enum outcome outcome,
                      const struct err *err)
{
    struct publisher *publisher = context;
    if (publisher->is_closing)
        return;
    if (outcome == OK)
        publisher->counts.acknowledged++;
    else
        publisher->counts.failed++;
    if (outcome == OK && publisher->options.arrived != NULL)
        publisher->options.arrived(publisher->options.context, delivery->cookie,
                                   delivery->partition, delivery->offset);
    if (publisher->options.settled != NULL)
        publisher->options.settled(publisher->options.context, delivery->cookie, outcome, err);
}

enum outcome publisher_open(const struct publisher_options *options,
                            struct publisher **publisher_out, struct err *err)
{
    struct publisher *publisher = calloc(1, sizeof(*publisher));
    if (publisher == NULL)
        return err_set(err, FATAL, "no memory for a publisher");
    publisher->options = *options;
    const struct kafka_out_options out = {
        .bootstrap_servers = options->bootstrap_servers,
        .topic_prefix = options->topic_prefix,
        .client_id = options->client_id,
        .settings = options->settings,
        .in_flight_max = options->in_flight_max,
        .log = log_kafka,
    };
    const struct kafka_out_hooks hooks = {.context = publisher, .delivered = delivered};
    enum outcome outcome = arena_init(&publisher->arena, ARENA_BYTES, err);
    if (outcome == OK && !options->is_dry_run)
        outcome = kafka_out_open(&out, &hooks, &publisher->out, err);
    if (outcome == OK)
        *publisher_out = publisher;
    else
        publisher_close(publisher);
    return outcome;
}

void publisher_close(struct publisher *publisher)
{
    if (publisher == NULL)
        return;
    publisher->is_closing = true;
    if (publisher->out != NULL)
        kafka_out_close(publisher->out);
    arena_done(&publisher->arena);
    free(publisher);
}

static enum outcome send(struct publisher *publisher, const struct kafka_message *message,
                         struct err *err)
{
    if (publisher->out == NULL)
        return OK;
    for (;;) {
        enum outcome outcome = kafka_out_send(publisher->out, message, SLICE_MS, err);
        if (outcome == OK)
            publisher->counts.sent++;
        if (outcome != RETRY || stop_requested())
            return outcome;
    }
}

/* With the headers of CloudEvents, which tell of the event. */
static enum outcome send_event(struct publisher *publisher, const struct event *event,
                               struct kafka_message *message, struct err *err)
{
    struct cloudevents edge;
    if (publisher->options.has_cloudevents) {
        cloudevents_of(event, message->key, &edge);
        message->headers = edge.headers;
        message->headers_count = CLOUDEVENTS_HEADERS;
    }
    return send(publisher, message, err);
}

static struct kafka_message message_of(const struct outgoing *outgoing, uint64_t cookie)
{
    return (struct kafka_message) {.topic = outgoing->topic,
                                   .partition = KAFKA_BY_KEY,
                                   .key = outgoing->key,
                                   .value = outgoing->value,
                                   .cookie = cookie};
}

enum outcome publisher_event(struct publisher *publisher, const struct event *event,
                             uint64_t cookie, struct err *err)
{
    struct outgoing outgoing;
    arena_reset(&publisher->arena);
    if (outgoing_event(event, &publisher->arena, &outgoing, err) != OK)
        return err->outcome;
    struct kafka_message message = message_of(&outgoing, cookie);
    return send_event(publisher, event, &message, err);
}

enum outcome publisher_citizen(struct publisher *publisher, const struct citizen *citizen,
                               uint64_t cookie, struct err *err)
{
    struct outgoing outgoing;
    arena_reset(&publisher->arena);
    if (outgoing_citizen(citizen, &publisher->arena, &outgoing, err) != OK)
        return err->outcome;
    struct kafka_message message = message_of(&outgoing, cookie);
    return send(publisher, &message, err);
}

enum outcome publisher_outgoing(struct publisher *publisher, const struct outgoing *outgoing,
                                uint64_t cookie, struct err *err)
{
    struct kafka_message message = message_of(outgoing, cookie);
    struct event event;
    if (!publisher->options.has_cloudevents || outgoing->topic >= TOPICS_OF_EVENTS)
        return send(publisher, &message, err);
    const struct record record = {
        .topic = outgoing->topic,
        .timestamp_us = time_now_us(),
        .is_log_append_time = true,
        .key = outgoing->key,
        .payload = outgoing->value,
    };
    arena_reset(&publisher->arena);
    if (event_decode(&record, &publisher->arena, &event, err) != OK)
        return err->outcome;
    return send_event(publisher, &event, &message, err);
}

void publisher_poll(struct publisher *publisher, int wait_ms_max)
{
    if (publisher->out != NULL)
        kafka_out_poll(publisher->out, wait_ms_max);
}

enum outcome publisher_finish(struct publisher *publisher, int wait_ms_max, struct err *err)
{
    int64_t started_us = time_steady_us();
    int64_t stopped_us = 0; /* when the signal was seen */
    while (publisher->out != NULL && kafka_out_flush(publisher->out, SLICE_MS, err) != OK) {
        int64_t now_us = time_steady_us();
        if (stop_requested() && stopped_us == 0)
            stopped_us = now_us;
        bool is_late = now_us - started_us > (int64_t) wait_ms_max * 1000;
        bool is_stopped =
            stopped_us != 0 && now_us - stopped_us > (int64_t) PUBLISHER_STOPPED_WAIT_MS * 1000;
        if (is_late || is_stopped || err->outcome != RETRY)
            return err_set(err, err->outcome, "%" PRIu64 " messages have no answer yet",
                           publisher->counts.sent - publisher->counts.acknowledged -
                               publisher->counts.failed);
    }
    return OK;
}

struct publisher_counts publisher_counts(const struct publisher *publisher)
{
    return publisher->counts;
}
