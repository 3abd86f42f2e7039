/* fire_decide -- see fire_internal.h: what is to be written of some subjects. */
#include <assert.h>
#include <string.h>

#include "fire_internal.h"
#include "sql.h"
#include "wire/alert_codec.h"

#define DAY_US (INT64_C(86400) * 1000000)

static const struct {
    const char *name;
    const char *sql;
} statements[] = {
    {"decide_files", SQL_ALERT_FILES},
    {"decide_falling", SQL_ALERT_FALLING},
    {"decide_rising", SQL_ALERT_RISING},
};

enum outcome fire_prepare_reading(struct pg *read, struct err *err)
{
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
        if (pg_prepare(read, statements[i].name, statements[i].sql, err) != OK)
            return err->outcome;
    return OK;
}

void fire_forget_composed(struct composed *composed)
{
    pg_rows_done(&composed->falling);
    pg_rows_done(&composed->rising);
    *composed = (struct composed) {.is_some = false};
}

/* ---- what there is ---- */

/* Under older rules nothing is decided: such a file is being dated anew.  The files are read first,
 * so that what changes while their rows are read is noticed by who writes. */
static enum outcome read_files(struct tick *tick, struct decision *decision,
                               struct composed *composed, struct err *err)
{
    struct pg_rows rows = {.count = 0};
    pg_params_reset(tick->params);
    pg_array_begin(tick->params, PG_UUID, decision->count);
    for (size_t i = 0; i < decision->count; i++)
        pg_array_uuid(tick->params, &decision->subjects[i]);
    if (pg_execute(tick->read, "decide_files", tick->params, &rows, err) != OK)
        return err->outcome;
    struct decided_file *files = arena_alloc(tick->arena, rows.count * sizeof(*files) + 1);
    for (size_t r = 0; files != NULL && r < rows.count; r++) {
        int64_t rules_version = pg_rows_bigint(&rows, r, 2);
        decision->is_older = decision->is_older || rules_version < decision->rules_version;
        decision->now_us = pg_rows_time(&rows, r, 3);
        if (rules_version == decision->rules_version)
            files[composed->files_count++] =
                (struct decided_file) {pg_rows_uuid(&rows, r, 0), pg_rows_bigint(&rows, r, 1)};
    }
    composed->files = files;
    pg_rows_done(&rows);
    return files != NULL ? OK : err_reason(err, RETRY, REASON_TOO_LARGE, "no room for case files");
}

static enum outcome read_rows(struct tick *tick, const struct composed *composed, const char *name,
                              struct pg_rows *rows, struct err *err)
{
    pg_params_reset(tick->params);
    pg_array_begin(tick->params, PG_UUID, composed->files_count);
    for (size_t i = 0; i < composed->files_count; i++)
        pg_array_uuid(tick->params, &composed->files[i].subject);
    fire_put_complete(tick, NULL);
    pg_param_integer(tick->params, tick->partitions_count);
    pg_param_integer(tick->params, ALERTS_A_TURN);
    return pg_execute(tick->read, name, tick->params, rows, err);
}

/* ---- what does not hold ---- */

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
static enum outcome clear_one(struct tick *tick, const struct decision *decision, size_t row,
                              struct alert_fact *fact, struct err *err)
{
    const struct pg_rows *rows = &((struct fire *) tick->own)->composed.falling;
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

/* ---- what rang ---- */

static enum outcome raise_one(struct tick *tick, const struct decision *decision, size_t row,
                              struct alert_fact *fact, struct err *err)
{
    const struct pg_rows *rows = &((struct fire *) tick->own)->composed.rising;
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

/* ---- a decision ---- */

/* Where it stands among the subjects. */
static size_t place_of(const struct decision *decision, const struct uuid *subject)
{
    size_t from = 0;
    for (size_t to = decision->count; from < to;) {
        size_t middle = from + (to - from) / 2;
        if (memcmp(decision->subjects[middle].bytes, subject->bytes, sizeof(subject->bytes)) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    assert(from < decision->count);
    return from;
}

/* A subject of which an alert falls is looked at once more behind that: what stands in for it says
 * so. */
static enum outcome compose_falling(struct tick *tick, struct decision *decision,
                                    struct composed *composed, struct err *err)
{
    for (size_t r = 0; r < composed->falling.count; r++) {
        struct uuid subject = pg_rows_uuid(&composed->falling, r, 5);
        struct alert_fact *fact = &composed->facts[composed->facts_count++];
        decision->is_again[place_of(decision, &subject)] = true;
        decision->cleared++;
        if (clear_one(tick, decision, r, fact, err) != OK)
            return err->outcome;
    }
    return OK;
}

static enum outcome compose_rising(struct tick *tick, struct decision *decision,
                                   struct composed *composed, struct err *err)
{
    for (size_t r = 0; r < composed->rising.count; r++) {
        struct uuid subject = pg_rows_uuid(&composed->rising, r, 0);
        if (decision->is_again[place_of(decision, &subject)])
            continue;
        struct alert_fact *fact = &composed->facts[composed->facts_count++];
        if (raise_one(tick, decision, r, fact, err) != OK)
            return err->outcome;
        decision->stale += fact->is_stale;
        decision->raised += !fact->is_stale;
    }
    return OK;
}

static enum outcome compose(struct tick *tick, struct decision *decision, struct composed *composed,
                            struct err *err)
{
    size_t count = composed->falling.count + composed->rising.count;
    composed->facts = arena_alloc(tick->arena, count * sizeof(*composed->facts) + 1);
    if (composed->facts == NULL)
        return err_reason(err, RETRY, REASON_TOO_LARGE, "no room for alerts");
    if (compose_falling(tick, decision, composed, err) != OK ||
        compose_rising(tick, decision, composed, err) != OK)
        return err->outcome;
    decision->is_more =
        composed->falling.count == ALERTS_A_TURN || composed->rising.count == ALERTS_A_TURN;
    if (decision->is_more)
        memset(decision->is_again, true, sizeof(decision->is_again));
    composed->is_some = composed->facts_count > 0;
    return OK;
}

enum outcome fire_decide(struct tick *tick, struct decision *decision, struct err *err)
{
    struct composed *composed = &((struct fire *) tick->own)->composed;
    fire_forget_composed(composed);
    if (read_files(tick, decision, composed, err) != OK)
        return err_wrap(err, "read case files");
    if (composed->files_count == 0)
        return OK;
    if (read_rows(tick, composed, "decide_falling", &composed->falling, err) != OK ||
        read_rows(tick, composed, "decide_rising", &composed->rising, err) != OK)
        return err->outcome;
    return compose(tick, decision, composed, err);
}
