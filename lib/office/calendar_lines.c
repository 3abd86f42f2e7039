/* calendar_lines -- see calendar_lines.h. */
#include "office/calendar_lines.h"

#include <inttypes.h>
#include <stdio.h>

enum { HOURS_TEXT_MAX = 96 };

/* clang-format off */
#define SAID \
    COLUMN(calendar_line, kind), COLUMN(calendar_line, first_day), \
    COLUMN(calendar_line, last_day), COLUMN(calendar_line, unit), COLUMN(calendar_line, value), \
    COLUMN(calendar_line, notice)
/* clang-format on */

static const struct column said[] = {SAID};
static const struct column kept[] = {COLUMN(calendar_line, name), COLUMN(calendar_line, version),
                                     COLUMN(calendar_line, number), SAID};

const struct listing calendar_listing = {
    .table = {"calendar_row", TABLE_OF_CASE, sizeof(struct calendar_line), 5,
              sizeof(said) / sizeof(said[0]), said},
    .file = "calendar",
};

const struct table calendar_table = {"calendar_row",
                                     TABLE_OF_CASE,
                                     sizeof(struct calendar_line),
                                     3,
                                     sizeof(kept) / sizeof(kept[0]),
                                     kept};

/* "09:00-12:00 13:00-17:00" */
static struct str hours_text(const struct hours *hours, char text_out[HOURS_TEXT_MAX])
{
    int len = 0;
    text_out[0] = '\0';
    for (size_t i = 0; i < hours->count; i++) {
        int open_min = hours->intervals[i].open_min;
        int close_min = hours->intervals[i].close_min;
        len += snprintf(text_out + len, (size_t) (HOURS_TEXT_MAX - len), "%s%02d:%02d-%02d:%02d",
                        i == 0 ? "" : " ", open_min / 60, open_min % 60, close_min / 60,
                        close_min % 60);
    }
    return str_from(text_out);
}

static struct calendar_line *add_line(struct rows *lines)
{
    struct calendar_line *line = rows_add(lines);
    line->name = STR(CALENDAR_NAME);
    line->number = (int64_t) lines->count;
    line->first_day.number = line->last_day.number = DAY_NONE;
    return line;
}

static enum outcome make_line(const struct calendar_row *row, struct rows *lines, struct err *err)
{
    struct calendar_line *line = add_line(lines);
    char hours[HOURS_TEXT_MAX];
    line->kind = str_from(calendar_kind_name(row->kind));
    if (row->first_day != CALENDAR_EVER_FIRST)
        line->first_day.number = row->first_day;
    if (row->last_day != CALENDAR_EVER_LAST)
        line->last_day.number = row->last_day;
    line->unit = row->unit;
    line->notice = row->notice;
    return str_keep(hours_text(&row->hours, hours), lines->arena, &line->value, err);
}

enum outcome calendar_lines_make(const struct calendar_csv *csv, struct rows *lines,
                                 struct err *err)
{
    for (size_t i = 0; i < csv->count; i++)
        if (make_line(&csv->items[i], lines, err) != OK)
            return listing_full(lines->arena, err);
    if (csv->has_day_end) {
        struct calendar_line *line = add_line(lines);
        line->kind = STR("day_end");
        line->value = csv->day_end == DAY_END_CLOSE ? STR("close") : STR("24:00");
    }
    return lines->full ? listing_full(lines->arena, err) : OK;
}

/* ---- reading again ---- */

/* NULL, or what is wrong. */
static const char *read_line(const struct calendar_line *line, struct calendar_row *row)
{
    enum calendar_row_kind kind = CALENDAR_PUBLISHED;
    while (kind < CALENDAR_ROW_KINDS_END && !str_eq(line->kind, str_from(calendar_kind_name(kind))))
        kind++;
    if (kind == CALENDAR_ROW_KINDS_END)
        return "has a kind of row that this program does not know";
    *row = (struct calendar_row) {
        .kind = kind,
        .first_day =
            line->first_day.number == DAY_NONE ? CALENDAR_EVER_FIRST : line->first_day.number,
        .last_day = line->last_day.number == DAY_NONE ? CALENDAR_EVER_LAST : line->last_day.number,
        .unit = line->unit,
        .notice = line->notice,
    };
    return calendar_hours_read(line->value, &row->hours);
}

enum outcome calendar_lines_read(const struct rows *lines, struct arena *arena,
                                 struct calendar_rows *rows_out, struct err *err)
{
    struct calendar_row *items = arena_alloc(arena, lines->count * sizeof(*items));
    struct calendar_rows rows = {.name = STR(CALENDAR_NAME), .items = items};
    if (items == NULL)
        return listing_full(arena, err);
    for (size_t i = 0; i < lines->count; i++) {
        const struct calendar_line *line = rows_at(lines, i);
        rows.version = line->version;
        if (str_eq(line->kind, STR("day_end"))) {
            rows.day_end = str_eq(line->value, STR("close")) ? DAY_END_CLOSE : DAY_END_MIDNIGHT;
            continue;
        }
        const char *wrong = read_line(line, &items[rows.count++]);
        if (wrong != NULL)
            return err_set(err, FATAL, "row %" PRId64 " of the calendar %s", line->number, wrong);
    }
    *rows_out = rows;
    return OK;
}
