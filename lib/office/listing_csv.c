/* listing_csv -- see listing_csv.h. */
#include "office/listing_csv.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "office/book_time.h"
#include "office/cell_text.h"
#include "wire/csv.h"
#include "wire/text.h"

enum { COLUMNS_MAX = 24, CODE_MAX = 128, LINE_MAX_BYTES = 512, WORDS_TEXT_MAX = 400 };

/* One table while it is read. */
struct reading {
    const struct listing *listing;
    struct rows *rows;
    struct faults *faults;
    bool is_there[COLUMNS_MAX]; /* in the file */
    size_t places[COLUMNS_MAX]; /* and where */
    size_t row;                 /* the number of the one in hand */
    bool has_fault;             /* the one in hand */
    bool has_key;               /* it can be named by others */
    struct err *err;
};

/* A cell, and where its value goes. */
struct cell {
    const struct column *column;
    const struct listing_column *reading;
    struct str text;
    void *to;
};

static void complain(struct reading *reading, const struct cell *cell, const char *words)
{
    const struct fault_place place = {reading->faults, reading->listing->number, reading->row};
    reading->has_fault = true;
    faults_of_value(&place, cell->column->name, cell->text, words);
}

/* ---- values ---- */

static enum outcome keep(struct reading *reading, const struct cell *cell)
{
    struct str kept;
    struct arena *arena = reading->rows->arena;
    if (nfc_keep(cell->text, arena, &kept, reading->err) != OK ||
        str_keep(kept, arena, &kept, reading->err) != OK)
        return listing_full(reading->rows->arena, reading->err);
    *(struct str *) cell->to = kept;
    return OK;
}

/* 1.23E+17: what a spreadsheet makes of a long number. */
static bool is_in_powers_of_ten(struct str text)
{
    size_t at = 0;
    while (at < text.len && ((text.ptr[at] >= '0' && text.ptr[at] <= '9') || text.ptr[at] == '.'))
        at++;
    return at > 0 && at + 2 < text.len && (text.ptr[at] == 'E' || text.ptr[at] == 'e') &&
           text.ptr[at + 1] == '+' && memchr(text.ptr, '.', at) != NULL;
}

static enum outcome read_text(struct reading *reading, const struct cell *cell, size_t bytes_max)
{
    enum text_fault fault = text_check(cell->text, TEXT_LINE);
    char words[80];
    if (fault != TEXT_FINE) {
        complain(reading, cell, text_fault_words(fault));
        return OK;
    }
    if (cell->text.len > bytes_max) {
        (void) snprintf(words, sizeof(words), "has %zu bytes, and may have %zu", cell->text.len,
                        bytes_max);
        complain(reading, cell, words);
        return OK;
    }
    return keep(reading, cell);
}

static enum outcome read_code(struct reading *reading, const struct cell *cell)
{
    enum listing_rule rule = cell->reading->rule;
    bool is_key = (size_t) (cell->column - reading->listing->table.columns) <
                  reading->listing->table.keys_count;
    if (cell->text.len == 0 && rule != RULE_REFERENCE) {
        complain(reading, cell, "is empty");
        reading->has_key &= !is_key;
        return OK;
    }
    if (is_in_powers_of_ten(cell->text))
        complain(reading, cell,
                 "was a code before a spreadsheet made a number of it; save it as text");
    size_t bytes_max = rule == RULE_UNIT_CODE ? LISTING_UNIT_CODE_MAX : CODE_MAX;
    if (read_text(reading, cell, bytes_max) != OK)
        return reading->err->outcome;
    if (((const struct str *) cell->to)->len == 0 && rule != RULE_REFERENCE)
        reading->has_key &= !is_key; /* it was no code at all */
    return OK;
}

static enum outcome read_line(struct reading *reading, const struct cell *cell)
{
    if (cell->text.len == 0 && cell->reading->rule == RULE_NAME) {
        complain(reading, cell, "is empty");
        return OK;
    }
    return read_text(reading, cell, LINE_MAX_BYTES);
}

static enum outcome read_word(struct reading *reading, const struct cell *cell)
{
    char words[WORDS_TEXT_MAX] = "is none of ";
    size_t len = strlen(words);
    const struct listing_word *word = cell->reading->words;
    bool is_first = cell->text.len == 0 && !cell->reading->is_required;
    size_t found = is_first ? 0 : listing_word_find(word, cell->text);
    if (word[found].word != NULL) {
        *(struct str *) cell->to = str_from(word[found].word);
        return OK;
    }
    for (size_t i = 0; word[i].word != NULL; i++) {
        len += (size_t) snprintf(words + len, sizeof(words) - len, "%s%s %s", i == 0 ? "" : ", ",
                                 word[i].word, word[i].chinese[0]);
        assert(len < sizeof(words));
    }
    complain(reading, cell, words);
    return OK;
}

static enum outcome read_yes_no(struct reading *reading, const struct cell *cell)
{
    static const char *const words[] = {"",   "yes",  "no",    "true", "false", "1", "0", "是",
                                        "否", "TRUE", "FALSE", "√",    "×",     "☑", "□"};
    static const bool answers[] = {false, true, false, true, false, true, false, true,
                                   false, true, false, true, false, true, false};
    static_assert(sizeof(words) / sizeof(words[0]) == sizeof(answers) / sizeof(answers[0]),
                  "a word has an answer");
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!str_eq(cell->text, str_from(words[i])))
            continue;
        *(bool *) cell->to = answers[i];
        return OK;
    }
    complain(reading, cell, "is neither yes 是 nor no 否");
    return OK;
}

static enum outcome read_day(struct reading *reading, const struct cell *cell)
{
    struct day *day = cell->to;
    day->number = cell->reading->rule == RULE_FIRST_DAY ? LISTING_FIRST_DAY : DAY_NONE;
    if (cell->text.len == 0)
        return OK;
    const char *wrong = book_day_read(cell->text, &day->number);
    if (wrong != NULL)
        complain(reading, cell, wrong);
    else if (civil_date_of(day->number).year < 1900 || civil_date_of(day->number).year > 2100)
        complain(reading, cell, "is outside 1900 to 2100");
    return OK;
}

static enum outcome read_cell(struct reading *reading, const struct cell *cell)
{
    switch (cell->reading->rule) {
    case RULE_CODE:
    case RULE_UNIT_CODE:
    case RULE_REFERENCE:
        return read_code(reading, cell);
    case RULE_NAME:
    case RULE_LINE:
        return read_line(reading, cell);
    case RULE_WORD:
        return read_word(reading, cell);
    case RULE_YES_NO:
        return read_yes_no(reading, cell);
    case RULE_FIRST_DAY:
    case RULE_DAY:
        return read_day(reading, cell);
    }
    return OK;
}

/* ---- rows ---- */

static bool is_blank(const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (cell_trim(row->fields[i]).len > 0)
            return false;
    return true;
}

static enum outcome read_row(struct reading *reading, const struct csv_row *row)
{
    struct rows *rows = reading->rows;
    struct listing_row *made = rows_add(rows);
    char first[LISTING_DAY_TEXT_MAX];
    char last[LISTING_DAY_TEXT_MAX];
    reading->row = row->number;
    reading->has_fault = false;
    reading->has_key = true;
    made->first_day.number = LISTING_FIRST_DAY;
    made->last_day.number = DAY_NONE;
    made->number = row->number;
    for (size_t i = 0; i < reading->listing->table.columns_count; i++) {
        const struct cell cell = {
            .column = &reading->listing->table.columns[i],
            .reading = &reading->listing->columns[i],
            .text = reading->is_there[i] ? cell_trim(row->fields[reading->places[i]]) : STR(""),
            .to = (unsigned char *) made + reading->listing->table.columns[i].offset,
        };
        if (read_cell(reading, &cell) != OK)
            return reading->err->outcome;
    }
    if (!reading->has_fault && listing_end(made) < made->first_day.number) {
        reading->has_fault = true;
        faults_add(reading->faults, reading->listing->number, row->number,
                   "first_day %s is after last_day %s",
                   listing_day_text(made->first_day.number, first),
                   listing_day_text(made->last_day.number, last));
    }
    made->has_fault = reading->has_fault;
    if (!reading->has_key)
        rows->count--;
    return rows->full ? listing_full(reading->rows->arena, reading->err) : OK;
}

/* ---- columns ---- */

static size_t column_of(const struct reading *reading, struct str name)
{
    const struct table *table = &reading->listing->table;
    for (size_t i = 0; i < table->columns_count; i++)
        if (str_eq(name, str_from(table->columns[i].name)) ||
            str_eq(name, str_from(reading->listing->columns[i].chinese)))
            return i;
    return table->columns_count;
}

static void list_columns(const struct reading *reading, char *text, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < reading->listing->table.columns_count; i++)
        len += (size_t) snprintf(text + len, size - len, "%s%s", i == 0 ? "" : ", ",
                                 reading->listing->table.columns[i].name);
    assert(len < size);
}

/* False: the rows cannot be read, and that was told. */
static bool bind_columns(struct reading *reading, const struct csv_reader *reader)
{
    const struct table *table = &reading->listing->table;
    size_t count = 0;
    size_t errors = reading->faults->errors;
    const struct str *names = csv_columns(reader, &count);
    assert(table->columns_count <= COLUMNS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct str name = cell_trim(names[i]);
        size_t column = column_of(reading, name);
        char words[256];
        if (column == table->columns_count) {
            list_columns(reading, words, sizeof(words));
            faults_add(reading->faults, reading->listing->number, 1, "column '%.*s' is none of %s",
                       name.len > 90 ? 90 : (int) name.len, name.ptr, words);
            continue;
        }
        if (reading->is_there[column])
            faults_add(reading->faults, reading->listing->number, 1, "column %s is there twice",
                       table->columns[column].name);
        reading->is_there[column] = true;
        reading->places[column] = i;
    }
    for (size_t i = 0; i < table->columns_count; i++)
        if (reading->listing->columns[i].is_required && !reading->is_there[i])
            faults_add(reading->faults, reading->listing->number, 1, "column %s (%s) is missing",
                       table->columns[i].name, reading->listing->columns[i].chinese);
    return reading->faults->errors == errors;
}

static enum outcome read_rows(struct reading *reading, struct csv_reader *reader)
{
    struct csv_row row;
    for (;;) {
        enum outcome outcome = csv_next(reader, &row, reading->err);
        if (outcome == REJECT) {
            faults_add(reading->faults, reading->listing->number, row.number, "%s",
                       reading->err->text);
            continue;
        }
        if (outcome != OK || row.is_end)
            return outcome;
        if (!is_blank(&row) && read_row(reading, &row) != OK)
            return reading->err->outcome;
    }
}

/* ---- files ---- */

enum outcome listing_csv_read(const struct listing *listing, struct rows *rows, FILE *file,
                              struct faults *faults, struct err *err)
{
    static const struct csv_options options = {.encoding = TEXT_AUTO, .separator = ','};
    struct reading reading = {.listing = listing, .rows = rows, .faults = faults, .err = err};
    struct csv_reader *reader = NULL;
    enum outcome outcome = csv_open(file, &options, &reader, err);
    if (outcome == REJECT) {
        faults_add(faults, listing->number, 0, "%s", err->text);
        return OK;
    }
    if (outcome != OK)
        return outcome;
    if (bind_columns(&reading, reader))
        outcome = read_rows(&reading, reader);
    enum text_encoding encoding = csv_encoding(reader);
    if (encoding != TEXT_AUTO && encoding != TEXT_UTF8)
        faults_warn(faults, listing->number, 0, "it is not UTF-8, and was read as %s",
                    text_encoding_name(encoding));
    csv_close(reader);
    return outcome;
}

enum outcome listing_csv_load(const struct listing *listing, struct rows *rows, const char *path,
                              struct faults *faults, struct err *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return err_set(err, FATAL, "cannot read \"%s\": %s", path, strerror(errno));
    enum outcome outcome = listing_csv_read(listing, rows, file, faults, err);
    (void) fclose(file);
    return outcome == OK ? OK : err_wrap(err, "%s", path);
}
