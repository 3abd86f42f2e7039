/* calendar_check -- see calendar_check.h. */
#include "office/calendar_check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/civil.h"
#include "core/schedule.h"
#include "core/sort.h"
#include "office/listing.h"

enum { MONTH_DAYS = 31, BUILD_BYTES = 64 << 20 };

struct checking {
    struct calendar_file *file;
    struct faults *faults;
    uint32_t *order; /* of the rows: what may not overlap stands together, by its first day; and
                        room for sorting */
};

__attribute__((format(printf, 3, 4))) static void complain(const struct checking *checking,
                                                           size_t index, const char *format, ...)
{
    const struct calendar_line *line = checking->file->origins[index];
    char text[FAULT_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void) vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    faults_add(checking->faults, line->file, line->row.number, "%s", text);
}

/* ---- rows that may not overlap ---- */

/* The same number for rows of which a day has at most one (of a unit, for hours). */
static int list_of(const struct calendar_row *row)
{
    if (row->kind == CALENDAR_PUBLISHED)
        return 0;
    return row->kind == CALENDAR_HOURS ? 2 + schedule_rank(row) : 1;
}

static int compare_lists(const struct calendar_row *a, const struct calendar_row *b)
{
    int order = list_of(a) - list_of(b);
    return order != 0 ? order : str_compare(a->unit, b->unit);
}

static int compare_rows(const void *context, uint32_t left, uint32_t right)
{
    const struct calendar_row *rows = context;
    const struct calendar_row *a = &rows[left];
    const struct calendar_row *b = &rows[right];
    int order = compare_lists(a, b);
    return order != 0 ? order : (a->first_day > b->first_day) - (a->first_day < b->first_day);
}

static const char *day_words(int64_t day, char text_out[LISTING_DAY_TEXT_MAX])
{
    return day == CALENDAR_EVER_FIRST ? "every day" : listing_day_text(day, text_out);
}

static void complain_of_both(const struct checking *checking, size_t row, size_t earlier)
{
    static const char *const words[CALENDAR_ROW_KINDS_END] = {
        [CALENDAR_PUBLISHED] = "published",
        [CALENDAR_OFF] = "off",
        [CALENDAR_WORKED] = "worked",
        [CALENDAR_HOURS] = "given hours",
    };
    const struct calendar_file *file = checking->file;
    const struct calendar_line *other = file->origins[earlier];
    char day[LISTING_DAY_TEXT_MAX];
    complain(checking, row, "%s is %s here and %s in row %zu of %s",
             day_words(file->items[row].first_day, day), words[file->items[row].kind],
             words[file->items[earlier].kind], other->row.number, file->files[other->file]);
}

static void check_overlaps(const struct checking *checking)
{
    const struct calendar_row *rows = checking->file->items;
    for (size_t i = 1, last = 0; i < checking->file->count; i++) {
        uint32_t earlier = checking->order[last]; /* of those before, the one that ends last */
        uint32_t row = checking->order[i];
        bool is_same = compare_lists(&rows[earlier], &rows[row]) == 0;
        if (is_same && rows[row].first_day <= rows[earlier].last_day)
            complain_of_both(checking, row, earlier);
        if (!is_same || rows[row].last_day > rows[earlier].last_day)
            last = i;
    }
}

/* ---- published years ---- */

static bool begins_year(int64_t day)
{
    struct civil_date date = civil_date_of(day);
    return date.month == 1 && date.day == 1;
}

static void check_years(const struct checking *checking, size_t published)
{
    const struct calendar_file *file = checking->file;
    for (size_t i = 0; i < published; i++) {
        uint32_t row = checking->order[i];
        char day[LISTING_DAY_TEXT_MAX];
        int64_t first_day = file->items[row].first_day;
        if (!begins_year(first_day))
            complain(checking, row, "first_day '%s' must be the first day of a year",
                     listing_day_text(first_day, day));
        if (!begins_year(file->items[row].last_day + 1))
            complain(checking, row, "last_day '%s' must be the last day of a year",
                     listing_day_text(file->items[row].last_day, day));
        if (i > 0 && first_day > file->items[checking->order[i - 1]].last_day + 1)
            complain(checking, row,
                     "first_day '%s' leaves a gap: the year before it is not published",
                     listing_day_text(first_day, day));
    }
}

/* ---- exceptions ---- */

static void check_weekend(const struct checking *checking, size_t index)
{
    static const char *const names[] = {"",           "a Monday", "a Tuesday", "a Wednesday",
                                        "a Thursday", "a Friday"};
    const struct calendar_row *row = &checking->file->items[index];
    for (int64_t day = row->first_day; day <= row->last_day; day++) {
        char text[LISTING_DAY_TEXT_MAX];
        int weekday = civil_weekday(day);
        if (weekday < 1 || weekday > 5)
            continue;
        complain(checking, index, "%s is %s, worked without an exception",
                 listing_day_text(day, text), names[weekday]);
        return;
    }
}

/* Of the published rows, which stand first in order. */
static void check_exceptions(const struct checking *checking, size_t published)
{
    const struct calendar_file *file = checking->file;
    int64_t first_day = INT64_MAX;
    int64_t last_day = INT64_MIN;
    if (published > 0) {
        first_day = file->items[checking->order[0]].first_day - MONTH_DAYS;
        last_day = file->items[checking->order[published - 1]].last_day + MONTH_DAYS;
    }
    for (size_t i = 0; i < file->count; i++) {
        const struct calendar_row *row = &file->items[i];
        char text[LISTING_DAY_TEXT_MAX];
        if (row->kind != CALENDAR_OFF && row->kind != CALENDAR_WORKED)
            continue;
        if (row->kind == CALENDAR_WORKED)
            check_weekend(checking, i);
        if (row->first_day < first_day || row->last_day > last_day)
            complain(checking, i, "%s is in no published year",
                     listing_day_text(row->first_day < first_day ? row->first_day : row->last_day,
                                      text));
    }
}

/* ---- hours ---- */

static void check_units(const struct checking *checking, const struct units_known *units)
{
    const struct calendar_file *file = checking->file;
    for (size_t i = 0; i < file->count; i++)
        if (!units_know(units, file->items[i].unit))
            complain(checking, i, "unit '%.*s' is not in the directory",
                     STR_ARG(file->items[i].unit));
}

/* ---- the whole ---- */

static void check_work(const struct checking *checking, const struct calendar *calendar)
{
    const struct calendar_file *file = checking->file;
    for (size_t i = 0; i < file->count; i++) {
        const struct calendar_row *row = &file->items[i];
        if (row->kind != CALENDAR_PUBLISHED)
            continue;
        for (int64_t day = row->first_day; day <= row->last_day;) {
            int64_t year = civil_date_of(day).year;
            int64_t next = civil_day_from((struct civil_date) {year + 1, 1, 1});
            if (calendar_next_worked(calendar, day) >= next)
                complain(checking, i, "%" PRId64 " has no working day", year);
            day = next;
        }
    }
}

static enum outcome check_built(const struct checking *checking, struct err *err)
{
    struct arena arena;
    const struct calendar *calendar = NULL;
    struct calendar_rows rows = calendar_file_rows(checking->file, "", 0);
    if (arena_init(&arena, BUILD_BYTES, err) != OK)
        return err->outcome;
    enum outcome outcome = calendar_build(&rows, &arena, &calendar, err);
    if (outcome == OK)
        check_work(checking, calendar);
    arena_done(&arena);
    return outcome == OK ? OK : err_set(err, REJECT, "the calendar's hours are too many");
}

static size_t sort_rows(const struct checking *checking)
{
    const struct calendar_file *file = checking->file;
    size_t published = 0;
    for (size_t i = 0; i < file->count; i++) {
        checking->order[i] = (uint32_t) i;
        published += file->items[i].kind == CALENDAR_PUBLISHED ? 1 : 0;
    }
    sort_numbers(checking->order, checking->order + file->count, file->count, compare_rows,
                 file->items);
    return published;
}

enum outcome calendar_check(struct calendar_file *file, const struct units_known *units,
                            struct faults *faults, struct err *err)
{
    size_t mark = arena_mark(&file->arena);
    const struct checking checking = {
        .file = file,
        .faults = faults,
        .order = arena_alloc(&file->arena, 2 * file->count * sizeof(uint32_t)),
    };
    if (checking.order == NULL)
        return listing_full(&file->arena, err);
    size_t published = sort_rows(&checking);
    check_overlaps(&checking);
    check_years(&checking, published);
    check_exceptions(&checking, published);
    check_units(&checking, units);
    enum outcome outcome = faults->errors == 0 ? check_built(&checking, err) : OK;
    arena_rewind(&file->arena, mark);
    return outcome;
}
