/* spreadsheet -- see spreadsheet.h. */
#include "office/spreadsheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/cell_text.h"
#include "office/spreadsheet_cover.h"
#include "office/spreadsheet_head.h"

enum { HEAD_BYTES_MAX = 4 << 20, ROW_BYTES_MAX = 4 << 20 };

struct spreadsheet {
    struct csv_reader *reader;
    struct mapping *mapping;
    struct arena head_arena;
    struct head head;
    size_t served; /* rows of the head's that were read ahead */
    struct str names[MAPPING_COLUMNS_MAX];
    struct arena row_arena;
    struct str fields[MAPPING_COLUMNS_MAX];
    struct spreadsheet_counts counts;
};

/* ---- the head ---- */

static enum outcome keep_cells(struct spreadsheet *spreadsheet, const struct csv_row *row,
                               struct head_row *kept, struct err *err)
{
    struct arena *arena = &spreadsheet->head_arena;
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
                          "the first %d rows are larger than %d bytes", SPREADSHEET_HEAD_ROWS,
                          HEAD_BYTES_MAX);
    return OK;
}

static enum outcome read_head(struct spreadsheet *spreadsheet, struct err *err)
{
    struct head *head = &spreadsheet->head;
    while (head->count <= SPREADSHEET_HEAD_ROWS) {
        struct csv_row row;
        struct head_row *kept = &head->rows[head->count];
        struct err bad = {.outcome = OK};
        enum outcome outcome = csv_next(spreadsheet->reader, &row, &bad);
        if (outcome != OK && outcome != REJECT) {
            *err = bad;
            return outcome;
        }
        if (outcome == OK && row.is_end)
            break;
        *kept = (struct head_row) {.number = row.number, .line = row.line};
        if (outcome == REJECT)
            kept->bad = bad;
        else if (keep_cells(spreadsheet, &row, kept, err) != OK)
            return err->outcome;
        head->count++;
    }
    if (head->count == 0)
        return err_reason(err, REJECT, REASON_EMPTY, "the file is empty");
    return OK;
}

static enum outcome find_head(struct spreadsheet *spreadsheet, struct err *err)
{
    struct mapping *mapping = spreadsheet->mapping;
    struct head *head = &spreadsheet->head;
    bool is_found = false;
    head->arena = &spreadsheet->head_arena;
    head->mapping = mapping;
    if (read_head(spreadsheet, err) != OK || head_find(head, &is_found, err) != OK)
        return err->outcome;
    if (!is_found)
        return head_complain(head, err);
    spreadsheet->served = head->first + head->depth;
    for (size_t i = 0; i < mapping->wanted_count; i++) {
        spreadsheet->names[i] = mapping->wanted[i].name;
        mapping->wanted[i].is_absent = head->places.columns[i] == NOWHERE;
    }
    for (size_t i = 0; i < mapping->choices_count; i++)
        for (size_t j = 0; j < mapping->choices[i].count; j++)
            if (head->places.boxes[i][j] != NOWHERE)
                mapping->wanted[mapping->choices[i].column].is_absent = false;
    if (spreadsheet_cover_read(mapping, head->rows, head->first, &spreadsheet->head_arena, err) !=
        OK)
        return err->outcome;
    return mapping_bind(mapping, spreadsheet->names, mapping->wanted_count, err);
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
static bool is_head_again(const struct spreadsheet *spreadsheet, const struct csv_row *row)
{
    for (size_t i = 0; i < spreadsheet->head.first + spreadsheet->head.depth; i++)
        if (is_same_row(&spreadsheet->head.rows[i], row))
            return true;
    return false;
}

static enum outcome is_footer(struct spreadsheet *spreadsheet, struct str cell, bool *is_footer_out,
                              struct err *err)
{
    const struct mapping_words *footers = &spreadsheet->mapping->book.footers;
    struct str plain;
    *is_footer_out = false;
    if (cell_narrow(cell, CELL_DROP_SPACES, &spreadsheet->row_arena, &plain, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < footers->count; i++)
        if (plain.len >= footers->items[i].len &&
            memcmp(plain.ptr, footers->items[i].ptr, footers->items[i].len) == 0)
            *is_footer_out = true;
    return OK;
}

/* Is it to be skipped?  Counted where it is. */
static enum outcome skips(struct spreadsheet *spreadsheet, const struct csv_row *row,
                          bool *skips_out, struct err *err)
{
    size_t filled = first_filled(row);
    bool footer = false;
    *skips_out = true;
    if (filled == row->count)
        spreadsheet->counts.blank++;
    else if (is_footer(spreadsheet, row->fields[filled], &footer, err) != OK)
        return err->outcome;
    else if (footer)
        spreadsheet->counts.footers++;
    else if (is_head_again(spreadsheet, row))
        spreadsheet->counts.repeated++;
    else
        *skips_out = false;
    return OK;
}

/* ---- rows ---- */

static enum outcome check_width(const struct spreadsheet *spreadsheet, const struct csv_row *row,
                                struct err *err)
{
    size_t count = row->count;
    while (count > spreadsheet->head.places.count && cell_trim(row->fields[count - 1]).len == 0)
        count--;
    if (count != spreadsheet->head.places.count)
        return err_reason(err, REJECT, REASON_SYNTAX, "%zu fields, where the head names %zu",
                          row->count, spreadsheet->head.places.count);
    return OK;
}

static struct choice_words words_of(const struct mapping_choice *choice)
{
    return (struct choice_words) {.items = choice->words, .count = choice->count};
}

/* Boxes in columns of their own. */
static enum outcome read_boxes(struct spreadsheet *spreadsheet, size_t choice_index,
                               const struct csv_row *row, struct chosen *chosen, struct err *err)
{
    const struct mapping_choice *choice = &spreadsheet->mapping->choices[choice_index];
    for (size_t i = 0; i < choice->count; i++) {
        int place = spreadsheet->head.places.boxes[choice_index][i];
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
static enum outcome place_text(struct spreadsheet *spreadsheet, const struct mapping_choice *choice,
                               const struct chosen *chosen, struct err *err)
{
    if (!chosen->has_index || chosen->text.len == 0)
        return OK;
    struct str *field = &spreadsheet->fields[choice->text_columns[chosen->index]];
    struct str there = cell_trim(*field);
    if (there.len > 0 && !str_eq(there, chosen->text))
        return err_reason(err, REJECT, REASON_CONFLICT,
                          "the text behind the box is not what stands in column \"%.*s\"",
                          STR_ARG(spreadsheet->names[choice->text_columns[chosen->index]]));
    *field = chosen->text;
    return OK;
}

static enum outcome read_choice(struct spreadsheet *spreadsheet, size_t index,
                                const struct csv_row *row, struct err *err)
{
    const struct mapping_choice *choice = &spreadsheet->mapping->choices[index];
    const struct choice_words words = words_of(choice);
    struct chosen chosen = {.has_index = false};
    struct chosen boxed = {.has_index = false};
    struct str *field = &spreadsheet->fields[choice->column];
    if (choice_read(&words, *field, &spreadsheet->row_arena, &chosen, err) != OK ||
        read_boxes(spreadsheet, index, row, &boxed, err) != OK)
        return err->outcome;
    if (chosen.word.len > 0 && boxed.word.len > 0)
        return err_reason(err, REJECT, REASON_CONFLICT, "two boxes are ticked");
    if (boxed.word.len > 0)
        chosen = boxed;
    *field = chosen.word;
    return place_text(spreadsheet, choice, &chosen, err);
}

static enum outcome arrange(struct spreadsheet *spreadsheet, struct csv_row *row,
                            struct str *column_out, struct err *err)
{
    const struct mapping *mapping = spreadsheet->mapping;
    struct csv_row raw = *row;
    row->fields = NULL;
    row->count = 0;
    if (check_width(spreadsheet, &raw, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < mapping->wanted_count; i++) {
        int place = spreadsheet->head.places.columns[i];
        spreadsheet->fields[i] = place == NOWHERE ? STR("") : raw.fields[place];
    }
    row->fields = spreadsheet->fields;
    row->count = mapping->wanted_count;
    for (size_t i = 0; i < mapping->choices_count; i++) {
        if (read_choice(spreadsheet, i, &raw, err) == OK)
            continue;
        *column_out = spreadsheet->names[mapping->choices[i].column];
        return err->outcome;
    }
    return OK;
}

/* The row behind the one given last: of the head's that were read ahead, or of the file. */
static enum outcome next_raw(struct spreadsheet *spreadsheet, struct csv_row *row_out,
                             struct err *err)
{
    if (spreadsheet->served == spreadsheet->head.count)
        return csv_next(spreadsheet->reader, row_out, err);
    const struct head_row *kept = &spreadsheet->head.rows[spreadsheet->served++];
    *row_out = (struct csv_row) {
        .number = kept->number, .line = kept->line, .fields = kept->cells, .count = kept->count};
    if (kept->bad.outcome != OK)
        *err = kept->bad;
    return kept->bad.outcome;
}

enum outcome spreadsheet_next(struct spreadsheet *spreadsheet, struct csv_row *row_out,
                              struct str *column_out, struct err *err)
{
    bool is_none = true;
    enum outcome outcome = OK;
    *column_out = STR("");
    while (is_none) {
        arena_reset(&spreadsheet->row_arena);
        if (next_raw(spreadsheet, row_out, err) != OK)
            return err->outcome;
        if (row_out->is_end)
            return OK;
        outcome = skips(spreadsheet, row_out, &is_none, err);
        if (outcome != OK)
            break;
    }
    if (outcome == OK)
        outcome = arrange(spreadsheet, row_out, column_out, err);
    return outcome == RETRY /* one row alone fills the arena */
               ? err_reason(err, REJECT, REASON_TOO_LARGE, "the row is too large")
               : outcome;
}

/* ---- life cycle ---- */

static enum outcome open_sheet(struct spreadsheet *spreadsheet, FILE *file, struct err *err)
{
    const struct csv_options options = {.encoding = spreadsheet->mapping->book.encoding,
                                        .separator = spreadsheet->mapping->book.delimiter};
    if (arena_init(&spreadsheet->head_arena, HEAD_BYTES_MAX, err) != OK ||
        arena_init(&spreadsheet->row_arena, ROW_BYTES_MAX, err) != OK ||
        csv_open_rows(file, &options, &spreadsheet->reader, err) != OK)
        return err->outcome;
    return find_head(spreadsheet, err);
}

enum outcome spreadsheet_open(FILE *file, struct mapping *mapping,
                              struct spreadsheet **spreadsheet_out, struct err *err)
{
    struct spreadsheet *spreadsheet = calloc(1, sizeof(*spreadsheet));
    if (spreadsheet == NULL)
        return err_set(err, FATAL, "no memory for a spreadsheet");
    spreadsheet->mapping = mapping;
    enum outcome outcome = open_sheet(spreadsheet, file, err);
    if (outcome == OK)
        *spreadsheet_out = spreadsheet;
    else
        spreadsheet_close(spreadsheet);
    return outcome;
}

void spreadsheet_close(struct spreadsheet *spreadsheet)
{
    if (spreadsheet == NULL)
        return;
    csv_close(spreadsheet->reader);
    arena_done(&spreadsheet->row_arena);
    arena_done(&spreadsheet->head_arena);
    free(spreadsheet);
}

struct spreadsheet_counts spreadsheet_counts(const struct spreadsheet *spreadsheet)
{
    return spreadsheet->counts;
}

size_t spreadsheet_bytes_read(const struct spreadsheet *spreadsheet)
{
    return csv_bytes_read(spreadsheet->reader);
}
