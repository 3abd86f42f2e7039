/* sheet -- see sheet.h. */
#include "run/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/cell_text.h"
#include "run/sheet_cover.h"
#include "run/sheet_head.h"

enum { HEAD_BYTES_MAX = 4 << 20, ROW_BYTES_MAX = 4 << 20 };

struct sheet {
    struct csv_reader *reader;
    struct mapping *mapping;
    struct arena head_arena;
    struct head head;
    size_t served; /* rows of the head's that were read ahead */
    struct str names[MAPPING_COLUMNS_MAX];
    struct arena row_arena;
    struct str fields[MAPPING_COLUMNS_MAX];
    struct sheet_counts counts;
};

/* ---- the head ---- */

static enum outcome keep_cells(struct sheet *sheet, const struct csv_row *row,
                               struct head_row *kept, struct err *err)
{
    struct arena *arena = &sheet->head_arena;
    kept->count = row->count;
    kept->cells = arena_alloc(arena, (row->count + 1) * sizeof(*kept->cells));
    kept->narrow = arena_alloc(arena, (row->count + 1) * sizeof(*kept->narrow));
    bool is_kept = kept->cells != NULL && kept->narrow != NULL;
    for (size_t i = 0; is_kept && i < row->count; i++) {
        struct str *narrow = &kept->narrow[i];
        is_kept = str_keep(row->fields[i], arena, &kept->cells[i], err) == OK &&
                  cell_narrow(kept->cells[i], CELL_DROP_SPACES, arena, narrow, err) == OK;
        while (is_kept && narrow->len > 1 && strchr(":*", narrow->ptr[narrow->len - 1]) != NULL)
            narrow->len--;
    }
    if (!is_kept)
        return err_reason(err, REJECT, REASON_TOO_LARGE,
                          "the first %d rows are larger than %d bytes", SHEET_HEAD_ROWS,
                          HEAD_BYTES_MAX);
    return OK;
}

static enum outcome read_head(struct sheet *sheet, struct err *err)
{
    struct head *head = &sheet->head;
    while (head->count <= SHEET_HEAD_ROWS) {
        struct csv_row row;
        struct head_row *kept = &head->rows[head->count];
        struct err bad = {.outcome = OK};
        enum outcome outcome = csv_next(sheet->reader, &row, &bad);
        if (outcome != OK && outcome != REJECT) {
            *err = bad;
            return outcome;
        }
        if (outcome == OK && row.is_end)
            break;
        *kept = (struct head_row) {.number = row.number, .line = row.line};
        if (outcome == REJECT)
            kept->bad = bad;
        else if (keep_cells(sheet, &row, kept, err) != OK)
            return err->outcome;
        head->count++;
    }
    if (head->count == 0)
        return err_reason(err, REJECT, REASON_EMPTY, "the file is empty");
    return OK;
}

static enum outcome find_head(struct sheet *sheet, struct err *err)
{
    struct mapping *mapping = sheet->mapping;
    struct head *head = &sheet->head;
    bool is_found = false;
    head->arena = &sheet->head_arena;
    head->mapping = mapping;
    if (read_head(sheet, err) != OK || head_find(head, &is_found, err) != OK)
        return err->outcome;
    if (!is_found)
        return head_complain(head, err);
    sheet->served = head->first + head->depth;
    for (size_t i = 0; i < mapping->wanted_count; i++) {
        sheet->names[i] = mapping->wanted[i].name;
        mapping->wanted[i].is_absent = head->places.columns[i] == NOWHERE;
    }
    for (size_t i = 0; i < mapping->choices_count; i++)
        for (size_t j = 0; j < mapping->choices[i].count; j++)
            if (head->places.boxes[i][j] != NOWHERE)
                mapping->wanted[mapping->choices[i].column].is_absent = false;
    if (sheet_cover_read(mapping, head->rows, head->first, &sheet->head_arena, err) != OK)
        return err->outcome;
    return mapping_bind(mapping, sheet->names, mapping->wanted_count, err);
}

/* ---- rows that are none ---- */

static size_t first_filled(const struct csv_row *row)
{
    size_t i = 0;
    while (i < row->count && cell_trim(row->fields[i]).len == 0)
        i++;
    return i;
}

static bool is_same_row(const struct head_row *kept, const struct csv_row *row)
{
    size_t count = row->count > kept->count ? row->count : kept->count;
    if (kept->bad.outcome != OK)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct str one = i < kept->count ? cell_trim(kept->cells[i]) : STR("");
        struct str other = i < row->count ? cell_trim(row->fields[i]) : STR("");
        if (!str_eq(one, other))
            return false;
    }
    return true;
}

/* The cover and the names again, as at the head of a printed page. */
static bool is_head_again(const struct sheet *sheet, const struct csv_row *row)
{
    for (size_t i = 0; i < sheet->head.first + sheet->head.depth; i++)
        if (is_same_row(&sheet->head.rows[i], row))
            return true;
    return false;
}

static enum outcome is_footer(struct sheet *sheet, struct str cell, bool *is_footer_out,
                              struct err *err)
{
    const struct mapping_words *footers = &sheet->mapping->book.footers;
    struct str plain;
    *is_footer_out = false;
    if (cell_narrow(cell, CELL_DROP_SPACES, &sheet->row_arena, &plain, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < footers->count; i++)
        if (plain.len >= footers->items[i].len &&
            memcmp(plain.ptr, footers->items[i].ptr, footers->items[i].len) == 0)
            *is_footer_out = true;
    return OK;
}

/* Is it to be skipped?  Counted where it is. */
static enum outcome skips(struct sheet *sheet, const struct csv_row *row, bool *skips_out,
                          struct err *err)
{
    size_t filled = first_filled(row);
    bool footer = false;
    *skips_out = true;
    if (filled == row->count)
        sheet->counts.blank++;
    else if (is_footer(sheet, row->fields[filled], &footer, err) != OK)
        return err->outcome;
    else if (footer)
        sheet->counts.footers++;
    else if (is_head_again(sheet, row))
        sheet->counts.repeated++;
    else
        *skips_out = false;
    return OK;
}

/* ---- rows ---- */

static enum outcome check_width(const struct sheet *sheet, const struct csv_row *row,
                                struct err *err)
{
    size_t count = row->count;
    while (count > sheet->head.places.count && cell_trim(row->fields[count - 1]).len == 0)
        count--;
    if (count != sheet->head.places.count)
        return err_reason(err, REJECT, REASON_SYNTAX, "%zu fields, where the head names %zu",
                          row->count, sheet->head.places.count);
    return OK;
}

static struct choice_words words_of(const struct mapping_choice *choice)
{
    return (struct choice_words) {.items = choice->words, .count = choice->count};
}

/* Boxes in columns of their own. */
static enum outcome read_boxes(struct sheet *sheet, size_t choice_index, const struct csv_row *row,
                               struct chosen *chosen, struct err *err)
{
    const struct mapping_choice *choice = &sheet->mapping->choices[choice_index];
    for (size_t i = 0; i < choice->count; i++) {
        int place = sheet->head.places.boxes[choice_index][i];
        struct str cell = place == NOWHERE ? STR("") : row->fields[place];
        enum choice_tick tick = choice_tick(cell, choice->words[i].word);
        if (tick == TICK_NO)
            continue;
        if (tick == TICK_TEXT && !choice->words[i].takes_text)
            return err_reason(err, REJECT, REASON_UNKNOWN_VALUE,
                              "below \"%.*s\" stands neither a tick nor nothing",
                              STR_ARG(choice->words[i].word));
        if (chosen->word.len > 0)
            return err_reason(err, REJECT, REASON_CONFLICT, "two boxes are ticked");
        *chosen = (struct chosen) {.word = choice->words[i].word, .has_index = true, .index = i};
        if (tick == TICK_TEXT)
            chosen->text = cell_trim(cell);
    }
    return OK;
}

/* A text behind a box goes where the mapping says, unless that has a column which says it too. */
static enum outcome place_text(struct sheet *sheet, const struct mapping_choice *choice,
                               const struct chosen *chosen, struct err *err)
{
    if (!chosen->has_index || chosen->text.len == 0)
        return OK;
    struct str *field = &sheet->fields[choice->text_columns[chosen->index]];
    struct str there = cell_trim(*field);
    if (there.len > 0 && !str_eq(there, chosen->text))
        return err_reason(err, REJECT, REASON_CONFLICT,
                          "the text behind the box is not what stands in column \"%.*s\"",
                          STR_ARG(sheet->names[choice->text_columns[chosen->index]]));
    *field = chosen->text;
    return OK;
}

static enum outcome read_choice(struct sheet *sheet, size_t index, const struct csv_row *row,
                                struct err *err)
{
    const struct mapping_choice *choice = &sheet->mapping->choices[index];
    const struct choice_words words = words_of(choice);
    struct chosen chosen = {.has_index = false};
    struct chosen boxed = {.has_index = false};
    struct str *field = &sheet->fields[choice->column];
    if (choice_read(&words, *field, &sheet->row_arena, &chosen, err) != OK ||
        read_boxes(sheet, index, row, &boxed, err) != OK)
        return err->outcome;
    if (chosen.word.len > 0 && boxed.word.len > 0)
        return err_reason(err, REJECT, REASON_CONFLICT, "two boxes are ticked");
    if (boxed.word.len > 0)
        chosen = boxed;
    *field = chosen.word;
    return place_text(sheet, choice, &chosen, err);
}

static enum outcome arrange(struct sheet *sheet, struct csv_row *row, struct str *column_out,
                            struct err *err)
{
    const struct mapping *mapping = sheet->mapping;
    struct csv_row raw = *row;
    row->fields = NULL;
    row->count = 0;
    if (check_width(sheet, &raw, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < mapping->wanted_count; i++) {
        int place = sheet->head.places.columns[i];
        sheet->fields[i] = place == NOWHERE ? STR("") : raw.fields[place];
    }
    row->fields = sheet->fields;
    row->count = mapping->wanted_count;
    for (size_t i = 0; i < mapping->choices_count; i++) {
        if (read_choice(sheet, i, &raw, err) == OK)
            continue;
        *column_out = sheet->names[mapping->choices[i].column];
        return err->outcome;
    }
    return OK;
}

/* The row behind the one given last: of the head's that were read ahead, or of the file. */
static enum outcome next_raw(struct sheet *sheet, struct csv_row *row_out, struct err *err)
{
    if (sheet->served == sheet->head.count)
        return csv_next(sheet->reader, row_out, err);
    const struct head_row *kept = &sheet->head.rows[sheet->served++];
    *row_out = (struct csv_row) {
        .number = kept->number, .line = kept->line, .fields = kept->cells, .count = kept->count};
    if (kept->bad.outcome != OK)
        *err = kept->bad;
    return kept->bad.outcome;
}

enum outcome sheet_next(struct sheet *sheet, struct csv_row *row_out, struct str *column_out,
                        struct err *err)
{
    bool is_none = true;
    enum outcome outcome = OK;
    *column_out = STR("");
    while (is_none) {
        arena_reset(&sheet->row_arena);
        if (next_raw(sheet, row_out, err) != OK)
            return err->outcome;
        if (row_out->is_end)
            return OK;
        outcome = skips(sheet, row_out, &is_none, err);
        if (outcome != OK)
            break;
    }
    if (outcome == OK)
        outcome = arrange(sheet, row_out, column_out, err);
    return outcome == RETRY /* one row alone fills the arena */
               ? err_reason(err, REJECT, REASON_TOO_LARGE, "the row is too large")
               : outcome;
}

/* ---- life cycle ---- */

static enum outcome open_sheet(struct sheet *sheet, FILE *file, struct err *err)
{
    const struct csv_options options = {.encoding = sheet->mapping->book.encoding,
                                        .separator = sheet->mapping->book.delimiter};
    if (arena_init(&sheet->head_arena, HEAD_BYTES_MAX, err) != OK ||
        arena_init(&sheet->row_arena, ROW_BYTES_MAX, err) != OK ||
        csv_open_rows(file, &options, &sheet->reader, err) != OK)
        return err->outcome;
    return find_head(sheet, err);
}

enum outcome sheet_open(FILE *file, struct mapping *mapping, struct sheet **sheet_out,
                        struct err *err)
{
    struct sheet *sheet = calloc(1, sizeof(*sheet));
    if (sheet == NULL)
        return err_set(err, FATAL, "no memory for a sheet");
    sheet->mapping = mapping;
    enum outcome outcome = open_sheet(sheet, file, err);
    if (outcome == OK)
        *sheet_out = sheet;
    else
        sheet_close(sheet);
    return outcome;
}

void sheet_close(struct sheet *sheet)
{
    if (sheet == NULL)
        return;
    csv_close(sheet->reader);
    arena_done(&sheet->row_arena);
    arena_done(&sheet->head_arena);
    free(sheet);
}

struct sheet_counts sheet_counts(const struct sheet *sheet)
{
    return sheet->counts;
}

size_t sheet_bytes_read(const struct sheet *sheet)
{
    return csv_bytes_read(sheet->reader);
}
