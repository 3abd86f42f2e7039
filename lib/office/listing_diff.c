/* listing_diff -- see listing_diff.h. */
#include "office/listing_diff.h"

enum { CAPACITY = 16, VALUE_TEXT_MAX = 1100 };

/* The row of the same keys; NULL: there is none. */
static const void *row_before(const struct listing_change *change, const void *row)
{
    const struct rows *rows = change->before;
    struct listing_range range = listing_find(rows, rows->table->keys_count, row);
    return range.first < range.end ? rows_at(rows, range.first) : NULL;
}

enum outcome listing_diff(const struct listing *listing, struct rows *before, struct rows *after,
                          struct listing_change *change_out, struct err *err)
{
    struct listing_change change = {.listing = listing, .before = before};
    if (rows_init(&change.put, &listing->table, CAPACITY, after->arena, err) != OK ||
        rows_init(&change.gone, &listing->table, CAPACITY, after->arena, err) != OK)
        return listing_full(after->arena, err);
    rows_diff(before, after, &change.put, &change.gone);
    if (change.put.full || change.gone.full)
        return listing_full(after->arena, err);
    for (size_t i = 0; i < change.put.count; i++)
        change.added += row_before(&change, rows_at(&change.put, i)) == NULL;
    change.changed = change.put.count - change.added;
    *change_out = change;
    return OK;
}

bool listing_change_is_empty(const struct listing_change *change)
{
    return change->put.count + change->gone.count == 0;
}

/* ---- in words ---- */

static const char *value_text(const struct column *column, const void *row,
                              char text_out[VALUE_TEXT_MAX])
{
    const void *value = (const unsigned char *) row + column->offset;
    int64_t day = 0;
    switch (column->type) {
    case COLUMN_TEXT: {
        const struct str *text = value;
        (void) snprintf(text_out, VALUE_TEXT_MAX, "'%.*s'", STR_ARG(*text));
        return text_out;
    }
    case COLUMN_BOOLEAN:
        return *(const bool *) value ? "yes" : "no";
    case COLUMN_DATE:
        day = ((const struct day *) value)->number;
        return day == DAY_NONE ? "''" : listing_day_text(day, text_out);
    case COLUMN_BIGINT:
    case COLUMN_COUNT:
    case COLUMN_INTEGER:
    case COLUMN_UUID:
    case COLUMN_TIME:
        break;
    }
    return "?"; /* no listing has such a column */
}

static bool is_shown(const struct column *column, const void *row)
{
    const void *value = (const unsigned char *) row + column->offset;
    if (column->type == COLUMN_TEXT)
        return ((const struct str *) value)->len > 0;
    if (column->type == COLUMN_DATE)
        return ((const struct day *) value)->number != DAY_NONE &&
               ((const struct day *) value)->number != LISTING_FIRST_DAY;
    return *(const bool *) value;
}

/* "unit code 'zjj', first_day 2022-01-01": columns [from, to) that say something. */
static void print_columns(const struct table *table, const void *row, size_t from, size_t to,
                          FILE *out)
{
    char text[VALUE_TEXT_MAX];
    const char *comma = "";
    for (size_t i = from; i < to; i++) {
        if (!is_shown(&table->columns[i], row))
            continue;
        (void) fprintf(out, "%s %s %s", comma, table->columns[i].name,
                       value_text(&table->columns[i], row, text));
        comma = ",";
    }
}

static void print_put(const struct table *table, const void *before, const void *row, FILE *out)
{
    char old[VALUE_TEXT_MAX];
    char new[VALUE_TEXT_MAX];
    const char *comma = ":";
    (void) fprintf(out, "%c %s", before == NULL ? '+' : '~', table->name);
    if (before == NULL) {
        print_columns(table, row, 0, table->columns_count, out);
        (void) fputc('\n', out);
        return;
    }
    print_columns(table, row, 0, table->keys_count, out);
    for (size_t i = table->keys_count; i < table->columns_count; i++) {
        struct table one = *table;
        one.columns = &table->columns[i];
        one.columns_count = 1;
        if (row_eq(&one, before, row))
            continue;
        (void) fprintf(out, "%s %s %s -> %s", comma, table->columns[i].name,
                       value_text(&table->columns[i], before, old),
                       value_text(&table->columns[i], row, new));
        comma = ",";
    }
    (void) fputc('\n', out);
}

static void print_table(const struct listing_change *change, size_t limit, FILE *out)
{
    const struct table *table = change->put.table;
    size_t count = change->put.count + change->gone.count;
    for (size_t i = 0; i < change->gone.count && i < limit; i++) {
        (void) fprintf(out, "- %s", table->name);
        print_columns(table, rows_at(&change->gone, i), 0, table->keys_count, out);
        (void) fputc('\n', out);
    }
    for (size_t i = 0; i < change->put.count && change->gone.count + i < limit; i++) {
        const void *row = rows_at(&change->put, i);
        print_put(table, row_before(change, row), row, out);
    }
    if (count > limit)
        (void) fprintf(out, "  %s: %zu more; --limit shows them\n", table->name, count - limit);
}

void listing_changes_print(const struct listing_change *changes, size_t count, size_t limit,
                           FILE *out)
{
    for (size_t i = 0; i < count; i++)
        print_table(&changes[i], limit, out);
    for (size_t i = 0; i < count; i++) {
        const struct listing_change *change = &changes[i];
        if (!listing_change_is_empty(change))
            (void) fprintf(out, "%s: %zu new, %zu changed, %zu gone\n", change->listing->file,
                           change->added, change->changed, change->gone.count);
    }
}
