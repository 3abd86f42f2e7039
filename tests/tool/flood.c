/*
 * flood -- publishes random histories to the event topics, as a city would, only faster.
 *
 *   flood --cases 1000 --events 12 [--seed S] [--uniform] [--odd 30] [--duplicates 5]
 *         [--conflicts 2] [--bad 1] [--told --late 10] [--gaps 20] [--rate 5000]
 *   flood --cases 10 --print      prints the events as NDJSON instead
 *
 * --cases histories of at most --events events (--uniform: ordinary lives of exactly so many), all
 * shuffled (--told: each in its order), some twice, some ids with two contents, some records
 * spoilt.
 * --order N arranges the same records otherwise, --skip and --take publish a part of them.
 * --gaps transactions of another program come in between, every second one aborted.  Without --seed
 * chance chooses one; it is printed first.  Ends when everything was acknowledged, however long the
 * broker is away.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "io/kafka_out.h"
#include "run/conf.h"
#include "support/flood.h"
#include "support/tool.h"

enum { TRANSACTION_ITEMS = 5, SEND_WAIT_MS = 100, FLUSH_WAIT_MS = 1000, SECOND_US = 1000000 };

struct settings {
    CONF_TYPE_TEXT(kafka_bootstrap_servers);
    CONF_TYPE_TEXT(topic_prefix);
    CONF_TYPE_INT(seed);
    CONF_TYPE_INT(order);
    CONF_TYPE_INT(skip);
    CONF_TYPE_INT(take);
    CONF_TYPE_INT(cases);
    CONF_TYPE_INT(events);
    CONF_TYPE_INT(odd);
    CONF_TYPE_INT(duplicates);
    CONF_TYPE_INT(conflicts);
    CONF_TYPE_INT(bad);
    CONF_TYPE_INT(late);
    CONF_TYPE_INT(gaps);
    CONF_TYPE_INT(rate);
    CONF_TYPE_BOOL(uniform);
    CONF_TYPE_BOOL(told);
    CONF_TYPE_BOOL(print);
    struct conf_kafka kafka;
};

#define FIELD(name, kind, fallback, min, max, help)                                                \
    {                                                                                              \
#name, CONF_##kind, offsetof(struct settings, name), fallback, min, max, help              \
    }
static const struct conf_field fields[] = {
    FIELD(kafka_bootstrap_servers, TEXT, "127.0.0.1:9092", 0, 0, "brokers"),
    FIELD(topic_prefix, TEXT, "shouwen", 0, 0, "what topics are named after"),
    FIELD(seed, INT, "0", 0, INT64_MAX, "the same seed, the same flood; 0: chance"),
    FIELD(order, INT, "0", 0, INT64_MAX, "another number, another order of the same records"),
    FIELD(skip, INT, "0", 0, 100, "do not publish so many percent, from the front"),
    FIELD(take, INT, "100", 0, 100, "nor what is behind so many percent"),
    FIELD(cases, INT, "100", 1, 10000000, "histories"),
    FIELD(events, INT, "12", 1, 12000, "events a history"),
    FIELD(odd, INT, "30", 0, 100, "events that are odd, in percent"),
    FIELD(duplicates, INT, "0", 0, 100, "events said twice, in percent"),
    FIELD(conflicts, INT, "0", 0, 100, "ids with a second content, in percent"),
    FIELD(bad, INT, "0", 0, 100, "records spoilt, in percent"),
    FIELD(late, INT, "0", 0, 100, "with --told: how many come last, in percent"),
    FIELD(gaps, INT, "0", 0, 10000, "transactions of another program in between"),
    FIELD(rate, INT, "0", 0, 1000000, "records a second; 0: as fast as they go"),
    FIELD(uniform, BOOL, "false", 0, 0, "ordinary lives of exactly --events events"),
    FIELD(told, BOOL, "false", 0, 0, "each history in its order"),
    FIELD(print, BOOL, "false", 0, 0, "print NDJSON, publish nothing"),
};

/* What is under way to the broker. */
struct sending {
    const struct settings *settings;
    const struct flood *flood;
    struct kafka_out *out;
    struct flood_transactions *transactions;
    uint64_t *again; /* cookies that did not arrive */
    size_t again_count;
    size_t again_capacity;
    uint64_t acknowledged;
    uint64_t refused; /* too large for the topic */
};

static void delivered(void *context, const struct kafka_delivery *delivery, enum outcome outcome,
                      const struct err *err)
{
    struct sending *sending = context;
    if (outcome == OK) {
        sending->acknowledged++;
        return;
    }
    if (outcome != RETRY)
        tool_die("%s", err->text);
    sending->again = tool_grow(sending->again, sending->again_count, &sending->again_capacity,
                               sizeof(sending->again[0]));
    sending->again[sending->again_count++] = delivery->cookie;
}

static void send_one(struct sending *sending, uint64_t number)
{
    const struct flood_item *item = &sending->flood->items[number];
    const struct kafka_message message = {
        .topic = item->topic,
        .partition = KAFKA_BY_KEY,
        .key = item->key,
        .value = item->payload,
        .cookie = number,
    };
    struct err err;
    enum outcome outcome = RETRY;
    while (outcome == RETRY)
        outcome = kafka_out_send(sending->out, &message, SEND_WAIT_MS, &err);
    if (outcome == REJECT)
        sending->refused++;
    else if (outcome != OK)
        tool_die("%s", err.text);
}

static void settle(struct sending *sending)
{
    struct err err;
    while (kafka_out_in_flight(sending->out) > 0 || sending->again_count > 0) {
        if (sending->again_count > 0)
            send_one(sending, sending->again[--sending->again_count]);
        else if (kafka_out_flush(sending->out, FLUSH_WAIT_MS, &err) == FATAL)
            tool_die("%s", err.text);
    }
}

/* Every so often somebody's transaction: of what comes next anyway, or of phantoms. */
static size_t transact(struct sending *sending, size_t at, size_t number)
{
    const struct flood *flood = sending->flood;
    size_t count = flood->count - at < TRANSACTION_ITEMS ? flood->count - at : TRANSACTION_ITEMS;
    bool is_committed = number % 2 == 1;
    flood_transact(sending->transactions, &flood->items[at], count, is_committed);
    if (is_committed)
        sending->acknowledged += count;
    return is_committed ? count : 0;
}

static void keep_pace(const struct sending *sending, int64_t began_us, size_t sent)
{
    if (sending->settings->rate == 0)
        return;
    int64_t due_us = began_us + (int64_t) sent * SECOND_US / sending->settings->rate;
    int64_t ahead_us = due_us - time_steady_us();
    if (ahead_us > 0) {
        const struct timespec wait = {ahead_us / SECOND_US, ahead_us % SECOND_US * 1000};
        kafka_out_poll(sending->out, 0);
        (void) nanosleep(&wait, NULL);
    }
}

static void publish(struct sending *sending)
{
    size_t count = sending->flood->count;
    size_t gaps = (size_t) sending->settings->gaps;
    int64_t began_us = time_steady_us();
    size_t gap = 0;
    for (size_t i = 0; i < count;) {
        if (gap < gaps && i >= (gap + 1) * count / (gaps + 1)) {
            i += transact(sending, i, gap++);
            continue;
        }
        keep_pace(sending, began_us, i);
        send_one(sending, i++);
        kafka_out_poll(sending->out, 0);
    }
    settle(sending);
}

static void print(const struct flood *flood)
{
    for (size_t i = 0; i < flood->count; i++)
        (void) printf("%.*s\n", STR_ARG(flood->items[i].payload));
}

static struct flood_plan plan_of(const struct settings *settings)
{
    return (struct flood_plan) {
        .seed = (uint64_t) settings->seed,
        .order = (uint64_t) settings->order,
        .cases = (size_t) settings->cases,
        .events = (size_t) settings->events,
        .odd = (unsigned) settings->odd,
        .duplicates = (unsigned) settings->duplicates,
        .conflicts = (unsigned) settings->conflicts,
        .bad = (unsigned) settings->bad,
        .late = (unsigned) settings->late,
        .is_uniform = settings->uniform,
        .is_told = settings->told,
        .is_readable = settings->print,
    };
}

/* What librdkafka has to say goes where the seed went. */
static void say(void *context, int level, const char *line)
{
    (void) context;
    (void) fprintf(stderr, "%d %s\n", level, line);
}

static void publish_all(const struct settings *settings, const struct flood *flood)
{
    struct err err;
    struct sending sending = {.settings = settings, .flood = flood};
    const struct kafka_out_options options = {
        .bootstrap_servers = settings->kafka_bootstrap_servers,
        .topic_prefix = settings->topic_prefix,
        .client_id = "flood",
        .settings = settings->kafka.list,
        .log = say,
    };
    const struct kafka_out_hooks hooks = {&sending, delivered};
    if (kafka_out_open(&options, &hooks, &sending.out, &err) != OK)
        tool_die("%s", err.text);
    if (settings->gaps > 0)
        sending.transactions = flood_transactions_open(
            settings->kafka_bootstrap_servers, settings->topic_prefix, (uint64_t) settings->seed);
    publish(&sending);
    kafka_out_close(sending.out);
    flood_transactions_close(sending.transactions);
    (void) printf("published=%zu acknowledged=%" PRIu64 " refused=%" PRIu64 "\n", flood->count,
                  sending.acknowledged, sending.refused);
}

int main(int argc, char **argv)
{
    static struct settings settings;
    const struct conf_spec spec = {
        .fields = fields,
        .fields_count = sizeof(fields) / sizeof(fields[0]),
        .values = &settings,
        .kafka = &settings.kafka,
    };
    struct err err;
    int rest = 0;
    if (conf_read(&spec, argc - 1, argv + 1, &rest, &err) != OK)
        tool_die("%s", err.text);
    if (rest > 0)
        tool_die("\"%s\" is more than flood takes", argv[1]);
    if (settings.seed == 0)
        settings.seed = (time_now_us() ^ (int64_t) getpid() << 40) & INT64_MAX;
    (void) fprintf(stderr, "seed=%" PRId64 "\n", settings.seed);
    const struct flood_plan plan = plan_of(&settings);
    struct flood flood = flood_make(&plan);
    size_t skipped = flood.count * (size_t) settings.skip / 100;
    flood.count = flood.count * (size_t) settings.take / 100;
    flood.count -= skipped < flood.count ? skipped : flood.count;
    flood.items += skipped;
    if (settings.print)
        print(&flood);
    else
        publish_all(&settings, &flood);
    return 0;
}
