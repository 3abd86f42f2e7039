/* shard_session -- see shard_internal.h: connections, and waiting. */
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/stop.h"
#include "base/time.h"
#include "io/table_pg.h"
#include "run/files.h"
#include "run/flush.h"
#include "run/generation.h"
#include "run/log.h"
#include "run/shard_internal.h"

enum {
    BACK_OFF_MS_MIN = 50,
    BACK_OFF_MS_MAX = 2000,
    BACK_OFF_STEP_MS = 50,
    HEAR_US = 10000000, /* a static member's session: it has sent heartbeats in it */
    HEAR_WAIT_MS = 100,
};

void shard_back_off(struct shard *shard)
{
    if (shard->wait_ms < BACK_OFF_MS_MIN)
        shard->wait_ms = BACK_OFF_MS_MIN;
    for (int64_t waited = 0; waited < shard->wait_ms && !stop_requested();
         waited += BACK_OFF_STEP_MS)
        time_pause_ms(BACK_OFF_STEP_MS);
    shard->wait_ms = shard->wait_ms * 2 > BACK_OFF_MS_MAX ? BACK_OFF_MS_MAX : shard->wait_ms * 2;
}

static enum outcome open_one(struct shard *shard, const char *purpose, struct pg **pg,
                             struct err *err)
{
    char name[128];
    (void) snprintf(name, sizeof(name), "shouwen %s %d %s", shard->options.projection->name,
                    shard->options.number, purpose);
    const struct pg_options options = {
        .conninfo = shard->options.conf->pg_conninfo,
        .user = shard->options.pg_user,
        .application_name = name,
        .search_path = shard->search_path[0] == '\0' ? NULL : shard->search_path,
        .statement_timeout_ms = (int) shard->options.conf->flush_timeout_ms,
        .looks_up_by_key = true,
    };
    return pg_open(&options, pg, err);
}

enum outcome shard_reconnect(struct shard *shard, struct err *err)
{
    if (pg_is_broken(shard->write) && pg_reconnect(shard->write, err) != OK)
        return err_wrap(err, "connect again");
    if (pg_is_broken(shard->read) && pg_reconnect(shard->read, err) != OK)
        return err_wrap(err, "connect again");
    return shard_load_rules(shard, err);
}

/* Which schema holds our tables; FATAL when it was made by another version of the program. */
static enum outcome choose_schema(struct shard *shard, struct err *err)
{
    const char *name = shard->options.projection->name;
    struct pg *pg = NULL;
    int number = 0;
    int version = 0;
    if (open_one(shard, "start", &pg, err) != OK)
        return err->outcome;
    enum outcome outcome = generation_find(pg, name, &number, &version, err);
    pg_close(pg);
    if (outcome != OK)
        return outcome;
    if (generation_fits(name, number, version, err) != OK)
        return err->outcome;
    shard->generation = number;
    generation_search_path(name, number, shard->search_path);
    return OK;
}

static enum outcome open_database(struct shard *shard, struct err *err)
{
    shard->search_path[0] = '\0';
    if (choose_schema(shard, err) != OK || open_one(shard, "write", &shard->write, err) != OK ||
        open_one(shard, "read", &shard->read, err) != OK)
        return err->outcome;
    revisions_open(&shard->revisions, shard->read);
    for (size_t i = 0; shard->options.projection->tables[i] != NULL; i++)
        if (table_pg_check(shard->read, shard->options.projection->tables[i], err) != OK)
            return err_wrap(err, "%s", shard->search_path);
    if (files_prepare(shard->read, err) != OK ||
        flush_prepare(shard->write, shard->options.projection, err) != OK ||
        shard_tick_prepare(shard, err) != OK)
        return err->outcome;
    if (shard->options.projection->counts_arrivals && arrivals_prepare(shard->write, err) != OK)
        return err->outcome;
    return shard_load_rules(shard, err);
}

static enum outcome join_group(struct shard *shard, struct err *err)
{
    const struct consumer_conf *conf = shard->options.conf;
    char host[128] = "";
    char instance[256];
    (void) gethostname(host, sizeof(host) - 1);
    (void) snprintf(instance, sizeof(instance), "%s-%.100s-%d", host, conf->instance,
                    shard->options.number);
    const struct kafka_in_options options = {
        .bootstrap_servers = conf->kafka_bootstrap_servers,
        .topic_prefix = conf->topic_prefix,
        .group = shard->options.group,
        .instance_id = conf->until_caught_up ? NULL : instance,
        .settings = conf->kafka.list,
        .topics = shard->options.projection->topics,
    };
    const struct kafka_in_hooks hooks = {shard, shard_assigned, shard_revoked};
    return kafka_in_open(&options, &hooks, &shard->in, err);
}

enum outcome shard_session_open(struct shard *shard, struct err *err)
{
    shard->failing_since_us = 0;
    shard->is_member = false;
    shard->is_untaken = false;
    shard->is_idle = false;
    if (open_database(shard, err) != OK)
        return err_wrap(err, "connect");
    const struct kafka_out_options relay = {
        .bootstrap_servers = shard->options.conf->kafka_bootstrap_servers,
        .topic_prefix = shard->options.conf->topic_prefix,
        .client_id = shard->options.group,
        .settings = shard->options.conf->kafka.list,
    };
    if (outbox_init(&shard->outbox, &relay, shard->options.projection->name, err) != OK ||
        join_group(shard, err) != OK)
        return err->outcome;
    return OK;
}

enum outcome shard_check_tables(struct shard *shard, struct err *err)
{
    int number = 0;
    int version = 0;
    if (generation_find(shard->read, shard->options.projection->name, &number, &version, err) != OK)
        return err->outcome;
    if (number == shard->generation)
        return OK;
    return err_set(err, FENCED, "generation %d took the place of generation %d", number,
                   shard->generation);
}

enum outcome shard_excuse_tables(struct shard *shard, struct err *err)
{
    struct err other;
    if (shard->read == NULL || shard_check_tables(shard, &other) != FENCED)
        return err->outcome;
    *err = other;
    return err->outcome;
}

enum outcome shard_hear_group(struct shard *shard, struct err *err)
{
    const struct kafka_in_limits limits = {.records_max = 1, .wait_ms_max = HEAR_WAIT_MS};
    const struct err why = *err;
    uint64_t revocations = shard->revocations;
    int64_t until_us = time_steady_us() + HEAR_US;
    shard_drop(shard);
    struct err other;
    if (shard_check_tables(shard, &other) == FENCED) /* then that is why */
        return err->outcome;
    while (shard->revocations == revocations && time_steady_us() < until_us && !stop_requested()) {
        struct kafka_in_batch polled = {0};
        if (kafka_in_poll(shard->in, &limits, &polled, err) == FATAL)
            return err_wrap(err, "fenced");
        kafka_in_batch_release(shard->in, &polled);
    }
    *err = why;
    return err->outcome;
}

void shard_session_close(struct shard *shard)
{
    shard_settle(shard);
    shard_drop(shard);
    if (shard->ticking != NULL)
        shard_tail_end(shard);
    kafka_in_close(shard->in); /* revokes what we still have */
    shard->in = NULL;
    outbox_done(&shard->outbox);
    pg_close(shard->write);
    pg_close(shard->read);
    shard->write = NULL;
    shard->read = NULL;
    pg_rows_done(&shard->redating.found);
    positions_clear(shard->positions);
    (void) malloc_trim(0); /* the queue lay in heaps of librdkafka's threads, which are gone */
}
