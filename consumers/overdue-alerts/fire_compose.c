/* fire_compose -- see fire_internal.h: what an alert says, and to whom. */
#include <string.h>

#include "base/civil.h"
#include "base/time.h"
#include "core/clock.h"
#include "core/words.h"
#include "fire_internal.h"
#include "office/alert_explain.h"
#include "office/directory_pg.h"

enum { DIRECTORY_AGE_US_MAX = 60000000 };

/* Columns of alert_rising.sql. */
enum {
    SUBJECT,
    KEY_HASH,
    CLOCK,
    STARTED_BY,
    RUNG,
    LEVEL,
    RINGS_AT,
    DUE_AT,
    RECIPIENTS,
    COPIES,
    CASE_SOURCE,
    CASE_NUMBER,
    ACCEPTED_UNIT,
    RECEIVER,
    UNIT,
    SECTION,
    PERSON,
    STARTED_AT,
    LIMIT_AMOUNT,
    LIMIT_UNIT,
    DAYS,
    EXTENSIONS,
    IS_ORDERED,
    IS_PROVISIONAL,
    POLICY,
    POLICY_VERSION,
    CALENDAR_VERSION,
    CLEARED_BEFORE,
    LAST_CLEARED,
    TOLD,
};

/* ---- words: the tables', which have checks of them ---- */

static enum clock_kind clock_of(struct str name)
{
    int kind = 0;
    while (kind < CLOCK_KINDS_COUNT &&
           !str_eq(name, str_from(clock_kind_name((enum clock_kind) kind))))
        kind++;
    return (enum clock_kind) kind;
}

static enum rung_level level_of(struct str name)
{
    int level = 0;
    while (level < RUNG_LEVELS_COUNT && !str_eq(name, word_rung_level((enum rung_level) level)))
        level++;
    return (enum rung_level) level;
}

static uint32_t recipients_of(struct str text)
{
    uint32_t set = 0;
    while (text.len > 0) {
        struct str name = str_cut(&text, ',');
        for (int post = 0; post < RECIPIENTS_COUNT; post++)
            if (str_eq(name, word_recipient((enum recipient) post)))
                set |= SET_OF(post);
    }
    return set;
}

/* ---- the directory ---- */

enum outcome fire_read_directory(struct tick *tick, struct err *err)
{
    struct telling *telling = &((struct fire *) tick->own)->telling;
    bool is_fresh = telling->read_at_us != 0 &&
                    time_steady_us() - telling->read_at_us < DIRECTORY_AGE_US_MAX &&
                    telling->rules_version == tick->rules->version;
    if (is_fresh)
        return OK;
    directory_done(&telling->directory);
    telling->read_at_us = 0;
    if (directory_init(&telling->directory, DIRECTORY_MEMORY_MAX, err) != OK ||
        directory_pg_read(tick->read, &telling->directory, err) != OK)
        return err_wrap(err, "read the directory");
    alert_directory_sort(&telling->directory);
    telling->read_at_us = time_steady_us();
    telling->rules_version = tick->rules->version;
    return OK;
}

/* ---- who was told before ---- */

static void add_told(struct telling *telling, struct str person, enum rung_level level)
{
    if (person.len > 0 && telling->told_count < TOLD_MAX)
        telling->told[telling->told_count++] = (struct alert_told) {person, SET_OF(level)};
}

/* Lines "level post unit/section/person". */
static void read_told(struct telling *telling, struct str text)
{
    telling->told_count = 0;
    while (text.len > 0) {
        struct str line = str_cut(&text, '\n');
        enum rung_level level = level_of(str_cut(&line, ' '));
        struct str person = {.len = 0};
        while (line.len > 0)
            person = str_cut(&line, '/'); /* none behind the last '/' is '' */
        if (level < RUNG_LEVELS_COUNT && person.len > 0)
            add_told(telling, person, level);
    }
}

/* Rows of one clock follow each other: what was decided of it just now is not in the table yet. */
static void turn_to_clock(struct telling *telling, const struct pg_rows *rows, size_t row)
{
    struct uuid subject = pg_rows_uuid(rows, row, SUBJECT);
    struct uuid started_by = pg_rows_uuid(rows, row, STARTED_BY);
    struct str clock = pg_rows_text(rows, row, CLOCK);
    if (row > 0 && uuid_eq(&subject, &telling->subject) && str_eq(clock, telling->clock) &&
        uuid_eq(&started_by, &telling->started_by))
        return;
    telling->subject = subject;
    telling->started_by = started_by;
    telling->clock = clock;
    read_told(telling, pg_rows_text(rows, row, TOLD));
}

void fire_note_told(struct tick *tick, const struct alert *alert)
{
    struct telling *telling = &((struct fire *) tick->own)->telling;
    for (size_t i = 0; i < alert->recipients_count; i++)
        add_told(telling, alert->recipients[i].party.person, alert->level);
}

/* ---- the alert ---- */

static enum outcome tell(struct tick *tick, const struct pg_rows *rows, size_t row,
                         struct alert *alert, struct err *err)
{
    struct telling *telling = &((struct fire *) tick->own)->telling;
    struct alert_recipients found;
    struct str above[ALERT_UNITS_ABOVE_MAX];
    turn_to_clock(telling, rows, row);
    const struct alert_question question = {
        .recipients = recipients_of(pg_rows_text(rows, row, RECIPIENTS)),
        .copies = recipients_of(pg_rows_text(rows, row, COPIES)),
        .level = alert->level,
        .holder = alert->holder,
        .receiver = alert->receiver,
        .accepted_unit = alert->accepted_unit,
        .day = civil_day_of(alert->rings_at_us),
        .told = telling->told,
        .told_count = telling->told_count,
    };
    alert_recipients_of(&telling->directory, &question, &found);
    size_t count = alert_units_above(&telling->directory, alert->holder.unit, question.day, above);
    struct alert_recipient *recipients =
        arena_alloc(tick->arena, found.count * sizeof(*recipients) + 1);
    struct str *units_above = arena_alloc(tick->arena, count * sizeof(*units_above) + 1);
    if (recipients == NULL || units_above == NULL)
        return err_reason(err, RETRY, REASON_TOO_LARGE, "no room for recipients");
    memcpy(recipients, found.items, found.count * sizeof(*recipients));
    memcpy(units_above, above, count * sizeof(*units_above));
    alert->recipients = recipients;
    alert->recipients_count = found.count;
    alert->flags = found.flags;
    alert->units_above = (struct codes) {.items = units_above, .count = count};
    return OK;
}

static enum outcome explain(struct tick *tick, const struct pg_rows *rows, size_t row,
                            struct alert *alert, struct err *err)
{
    struct alert_basis basis = {
        .clock = alert->clock,
        .limit = {.amount = pg_rows_bigint(rows, row, LIMIT_AMOUNT)},
        .started_at_us = pg_rows_time(rows, row, STARTED_AT),
        .due_at_us = alert->due_at_us,
        .days = pg_rows_text(rows, row, DAYS),
        .extensions = (int32_t) pg_rows_bigint(rows, row, EXTENSIONS),
        .is_ordered = pg_rows_boolean(rows, row, IS_ORDERED),
        .is_provisional = alert->is_provisional,
        .policy = alert->policy,
        .policy_version = alert->policy_version,
        .calendar_version = alert->calendar_version,
    };
    if (!limit_unit_from(pg_rows_text(rows, row, LIMIT_UNIT), &basis.limit.unit))
        return err_set(err, REJECT, "a limit is of another program's words");
    return alert_explain(&basis, tick->arena, &alert->explanation, err);
}

enum outcome fire_compose(struct tick *tick, const struct pg_rows *rows, size_t row,
                          struct alert *alert_out, struct err *err)
{
    struct alert alert = {
        .kind = ALERT_RAISED,
        .subject = pg_rows_uuid(rows, row, SUBJECT),
        .case_source = pg_rows_text(rows, row, CASE_SOURCE),
        .case_number = pg_rows_text(rows, row, CASE_NUMBER),
        .clock = clock_of(pg_rows_text(rows, row, CLOCK)),
        .started_by = pg_rows_uuid(rows, row, STARTED_BY),
        .rung = pg_rows_text(rows, row, RUNG),
        .level = level_of(pg_rows_text(rows, row, LEVEL)),
        .rings_at_us = pg_rows_time(rows, row, RINGS_AT),
        .due_at_us = pg_rows_is_null(rows, row, DUE_AT) ? 0 : pg_rows_time(rows, row, DUE_AT),
        .cleared_before = pg_rows_bigint(rows, row, CLEARED_BEFORE),
        .raised_at_us = alert_out->raised_at_us,
        .holder = {.unit = pg_rows_text(rows, row, UNIT),
                   .section = pg_rows_text(rows, row, SECTION),
                   .person = pg_rows_text(rows, row, PERSON)},
        .receiver = {.unit = pg_rows_text(rows, row, ACCEPTED_UNIT),
                     .person = pg_rows_text(rows, row, RECEIVER)},
        .accepted_unit = pg_rows_text(rows, row, ACCEPTED_UNIT),
        .is_provisional = pg_rows_boolean(rows, row, IS_PROVISIONAL),
        .policy = pg_rows_text(rows, row, POLICY),
        .policy_version = pg_rows_bigint(rows, row, POLICY_VERSION),
        .calendar_version = pg_rows_bigint(rows, row, CALENDAR_VERSION),
        .rules_version = tick->rules->version,
    };
    if (alert.clock == CLOCK_KINDS_COUNT || alert.level == RUNG_LEVELS_COUNT)
        return err_set(err, REJECT, "a rung is of another program's words");
    struct uuid year = event_subject(SUBJECT_UNIT_YEAR, alert.case_source, alert.case_number);
    alert.subject_kind = uuid_eq(&year, &alert.subject) ? SUBJECT_UNIT_YEAR : SUBJECT_CASE;
    if (!pg_rows_is_null(rows, row, LAST_CLEARED))
        alert.supersedes = pg_rows_uuid(rows, row, LAST_CLEARED);
    alert.id = alert_id(&alert);
    if (tell(tick, rows, row, &alert, err) != OK || explain(tick, rows, row, &alert, err) != OK)
        return err->outcome;
    *alert_out = alert;
    return OK;
}
