/* sheet_html_totals -- 汇总 of a book: by month, and beside it what sections reported. */
#include <inttypes.h>
#include <string.h>

#include "base/civil.h"
#include "run/html.h"
#include "run/sheet_writer.h"

static void word(const struct sheet_book *book, const char *text)
{
    (void) fputs(text, book->out);
}

static void number(const struct sheet_book *book, int64_t count)
{
    if (count == 0)
        word(book, "<td class=\"number none\">·</td>");
    else
        (void) fprintf(book->out, "<td class=\"number\">%" PRId64 "</td>", count);
}

static bool is_asked(const struct sheet_book *book, int month)
{
    return book->cover->days.month == 0 || book->cover->days.month == month;
}

static void month_titles(const struct sheet_book *book)
{
    for (int month = 1; month <= TOTALS_MONTHS; month++)
        if (is_asked(book, month))
            (void) fprintf(book->out, "<th>%d月</th>", month);
}

/* How many rows the group that begins here has. */
static int group_rows(int count)
{
    int rows = 1;
    while (count + rows < TOTAL_COUNTS_COUNT &&
           strcmp(total_group((enum total_count)(count + rows)),
                  total_group((enum total_count) count)) == 0)
        rows++;
    return rows;
}

static void by_month(const struct sheet_book *book, const struct totals *totals)
{
    word(book, "<table class=\"list\"><thead><tr><td colspan=\"15\"><h2>汇总</h2></td></tr>\n"
               "<tr><th colspan=\"2\">项目</th>");
    month_titles(book);
    word(book, "<th>合计</th></tr></thead>\n<tbody>");
    int left = 0; /* of the group in hand */
    for (int i = 0; i < TOTAL_COUNTS_COUNT; i++) {
        enum total_count count = (enum total_count) i;
        word(book, "<tr>");
        if (left == 0) {
            left = group_rows(i);
            (void) fprintf(book->out, "<th rowspan=\"%d\">%s</th>", left, total_group(count));
        }
        left--;
        (void) fprintf(book->out, "<th>%s</th>", total_title(count));
        for (int month = 1; month <= TOTALS_MONTHS; month++)
            if (is_asked(book, month))
                number(book, totals_sum(totals, count, month, NULL));
        number(book, totals_sum(totals, count, 0, NULL));
        word(book, "</tr>\n");
    }
    word(book, "</tbody></table>\n");
}

/* Was the month over when the book was printed? */
static bool is_over(const struct sheet_book *book, int month)
{
    struct civil_date today = civil_date_of(book->cover->today);
    int year = book->cover->days.year;
    return year < today.year || (year == today.year && month < today.month);
}

/* 报12/实13, 零报告, 未报; "实" is what the ledger has. */
static void month_of_section(const struct sheet_book *book, const struct total_line *line,
                             int month)
{
    int64_t kept = line == NULL ? 0 : line->counts[TOTAL_received];
    if ((line == NULL || !line->is_reported) && !is_over(book, month)) {
        number(book, kept); /* nobody could report it yet */
        return;
    }
    word(book, "<td class=\"number\">");
    if (line == NULL || !line->is_reported)
        (void) fprintf(book->out,
                       kept == 0 ? "<span class=\"none\">未报</span>" : "未报<br>实%" PRId64, kept);
    else if (line->is_nil && kept == 0)
        word(book, "零报告");
    else if (line->is_nil)
        (void) fprintf(book->out, "零报告<br>实%" PRId64, kept);
    else if (line->reported_count == kept)
        (void) fprintf(book->out, "%" PRId64, kept);
    else
        (void) fprintf(book->out, "报%" PRId64 "<br>实%" PRId64, line->reported_count, kept);
    word(book, "</td>");
}

static void section_line(const struct sheet_book *book, const struct totals *totals,
                         struct str section)
{
    const struct cover *cover = book->cover;
    word(book, "<tr><th>");
    html_put_isolated(book->out,
                      names_section(book->names, cover->unit, section, cover->days.last_day));
    word(book, "</th>");
    for (int month = 1; month <= TOTALS_MONTHS; month++)
        if (is_asked(book, month))
            month_of_section(book, totals_find(totals, section, month), month);
    number(book, totals_sum(totals, TOTAL_received, 0, &section));
    word(book, "</tr>\n");
}

/* Is it a section of the book's unit, in force within the book's days? */
static bool is_of_book(const struct sheet_book *book, const struct name *name)
{
    const struct cover *cover = book->cover;
    return name->kind == NAME_OF_SECTION && str_eq(name->unit, cover->unit) &&
           name->first_day <= cover->days.last_day && name->last_day >= cover->days.first_day;
}

/* Then it has its line already. */
static bool is_listed(const struct sheet_book *book, struct str section)
{
    for (size_t i = 0; i < book->names->count; i++)
        if (is_of_book(book, &book->names->items[i]) && str_eq(book->names->items[i].code, section))
            return true;
    return false;
}

static void by_section(const struct sheet_book *book, const struct totals *totals)
{
    const struct cover *cover = book->cover;
    word(book, "<p class=\"caption\">月报与台账核对（首问件数；报：月报数，实：台账数）</p>\n"
               "<table class=\"list\"><thead><tr><th>科室</th>");
    month_titles(book);
    word(book, "<th>合计</th></tr></thead>\n<tbody>");
    struct str last = {0};
    for (size_t i = 0; cover->is_master && i < book->names->count; i++) {
        const struct name *name = &book->names->items[i];
        if (!is_of_book(book, name) || (last.ptr != NULL && str_eq(name->code, last)))
            continue;
        last = name->code;
        section_line(book, totals, name->code);
    }
    if (!cover->is_master)
        section_line(book, totals, cover->section);
    for (size_t i = 0; cover->is_master && i < totals->count; i++) {
        struct str section = totals->lines[i].section;
        bool is_told = i > 0 && str_eq(totals->lines[i - 1].section, section);
        if (!is_told && !is_listed(book, section))
            section_line(book, totals, section);
    }
    word(book, "</tbody></table>\n");
}

void sheet_html_totals(const struct sheet_book *book, const struct totals *totals)
{
    word(book, "<section>");
    by_month(book, totals);
    by_section(book, totals);
    word(book, "</section>\n");
}
