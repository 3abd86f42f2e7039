/*
 * rebuild_verb -- the verb `rebuild`: the tables anew from the log, beside the live ones, then in
 * their place.
 *
 *   begin (or go on) ─► shares, by COPY ─► keys and indexes ─► the tail ─► swap ─► drop the old one
 *
 * Whatever ends it, the next one goes on where it was: a generation being built, the shares it has
 * and the indexes it lacks are rows in schema stream.  Nothing of it is seen before the swap.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/stop.h"
#include "base/time.h"
#include "run/log.h"
#include "run/rebuild_internal.h"
#include "run/transaction.h"
#include "sql.h"

enum { PARAMS_BYTES_MAX = 1 << 20, LEFT_MAX = 16, DROP_PAUSE_MS = 500 };

/* ---- what an earlier one left ---- */

void rebuild_put_name(const struct rebuild *rebuild)
{
    pg_params_reset(rebuild->params);
    pg_param_text(rebuild->params, str_from(rebuild->consumer->projection->name));
}

void rebuild_put_generation(const struct rebuild *rebuild)
{
    rebuild_put_name(rebuild);
    pg_param_integer(rebuild->params, rebuild->building.number);
}

static void name_building(struct rebuild *rebuild, int number)
{
    const char *name = rebuild->consumer->projection->name;
    (void) snprintf(rebuild->name, sizeof(rebuild->name), "%s@%d", name, number);
    generation_search_path(name, number, rebuild->search_path);
}

static enum outcome drop(struct pg *pg, void *context, struct err *err)
{
    struct rebuild *rebuild = context;
    if (pg_script(pg, "SET LOCAL lock_timeout = '2s'", err) != OK)
        return err->outcome;
    pg_params_reset(rebuild->params);
    pg_param_text(rebuild->params, str_from(rebuild->name));
    if (pg_exec(pg, SQL_REBUILD_FORGET, rebuild->params, NULL, err) != OK)
        return err_wrap(err, "forget %s", rebuild->name);
    return generation_drop(pg, rebuild->consumer->projection->name, rebuild->building.number, err);
}

/* A generation nobody needs; queries that still read it are waited for, and stop nobody else. */
static enum outcome drop_generation(struct rebuild *rebuild, int number, struct err *err)
{
    const struct generation building = rebuild->building;
    enum outcome outcome = RETRY;
    rebuild->building.number = number;
    name_building(rebuild, number);
    while (outcome == RETRY && !stop_requested()) {
        outcome = transaction_run(rebuild->admin, drop, rebuild, err);
        if (outcome == RETRY && pg_is_broken(rebuild->admin))
            break;
        if (outcome == RETRY)
            time_pause_ms(DROP_PAUSE_MS);
    }
    if (outcome == OK)
        log_line(LOG_INFO, "a generation was dropped", "generation=%d", number);
    rebuild->building = building;
    return outcome;
}

/* The one of this program's version that was being built is gone on with; all others go. */
static enum outcome take_what_is_left(struct rebuild *rebuild, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    int dropped[LEFT_MAX];
    size_t count = 0;
    rebuild_put_name(rebuild);
    if (pg_exec(rebuild->admin, SQL_REBUILD_FIND, rebuild->params, &rows, err) != OK)
        return err_wrap(err, "generations");
    for (size_t r = 0; r < rows.count && count < LEFT_MAX; r++) {
        struct generation left = {(int) pg_rows_bigint(&rows, r, 0),
                                  (int) pg_rows_bigint(&rows, r, 1)};
        bool is_building = pg_rows_boolean(&rows, r, 2);
        int ours = generation_version_of(rebuild->consumer->projection->name);
        if (is_building && left.version == ours && rebuild->building.number == 0 &&
            !rebuild->consumer->conf.discard)
            rebuild->building = left;
        else
            dropped[count++] = left.number;
    }
    pg_rows_done(&rows);
    for (size_t i = 0; i < count; i++)
        if (drop_generation(rebuild, dropped[i], err) != OK)
            return err->outcome;
    rebuild->is_resumed = rebuild->building.number != 0;
    return OK;
}

/* ---- beginning ---- */

static enum outcome open_admin(struct rebuild *rebuild, struct err *err)
{
    const struct consumer *consumer = rebuild->consumer;
    struct pg_rows rows = {.count = 0};
    char name[96];
    (void) snprintf(name, sizeof(name), "shouwen %.60s rebuild", consumer->projection->name);
    const struct pg_options options = {
        .conninfo = consumer->conf.pg_conninfo,
        .user = consumer->conf.pg_rebuild_user,
        .application_name = name,
    };
    if (pg_open(&options, &rebuild->admin, err) != OK)
        return err_wrap(err, "connect as %s", options.user);
    rebuild_put_name(rebuild);
    if (pg_exec(rebuild->admin, SQL_REBUILD_LOCK, rebuild->params, &rows, err) != OK)
        return err_wrap(err, "lock");
    bool is_ours = pg_rows_boolean(&rows, 0, 0);
    pg_rows_done(&rows);
    if (!is_ours)
        return err_set(err, FATAL, "another rebuild of %s is running", consumer->projection->name);
    return OK;
}

static enum outcome find_live(struct rebuild *rebuild, struct err *err)
{
    const char *name = rebuild->consumer->projection->name;
    int ours = generation_version_of(name);
    if (generation_find(rebuild->admin, name, &rebuild->live.number, &rebuild->live.version, err) !=
        OK)
        return err->outcome;
    if (rebuild->live.number != 0 && rebuild->live.version <= ours)
        return OK;
    return generation_fits(name, rebuild->live.number, rebuild->live.version, err);
}

static enum outcome begin(struct pg *pg, void *context, struct err *err)
{
    struct rebuild *rebuild = context;
    const struct projection *projection = rebuild->consumer->projection;
    size_t sums = 0;
    if (generation_begin(pg, projection->name, &rebuild->building, err) != OK)
        return err->outcome;
    rebuild_put_generation(rebuild);
    for (size_t i = 0; projection->tables[i] != NULL; i++)
        sums += projection->tables[i]->kind == TABLE_OF_SUMS;
    pg_array_begin(rebuild->params, PG_TEXT, sums);
    for (size_t i = 0; projection->tables[i] != NULL; i++)
        if (projection->tables[i]->kind == TABLE_OF_SUMS)
            pg_array_text(rebuild->params, str_from(projection->tables[i]->name));
    if (pg_exec(pg, SQL_REBUILD_BEGIN, rebuild->params, NULL, err) != OK)
        return err_wrap(err, "begin");
    return OK;
}

static enum outcome begin_or_go_on(struct rebuild *rebuild, struct err *err)
{
    if (!rebuild->is_resumed && (rebuild_check_room(rebuild, err) != OK ||
                                 transaction_run(rebuild->admin, begin, rebuild, err) != OK))
        return err->outcome;
    name_building(rebuild, rebuild->building.number);
    log_line(LOG_INFO, rebuild->is_resumed ? "going on with a rebuild" : "a rebuild begins",
             "projection=%s generation=%d version=%d live=%d", rebuild->consumer->projection->name,
             rebuild->building.number, rebuild->building.version, rebuild->live.number);
    return OK;
}

/* ---- its parts ---- */

static enum outcome load(struct rebuild *rebuild, struct err *err)
{
    const struct log_ranges_of of = {rebuild->name, "", rebuild->consumer->conf.topic_prefix};
    struct log_ranges ranges = {0};
    if (log_ranges_read(rebuild->admin, &of, &ranges, err) != OK)
        return err->outcome;
    const struct share_pool_options pool = {
        .consumer = rebuild->consumer,
        .search_path = rebuild->search_path,
        .ranges = &ranges,
        .unit = "records loaded",
        .context = rebuild,
        .prepare = rebuild_load_prepare,
        .work = rebuild_load,
        .finish = rebuild_index,
    };
    rebuild->records_count = ranges.records_count;
    rebuild->began_us = time_steady_us();
    enum outcome outcome = share_pool_run(&pool, err);
    size_t made = atomic_load(&rebuild->made_count);
    if (outcome == OK && made > 0)
        log_line(LOG_INFO, "keys and indexes made", "count=%zu took_ms=%" PRId64, made,
                 (time_steady_us() - atomic_load(&rebuild->loaded_us)) / 1000);
    log_ranges_done(&ranges);
    return outcome;
}

static enum outcome catch_up_and_swap(struct rebuild *rebuild, struct err *err)
{
    static const struct log_ranges none = {0};
    enum { TAIL_BYTES = 1 << 20 };
    uint64_t records = 0;
    const struct share_pool_options options = {
        .consumer = rebuild->consumer,
        .search_path = rebuild->search_path,
        .ranges = &none,
        .context = rebuild,
        .prepare = rebuild_tail_prepare,
    };
    enum outcome outcome = share_worker_open(&rebuild->tail, &options, TAIL_BYTES, err);
    if (outcome == OK)
        outcome = rebuild_catch_up(rebuild, &records, err);
    if (outcome == OK)
        log_line(LOG_INFO, "caught up", "records=%" PRIu64, records);
    if (outcome == OK)
        outcome = rebuild_swap(rebuild, err);
    share_worker_close(&rebuild->tail);
    return outcome;
}

static enum outcome rebuild_all(struct rebuild *rebuild, struct err *err)
{
    if (pg_params_new(PARAMS_BYTES_MAX, &rebuild->params, err) != OK ||
        open_admin(rebuild, err) != OK || find_live(rebuild, err) != OK ||
        take_what_is_left(rebuild, err) != OK)
        return err->outcome;
    if (rebuild->consumer->conf.discard)
        return OK;
    if (begin_or_go_on(rebuild, err) != OK || load(rebuild, err) != OK ||
        catch_up_and_swap(rebuild, err) != OK)
        return err->outcome;
    return drop_generation(rebuild, rebuild->live.number, err);
}

int rebuild_verb(int argc, char **argv, void *context)
{
    struct consumer *consumer = context;
    struct rebuild rebuild = {.consumer = consumer};
    struct err err = {.outcome = OK};
    int exit_code = EXIT_DONE;
    if (!consumer_settings(consumer, argc, argv, 0, &exit_code))
        return exit_code;
    if (stop_on_signals(&err) != OK)
        return consumer_failed("cannot start", &err);
    enum outcome outcome = consumer->conf.discard ? OK : consumer_check_topics(consumer, &err);
    if (outcome == OK)
        outcome = rebuild_all(&rebuild, &err);
    pg_close(rebuild.admin);
    pg_params_free(rebuild.params);
    if (outcome == OK)
        return EXIT_DONE;
    if (stop_requested())
        log_line(LOG_WARN, "stopped; the next rebuild goes on from here", "projection=%s",
                 consumer->projection->name);
    return consumer_failed("rebuild", &err);
}
