/* directory_diff -- see directory_diff.h. */
#include "office/directory_diff.h"

#include <string.h>

enum { CAPACITY = 16, VALUE_TEXT_MAX = 1100 };

/* The row of the same keys; NULL: there is none. */
static const void *row_before(const struct directory_diff *diff, enum directory_table which,
                              const void *row)
{
    const struct rows *rows = &diff->before->tables[which];
    struct directory_range range = directory_find(rows, rows->table->keys_count, row);
    return range.first < range.end ? rows_at(rows, range.first) : NULL;
}

static enum outcome diff_table(struct directory *before, struct directory *after,
                               enum directory_table which, struct directory_diff *diff,
                               struct err *err)
{
    struct directory_change *change = &diff->tables[which];
    const struct table *table = &directory_listings[which].table;
    if (rows_init(&change->put, table, CAPACITY, &after->arena, err) != OK ||
        rows_init(&change->gone, table, CAPACITY, &after->arena, err) != OK)
        return listing_full(&after->arena, err);
    rows_diff(&before->tables[which], &after->tables[which], &change->put, &change->gone);
    if (change->put.full || change->gone.full)
        return listing_full(&after->arena, err);
    for (size_t i = 0; i < change->put.count; i++)
        change->added += row_before(diff, which, rows_at(&change->put, i)) == NULL;
    change->changed = change->put.count - change->added;
    return OK;
}

enum outcome directory_diff(struct directory *before, struct directory *after,
                            struct directory_diff *diff_out, struct err *err)
{
    *diff_out = (struct directory_diff) {.before = before};
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT; which++)
        if (diff_table(before, after, which, diff_out, err) != OK)
            return err->outcome;
    return OK;
}

static bool is_changed(const struct directory_change *change)
{
    return change->put.count + change->gone.count > 0;
}

bool directory_diff_is_empty(const struct directory_diff *diff)
{
    for (size_t i = 0; i < DIRECTORY_TABLES_COUNT; i++)
        if (is_changed(&diff->tables[i]))
            return false;
    return true;
}

bool directory_diff_has_rules(const struct directory_diff *diff)
{
    return is_changed(&diff->tables[DIRECTORY_UNIT]) ||
           is_changed(&diff->tables[DIRECTORY_SECTION]);
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
    case COLUMN_INTEGER:
    case COLUMN_UUID:
    case COLUMN_TIME:
        break;
    }
    return "?"; /* no table of the directory has such a column */
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

static void print_table(const struct directory_diff *diff, enum directory_table which, size_t limit,
                        FILE *out)
{
    const struct directory_change *change = &diff->tables[which];
    const struct table *table = change->put.table;
    size_t count = change->put.count + change->gone.count;
    for (size_t i = 0; i < change->gone.count && i < limit; i++) {
        (void) fprintf(out, "- %s", table->name);
        print_columns(table, rows_at(&change->gone, i), 0, table->keys_count, out);
        (void) fputc('\n', out);
    }
    for (size_t i = 0; i < change->put.count && change->gone.count + i < limit; i++) {
        const void *row = rows_at(&change->put, i);
        print_put(table, row_before(diff, which, row), row, out);
    }
    if (count > limit)
        (void) fprintf(out, "  %s: %zu more; --limit shows them\n", table->name, count - limit);
}

void directory_diff_print(const struct directory_diff *diff, size_t limit, FILE *out)
{
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT; which++)
        print_table(diff, which, limit, out);
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT; which++) {
        const struct directory_change *change = &diff->tables[which];
        if (is_changed(change))
            (void) fprintf(out, "%s: %zu new, %zu changed, %zu gone\n",
                           directory_listings[which].file, change->added, change->changed,
                           change->gone.count);
    }
}
