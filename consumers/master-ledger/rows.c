/* rows -- see rows.h. */
#include "rows.h"

#include "core/words.h"

enum { MINUTE_US = 60000000 };

static const struct column columns[] = {
    COLUMN(master_row, case_id),       COLUMN(master_row, unit),
    COLUMN(master_row, entry_section), COLUMN(master_row, book_year),
    COLUMN(master_row, came_in_at),    COLUMN(master_row, came_in_precision),
    COLUMN(master_row, is_accepting),  COLUMN(master_row, receiver),
    COLUMN(master_row, handling),      COLUMN(master_row, handling_section),
    COLUMN(master_row, handler),       COLUMN(master_row, signed_at),
    COLUMN(master_row, sections),      COLUMN(master_row, held_minutes),
    COLUMN(master_row, held_since),    COLUMN(master_row, is_outside),
    COLUMN(master_row, is_holder),     COLUMN(master_row, flags),
};

const struct table master_row_table = {
    .name = "master_row",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct master_row),
    .keys_count = 2,
    .columns_count = sizeof(columns) / sizeof(columns[0]),
    .columns = columns,
};

/* Who of this unit completed it, or holds it now. */
static void fill_handler(const struct life *life, const struct unit_part *unit,
                         struct master_row *row)
{
    const struct part *closing = life_part_of(life, life->closing);
    if (str_eq(closing->unit, unit->unit)) {
        row->handling_section = closing->section;
        row->handler = life_handler(life, life->closing);
    }
    row->is_holder = str_eq(life_part_of(life, life->holding)->unit, unit->unit);
}

static void add_unit(const struct life *life, const struct unit_part *unit, struct rows *out)
{
    const struct part *entry = &life->parts.items[unit->entry_part];
    struct master_row *row = rows_add(out);
    row->case_id = life->subject;
    row->unit = unit->unit;
    row->entry_section = entry->section;
    row->book_year = (int32_t) unit->book_year;
    row->came_in_at.us = entry->came_in_at_us;
    row->came_in_precision = word_precision(entry->came_in_precision);
    row->is_accepting = unit->is_accepting;
    row->receiver = unit->receiver;
    row->handling = word_handling(unit->handling);
    fill_handler(life, unit, row);
    row->signed_at.us = life_at_us(life, entry->signed_by);
    row->sections = unit->sections;
    row->held_minutes = unit->held_us / MINUTE_US;
    row->held_since.us = unit->running_from_us;
    row->is_outside = unit->is_outside;
    if (!words_flags(unit->flags, out->arena, &row->flags))
        out->full = true;
}

void master_ledger_rows(const struct life *life, const struct rules *rules, struct rows out[])
{
    (void) rules;
    case_row_add(life, &out[0]);
    for (int32_t i = 0; i < life->units.count; i++)
        add_unit(life, &life->units.items[i], &out[1]);
}
