/* share_pool -- see share_pool.h. */
#include "run/share_pool.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/stop.h"
#include "base/time.h"
#include "run/input.h"
#include "run/log.h"
#include "run/progress.h"

enum {
    WORKERS_MAX = 16,
    PARAMS_BYTES_MAX = 64 << 20,
    QUEUE_BYTES = 8 << 20,
    PROGRAM_BYTES = 32 << 20,
    WORKER_BYTES = 40 << 20, /* queue, batch, rows gathered */
    TICK_MS = 5,
    BACK_OFF_MS_MAX = 2000,
    ALL_DONE = -1, /* in place of a share: what follows them */
};

struct share_pool {
    const struct share_pool_options *options;
    struct share_worker *workers;
    int workers_count;
    atomic_int next;  /* the share that nobody has taken yet */
    atomic_int left;  /* shares that are not done */
    atomic_int ended; /* workers that have nothing more to do */
    atomic_bool failed;
};

/* ---- a worker ---- */

static enum outcome connect_worker(struct share_worker *worker,
                                   const struct share_pool_options *options, struct err *err)
{
    const struct consumer *consumer = options->consumer;
    char name[96];
    (void) snprintf(name, sizeof(name), "shouwen %.60s replay", consumer->projection->name);
    const struct pg_options pg = {
        .conninfo = consumer->conf.pg_conninfo,
        .user = consumer->conf.pg_rebuild_user,
        .application_name = name,
        .search_path = options->search_path,
        .looks_up_by_key = true,
    };
    if (pg_open(&pg, &worker->pg, err) != OK)
        return err_wrap(err, "connect as %s", pg.user);
    revisions_open(&worker->replay.revisions, worker->pg);
    return options->prepare == NULL ? OK : options->prepare(worker, options->context, err);
}

enum outcome share_worker_open(struct share_worker *worker,
                               const struct share_pool_options *options, size_t memory_bytes,
                               struct err *err)
{
    const struct consumer *consumer = options->consumer;
    const struct replay_options replay = {
        .projection = consumer->projection,
        .log = {.bootstrap_servers = consumer->conf.kafka_bootstrap_servers,
                .topic_prefix = consumer->conf.topic_prefix,
                .group = consumer->group,
                .settings = consumer->conf.kafka.list,
                .topics = consumer->projection->topics,
                .queue_bytes_max = QUEUE_BYTES,
                .is_compacted = input_of(consumer->projection)->is_compacted},
        .memory_bytes = memory_bytes,
    };
    worker->ranges.items = calloc(options->ranges->count + 1, sizeof(*worker->ranges.items));
    if (worker->ranges.items == NULL)
        return err_set(err, FATAL, "could not take memory for positions");
    if (pg_params_new(PARAMS_BYTES_MAX, &worker->params, err) != OK ||
        replay_init(&worker->replay, &replay, err) != OK ||
        connect_worker(worker, options, err) != OK)
        return err->outcome;
    return OK;
}

void share_worker_close(struct share_worker *worker)
{
    pg_close(worker->pg);
    pg_params_free(worker->params);
    replay_done(&worker->replay);
    log_ranges_done(&worker->ranges);
    *worker = (struct share_worker) {0};
}

enum outcome share_worker_mend(struct share_worker *worker, struct err *err)
{
    if (pg_is_broken(worker->pg) && pg_reconnect(worker->pg, err) != OK)
        return err_wrap(err, "connect again");
    return OK;
}

/* Which ranges a share has: those of its partition, or all. */
static void choose_ranges(struct share_worker *worker, const struct log_ranges *all, int share)
{
    bool is_scattered = input_of(worker->replay.projection)->is_scattered;
    worker->ranges.count = 0;
    worker->ranges.records_count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct log_range *range = &all->items[i];
        if (!is_scattered && range->partition != share)
            continue;
        worker->ranges.items[worker->ranges.count++] = *range;
        worker->ranges.records_count += (uint64_t) (range->to - range->from);
    }
}

enum outcome share_read(struct share_worker *worker, int share, const struct replay_sink *sink,
                        struct err *err)
{
    const struct log_ranges *all = worker->pool->options->ranges;
    struct replay_class class = {.modulus = 1};
    if (input_of(worker->replay.projection)->is_scattered)
        class = (struct replay_class) {(uint64_t) all->partitions_count, (uint64_t) share};
    return replay_read(&worker->replay, &worker->ranges, class, sink, err);
}

static enum outcome try_share(struct share_worker *worker, int share, struct err *err)
{
    const struct share_pool_options *options = worker->pool->options;
    if (share_worker_mend(worker, err) != OK)
        return err->outcome;
    if (share == ALL_DONE)
        return options->finish(worker, options->context, err);
    choose_ranges(worker, options->ranges, share);
    if (revisions_read(&worker->replay.revisions, err) != OK)
        return err->outcome;
    return options->work(worker, options->context, share, err);
}

static bool is_given_up(struct share_pool *pool)
{
    return stop_requested() || atomic_load(&pool->failed);
}

/* One share until it is done; what only lasts for a while is waited for. */
static enum outcome work(struct share_worker *worker, int share, struct err *err)
{
    int64_t wait_ms = 100;
    for (;;) {
        uint64_t read = atomic_load(&worker->replay.records_read);
        enum outcome outcome = try_share(worker, share, err);
        if (outcome != RETRY || is_given_up(worker->pool))
            return outcome;
        log_err(LOG_WARN, "a share is begun again", err);
        atomic_store(&worker->replay.records_read, read);
        time_pause_ms(wait_ms);
        wait_ms = wait_ms * 2 > BACK_OFF_MS_MAX ? BACK_OFF_MS_MAX : wait_ms * 2;
    }
}

static void *worker_thread(void *context)
{
    struct share_worker *worker = context;
    struct share_pool *pool = worker->pool;
    int count = pool->options->ranges->partitions_count;
    while (worker->outcome == OK && !is_given_up(pool)) {
        int share = atomic_fetch_add(&pool->next, 1);
        if (share >= count)
            break;
        worker->outcome = work(worker, share, &worker->err);
        if (worker->outcome == OK)
            atomic_fetch_sub(&pool->left, 1);
    }
    while (worker->outcome == OK && !is_given_up(pool) && atomic_load(&pool->left) > 0)
        time_pause_ms(TICK_MS);
    if (worker->outcome == OK && atomic_load(&pool->left) > 0)
        worker->outcome = err_set(&worker->err, RETRY, "asked to stop");
    if (worker->outcome == OK && pool->options->finish != NULL)
        worker->outcome = work(worker, ALL_DONE, &worker->err);
    if (worker->outcome != OK)
        atomic_store(&pool->failed, true);
    atomic_fetch_add(&pool->ended, 1);
    return NULL;
}

/* ---- all of them ---- */

static void watch(struct share_pool *pool, int started)
{
    struct progress progress;
    progress_init(&progress, pool->options->unit);
    while (atomic_load(&pool->ended) < started) {
        struct progress_state state = {.parts_total = pool->options->ranges->records_count};
        for (int i = 0; i < started; i++)
            state.parts += atomic_load(&pool->workers[i].replay.records_read);
        state.items = state.parts;
        progress_show(&progress, &state);
        time_pause_ms(TICK_MS);
    }
    progress_clear(&progress);
}

static enum outcome run_workers(struct share_pool *pool, struct err *err)
{
    pthread_t threads[WORKERS_MAX];
    int started = 0;
    for (; started < pool->workers_count; started++)
        if (pthread_create(&threads[started], NULL, worker_thread, &pool->workers[started]) != 0)
            break;
    if (started < pool->workers_count)
        atomic_store(&pool->failed, true);
    watch(pool, started);
    for (int i = 0; i < started; i++)
        (void) pthread_join(threads[i], NULL);
    enum outcome outcome = OK;
    for (int i = 0; i < started; i++) {
        /* a worker that was only stopped says nothing of why */
        bool is_worse = pool->workers[i].outcome != OK && (outcome == OK || outcome == RETRY);
        if (is_worse)
            *err = pool->workers[i].err;
        outcome = is_worse ? pool->workers[i].outcome : outcome;
    }
    if (started < pool->workers_count)
        return err_set(err, FATAL, "could not start thread %d of %d", started + 1,
                       pool->workers_count);
    return outcome;
}

enum outcome share_pool_run(const struct share_pool_options *options, struct err *err)
{
    const struct consumer_conf *conf = &options->consumer->conf;
    struct share_pool pool = {.options = options, .workers_count = (int) conf->rebuild_workers};
    size_t fixed = PROGRAM_BYTES + (size_t) pool.workers_count * WORKER_BYTES;
    size_t memory = (size_t) conf->rebuild_memory_bytes;
    size_t smallest = (size_t) pool.workers_count << 20;
    size_t left = memory > fixed + smallest ? memory - fixed : smallest;
    enum outcome outcome = OK;
    atomic_init(&pool.left, options->ranges->partitions_count);
    pool.workers = calloc((size_t) pool.workers_count, sizeof(*pool.workers));
    if (pool.workers == NULL)
        return err_set(err, FATAL, "could not take memory for workers");
    for (int i = 0; outcome == OK && i < pool.workers_count; i++) {
        pool.workers[i].pool = &pool;
        outcome =
            share_worker_open(&pool.workers[i], options, left / (size_t) pool.workers_count, err);
    }
    if (outcome == OK)
        outcome = run_workers(&pool, err);
    for (int i = 0; i < pool.workers_count; i++)
        share_worker_close(&pool.workers[i]);
    free(pool.workers);
    return outcome;
}
