/* run_verb -- the verb `run`: shards in threads, their counters, and the end. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/stop.h"
#include "base/time.h"
#include "run/consumer.h"
#include "run/generation.h"
#include "run/log.h"
#include "run/shard.h"

enum { SHARDS_MAX = 64, TICK_MS = 20, WAIT_MS_MAX = 2000 };

struct run {
    struct shard *shards[SHARDS_MAX];
    struct stats *stats[SHARDS_MAX];
    pthread_t threads[SHARDS_MAX];
    struct err errors[SHARDS_MAX];
    enum outcome outcomes[SHARDS_MAX];
    int count;
};

/* One thread's errand. */
struct errand {
    struct run *run;
    int number;
};

static void *shard_thread(void *context)
{
    const struct errand *errand = context;
    struct run *run = errand->run;
    struct err *err = &run->errors[errand->number];
    run->outcomes[errand->number] = shard_run(run->shards[errand->number], err);
    if (run->outcomes[errand->number] != OK) {
        log_err(LOG_ERROR, "a shard ends", err);
        stop_request(); /* a FATAL of one is a FATAL of all: the supervisor decides */
    }
    return NULL;
}

/* One process an instance on a machine: two with one name would fence each other for ever. */
static enum outcome lock_instance(const struct consumer *consumer, int *file_out, struct err *err)
{
    char path[2048];
    /* another cluster's "main" is not this one's, and another user's file could not be opened */
    uint64_t cluster = str_hash(str_from(consumer->conf.kafka_bootstrap_servers));
    (void) snprintf(path, sizeof(path), "%s/%s-%s-%u-%08" PRIx32 ".lock", consumer->conf.lock_dir,
                    consumer->group, consumer->conf.instance, (unsigned) getuid(),
                    (uint32_t) cluster);
    int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0)
        return err_set(err, FATAL, "could not open the lock file \"%s\": %s", path,
                       strerror(errno));
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        (void) close(file);
        return err_set(
            err, FATAL,
            "instance \"%s\" is running on this machine (lock file \"%s\"); give this one "
            "another --instance",
            consumer->conf.instance, path);
    }
    *file_out = file;
    return OK;
}

/* Try `step` until it succeeds, is refused for good, or we are asked to stop. */
static enum outcome until_it_works(enum outcome (*step)(struct consumer *consumer, struct err *err),
                                   struct consumer *consumer, struct err *err)
{
    int64_t wait_ms = 100;
    for (;;) {
        enum outcome outcome = step(consumer, err);
        if (outcome != RETRY || stop_requested())
            return outcome;
        log_err(LOG_WARN, "waiting", err);
        time_pause_ms(wait_ms);
        wait_ms = wait_ms * 2 > WAIT_MS_MAX ? WAIT_MS_MAX : wait_ms * 2;
    }
}

/* Tables made by another version cannot be gone on with: rebuild fills new ones beside them. */
static enum outcome check_generation(struct consumer *consumer, struct err *err)
{
    const char *name = consumer->projection->name;
    const struct pg_options options = {
        .conninfo = consumer->conf.pg_conninfo,
        .user = consumer->pg_user,
        .application_name = name,
    };
    struct pg *pg = NULL;
    int number = 0;
    int version = 0;
    if (pg_open(&options, &pg, err) != OK)
        return err_wrap(err, "connect");
    enum outcome outcome = generation_find(pg, name, &number, &version, err);
    pg_close(pg);
    if (outcome != OK)
        return err_wrap(err, "generation");
    return generation_fits(name, number, version, err);
}

static bool all_caught_up(const struct run *run)
{
    for (int i = 0; i < run->count; i++)
        if (!shard_is_caught_up(run->shards[i]))
            return false;
    return true;
}

/* Count, say so now and then, and end what is to end. */
static void watch(const struct consumer *consumer, struct run *run)
{
    int64_t said_us = time_steady_us();
    while (!stop_requested()) {
        time_pause_ms(TICK_MS);
        if (consumer->conf.until_caught_up && all_caught_up(run))
            stop_request();
        if (time_steady_us() - said_us < consumer->conf.stats_ms * 1000)
            continue;
        said_us = time_steady_us();
        stats_log("counters", run->stats, run->count);
    }
}

static enum outcome run_shards(const struct consumer *consumer, struct run *run, struct err *err)
{
    struct errand errands[SHARDS_MAX];
    for (int i = 0; i < (int) consumer->conf.shards; i++) {
        const struct shard_options options = {
            .projection = consumer->projection,
            .conf = &consumer->conf,
            .group = consumer->group,
            .pg_user = consumer->pg_user,
            .partitions_count = consumer->partitions_count,
            .number = i,
        };
        if (shard_new(&options, &run->shards[i], err) != OK)
            return err->outcome;
        run->stats[i] = shard_stats(run->shards[i]);
        run->count++;
    }
    int started = 0;
    for (; started < run->count; started++) {
        errands[started] = (struct errand) {run, started};
        if (pthread_create(&run->threads[started], NULL, shard_thread, &errands[started]) != 0)
            break;
    }
    if (started < run->count)
        stop_request(); /* those that run use what is freed when we return */
    watch(consumer, run);
    for (int i = 0; i < started; i++)
        (void) pthread_join(run->threads[i], NULL);
    stats_log("counters at the end", run->stats, run->count);
    if (started < run->count)
        return err_set(err, FATAL, "could not start thread %d of %d", started + 1, run->count);
    for (int i = 0; i < run->count; i++) {
        if (run->outcomes[i] != OK) {
            *err = run->errors[i];
            return err->outcome;
        }
        if (atomic_load(&run->stats[i]->halted) > 0)
            return err_set(err, FATAL,
                           "partitions were halted: see the log and shouwen-admin doctor");
    }
    return OK;
}

int run_verb(int argc, char **argv, void *context)
{
    struct consumer *consumer = context;
    struct err err;
    int exit_code = EXIT_DONE;
    int lock = -1;
    if (!consumer_settings(consumer, argc, argv, 0, &exit_code))
        return exit_code;
    struct conf_spec spec = consumer_conf_spec(&consumer->conf);
    if (stop_on_signals(&err) != OK || lock_instance(consumer, &lock, &err) != OK)
        return consumer_failed("cannot start", &err);
    conf_log(&spec);
    struct run run = {.count = 0};
    enum outcome outcome = until_it_works(consumer_check_topics, consumer, &err);
    if (outcome == OK)
        outcome = until_it_works(consumer_check_told, consumer, &err);
    if (outcome == OK)
        outcome = until_it_works(check_generation, consumer, &err);
    if (outcome == OK)
        outcome = run_shards(consumer, &run, &err);
    for (int i = 0; i < run.count; i++)
        shard_free(run.shards[i]);
    (void) close(lock);
    if (outcome == OK || (outcome == RETRY && stop_requested()))
        return EXIT_DONE;
    return consumer_failed("stopped", &err);
}
