/* formula_file -- see formula_file.h. */
#include "office/formula_file.h"

#include <inttypes.h>
#include <stdio.h>

#include "office/listing_csv.h"
#include "office/policy_value.h"

enum { CAPACITY = SCORE_ITEMS_MAX, MINIMUM_MAX = 1000000, PERCENT_DIGITS = 2, SLOPE_DIGITS = 4 };

/* clang-format off */
const struct listing_word formula_accounts[] = {
    {"handling", {"承办", NULL}},
    {"receiver", {"首问", NULL}},
    {"unit",     {"单位", NULL}},
    {NULL, {NULL}},
};

#define NAME(X) \
    X(formula_line, formula,     formula,     TEXT, "方案",     CODE, true,  NULL)

#define COLUMNS(X) \
    X(formula_line, item,        item,        TEXT, "项目",     CODE, true,  NULL) \
    X(formula_line, numerator,   numerator,   TEXT, "分子",     CODE, true,  NULL) \
    X(formula_line, denominator, denominator, TEXT, "分母",     CODE, true,  NULL) \
    X(formula_line, population,  population,  TEXT, "总体",     REFERENCE, false, NULL) \
    X(formula_line, account,     account,     TEXT, "账户",     WORD, true,  formula_accounts) \
    X(formula_line, target,      target,      TEXT, "目标值",   LINE, false, NULL) \
    X(formula_line, slope,       slope,       TEXT, "扣分系数", LINE, false, NULL) \
    X(formula_line, floor,       floor,       TEXT, "最低分",   LINE, false, NULL) \
    X(formula_line, cap,         cap,         TEXT, "满分",     LINE, true,  NULL) \
    X(formula_line, out_of,      out_of,      TEXT, "总分",     LINE, true,  NULL) \
    X(formula_line, minimum,     minimum,     TEXT, "最小样本", LINE, false, NULL) \
    X(formula_line, basis,       basis,       TEXT, "依据",     LINE, false, NULL)

static const struct column columns[] = {NAME(LISTING_COLUMN) COLUMNS(LISTING_COLUMN)};
static const struct listing_column reading[] = {NAME(LISTING_READING) COLUMNS(LISTING_READING)};

const struct listing formula_listing = {
    .table = LISTING_TABLE("formula_row", formula_line, 2, columns),
    .file = "formula", .columns = reading,
};

static const struct column kept[] = {
    {"formula", COLUMN_TEXT, offsetof(struct formula_line, formula)},
    {"version", COLUMN_BIGINT, offsetof(struct formula_line, version)},
    {"number", COLUMN_BIGINT, offsetof(struct formula_line, number)},
    COLUMNS(LISTING_COLUMN)
};

const struct table formula_table = LISTING_TABLE("formula_row", formula_line, 3, kept);
/* clang-format on */

enum outcome formula_file_init(struct formula_file *file, struct err *err)
{
    *file = (struct formula_file) {.formula = {.version = 0}};
    if (arena_init(&file->arena, FORMULA_MEMORY_MAX, err) != OK)
        return err->outcome;
    if (rows_init(&file->lines, &formula_listing.table, CAPACITY, &file->arena, err) != OK)
        return listing_full(&file->arena, err);
    return OK;
}

void formula_file_done(struct formula_file *file)
{
    arena_done(&file->arena);
}

enum outcome formula_file_read(struct formula_file *file, const char *path, struct faults *faults,
                               struct err *err)
{
    if (listing_csv_load(&formula_listing, &file->lines, path, faults, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < file->lines.count; i++)
        ((struct formula_line *) rows_at(&file->lines, i))->number = (int64_t) i + 1;
    return OK;
}

enum counter formula_counter_find(struct str name)
{
    for (enum counter counter = 0; counter < COUNTERS_COUNT; counter++)
        if (str_eq(name, str_from(counter_name(counter))) ||
            str_eq(name, str_from(counter_chinese(counter))))
            return counter;
    return COUNTERS_COUNT;
}

/* ---- values ---- */

/* A number that people write, how many digits it may have behind the point, and how large it may be
 * as a whole number of its last digit. */
struct decimal {
    const char *field;
    struct str text;
    int digits;
    int64_t max;
};

/* Take the digits that `text` begins with, to the right of `number`; false: it becomes too large.
 */
static bool take_digits(struct str *text, int64_t max, int64_t *number, int *count_out)
{
    int count = 0;
    for (; text->len > 0 && *text->ptr >= '0' && *text->ptr <= '9'; count++) {
        *number = *number * 10 + (*text->ptr - '0');
        text->ptr++;
        text->len--;
        if (*number > max)
            return false;
    }
    *count_out = count;
    return true;
}

static bool parse_decimal(const struct decimal *decimal, int64_t *number_out)
{
    struct str rest = decimal->text;
    int64_t number = 0;
    int whole = 0;
    int behind = 0;
    bool has_point = false;
    if (!take_digits(&rest, decimal->max, &number, &whole))
        return false;
    if (rest.len > 0 && *rest.ptr == '.') {
        has_point = true;
        rest.ptr++;
        rest.len--;
        if (!take_digits(&rest, decimal->max, &number, &behind))
            return false;
    }
    if (rest.len > 0 || whole == 0 || behind > decimal->digits || (has_point && behind == 0))
        return false;
    for (int i = behind; i < decimal->digits; i++)
        number *= 10;
    *number_out = number;
    return number <= decimal->max;
}

/* Empty leaves `out` as it is; so does what is told. */
static void read_decimal(const struct fault_place *place, const struct decimal *decimal,
                         int64_t *out)
{
    char words[96];
    int64_t scale = 1;
    for (int i = 0; i < decimal->digits; i++)
        scale *= 10;
    if (decimal->text.len == 0 || parse_decimal(decimal, out))
        return;
    (void) snprintf(words, sizeof(words),
                    "is no number from 0 to %" PRId64 " with at most %d digits behind the point",
                    decimal->max / scale, decimal->digits);
    faults_of_value(place, decimal->field, decimal->text, words);
}

static enum counter read_counter(const struct fault_place *place, const char *field,
                                 struct str text, const struct formula_line *line)
{
    char words[96];
    enum counter counter = formula_counter_find(text);
    if (counter == COUNTERS_COUNT) {
        faults_of_value(place, field, text, "is no counter there is");
        return 0;
    }
    const char *account = account_name(counter_account(counter));
    if (!str_eq(line->account, str_from(account))) {
        (void) snprintf(words, sizeof(words), "is counted in account %s", account);
        faults_of_value(place, field, text, words);
    }
    return counter;
}

/* ---- rows ---- */

static void judge_row(const struct fault_place *place, const struct formula_line *line,
                      const struct formula_row *row)
{
    if (row->cap == 0)
        faults_of_value(place, "cap", line->cap, line->cap.len == 0 ? "is empty" : "is 0");
    if (row->slope == 0 && line->slope.len > 0)
        faults_of_value(place, "slope", line->slope, "is 0: every rate would be worth the cap");
    if (row->target == 0)
        faults_of_value(place, "target", line->target, "is 0: every rate would be worth the cap");
    if (row->floor > row->cap)
        faults_of_value(place, "floor", line->floor, "is more than the cap");
    else if (row->cap > 0 && row->target * row->cap < row->floor * SCORE_WHOLE)
        faults_of_value(place, "target", line->target,
                        "is below the floor, taken as a percentage of the cap");
}

static void make_row(const struct formula_line *line, struct faults *faults,
                     struct formula_row *row)
{
    const struct fault_place place = {
        .faults = faults, .file = formula_listing.number, .row = line->row.number};
    const struct decimal target = {"target", line->target, PERCENT_DIGITS, SCORE_WHOLE};
    const struct decimal slope = {"slope", line->slope, SLOPE_DIGITS, SCORE_SLOPE_MAX};
    const struct decimal floor = {"floor", line->floor, PERCENT_DIGITS, SCORE_CAP_MAX};
    const struct decimal cap = {"cap", line->cap, PERCENT_DIGITS, SCORE_CAP_MAX};
    size_t before = faults->errors;
    *row = (struct formula_row) {.item = line->item, .target = SCORE_WHOLE};
    row->numerator = read_counter(&place, "numerator", line->numerator, line);
    row->denominator = read_counter(&place, "denominator", line->denominator, line);
    row->population = COUNTERS_COUNT;
    if (line->population.len > 0)
        row->population = read_counter(&place, "population", line->population, line);
    read_decimal(&place, &target, &row->target);
    read_decimal(&place, &cap, &row->cap);
    row->slope = row->cap; /* a hundredth of it a percent, in a hundred times smaller numbers */
    read_decimal(&place, &slope, &row->slope);
    read_decimal(&place, &floor, &row->floor);
    if (faults->errors == before)
        judge_row(&place, line, row);
}

/* ---- rows beside each other ---- */

/* What stands in every row must be the same in all. */
static void judge_same(const struct formula_line *first, const struct formula_line *line,
                       struct faults *faults)
{
    const struct fault_place place = {
        .faults = faults, .file = formula_listing.number, .row = line->row.number};
    if (!str_eq(line->formula, first->formula))
        faults_of_value(&place, "formula", line->formula,
                        "is not the one of the first row: a file is one formula");
    if (!str_eq(line->out_of, first->out_of))
        faults_of_value(&place, "out_of", line->out_of, "is not that of the first row");
    if (!str_eq(line->minimum, first->minimum))
        faults_of_value(&place, "minimum", line->minimum, "is not that of the first row");
}

static void judge_items(const struct rows *lines, size_t at, struct faults *faults)
{
    const struct formula_line *line = rows_at(lines, at);
    for (size_t i = 0; i < at; i++) {
        const struct formula_line *earlier = rows_at(lines, i);
        if (str_eq(earlier->item, line->item))
            faults_add(faults, formula_listing.number, line->row.number,
                       "item '%.*s' is there already, in row %zu", STR_ARG(line->item),
                       earlier->row.number);
    }
}

static void judge_sum(const struct formula_line *first, const struct formula *formula,
                      struct faults *faults)
{
    const struct fault_place place = {
        .faults = faults, .file = formula_listing.number, .row = first->row.number};
    const struct decimal out_of = {"out_of", first->out_of, PERCENT_DIGITS,
                                   (int64_t) SCORE_ITEMS_MAX * SCORE_CAP_MAX};
    char words[96];
    int64_t wanted = -1;
    int64_t sum = 0;
    read_decimal(&place, &out_of, &wanted);
    for (size_t i = 0; i < formula->rows_count; i++)
        sum += formula->rows[i].cap;
    if (first->out_of.len > 0 && (wanted == -1 || wanted == sum))
        return;
    (void) snprintf(words, sizeof(words),
                    "is not the sum of the caps, which is %" PRId64 ".%02" PRId64, sum / 100,
                    sum % 100);
    faults_of_value(&place, "out_of", first->out_of, words);
}

static bool has_faulty_line(const struct rows *lines)
{
    bool has_fault = false;
    for (size_t i = 0; i < lines->count; i++)
        has_fault |= ((const struct formula_line *) rows_at(lines, i))->row.has_fault;
    return has_fault;
}

static void judge_all(const struct rows *lines, struct formula *formula, struct faults *faults)
{
    const struct formula_line *first = rows_at(lines, 0);
    const struct fault_place place = {
        .faults = faults, .file = formula_listing.number, .row = first->row.number};
    size_t before = faults->errors;
    for (size_t i = 1; i < lines->count; i++) {
        judge_same(first, rows_at(lines, i), faults);
        judge_items(lines, i, faults);
    }
    formula->name = first->formula;
    formula->version = first->version;
    formula->minimum = SCORE_MINIMUM;
    policy_read_number(&place, "minimum", first->minimum, MINIMUM_MAX, &formula->minimum);
    if (faults->errors == before && !has_faulty_line(lines)) /* else the sum means nothing */
        judge_sum(first, formula, faults);
}

enum outcome formula_file_make(struct formula_file *file, struct faults *faults, struct err *err)
{
    struct rows *lines = &file->lines;
    struct formula_row *rows = arena_alloc(&file->arena, lines->count * sizeof(*rows));
    if (rows == NULL)
        return listing_full(&file->arena, err);
    if (lines->count == 0 || lines->count > SCORE_ITEMS_MAX) {
        faults_add(faults, formula_listing.number, 0, "there are %zu rows, and may be 1 to %d",
                   lines->count, SCORE_ITEMS_MAX);
        return OK;
    }
    for (size_t i = 0; i < lines->count; i++) {
        struct formula_line *line = rows_at(lines, i);
        size_t before = faults->errors;
        if (line->row.has_fault)
            continue;
        make_row(line, faults, &rows[i]);
        line->row.has_fault = faults->errors > before;
    }
    file->formula.rows = rows;
    file->formula.rows_count = lines->count;
    judge_all(lines, &file->formula, faults);
    return OK;
}
