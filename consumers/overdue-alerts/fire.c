/* fire -- see fire.h: the transaction that decides. */
#include "fire.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/words.h"
#include "fire_internal.h"
#include "run/log.h"
#include "run/transaction.h"
#include "sql.h"
#include "wire/alert_codec.h"

#define DAY_US (INT64_C(86400) * 1000000)

/* ---- what is decided in one transaction ---- */

struct decision {
    struct tick *tick;
    const struct uuid *subjects;
    size_t subjects_count;
    int64_t now_us;
    size_t raised;
    size_t stale;
    size_t cleared;
    bool is_more;  /* there was not room for all */
    bool is_older; /* some are of older rules */
};

static enum outcome hold(struct decision *decision, struct err *err)
{
    struct tick *tick = decision->tick;
    struct pg_rows rows = {.count = 0};
    pg_params_reset(tick->params);
    pg_param_text(tick->params, str_from(tick->projection));
    tick_put_fences(tick, NULL);
    if (pg_exec(tick->write, SQL_HOLD_PARTITIONS, tick->params, &rows, err) != OK)
        return err_wrap(err, "hold partitions");
    decision->now_us = pg_rows_time(&rows, 0, 0);
    pg_rows_done(&rows);
    pg_params_reset(tick->params);
    pg_param_bigint(tick->params, tick->rules->version);
    return pg_exec(tick->write, SQL_ALERT_HOLD_RULES, tick->params, NULL, err);
}

static void put_subjects(const struct decision *decision)
{
    pg_params_reset(decision->tick->params);
    pg_array_begin(decision->tick->params, PG_UUID, decision->subjects_count);
    for (size_t i = 0; i < decision->subjects_count; i++)
        pg_array_uuid(decision->tick->params, &decision->subjects[i]);
}

static enum outcome ask(const struct decision *decision, const char *sql, struct pg_rows *rows,
                        struct err *err)
{
    struct tick *tick = decision->tick;
    put_subjects(decision);
    fire_put_complete(tick, NULL);
    pg_param_integer(tick->params, tick->partitions_count);
    pg_param_bigint(tick->params, tick->rules->version);
    pg_param_integer(tick->params, ALERTS_A_TURN);
    return pg_exec(tick->write, sql, tick->params, rows, err);
}

static enum outcome raise_one(const struct decision *decision, const struct pg_rows *rows,
                              size_t row, struct alert_fact *fact, struct err *err)
{
    struct tick *tick = decision->tick;
    fact->key_hash = (int32_t) pg_rows_bigint(rows, row, 1);
    fact->alert.raised_at_us = decision->now_us;
    if (fire_compose(tick, rows, row, &fact->alert, err) != OK)
        return err->outcome;
    fact->is_stale = decision->now_us - fact->alert.rings_at_us > tick->conf->stale_days * DAY_US;
    if (fact->is_stale)
        return OK;
    fire_note_told(tick, &fact->alert);
    return alert_pack(&fact->alert, tick->arena, &fact->message, err);
}

/* Why: the clock is gone; it ended in time; other rules say when it is due; else it moved. */
static enum clear_reason reason_of(const struct pg_rows *rows, size_t row)
{
    if (pg_rows_is_null(rows, row, 3))
        return CLEAR_CORRECTED;
    if (pg_rows_boolean(rows, row, 4))
        return CLEAR_RULES_CHANGED;
    return str_eq(pg_rows_text(rows, row, 3), STR("on_time")) ? CLEAR_DONE_IN_TIME
                                                              : CLEAR_CLOCK_MOVED;
}

/* One that was never published is cleared without a word. */
static enum outcome clear_one(const struct decision *decision, const struct pg_rows *rows,
                              size_t row, struct alert_fact *fact, struct err *err)
{
    struct tick *tick = decision->tick;
    fact->key_hash = (int32_t) pg_rows_bigint(rows, row, 1);
    fact->is_stale = pg_rows_is_null(rows, row, 2);
    if (!fact->is_stale &&
        alert_unpack(pg_rows_text(rows, row, 2), tick->arena, &fact->alert, err) != OK)
        return err_wrap(err, "read an alert that was published");
    fact->alert.kind = ALERT_CLEARED;
    fact->alert.clears = pg_rows_uuid(rows, row, 0);
    fact->alert.id = alert_clear_id(fact->alert.clears);
    fact->alert.reason = reason_of(rows, row);
    fact->alert.cleared_at_us = decision->now_us;
    return fact->is_stale ? OK : alert_pack(&fact->alert, tick->arena, &fact->message, err);
}

static enum outcome write(struct decision *decision, const struct alert_fact *facts, size_t count,
                          struct err *err)
{
    if (fire_put_facts(decision->tick, facts, count, err) != OK ||
        fire_clear_facts(decision->tick, facts, count, err) != OK)
        return err->outcome;
    return fire_send_facts(decision->tick, facts, count, err);
}

static void note(struct decision *decision, const struct alert_fact *fact)
{
    bool is_raised = fact->alert.kind == ALERT_RAISED;
    decision->cleared += !is_raised;
    decision->raised += is_raised && !fact->is_stale;
    decision->stale += is_raised && fact->is_stale;
}

/* The alerts of one statement's rows, made by `make`. */
static enum outcome settle(struct decision *decision, const char *sql,
                           enum outcome (*make)(const struct decision *decision,
                                                const struct pg_rows *rows, size_t row,
                                                struct alert_fact *fact, struct err *err),
                           struct err *err)
{
    struct pg_rows rows = {.count = 0};
    enum outcome outcome = ask(decision, sql, &rows, err);
    struct alert_fact *facts = NULL;
    arena_reset(decision->tick->arena);
    if (outcome == OK && rows.count > 0) {
        facts = arena_alloc(decision->tick->arena, rows.count * sizeof(*facts));
        if (facts == NULL)
            outcome = err_reason(err, RETRY, REASON_TOO_LARGE, "no room for alerts");
    }
    for (size_t r = 0; outcome == OK && r < rows.count; r++) {
        outcome = make(decision, &rows, r, &facts[r], err);
        note(decision, &facts[r]);
    }
    if (outcome == OK && rows.count > 0)
        outcome = write(decision, facts, rows.count, err);
    decision->is_more = decision->is_more || rows.count == ALERTS_A_TURN;
    pg_rows_done(&rows);
    return outcome;
}

static enum outcome count_older(struct decision *decision, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    put_subjects(decision);
    pg_param_bigint(decision->tick->params, decision->tick->rules->version);
    if (pg_exec(decision->tick->write, SQL_ALERT_OLDER, decision->tick->params, &rows, err) != OK)
        return err->outcome;
    decision->is_older = pg_rows_bigint(&rows, 0, 0) > 0;
    pg_rows_done(&rows);
    return OK;
}

/* What does not hold first: an alert that stands in for another says so. */
static enum outcome decide(struct pg *pg, void *context, struct err *err)
{
    struct decision *decision = context;
    (void) pg; /* the tick's */
    if (hold(decision, err) != OK || count_older(decision, err) != OK ||
        settle(decision, SQL_ALERT_FALLING, clear_one, err) != OK)
        return err->outcome;
    return settle(decision, SQL_ALERT_RISING, raise_one, err);
}

/* ---- the ticker ---- */

static enum outcome fire_open(struct tick *tick, struct err *err)
{
    tick->own = calloc(1, sizeof(struct fire));
    return tick->own != NULL ? OK : err_set(err, FATAL, "could not take memory for alerts");
}

static void fire_close(struct tick *tick)
{
    struct fire *fire = tick->own;
    if (fire != NULL) {
        directory_done(&fire->telling.directory);
        free(fire->found);
    }
    free(fire);
    tick->own = NULL;
}

static void fire_begin(struct tick *tick)
{
    struct fire *fire = tick->own;
    fire->found_count = 0;
    fire->found_at = 0;
    fire->subjects_max = SUBJECTS_A_TURN;
    fire->is_walking = false;
    fire->again_at_us = 0;
    memset(fire->looked_us, 0, sizeof(fire->looked_us));
    memset(fire->wants_walk, true, sizeof(fire->wants_walk));
}

static size_t left(const struct fire *fire)
{
    return fire->found_count - fire->found_at;
}

static enum outcome fire_look(struct tick *tick, bool *is_some_out, struct err *err)
{
    struct fire *fire = tick->own;
    if (left(fire) == 0 && fire_find(tick, fire, err) != OK)
        return err->outcome;
    *is_some_out = left(fire) > 0;
    return OK;
}

static bool fire_is_idle(const struct tick *tick)
{
    const struct fire *fire = tick->own;
    return left(fire) == 0 && !fire_can_walk(tick, fire);
}

/* Too much at once, or something PostgreSQL refuses: fewer, down to the one, which is left out. One
 * that took too long is not to blame: somebody holds a lock, or the server is slow. */
static enum outcome refused(struct tick *tick, size_t count, const struct err *why)
{
    struct fire *fire = tick->own;
    char text[UUID_TEXT_LEN + 1];
    bool is_full = why->outcome == RETRY && tick->arena->full;
    bool is_slow = why->reason == REASON_CANCELED && count > 1;
    if (why->outcome != REJECT && why->reason != REASON_TOO_LARGE && !is_full && !is_slow)
        return why->outcome;
    if (count > 1) {
        fire->subjects_max = count / 2;
        return OK;
    }
    uuid_text(&fire->found[fire->found_at++], text);
    log_line(LOG_ERROR, "nobody is alerted of a subject: it cannot be decided",
             "subject=%s text=\"%s\"", text, why->text);
    return OK;
}

static void count(struct tick *tick, struct fire *fire, const struct decision *decision)
{
    enum { AGAIN_US = 2000000 };
    STAT_ADD(tick->stats, raised, decision->raised);
    STAT_ADD(tick->stats, history, decision->stale);
    STAT_ADD(tick->stats, cleared, decision->cleared);
    if (decision->is_older && !tick->is_redating && fire->again_at_us == 0)
        fire->again_at_us = time_steady_us() + AGAIN_US;
    if (!decision->is_more)
        fire->found_at += decision->subjects_count;
    fire->subjects_max =
        fire->subjects_max * 2 > SUBJECTS_A_TURN ? SUBJECTS_A_TURN : fire->subjects_max * 2;
}

static enum outcome fire_fire(struct tick *tick, struct err *err)
{
    struct fire *fire = tick->own;
    struct decision decision = {
        .tick = tick,
        .subjects = &fire->found[fire->found_at],
        .subjects_count = left(fire) < fire->subjects_max ? left(fire) : fire->subjects_max,
    };
    if (fire_read_directory(tick, err) != OK)
        return err->outcome;
    enum outcome outcome = transaction_run(tick->write, decide, &decision, err);
    if (outcome != OK)
        return refused(tick, decision.subjects_count, err);
    count(tick, fire, &decision);
    return OK;
}

const struct ticker overdue_alerts_ticker = {
    .topic = TOPIC_ALERT,
    .open = fire_open,
    .close = fire_close,
    .begin = fire_begin,
    .look = fire_look,
    .fire = fire_fire,
    .is_idle = fire_is_idle,
    .published = fire_published,
};
