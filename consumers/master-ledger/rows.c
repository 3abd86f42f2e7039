/* rows -- see rows.h. */
#include "rows.h"

#include "core/sort.h"
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

static const struct column report_columns[] = {
    COLUMN(report_row, subject), COLUMN(report_row, section),     COLUMN(report_row, month),
    COLUMN(report_row, unit),    COLUMN(report_row, year),        COLUMN(report_row, rows_count),
    COLUMN(report_row, is_nil),  COLUMN(report_row, reported_by), COLUMN(report_row, reported_at),
};

const struct table report_row_table = {
    .name = "report_row",
    .kind = TABLE_OF_CASE,
    .row_size = sizeof(struct report_row),
    .keys_count = 3,
    .columns_count = sizeof(report_columns) / sizeof(report_columns[0]),
    .columns = report_columns,
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

/* By section and month, what was recorded last first. */
static int compare_reports(const void *context, uint32_t a, uint32_t b)
{
    const struct life *life = context;
    const struct event *left = life_event(life, (int32_t) a);
    const struct event *right = life_event(life, (int32_t) b);
    int order = str_compare(left->book_reported.section, right->book_reported.section);
    if (order != 0)
        return order;
    if (left->book_reported.month != right->book_reported.month)
        return left->book_reported.month < right->book_reported.month ? -1 : 1;
    if (left->recorded_at_us != right->recorded_at_us)
        return left->recorded_at_us > right->recorded_at_us ? -1 : 1;
    return uuid_compare(&right->id, &left->id);
}

static bool is_of_same_month(const struct life *life, uint32_t a, uint32_t b)
{
    const struct book_reported *left = &life_event(life, (int32_t) a)->book_reported;
    const struct book_reported *right = &life_event(life, (int32_t) b)->book_reported;
    return left->month == right->month && str_eq(left->section, right->section);
}

/* The door has seen to it that a unit's year is four digits. */
static int32_t year_of(const struct life *life)
{
    int32_t year = 0;
    for (size_t i = 0; i < life->case_number.len; i++)
        year = 10 * year + (life->case_number.ptr[i] - '0');
    return year;
}

static void add_report(const struct life *life, const struct event *event, struct rows *out)
{
    const struct book_reported *report = &event->book_reported;
    struct report_row *row = rows_add(out);
    row->subject = life->subject;
    row->unit = life->case_source;
    row->year = year_of(life);
    row->section = report->section;
    row->month = (int32_t) report->month;
    row->rows_count = report->rows;
    row->is_nil = report->is_nil;
    row->reported_by = report->by;
    row->reported_at.us = event->occurred_at_us;
}

/* Of each section's month the report recorded last. */
static void add_reports(const struct life *life, struct rows *out)
{
    size_t most = (size_t) life->facts.count;
    uint32_t *reports = arena_alloc(out->arena, (2 * most + 1) * sizeof(*reports));
    size_t count = 0;
    if (reports == NULL) {
        out->full = true;
        return;
    }
    for (int32_t i = 0; i < life->facts.count; i++)
        if (life_event(life, i)->kind == EVENT_BOOK_REPORTED)
            reports[count++] = (uint32_t) i;
    sort_numbers(reports, reports + most, count, compare_reports, life);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !is_of_same_month(life, reports[i - 1], reports[i]))
            add_report(life, life_event(life, (int32_t) reports[i]), out);
}

void master_ledger_rows(const struct life *life, const struct rules *rules, struct rows out[])
{
    (void) rules;
    case_row_add(life, &out[0]);
    for (int32_t i = 0; i < life->units.count; i++)
        add_unit(life, &life->units.items[i], &out[1]);
    if (life->subject_kind == SUBJECT_UNIT_YEAR)
        add_reports(life, &out[2]);
}
