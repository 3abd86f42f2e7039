/*
 * rebuild_swap -- see rebuild_internal.h: one generation into the place of another.
 *
 * One transaction: the live projection is held (its flushes wait), the last of the tail is applied,
 * the fences go up and the views read the new tables.  A view that an analyst's long query holds is
 * not waited for, because everybody who came after us would wait behind: let go, and try again.
 */
#include <inttypes.h>

#include "base/stop.h"
#include "base/time.h"
#include "run/log.h"
#include "run/rebuild_internal.h"
#include "run/transaction.h"
#include "sql.h"

enum { PAUSE_MS = 300, EVICT_AFTER = 5, NEAR_RECORDS = 500, ROUNDS_MAX = 20 };

struct swapping {
    struct rebuild *rebuild;
    bool is_held; /* the live projection was: what fails then are the views */
    int64_t came;
    int64_t went;
};

static enum outcome hold(struct pg *pg, struct rebuild *rebuild, struct err *err)
{
    rebuild_put_name(rebuild);
    if (pg_script(pg, "SET LOCAL lock_timeout = '1s'", err) != OK ||
        pg_exec(pg, SQL_REBUILD_HOLD, rebuild->params, NULL, err) != OK)
        return err_wrap(err, "hold the live projection");
    return OK;
}

static enum outcome exchange(struct pg *pg, struct swapping *swapping, struct err *err)
{
    struct rebuild *rebuild = swapping->rebuild;
    struct pg_rows rows = {.count = 0};
    rebuild_put_generation(rebuild);
    if (pg_exec(pg, SQL_REBUILD_SWAP, rebuild->params, &rows, err) != OK)
        return err_wrap(err, "swap");
    swapping->came = pg_rows_bigint(&rows, 0, 0);
    swapping->went = pg_rows_bigint(&rows, 0, 1);
    pg_rows_done(&rows);
    return OK;
}

static enum outcome swap(struct pg *pg, void *context, struct err *err)
{
    struct swapping *swapping = context;
    struct rebuild *rebuild = swapping->rebuild;
    uint64_t records = 0;
    swapping->is_held = false;
    if (hold(pg, rebuild, err) != OK)
        return err->outcome;
    swapping->is_held = true;
    if (rebuild_catch_up(rebuild, &records, err) != OK ||
        pg_script(pg, "SET LOCAL lock_timeout = '200ms'", err) != OK ||
        exchange(pg, swapping, err) != OK)
        return err->outcome;
    return generation_views(pg, rebuild->consumer->projection->name,
                            rebuild->live.version == rebuild->building.version, err);
}

/* A consumer frozen in mid-flush would hold its rows for ever; only its own role may end it. */
static enum outcome evict(const struct rebuild *rebuild, struct err *err)
{
    const struct consumer *consumer = rebuild->consumer;
    const struct pg_options options = {
        .conninfo = consumer->conf.pg_conninfo,
        .user = consumer->pg_user,
        .application_name = consumer->projection->name,
    };
    struct pg *pg = NULL;
    if (pg_open(&options, &pg, err) != OK)
        return err_wrap(err, "connect as %s", consumer->pg_user);
    rebuild_put_name(rebuild);
    enum outcome outcome = pg_exec(pg, SQL_REBUILD_EVICT, rebuild->params, NULL, err);
    pg_close(pg);
    if (outcome == OK)
        log_line(LOG_WARN, "a writer stood in the way and was ended", "projection=%s",
                 consumer->projection->name);
    return outcome;
}

/* Close to the live offsets before these are held, so that the live projection waits briefly. */
static enum outcome come_near(struct rebuild *rebuild, struct err *err)
{
    uint64_t records = NEAR_RECORDS;
    for (int round = 0; round < ROUNDS_MAX && records >= NEAR_RECORDS; round++)
        if (rebuild_catch_up(rebuild, &records, err) != OK)
            return err->outcome;
    return OK;
}

/* Did it happen, although nobody told us? */
static enum outcome is_swapped(struct rebuild *rebuild, bool *answer_out, struct err *err)
{
    int number = 0;
    int version = 0;
    if (generation_find(rebuild->admin, rebuild->consumer->projection->name, &number, &version,
                        err) != OK)
        return err->outcome;
    *answer_out = number == rebuild->building.number;
    return OK;
}

/* After a failed attempt: what to do before the next one; OK: there is to be one. */
static enum outcome recover(struct rebuild *rebuild, const struct swapping *swapping, int attempt,
                            struct err *err)
{
    if (err->outcome != RETRY || stop_requested())
        return err->outcome;
    if (attempt % 10 == 0)
        log_err(LOG_INFO, "somebody stands in the way of the new tables: trying again", err);
    bool is_writer = !swapping->is_held && err->reason == REASON_LOCKED;
    if (is_writer && attempt >= EVICT_AFTER && evict(rebuild, err) != OK)
        return err->outcome;
    time_pause_ms(PAUSE_MS);
    if (pg_is_broken(rebuild->admin)) /* and with it the lock: what nobody holds is not ours */
        return err_set(err, FATAL, "the connection was lost: run rebuild again, it goes on here");
    return OK;
}

enum outcome rebuild_swap(struct rebuild *rebuild, struct err *err)
{
    struct swapping swapping = {.rebuild = rebuild};
    for (int attempt = 0;; attempt++) {
        int64_t began_us = time_steady_us();
        bool is_done = false;
        enum outcome outcome = come_near(rebuild, err);
        if (outcome == OK)
            outcome = transaction_run(rebuild->admin, swap, &swapping, err);
        if (outcome == OK) {
            log_line(LOG_INFO, "the new tables are in force",
                     "generation=%d took_ms=%" PRId64 " letters_came=%" PRId64
                     " letters_went=%" PRId64,
                     rebuild->building.number, (time_steady_us() - began_us) / 1000, swapping.came,
                     swapping.went);
            return OK;
        }
        if (recover(rebuild, &swapping, attempt, err) != OK)
            return err->outcome;
        if (is_swapped(rebuild, &is_done, err) != OK)
            return err->outcome;
        if (is_done)
            return OK;
    }
}
