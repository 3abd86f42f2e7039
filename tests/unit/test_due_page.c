/* test_due_page -- the page of a day, as people read it and as a table. */
#include "office/due_page.h"

#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "support/build.h"
#include "support/cmocka.h"
#include "support/rules_text.h"

static int64_t at(const char *text)
{
    int64_t us = 0;
    assert_true(civil_parse(str_from(text), &us));
    return us;
}

static int64_t day_of(int year, int month, int day)
{
    return civil_day_from((struct civil_date) {year, month, day});
}

/* Friday before a Sunday that is worked and the long holidays. */
static struct due_page page_of(const struct due_item *items, size_t count)
{
    return (struct due_page) {
        .unit = T("住建局"),
        .day = day_of(2025, 9, 26),
        .next_day = day_of(2025, 9, 28),
        .at_us = at("2025-09-26T08:30:00+08:00"),
        .calendar = rules_shipped()->calendar,
        .items = items,
        .count = count,
    };
}

static char *printed(void (*print)(const struct due_page *page, FILE *out),
                     const struct due_page *page)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    print(page, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void fill(struct due_item items[5])
{
    const struct due_item rows[5] = {
        {.part = DUE_TODAY,
         .source = T("12345"),
         .number = T("2025-7"),
         .clock = T("completion"),
         .unit = T("住建局"),
         .section = T("房产科"),
         .holder = T("周敏"),
         .phone = T("000-30003"),
         .due_us = at("2025-09-27T00:00:00+08:00"),
         .due_day = day_of(2025, 9, 26)},
        {.part = DUE_NEXT,
         .source = T("book"),
         .number = T("=1+1"),
         .clock = T("sign"),
         .unit = T("住建局"),
         .is_post = true,
         .due_us = at("2025-09-28T16:30:00+08:00"),
         .due_day = day_of(2025, 9, 28),
         .is_provisional = true},
        {.part = DUE_OVERDUE,
         .source = T("book"),
         .number = T("3"),
         .clock = T("callback"),
         .unit = T("城管局"),
         .section = T("办公室"),
         .holder = T("马超"),
         .is_post = true,
         .phone = T("000-30021"),
         .due_us = at("2025-09-20T00:00:00+08:00"),
         .due_day = day_of(2025, 9, 19)},
        {.part = DUE_OVERDUE,
         .source = T("book"),
         .number = T("4"),
         .clock = T("lunch"),
         .unit = T("城管局"),
         .due_us = at("2025-09-26T08:00:00+08:00"),
         .due_day = day_of(2025, 9, 26)},
        {.part = DUE_OVERDUE,
         .source = T("book"),
         .number = T("5"),
         .clock = T("redo"),
         .unit = T("城管局"),
         .due_us = at("2025-09-26T00:00:00+08:00"),
         .due_day = day_of(2025, 9, 25)},
    };
    memcpy(items, rows, sizeof(rows));
}

static void a_page_says_who_must_act_and_by_when(void **state)
{
    (void) state;
    struct due_item items[5];
    fill(items);
    struct due_page page = page_of(items, 5);
    char *text = printed(due_page_text, &page);
    assert_string_equal(
        text,
        "住建局 时限清单 2025-09-26 星期五\n"
        "截至 2025-09-26 08:30，今日到期 1 件，下一工作日到期 1 件，已超期 3 件\n"
        "\n今日到期\n"
        "  12345/2025-7  办结  住建局 房产科  承办人 周敏  电话 000-30003  到期 2025-09-26 24:00\n"
        "\n下一工作日到期，至 2025-09-28 星期日（调休上班）\n"
        "  book/=1+1  签收  住建局  首问责任总岗 空缺  电话 无  到期 2025-09-28 16:30（暂定）\n"
        "\n已超期\n"
        "  book/3  回访  城管局 办公室  首问责任岗 马超  电话 000-30021  到期 2025-09-19 24:00"
        "，超期6天8小时（5个工作日）\n"
        "  book/4  lunch  城管局  承办人 空缺  电话 无  到期 2025-09-26 08:00"
        "，超期0小时30分钟（0个工作日）\n"
        "  book/5  重办  城管局  承办人 空缺  电话 无  到期 2025-09-25 24:00"
        "，超期8小时（1个工作日）\n");
    free(text);
}

static void a_day_without_anything_says_so(void **state)
{
    (void) state;
    struct due_page page = page_of(NULL, 0);
    page.day = day_of(2025, 10, 1); /* a Wednesday that is off */
    page.next_day = day_of(2025, 10, 9);
    page.at_us = at("2025-10-01T08:30:00+08:00");
    char *text = printed(due_page_text, &page);
    assert_string_equal(text,
                        "住建局 时限清单 2025-10-01 星期三（放假）\n"
                        "截至 2025-10-01 08:30，今日到期 0 件，下一工作日到期 0 件，已超期 0 件\n"
                        "\n今日到期\n  无\n"
                        "\n下一工作日到期，至 2025-10-09 星期四\n  无\n"
                        "\n已超期\n  无\n");
    free(text);
}

static void a_table_has_a_row_a_clock_and_no_formulas(void **state)
{
    (void) state;
    struct due_item items[5];
    fill(items);
    struct due_page page = page_of(items, 5);
    char *text = printed(due_page_csv, &page);
    assert_string_equal(
        text,
        "\xEF\xBB\xBF状态,来源,编号,时限,单位,科室,承办人,岗位,电话,到期时间,暂定,"
        "超期工作日,超期分钟\r\n"
        "今日到期,12345,2025-7,办结,住建局,房产科,周敏,承办人,000-30003,2025-09-26 24:00,,,\r\n"
        "下一工作日到期,book,'=1+1,签收,住建局,,,首问责任总岗,,2025-09-28 16:30,是,,\r\n"
        "已超期,book,3,回访,城管局,办公室,马超,首问责任岗,000-30021,2025-09-19 24:00,,5,9150\r\n"
        "已超期,book,4,lunch,城管局,,,承办人,,2025-09-26 08:00,,0,30\r\n"
        "已超期,book,5,重办,城管局,,,承办人,,2025-09-25 24:00,,1,510\r\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_says_who_must_act_and_by_when),
        cmocka_unit_test(a_day_without_anything_says_so),
        cmocka_unit_test(a_table_has_a_row_a_clock_and_no_formulas),
    };
    return RUN(tests);
}
