/* spreadsheet_cover -- see spreadsheet_cover.h. */
#include "office/spreadsheet_cover.h"

#include <stdio.h>
#include <string.h>

#include "office/book_time.h"
#include "office/cell_text.h"

/* ---- the year ---- */

/* The first "2022年" in a text; 0: none. */
static int year_in(struct str text)
{
    static const size_t len = 4 + sizeof("年") - 1;
    for (size_t i = 0; i + len <= text.len; i++) {
        int year = 0;
        bool is_digit_before = i > 0 && text.ptr[i - 1] >= '0' && text.ptr[i - 1] <= '9';
        if (!is_digit_before && text.ptr[i + 4] == "年"[0] &&
            book_year_read((struct str) {.ptr = text.ptr + i, .len = len}, &year))
            return year;
    }
    return 0;
}

static enum outcome take_year(struct mapping *mapping, const struct head_row *row, int *year,
                              struct err *err)
{
    for (size_t i = 0; i < row->count; i++) {
        int said = year_in(row->narrow[i]);
        if (said != 0 && *year != 0 && said != *year && mapping->book.year == 0)
            return err_reason(err, FATAL, REASON_CONFLICT,
                              "row %zu: the cover says %d and %d; say --year", row->number, *year,
                              said);
        if (said != 0)
            *year = said;
    }
    return OK;
}

/* ---- labels ---- */

/* What stands behind the label in this cell, or, when it is all there is, in the next with a value.
 */
static struct str behind_label(const struct head_row *row, size_t cell, struct str label)
{
    struct str text = row->narrow[cell];
    if (text.len < label.len || memcmp(text.ptr, label.ptr, label.len) != 0)
        return STR("");
    struct str rest = {.ptr = text.ptr + label.len, .len = text.len - label.len};
    if (rest.len > 0)
        return rest.ptr[0] == ':' ? (struct str) {.ptr = rest.ptr + 1, .len = rest.len - 1}
                                  : STR("");
    for (size_t i = cell + 1; i < row->count; i++)
        if (row->narrow[i].len > 0)
            return row->narrow[i];
    return STR("");
}

static void take_labels(struct mapping *mapping, const struct head_row *row)
{
    for (size_t i = 0; i < mapping->variables_count; i++) {
        struct mapping_variable *variable = &mapping->variables[i];
        for (size_t j = 0; j < variable->labels.count; j++)
            for (size_t k = 0; k < row->count && variable->value.len == 0; k++)
                variable->value = behind_label(row, k, variable->labels.items[j]);
    }
}

enum outcome spreadsheet_cover_read(struct mapping *mapping, const struct head_row *rows,
                                    size_t count, struct arena *arena, struct err *err)
{
    enum { YEAR_BYTES_MAX = 16 };
    int year = 0;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].bad.outcome != OK)
            continue;
        if (take_year(mapping, &rows[i], &year, err) != OK)
            return err->outcome;
        take_labels(mapping, &rows[i]);
    }
    if (mapping->book.year == 0)
        mapping->book.year = year;
    char *text = arena_alloc_bytes(arena, YEAR_BYTES_MAX);
    if (text == NULL)
        return err_set(err, FATAL, "no memory for a cover");
    int len =
        mapping->book.year == 0 ? 0 : snprintf(text, YEAR_BYTES_MAX, "%d", mapping->book.year);
    mapping_set(mapping, STR("year"), (struct str) {.ptr = text, .len = (size_t) len});
    return OK;
}
