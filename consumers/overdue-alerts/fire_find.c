/* fire_find -- see fire.h: subjects of which something may have to be decided. */
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "fire_internal.h"
#include "run/log.h"
#include "sql.h"

void fire_put_complete(const struct tick *tick, const bool *is_wanted)
{
    pg_array_begin(tick->params, PG_TIMESTAMPTZ, (size_t) tick->partitions_count);
    for (int32_t partition = 0; partition < tick->partitions_count; partition++)
        pg_array_time(tick->params,
                      is_wanted == NULL || is_wanted[partition] ? tick->complete_us[partition] : 0);
}

/* Room for so many more; FATAL: no memory. */
static enum outcome make_room(struct fire *fire, size_t more, struct err *err)
{
    if (fire->found_at == fire->found_count)
        fire->found_at = fire->found_count = 0;
    if (fire->found_count + more <= fire->found_capacity)
        return OK;
    struct uuid *found = realloc(fire->found, (fire->found_count + more) * sizeof(*found));
    if (found == NULL)
        return err_set(err, FATAL, "could not take memory for %zu subjects",
                       fire->found_count + more);
    fire->found = found;
    fire->found_capacity = fire->found_count + more;
    return OK;
}

/* The first column's subjects. */
static enum outcome take_found(struct fire *fire, const struct pg_rows *rows, struct err *err)
{
    if (make_room(fire, rows->count, err) != OK)
        return err->outcome;
    for (size_t r = 0; r < rows->count; r++)
        fire->found[fire->found_count++] = pg_rows_uuid(rows, r, 0);
    return OK;
}

enum outcome fire_put_back(struct fire *fire, const struct uuid *subjects, size_t count,
                           struct err *err)
{
    if (make_room(fire, count, err) != OK)
        return err->outcome;
    struct uuid *next = fire->found + fire->found_at;
    memmove(next + count, next, (fire->found_count - fire->found_at) * sizeof(*next));
    memcpy(next, subjects, count * sizeof(*next));
    fire->found_count += count;
    return OK;
}

/* Subjects, and of which partitions something may be decided (NULL: of all). */
struct among {
    const struct uuid *subjects;
    size_t count;
    const bool *partitions;
};

/* Of these subjects, those that something is to be decided of. */
static enum outcome find_among(struct tick *tick, struct fire *fire, const struct among *among,
                               struct err *err)
{
    struct pg_rows rows = {.count = 0};
    pg_params_reset(tick->params);
    pg_array_begin(tick->params, PG_UUID, among->count);
    for (size_t i = 0; i < among->count; i++)
        pg_array_uuid(tick->params, &among->subjects[i]);
    fire_put_complete(tick, among->partitions);
    pg_param_integer(tick->params, tick->partitions_count);
    if (pg_exec(tick->read, SQL_ALERT_CHANGED, tick->params, &rows, err) != OK)
        return err_wrap(err, "look at subjects");
    enum outcome outcome = take_found(fire, &rows, err);
    pg_rows_done(&rows);
    return outcome;
}

/* ---- rows that changed ---- */

static enum outcome find_changed(struct tick *tick, struct fire *fire, struct err *err)
{
    if (tick->is_changed_full) /* and so much was written that a walk costs less */
        memset(fire->wants_walk, true, sizeof(fire->wants_walk));
    const struct among changed = {tick->changed, tick->changed_count, NULL};
    if (!tick->is_changed_full && tick->changed_count > 0 &&
        find_among(tick, fire, &changed, err) != OK)
        return err->outcome;
    tick->changed_count = 0;
    tick->is_changed_full = false;
    return OK;
}

/* ---- time that passed ---- */

/* Partitions that were looked at up to one time, and are complete up to another. */
struct span {
    int64_t from_us;
    int64_t to_us;
    bool has[PARTITIONS_MAX];
};

/* The next such span; false: there is none.  Mostly there is one: all were asked for together. */
static bool next_span(const struct tick *tick, const struct fire *fire, struct span *span)
{
    bool is_found = false;
    memset(span, 0, sizeof(*span));
    for (int32_t partition = 0; partition < tick->partitions_count; partition++) {
        int64_t from_us = fire->looked_us[partition];
        int64_t to_us = tick->complete_us[partition];
        if (from_us == 0 || to_us <= from_us)
            continue;
        if (!is_found)
            *span = (struct span) {.from_us = from_us, .to_us = to_us};
        is_found = true;
        span->has[partition] = from_us == span->from_us && to_us == span->to_us;
    }
    return is_found;
}

static enum outcome find_in_span(struct tick *tick, struct fire *fire, const struct span *span,
                                 struct err *err)
{
    struct pg_rows rows = {.count = 0};
    size_t count = 0;
    for (int32_t partition = 0; partition < tick->partitions_count; partition++)
        count += span->has[partition];
    pg_params_reset(tick->params);
    pg_param_time(tick->params, span->from_us);
    pg_param_time(tick->params, span->to_us);
    pg_array_begin(tick->params, PG_INTEGER, count);
    for (int32_t partition = 0; partition < tick->partitions_count; partition++)
        if (span->has[partition])
            pg_array_integer(tick->params, partition);
    pg_param_integer(tick->params, tick->partitions_count);
    pg_param_integer(tick->params, SUBJECTS_FOUND_MAX + 1);
    if (pg_exec(tick->read, SQL_ALERT_DUE, tick->params, &rows, err) != OK)
        return err_wrap(err, "look for rungs by time");
    bool is_too_much = rows.count > SUBJECTS_FOUND_MAX;
    enum outcome outcome = is_too_much ? OK : take_found(fire, &rows, err);
    pg_rows_done(&rows);
    for (int32_t partition = 0; outcome == OK && partition < tick->partitions_count; partition++) {
        if (!span->has[partition])
            continue;
        fire->looked_us[partition] = span->to_us;
        fire->wants_walk[partition] = fire->wants_walk[partition] || is_too_much;
    }
    return outcome;
}

static enum outcome find_due(struct tick *tick, struct fire *fire, struct err *err)
{
    struct span span;
    for (int32_t partition = 0; partition < tick->partitions_count; partition++)
        if (fire->looked_us[partition] == 0) /* what rang before is walked to */
            fire->looked_us[partition] = tick->complete_us[partition];
    while (next_span(tick, fire, &span))
        if (find_in_span(tick, fire, &span, err) != OK)
            return err->outcome;
    return OK;
}

/* ---- imports that came ---- */

static enum outcome find_held(struct tick *tick, struct fire *fire, struct err *err)
{
    enum { AGAIN_US = 10000000 };
    struct pg_rows rows = {.count = 0};
    if (time_steady_us() < fire->held_at_us)
        return OK;
    pg_params_reset(tick->params);
    pg_param_integer(tick->params, SUBJECTS_FOUND_MAX);
    fire_put_complete(tick, NULL);
    pg_param_integer(tick->params, tick->partitions_count);
    if (pg_exec(tick->read, SQL_ALERT_HELD, tick->params, &rows, err) != OK)
        return err_wrap(err, "look for rungs that waited for an import");
    bool is_more = rows.count == SUBJECTS_FOUND_MAX;
    enum outcome outcome = take_found(fire, &rows, err);
    pg_rows_done(&rows);
    fire->held_at_us = is_more ? 0 : time_steady_us() + AGAIN_US;
    return outcome;
}

/* ---- all ---- */

bool fire_can_walk(const struct tick *tick, const struct fire *fire)
{
    bool can = fire->is_walking;
    for (int32_t partition = 0; !can && partition < tick->partitions_count; partition++)
        can = fire->wants_walk[partition] && tick->complete_us[partition] > 0;
    return can;
}

static void begin_walk(const struct tick *tick, struct fire *fire)
{
    for (int32_t partition = 0; partition < tick->partitions_count; partition++) {
        bool walks = fire->wants_walk[partition] && tick->complete_us[partition] > 0;
        fire->walks[partition] = walks;
        fire->wants_walk[partition] = fire->wants_walk[partition] && !walks;
    }
    fire->is_walking = true;
    fire->walked = (struct uuid) {{0}};
}

/* Those of older rules are looked at when they have been dated anew: by a walk when that is over,
 * or, when another shard does it, by one in a while. */
static enum outcome walk_on(struct tick *tick, struct fire *fire, struct err *err)
{
    enum { AGAIN_US = 2000000 };
    struct pg_rows rows = {.count = 0};
    pg_params_reset(tick->params);
    pg_param_uuid(tick->params, &fire->walked);
    pg_param_integer(tick->params, SUBJECTS_A_SLICE);
    pg_param_bigint(tick->params, tick->rules->version);
    if (pg_exec(tick->read, SQL_ALERT_WALK, tick->params, &rows, err) != OK)
        return err_wrap(err, "walk through all subjects");
    struct uuid *slice = arena_alloc(tick->arena, rows.count * sizeof(*slice) + 1);
    struct uuid walked = fire->walked;
    size_t count = 0;
    for (size_t r = 0; slice != NULL && r < rows.count; r++) {
        struct uuid subject = pg_rows_uuid(&rows, r, 0);
        if (!pg_rows_boolean(&rows, r, 1))
            slice[count++] = subject;
        else if (!tick->is_redating)
            fire->again_at_us = time_steady_us() + AGAIN_US;
        walked = subject;
    }
    bool is_last = rows.count < SUBJECTS_A_SLICE;
    pg_rows_done(&rows);
    if (slice == NULL)
        return err_set(err, FATAL, "no room for a slice of subjects");
    const struct among all = {slice, count, fire->walks};
    if (count > 0 && find_among(tick, fire, &all, err) != OK)
        return err->outcome; /* the slice is looked at once more */
    fire->walked = walked;
    fire->is_walking = !is_last;
    return OK;
}

static void walk_again(struct fire *fire)
{
    if (fire->again_at_us == 0 || time_steady_us() < fire->again_at_us)
        return;
    fire->again_at_us = 0;
    memset(fire->wants_walk, true, sizeof(fire->wants_walk));
}

/* Who waits for time goes before who is walked to. */
enum outcome fire_find(struct tick *tick, struct fire *fire, struct err *err)
{
    walk_again(fire);
    if (find_due(tick, fire, err) != OK)
        return err->outcome;
    if (fire->found_at < fire->found_count)
        return OK;
    if (find_changed(tick, fire, err) != OK || find_held(tick, fire, err) != OK)
        return err->outcome;
    if (fire->found_at < fire->found_count || !fire_can_walk(tick, fire))
        return OK;
    if (!fire->is_walking)
        begin_walk(tick, fire);
    return walk_on(tick, fire, err);
}
