/* test_totals -- totals as people read them; the list of counts and the SQL agree. */
#include "office/totals.h"

#include <stdlib.h>
#include <string.h>

#include "office/totals_print.h"
#include "sql.h"
#include "support/build.h"
#include "support/cmocka.h"

static const char *sql_of(const char *path)
{
    for (const struct sql_file *file = sql_files; file->path != NULL; file++)
        if (strstr(file->path, path) != NULL)
            return file->text;
    fail_msg("%s is not there", path);
    return NULL;
}

/* Where a word of its own stands behind `at`; NULL: nowhere. */
static const char *word_find(const char *at, const char *word)
{
    size_t len = strlen(word);
    while ((at = strstr(at, word)) != NULL) {
        bool is_whole = strchr(" .", at[-1]) != NULL && strchr(" ,\n", at[len]) != NULL;
        if (is_whole)
            return at;
        at++;
    }
    return NULL;
}

static void the_counts_stand_in_one_order_everywhere(void **state)
{
    (void) state;
    static const struct {
        const char *path;
        const char *begin; /* behind which the list stands */
    } lists[] = {
        {"parts/total_columns.sql", "total_counts.def"},
        {"queries/closed_totals.sql", "SELECT"},
        {"queries/month_total.sql", "INSERT"},
        {"_create_fact.sql", "CREATE TABLE fact.month_total"},
    };
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        const char *at = strstr(sql_of(lists[i].path), lists[i].begin);
        assert_non_null(at);
        for (int count = 0; count < TOTAL_COUNTS_COUNT; count++) {
            const char *name = total_name((enum total_count) count);
            at = word_find(at, name);
            if (at == NULL)
                fail_msg("%s is not in its place in %s", name, lists[i].path);
        }
    }
}

static struct name name_rows[] = {
    {.kind = NAME_OF_UNIT, .code = T("U"), .name = T("住建局"), .last_day = INT64_MAX},
    {.kind = NAME_OF_SECTION,
     .unit = T("U"),
     .code = T("A"),
     .name = T("=房产科"),
     .last_day = INT64_MAX},
    {.kind = NAME_OF_PERSON, .code = T("li"), .name = T("李强"), .last_day = INT64_MAX},
};
static const struct names names = {.items = name_rows, .count = 3};
static struct str sections[] = {T("A"), T("B"), T("")};
static struct total_line lines[] = {
    {.section = T(""),
     .month = 2,
     .has_rows = true,
     .counts = {[TOTAL_received] = 1, [TOTAL_by_visit] = 1}},
    {.section = T("A"),
     .month = 1,
     .has_rows = true,
     .is_closed = true,
     .is_reported = true,
     .reported_count = 3,
     .counts =
         {[TOTAL_received] = 3, [TOTAL_by_call] = 2, [TOTAL_by_visit] = 1, [TOTAL_satisfied] = 2},
     .closed = {[TOTAL_received] = 2, [TOTAL_by_call] = 2, [TOTAL_satisfied] = 3}},
    {.section = T("A"), .month = 2, .is_reported = true, .is_nil = true},
    {.section = T("A"),
     .month = 3,
     .has_rows = true,
     .counts = {[TOTAL_received] = 4},
     .is_reported = true,
     .is_nil = true},
    {.section = T("A"),
     .month = 4,
     .has_rows = true,
     .counts = {[TOTAL_received] = 5},
     .is_reported = true,
     .reported_count = 6},
};
static const struct totals totals = {
    .lines = lines,
    .count = sizeof(lines) / sizeof(lines[0]),
    .sections = sections,
    .sections_count = 3,
    .closes = {[1] = {.version = 2, .cut_off_at_us = MINUTE(0), .closed_by = T("li")}},
    .days = {.year = 2024, .first_day = 19723, .last_day = 20088, .is_whole_year = true},
    .today = 19845, /* 2024-05-02 */
};

static char *printed(void (*print)(const struct totals_page *, FILE *))
{
    const struct totals_page page = {.totals = &totals, .names = &names, .unit = T("U")};
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    assert_non_null(file);
    print(&page, file);
    (void) fclose(file);
    return text;
}

static void a_report_is_read_at_a_glance(void **state)
{
    (void) state;
    char *text = printed(totals_print_text);
    assert_string_equal(text, "住建局 2024年 首问责任制工作台账汇总\n"
                              "1月已封账：第2版，截止 2024-03-04 09:00，封账人 李强\n"
                              "  受理： 合计 13\n"
                              "  首问方式： 来电 2 来访 2\n"
                              "  群众满意度： 满意 2\n"
                              "\n=房产科\n"
                              "  受理： 合计 12\n"
                              "  首问方式： 来电 2 来访 1\n"
                              "  群众满意度： 满意 2\n"
                              "  月报： 1月报3 2月零报告 3月零报告（台账4） 4月报6（台账5）\n"
                              "  封账后变动：1月 受理/合计 封账 2，现 3，差 +1\n"
                              "  封账后变动：1月 首问方式/来访 封账 0，现 1，差 +1\n"
                              "  封账后变动：1月 群众满意度/满意 封账 3，现 2，差 -1\n"
                              "\nB\n"
                              "  月报： 1月未报 2月未报 3月未报 4月未报\n"
                              "\n（未定科室）\n"
                              "  受理： 合计 1\n"
                              "  首问方式： 来访 1\n"
                              "  月报： 1月未报 2月未报（台账1） 3月未报 4月未报\n");
    free(text);
}

static void a_table_has_a_row_a_section_and_month(void **state)
{
    (void) state;
    char *text = printed(totals_print_csv);
    int rows = 0;
    for (const char *at = text; (at = strstr(at, "\r\n")) != NULL; at++)
        rows++;
    assert_int_equal(rows, 1 + 3 * 4);
    assert_non_null(strstr(text, "\xEF\xBB\xBF科室代码,科室,月份,受理-合计,首问方式-来电,"));
    assert_non_null(strstr(text, "\r\nA,'=房产科,1,3,2,1,"));
    assert_non_null(strstr(text, ",3,已报,2,2\r\n"));
    assert_non_null(strstr(text, ",0,零报告,,\r\n"));
    assert_non_null(strstr(text, "\r\nB,B,1,0,"));
    assert_non_null(strstr(text, ",,未报,2,0\r\n"));
    free(text);
}

static void sums_are_of_a_month_and_a_section_or_of_all(void **state)
{
    (void) state;
    assert_int_equal(totals_sum(&totals, TOTAL_received, 0, NULL), 13);
    assert_int_equal(totals_sum(&totals, TOTAL_received, 3, NULL), 4);
    assert_int_equal(totals_sum(&totals, TOTAL_received, 0, &sections[0]), 12);
    assert_int_equal(totals_sum(&totals, TOTAL_received, 2, &sections[2]), 1);
    assert_null(totals_find(&totals, STR("B"), 1));
    assert_string_equal(total_group(TOTAL_by_call), "首问方式");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_counts_stand_in_one_order_everywhere),
        cmocka_unit_test(a_report_is_read_at_a_glance),
        cmocka_unit_test(a_table_has_a_row_a_section_and_month),
        cmocka_unit_test(sums_are_of_a_month_and_a_section_or_of_all),
    };
    return RUN(tests);
}
