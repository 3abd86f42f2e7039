/* score_print -- see score_print.h. */
#include "office/score_print.h"

#include <inttypes.h>
#include <string.h>

#include "office/listing.h"

enum { HUNDRED = 100, SLOPE_ONE = 10000 };

const char *score_hundredths_text(int64_t hundredths, char text_out[SCORE_TEXT_MAX])
{
    bool is_negative = hundredths < 0;
    uint64_t size = is_negative ? 0 - (uint64_t) hundredths : (uint64_t) hundredths;
    (void) snprintf(text_out, SCORE_TEXT_MAX, "%s%" PRIu64 ".%02" PRIu64, is_negative ? "-" : "",
                    size / HUNDRED, size % HUNDRED);
    return text_out;
}

/* "0.5", "1": without zeroes at its end. */
static const char *slope_text(int64_t slope, char text_out[SCORE_TEXT_MAX])
{
    (void) snprintf(text_out, SCORE_TEXT_MAX, "%" PRId64 ".%04" PRId64, slope / SLOPE_ONE,
                    slope % SLOPE_ONE);
    size_t len = strlen(text_out);
    while (text_out[len - 1] == '0')
        len--;
    if (text_out[len - 1] == '.')
        len--;
    text_out[len] = '\0';
    return text_out;
}

static const char *coverage_text(const struct score_count *coverage, char text_out[SCORE_TEXT_MAX])
{
    char rate[SCORE_TEXT_MAX];
    if (coverage->denominator <= 0)
        return "-";
    (void) snprintf(text_out, SCORE_TEXT_MAX, "%s%%",
                    score_hundredths_text(score_rate(coverage), rate));
    return text_out;
}

/* "max(12.50, min(25.00, 25.00 - 0.5 * (95.00 - 70.59)))" */
static void print_formula(const struct formula_row *row, int64_t rate, FILE *out)
{
    char text[5][SCORE_TEXT_MAX];
    (void) fprintf(out, "max(%s, min(%s, %s - %s * (%s", score_hundredths_text(row->floor, text[0]),
                   score_hundredths_text(row->cap, text[1]), text[1],
                   slope_text(row->slope, text[2]), score_hundredths_text(row->target, text[3]));
    (void) fprintf(out, " - %s)))", score_hundredths_text(rate, text[4]));
}

static void print_item(const struct score_page *page, size_t at, FILE *out)
{
    const struct formula_row *row = &page->formula->rows[at];
    const struct score_item *item = &page->score->items[at];
    char rate[SCORE_TEXT_MAX];
    char points[SCORE_TEXT_MAX];
    char coverage[SCORE_TEXT_MAX];
    (void) fprintf(out, "%-22.*s %s %" PRId64 " / %s %" PRId64, STR_ARG(row->item),
                   counter_name(row->numerator), item->count.numerator,
                   counter_name(row->denominator), item->count.denominator);
    if (!item->is_rated) {
        (void) fprintf(out, "  not rated\n");
        return;
    }
    (void) fprintf(out, "  %s%%  n %" PRId64 "%s  coverage %s  ",
                   score_hundredths_text(item->rate, rate), item->count.denominator,
                   item->is_few ? " 样本不足" : "", coverage_text(&page->coverage[at], coverage));
    print_formula(row, item->rate, out);
    (void) fprintf(out, "  %s\n", score_hundredths_text(item->points, points));
}

static void print_adjustment(const struct score_adjustment *adjustment, FILE *out)
{
    char day[LISTING_DAY_TEXT_MAX];
    char points[SCORE_TEXT_MAX];
    (void) fprintf(out, "%-22s %s  %.*s/%.*s  %.*s, approved by %.*s%s%.*s  %s\n",
                   adjustment->points_hundredths < 0 ? "deduction" : "bonus",
                   listing_day_text(adjustment->day, day), STR_ARG(adjustment->case_source),
                   STR_ARG(adjustment->case_number), STR_ARG(adjustment->reason),
                   STR_ARG(adjustment->approver), adjustment->basis.len > 0 ? ", resting on " : "",
                   STR_ARG(adjustment->basis),
                   score_hundredths_text(adjustment->points_hundredths, points));
}

void score_print(const struct score_page *page, FILE *out)
{
    const struct score *score = page->score;
    char text[4][SCORE_TEXT_MAX];
    for (size_t i = 0; i < score->items_count; i++)
        print_item(page, i, out);
    (void) fprintf(out, "%-22s rated are %s of %s  %s\n", "points",
                   score_hundredths_text(score->rated_out_of, text[0]),
                   score_hundredths_text(score->out_of, text[1]),
                   score_hundredths_text(score->points, text[2]));
    for (size_t i = 0; i < page->adjustments_count; i++)
        print_adjustment(&page->adjustments[i], out);
    if (!score->is_rated) {
        (void) fprintf(out, "%-22s less than half of the weight is rated  not rated\n", "total");
        return;
    }
    (void) fprintf(out, "%-22s scaled to 100  %s\n", "total",
                   score_hundredths_text(score->total, text[0]));
    if (page->adjustments_count > 0)
        (void) fprintf(out, "%-22s with deductions and bonuses  %s\n", "final",
                       score_hundredths_text(score->final, text[3]));
    (void) fprintf(out, "%-22s %s\n", "grade", grade_chinese(score->grade));
}
