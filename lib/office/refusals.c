/* refusals -- see refusals.h. */
#include "office/refusals.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/steady_wait.h"
#include "base/time.h"
#include "core/event_fields.h"
#include "io/pg.h"
#include "run/log.h"
#include "sql.h"
#include "wire/text.h"

enum {
    ITEMS_MAX = 1024,
    NAMED_MAX = 896, /* the rest is for those without a source: all reasons of some days */
    PARAMS_BYTES_MAX = 1 << 20,
    CONNECT_S = 3,
    STATEMENT_MS = 5000,
};

struct item {
    char source[CODE_BYTES_MAX + 1];
    int64_t day;
    enum reason reason;
    int64_t refused;
    int64_t last_us;
};

struct counts {
    struct item items[ITEMS_MAX];
    size_t count;
    uint64_t lost; /* found no room at all */
};

struct refusals {
    struct refusals_options options;
    char application_name[64];
    pthread_mutex_t mutex; /* of `counts` and `is_ending` */
    pthread_cond_t is_over;
    bool is_ending;
    struct counts counts;
    struct counts writing; /* of the writer alone, as is what follows */
    struct pg *pg;
    struct pg_params *params;
    bool is_away; /* and that was said */
    pthread_t thread;
    bool has_thread;
};

/* ---- counting ---- */

static struct item *find(struct counts *counts, const char *source, int64_t day, enum reason reason)
{
    for (size_t i = 0; i < counts->count; i++) {
        struct item *item = &counts->items[i];
        if (item->day == day && item->reason == reason && strcmp(item->source, source) == 0)
            return item;
    }
    return NULL;
}

static void add(struct counts *counts, const struct item *more)
{
    struct item wanted = *more;
    struct item *item = find(counts, wanted.source, wanted.day, wanted.reason);
    if (item == NULL && wanted.source[0] != '\0' && counts->count >= NAMED_MAX) {
        wanted.source[0] = '\0';
        item = find(counts, wanted.source, wanted.day, wanted.reason);
    }
    if (item != NULL) {
        item->refused += wanted.refused;
        item->last_us = wanted.last_us > item->last_us ? wanted.last_us : item->last_us;
    } else if (counts->count < ITEMS_MAX) {
        counts->items[counts->count++] = wanted;
    } else {
        counts->lost += (uint64_t) wanted.refused;
    }
}

void refusals_add(struct refusals *refusals, struct str source, enum reason reason)
{
    if (refusals == NULL)
        return;
    int64_t now_us = time_now_us();
    struct item item = {
        .day = civil_day_of(now_us), .reason = reason, .refused = 1, .last_us = now_us};
    if (source.len > 0 && source.len <= CODE_BYTES_MAX &&
        text_check(source, TEXT_CODE) == TEXT_FINE)
        memcpy(item.source, source.ptr, source.len);
    (void) pthread_mutex_lock(&refusals->mutex);
    add(&refusals->counts, &item);
    (void) pthread_mutex_unlock(&refusals->mutex);
}

/* ---- writing ---- */

static void put_params(struct refusals *refusals)
{
    struct pg_params *params = refusals->params;
    const struct counts *counts = &refusals->writing;
    pg_params_reset(params);
    pg_param_text(params, str_from(refusals->options.program));
    pg_array_begin(params, PG_TEXT, counts->count);
    for (size_t i = 0; i < counts->count; i++)
        pg_array_text(params, str_from(counts->items[i].source));
    pg_array_begin(params, PG_DATE, counts->count);
    for (size_t i = 0; i < counts->count; i++)
        pg_array_date(params, counts->items[i].day);
    pg_array_begin(params, PG_TEXT, counts->count);
    for (size_t i = 0; i < counts->count; i++)
        pg_array_text(params, str_from(reason_name(counts->items[i].reason)));
    pg_array_begin(params, PG_BIGINT, counts->count);
    for (size_t i = 0; i < counts->count; i++)
        pg_array_bigint(params, counts->items[i].refused);
    pg_array_begin(params, PG_TIMESTAMPTZ, counts->count);
    for (size_t i = 0; i < counts->count; i++)
        pg_array_time(params, counts->items[i].last_us);
}

static enum outcome send(struct refusals *refusals, struct err *err)
{
    const struct pg_options options = {
        .conninfo = refusals->options.conninfo,
        .user = refusals->options.user[0] == '\0' ? NULL : refusals->options.user,
        .application_name = refusals->application_name,
        .connect_timeout_s = CONNECT_S,
        .statement_timeout_ms = STATEMENT_MS,
    };
    if (pg_ensure(&options, &refusals->pg, err) != OK)
        return err->outcome;
    put_params(refusals);
    return pg_exec(refusals->pg, SQL_REFUSAL_ADD, refusals->params, NULL, err);
}

/* What could not be written joins what was counted meanwhile. */
static void take_back(struct refusals *refusals)
{
    (void) pthread_mutex_lock(&refusals->mutex);
    for (size_t i = 0; i < refusals->writing.count; i++)
        add(&refusals->counts, &refusals->writing.items[i]);
    refusals->counts.lost += refusals->writing.lost;
    (void) pthread_mutex_unlock(&refusals->mutex);
}

void refusals_write(struct refusals *refusals)
{
    struct err err;
    if (refusals == NULL)
        return;
    (void) pthread_mutex_lock(&refusals->mutex);
    memcpy(&refusals->writing, &refusals->counts, sizeof(refusals->writing));
    refusals->counts.count = 0;
    refusals->counts.lost = 0;
    (void) pthread_mutex_unlock(&refusals->mutex);
    if (refusals->writing.count == 0)
        return;
    if (send(refusals, &err) != OK) {
        take_back(refusals);
        if (!refusals->is_away)
            log_err(LOG_WARN, "counts of refusals wait for PostgreSQL", &err);
        refusals->is_away = true;
        return;
    }
    refusals->is_away = false;
    if (refusals->writing.lost > 0)
        log_line(LOG_WARN, "refusals were not counted", "lost=%" PRIu64, refusals->writing.lost);
}

static void *write_now_and_then(void *argument)
{
    struct refusals *refusals = argument;
    bool is_ending = false;
    while (!is_ending) {
        const struct timespec until = steady_wait_until(refusals->options.write_ms);
        (void) pthread_mutex_lock(&refusals->mutex);
        while (!refusals->is_ending &&
               pthread_cond_timedwait(&refusals->is_over, &refusals->mutex, &until) == 0)
            continue;
        is_ending = refusals->is_ending;
        (void) pthread_mutex_unlock(&refusals->mutex);
        if (!is_ending) /* the last time is refusals_close()'s */
            refusals_write(refusals);
    }
    return NULL;
}

/* ---- life cycle ---- */

static void release(struct refusals *refusals)
{
    pg_close(refusals->pg);
    pg_params_free(refusals->params);
    (void) pthread_cond_destroy(&refusals->is_over);
    (void) pthread_mutex_destroy(&refusals->mutex);
    free(refusals);
}

enum outcome refusals_open(const struct refusals_options *options, struct refusals **refusals_out,
                           struct err *err)
{
    *refusals_out = NULL;
    if (options->conninfo[0] == '\0')
        return OK;
    struct refusals *refusals = calloc(1, sizeof(*refusals));
    if (refusals == NULL)
        return err_set(err, FATAL, "no memory for counts of refusals");
    refusals->options = *options;
    (void) snprintf(refusals->application_name, sizeof(refusals->application_name), "shouwen-%s",
                    options->program);
    (void) pthread_mutex_init(&refusals->mutex, NULL);
    steady_wait_init(&refusals->is_over);
    enum outcome outcome = pg_params_new(PARAMS_BYTES_MAX, &refusals->params, err);
    if (outcome == OK && options->write_ms > 0)
        refusals->has_thread =
            pthread_create(&refusals->thread, NULL, write_now_and_then, refusals) == 0;
    if (outcome == OK && options->write_ms > 0 && !refusals->has_thread)
        outcome = err_set(err, FATAL, "no thread for counts of refusals");
    if (outcome == OK)
        *refusals_out = refusals;
    else
        release(refusals);
    return outcome;
}

void refusals_close(struct refusals *refusals)
{
    if (refusals == NULL)
        return;
    (void) pthread_mutex_lock(&refusals->mutex);
    refusals->is_ending = true;
    (void) pthread_cond_signal(&refusals->is_over);
    (void) pthread_mutex_unlock(&refusals->mutex);
    if (refusals->has_thread)
        (void) pthread_join(refusals->thread, NULL);
    refusals_write(refusals);
    uint64_t lost = refusals->counts.lost;
    for (size_t i = 0; i < refusals->counts.count; i++)
        lost += (uint64_t) refusals->counts.items[i].refused;
    if (lost > 0)
        log_line(LOG_WARN, "refusals were not counted", "lost=%" PRIu64, lost);
    release(refusals);
}
