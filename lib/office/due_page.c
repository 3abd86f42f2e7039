/* due_page -- see due_page.h. */
#include "office/due_page.h"

#include <inttypes.h>

#include "base/civil.h"
#include "wire/csv.h"

#define MINUTE_US (60 * CIVIL_SECOND_US)
enum { DAY_TEXT_MAX = 64, TIME_TEXT_MAX = 64, DAY_MINUTES = 1440 };

static const struct {
    const char *title;
    const char *word;
} parts[DUE_PARTS_END] = {
    [DUE_TODAY] = {"今日到期", "今日到期"},
    [DUE_NEXT] = {"下一工作日到期", "下一工作日到期"},
    [DUE_OVERDUE] = {"已超期", "已超期"},
};

static const struct {
    struct str name;
    struct str words;
} clocks[CLOCK_KINDS_COUNT] = {
#define CLOCK_KIND(NAME, name, chinese, start)                                                     \
    [CLOCK_##NAME] = {{#name, sizeof(#name) - 1}, {chinese, sizeof(chinese) - 1}},
#include "core/policy_words.def"
};

struct str due_clock_words(struct str clock)
{
    for (size_t i = 0; i < CLOCK_KINDS_COUNT; i++)
        if (str_eq(clocks[i].name, clock))
            return clocks[i].words;
    return clock;
}

/* ---- words ---- */

static void put(FILE *out, struct str text)
{
    (void) fwrite(str_start(text), 1, text.len, out);
}

static struct str day_text(int64_t day, char text[DAY_TEXT_MAX])
{
    struct civil_date date = civil_date_of(day);
    int len =
        snprintf(text, DAY_TEXT_MAX, "%04" PRId64 "-%02d-%02d", date.year, date.month, date.day);
    return (struct str) {text, (size_t) len};
}

/* Midnight is the end of the day before. */
static struct str due_text(int64_t due_us, char text[TIME_TEXT_MAX])
{
    int64_t day = civil_day_of(due_us - 1);
    int64_t minutes = (due_us - civil_start_of(day)) / MINUTE_US;
    struct civil_date date = civil_date_of(day);
    int len = snprintf(text, TIME_TEXT_MAX, "%04" PRId64 "-%02d-%02d %02d:%02d", date.year,
                       date.month, date.day, (int) (minutes / 60), (int) (minutes % 60));
    return (struct str) {text, (size_t) len};
}

static const char *weekday(int64_t day)
{
    static const char *const words[] = {"星期日", "星期一", "星期二", "星期三",
                                        "星期四", "星期五", "星期六"};
    return words[civil_weekday(day)];
}

static int64_t overdue_minutes(const struct due_page *page, const struct due_item *item)
{
    return item->part == DUE_OVERDUE ? (page->at_us - item->due_us) / MINUTE_US : 0;
}

/* Working days that have begun since the day it was due. */
static int64_t overdue_days(const struct due_page *page, const struct due_item *item)
{
    if (item->part != DUE_OVERDUE || item->due_day >= page->day)
        return 0;
    return calendar_worked_before(page->calendar, page->day + 1) -
           calendar_worked_before(page->calendar, item->due_day + 1);
}

/* ---- text ---- */

static size_t count_of(const struct due_page *page, enum due_part part)
{
    size_t count = 0;
    for (size_t i = 0; i < page->count; i++)
        count += page->items[i].part == part;
    return count;
}

/* 2025-09-27 星期六; of a day that the week does not tell, why. */
static void put_day(const struct due_page *page, FILE *out, int64_t day)
{
    char text[DAY_TEXT_MAX];
    bool is_weekday = civil_weekday(day) != 0 && civil_weekday(day) != 6;
    bool is_worked = calendar_is_worked(page->calendar, day);
    put(out, day_text(day, text));
    (void) fprintf(out, " %s%s", weekday(day),
                   is_worked == is_weekday ? ""
                   : is_worked             ? "（调休上班）"
                                           : "（放假）");
}

static void put_head(const struct due_page *page, FILE *out)
{
    put(out, page->unit);
    (void) fprintf(out, " 时限清单 ");
    put_day(page, out, page->day);
    char text[TIME_TEXT_MAX];
    (void) fprintf(out, "\n截至 ");
    put(out, due_text(page->at_us, text));
    for (int part = DUE_TODAY; part < DUE_PARTS_END; part++)
        (void) fprintf(out, "，%s %zu 件", parts[part].word, count_of(page, (enum due_part) part));
    (void) fprintf(out, "\n");
}

static void put_overdue(const struct due_page *page, FILE *out, const struct due_item *item)
{
    int64_t minutes = overdue_minutes(page, item);
    (void) fprintf(out, "，超期");
    if (minutes >= DAY_MINUTES)
        (void) fprintf(out, "%" PRId64 "天", minutes / DAY_MINUTES);
    (void) fprintf(out, "%" PRId64 "小时", minutes % DAY_MINUTES / 60);
    if (minutes < 60)
        (void) fprintf(out, "%" PRId64 "分钟", minutes % 60);
    (void) fprintf(out, "（%" PRId64 "个工作日）", overdue_days(page, item));
}

static const char *holder_word(const struct due_item *item)
{
    if (!item->is_post)
        return "承办人";
    return item->section.len == 0 ? "首问责任总岗" : "首问责任岗";
}

/* 12345/2025-7  办结  市住建局 房产科  承办 张三  电话 0830-…  到期 2025-09-22 24:00 */
static void put_item(const struct due_page *page, FILE *out, const struct due_item *item)
{
    char text[TIME_TEXT_MAX];
    (void) fprintf(out, "  ");
    put(out, item->source);
    (void) fprintf(out, "/");
    put(out, item->number);
    (void) fprintf(out, "  ");
    put(out, due_clock_words(item->clock));
    (void) fprintf(out, "  ");
    put(out, item->unit);
    (void) fprintf(out, item->section.len == 0 ? "" : " ");
    put(out, item->section);
    (void) fprintf(out, "  %s ", holder_word(item));
    put(out, item->holder.len == 0 ? str_from("空缺") : item->holder);
    (void) fprintf(out, "  电话 ");
    put(out, item->phone.len == 0 ? str_from("无") : item->phone);
    (void) fprintf(out, "  到期 ");
    put(out, due_text(item->due_us, text));
    if (item->is_provisional)
        (void) fprintf(out, "（暂定）");
    if (item->part == DUE_OVERDUE)
        put_overdue(page, out, item);
    (void) fprintf(out, "\n");
}

void due_page_text(const struct due_page *page, FILE *out)
{
    put_head(page, out);
    for (int part = DUE_TODAY; part < DUE_PARTS_END; part++) {
        (void) fprintf(out, "\n%s", parts[part].title);
        if (part == DUE_NEXT) {
            (void) fprintf(out, "，至 ");
            put_day(page, out, page->next_day);
        }
        (void) fprintf(out, "\n");
        if (count_of(page, (enum due_part) part) == 0)
            (void) fprintf(out, "  无\n");
        for (size_t i = 0; i < page->count; i++)
            if (page->items[i].part == (enum due_part) part)
                put_item(page, out, &page->items[i]);
    }
}

/* ---- a table ---- */

static void csv_item(const struct due_page *page, struct csv_writer *writer,
                     const struct due_item *item)
{
    char text[TIME_TEXT_MAX];
    csv_put(writer, str_from(parts[item->part].word));
    csv_put(writer, item->source);
    csv_put(writer, item->number);
    csv_put(writer, due_clock_words(item->clock));
    csv_put(writer, item->unit);
    csv_put(writer, item->section);
    csv_put(writer, item->holder);
    csv_put(writer, str_from(holder_word(item)));
    csv_put(writer, item->phone);
    csv_put(writer, due_text(item->due_us, text));
    csv_put(writer, str_from(item->is_provisional ? "是" : ""));
    if (item->part == DUE_OVERDUE) {
        csv_put_number(writer, overdue_days(page, item));
        csv_put_number(writer, overdue_minutes(page, item));
    } else {
        csv_put(writer, (struct str) {0});
        csv_put(writer, (struct str) {0});
    }
    csv_end_row(writer);
}

void due_page_csv(const struct due_page *page, FILE *out)
{
    static const char *const titles[] = {
        "状态", "来源", "编号",     "时限", "单位",       "科室",     "承办人",
        "岗位", "电话", "到期时间", "暂定", "超期工作日", "超期分钟",
    };
    struct csv_writer writer;
    csv_begin(&writer, out, true);
    writer.is_crlf = true;
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
        csv_put(&writer, str_from(titles[i]));
    csv_end_row(&writer);
    for (size_t i = 0; i < page->count; i++)
        csv_item(page, &writer, &page->items[i]);
}
