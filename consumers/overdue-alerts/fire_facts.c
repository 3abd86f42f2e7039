/* fire_facts -- see fire_internal.h: alerts as rows of schema alert, and their messages. */
#include <stdio.h>

#include "core/clock.h"
#include "core/partition.h"
#include "core/words.h"
#include "fire_internal.h"
#include "io/table_pg.h"
#include "run/log.h"
#include "sql.h"
#include "wire/alert_codec.h"

/* The columns of alert_raise.sql, but the message. */
struct alert_row {
    struct uuid id;
    struct uuid subject;
    struct str clock;
    struct uuid started_by;
    struct str rung;
    struct instant due_at;
    int64_t cleared_before;
    int32_t key_hash;
    struct str level;
    struct instant rings_at;
    struct str case_source;
    struct str case_number;
    struct str unit;
    struct str section;
    struct str person;
    struct str accepted_unit;
    struct str receiver;
    struct str state;
    struct instant raised_at;
    struct str recipients;
    struct str flags;
    struct uuid supersedes;
    struct str explanation;
    int64_t rules_version;
    struct str policy;
    int64_t policy_version;
    int64_t calendar_version;
};

static const struct column columns[] = {
    COLUMN(alert_row, id),
    COLUMN(alert_row, subject),
    COLUMN(alert_row, clock),
    COLUMN(alert_row, started_by),
    COLUMN(alert_row, rung),
    COLUMN(alert_row, due_at),
    COLUMN(alert_row, cleared_before),
    COLUMN(alert_row, key_hash),
    COLUMN(alert_row, level),
    COLUMN(alert_row, rings_at),
    COLUMN(alert_row, case_source),
    COLUMN(alert_row, case_number),
    COLUMN(alert_row, unit),
    COLUMN(alert_row, section),
    COLUMN(alert_row, person),
    COLUMN(alert_row, accepted_unit),
    COLUMN(alert_row, receiver),
    COLUMN(alert_row, state),
    COLUMN(alert_row, raised_at),
    COLUMN(alert_row, recipients),
    COLUMN(alert_row, flags),
    COLUMN(alert_row, supersedes),
    COLUMN(alert_row, explanation),
    COLUMN(alert_row, rules_version),
    COLUMN(alert_row, policy),
    COLUMN(alert_row, policy_version),
    COLUMN(alert_row, calendar_version),
};

static const struct table table = {
    .name = "alert",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct alert_row),
    .keys_count = 1,
    .columns_count = sizeof(columns) / sizeof(columns[0]),
    .columns = columns,
};

enum { HEADERS_MAX = 64, PARTY_MAX = 512 };

/* ---- statements ---- */

static const struct {
    const char *name;
    const char *sql;
} statements[] = {
    {"hold_partitions", SQL_HOLD_PARTITIONS},
    {"hold_decided_rules", SQL_ALERT_HOLD_RULES},
    {"hold_decided_files", SQL_ALERT_HOLD_FILES},
    {"raise_alerts", SQL_ALERT_RAISE},
    {"clear_alerts", SQL_ALERT_CLEAR},
    {"send_alerts", SQL_ALERT_SEND},
};

enum outcome fire_prepare_facts(struct pg *write, struct err *err)
{
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
        if (pg_prepare(write, statements[i].name, statements[i].sql, err) != OK)
            return err->outcome;
    return OK;
}

enum outcome fire_run(struct tick *tick, const char *name, struct err *err)
{
    const struct fire *fire = tick->own;
    return fire->is_piped ? pg_pipeline_send(tick->write, name, tick->params, err)
                          : pg_execute(tick->write, name, tick->params, NULL, err);
}

/* ---- texts ---- */

/* A line each: "red_post unit/section/person". */
static enum outcome say_recipients(const struct alert *alert, struct arena *arena,
                                   struct str *text_out, struct err *err)
{
    size_t size = alert->recipients_count * PARTY_MAX + 1;
    char *text = arena_alloc_bytes(arena, size);
    size_t len = 0;
    if (text == NULL)
        return err_set(err, RETRY, "no room for recipients");
    for (size_t i = 0; i < alert->recipients_count; i++) {
        const struct alert_recipient *to = &alert->recipients[i];
        int more = snprintf(text + len, size - len, "%s%s%.*s %.*s/%.*s/%.*s", i == 0 ? "" : "\n",
                            to->is_copy ? "cc " : "", STR_ARG(word_recipient(to->post)),
                            STR_ARG(to->party.unit), STR_ARG(to->party.section),
                            STR_ARG(to->party.person));
        len = len + (size_t) more < size ? len + (size_t) more : size - 1;
    }
    *text_out = (struct str) {.ptr = text, .len = len};
    return OK;
}

/* By which a message of the outbox is found again in the topic. */
static enum outcome say_headers(const struct uuid *id, struct arena *arena, struct str *text_out,
                                struct err *err)
{
    char text[UUID_TEXT_LEN + 1];
    char headers[HEADERS_MAX];
    uuid_text(id, text);
    (void) snprintf(headers, sizeof(headers), "{\"event_id\": \"%s\"}", text);
    return str_keep(str_from(headers), arena, text_out, err);
}

/* ---- raised ---- */

static enum outcome fill_row(const struct alert_fact *fact, struct arena *arena,
                             struct alert_row *row, struct err *err)
{
    const struct alert *alert = &fact->alert;
    *row = (struct alert_row) {
        .id = alert->id,
        .subject = alert->subject,
        .clock = str_from(clock_kind_name(alert->clock)),
        .started_by = alert->started_by,
        .rung = alert->rung,
        .due_at = {alert->due_at_us},
        .cleared_before = alert->cleared_before,
        .key_hash = fact->key_hash,
        .level = word_rung_level(alert->level),
        .rings_at = {alert->rings_at_us},
        .case_source = alert->case_source,
        .case_number = alert->case_number,
        .unit = alert->holder.unit,
        .section = alert->holder.section,
        .person = alert->holder.person,
        .accepted_unit = alert->accepted_unit,
        .receiver = alert->receiver.person,
        .state = fact->is_stale ? STR("stale") : STR("raised"),
        .raised_at = {alert->raised_at_us},
        .supersedes = alert->supersedes,
        .explanation = alert->explanation,
        .rules_version = alert->rules_version,
        .policy = alert->policy,
        .policy_version = alert->policy_version,
        .calendar_version = alert->calendar_version,
    };
    if (!words_alert_flags(alert->flags, arena, &row->flags))
        return err_set(err, RETRY, "no room for flags");
    return say_recipients(alert, arena, &row->recipients, err);
}

static bool is_raised(const struct alert_fact *fact)
{
    return fact->alert.kind == ALERT_RAISED;
}

enum outcome fire_put_facts(struct tick *tick, const struct alert_fact *facts, size_t count,
                            struct err *err)
{
    struct rows rows;
    size_t raised = 0;
    for (size_t i = 0; i < count; i++)
        raised += is_raised(&facts[i]);
    if (raised == 0)
        return OK;
    if (rows_init(&rows, &table, raised, tick->arena, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < count; i++)
        if (is_raised(&facts[i]) && fill_row(&facts[i], tick->arena, rows_add(&rows), err) != OK)
            return err->outcome;
    pg_params_reset(tick->params);
    table_pg_params(&rows, TABLE_PUT, tick->params);
    pg_array_begin(tick->params, PG_BYTEA, raised);
    for (size_t i = 0; i < count; i++)
        if (is_raised(&facts[i]))
            pg_array_text(tick->params, facts[i].message);
    if (fire_run(tick, "raise_alerts", err) != OK)
        return err_wrap(err, "keep alerts");
    return OK;
}

/* ---- cleared ---- */

enum outcome fire_clear_facts(struct tick *tick, const struct alert_fact *facts, size_t count,
                              struct err *err)
{
    size_t cleared = 0;
    for (size_t i = 0; i < count; i++)
        cleared += !is_raised(&facts[i]);
    if (cleared == 0)
        return OK;
    pg_params_reset(tick->params);
    pg_array_begin(tick->params, PG_UUID, cleared);
    for (size_t i = 0; i < count; i++)
        if (!is_raised(&facts[i]))
            pg_array_uuid(tick->params, &facts[i].alert.clears);
    pg_array_begin(tick->params, PG_UUID, cleared);
    for (size_t i = 0; i < count; i++)
        if (!is_raised(&facts[i]))
            pg_array_uuid(tick->params, &facts[i].alert.id);
    pg_array_begin(tick->params, PG_TEXT, cleared);
    for (size_t i = 0; i < count; i++)
        if (!is_raised(&facts[i]))
            pg_array_text(tick->params, word_clear_reason(facts[i].alert.reason));
    pg_array_begin(tick->params, PG_TIMESTAMPTZ, cleared);
    for (size_t i = 0; i < count; i++)
        if (!is_raised(&facts[i]))
            pg_array_time(tick->params, facts[i].alert.cleared_at_us);
    if (fire_run(tick, "clear_alerts", err) != OK)
        return err_wrap(err, "clear alerts");
    return OK;
}

/* ---- messages ---- */

/* One array of texts, by `say`. */
static enum outcome put_texts(struct tick *tick, const struct alert_fact *facts, size_t count,
                              enum outcome (*say)(const struct alert_fact *fact,
                                                  struct arena *arena, struct str *text_out,
                                                  struct err *err),
                              struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        struct str text;
        if (facts[i].is_stale)
            continue;
        if (say(&facts[i], tick->arena, &text, err) != OK)
            return err->outcome;
        pg_array_text(tick->params, text);
    }
    return OK;
}

static enum outcome say_key(const struct alert_fact *fact, struct arena *arena,
                            struct str *text_out, struct err *err)
{
    return alert_key(&fact->alert, arena, text_out, err);
}

static enum outcome say_message(const struct alert_fact *fact, struct arena *arena,
                                struct str *text_out, struct err *err)
{
    (void) arena;
    (void) err;
    *text_out = fact->message;
    return OK;
}

static enum outcome say_id(const struct alert_fact *fact, struct arena *arena, struct str *text_out,
                           struct err *err)
{
    return say_headers(&fact->alert.id, arena, text_out, err);
}

enum outcome fire_send_facts(struct tick *tick, const struct alert_fact *facts, size_t count,
                             struct err *err)
{
    struct pg_params *params = tick->params;
    size_t sent = 0;
    for (size_t i = 0; i < count; i++)
        sent += !facts[i].is_stale;
    if (sent == 0)
        return OK;
    pg_params_reset(params);
    pg_param_text(params, str_from(tick->projection));
    pg_array_begin(params, PG_INTEGER, sent);
    for (size_t i = 0; i < count; i++)
        if (!facts[i].is_stale)
            pg_array_integer(params, tick_partition(tick, facts[i].key_hash));
    pg_array_begin(params, PG_BYTEA, sent);
    if (put_texts(tick, facts, count, say_key, err) != OK)
        return err->outcome;
    pg_array_begin(params, PG_BYTEA, sent);
    if (put_texts(tick, facts, count, say_message, err) != OK)
        return err->outcome;
    pg_array_begin(params, PG_TEXT, sent);
    if (put_texts(tick, facts, count, say_id, err) != OK)
        return err->outcome;
    if (fire_run(tick, "send_alerts", err) != OK)
        return err_wrap(err, "leave alerts in the outbox");
    return OK;
}

/* ---- what the topic has already ---- */

static enum outcome unsend(struct tick *tick, const struct alert_fact *facts, size_t count,
                           int32_t partition, struct err *err)
{
    pg_params_reset(tick->params);
    pg_param_text(tick->params, str_from(tick->projection));
    pg_param_integer(tick->params, partition);
    pg_array_begin(tick->params, PG_TEXT, count);
    if (put_texts(tick, facts, count, say_id, err) != OK)
        return err->outcome;
    return pg_exec(tick->write, SQL_ALERT_UNSEND, tick->params, NULL, err);
}

enum outcome fire_published(struct tick *tick, const struct record *records, size_t count,
                            struct err *err)
{
    struct alert_fact *facts = arena_alloc(tick->arena, count * sizeof(*facts));
    size_t known = 0;
    if (facts == NULL)
        return err_set(err, RETRY, "no room for what was published");
    for (size_t i = 0; i < count; i++) {
        struct alert_fact *fact = &facts[known];
        enum outcome outcome = alert_unpack(records[i].payload, tick->arena, &fact->alert, err);
        if (outcome == RETRY)
            return outcome;
        if (outcome != OK) {
            log_err(LOG_WARN, "a record of the topic of alerts is none, and is left", err);
            continue;
        }
        fact->key_hash = partition_hash(records[i].key);
        fact->message = records[i].payload;
        known++;
    }
    if (known == 0)
        return OK;
    if (fire_put_facts(tick, facts, known, err) != OK ||
        fire_clear_facts(tick, facts, known, err) != OK)
        return err->outcome;
    return unsend(tick, facts, known, records[0].partition, err);
}
