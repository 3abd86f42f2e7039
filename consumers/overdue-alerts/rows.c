/* rows -- see rows.h. */
#include "rows.h"

#include "core/clock_days.h"
#include "core/partition.h"
#include "core/words.h"

static const struct column clock_columns[] = {
    COLUMN(clock_row, subject),        COLUMN(clock_row, clock),
    COLUMN(clock_row, started_by),     COLUMN(clock_row, case_source),
    COLUMN(clock_row, case_number),    COLUMN(clock_row, accepted_unit),
    COLUMN(clock_row, receiver),       COLUMN(clock_row, round),
    COLUMN(clock_row, unit),           COLUMN(clock_row, section),
    COLUMN(clock_row, person),         COLUMN(clock_row, started_at),
    COLUMN(clock_row, limit_amount),   COLUMN(clock_row, limit_unit),
    COLUMN(clock_row, due_at),         COLUMN(clock_row, due_day),
    COLUMN(clock_row, base_due_at),    COLUMN(clock_row, extensions),
    COLUMN(clock_row, ordered_by),     COLUMN(clock_row, is_provisional),
    COLUMN(clock_row, is_paused),      COLUMN(clock_row, ended),
    COLUMN(clock_row, stopped_at),     COLUMN(clock_row, stopped_by),
    COLUMN(clock_row, verdict),        COLUMN(clock_row, used),
    COLUMN(clock_row, remaining),      COLUMN(clock_row, policy),
    COLUMN(clock_row, policy_version), COLUMN(clock_row, policy_scope),
    COLUMN(clock_row, policy_unit),    COLUMN(clock_row, policy_category),
    COLUMN(clock_row, policy_channel), COLUMN(clock_row, policy_priority),
    COLUMN(clock_row, calendar),       COLUMN(clock_row, calendar_version),
    COLUMN(clock_row, days),           COLUMN(clock_row, told_at),
};

const struct table clock_row_table = {
    .name = "clock_row",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct clock_row),
    .keys_count = 3,
    .columns_count = sizeof(clock_columns) / sizeof(clock_columns[0]),
    .columns = clock_columns,
};

static const struct column rung_columns[] = {
    COLUMN(rung_row, subject),    COLUMN(rung_row, clock),
    COLUMN(rung_row, started_by), COLUMN(rung_row, rung),
    COLUMN(rung_row, level),      COLUMN(rung_row, rings_at),
    COLUMN(rung_row, due_at),     COLUMN(rung_row, recipients),
    COLUMN(rung_row, copies),     COLUMN(rung_row, heeds_quiet_hours),
    COLUMN(rung_row, key_hash),   COLUMN(rung_row, held_until),
};

const struct table rung_row_table = {
    .name = "rung_row",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct rung_row),
    .keys_count = 4,
    .columns_count = sizeof(rung_columns) / sizeof(rung_columns[0]),
    .columns = rung_columns,
};

static const struct column document_columns[] = {
    COLUMN(document_row, subject),       COLUMN(document_row, event_id),
    COLUMN(document_row, case_source),   COLUMN(document_row, case_number),
    COLUMN(document_row, kind),          COLUMN(document_row, number),
    COLUMN(document_row, issued_at),     COLUMN(document_row, issued_precision),
    COLUMN(document_row, issuer_unit),   COLUMN(document_row, issuer_section),
    COLUMN(document_row, issuer_person), COLUMN(document_row, unit),
    COLUMN(document_row, section),       COLUMN(document_row, person),
    COLUMN(document_row, finding),       COLUMN(document_row, answers),
};

const struct table document_row_table = {
    .name = "document_row",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct document_row),
    .keys_count = 2,
    .columns_count = sizeof(document_columns) / sizeof(document_columns[0]),
    .columns = document_columns,
};

static struct uuid event_id(const struct life *life, int32_t fact)
{
    const struct event *event = life_event(life, fact);
    return event == NULL ? (struct uuid) {0} : event->id;
}

/* A pause without an end: no instant. */
static struct instant due(int64_t due_us)
{
    return (struct instant) {due_us == DEADLINE_NEVER_US ? 0 : due_us};
}

static void fill_subject(const struct life *life, const struct clock *clock, struct clock_row *row)
{
    const struct event *accepted = life_event(life, life->accepted);
    row->subject = life->subject;
    row->clock = str_from(clock_kind_name(clock->kind));
    row->started_by = event_id(life, clock->started_by);
    row->case_source = life->case_source;
    row->case_number = life->case_number;
    if (accepted != NULL)
        row->accepted_unit = accepted->accepted.unit;
    row->receiver = life->receiver;
    row->round = clock->round + 1;
    row->unit = clock->holder.unit;
    row->section = clock->holder.section;
    row->person = clock->holder.person;
}

static void fill_time(const struct life *life, const struct clock *clock, struct clock_row *row)
{
    row->started_at.us = clock->started_us;
    row->limit_amount = clock->limit.amount;
    row->limit_unit = str_from(limit_unit_name(clock->limit.unit));
    row->due_at = due(clock->deadline.due_us);
    row->due_day.number = clock->deadline.day;
    row->base_due_at = due(clock->base.due_us);
    row->extensions = clock->extensions_count;
    row->ordered_by = event_id(life, clock->ordered_by);
    row->is_provisional = clock->deadline.is_provisional;
    row->is_paused = clock->is_paused;
    row->ended = str_from(clock_end_name(clock->end));
    row->stopped_at.us = life_at_us(life, clock->stopped_by);
    row->stopped_by = event_id(life, clock->stopped_by);
    row->verdict = str_from(clock_verdict_name(clock->verdict));
    row->used = clock->used;
    row->remaining = clock->left;
}

static void fill_rules(const struct rules *rules, const struct clock *clock, struct clock_row *row)
{
    const struct policy_row *policy = clock->match.row;
    row->policy = policy->preset;
    row->policy_version = policy->version;
    row->policy_scope = word_policy_scope(policy->scope);
    row->policy_unit = policy->unit;
    row->policy_category = policy->category == POLICY_ANY
                               ? STR("any")
                               : word_category((enum category) policy->category);
    row->policy_channel =
        policy->channel == POLICY_ANY ? STR("any") : word_channel((enum channel) policy->channel);
    row->policy_priority = policy->priority;
    row->calendar = rules->calendar->rows.name;
    row->calendar_version = rules->calendar->rows.version;
}

/* When the case's own source said something of it last. */
static int64_t told_us(const struct life *life)
{
    int64_t last_us = 0;
    for (int32_t i = 0; i < life->facts.count; i++) {
        const struct event *event = life_event(life, i);
        if (str_eq(event->source, life->case_source) && event->recorded_at_us > last_us)
            last_us = event->recorded_at_us;
    }
    return last_us;
}

/* Only where a rung may wait for it: else every event would write every clock. */
static void fill_told(const struct life *life, const struct clock *clock, struct clock_row *row)
{
    const struct ladder *ladder = clock->match.ladder;
    for (size_t i = 0; ladder != NULL && i < ladder->count; i++)
        if (rung_is_of_batches(&ladder->rungs[i], life->case_source)) {
            row->told_at.us = told_us(life);
            return;
        }
}

static void add_rungs(const struct life *life, const struct clock *clock, int32_t key_hash,
                      struct rows *out)
{
    for (int32_t i = 0; i < clock->rungs_count; i++) {
        const struct clock_rung *rung = &clock->rungs[i];
        struct rung_row *row = rows_add(out);
        row->subject = life->subject;
        row->clock = str_from(clock_kind_name(clock->kind));
        row->started_by = event_id(life, clock->started_by);
        row->rung = rung->name;
        row->level = word_rung_level(rung->level);
        row->rings_at.us = rung->at_us;
        row->due_at = due(clock->deadline.due_us);
        row->held_until.us = rung->held_us;
        row->heeds_quiet_hours = rung->heeds_quiet_hours;
        row->key_hash = key_hash;
        if (!words_recipients(rung->recipients, out->arena, &row->recipients) ||
            !words_recipients(rung->copies, out->arena, &row->copies))
            out->full = true;
    }
}

/* ---- documents ---- */

/* Who had the matter in hand at this fact, of a unit's year the unit; or a person of that unit. */
static struct party holder_at(const struct life *life, int32_t fact, struct str person)
{
    int32_t holding = life->facts.items[fact].holding;
    const struct part *part = life_part_of(life, holding);
    if (life->subject_kind == SUBJECT_UNIT_YEAR)
        return (struct party) {.unit = life->case_source, .person = person};
    if (part == NULL || person.len > 0)
        return (struct party) {.unit = part == NULL ? (struct str) {0} : part->unit,
                               .person = person};
    return (struct party) {.unit = part->unit,
                           .section = part->section,
                           .person = life->holdings.items[holding].person};
}

/* The first urging of this number; LIFE_NONE. */
static int32_t urging_of(const struct life *life, struct str number)
{
    for (int32_t i = 0; i < life->facts.count; i++)
        if (life_event(life, i)->kind == EVENT_URGED &&
            str_eq(life_event(life, i)->urged.number, number))
            return i;
    return LIFE_NONE;
}

/* What is said of each kind by itself. */
static struct party fill_kind(const struct life *life, const struct event *event,
                              struct document_row *row, struct party *issuer)
{
    if (event->kind == EVENT_URGED) {
        row->number = event->urged.number;
        *issuer = event->urged.issuer;
        return event->urged.to;
    }
    if (event->kind == EVENT_EXPLAINED) {
        row->number = event->explained.number;
        row->answers = event_id(life, urging_of(life, row->number));
        return event->explained.by;
    }
    row->number = event->notice_issued.number;
    row->finding = word_finding(event->notice_issued.finding);
    *issuer = event->notice_issued.issuer;
    return event->notice_issued.about;
}

static void add_document(const struct life *life, int32_t fact, struct rows *out)
{
    const struct event *event = life_event(life, fact);
    struct document_row *row = rows_add(out);
    struct party issuer = {0};
    struct party about = fill_kind(life, event, row, &issuer);
    if (about.unit.len == 0)
        about = holder_at(life, fact, about.person);
    row->subject = life->subject;
    row->event_id = event->id;
    row->case_source = life->case_source;
    row->case_number = life->case_number;
    row->kind = str_from(event_kind_name(event->kind));
    row->issued_at.us = event->occurred_at_us;
    row->issued_precision = word_precision(event->precision);
    row->issuer_unit = issuer.unit;
    row->issuer_section = issuer.section;
    row->issuer_person = issuer.person;
    row->unit = about.unit;
    row->section = about.section;
    row->person = about.person;
}

static void add_documents(const struct life *life, struct rows *out)
{
    for (int32_t i = 0; i < life->facts.count; i++) {
        enum event_kind kind = life_event(life, i)->kind;
        if (kind == EVENT_URGED || kind == EVENT_EXPLAINED || kind == EVENT_NOTICE_ISSUED)
            add_document(life, i, out);
    }
}

void overdue_alerts_rows(const struct life *life, const struct rules *rules, struct rows out[])
{
    struct clocks clocks;
    struct err err;
    struct str key = event_subject_key(life->subject_kind, &life->subject, life->case_source,
                                       life->case_number, out[0].arena);
    if (key.ptr == NULL || clocks_of(life, rules, out[0].arena, &clocks, &err) != OK) {
        out[0].full = true;
        return;
    }
    for (int32_t i = 0; i < clocks.clocks.count; i++) {
        const struct clock *clock = &clocks.clocks.items[i];
        struct clock_row *row = rows_add(&out[0]);
        fill_subject(life, clock, row);
        fill_time(life, clock, row);
        fill_rules(rules, clock, row);
        fill_told(life, clock, row);
        if (!clock_days(clock, rules->calendar, out[0].arena, &row->days))
            out[0].full = true;
        add_rungs(life, clock, partition_hash(key), &out[1]);
    }
    add_documents(life, &out[2]);
}
