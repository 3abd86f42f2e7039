/* directory_csv -- see directory_csv.h. */
#include "office/directory_csv.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/civil.h"
#include "office/book_time.h"
#include "office/cell_text.h"
#include "wire/csv.h"
#include "wire/text.h"

enum {
    COLUMNS_MAX = 16,
    PATH_BYTES_MAX = 4096,
    CODE_MAX = 128,
    LINE_MAX_BYTES = 512,
    WORDS_TEXT_MAX = 400
};

/* One table while it is read. */
struct reading {
    struct directory *directory;
    enum directory_table which;
    const struct directory_shape *shape;
    struct directory_faults *faults;
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
    const struct directory_column *reading;
    struct str text;
    void *to;
};

/* The value is shown, but nothing of it that would break the line. */
static void complain(struct reading *reading, const struct cell *cell, const char *words)
{
    bool is_plain = cell->text.len <= CODE_MAX && text_check(cell->text, TEXT_LINE) == TEXT_FINE;
    reading->has_fault = true;
    if (cell->text.len == 0)
        directory_fault_add(reading->faults, reading->which, reading->row, "%s %s",
                            cell->column->name, words);
    else
        directory_fault_add(reading->faults, reading->which, reading->row, "%s '%.*s' %s",
                            cell->column->name, is_plain ? (int) cell->text.len : 3,
                            is_plain ? str_start(cell->text) : "…", words);
}

/* ---- values ---- */

static enum outcome keep(struct reading *reading, const struct cell *cell)
{
    struct str kept;
    struct arena *arena = &reading->directory->arena;
    if (nfc_keep(cell->text, arena, &kept, reading->err) != OK ||
        str_keep(kept, arena, &kept, reading->err) != OK)
        return directory_full(&reading->directory->arena, reading->err);
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
    enum directory_rule rule = cell->reading->rule;
    bool is_key =
        (size_t) (cell->column - reading->shape->table.columns) < reading->shape->table.keys_count;
    if (cell->text.len == 0 && rule != RULE_REFERENCE) {
        complain(reading, cell, "is empty");
        reading->has_key &= !is_key;
        return OK;
    }
    if (is_in_powers_of_ten(cell->text))
        complain(reading, cell,
                 "was a code before a spreadsheet made a number of it; save it as text");
    size_t bytes_max = rule == RULE_UNIT_CODE ? DIRECTORY_UNIT_CODE_MAX : CODE_MAX;
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

static bool word_is(const struct directory_word *word, struct str text)
{
    if (str_eq(text, str_from(word->word)))
        return true;
    for (size_t i = 0; word->chinese[i] != NULL; i++)
        if (str_eq(text, str_from(word->chinese[i])))
            return true;
    return false;
}

static enum outcome read_word(struct reading *reading, const struct cell *cell)
{
    char words[WORDS_TEXT_MAX] = "is none of ";
    size_t len = strlen(words);
    const struct directory_word *word = cell->reading->words;
    if (cell->text.len == 0 && !cell->reading->is_required) {
        *(struct str *) cell->to = str_from(word->word);
        return OK;
    }
    for (const struct directory_word *first = word; word->word != NULL; word++) {
        if (word_is(word, cell->text)) {
            *(struct str *) cell->to = str_from(word->word);
            return OK;
        }
        len += (size_t) snprintf(words + len, sizeof(words) - len, "%s%s %s",
                                 word == first ? "" : ", ", word->word, word->chinese[0]);
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
    day->number = cell->reading->rule == RULE_FIRST_DAY ? DIRECTORY_FIRST_DAY : DAY_NONE;
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
    case RULE_LAST_DAY:
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
    struct rows *rows = &reading->directory->tables[reading->which];
    struct directory_row *made = rows_add(rows);
    char first[DIRECTORY_DAY_TEXT_MAX];
    char last[DIRECTORY_DAY_TEXT_MAX];
    reading->row = row->number;
    reading->has_fault = false;
    reading->has_key = true;
    made->first_day.number = DIRECTORY_FIRST_DAY;
    made->last_day.number = DAY_NONE;
    made->number = row->number;
    for (size_t i = 0; i < reading->shape->table.columns_count; i++) {
        const struct cell cell = {
            .column = &reading->shape->table.columns[i],
            .reading = &reading->shape->columns[i],
            .text = reading->is_there[i] ? cell_trim(row->fields[reading->places[i]]) : STR(""),
            .to = (unsigned char *) made + reading->shape->table.columns[i].offset,
        };
        if (read_cell(reading, &cell) != OK)
            return reading->err->outcome;
    }
    if (!reading->has_fault && directory_end(made) < made->first_day.number) {
        reading->has_fault = true;
        directory_fault_add(reading->faults, reading->which, row->number,
                            "first_day %s is after last_day %s",
                            directory_day_text(made->first_day.number, first),
                            directory_day_text(made->last_day.number, last));
    }
    made->has_fault = reading->has_fault;
    if (!reading->has_key)
        rows->count--;
    return rows->full ? directory_full(&reading->directory->arena, reading->err) : OK;
}

/* ---- columns ---- */

static size_t column_of(const struct reading *reading, struct str name)
{
    const struct table *table = &reading->shape->table;
    for (size_t i = 0; i < table->columns_count; i++)
        if (str_eq(name, str_from(table->columns[i].name)) ||
            str_eq(name, str_from(reading->shape->columns[i].chinese)))
            return i;
    return table->columns_count;
}

static void list_columns(const struct reading *reading, char *text, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < reading->shape->table.columns_count; i++)
        len += (size_t) snprintf(text + len, size - len, "%s%s", i == 0 ? "" : ", ",
                                 reading->shape->table.columns[i].name);
    assert(len < size);
}

/* False: the rows cannot be read, and that was told. */
static bool bind_columns(struct reading *reading, const struct csv_reader *reader)
{
    const struct table *table = &reading->shape->table;
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
            directory_fault_add(reading->faults, reading->which, 1, "column '%.*s' is none of %s",
                                name.len > 90 ? 90 : (int) name.len, name.ptr, words);
            continue;
        }
        if (reading->is_there[column])
            directory_fault_add(reading->faults, reading->which, 1, "column %s is there twice",
                                table->columns[column].name);
        reading->is_there[column] = true;
        reading->places[column] = i;
    }
    for (size_t i = 0; i < table->columns_count; i++)
        if (reading->shape->columns[i].is_required && !reading->is_there[i])
            directory_fault_add(reading->faults, reading->which, 1, "column %s (%s) is missing",
                                table->columns[i].name, reading->shape->columns[i].chinese);
    return reading->faults->errors == errors;
}

static enum outcome read_rows(struct reading *reading, struct csv_reader *reader)
{
    struct csv_row row;
    for (;;) {
        enum outcome outcome = csv_next(reader, &row, reading->err);
        if (outcome == REJECT) {
            directory_fault_add(reading->faults, reading->which, row.number, "%s",
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

enum outcome directory_csv_table(struct directory *directory, enum directory_table which,
                                 FILE *file, struct directory_faults *faults, struct err *err)
{
    static const struct csv_options options = {.encoding = TEXT_AUTO, .separator = ','};
    struct reading reading = {.directory = directory,
                              .which = which,
                              .shape = &directory_shapes[which],
                              .faults = faults,
                              .err = err};
    struct csv_reader *reader = NULL;
    enum outcome outcome = csv_open(file, &options, &reader, err);
    if (outcome == REJECT) {
        directory_fault_add(faults, which, 0, "%s", err->text);
        return OK;
    }
    if (outcome != OK)
        return outcome;
    if (bind_columns(&reading, reader))
        outcome = read_rows(&reading, reader);
    enum text_encoding encoding = csv_encoding(reader);
    if (encoding != TEXT_AUTO && encoding != TEXT_UTF8)
        directory_warning_add(faults, which, 0, "it is not UTF-8, and was read as %s",
                              text_encoding_name(encoding));
    csv_close(reader);
    return outcome;
}

/* Where a folder's files go. */
struct visit {
    const char *folder;
    struct directory *directory;
    const struct directory_csv_hooks *hooks;
    struct directory_faults *faults;
    struct err *err;
};

static enum outcome read_file(const struct visit *visit, enum directory_table which,
                              const char *path)
{
    const char *name = directory_shapes[which].file;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return err_set(visit->err, FATAL, "cannot read \"%s\": %s", path, strerror(errno));
    enum outcome outcome =
        directory_csv_table(visit->directory, which, file, visit->faults, visit->err);
    (void) fclose(file);
    return outcome == OK ? OK : err_wrap(visit->err, "%s", name);
}

static enum outcome visit_file(const struct visit *visit, enum directory_table which)
{
    const struct directory_shape *shape = &directory_shapes[which];
    char path[PATH_BYTES_MAX];
    int len = snprintf(path, sizeof(path), "%s/%s", visit->folder, shape->file);
    if (len >= (int) sizeof(path))
        return err_set(visit->err, FATAL, "the folder's name is too long");
    if (access(path, F_OK) == 0)
        return read_file(visit, which, path);
    if (shape->is_required)
        directory_fault_add(visit->faults, which, 0, "the file is missing");
    else
        visit->hooks->note(visit->hooks->context, shape->file, "is not there: an empty table");
    return OK;
}

static enum outcome check_folder(const char *folder, struct err *err)
{
    struct stat about;
    if (stat(folder, &about) != 0)
        return err_set(err, FATAL, "cannot read \"%s\": %s", folder, strerror(errno));
    if (!S_ISDIR(about.st_mode))
        return err_set(err, FATAL, "\"%s\" is no folder", folder);
    return OK;
}

enum outcome directory_csv_folder(struct directory *directory, const char *folder,
                                  const struct directory_csv_hooks *hooks,
                                  struct directory_faults *faults, struct err *err)
{
    const struct visit visit = {
        .folder = folder, .directory = directory, .hooks = hooks, .faults = faults, .err = err};
    if (check_folder(folder, err) != OK)
        return err->outcome;
    for (enum directory_table which = 0; which < DIRECTORY_TABLES_COUNT; which++)
        if (visit_file(&visit, which) != OK)
            return err->outcome;
    return OK;
}
