/* calendar -- see calendar.h. */
#include "core/calendar.h"

#include <assert.h>
#include <string.h>

#include "base/civil.h"
#include "core/schedule.h"

enum { MONDAY = 4, WEEK = 7, WEEK_WORKED = 5 }; /* 1970-01-05 is a Monday */

/* ---- the base week, by arithmetic ---- */

/* Mondays to Fridays from the MONDAY to before the day. */
static int64_t weekdays_before(int64_t day)
{
    int64_t weeks = civil_floor_div(day - MONDAY, WEEK);
    int64_t rest = day - MONDAY - WEEK * weeks;
    return WEEK_WORKED * weeks + (rest < WEEK_WORKED ? rest : WEEK_WORKED);
}

static int64_t weekday_at(int64_t before)
{
    int64_t weeks = civil_floor_div(before, WEEK_WORKED);
    return MONDAY + WEEK * weeks + (before - WEEK_WORKED * weeks);
}

static bool is_weekday(int64_t day)
{
    return weekdays_before(day + 1) > weekdays_before(day);
}

/* ---- counting and finding ---- */

bool calendar_is_worked(const struct calendar *calendar, int64_t day)
{
    return calendar_worked_before(calendar, day + 1) > calendar_worked_before(calendar, day);
}

int64_t calendar_worked_before(const struct calendar *calendar, int64_t day)
{
    int64_t index = day - calendar->first_day;
    int64_t end = calendar->first_day + calendar->days_count;
    if (index < 0)
        return weekdays_before(day) - weekdays_before(calendar->first_day);
    if (index <= calendar->days_count)
        return calendar->worked_before[index];
    return calendar->worked_before[calendar->days_count] + weekdays_before(day) -
           weekdays_before(end);
}

int64_t calendar_worked_at(const struct calendar *calendar, int64_t before)
{
    int64_t worked = calendar->worked_before[calendar->days_count];
    if (before < 0)
        return weekday_at(weekdays_before(calendar->first_day) + before);
    if (before < worked)
        return calendar->first_day + calendar->worked[before];
    return weekday_at(weekdays_before(calendar->first_day + calendar->days_count) + before -
                      worked);
}

int64_t calendar_next_worked(const struct calendar *calendar, int64_t day)
{
    return calendar_worked_at(calendar, calendar_worked_before(calendar, day));
}

int64_t calendar_worked_from(const struct calendar *calendar, int64_t day, int64_t n)
{
    assert(n != 0);
    if (n < 0)
        return calendar_worked_at(calendar, calendar_worked_before(calendar, day) + n);
    return calendar_worked_at(calendar, calendar_worked_before(calendar, day + 1) + n - 1);
}

bool calendar_is_published(const struct calendar *calendar, int64_t first_day, int64_t last_day)
{
    return calendar->published_first_day <= first_day && last_day <= calendar->published_last_day;
}

struct calendar_day calendar_day_of(const struct calendar *calendar, int64_t day)
{
    int64_t index = day - calendar->first_day;
    uint32_t exception =
        index < 0 || index >= calendar->days_count ? 0 : calendar->exceptions[index];
    return (struct calendar_day) {
        .number = day,
        .is_worked = calendar_is_worked(calendar, day),
        .is_published = calendar_is_published(calendar, day, day),
        .exception = exception == 0 ? NULL : &calendar->rows.items[exception - 1],
    };
}

/* ---- building ---- */

static enum outcome full(struct err *err)
{
    return err_set(err, RETRY, "no room for the calendar in its arena");
}

static enum outcome keep_rows(const struct calendar_rows *rows, struct arena *arena,
                              struct calendar *calendar, struct err *err)
{
    struct calendar_row *items = arena_alloc(arena, rows->count * sizeof(*items));
    if (items == NULL)
        return full(err);
    for (size_t i = 0; i < rows->count; i++) {
        items[i] = rows->items[i];
        if (str_keep(items[i].unit, arena, &items[i].unit, err) != OK ||
            str_keep(items[i].notice, arena, &items[i].notice, err) != OK)
            return err->outcome;
    }
    calendar->rows = *rows;
    calendar->rows.items = items;
    return str_keep(rows->name, arena, &calendar->rows.name, err);
}

static bool is_exception(const struct calendar_row *row)
{
    return row->kind == CALENDAR_OFF || row->kind == CALENDAR_WORKED;
}

/* From the first to the last day that rows of this sort name; the days between may be others'. */
static void find_bounds(const struct calendar_rows *rows, bool of_exceptions, int64_t *first_out,
                        int64_t *last_out)
{
    int64_t first = INT64_MAX;
    int64_t last = INT64_MIN;
    for (size_t i = 0; i < rows->count; i++) {
        const struct calendar_row *row = &rows->items[i];
        if (of_exceptions ? !is_exception(row) : row->kind != CALENDAR_PUBLISHED)
            continue;
        first = row->first_day < first ? row->first_day : first;
        last = row->last_day > last ? row->last_day : last;
    }
    *first_out = first;
    *last_out = last;
}

static void mark_exceptions(const struct calendar *calendar, uint32_t *exceptions)
{
    for (size_t i = 0; i < calendar->rows.count; i++) {
        const struct calendar_row *row = &calendar->rows.items[i];
        if (!is_exception(row))
            continue;
        for (int64_t day = row->first_day; day <= row->last_day; day++) {
            assert(row->kind == CALENDAR_OFF || !is_weekday(day));
            assert(exceptions[day - calendar->first_day] == 0);
            exceptions[day - calendar->first_day] = (uint32_t) i + 1;
        }
    }
}

static bool is_worked(const struct calendar *calendar, int64_t index)
{
    uint32_t exception = calendar->exceptions[index];
    if (exception == 0)
        return is_weekday(calendar->first_day + index);
    return calendar->rows.items[exception - 1].kind == CALENDAR_WORKED;
}

static enum outcome build_index(struct calendar *calendar, struct arena *arena, struct err *err)
{
    int64_t last = 0;
    find_bounds(&calendar->rows, true, &calendar->first_day, &last);
    calendar->days_count = calendar->first_day > last ? 0 : last - calendar->first_day + 1;
    if (calendar->days_count == 0)
        calendar->first_day = MONDAY; /* no exceptions: an index of no days */
    size_t room = (size_t) calendar->days_count + 1;
    uint32_t *exceptions = arena_alloc(arena, room * sizeof(*exceptions));
    int32_t *worked_before = arena_alloc(arena, room * sizeof(*worked_before));
    int32_t *worked = arena_alloc(arena, room * sizeof(*worked));
    if (exceptions == NULL || worked_before == NULL || worked == NULL)
        return full(err);
    calendar->exceptions = exceptions;
    calendar->worked_before = worked_before;
    calendar->worked = worked;
    mark_exceptions(calendar, exceptions);
    int32_t count = 0;
    for (int64_t i = 0; i < calendar->days_count; i++) {
        worked_before[i] = count;
        if (is_worked(calendar, i))
            worked[count++] = (int32_t) i;
    }
    worked_before[calendar->days_count] = count;
    return OK;
}

enum outcome calendar_build(const struct calendar_rows *rows, struct arena *arena,
                            const struct calendar **calendar_out, struct err *err)
{
    struct calendar *calendar = arena_alloc(arena, sizeof(*calendar));
    if (calendar == NULL)
        return full(err);
    if (keep_rows(rows, arena, calendar, err) != OK || build_index(calendar, arena, err) != OK)
        return err->outcome;
    find_bounds(&calendar->rows, false, &calendar->published_first_day,
                &calendar->published_last_day);
    if (schedules_build(calendar, arena, err) != OK)
        return err->outcome;
    *calendar_out = calendar;
    return OK;
}
