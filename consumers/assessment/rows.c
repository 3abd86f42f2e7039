/* rows -- see rows.h. */
#include "rows.h"

#include <assert.h>

#include "base/civil.h"
#include "core/partition.h"
#include "rows_beside.h"
#include "rows_oversight.h"

static const struct column contribution_columns[] = {
    COLUMN(contribution_row, unit),   COLUMN(contribution_row, section),
    COLUMN(contribution_row, person), COLUMN(contribution_row, account),
    COLUMN(contribution_row, day),    COLUMN(contribution_row, bucket),
#define COUNTER(NAME, name, chinese, account, date)                                                \
    {#name, COLUMN_COUNT, offsetof(struct contribution_row, counts[COUNTER_##NAME])},
#include "core/counters.def"
#undef COUNTER
};

const struct table contribution_row_table = {
    .name = "contribution_row",
    .kind = TABLE_OF_SUMS,
    .row_size = sizeof(struct contribution_row),
    .keys_count = 6,
    .columns_count = sizeof(contribution_columns) / sizeof(contribution_columns[0]),
    .columns = contribution_columns,
};

static const struct column adjustment_columns[] = {
    COLUMN(adjustment_row, subject),
    COLUMN(adjustment_row, event_id),
    COLUMN(adjustment_row, case_source),
    COLUMN(adjustment_row, case_number),
    COLUMN(adjustment_row, unit),
    COLUMN(adjustment_row, section),
    COLUMN(adjustment_row, person),
    COLUMN(adjustment_row, day),
    COLUMN(adjustment_row, points_hundredths),
    COLUMN(adjustment_row, reason),
    COLUMN(adjustment_row, approver),
    COLUMN(adjustment_row, basis),
};

const struct table adjustment_row_table = {
    .name = "adjustment_row",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct adjustment_row),
    .keys_count = 2,
    .columns_count = sizeof(adjustment_columns) / sizeof(adjustment_columns[0]),
    .columns = adjustment_columns,
};

/* ---- counters ---- */

static int32_t bucket_of(const struct life *life)
{
    char text[UUID_TEXT_LEN + 1];
    uuid_text(&life->subject, text);
    return partition_of_key((struct str) {text, UUID_TEXT_LEN}, CONTRIBUTION_BUCKETS);
}

static bool is_of(const struct contribution_row *row, const struct contribution *item)
{
    return row->day.number == item->day && str_eq(row->unit, item->party.unit) &&
           str_eq(row->section, item->party.section) && str_eq(row->person, item->party.person) &&
           str_eq(row->account, str_from(account_name(counter_account(item->counter))));
}

/* A subject has few rows, and mostly adds to the last.  Of a subject with many events there may be
 * several of one key, which are one when they are sorted. */
static struct contribution_row *row_of(struct rows *out, const struct contribution *item)
{
    static const size_t looked_at_max = 16;
    size_t first = out->count > looked_at_max ? out->count - looked_at_max : 0;
    for (size_t i = out->count; i > first; i--) {
        struct contribution_row *row = rows_at(out, i - 1);
        if (is_of(row, item))
            return row;
    }
    struct contribution_row *row = rows_add(out);
    row->unit = item->party.unit;
    row->section = item->party.section;
    row->person = item->party.person;
    row->account = str_from(account_name(counter_account(item->counter)));
    row->day.number = item->day;
    return row;
}

static void add_counters(const struct life *life, const struct rules *rules, struct rows *out)
{
    struct contributions contributions;
    struct err err;
    size_t first = out->count;
    if (contributions_of(life, rules, out->arena, &contributions, &err) != OK) {
        out->full = true;
        return;
    }
    for (int32_t i = 0; i < contributions.contributions.count; i++) {
        const struct contribution *item = &contributions.contributions.items[i];
        row_of(out, item)->counts[item->counter] += item->amount;
    }
    int32_t bucket = bucket_of(life);
    for (size_t i = first; i < out->count; i++)
        ((struct contribution_row *) rows_at(out, i))->bucket = bucket;
}

/* ---- points ---- */

/* Whom they are given or taken: as the decision says, else who was first asked, or the unit. */
static void fill_party(const struct life *life, const struct party *about,
                       struct adjustment_row *row)
{
    const struct part *part =
        life->accepted_part == LIFE_NONE ? NULL : &life->parts.items[life->accepted_part];
    row->person = about->person;
    if (about->unit.len > 0) {
        row->unit = about->unit;
        row->section = about->section;
    } else if (life->subject_kind != SUBJECT_CASE) {
        row->unit = life->case_source;
    } else if (part != NULL) {
        row->unit = part->unit;
        row->section = part->section;
        if (about->person.len == 0)
            row->person = life->receiver;
    }
}

static void add_adjustments(const struct life *life, struct rows *out)
{
    for (int32_t fact = 0; fact < life->facts.count; fact++) {
        const struct event *event = life_event(life, fact);
        if (event->kind != EVENT_POINTS_ADJUSTED)
            continue;
        struct adjustment_row *row = rows_add(out);
        row->subject = life->subject;
        row->event_id = event->id;
        row->case_source = life->case_source;
        row->case_number = life->case_number;
        row->day.number = civil_day_of(event->occurred_at_us);
        row->points_hundredths = event->points_adjusted.points_hundredths;
        row->reason = event->points_adjusted.reason;
        row->approver = event->points_adjusted.approver;
        row->basis = event->points_adjusted.basis;
        fill_party(life, &event->points_adjusted.about, row);
    }
}

void assessment_rows(const struct life *life, const struct rules *rules, struct rows out[])
{
    add_counters(life, rules, &out[0]);
    add_adjustments(life, &out[1]);
    rows_oversight(life, &out[2]);
    rows_beside(life, bucket_of(life), &out[6]);
}
