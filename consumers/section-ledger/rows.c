/* rows -- see rows.h. */
#include "rows.h"

#include "core/words.h"

enum { MINUTE_US = 60000000 };

static const struct column columns[] = {
    COLUMN(section_row, case_id),
    COLUMN(section_row, unit),
    COLUMN(section_row, section),
    COLUMN(section_row, book_year),
    COLUMN(section_row, came_in_at),
    COLUMN(section_row, came_in_precision),
    COLUMN(section_row, entry),
    COLUMN(section_row, handling),
    COLUMN(section_row, receiver),
    COLUMN(section_row, handler),
    COLUMN(section_row, signed_at),
    COLUMN(section_row, handed_to_unit),
    COLUMN(section_row, handed_to_section),
    COLUMN(section_row, handed_at),
    COLUMN(section_row, visits),
    COLUMN(section_row, held_minutes),
    COLUMN(section_row, held_since),
    COLUMN(section_row, completions),
    COLUMN(section_row, completed_at),
    COLUMN(section_row, is_outside),
    COLUMN(section_row, is_holder),
    COLUMN(section_row, is_closing),
    COLUMN(section_row, flags),
};

const struct table section_row_table = {
    .name = "section_row",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct section_row),
    .keys_count = 3,
    .columns_count = sizeof(columns) / sizeof(columns[0]),
    .columns = columns,
};

static void fill_handing_on(const struct life *life, const struct part *part,
                            struct section_row *row)
{
    if (part->handed_on == LIFE_NONE)
        return;
    const struct handover *handover = &life->handovers.items[part->handed_on];
    row->handed_to_unit = life->parts.items[handover->to].unit;
    row->handed_to_section = life->parts.items[handover->to].section;
    row->handed_at.us = life_at_us(life, handover->fact);
}

static void fill_completion(const struct life *life, const struct part *part,
                            struct section_row *row)
{
    row->completions = part->completions;
    if (part->completion != LIFE_NONE)
        row->completed_at.us = life_at_us(life, life->completions.items[part->completion].fact);
}

static void add_section(const struct life *life, const struct part *part, struct rows *out)
{
    const struct unit_part *unit = &life->units.items[part->unit_index];
    struct section_row *row = rows_add(out);
    row->case_id = life->subject;
    row->unit = part->unit;
    row->section = part->section;
    row->book_year = (int32_t) unit->book_year;
    row->came_in_at.us = part->came_in_at_us;
    row->came_in_precision = word_precision(part->came_in_precision);
    row->entry = word_entry(part->entry);
    row->handling = word_handling(part->handling);
    row->receiver = unit->receiver;
    row->handler = part->handler;
    row->signed_at.us = life_at_us(life, part->signed_by);
    fill_handing_on(life, part, row);
    row->visits = part->visits;
    row->held_minutes = part->held_us / MINUTE_US;
    row->held_since.us = part->running_from_us;
    fill_completion(life, part, row);
    row->is_outside = part->is_outside;
    row->is_holder = part->is_holder;
    row->is_closing = part->is_closing;
    if (!words_flags(part->flags, out->arena, &row->flags))
        out->full = true;
}

void section_ledger_rows(const struct life *life, const struct rules *rules, struct rows out[])
{
    (void) rules;
    case_row_add(life, &out[0]);
    for (int32_t i = 0; i < life->parts.count; i++)
        if (life->parts.items[i].has_row)
            add_section(life, &life->parts.items[i], &out[1]);
}
