/* calendar_check -- see calendar_check.h. */
#include "office/calendar_check.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/schedule.h"
#include "core/sort.h"
#include "office/listing.h"

enum { MONTH_DAYS = 31, BUILD_BYTES = 64 << 20 };

struct checking {
    const struct calendar_csv *csv;
    struct complaints *complaints;
    uint32_t *order; /* of the rows: what may not overlap stands together, by its first day */
    uint32_t *spare;
};

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
    const struct calendar_csv *csv = checking->csv;
    char day[LISTING_DAY_TEXT_MAX];
    complain(checking->complaints, csv->places[row], "%s is %s here and %s by %s:%zu",
             day_words(csv->items[row].first_day, day), words[csv->items[row].kind],
             words[csv->items[earlier].kind], csv->places[earlier].file, csv->places[earlier].line);
}

static void check_overlaps(const struct checking *checking)
{
    const struct calendar_row *rows = checking->csv->items;
    for (size_t i = 1, last = 0; i < checking->csv->count; i++) {
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
    const struct calendar_csv *csv = checking->csv;
    for (size_t i = 0; i < published; i++) {
        uint32_t row = checking->order[i];
        char day[LISTING_DAY_TEXT_MAX];
        int64_t first_day = csv->items[row].first_day;
        if (!begins_year(first_day))
            complain(checking->complaints, csv->places[row],
                     "from '%s' must be the first day of a year", listing_day_text(first_day, day));
        if (!begins_year(csv->items[row].last_day + 1))
            complain(checking->complaints, csv->places[row],
                     "to '%s' must be the last day of a year",
                     listing_day_text(csv->items[row].last_day, day));
        if (i > 0 && first_day > csv->items[checking->order[i - 1]].last_day + 1)
            complain(checking->complaints, csv->places[row],
                     "from '%s' leaves a gap: the year before it is not published",
                     listing_day_text(first_day, day));
    }
}

/* ---- exceptions ---- */

static void check_weekend(const struct checking *checking, size_t index)
{
    static const char *const names[] = {"",           "a Monday", "a Tuesday", "a Wednesday",
                                        "a Thursday", "a Friday"};
    const struct calendar_row *row = &checking->csv->items[index];
    for (int64_t day = row->first_day; day <= row->last_day; day++) {
        char text[LISTING_DAY_TEXT_MAX];
        int weekday = civil_weekday(day);
        if (weekday < 1 || weekday > 5)
            continue;
        complain(checking->complaints, checking->csv->places[index],
                 "%s is %s, worked without an exception", listing_day_text(day, text),
                 names[weekday]);
        return;
    }
}

/* Of the published rows, which stand first in order. */
static void check_exceptions(const struct checking *checking, size_t published)
{
    const struct calendar_csv *csv = checking->csv;
    int64_t first_day = INT64_MAX;
    int64_t last_day = INT64_MIN;
    if (published > 0) {
        first_day = csv->items[checking->order[0]].first_day - MONTH_DAYS;
        last_day = csv->items[checking->order[published - 1]].last_day + MONTH_DAYS;
    }
    for (size_t i = 0; i < csv->count; i++) {
        const struct calendar_row *row = &csv->items[i];
        char text[LISTING_DAY_TEXT_MAX];
        if (row->kind != CALENDAR_OFF && row->kind != CALENDAR_WORKED)
            continue;
        if (row->kind == CALENDAR_WORKED)
            check_weekend(checking, i);
        if (row->first_day < first_day || row->last_day > last_day)
            complain(checking->complaints, csv->places[i], "%s is in no published year",
                     listing_day_text(row->first_day < first_day ? row->first_day : row->last_day,
                                      text));
    }
}

/* ---- hours ---- */

static void check_units(const struct checking *checking, const struct calendar_units *units)
{
    const struct calendar_csv *csv = checking->csv;
    for (size_t i = 0; i < csv->count; i++)
        if (csv->items[i].unit.len > 0 && !units->is_known(units->context, csv->items[i].unit))
            complain_of_value(checking->complaints, csv->places[i], "unit", csv->items[i].unit,
                              "is not in the directory");
}

/* ---- the whole ---- */

static void check_work(const struct checking *checking, const struct calendar *calendar)
{
    const struct calendar_csv *csv = checking->csv;
    for (size_t i = 0; i < csv->count; i++) {
        const struct calendar_row *row = &csv->items[i];
        if (row->kind != CALENDAR_PUBLISHED)
            continue;
        for (int64_t day = row->first_day; day <= row->last_day;) {
            int64_t year = civil_date_of(day).year;
            int64_t next = civil_day_from((struct civil_date) {year + 1, 1, 1});
            if (calendar_next_worked(calendar, day) >= next)
                complain(checking->complaints, csv->places[i], "%" PRId64 " has no working day",
                         year);
            day = next;
        }
    }
}

static enum outcome check_built(const struct checking *checking, struct err *err)
{
    struct arena arena;
    const struct calendar *calendar = NULL;
    struct calendar_rows rows = calendar_csv_rows(checking->csv, "", 0);
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
    const struct calendar_csv *csv = checking->csv;
    size_t published = 0;
    for (size_t i = 0; i < csv->count; i++) {
        checking->order[i] = (uint32_t) i;
        published += csv->items[i].kind == CALENDAR_PUBLISHED ? 1 : 0;
    }
    sort_numbers(checking->order, checking->spare, csv->count, compare_rows, csv->items);
    return published;
}

static enum outcome check(const struct checking *checking, const struct calendar_units *units,
                          struct err *err)
{
    size_t published = sort_rows(checking);
    check_overlaps(checking);
    check_years(checking, published);
    check_exceptions(checking, published);
    if (units != NULL)
        check_units(checking, units);
    if (checking->complaints->count == 0 && check_built(checking, err) != OK)
        return err->outcome;
    if (checking->complaints->count > 0)
        return err_set(err, REJECT, "the calendar has %zu mistakes", checking->complaints->count);
    return OK;
}

enum outcome calendar_check(struct calendar_csv *csv, const struct calendar_units *units,
                            struct complaints *complaints, struct err *err)
{
    uint32_t *numbers = calloc(2 * csv->count + 1, sizeof(*numbers));
    if (numbers == NULL)
        return err_set(err, FATAL, "no memory for checking the calendar");
    struct checking checking = {
        .csv = csv, .complaints = complaints, .order = numbers, .spare = numbers + csv->count};
    enum outcome outcome = check(&checking, units, err);
    free(numbers);
    return outcome;
}
