/* policy_check -- see policy_check.h. */
#include "office/policy_check.h"

#include "core/sort.h"
#include "office/policy_value.h"

/* Rows in the order of their ranks: first the file's own, behind them those of others. */
struct judging {
    const struct policy_file *file;
    const struct policy_source *others;
    struct faults *faults;
    uint32_t *order; /* of the file's rows below rows_count, of others from there on */
    size_t count;
    size_t rows_count;
    bool has_faulty_rows; /* which are not in the order, so that what seems missing may be there */
};

static const struct policy_row *row_of(const struct judging *judging, uint32_t number)
{
    return number < judging->rows_count ? &judging->file->rows[number]
                                        : &judging->others->rows[number - judging->rows_count];
}

static size_t line_of(const struct judging *judging, uint32_t number)
{
    const struct policy_line *line = rows_at(&judging->file->lines[POLICY_LINE], number);
    return line->head.row.number;
}

static int by_rank(const void *context, uint32_t a, uint32_t b)
{
    const struct judging *judging = context;
    return policy_row_compare(row_of(judging, a), row_of(judging, b));
}

/* ---- one row ---- */

static bool has_ladder(const struct policy_file *file, struct str name)
{
    for (size_t i = 0; i < file->ladders_count; i++)
        if (str_eq(file->ladders[i].ladder.name, name))
            return true;
    return name.len == 0;
}

static void check_row(const struct policy_file *file, size_t at, const struct units_known *units,
                      struct faults *faults)
{
    const struct policy_line *first = rows_at(&file->lines[POLICY_LINE], 0);
    const struct policy_line *line = rows_at(&file->lines[POLICY_LINE], at);
    const struct fault_place place = {faults, POLICY_LINE, line->head.row.number};
    if (!str_eq(line->head.preset, first->head.preset))
        faults_of_value(&place, "preset", line->head.preset,
                        "is not the one of the file's first row: a file is one preset");
    if (!has_ladder(file, line->ladder))
        faults_of_value(&place, "ladder", line->ladder, "is not in ladders.csv");
    if (!units_know(units, line->unit))
        faults_of_value(&place, "unit", line->unit, "is not in the directory");
}

/* ---- rows beside each other ---- */

/* Two of the file's rows that follow each other in the order of ranks. */
static void check_pair(const struct judging *judging, uint32_t upper, uint32_t lower)
{
    char first_day[LISTING_DAY_TEXT_MAX];
    const struct policy_row *one = row_of(judging, upper);
    const struct policy_row *other = row_of(judging, lower);
    if (policy_row_compare(one, other) == 0)
        faults_add(judging->faults, POLICY_LINE, line_of(judging, lower),
                   "it is of equal rank with row %zu: the same scope, category, channel and "
                   "priority of clock %s from %s",
                   line_of(judging, upper), clock_kind_name(one->clock),
                   listing_day_text(one->first_day.number, first_day));
    if (one->first_day.number == other->first_day.number &&
        one->last_day.number != other->last_day.number)
        faults_add(judging->faults, POLICY_LINE, line_of(judging, lower),
                   "last_day differs from that of row %zu, of the same period",
                   line_of(judging, upper));
}

/* ---- periods ---- */

/* Rows [first, end) of the order: one preset, one first day. */
struct period {
    size_t first;
    size_t end;
};

static struct period period_at(const struct judging *judging, size_t first)
{
    const struct policy_row *row = row_of(judging, judging->order[first]);
    struct period period = {.first = first, .end = first + 1};
    for (; period.end < judging->count; period.end++) {
        const struct policy_row *next = row_of(judging, judging->order[period.end]);
        if (next->first_day.number != row->first_day.number || !str_eq(next->preset, row->preset))
            break;
    }
    return period;
}

static bool has_default(const struct judging *judging, struct period period)
{
    for (size_t i = period.first; i < period.end; i++) {
        const struct policy_row *row = row_of(judging, judging->order[i]);
        if (row->scope == POLICY_SCOPE_DEFAULT && row->clock == CLOCK_COMPLETION)
            return true;
    }
    return false;
}

/* A period and the one that begins next; told of the one that is the file's. */
static void check_neighbours(const struct judging *judging, uint32_t earlier, uint32_t later)
{
    char day[2][LISTING_DAY_TEXT_MAX];
    const struct policy_row *one = row_of(judging, earlier);
    const struct policy_row *next = row_of(judging, later);
    uint32_t own = later < judging->rows_count ? later : earlier;
    int64_t last = one->last_day.number;
    bool begin_together = one->first_day.number == next->first_day.number;
    if (own >= judging->rows_count || (last == DAY_NONE && !begin_together))
        return;
    if (begin_together || last >= next->first_day.number)
        faults_add(judging->faults, POLICY_LINE, line_of(judging, own),
                   "the period of '%.*s' from %s overlaps that of '%.*s', which begins on %s",
                   STR_ARG(one->preset), listing_day_text(one->first_day.number, day[0]),
                   STR_ARG(next->preset), listing_day_text(next->first_day.number, day[1]));
    else if (last + 1 < next->first_day.number)
        faults_add(judging->faults, POLICY_LINE, line_of(judging, own),
                   "there is no policy from %s, when that of '%.*s' has ended, until %s",
                   listing_day_text(last + 1, day[0]), STR_ARG(one->preset),
                   listing_day_text(next->first_day.number, day[1]));
}

static void check_periods(const struct judging *judging)
{
    char day[LISTING_DAY_TEXT_MAX];
    struct period before = {0};
    for (size_t at = 0; at < judging->count;) {
        struct period period = period_at(judging, at);
        uint32_t number = judging->order[period.first];
        for (size_t i = period.first + 1; number < judging->rows_count && i < period.end; i++)
            check_pair(judging, judging->order[i - 1], judging->order[i]);
        if (number < judging->rows_count && !judging->has_faulty_rows &&
            !has_default(judging, period))
            faults_add(judging->faults, POLICY_LINE, line_of(judging, number),
                       "the period from %s has no row of scope default for clock completion",
                       listing_day_text(row_of(judging, number)->first_day.number, day));
        if (before.end > 0)
            check_neighbours(judging, judging->order[before.first], number);
        before = period;
        at = period.end;
    }
}

/* Those of other presets that this file does not replace. */
static void add_others(struct judging *judging)
{
    const struct policy_line *first = rows_at(&judging->file->lines[POLICY_LINE], 0);
    for (size_t i = 0; i < judging->others->rows_count; i++)
        if (!str_eq(judging->others->rows[i].preset, first->head.preset))
            judging->order[judging->count++] = (uint32_t) (judging->rows_count + i);
}

enum outcome policy_check(struct policy_file *file, const struct policy_source *others,
                          const struct units_known *units, struct faults *faults, struct err *err)
{
    const struct rows *lines = &file->lines[POLICY_LINE];
    struct judging judging = {
        .file = file, .others = others, .faults = faults, .rows_count = lines->count};
    size_t total = lines->count + others->rows_count;
    size_t mark = arena_mark(&file->arena);
    if (lines->count == 0) {
        faults_add(faults, POLICY_LINE, 0, "there are no rows");
        return OK;
    }
    judging.order = arena_alloc(&file->arena, 2 * total * sizeof(*judging.order));
    if (judging.order == NULL)
        return listing_full(&file->arena, err);
    for (size_t i = 0; i < lines->count; i++) {
        const struct policy_line *line = rows_at(lines, i);
        judging.has_faulty_rows |= line->head.row.has_fault;
        if (line->head.row.has_fault)
            continue;
        check_row(file, i, units, faults);
        judging.order[judging.count++] = (uint32_t) i;
    }
    add_others(&judging);
    sort_numbers(judging.order, judging.order + total, judging.count, by_rank, &judging);
    check_periods(&judging);
    arena_rewind(&file->arena, mark);
    return OK;
}
