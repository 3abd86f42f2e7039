/* schedule -- see schedule.h. */
#include "core/schedule.h"

#include <assert.h>

#include "base/civil.h"
#include "core/sort.h"

enum { NOON_MIN = 720 };
#define MINUTE_US (60 * CIVIL_SECOND_US)

static const struct calendar_row default_row = {
    .kind = CALENDAR_HOURS,
    .first_day = CALENDAR_EVER_FIRST,
    .last_day = CALENDAR_EVER_LAST,
    .hours = {.count = 2, .intervals = {{540, 720}, {780, 1020}}},
};

/* ---- one day ---- */

static int64_t work_us_until(const struct hours *hours, int64_t of_day_us)
{
    int64_t work_us = 0;
    for (size_t i = 0; i < hours->count; i++) {
        int64_t open_us = hours->intervals[i].open_min * MINUTE_US;
        int64_t close_us = hours->intervals[i].close_min * MINUTE_US;
        int64_t until_us = of_day_us < close_us ? of_day_us : close_us;
        work_us += until_us > open_us ? until_us - open_us : 0;
    }
    return work_us;
}

/* When so much is worked, of 0 < work_us <= all of the day's. */
static int64_t work_us_reached(const struct hours *hours, int64_t work_us)
{
    size_t i = 0;
    int64_t close_us = hours->intervals[0].close_min * MINUTE_US;
    int64_t done_us = work_us_until(hours, close_us);
    while (done_us < work_us) {
        i++;
        close_us = hours->intervals[i].close_min * MINUTE_US;
        done_us = work_us_until(hours, close_us);
    }
    return close_us - (done_us - work_us);
}

/* The first interval of the afternoon; `count` when there is none. */
static size_t afternoon(const struct hours *hours)
{
    size_t i = 0;
    while (i < hours->count && hours->intervals[i].open_min < NOON_MIN)
        i++;
    return i;
}

/* The intervals of a day's sessions: session n is from first[n] to before first[n + 1]. */
static size_t sessions_of(const struct hours *hours, size_t first_out[3])
{
    size_t later = afternoon(hours);
    size_t count = 0;
    if (later > 0)
        first_out[count++] = 0;
    if (later < hours->count)
        first_out[count++] = later;
    first_out[count] = hours->count;
    return count;
}

static int64_t sessions_until(const struct hours *hours, int64_t of_day_us, bool are_over)
{
    size_t first[3];
    size_t count = sessions_of(hours, first);
    int64_t sessions = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t at_min = are_over ? hours->intervals[first[i + 1] - 1].close_min
                                  : hours->intervals[first[i]].open_min;
        sessions += at_min * MINUTE_US <= of_day_us ? 1 : 0;
    }
    return sessions;
}

/* ---- any day ---- */

/* The last span that begins by this day. */
static const struct schedule_span *span_of(const struct schedule *schedule, int64_t day)
{
    size_t low = 0;
    size_t high = schedule->spans_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (schedule->spans[middle].first_day <= day)
            low = middle;
        else
            high = middle;
    }
    return &schedule->spans[low];
}

/* The last span with less before it. */
static const struct schedule_span *span_before(const struct schedule *schedule,
                                               enum schedule_measure measure, int64_t amount)
{
    size_t low = 0;
    size_t high = schedule->spans_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (schedule->spans[middle].before[measure] < amount)
            low = middle;
        else
            high = middle;
    }
    return &schedule->spans[low];
}

static int64_t amount_before(const struct schedule *schedule, const struct schedule_span *span,
                             enum schedule_measure measure, int64_t day)
{
    int64_t days = calendar_worked_before(schedule->calendar, day) - span->worked_before;
    return span->before[measure] + days * span->each[measure];
}

/* Where an amount is reached: on which day, and how much of that day it takes (more than 0). */
struct reached {
    const struct hours *hours;
    int64_t day;
    int64_t rest;
};

static struct reached reach(const struct schedule *schedule, enum schedule_measure measure,
                            int64_t amount)
{
    const struct schedule_span *span = span_before(schedule, measure, amount);
    int64_t rest = amount - span->before[measure];
    int64_t days = civil_floor_div(rest - 1, span->each[measure]);
    return (struct reached) {
        .hours = &span->row->hours,
        .day = calendar_worked_at(schedule->calendar, span->worked_before + days),
        .rest = rest - days * span->each[measure],
    };
}

/* ---- questions ---- */

int schedule_rank(const struct calendar_row *row)
{
    int own = row->unit.len > 0 ? 3 : 0;
    if (row->first_day == row->last_day)
        return own + 2;
    return own + (row->first_day == CALENDAR_EVER_FIRST ? 0 : 1);
}

const struct schedule *schedule_of(const struct calendar *calendar, struct str unit)
{
    size_t low = 0;
    size_t high = calendar->own_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(calendar->own[middle].unit, unit);
        if (order == 0)
            return &calendar->own[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return calendar->common;
}

const struct calendar_row *schedule_row(const struct schedule *schedule, int64_t day)
{
    return span_of(schedule, day)->row;
}

int64_t schedule_open(const struct schedule *schedule, int64_t day)
{
    const struct hours *hours = &span_of(schedule, day)->row->hours;
    return civil_start_of(day) + hours->intervals[0].open_min * MINUTE_US;
}

int64_t schedule_close(const struct schedule *schedule, int64_t day)
{
    const struct hours *hours = &span_of(schedule, day)->row->hours;
    return civil_start_of(day) + hours->intervals[hours->count - 1].close_min * MINUTE_US;
}

int64_t schedule_day_end(const struct schedule *schedule, int64_t day)
{
    bool is_at_close = schedule->calendar->rows.day_end == DAY_END_CLOSE &&
                       calendar_is_worked(schedule->calendar, day);
    return is_at_close ? schedule_close(schedule, day) : civil_start_of(day + 1);
}

int64_t schedule_day_not_ended(const struct schedule *schedule, int64_t at_us)
{
    int64_t day = civil_day_of(at_us);
    return schedule_day_end(schedule, day) > at_us ? day : day + 1;
}

int64_t schedule_work_us_before(const struct schedule *schedule, int64_t at_us)
{
    int64_t day = civil_day_of(at_us);
    const struct schedule_span *span = span_of(schedule, day);
    int64_t before_us = amount_before(schedule, span, SCHEDULE_WORK_US, day);
    if (!calendar_is_worked(schedule->calendar, day))
        return before_us;
    return before_us + work_us_until(&span->row->hours, at_us - civil_start_of(day));
}

int64_t schedule_work_us_at(const struct schedule *schedule, int64_t work_us)
{
    struct reached reached = reach(schedule, SCHEDULE_WORK_US, work_us);
    return civil_start_of(reached.day) + work_us_reached(reached.hours, reached.rest);
}

/* The first microsecond that is worked from then on is over one later than it begins. */
int64_t schedule_next_work(const struct schedule *schedule, int64_t at_us)
{
    return schedule_work_us_at(schedule, schedule_work_us_before(schedule, at_us) + 1) - 1;
}

static int64_t sessions(const struct schedule *schedule, int64_t at_us, bool are_over)
{
    int64_t day = civil_day_of(at_us);
    const struct schedule_span *span = span_of(schedule, day);
    int64_t before = amount_before(schedule, span, SCHEDULE_SESSIONS, day);
    if (!calendar_is_worked(schedule->calendar, day))
        return before;
    return before + sessions_until(&span->row->hours, at_us - civil_start_of(day), are_over);
}

int64_t schedule_sessions_begun(const struct schedule *schedule, int64_t at_us)
{
    return sessions(schedule, at_us, false);
}

int64_t schedule_sessions_over(const struct schedule *schedule, int64_t at_us)
{
    return sessions(schedule, at_us, true);
}

int64_t schedule_sessions_at(const struct schedule *schedule, int64_t sessions_over)
{
    size_t first[3];
    struct reached reached = reach(schedule, SCHEDULE_SESSIONS, sessions_over);
    (void) sessions_of(reached.hours, first);
    size_t last = first[reached.rest] - 1;
    return civil_start_of(reached.day) + reached.hours->intervals[last].close_min * MINUTE_US;
}

/* ---- building ---- */

/* All rows of hours, everybody's first, then unit by unit; and what one unit's are made of. */
struct building {
    const struct calendar *calendar;
    const struct calendar_row **rows;
    size_t rows_count;
    size_t common_count; /* so many of them are everybody's */
    size_t own_first;    /* the unit's */
    size_t own_count;
    int64_t *bounds; /* the days on which its hours may change, */
    uint32_t *order; /* in order */
    uint32_t *spare;
    size_t bounds_count;
};

/* Of the rows that may speak for the unit. */
static const struct calendar_row *row_at(const struct building *building, size_t index)
{
    size_t common = building->common_count;
    return building->rows[index < common ? index : building->own_first + index - common];
}

static const struct calendar_row *row_of(const struct building *building, int64_t day)
{
    const struct calendar_row *best = NULL;
    for (size_t i = 0; i < building->common_count + building->own_count; i++) {
        const struct calendar_row *row = row_at(building, i);
        if (row->first_day <= day && day <= row->last_day &&
            (best == NULL || schedule_rank(row) > schedule_rank(best)))
            best = row;
    }
    return best == NULL ? &default_row : best;
}

static int compare_bounds(const void *context, uint32_t a, uint32_t b)
{
    const int64_t *bounds = context;
    return (bounds[a] > bounds[b]) - (bounds[a] < bounds[b]);
}

static void find_bounds(struct building *building)
{
    size_t count = 0;
    for (size_t i = 0; i < building->common_count + building->own_count; i++) {
        const struct calendar_row *row = row_at(building, i);
        if (row->first_day == CALENDAR_EVER_FIRST)
            continue;
        assert(row->last_day < CALENDAR_EVER_LAST);
        building->bounds[count++] = row->first_day;
        building->bounds[count++] = row->last_day + 1;
    }
    for (size_t i = 0; i < count; i++)
        building->order[i] = (uint32_t) i;
    sort_numbers(building->order, building->spare, count, compare_bounds, building->bounds);
    building->bounds_count = count;
}

static void fill_span(const struct building *building, struct schedule_span *span, int64_t day)
{
    size_t first[3];
    span->first_day = day;
    span->row = row_of(building, day);
    span->each[SCHEDULE_WORK_US] = work_us_until(&span->row->hours, HOURS_DAY_MINUTES * MINUTE_US);
    span->each[SCHEDULE_SESSIONS] = (int64_t) sessions_of(&span->row->hours, first);
    assert(span->each[SCHEDULE_WORK_US] > 0);
}

/* Counted from the second span's first day, where there is one; the first span goes back from it.
 */
static size_t fill_spans(const struct building *building, struct schedule_span *spans)
{
    size_t count = 1;
    int64_t begin = building->bounds_count > 0 ? building->bounds[building->order[0]] : 0;
    fill_span(building, &spans[0], CALENDAR_EVER_FIRST);
    spans[0].worked_before = calendar_worked_before(building->calendar, begin);
    for (size_t i = 0; i < building->bounds_count; i++) {
        int64_t day = building->bounds[building->order[i]];
        const struct schedule_span *previous = &spans[count - 1];
        if (day == previous->first_day)
            continue;
        struct schedule_span *span = &spans[count++];
        fill_span(building, span, day);
        span->worked_before = calendar_worked_before(building->calendar, day);
        int64_t days = span->worked_before - previous->worked_before;
        for (size_t measure = 0; measure < SCHEDULE_MEASURES_COUNT; measure++)
            span->before[measure] = previous->before[measure] + days * previous->each[measure];
    }
    return count;
}

static enum outcome full(struct err *err)
{
    return err_set(err, RETRY, "no room for the hours in the calendar's arena");
}

static enum outcome build(struct building *building, struct arena *arena,
                          struct schedule *schedule_out, struct err *err)
{
    find_bounds(building);
    struct schedule_span *spans = arena_alloc(arena, (building->bounds_count + 1) * sizeof(*spans));
    if (spans == NULL)
        return full(err);
    *schedule_out = (struct schedule) {
        .calendar = building->calendar,
        .unit = building->own_count > 0 ? building->rows[building->own_first]->unit : STR(""),
        .spans = spans,
        .spans_count = fill_spans(building, spans),
    };
    return OK;
}

static int compare_units(const void *context, uint32_t a, uint32_t b)
{
    const struct calendar_row *items = context;
    return str_compare(items[a].unit, items[b].unit);
}

static void order_rows(struct building *building)
{
    const struct calendar_rows *all = &building->calendar->rows;
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].kind == CALENDAR_HOURS)
            building->order[count++] = (uint32_t) i;
    sort_numbers(building->order, building->spare, count, compare_units, all->items);
    for (size_t i = 0; i < count; i++)
        building->rows[i] = &all->items[building->order[i]];
    building->rows_count = count;
    while (building->common_count < count && building->rows[building->common_count]->unit.len == 0)
        building->common_count++;
}

/* The rows behind the last unit's, as many as are of one. */
static void next_unit(struct building *building)
{
    building->own_first = building->own_count == 0 ? building->common_count
                                                   : building->own_first + building->own_count;
    building->own_count = 0;
    for (size_t i = building->own_first; i < building->rows_count; i++) {
        if (!str_eq(building->rows[i]->unit, building->rows[building->own_first]->unit))
            break;
        building->own_count++;
    }
}

enum outcome schedules_build(struct calendar *calendar, struct arena *arena, struct err *err)
{
    size_t room = calendar->rows.count + 1;
    struct building building = {
        .calendar = calendar,
        .rows = arena_alloc(arena, room * sizeof(*building.rows)),
        .bounds = arena_alloc(arena, 2 * room * sizeof(*building.bounds)),
        .order = arena_alloc(arena, 2 * room * sizeof(*building.order)),
        .spare = arena_alloc(arena, 2 * room * sizeof(*building.spare)),
    };
    struct schedule *schedules = arena_alloc(arena, room * sizeof(*schedules));
    if (arena->full)
        return full(err);
    size_t count = 0;
    order_rows(&building);
    do { /* everybody first */
        if (build(&building, arena, &schedules[count++], err) != OK)
            return err->outcome;
        next_unit(&building);
    } while (building.own_count > 0);
    calendar->common = &schedules[0];
    calendar->own = &schedules[1];
    calendar->own_count = count - 1;
    return OK;
}
