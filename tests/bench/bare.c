/*
 * bare -- the least that makes an event of Kafka visible in PostgreSQL: the limit of the latency.
 *
 *   bare        until it is ended by SIGTERM; while `latency --bare` publishes
 *
 * Reads the topic of inquiries from its end, decodes nothing, and writes what it has read in one
 * transaction of one row: the next offset of every partition.  What came while a transaction was
 * under way goes into the next one.  The same library, broker, waits and server as the ledger has,
 * no group, no fence, no folding, no files.
 */
#include <stdio.h>
#include <string.h>

#include <librdkafka/rdkafka.h>

#include "base/stop.h"
#include "core/topic.h"
#include "io/pg.h"
#include "run/conf.h"
#include "support/tool.h"

enum {
    PARTITIONS = 1024,
    MESSAGES = 1000,
    WAIT_MS = 100,
    QUERY_WAIT_MS = 10000,
    ROW_BYTES = 1 << 20
};

struct settings {
    CONF_TYPE_TEXT(kafka_bootstrap_servers);
    CONF_TYPE_TEXT(topic_prefix);
    CONF_TYPE_TEXT(pg_admin_conninfo);
    CONF_TYPE_INT(partitions);
};

#define FIELD(name, kind, fallback, min, max, help)                                                \
    {                                                                                              \
#name, CONF_##kind, offsetof(struct settings, name), fallback, min, max, help              \
    }
static const struct conf_field fields[] = {
    FIELD(kafka_bootstrap_servers, TEXT, "127.0.0.1:9092", 0, 0, "brokers"),
    FIELD(topic_prefix, TEXT, "shouwen", 0, 0, "what topics are named after"),
    FIELD(pg_admin_conninfo, TEXT, "dbname=shouwen", 0, 0, "PostgreSQL; its user makes a table"),
    FIELD(partitions, INT, "12", 1, PARTITIONS, "of the topic"),
};

static void must(enum outcome outcome, const struct err *err)
{
    if (outcome != OK)
        tool_die("%s", err->text);
}

static rd_kafka_t *open_reader(const struct settings *settings)
{
    char message[256];
    const char *const ours[][2] = {
        {"bootstrap.servers", settings->kafka_bootstrap_servers},
        {"group.id", "bench.bare"},
        {"enable.auto.commit", "false"},
        {"fetch.wait.max.ms", "50"}, /* as lib/io/kafka_in has it */
    };
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
        if (rd_kafka_conf_set(conf, ours[i][0], ours[i][1], message, sizeof(message)) !=
            RD_KAFKA_CONF_OK)
            tool_die("%s", message);
    rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, message, sizeof(message));
    if (rk == NULL)
        tool_die("%s", message);
    return rk;
}

/* From the ends of the partitions, which are told. */
static void assign(rd_kafka_t *rk, const struct settings *settings, int64_t *next)
{
    char name[256];
    rd_kafka_topic_partition_list_t *list =
        rd_kafka_topic_partition_list_new((int) settings->partitions);
    (void) snprintf(name, sizeof(name), "%.200s.%s", settings->topic_prefix,
                    topic_name(TOPIC_INQUIRY));
    for (int32_t i = 0; i < settings->partitions; i++) {
        int64_t low;
        if (rd_kafka_query_watermark_offsets(rk, name, i, &low, &next[i], QUERY_WAIT_MS) !=
            RD_KAFKA_RESP_ERR_NO_ERROR)
            tool_die("%s [%d] does not tell its end", name, (int) i);
        rd_kafka_topic_partition_list_add(list, name, i)->offset = next[i];
    }
    if (rd_kafka_assign(rk, list) != RD_KAFKA_RESP_ERR_NO_ERROR)
        tool_die("cannot assign");
    rd_kafka_topic_partition_list_destroy(list);
}

static struct pg *open_table(const struct settings *settings)
{
    struct pg *pg = NULL;
    struct err err;
    const struct pg_options options = {.conninfo = settings->pg_admin_conninfo,
                                       .application_name = "bench bare"};
    must(pg_open(&options, &pg, &err), &err);
    must(pg_script(pg, "CREATE TABLE bench_bare (one integer PRIMARY KEY, next_offsets bigint[])",
                   &err),
         &err);
    must(pg_prepare(pg, "put",
                    "INSERT INTO bench_bare VALUES (1, $1::bigint[])\n"
                    "ON CONFLICT (one) DO UPDATE SET next_offsets = excluded.next_offsets",
                    &err),
         &err);
    return pg;
}

static void put(struct pg *pg, struct pg_params *params, const int64_t *next, int64_t count)
{
    struct err err;
    pg_params_reset(params);
    pg_array_begin(params, PG_BIGINT, (size_t) count);
    for (int64_t i = 0; i < count; i++)
        pg_array_bigint(params, next[i]);
    must(pg_execute(pg, "put", params, NULL, &err), &err);
}

static bool take(rd_kafka_queue_t *queue, int64_t *next)
{
    static rd_kafka_message_t *messages[MESSAGES];
    bool is_moved = false;
    ssize_t count = 0;
    /* One call waits until it has as many as it may; so wait for the first, then take what is
     * there. */
    for (int wait_ms = WAIT_MS; (count = rd_kafka_consume_batch_queue(
                                     queue, wait_ms, messages, wait_ms > 0 ? 1 : MESSAGES)) > 0;
         wait_ms = 0) {
        for (ssize_t i = 0; i < count; i++) {
            if (messages[i]->err != RD_KAFKA_RESP_ERR_NO_ERROR)
                tool_die("%s", rd_kafka_message_errstr(messages[i]));
            next[messages[i]->partition] = messages[i]->offset + 1;
            rd_kafka_message_destroy(messages[i]);
            is_moved = true;
        }
    }
    return is_moved;
}

int main(int argc, char **argv)
{
    static struct settings settings;
    static int64_t next[PARTITIONS];
    const struct conf_spec spec = {
        .fields = fields, .fields_count = sizeof(fields) / sizeof(fields[0]), .values = &settings};
    struct err err;
    struct pg_params *params = NULL;
    int rest = 0;
    must(conf_read(&spec, argc - 1, argv + 1, &rest, &err), &err);
    must(stop_on_signals(&err), &err);
    must(pg_params_new(ROW_BYTES, &params, &err), &err);
    rd_kafka_t *rk = open_reader(&settings);
    struct pg *pg = open_table(&settings);
    rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(rk);
    assign(rk, &settings, next);
    put(pg, params, next, settings.partitions); /* its being there says that we read */
    while (!stop_requested())
        if (take(queue, next))
            put(pg, params, next, settings.partitions);
    rd_kafka_queue_destroy(queue);
    (void) rd_kafka_consumer_close(rk);
    rd_kafka_destroy(rk);
    pg_params_free(params);
    pg_close(pg);
    return 0;
}
