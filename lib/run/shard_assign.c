/* shard_assign -- see shard_internal.h: taking and losing partitions. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "run/log.h"
#include "run/shard_internal.h"
#include "sql.h"

enum { EVICTIONS_MAX = 10, REPORT_EVERY_US = 1000000, RELAY_WAIT_MS = 1000 };

static const char take_sql[] =
    "SELECT partition, fence, topic, next_offset, last_offset, last_timestamp, last_hash "
    "FROM stream.take_partitions($1::text, $2::text, $3::int[], $4::text[])";
static const char evict_sql[] = "SELECT stream.evict($1::text, $2::int[])";

static void put_ours(struct shard *shard)
{
    size_t count = 0;
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        count += shard->positions->claims[partition].is_ours;
    pg_array_begin(shard->params, PG_INTEGER, count);
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        if (shard->positions->claims[partition].is_ours)
            pg_array_integer(shard->params, partition);
}

static void full_topic(const struct shard *shard, enum topic topic, char name_out[256])
{
    (void) snprintf(name_out, 256, "%.200s.%s", shard->options.conf->topic_prefix,
                    topic_name(topic));
}

static void put_topics(struct shard *shard)
{
    size_t count = 0;
    for (enum topic topic = 0; topic < TOPICS_TO_READ; topic++)
        count += (shard->options.projection->topics >> topic) & 1;
    pg_array_begin(shard->params, PG_TEXT, count);
    for (enum topic topic = 0; topic < TOPICS_TO_READ; topic++) {
        if (((shard->options.projection->topics >> topic) & 1) == 0)
            continue;
        char name[256];
        full_topic(shard, topic, name);
        pg_array_text(shard->params, str_from(name));
    }
}

/* The number of a topic by the broker's name of it; TOPICS_TO_READ: none of ours. */
static enum topic find_topic(const struct shard *shard, struct str name)
{
    for (enum topic topic = 0; topic < TOPICS_TO_READ; topic++) {
        char full[256];
        full_topic(shard, topic, full);
        if (str_eq(name, str_from(full)))
            return topic;
    }
    return TOPICS_TO_READ;
}

static void learn(struct shard *shard, const struct pg_rows *rows)
{
    for (size_t r = 0; r < rows->count; r++) {
        int32_t partition = (int32_t) pg_rows_bigint(rows, r, 0);
        enum topic topic = find_topic(shard, pg_rows_text(rows, r, 2));
        if (topic == TOPICS_TO_READ || partition < 0 || partition >= PARTITIONS_MAX)
            continue;
        struct position *position = &shard->positions->items[topic][partition];
        shard->positions->claims[partition].fence = pg_rows_bigint(rows, r, 1);
        position->stored_next = pg_rows_bigint(rows, r, 3);
        position->last = (struct last_record) {
            .offset = pg_rows_bigint(rows, r, 4),
            .timestamp_us = pg_rows_bigint(rows, r, 5),
            .hash = pg_rows_bigint(rows, r, 6),
        };
    }
}

/* Somebody stands in a row of ours and does not move: a writer frozen in mid-flush.  End its
 * backend. */
static enum outcome evict(struct shard *shard, struct err *err)
{
    pg_params_reset(shard->params);
    pg_param_text(shard->params, str_from(shard->options.projection->name));
    put_ours(shard);
    struct pg_rows rows;
    if (pg_exec(shard->write, evict_sql, shard->params, &rows, err) != OK)
        return err_wrap(err, "evict");
    log_line(LOG_WARN, "a writer stood in the way and was ended", "backends=%" PRId64,
             rows.count == 0 ? 0 : pg_rows_bigint(&rows, 0, 0));
    pg_rows_done(&rows);
    return OK;
}

static enum outcome take_once(struct shard *shard, struct err *err)
{
    char host[128] = "";
    char owner[192];
    (void) gethostname(host, sizeof(host) - 1);
    (void) snprintf(owner, sizeof(owner), "%s/%.40s/%d", host, shard->options.conf->instance,
                    shard->options.number);
    pg_params_reset(shard->params);
    pg_param_text(shard->params, str_from(shard->options.projection->name));
    pg_param_text(shard->params, str_from(owner));
    put_ours(shard);
    put_topics(shard);
    struct pg_rows rows;
    if (pg_exec(shard->write, take_sql, shard->params, &rows, err) != OK)
        return err->outcome;
    learn(shard, &rows);
    pg_rows_done(&rows);
    return OK;
}

/* Bump the fences of what is ours and learn the stored offsets; frozen writers are moved out of the
 * way.  A swap of tables that came before fenced who was there, not us: so it is asked for after.
 */
static enum outcome take(struct shard *shard, struct err *err)
{
    for (int attempt = 0;; attempt++) {
        if (take_once(shard, err) == OK)
            return shard_check_tables(shard, err);
        if (err->reason != REASON_LOCKED || attempt == EVICTIONS_MAX)
            return err_wrap(err, "take partitions");
        if (evict(shard, err) != OK)
            return err->outcome;
    }
}

/* Read the last applied record once more, to see that the log is still the one we knew. */
static void ask_for_proof(struct position *position)
{
    position->wants_proof = position->last.offset >= 0;
}

static int64_t start_of(const struct shard *shard, enum topic topic, int32_t partition)
{
    const struct position *position = &shard->positions->items[topic][partition];
    if (shard->positions->claims[partition].is_halted)
        return KAFKA_NOT_READ;
    return position->wants_proof ? position->last.offset : position->read_next;
}

/* Every partition number must come with all topics, or cases would be torn apart. */
static enum outcome check_whole(const struct shard *shard, struct err *err)
{
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++) {
        if (!shard->positions->claims[partition].is_ours)
            continue;
        for (enum topic topic = 0; topic < TOPICS_TO_READ; topic++)
            if (((shard->options.projection->topics >> topic) & 1) != 0 &&
                !shard->positions->items[topic][partition].is_ours)
                return err_set(err, FATAL,
                               "partition %" PRId32 " of %s was assigned elsewhere than the other "
                               "topics': their counts of partitions differ",
                               partition, topic_name(topic));
    }
    return OK;
}

enum outcome shard_assigned(void *context, struct kafka_position *positions, size_t count,
                            struct err *err)
{
    struct shard *shard = context;
    shard->is_untaken = true; /* until all went well */
    shard_drop(shard);
    positions_clear(shard->positions);
    for (size_t i = 0; i < count; i++) {
        if (positions[i].partition >= PARTITIONS_MAX || positions[i].topic >= TOPICS_TO_READ)
            return err_set(err, FATAL, "partition %" PRId32 " is more than this program can hold",
                           positions[i].partition);
        shard->positions->items[positions[i].topic][positions[i].partition].is_ours = true;
        shard->positions->claims[positions[i].partition].is_ours = true;
    }
    if (check_whole(shard, err) != OK)
        return err->outcome;
    if ((pg_is_broken(shard->write) || pg_is_broken(shard->read)) &&
        shard_reconnect(shard, err) != OK)
        return err->outcome;
    if (count > 0 && take(shard, err) != OK)
        return err->outcome;
    positions_rewind(shard->positions);
    for (size_t i = 0; i < count; i++) {
        ask_for_proof(&shard->positions->items[positions[i].topic][positions[i].partition]);
        positions[i].next_offset = start_of(shard, positions[i].topic, positions[i].partition);
    }
    shard->is_member = true;
    shard->is_untaken = false;
    atomic_store(&shard->stats.halted, 0);
    outbox_wake(&shard->outbox);
    shard_redate_begin(shard);
    shard_tick_begin(shard);
    log_line(LOG_INFO, "partitions came", "shard=%d topic_partitions=%zu", shard->options.number,
             count);
    return OK;
}

void shard_revoked(void *context, bool is_lost)
{
    struct shard *shard = context;
    log_line(LOG_INFO, "partitions go", "shard=%d lost=%d", shard->options.number, is_lost);
    atomic_store(&shard->is_caught_up, false);
    shard->is_member = false;
    shard->revocations++;
    shard_settle(shard);
    if (!is_lost)
        outbox_settle(&shard->outbox, shard->read, shard->positions, RELAY_WAIT_MS);
    shard_drop(shard);
    positions_clear(shard->positions);
    shard_tick_begin(shard);
}

/* Are the fences in the table still ours? */
static enum outcome check_fences(struct shard *shard, struct err *err)
{
    pg_params_reset(shard->params);
    pg_param_text(shard->params, str_from(shard->options.projection->name));
    put_ours(shard);
    struct pg_rows rows;
    if (pg_exec(shard->write, SQL_OFFSET_READ, shard->params, &rows, err) != OK)
        return err_wrap(err, "read fences");
    enum outcome outcome = OK;
    for (size_t r = 0; r < rows.count && outcome == OK; r++) {
        int64_t partition = pg_rows_bigint(&rows, r, 0);
        if (pg_rows_bigint(&rows, r, 1) != shard->positions->claims[partition].fence)
            outcome = err_set(err, FENCED, "partition %" PRId64 " has another owner", partition);
    }
    pg_rows_done(&rows);
    return outcome;
}

enum outcome shard_take_again(struct shard *shard, struct err *err)
{
    bool has_any = false;
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        has_any = has_any || shard->positions->claims[partition].is_ours;
    if (!has_any)
        return OK;
    if (check_fences(shard, err) != OK || take(shard, err) != OK)
        return err->outcome;
    shard_tick_begin(shard); /* it may be another server, which lost what we knew */
    return OK;
}

/* All that is ours, each with what `offset` says of it, on the heap; NULL when there is no memory.
 */
static struct kafka_position *list_ours(const struct shard *shard,
                                        int64_t (*offset)(const struct shard *shard,
                                                          enum topic topic, int32_t partition),
                                        size_t *count_out)
{
    struct kafka_position *list = malloc(sizeof(*list) * TOPICS_TO_READ * PARTITIONS_MAX);
    size_t count = 0;
    if (list == NULL)
        return NULL;
    for (enum topic topic = 0; topic < TOPICS_TO_READ; topic++)
        for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
            if (shard->positions->items[topic][partition].is_ours)
                list[count++] =
                    (struct kafka_position) {topic, partition, offset(shard, topic, partition)};
    *count_out = count;
    return list;
}

enum outcome shard_restart(struct shard *shard, struct err *err)
{
    size_t count = 0;
    struct kafka_position *list = list_ours(shard, start_of, &count);
    if (list == NULL)
        return err_set(err, FATAL, "could not take memory to rewind");
    enum outcome outcome = count == 0 ? OK : kafka_in_restart(shard->in, list, count, err);
    free(list);
    shard->is_asking = false;
    positions_ask(shard->positions);
    return outcome == OK ? OK : err_wrap(err, "read again from the stored offsets");
}

static int64_t stored_of(const struct shard *shard, enum topic topic, int32_t partition)
{
    return shard->positions->items[topic][partition].stored_next;
}

void shard_report(struct shard *shard)
{
    int64_t now_us = time_steady_us();
    if (now_us - shard->reported_us < REPORT_EVERY_US)
        return;
    shard->reported_us = now_us;
    size_t count = 0;
    struct kafka_position *list = list_ours(shard, stored_of, &count);
    if (list == NULL)
        return;
    kafka_in_gauge(shard->in, list, count);
    atomic_store(&shard->stats.lag_count, kafka_in_behind(shard->in, list, count));
    free(list);
}

enum outcome shard_halt(struct shard *shard, int32_t partition, const char *why, struct err *err)
{
    if (shard->positions->claims[partition].is_halted)
        return OK;
    positions_halt(shard->positions, partition);
    atomic_store(&shard->stats.halted, (uint64_t) positions_halted(shard->positions));
    log_line(LOG_ERROR, "a partition is halted; ask shouwen-admin doctor",
             "partition=%" PRId32 " text=\"%s\"", partition, why);
    return shard_restart(shard, err);
}
