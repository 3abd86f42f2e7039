/* calendar_file -- see calendar_file.h. */
#include "office/calendar_file.h"

#include <assert.h>
#include <glob.h>
#include <stdio.h>
#include <sys/stat.h>

#include "office/cell_text.h"
#include "office/hours_text.h"
#include "office/listing_csv.h"

enum { CAPACITY = 256, PATH_BYTES_MAX = 4096, COLUMNS_COUNT = 6 };

/* What a line of each kind says, column by column. */
enum need { NEVER, MAY, MUST };
enum { DAY_END = CALENDAR_ROW_KINDS_END, KINDS_COUNT };
static const enum need needs[KINDS_COUNT][COLUMNS_COUNT] = {
    /* clang-format off */
    [CALENDAR_PUBLISHED] = {MUST, MUST,  MUST,  NEVER, NEVER, MUST},
    [CALENDAR_OFF]       = {MUST, MUST,  MAY,   NEVER, NEVER, MUST},
    [CALENDAR_WORKED]    = {MUST, MUST,  MAY,   NEVER, NEVER, MUST},
    [CALENDAR_HOURS]     = {MUST, MAY,   MAY,   MAY,   MUST,  MAY},
    [DAY_END]            = {MUST, NEVER, NEVER, NEVER, MUST,  MAY},
    /* clang-format on */
};

enum outcome calendar_file_init(struct calendar_file *file, struct err *err)
{
    struct arena arena;
    *file = (struct calendar_file) {.count = 0};
    if (arena_init(&arena, CALENDAR_MEMORY_MAX, err) != OK)
        return err->outcome;
    return calendar_file_init_in(file, &arena, err);
}

enum outcome calendar_file_init_in(struct calendar_file *file, const struct arena *arena,
                                   struct err *err)
{
    *file = (struct calendar_file) {.arena = *arena};
    if (rows_init(&file->lines, &calendar_listing.table, CAPACITY, &file->arena, err) != OK)
        return listing_full(&file->arena, err);
    return OK;
}

void calendar_file_done(struct calendar_file *file)
{
    arena_done(&file->arena);
}

/* ---- reading ---- */

static enum outcome read_one(struct calendar_file *file, const char *path, struct faults *faults,
                             struct err *err)
{
    struct listing listing = calendar_listing;
    size_t first = file->lines.count;
    if (file->files_count == CALENDAR_FILES_MAX)
        return err_set(err, FATAL, "a calendar has at most %d files", CALENDAR_FILES_MAX);
    const char *kept = str_keep_terminated(str_from(path), &file->arena);
    if (kept == NULL)
        return listing_full(&file->arena, err);
    listing.number = file->files_count;
    file->files[file->files_count++] = kept;
    if (listing_csv_load(&listing, &file->lines, path, faults, err) != OK)
        return err->outcome;
    for (size_t i = first; i < file->lines.count; i++) {
        struct calendar_line *line = rows_at(&file->lines, i);
        line->file = listing.number;
        line->name = STR(CALENDAR_NAME);
        line->number = (int64_t) i + 1;
    }
    return OK;
}

enum outcome calendar_file_read(struct calendar_file *file, const char *path, struct faults *faults,
                                struct err *err)
{
    struct stat about;
    glob_t found = {.gl_pathc = 0};
    char pattern[PATH_BYTES_MAX];
    enum outcome outcome = OK;
    if (stat(path, &about) != 0 || !S_ISDIR(about.st_mode))
        return read_one(file, path, faults, err);
    if (snprintf(pattern, sizeof(pattern), "%s/*.csv", path) >= (int) sizeof(pattern) ||
        glob(pattern, 0, NULL, &found) != 0)
        return err_set(err, FATAL, "there is no *.csv in \"%s\"", path);
    for (size_t i = 0; i < found.gl_pathc && outcome == OK; i++)
        outcome = read_one(file, found.gl_pathv[i], faults, err);
    globfree(&found);
    return outcome;
}

/* ---- what a line says ---- */

/* Everything is in hand while rows are made. */
struct making {
    struct calendar_file *file;
    struct calendar_line *line;
    struct fault_place place; /* of the line */
    size_t kind;              /* enum calendar_row_kind, or DAY_END */
    struct err *err;
};

static struct str text_of(const struct column *column, const struct calendar_line *line,
                          char text[LISTING_DAY_TEXT_MAX])
{
    const void *value = (const unsigned char *) line + column->offset;
    if (column->type == COLUMN_TEXT)
        return *(const struct str *) value;
    const struct day *day = value;
    return day->number == DAY_NONE ? STR("") : str_from(listing_day_text(day->number, text));
}

/* Is there what must be, and nothing that must not? */
static void check_needs(const struct making *making)
{
    const struct table *table = &calendar_listing.table;
    assert(table->columns_count == COLUMNS_COUNT);
    for (size_t i = 0; i < COLUMNS_COUNT; i++) {
        enum need need = needs[making->kind][i];
        char day[LISTING_DAY_TEXT_MAX];
        char words[64];
        struct str text = text_of(&table->columns[i], making->line, day);
        if (text.len == 0 ? need != MUST : need != NEVER)
            continue;
        (void) snprintf(words, sizeof(words),
                        text.len == 0 ? "is empty, and %s needs it" : "has no meaning for %s",
                        calendar_kinds[making->kind - 1].word);
        faults_of_value(&making->place, table->columns[i].name, text, words);
    }
}

static void make_days(const struct making *making, struct calendar_row *row)
{
    struct listing_row *days = &making->line->row;
    static_assert(CALENDAR_EVER_FIRST == DAY_NONE, "no first day is for ever");
    if (days->first_day.number == DAY_NONE && days->last_day.number != DAY_NONE)
        faults_of_value(&making->place, "first_day", STR(""), "is empty, but last_day is not");
    if (days->last_day.number == DAY_NONE)
        days->last_day = days->first_day;
    row->first_day = days->first_day.number;
    row->last_day = listing_end(days);
}

/* The line says them as everybody does from now on. */
static enum outcome make_hours(const struct making *making, struct calendar_row *row)
{
    struct str narrow;
    struct str *value = &making->line->value;
    struct arena *arena = &making->file->arena;
    char text[HOURS_TEXT_MAX];
    if (cell_narrow(*value, CELL_KEEP_SPACES, arena, &narrow, making->err) != OK)
        return making->err->outcome;
    const char *wrong = hours_text_read(narrow, &row->hours);
    if (wrong == NULL)
        return str_keep(str_from(hours_text(&row->hours, text)), arena, value, making->err);
    faults_of_value(&making->place, "value", *value, wrong);
    return OK;
}

static void make_day_end(const struct making *making)
{
    struct calendar_file *file = making->file;
    struct calendar_line *line = making->line;
    size_t found = listing_word_find(calendar_day_ends, line->value);
    if (calendar_day_ends[found].word == NULL) {
        faults_of_value(&making->place, "value", line->value, "is neither 24:00 nor close 下班");
        return;
    }
    if (file->has_day_end)
        faults_of_value(&making->place, "kind", line->kind, "is there twice");
    line->value = str_from(calendar_day_ends[found].word);
    file->has_day_end = true;
    file->day_end = (enum day_end) found;
}

static enum outcome make_row(const struct making *making)
{
    struct calendar_file *file = making->file;
    const struct faults *faults = making->place.faults;
    size_t before = faults->errors;
    struct calendar_row row = {.kind = (enum calendar_row_kind) making->kind,
                               .unit = making->line->unit,
                               .notice = making->line->notice};
    check_needs(making);
    if (faults->errors == before && making->kind == DAY_END)
        make_day_end(making);
    if (faults->errors == before)
        make_days(making, &row);
    if (faults->errors == before && row.kind == CALENDAR_HOURS && make_hours(making, &row) != OK)
        return making->err->outcome;
    making->line->row.has_fault = faults->errors > before;
    if (making->kind == DAY_END || making->line->row.has_fault)
        return OK;
    file->origins[file->count] = making->line;
    file->items[file->count++] = row;
    return OK;
}

enum outcome calendar_file_make(struct calendar_file *file, struct faults *faults, struct err *err)
{
    struct rows *lines = &file->lines;
    file->items = arena_alloc(&file->arena, lines->count * sizeof(*file->items));
    file->origins = arena_alloc(&file->arena, lines->count * sizeof(const struct calendar_line *));
    if (file->items == NULL || file->origins == NULL)
        return listing_full(&file->arena, err);
    for (size_t i = 0; i < lines->count; i++) {
        struct calendar_line *line = rows_at(lines, i);
        const struct making making = {.file = file,
                                      .line = line,
                                      .place = {faults, line->file, line->row.number},
                                      .kind = 1 + listing_word_find(calendar_kinds, line->kind),
                                      .err = err};
        if (line->row.has_fault)
            continue;
        if (making.kind == KINDS_COUNT) /* only of a database */
            faults_of_value(&making.place, "kind", line->kind, "has no meaning here");
        else if (make_row(&making) != OK)
            return listing_full(&file->arena, err);
    }
    return OK;
}

struct calendar_rows calendar_file_rows(const struct calendar_file *file, const char *name,
                                        int64_t version)
{
    return (struct calendar_rows) {
        .name = str_from(name),
        .version = version,
        .day_end = file->day_end,
        .items = file->items,
        .count = file->count,
    };
}
