/* sheet_html_totals -- 汇总 of a book: by month, and beside it what sections reported. */
#include <inttypes.h>
#include <string.h>

#include "office/html.h"
#include "office/sheet_writer.h"

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

static void month_titles(const struct sheet_book *book, const struct totals *totals)
{
    for (int month = 1; month <= TOTALS_MONTHS; month++)
        if (totals_has(totals, month))
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
    month_titles(book, totals);
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
            if (totals_has(totals, month))
                number(book, totals_sum(totals, count, month, NULL));
        number(book, totals_sum(totals, count, 0, NULL));
        word(book, "</tr>\n");
    }
    word(book, "</tbody></table>\n");
}

/* 报12/实13, 零报告, 未报; "实" is what the ledger has. */
static void month_of_section(const struct sheet_book *book, const struct totals *totals,
                             struct str section, int month)
{
    const struct total_line *line = totals_find(totals, section, month);
    int64_t kept = line == NULL ? 0 : line->counts[TOTAL_received];
    if ((line == NULL || !line->is_reported) && !totals_is_over(totals, month)) {
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

static void section_title(const struct sheet_book *book, const struct totals *totals,
                          struct str section)
{
    word(book, "<tr><th>");
    html_put_isolated(book->out, totals_section(totals, book->names, book->cover->unit, section));
    word(book, "</th>");
}

static void section_line(const struct sheet_book *book, const struct totals *totals,
                         struct str section)
{
    section_title(book, totals, section);
    for (int month = 1; month <= TOTALS_MONTHS; month++)
        if (totals_has(totals, month))
            month_of_section(book, totals, section, month);
    number(book, totals_sum(totals, TOTAL_received, 0, &section));
    word(book, "</tr>\n");
}

static void by_section(const struct sheet_book *book, const struct totals *totals)
{
    word(book, "<p class=\"caption\">月报与台账核对（首问件数；报：月报数，实：台账数）</p>\n"
               "<table class=\"list\"><thead><tr><th>科室</th>");
    month_titles(book, totals);
    word(book, "<th>合计</th></tr></thead>\n<tbody>");
    for (size_t i = 0; i < totals->sections_count; i++)
        section_line(book, totals, totals->sections[i]);
    word(book, "</tbody></table>\n");
}

/* What a leader asks of his sections. */
static void of_sections(const struct sheet_book *book, const struct totals *totals)
{
    static const enum total_count shown[] = {
        TOTAL_received,  TOTAL_handled_own,  TOTAL_handled_other_section, TOTAL_handled_other_unit,
        TOTAL_completed, TOTAL_redone,       TOTAL_callback_reached,      TOTAL_satisfied,
        TOTAL_fair,      TOTAL_dissatisfied,
    };
    enum { SHOWN_COUNT = sizeof(shown) / sizeof(shown[0]) };
    word(book,
         "<p class=\"caption\">各科室汇总</p>\n<table class=\"list\"><thead><tr><th>科室</th>");
    for (size_t i = 0; i < SHOWN_COUNT; i++)
        (void) fprintf(book->out, "<th>%s</th>",
                       i == 0 ? total_group(shown[i]) : total_title(shown[i]));
    word(book, "</tr></thead>\n<tbody>");
    for (size_t s = 0; s < totals->sections_count; s++) {
        section_title(book, totals, totals->sections[s]);
        for (size_t i = 0; i < SHOWN_COUNT; i++)
            number(book, totals_sum(totals, shown[i], totals->days.month, &totals->sections[s]));
        word(book, "</tr>\n");
    }
    word(book, "</tbody></table>\n");
}

/* 3月封账(第1版)受理12,现13,差+1 */
static void closes(const struct sheet_book *book, const struct totals *totals)
{
    for (int month = 1; month <= TOTALS_MONTHS; month++) {
        const struct total_close *close = &totals->closes[month];
        if (!totals_has(totals, month) || close->version == 0)
            continue;
        int64_t then = 0;
        int64_t now = totals_sum(totals, TOTAL_received, month, NULL);
        for (size_t i = 0; i < totals->count; i++)
            if (totals->lines[i].month == month)
                then += totals->lines[i].closed[TOTAL_received];
        (void) fprintf(book->out, "<p class=\"caption\">%d月已封账（第%d版）：受理%" PRId64, month,
                       close->version, then);
        if (now != then)
            (void) fprintf(book->out, "，现%" PRId64 "，差%+" PRId64, now, now - then);
        word(book, "</p>\n");
    }
}

void sheet_html_totals(const struct sheet_book *book, const struct totals *totals)
{
    word(book, "<section>");
    by_month(book, totals);
    word(book, "</section>\n<section>");
    if (book->cover->is_master)
        of_sections(book, totals);
    by_section(book, totals);
    closes(book, totals);
    word(book, "</section>\n");
}
