/* totals -- see totals.h. */
#include "office/totals.h"

#include <assert.h>
#include <stdlib.h>

#include "base/civil.h"
#include "base/time.h"
#include "sql.h"

enum { COUNTS, CLOSED, REPORTS, CLOSES };
enum { SECTION, MONTH, FIRST_COUNT };
enum { ROWS_COUNT = FIRST_COUNT, IS_NIL, REPORTED_BY, REPORTED_AT };
enum { CLOSE_MONTH, CLOSE_VERSION, CLOSE_CUT_OFF, CLOSE_BY };

static const struct {
    const char *name;
    const char *group;
    const char *title;
} counts[TOTAL_COUNTS_COUNT] = {
#define TOTAL_COUNT(name, group, title) {#name, group, title},
#include "office/total_counts.def"
#undef TOTAL_COUNT
};

const char *total_group(enum total_count count)
{
    assert(count < TOTAL_COUNTS_COUNT);
    return counts[count].group;
}

const char *total_title(enum total_count count)
{
    assert(count < TOTAL_COUNTS_COUNT);
    return counts[count].title;
}

const char *total_name(enum total_count count)
{
    assert(count < TOTAL_COUNTS_COUNT);
    return counts[count].name;
}

/* ---- reading ---- */

/* The line of this row of any of the first three results; a new one when there is none yet. */
static struct total_line *line_of(struct totals *totals, const struct pg_rows *rows, size_t row)
{
    struct str section = pg_rows_text(rows, row, SECTION);
    int month = (int) pg_rows_bigint(rows, row, MONTH);
    for (size_t i = 0; i < totals->count; i++)
        if (totals->lines[i].month == month && str_eq(totals->lines[i].section, section))
            return &totals->lines[i];
    struct total_line *line = &totals->lines[totals->count++];
    *line = (struct total_line) {.section = section, .month = month};
    return line;
}

static void take_counts(const struct pg_rows *rows, size_t row,
                        int64_t counts_out[TOTAL_COUNTS_COUNT])
{
    for (int i = 0; i < TOTAL_COUNTS_COUNT; i++)
        counts_out[i] = pg_rows_bigint(rows, row, FIRST_COUNT + i);
}

/* ---- sections ---- */

static bool is_listed(const struct totals *totals, struct str section)
{
    for (size_t i = 0; i < totals->sections_count; i++)
        if (str_eq(totals->sections[i], section))
            return true;
    return false;
}

static void list_section(struct totals *totals, const struct totals_of *of, struct str section)
{
    if ((of->section.len == 0 || str_eq(of->section, section)) && !is_listed(totals, section))
        totals->sections[totals->sections_count++] = section;
}

static enum outcome list_sections(struct totals *totals, const struct totals_of *of,
                                  struct err *err)
{
    size_t most = totals->count + of->names->count + 1;
    totals->sections = calloc(most, sizeof(*totals->sections));
    if (totals->sections == NULL)
        return err_set(err, FATAL, "could not allocate %zu sections", most);
    for (size_t i = 0; i < of->names->count; i++) {
        const struct name *name = &of->names->items[i];
        if (name->kind == NAME_OF_SECTION && str_eq(name->unit, of->unit) &&
            name->first_day <= of->days.last_day && name->last_day >= of->days.first_day)
            list_section(totals, of, name->code);
    }
    for (size_t i = 0; i < totals->count; i++)
        if (totals_has(totals, totals->lines[i].month))
            list_section(totals, of, totals->lines[i].section);
    if (of->section.len > 0)
        list_section(totals, of, of->section);
    return OK;
}

/* ---- joining ---- */

static int compare_lines(const void *a, const void *b)
{
    const struct total_line *left = a;
    const struct total_line *right = b;
    int order = str_compare(left->section, right->section);
    return order != 0 ? order : left->month - right->month;
}

static enum outcome join(struct totals *totals, struct err *err)
{
    size_t most =
        totals->rows[COUNTS].count + totals->rows[CLOSED].count + totals->rows[REPORTS].count;
    totals->lines = calloc(most + 1, sizeof(*totals->lines));
    if (totals->lines == NULL)
        return err_set(err, FATAL, "could not allocate %zu totals", most);
    const struct pg_rows *rows = &totals->rows[COUNTS];
    for (size_t row = 0; row < rows->count; row++) {
        struct total_line *line = line_of(totals, rows, row);
        line->has_rows = true;
        take_counts(rows, row, line->counts);
    }
    rows = &totals->rows[CLOSED];
    for (size_t row = 0; row < rows->count; row++) {
        struct total_line *line = line_of(totals, rows, row);
        line->is_closed = true;
        take_counts(rows, row, line->closed);
    }
    rows = &totals->rows[REPORTS];
    for (size_t row = 0; row < rows->count; row++) {
        struct total_line *line = line_of(totals, rows, row);
        line->is_reported = true;
        line->reported_count = pg_rows_bigint(rows, row, ROWS_COUNT);
        line->is_nil = pg_rows_boolean(rows, row, IS_NIL);
        line->reported_by = pg_rows_text(rows, row, REPORTED_BY);
        line->reported_at_us = pg_rows_time(rows, row, REPORTED_AT);
    }
    rows = &totals->rows[CLOSES];
    for (size_t row = 0; row < rows->count; row++)
        totals->closes[pg_rows_bigint(rows, row, CLOSE_MONTH)] = (struct total_close) {
            .version = (int) pg_rows_bigint(rows, row, CLOSE_VERSION),
            .cut_off_at_us = pg_rows_time(rows, row, CLOSE_CUT_OFF),
            .closed_by = pg_rows_text(rows, row, CLOSE_BY),
        };
    qsort(totals->lines, totals->count, sizeof(*totals->lines), compare_lines);
    return OK;
}

enum outcome totals_read(struct pg *pg, struct pg_params *params, const struct totals_of *of,
                         struct totals *totals_out, struct err *err)
{
    struct totals totals = {.days = of->days, .today = civil_day_of(time_now_us())};
    const char *const sql[] = {
        [COUNTS] = of->sql,
        [CLOSED] = SQL_CLOSED_TOTALS,
        [REPORTS] = SQL_MONTH_REPORTS,
        [CLOSES] = SQL_MONTH_CLOSES,
    };
    enum outcome outcome = OK;
    for (int i = COUNTS; outcome == OK && i <= CLOSES; i++) {
        pg_params_reset(params);
        pg_param_text(params, of->unit);
        if (i != CLOSES)
            pg_param_text(params, of->section);
        pg_param_integer(params, of->days.year);
        if (i == COUNTS) {
            pg_param_time(params, period_from_us(&of->days));
            pg_param_time(params, period_before_us(&of->days));
        }
        outcome = pg_exec(pg, sql[i], params, &totals.rows[i], err);
    }
    if (outcome == OK)
        outcome = join(&totals, err);
    if (outcome == OK)
        outcome = list_sections(&totals, of, err);
    if (outcome != OK) {
        totals_done(&totals);
        return err_wrap(err, "read totals");
    }
    *totals_out = totals;
    return OK;
}

void totals_done(struct totals *totals)
{
    free(totals->lines);
    free(totals->sections);
    for (size_t i = 0; i < sizeof(totals->rows) / sizeof(totals->rows[0]); i++)
        pg_rows_done(&totals->rows[i]);
    *totals = (struct totals) {.count = 0};
}

/* ---- asking ---- */

int64_t totals_sum(const struct totals *totals, enum total_count count, int month,
                   const struct str *section)
{
    int64_t sum = 0;
    for (size_t i = 0; i < totals->count; i++) {
        const struct total_line *line = &totals->lines[i];
        if ((month == 0 || line->month == month) &&
            (section == NULL || str_eq(line->section, *section)))
            sum += line->counts[count];
    }
    return sum;
}

struct str totals_section(const struct totals *totals, const struct names *names, struct str unit,
                          struct str section)
{
    if (section.len == 0)
        return STR("（未定科室）");
    return names_section(names, unit, section, totals->days.last_day);
}

bool totals_has(const struct totals *totals, int month)
{
    return totals->days.month == 0 || totals->days.month == month;
}

bool totals_is_over(const struct totals *totals, int month)
{
    struct civil_date today = civil_date_of(totals->today);
    return totals->days.year < today.year ||
           (totals->days.year == today.year && month < today.month);
}

const struct total_line *totals_find(const struct totals *totals, struct str section, int month)
{
    for (size_t i = 0; i < totals->count; i++)
        if (totals->lines[i].month == month && str_eq(totals->lines[i].section, section))
            return &totals->lines[i];
    return NULL;
}
