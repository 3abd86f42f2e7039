/* flood_transactions -- see flood.h: another program's transactions, whose markers and aborted
 * records are gaps to whoever reads what was committed. */
#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <unistd.h>

#include "support/flood.h"
#include "support/tool.h"

enum { ANSWER_MS = 30000, NAME_MAX_BYTES = 256 };

struct flood_transactions {
    rd_kafka_t *rk;
    const char *prefix;
};

static void set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
    char message[256];
    if (rd_kafka_conf_set(conf, name, value, message, sizeof(message)) != RD_KAFKA_CONF_OK)
        tool_die("%s", message);
}

static void must(rd_kafka_error_t *error, const char *what)
{
    if (error != NULL)
        tool_die("%s: %s", what, rd_kafka_error_string(error));
}

struct flood_transactions *flood_transactions_open(const char *bootstrap_servers,
                                                   const char *prefix, uint64_t seed)
{
    char message[256];
    char id[64];
    struct flood_transactions *transactions = tool_alloc(sizeof(*transactions));
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    (void) snprintf(id, sizeof(id), "flood-%" PRIu64 "-%d", seed, (int) getpid());
    set(conf, "bootstrap.servers", bootstrap_servers);
    set(conf, "transactional.id", id);
    set(conf, "partitioner", "murmur2_random");
    transactions->prefix = prefix;
    transactions->rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, message, sizeof(message));
    if (transactions->rk == NULL)
        tool_die("%s", message);
    must(rd_kafka_init_transactions(transactions->rk, ANSWER_MS), "begin with transactions");
    return transactions;
}

void flood_transactions_close(struct flood_transactions *transactions)
{
    if (transactions != NULL)
        rd_kafka_destroy(transactions->rk);
}

static void produce(const struct flood_transactions *transactions, const struct flood_item *item)
{
    char name[NAME_MAX_BYTES];
    (void) snprintf(name, sizeof(name), "%s.%s", transactions->prefix, topic_name(item->topic));
    const rd_kafka_vu_t fields[] = {
        {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = name},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_KEY,
         .u.mem = {.ptr = (void *) (uintptr_t) item->key.ptr, .size = item->key.len}},
        {.vtype = RD_KAFKA_VTYPE_VALUE,
         .u.mem = {.ptr = (void *) (uintptr_t) item->payload.ptr, .size = item->payload.len}},
    };
    must(rd_kafka_produceva(transactions->rk, fields, 4), "produce");
}

void flood_transact(struct flood_transactions *transactions, const struct flood_item *items,
                    size_t count, bool is_committed)
{
    must(rd_kafka_begin_transaction(transactions->rk), "begin a transaction");
    for (size_t i = 0; i < count; i++)
        produce(transactions, &items[i]);
    if (is_committed) {
        must(rd_kafka_commit_transaction(transactions->rk, ANSWER_MS), "commit");
        return;
    }
    /* what never left the client would leave no gap */
    if (rd_kafka_flush(transactions->rk, ANSWER_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
        tool_die("the records of a transaction do not arrive");
    must(rd_kafka_abort_transaction(transactions->rk, ANSWER_MS), "abort");
}
