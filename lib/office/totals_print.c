/* totals_print -- see totals_print.h. */
#include "office/totals_print.h"

#include <inttypes.h>
#include <string.h>

#include "base/civil.h"
#include "wire/csv.h"

enum { MINUTE_US = 60000000, HOUR_MINUTES = 60 };

static void put(FILE *out, struct str text)
{
    (void) fwrite(str_start(text), 1, text.len, out);
}

static void put_time(FILE *out, int64_t at_us)
{
    int64_t day = civil_day_of(at_us);
    struct civil_date date = civil_date_of(day);
    int minutes = (int) ((at_us - civil_start_of(day)) / MINUTE_US);
    (void) fprintf(out, "%04" PRId64 "-%02d-%02d %02d:%02d", date.year, date.month, date.day,
                   minutes / HOUR_MINUTES, minutes % HOUR_MINUTES);
}

static struct str section_name(const struct totals_page *page, struct str section)
{
    return totals_section(page->totals, page->names, page->unit, section);
}

/* ---- the counts ---- */

/* A line a group: 首问方式  来电 3  来访 1; what is 0 is left out. */
static void put_counts(const struct totals_page *page, FILE *out, const struct str *section)
{
    const char *group = NULL;
    for (int i = 0; i < TOTAL_COUNTS_COUNT; i++) {
        enum total_count count = (enum total_count) i;
        int64_t sum = totals_sum(page->totals, count, page->totals->days.month, section);
        if (sum == 0)
            continue;
        if (group == NULL || strcmp(group, total_group(count)) != 0)
            (void) fprintf(out, "%s  %s：", group == NULL ? "" : "\n", total_group(count));
        group = total_group(count);
        (void) fprintf(out, " %s %" PRId64, total_title(count), sum);
    }
    if (group != NULL)
        (void) fprintf(out, "\n");
}

/* ---- what was reported ---- */

/* A section's month of which nothing is known: as many as 0, and no report. */
static const struct total_line nothing;

static const struct total_line *line_at(const struct totals_page *page, struct str section,
                                        int month)
{
    const struct total_line *line = totals_find(page->totals, section, month);
    return line == NULL ? &nothing : line;
}

/* Is there something to say of it: was it over, or is anything known already? */
static bool is_told(const struct totals_page *page, const struct total_line *line, int month)
{
    return totals_has(page->totals, month) &&
           (line != &nothing || totals_is_over(page->totals, month));
}

/* 1月报12, 2月零报告, 3月未报; with what the ledger has where that is another number. */
static void put_report(FILE *out, const struct total_line *line, int month)
{
    int64_t kept = line->counts[TOTAL_received];
    (void) fprintf(out, " %d月", month);
    if (!line->is_reported)
        (void) fprintf(out, "未报");
    else if (line->is_nil)
        (void) fprintf(out, "零报告");
    else
        (void) fprintf(out, "报%" PRId64, line->reported_count);
    int64_t said = line->is_reported && !line->is_nil ? line->reported_count : 0;
    if (kept != said)
        (void) fprintf(out, "（台账%" PRId64 "）", kept);
}

static void put_reports(const struct totals_page *page, FILE *out, struct str section)
{
    bool is_begun = false;
    for (int month = 1; month <= TOTALS_MONTHS; month++) {
        const struct total_line *line = line_at(page, section, month);
        if (!is_told(page, line, month))
            continue;
        (void) fputs(is_begun ? "" : "  月报：", out);
        put_report(out, line, month);
        is_begun = true;
    }
    (void) fputs(is_begun ? "\n" : "", out);
}

/* ---- what changed since a month was closed ---- */

static void put_changes(const struct totals_page *page, FILE *out, struct str section)
{
    for (int month = 1; month <= TOTALS_MONTHS; month++) {
        const struct total_line *line = line_at(page, section, month);
        if (!totals_has(page->totals, month) || page->totals->closes[month].version == 0)
            continue;
        for (int i = 0; i < TOTAL_COUNTS_COUNT; i++) {
            int64_t now = line->counts[i];
            int64_t then = line->closed[i];
            if (now != then)
                (void) fprintf(out,
                               "  封账后变动：%d月 %s/%s 封账 %" PRId64 "，现 %" PRId64
                               "，差 %+" PRId64 "\n",
                               month, total_group((enum total_count) i),
                               total_title((enum total_count) i), then, now, now - then);
        }
    }
}

static void put_closes(const struct totals_page *page, FILE *out)
{
    for (int month = 1; month <= TOTALS_MONTHS; month++) {
        const struct total_close *close = &page->totals->closes[month];
        if (!totals_has(page->totals, month) || close->version == 0)
            continue;
        (void) fprintf(out, "%d月已封账：第%d版，截止 ", month, close->version);
        put_time(out, close->cut_off_at_us);
        if (close->closed_by.len > 0) {
            (void) fprintf(out, "，封账人 ");
            put(out,
                names_person(page->names, close->closed_by, civil_day_of(close->cut_off_at_us)));
        }
        (void) fprintf(out, "\n");
    }
}

/* ---- sections ---- */

static void put_section(const struct totals_page *page, FILE *out, struct str section)
{
    (void) fprintf(out, "\n");
    put(out, section_name(page, section));
    (void) fprintf(out, "\n");
    put_counts(page, out, &section);
    put_reports(page, out, section);
    put_changes(page, out, section);
}

static void put_title(const struct totals_page *page, FILE *out)
{
    put(out, names_unit(page->names, page->unit, page->totals->days.last_day));
    (void) fprintf(out, " %d年", page->totals->days.year);
    if (page->totals->days.month != 0)
        (void) fprintf(out, "%d月", page->totals->days.month);
    (void) fprintf(out, " 首问责任制工作台账汇总\n");
}

void totals_print_text(const struct totals_page *page, FILE *out)
{
    put_title(page, out);
    put_closes(page, out);
    put_counts(page, out, NULL);
    for (size_t i = 0; i < page->totals->sections_count; i++)
        put_section(page, out, page->totals->sections[i]);
}

/* ---- a table ---- */

static void csv_word(struct csv_writer *writer, const char *text)
{
    csv_put(writer, str_from(text));
}

static void csv_line(const struct totals_page *page, struct csv_writer *writer, struct str section,
                     int month)
{
    const struct total_line *line = line_at(page, section, month);
    const struct total_close *close = &page->totals->closes[month];
    csv_put(writer, section);
    csv_put(writer, section_name(page, section));
    csv_put_number(writer, month);
    for (int i = 0; i < TOTAL_COUNTS_COUNT; i++)
        csv_put_number(writer, line->counts[i]);
    if (line->is_reported)
        csv_put_number(writer, line->reported_count);
    else
        csv_word(writer, "");
    csv_word(writer, !line->is_reported ? "未报" : line->is_nil ? "零报告" : "已报");
    if (close->version == 0) {
        csv_word(writer, "");
        csv_word(writer, "");
    } else {
        csv_put_number(writer, close->version);
        csv_put_number(writer, line->closed[TOTAL_received]);
    }
    csv_end_row(writer);
}

void totals_print_csv(const struct totals_page *page, FILE *out)
{
    struct csv_writer writer;
    csv_begin(&writer, out, true);
    writer.is_crlf = true;
    csv_word(&writer, "科室代码");
    csv_word(&writer, "科室");
    csv_word(&writer, "月份");
    for (int i = 0; i < TOTAL_COUNTS_COUNT; i++) {
        char title[128];
        (void) snprintf(title, sizeof(title), "%s-%s", total_group((enum total_count) i),
                        total_title((enum total_count) i));
        csv_word(&writer, title);
    }
    csv_word(&writer, "月报数");
    csv_word(&writer, "月报");
    csv_word(&writer, "封账版次");
    csv_word(&writer, "封账受理");
    csv_end_row(&writer);
    for (size_t i = 0; i < page->totals->sections_count; i++)
        for (int month = 1; month <= TOTALS_MONTHS; month++)
            if (is_told(page, line_at(page, page->totals->sections[i], month), month))
                csv_line(page, &writer, page->totals->sections[i], month);
}
