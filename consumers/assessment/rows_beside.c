/* rows_beside -- see rows_beside.h. */
#include "rows_beside.h"

#include <string.h>

#include "base/civil.h"

static const struct column handover_columns[] = {
    COLUMN(handover_row, unit),
    COLUMN(handover_row, section),
    COLUMN(handover_row, to_unit),
    COLUMN(handover_row, to_section),
    COLUMN(handover_row, day),
    COLUMN(handover_row, bucket),
    {"hops", COLUMN_COUNT, offsetof(struct handover_row, hops)},
    {"loops", COLUMN_COUNT, offsetof(struct handover_row, loops)},
    {"returned", COLUMN_COUNT, offsetof(struct handover_row, returned)},
};

const struct table handover_row_table = {
    .name = "handover_row",
    .kind = TABLE_OF_SUMS,
    .row_size = sizeof(struct handover_row),
    .keys_count = 6,
    .columns_count = sizeof(handover_columns) / sizeof(handover_columns[0]),
    .columns = handover_columns,
};

static const struct column result_columns[] = {
    COLUMN(result_row, subject),     COLUMN(result_row, event_id), COLUMN(result_row, case_source),
    COLUMN(result_row, case_number), COLUMN(result_row, unit),     COLUMN(result_row, section),
    COLUMN(result_row, person),      COLUMN(result_row, day),      COLUMN(result_row, characters),
    COLUMN(result_row, digest),
};

const struct table result_row_table = {
    .name = "result_row",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct result_row),
    .keys_count = 2,
    .columns_count = sizeof(result_columns) / sizeof(result_columns[0]),
    .columns = result_columns,
};

/* ---- who handed it on ---- */

/* Whose stay it ended, else who is named, else who accepted it. */
static const struct part *giver_of(const struct life *life, const struct handover *handover)
{
    int32_t part = handover->from != LIFE_NONE ? handover->from : handover->named;
    return &life->parts.items[part != LIFE_NONE ? part : life->accepted_part];
}

static void add_handover(const struct life *life, const struct handover *handover, int32_t bucket,
                         struct rows *out)
{
    const struct part *from = giver_of(life, handover);
    const struct part *to = &life->parts.items[handover->to];
    struct handover_row *row = rows_add(out);
    row->unit = from->unit;
    row->section = from->section;
    row->to_unit = to->unit;
    row->to_section = to->section;
    row->day.number = civil_day_of(life_at_us(life, handover->fact));
    row->bucket = bucket;
    row->hops = !handover->is_return;
    row->loops = handover->is_loop;
    row->returned = handover->is_return;
}

/* ---- in which words ---- */

static void add_result(const struct life *life, const struct completion *completion,
                       struct rows *out)
{
    const struct event *event = life_event(life, completion->fact);
    const struct completed *completed = &event->completed;
    const struct part *part = life_part_of(life, completion->holding);
    bool is_ours = part != NULL && !part->is_outside;
    struct uuid digest;
    memcpy(digest.bytes, completed->result_digest.bytes, sizeof(digest.bytes));
    if (completed->result_length < RESULT_CHARACTERS_MIN || uuid_is_zero(&digest))
        return;
    if (!is_ours) /* an outside unit keeps no book: who accepted it wrote it down */
        part = &life->parts.items[life->accepted_part];
    struct result_row *row = rows_add(out);
    row->subject = life->subject;
    row->event_id = event->id;
    row->case_source = life->case_source;
    row->case_number = life->case_number;
    row->unit = part->unit;
    row->section = part->section;
    row->person = is_ours ? life_handler(life, completion->holding) : life->receiver;
    row->day.number = civil_day_of(event->occurred_at_us);
    row->characters = completed->result_length;
    row->digest = digest;
}

void rows_beside(const struct life *life, int32_t bucket, struct rows out[])
{
    if (life->subject_kind != SUBJECT_CASE || life->accepted == LIFE_NONE)
        return;
    for (int32_t i = 0; i < life->handovers.count; i++) {
        const struct handover *handover = &life->handovers.items[i];
        if (handover->holding != LIFE_NONE && handover->from != handover->to)
            add_handover(life, handover, bucket, &out[0]);
    }
    for (int32_t i = 0; i < life->completions.count; i++)
        add_result(life, &life->completions.items[i], &out[1]);
}
