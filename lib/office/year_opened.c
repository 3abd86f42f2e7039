/* year_opened -- see year_opened.h. */
#include "office/year_opened.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/civil.h"
#include "wire/event_codec.h"
#include "wire/event_id.h"

enum { YEAR_TEXT_MAX = 24, REF_TEXT_MAX = 192, ARENA_BYTES = 1 << 20 };

/* What is under way. */
struct opening {
    const struct rows *units;
    int64_t first_year;
    int64_t now_us;
    const struct year_opened_sink *sink;
    struct arena arena;
    struct err *err;
};

/* The first day in the year on which one of these rows is one of ours; false: there is none. */
static bool find_first_day(const struct rows *units, struct listing_range range, int64_t year,
                           int64_t *day_out)
{
    int64_t first = civil_day_from((struct civil_date) {.year = year, .month = 1, .day = 1});
    int64_t last = civil_day_from((struct civil_date) {.year = year, .month = 12, .day = 31});
    for (size_t i = range.first; i < range.end; i++) {
        const struct directory_unit *unit = rows_at(units, i);
        int64_t from = unit->row.first_day.number > first ? unit->row.first_day.number : first;
        if (unit->is_outside || from > last || listing_end(&unit->row) < from)
            continue;
        *day_out = from;
        return true;
    }
    return false;
}

static enum outcome open_year(struct opening *opening, struct str unit, int64_t year,
                              int64_t first_day)
{
    char number[YEAR_TEXT_MAX];
    char ref[REF_TEXT_MAX];
    (void) snprintf(number, sizeof(number), "%" PRId64, year);
    (void) snprintf(ref, sizeof(ref), "unit/%.*s/%s", STR_ARG(unit), number);
    struct event event = {
        .subject_kind = SUBJECT_UNIT_YEAR,
        .case_source = unit,
        .case_number = str_from(number),
        .occurred_at_us = civil_start_of(first_day),
        .precision = PRECISION_DAY,
        .recorded_at_us = opening->now_us,
        .source = STR("directory"),
        .source_ref = str_from(ref),
        .kind = EVENT_YEAR_OPENED,
        .year_opened = {.unit = unit, .year = year},
    };
    arena_reset(&opening->arena);
    event.subject = event_subject(SUBJECT_UNIT_YEAR, event.case_source, event.case_number);
    if (event_settle(&event, &opening->arena, opening->err) != OK ||
        event_id_set(&event, opening->now_us, &opening->arena, opening->err) != OK)
        return err_wrap(opening->err, "year %s of unit '%.*s'", number, STR_ARG(unit));
    return opening->sink->take(opening->sink->context, &event, opening->err);
}

static enum outcome open_unit(struct opening *opening, struct listing_range range)
{
    const struct directory_unit *unit = rows_at(opening->units, range.first);
    int64_t last_year = civil_year_of(opening->now_us);
    for (int64_t year = opening->first_year; year <= last_year; year++) {
        int64_t first_day = 0;
        if (!find_first_day(opening->units, range, year, &first_day) ||
            first_day > civil_day_of(opening->now_us))
            continue;
        if (open_year(opening, unit->code, year, first_day) != OK)
            return opening->err->outcome;
    }
    return OK;
}

enum outcome year_opened_each(const struct directory *directory, int64_t first_year, int64_t now_us,
                              const struct year_opened_sink *sink, struct err *err)
{
    struct opening opening = {.units = &directory->tables[DIRECTORY_UNIT],
                              .first_year = first_year,
                              .now_us = now_us,
                              .sink = sink,
                              .err = err};
    if (arena_init(&opening.arena, ARENA_BYTES, err) != OK)
        return err->outcome;
    enum outcome outcome = OK;
    for (size_t i = 0; i < opening.units->count && outcome == OK;) {
        struct listing_range range = listing_find(opening.units, 1, rows_at(opening.units, i));
        outcome = open_unit(&opening, range);
        i = range.end;
    }
    arena_done(&opening.arena);
    return outcome;
}
