/*
 * latency -- how long from publishing an event until its row can be read, at a steady rate.
 *
 *   latency --rate 1000 --seconds 20      while shouwen-section-ledger runs and has caught up
 *   latency --bare ...                    while bare runs: the limit
 *
 * Every event accepts a new case, so that each makes a row.  One thread publishes on a fixed
 * schedule and stamps each event when it was due, not when it was sent: a publisher that is held up
 * must not hide the delay (coordinated omission).  The other thread asks PostgreSQL every 0.2 ms,
 * on a connection of its own, for the offsets of the section ledger, which are committed in the
 * transaction of the rows; an event is visible when the answer arrived that has its offset.  What
 * asking takes counts as delay.  At the end the rows are counted.  Prints one line of JSON.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <librdkafka/rdkafka.h>

#include "base/time.h"
#include "io/kafka_out.h"
#include "io/pg.h"
#include "run/conf.h"
#include "support/flood.h"
#include "support/tool.h"

enum { PARTITIONS = 1024, SECOND_US = 1000000, ASK_EVERY_US = 200, PATIENCE_US = 30 * SECOND_US };

struct settings {
    CONF_TYPE_TEXT(kafka_bootstrap_servers);
    CONF_TYPE_TEXT(topic_prefix);
    CONF_TYPE_TEXT(pg_conninfo);
    CONF_TYPE_INT(rate);
    CONF_TYPE_INT(seconds);
    CONF_TYPE_INT(warmup);
    CONF_TYPE_INT(partitions);
    CONF_TYPE_BOOL(bare);
};

#define FIELD(name, kind, fallback, min, max, help)                                                \
    {                                                                                              \
#name, CONF_##kind, offsetof(struct settings, name), fallback, min, max, help              \
    }
static const struct conf_field fields[] = {
    FIELD(kafka_bootstrap_servers, TEXT, "127.0.0.1:9092", 0, 0, "brokers"),
    FIELD(topic_prefix, TEXT, "shouwen", 0, 0, "what topics are named after"),
    FIELD(pg_conninfo, TEXT, "dbname=shouwen", 0, 0, "PostgreSQL; its user may read stream"),
    FIELD(rate, INT, "1000", 1, 100000, "events a second"),
    FIELD(seconds, INT, "20", 1, 3600, "how long"),
    FIELD(warmup, INT, "2", 0, 3600, "seconds before that do not count"),
    FIELD(partitions, INT, "12", 1, PARTITIONS, "of the topic"),
    FIELD(bare, BOOL, "false", 0, 0, "ask for the row of bare, not for the ledger's offsets"),
};

/* What was sent to one partition, in order: the event of offset base + i is items[i]. */
struct lane {
    size_t *items;
    size_t count;
    size_t seen;
    int64_t base;
};

struct bench {
    struct settings settings;
    struct flood flood;
    struct lane lanes[PARTITIONS];
    int64_t *due_us;
    int64_t *seen_us; /* 0: not yet */
    size_t seen_count;
    struct pg *pg;
    char topic[300];
    _Atomic uint64_t refused;
};

static void must(enum outcome outcome, const struct err *err)
{
    if (outcome != OK)
        tool_die("%s", err->text);
}

static void sleep_until(int64_t at_us)
{
    int64_t left_us = at_us - time_steady_us();
    if (left_us <= 0)
        return;
    const struct timespec wait = {left_us / SECOND_US, left_us % SECOND_US * 1000};
    (void) nanosleep(&wait, NULL);
}

/* ---- publishing ---- */

static void delivered(void *context, const struct kafka_delivery *delivery, enum outcome outcome,
                      const struct err *err)
{
    struct bench *bench = context;
    (void) delivery;
    (void) err;
    bench->refused += outcome != OK;
}

static void *publish(void *context)
{
    struct bench *bench = context;
    struct kafka_out *out = NULL;
    struct err err;
    const char *const settings[] = {"linger.ms=0", NULL};
    const struct kafka_out_options options = {
        .bootstrap_servers = bench->settings.kafka_bootstrap_servers,
        .topic_prefix = bench->settings.topic_prefix,
        .client_id = "bench",
        .settings = settings,
    };
    const struct kafka_out_hooks hooks = {bench, delivered};
    must(kafka_out_open(&options, &hooks, &out, &err), &err);
    for (size_t i = 0; i < bench->flood.count; i++) {
        const struct flood_item *item = &bench->flood.items[i];
        const struct kafka_message message = {.topic = item->topic,
                                              .partition = KAFKA_BY_KEY,
                                              .key = item->key,
                                              .value = item->payload,
                                              .cookie = i};
        sleep_until(bench->due_us[i]);
        must(kafka_out_send(out, &message, 10000, &err), &err);
        kafka_out_poll(out, 0);
    }
    must(kafka_out_flush(out, 10000, &err), &err);
    kafka_out_close(out);
    return NULL;
}

/* ---- asking ---- */

static void ask(struct bench *bench, void (*tell)(struct bench *, struct lane *, int64_t, int64_t))
{
    struct pg_rows rows;
    struct err err;
    must(pg_execute(bench->pg, "offsets", NULL, &rows, &err), &err);
    int64_t now_us = time_steady_us();
    for (size_t r = 0; r < rows.count; r++)
        tell(bench, &bench->lanes[pg_rows_bigint(&rows, r, 0)], pg_rows_bigint(&rows, r, 1),
             now_us);
    pg_rows_done(&rows);
}

static void note_base(struct bench *bench, struct lane *lane, int64_t next, int64_t now_us)
{
    (void) bench;
    (void) now_us;
    lane->base = next;
}

static void note_seen(struct bench *bench, struct lane *lane, int64_t next, int64_t now_us)
{
    if (next > lane->base + (int64_t) lane->count)
        tool_die("the ledger had not caught up before, or somebody else publishes");
    for (; lane->seen < lane->count && lane->base + (int64_t) lane->seen < next; lane->seen++) {
        if (now_us < bench->due_us[lane->items[lane->seen]])
            tool_die("an event was seen before it was published");
        bench->seen_us[lane->items[lane->seen]] = now_us;
        bench->seen_count++;
    }
}

static void watch(struct bench *bench)
{
    int64_t last_us = bench->due_us[bench->flood.count - 1];
    while (bench->seen_count < bench->flood.count) {
        int64_t asked_us = time_steady_us();
        ask(bench, note_seen);
        if (asked_us > last_us + PATIENCE_US)
            tool_die("%zu of %zu events were never seen", bench->flood.count - bench->seen_count,
                     bench->flood.count);
        sleep_until(asked_us + ASK_EVERY_US);
    }
}

/* ---- */

/* Accepted events of new cases, each on the lane that its key chooses. */
static void plan(struct bench *bench)
{
    size_t count =
        (size_t) (bench->settings.rate * (bench->settings.seconds + bench->settings.warmup));
    const uint64_t now_us = (uint64_t) time_now_us(); /* no other case has such a number */
    const struct flood_plan plan = {
        .seed = now_us, .cases = count, .events = 1, .is_uniform = true, .first = now_us};
    bench->flood = flood_make(&plan);
    count = bench->flood.count;
    bench->due_us = tool_alloc(count * sizeof(bench->due_us[0]));
    bench->seen_us = tool_alloc(count * sizeof(bench->seen_us[0]));
    int64_t start_us = time_steady_us() + SECOND_US;
    for (size_t i = 0; i < PARTITIONS; i++)
        bench->lanes[i].items = i < (size_t) bench->settings.partitions
                                    ? tool_alloc(count * sizeof(bench->lanes[i].items[0]))
                                    : NULL;
    for (size_t i = 0; i < count; i++) {
        const struct flood_item *item = &bench->flood.items[i];
        if (item->topic != TOPIC_INQUIRY)
            tool_die("the first event of a case is not its acceptance");
        int32_t partition = rd_kafka_msg_partitioner_murmur2(
            NULL, item->key.ptr, item->key.len, (int32_t) bench->settings.partitions, NULL, NULL);
        struct lane *lane = &bench->lanes[partition];
        lane->items[lane->count++] = i;
        bench->due_us[i] = start_us + (int64_t) i * SECOND_US / bench->settings.rate;
    }
}

static void connect_reader(struct bench *bench)
{
    struct err err;
    char sql[600];
    const struct pg_options options = {.conninfo = bench->settings.pg_conninfo,
                                       .application_name = "bench latency"};
    (void) snprintf(bench->topic, sizeof(bench->topic), "%.200s.inquiry",
                    bench->settings.topic_prefix);
    if (bench->settings.bare)
        (void) snprintf(sql, sizeof(sql),
                        "SELECT partition - 1, next_offset FROM bench_bare, "
                        "UNNEST(next_offsets) WITH ORDINALITY AS each (next_offset, partition)");
    else
        (void) snprintf(sql, sizeof(sql),
                        "SELECT partition, next_offset FROM stream.consumer_offset "
                        "WHERE projection = 'section_ledger' AND topic = '%s'",
                        bench->topic);
    must(pg_open(&options, &bench->pg, &err), &err);
    must(pg_prepare(bench->pg, "offsets", sql, &err), &err);
}

static int compare(const void *a, const void *b)
{
    int64_t one = *(const int64_t *) a;
    int64_t other = *(const int64_t *) b;
    return (one > other) - (one < other);
}

static double quantile_ms(const int64_t *took_us, size_t count, double share)
{
    return (double) took_us[(size_t) ((double) (count - 1) * share)] / 1e3;
}

/* The distribution goes by nines: [share of the events, ms within which they were seen]. */
static void print_latency(const int64_t *took_us, size_t count, int64_t rate)
{
    (void) printf("{\"events\": %zu, \"rate\": %" PRId64 ", \"p50_ms\": %.2f, \"p99_ms\": %.2f, "
                  "\"p999_ms\": %.2f, \"max_ms\": %.2f, \"distribution\": [",
                  count, rate, quantile_ms(took_us, count, 0.5), quantile_ms(took_us, count, 0.99),
                  quantile_ms(took_us, count, 0.999), quantile_ms(took_us, count, 1));
    double rest = 1;
    for (int i = 0; rest * (double) count >= 1; i++) {
        (void) printf("%s[%.6f, %.3f]", i > 0 ? ", " : "", 1 - rest,
                      quantile_ms(took_us, count, 1 - rest));
        rest *= 0.8;
    }
    (void) printf("]}\n");
}

static void report(struct bench *bench)
{
    size_t warmup = (size_t) (bench->settings.rate * bench->settings.warmup);
    size_t count = bench->flood.count - warmup;
    int64_t *took_us = tool_alloc(count * sizeof(*took_us));
    for (size_t i = 0; i < count; i++)
        took_us[i] = bench->seen_us[warmup + i] - bench->due_us[warmup + i];
    qsort(took_us, count, sizeof(*took_us), compare);
    print_latency(took_us, count, bench->settings.rate);
    free(took_us);
}

int main(int argc, char **argv)
{
    static struct bench bench;
    const struct conf_spec spec = {.fields = fields,
                                   .fields_count = sizeof(fields) / sizeof(fields[0]),
                                   .values = &bench.settings};
    struct err err;
    pthread_t publisher;
    int rest = 0;
    must(conf_read(&spec, argc - 1, argv + 1, &rest, &err), &err);
    connect_reader(&bench);
    ask(&bench, note_base);
    plan(&bench);
    if (pthread_create(&publisher, NULL, publish, &bench) != 0)
        tool_die("no thread");
    watch(&bench);
    (void) pthread_join(publisher, NULL);
    if (bench.refused > 0)
        tool_die("the broker did not take %" PRIu64 " events", (uint64_t) bench.refused);
    report(&bench);
    pg_close(bench.pg);
    return 0;
}
