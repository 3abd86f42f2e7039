/* fire -- see fire.h: what is decided next, and what becomes of it. */
#include "fire.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "fire_internal.h"
#include "run/log.h"

/* ---- the decisions ---- */

static struct decision *flying(struct fire *fire, size_t number)
{
    return &fire->decisions[(fire->decisions_first + number) % DECISIONS_MAX];
}

/* The one that is made. */
static struct decision *next_decision(struct fire *fire)
{
    return flying(fire, fire->flying_count);
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct uuid));
}

static bool is_flying(const struct tick *tick, struct fire *fire, const struct uuid *subject)
{
    for (size_t i = 0; i < fire->flying_count; i++) {
        const struct decision *decision = flying(fire, i);
        if (bsearch(subject, decision->subjects, decision->count, sizeof(*subject), compare))
            return true;
    }
    return tick_is_flying(tick, subject);
}

/* In their order, each once: so their rows and alerts are looked up and written page by page. */
static void sort(struct decision *decision)
{
    size_t count = 0;
    qsort(decision->subjects, decision->count, sizeof(*decision->subjects), compare);
    for (size_t i = 0; i < decision->count; i++)
        if (count == 0 || !uuid_eq(&decision->subjects[count - 1], &decision->subjects[i]))
            decision->subjects[count++] = decision->subjects[i];
    decision->count = count;
}

/* What was read of a subject that flies would not be so when this is written. */
static void take_found(struct tick *tick, struct fire *fire, struct decision *decision)
{
    *decision = (struct decision) {.rules_version = tick->rules->version};
    while (fire->found_at < fire->found_count && decision->count < fire->subjects_max) {
        const struct uuid *subject = &fire->found[fire->found_at++];
        if (is_flying(tick, fire, subject))
            tick_note_changed(tick, subject);
        else
            decision->subjects[decision->count++] = *subject;
    }
    sort(decision);
}

/* It is not to be; when there is no memory to remember it, all are looked at. */
static void put_back(struct fire *fire, const struct decision *decision)
{
    struct err err;
    fire->fallen_count = decision->count;
    if (fire_put_back(fire, decision->subjects, decision->count, &err) == OK)
        return;
    log_err(LOG_WARN, "looking at all that was to be decided", &err);
    fire->fallen_count = 0;
    memset(fire->wants_walk, true, sizeof(fire->wants_walk));
}

/* ---- sending ---- */

static enum outcome send_holds(struct tick *tick, const struct decision *decision, struct err *err)
{
    const struct composed *composed = &((struct fire *) tick->own)->composed;
    pg_params_reset(tick->params);
    pg_param_text(tick->params, str_from(tick->projection));
    tick_put_fences(tick, NULL);
    if (fire_run(tick, "hold_partitions", err) != OK)
        return err->outcome;
    pg_params_reset(tick->params);
    pg_param_bigint(tick->params, decision->rules_version);
    if (fire_run(tick, "hold_decided_rules", err) != OK)
        return err->outcome;
    pg_params_reset(tick->params);
    pg_array_begin(tick->params, PG_UUID, composed->files_count);
    for (size_t i = 0; i < composed->files_count; i++)
        pg_array_uuid(tick->params, &composed->files[i].subject);
    pg_array_begin(tick->params, PG_BIGINT, composed->files_count);
    for (size_t i = 0; i < composed->files_count; i++)
        pg_array_bigint(tick->params, composed->files[i].revision);
    return fire_run(tick, "hold_decided_files", err);
}

static enum outcome send_facts(struct tick *tick, const struct decision *decision, struct err *err)
{
    const struct composed *composed = &((struct fire *) tick->own)->composed;
    if (send_holds(tick, decision, err) != OK ||
        fire_put_facts(tick, composed->facts, composed->facts_count, err) != OK ||
        fire_clear_facts(tick, composed->facts, composed->facts_count, err) != OK ||
        fire_send_facts(tick, composed->facts, composed->facts_count, err) != OK)
        return err->outcome;
    return pg_pipeline_commit(tick->write, err);
}

static enum outcome send_whole(struct tick *tick, const struct decision *decision, struct err *err)
{
    struct fire *fire = tick->own;
    if (pg_pipeline_begin(tick->write, err) != OK)
        return err->outcome;
    fire->is_piped = true;
    enum outcome outcome = send_facts(tick, decision, err);
    fire->is_piped = false;
    if (outcome != OK)
        pg_pipeline_give_up(tick->write);
    return outcome;
}

/* ---- what becomes of it ---- */

/* Too much at once, or something PostgreSQL refuses: fewer, down to the one, which is left out. One
 * that took too long is not to blame: somebody holds a lock, or the server is slow. */
static bool fire_refused(struct tick *tick, const struct err *why)
{
    struct fire *fire = tick->own;
    char text[UUID_TEXT_LEN + 1];
    bool is_slow = why->reason == REASON_CANCELED && fire->fallen_count > 1;
    if (why->outcome != REJECT && why->reason != REASON_TOO_LARGE && !is_slow)
        return false;
    if (fire->fallen_count > 1)
        fire->subjects_max = fire->fallen_count / 2;
    if (fire->fallen_count != 1)
        return true;
    uuid_text(&fire->found[fire->found_at++], text);
    log_line(LOG_ERROR, "nobody is alerted of a subject: it cannot be decided",
             "subject=%s text=\"%s\"", text, why->text);
    return true;
}

/* As many as take the time that others may wait.  Where all is slow, fewer would be no faster: each
 * round trip waits for its turn. */
static void adapt(struct fire *fire, const struct decision *decision)
{
    int64_t now_us = time_steady_us();
    int64_t begun_us = decision->sent_us > fire->landed_us ? decision->sent_us : fire->landed_us;
    int64_t written_us = now_us - begun_us;
    int64_t took_us = written_us > decision->decided_us ? written_us : decision->decided_us;
    fire->landed_us = now_us;
    if (decision->is_more) /* old cases, of which everything rang */
        fire->subjects_max = decision->count > 1 ? decision->count / 2 : 1;
    else if (took_us * 2 < DECISION_US_MAX)
        fire->subjects_max =
            fire->subjects_max * 2 > SUBJECTS_A_TURN ? SUBJECTS_A_TURN : fire->subjects_max * 2;
    else if (fire->subjects_max < SUBJECTS_SLOWLY) /* something was refused */
        fire->subjects_max *= 2;
    else if (took_us > DECISION_US_MAX && fire->subjects_max / 2 >= SUBJECTS_SLOWLY)
        fire->subjects_max /= 2;
}

/* Those that are not done with are decided next. */
static void look_again(struct fire *fire, struct decision *decision)
{
    size_t count = 0;
    for (size_t i = 0; i < decision->count; i++)
        if (decision->is_again[i])
            decision->subjects[count++] = decision->subjects[i];
    decision->count = count;
    if (count > 0)
        put_back(fire, decision);
}

static void decided(struct tick *tick, struct decision *decision)
{
    enum { AGAIN_US = 2000000 };
    struct fire *fire = tick->own;
    if (decision->is_older && !tick->is_redating && fire->again_at_us == 0)
        fire->again_at_us = time_steady_us() + AGAIN_US;
    adapt(fire, decision);
    look_again(fire, decision);
}

/* What flies behind one that fell falls, too, or, having been stored after all, is looked at once
 * more in vain. */
static void fell(struct fire *fire)
{
    for (size_t i = fire->flying_count; i-- > 0;) {
        struct decision *decision = flying(fire, i);
        if (decision->count > 0)
            put_back(fire, decision);
        decision->count = 0;
    }
}

static void fire_landed(struct tick *tick, bool is_stored)
{
    struct fire *fire = tick->own;
    struct decision *decision = flying(fire, 0);
    assert(fire->flying_count > 0);
    if (is_stored) {
        STAT_ADD(tick->stats, raised, decision->raised);
        STAT_ADD(tick->stats, history, decision->stale);
        STAT_ADD(tick->stats, cleared, decision->cleared);
        decided(tick, decision);
    } else {
        fell(fire);
    }
    fire->decisions_first = (fire->decisions_first + 1) % DECISIONS_MAX;
    fire->flying_count--;
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
        fire_forget_composed(&fire->composed);
        directory_done(&fire->telling.directory);
        free(fire->found);
    }
    free(fire);
    tick->own = NULL;
}

static void fire_begin(struct tick *tick)
{
    struct fire *fire = tick->own;
    fire_forget_composed(&fire->composed);
    fire->found_count = 0;
    fire->found_at = 0;
    fire->subjects_max = SUBJECTS_SLOWLY;
    fire->is_walking = false;
    fire->again_at_us = 0;
    memset(fire->looked_us, 0, sizeof(fire->looked_us));
    memset(fire->wants_walk, true, sizeof(fire->wants_walk));
}

static enum outcome fire_prepare(struct pg *read, struct pg *write, struct err *err)
{
    return fire_prepare_reading(read, err) == OK ? fire_prepare_facts(write, err) : err->outcome;
}

/* It failed before it was sent.  OK: that is dealt with. */
static enum outcome give_up(struct tick *tick, const struct decision *decision, struct err *err)
{
    struct fire *fire = tick->own;
    fire_forget_composed(&fire->composed);
    put_back(fire, decision);
    if (err->outcome == RETRY && tick->arena->full)
        err->reason = REASON_TOO_LARGE;
    return fire_refused(tick, err) ? OK : err->outcome;
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

/* A decision that nothing is to be written of is done with. */
static enum outcome fire_decide_next(struct tick *tick, bool *is_some_out, struct err *err)
{
    struct fire *fire = tick->own;
    struct decision *decision = next_decision(fire);
    if (fire_read_directory(tick, err) != OK)
        return err->outcome;
    int64_t begun_us = time_steady_us();
    take_found(tick, fire, decision);
    *is_some_out = false;
    if (decision->count == 0)
        return OK;
    if (fire_decide(tick, decision, err) != OK)
        return give_up(tick, decision, err);
    decision->sent_us = time_steady_us();
    decision->decided_us = decision->sent_us - begun_us;
    *is_some_out = fire->composed.is_some;
    if (!fire->composed.is_some)
        decided(tick, decision);
    return OK;
}

static enum outcome fire_send(struct tick *tick, bool *is_sent_out, struct err *err)
{
    struct fire *fire = tick->own;
    struct decision *decision = next_decision(fire);
    *is_sent_out = false;
    if (!fire->composed.is_some)
        return OK;
    if (send_whole(tick, decision, err) != OK)
        return give_up(tick, decision, err);
    fire_forget_composed(&fire->composed);
    decision->sent_us = time_steady_us();
    fire->flying_count++;
    *is_sent_out = true;
    return OK;
}

const struct ticker overdue_alerts_ticker = {
    .topic = TOPIC_ALERT,
    .open = fire_open,
    .close = fire_close,
    .begin = fire_begin,
    .prepare = fire_prepare,
    .look = fire_look,
    .decide = fire_decide_next,
    .send = fire_send,
    .landed = fire_landed,
    .refused = fire_refused,
    .is_idle = fire_is_idle,
    .published = fire_published,
};
