/* test_spreadsheet -- tables as offices keep them: covers, heads of two rows, footers, boxes, other
 * years. */
#include "office/spreadsheet.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "office/book.h"
#include "support/cmocka.h"
#include "support/folder.h"

#define BOOK "[book]\nsource = s\nnumber = {编号}\nunit = u\nfooters = 合计, 填表人\n"
#define RULE                                                                                            \
    "[on first]\nevent = accepted\nat = {受理时间}\nsource_ref = a\nsection = {科室||$section}\n" \
    "text.content = {内容}\n"
#define COLUMNS "[columns]\n科室? = 受理科室\n受理时间 = 受理日期\n内容? =\n"
#define BOXES                                                                                           \
    "[choice 方式]\n来电 =\n来访 =\n其他 = 其他方式\n[choice 类别]\n咨询 =\n其他 =\n" \
    "[on end 方式]\nevent = progressed\nat = {受理时间}\nsource_ref = {方式}/{类别}\n"        \
    "text.note = {其他方式}\n"
#define BOX_COLUMNS COLUMNS "其他方式? =\n方式? =\n类别? =\n"

/* clang-format off */
static const struct {
    const char *title;
    const char *mapping;
    const char *table;
    const char *said; /* "row: fields in the order of the mapping's columns" or what was refused */
} rows[] = {
    {"a plain table", BOOK RULE, "编号,受理时间,科室,内容\n1,a,b,c\n",
     "2: 1|a|b|c\n"},
    {"columns in another order, and others between", BOOK RULE,
     "x,内容,科室,编号,y,受理时间\n-,c,b,1,-,a\n", "2: 1|a|b|c\n"},
    {"other names, spaces, breaks and signs", BOOK COLUMNS RULE,
     " 编 号* ,\"受理\n日期：\",受理科室,\xE3\x80\x80内容\n1,a,b,c\n", "2: b|a|c|1\n"},
    {"a column that may be missing", BOOK COLUMNS RULE, "编号,受理时间\n1,a\n", "2: |a||1\n"},
    {"a column that may not", BOOK COLUMNS RULE, "编号,科室\n1,a\n",
     ":12: the table has no column \"受理时间\" (looked for in its first 20 rows)"},
    {"a cover", BOOK RULE, "某局台账,,,\n,,,\n编号,受理时间,科室,内容\n1,a,b,c\n", "4: 1|a|b|c\n"},
    {"a cover of one cell", BOOK RULE, "某局台账\n编号,受理时间,科室,内容\n1,a,b,c\n", "3: 1|a|b|c\n"},
    {"blank rows, the head again, footers", BOOK RULE,
     "台账,,,\n编号,受理时间,科室,内容\n1,a,b,c\n,,,\n 　,,,\n台账,,,\n编号,受理时间,科室,内容\n2,a,b,c\n"
     "合　计,2,,\n填表人：某\n", "3: 1|a|b|c\n8: 2|a|b|c\n"},
    {"columns without a name at the end", BOOK RULE, "编号,受理时间,科室,内容,,\n1,a,b,c,,\n2,a,b,c\n",
     "2: 1|a|b|c\n3: 2|a|b|c\n"},
    {"a value below no name", BOOK RULE, "编号,受理时间,科室,内容,\n1,a,b,c,d\n",
     "2! 5 fields, where the head names 4\n"},
    {"a row cut short", BOOK RULE, "编号,受理时间,科室,内容\n1,a\n", "2! 2 fields, where the head names 4\n"},
    {"tabs and semicolons are found", BOOK RULE, "编号\t受理时间\t科室\t内容\n1\ta\tb,b\tc\n", "2: 1|a|b,b|c\n"},
    {"a separator that was said", BOOK "delimiter = ;\n" RULE, "编号;受理时间;科室;内容\n1;a;b,b,b,b;c\n",
     "2: 1|a|b,b,b,b|c\n"},
    {"a name twice", BOOK RULE, "编号,受理时间,科室,内容,编号\n1,a,b,c,d\n",
     "row 1: two columns are named \"编号\""},
    {"nothing at all", BOOK RULE, "", "the file is empty"},
    {"no rows", BOOK RULE, "编号,受理时间,科室,内容\n", ""},
    {"a head that cannot be read", BOOK RULE, "编号,\"受理时间\"x,科室,内容\n1,a,b,c\n",
     "row 1: a quote stands where none may be"},
    {"boxes in one cell", BOOK BOX_COLUMNS RULE BOXES, "编号,受理时间,方式,类别\n1,a,□来电 ☑来访,咨询\n",
     "2: |a|||来访|咨询|1\n"},
    {"a text behind a box", BOOK BOX_COLUMNS RULE BOXES, "编号,受理时间,方式\n1,a,☑其他:微信 □来访\n",
     "2: |a||微信|其他||1\n"},
    {"the same in its own column", BOOK BOX_COLUMNS RULE BOXES,
     "编号,受理时间,方式,其他方式\n1,a,☑其他:微信,微信\n2,a,其他:微信,信\n",
     "2: |a||微信|其他||1\n3! 方式: the text behind the box is not what stands in column \"其他方式\"\n"},
    {"two boxes ticked", BOOK BOX_COLUMNS RULE BOXES, "编号,受理时间,方式\n1,a,☑来电 ☑来访\n",
     "2! 方式: two boxes are ticked\n"},
    {"a column a box", BOOK BOX_COLUMNS RULE BOXES, "编号,受理时间,来电,来访\n1,a,√,\n2,a,,1\n3,a,x,\n4,a,√,√\n",
     "2: |a|||来电||1\n3: |a|||来访||2\n4! 方式: below \"来电\" stands neither a tick nor nothing\n"
     "5! 方式: two boxes are ticked\n"},
    {"a title over several columns", BOOK BOX_COLUMNS RULE BOXES,
     "编号,受理时间,方式,,,类别,\n,,来电,来访,其他,咨询,其他\n1,a,√,,,√,\n2,a,,,微信,,√\n",
     "3: |a|||来电|咨询|1\n4: |a||微信|其他|其他|2\n"},
    {"a cover above it, and the head again", BOOK BOX_COLUMNS RULE BOXES,
     "台账,,,,\n编号,受理时间,方式,,\n,,来电,来访,其他\n1,a,√,,\n编号,受理时间,方式,,\n,,来电,来访,其他\n2,a,,√,\n",
     "4: |a|||来电||1\n7: |a|||来访||2\n"},
    {"names that stand below a title", BOOK RULE,
     "受理情况,,,内容\n编号,受理时间,科室,\n1,a,b,c\n", "3: 1|a|b|c\n"},
    {"both ways at once", BOOK BOX_COLUMNS RULE BOXES, "编号,受理时间,方式,来电,来访\n1,a,来电,,√\n",
     "2! 方式: two boxes are ticked\n"},
    {"a column that is called like a box", BOOK BOX_COLUMNS RULE BOXES, "编号,受理时间,方式,其他\n1,a,来电,x\n",
     "2: |a|||来电||1\n"},
    {"right to left, and beyond the first planes", BOOK RULE,
     "编号,受理时间,科室,内容\n1,\xE2\x80\x8F" "a,𠀀,=1+1\n", "2: 1|\xE2\x80\x8F" "a|𠀀|=1+1\n"},
    {"a NUL and a quote that never ends", BOOK RULE,
     "编号,受理时间,科室,内容\n1,a,b,\"c\n2,a,b,c\n", "2! a quote is not closed\n3: 2|a|b|c\n"},
};
/* clang-format on */

static void tell(char *said, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void tell(char *said, size_t size, const char *format, ...)
{
    size_t len = strlen(said);
    va_list arguments;
    va_start(arguments, format);
    (void) vsnprintf(said + len, size - len, format, arguments);
    va_end(arguments);
}

static struct mapping *open_mapping(const char *text)
{
    struct err err;
    struct mapping *mapping = NULL;
    if (mapping_open(folder_write("form.map", text), &mapping, &err) != OK)
        fail_msg("%s", err.text);
    return mapping;
}

static void read_rows(struct spreadsheet *spreadsheet, char *said, size_t size)
{
    for (;;) {
        struct csv_row row;
        struct str column;
        struct err err;
        enum outcome outcome = spreadsheet_next(spreadsheet, &row, &column, &err);
        if (outcome == OK && row.is_end)
            return;
        assert_true(outcome == OK || outcome == REJECT);
        if (outcome == REJECT)
            tell(said, size, "%zu! %.*s%s%s", row.number, STR_ARG(column),
                 column.len > 0 ? ": " : "", err.text);
        else
            tell(said, size, "%zu: ", row.number);
        for (size_t i = 0; outcome == OK && i < row.count; i++)
            tell(said, size, "%s%.*s", i == 0 ? "" : "|", STR_ARG(row.fields[i]));
        tell(said, size, "\n");
    }
}

static FILE *file_of(const char *text)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    rewind(file);
    return file;
}

static void every_table_is_read_or_named(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char said[1024] = "";
        struct err err;
        struct spreadsheet *spreadsheet = NULL;
        struct mapping *mapping = open_mapping(rows[i].mapping);
        FILE *file = file_of(rows[i].table);
        print_message("    %s\n", rows[i].title);
        if (spreadsheet_open(file, mapping, &spreadsheet, &err) == OK)
            read_rows(spreadsheet, said, sizeof(said));
        else
            tell(said, sizeof(said), "%s", err.text);
        if (spreadsheet == NULL ? strstr(said, rows[i].said) == NULL
                                : strcmp(said, rows[i].said) != 0)
            fail_msg("said \"%s\"", said);
        spreadsheet_close(spreadsheet);
        mapping_close(mapping);
        (void) fclose(file);
    }
}

/* clang-format off */
static const struct {
    const char *cover;
    int asked; /* by a setting */
    int year;  /* -1: refused */
    const char *unit;
    const char *section;
} covers[] = {
    {"台账（2022年）,,,\n", 0, 2022, "", ""},
    {"2022 年 度,,,\n", 0, 2022, "", ""},
    {"２０２２年,,,\n", 0, 2022, "", ""},
    {"2022年,,,\n", 2023, 2023, "", ""},
    {"2022年1月至2022年12月,,,\n", 0, 2022, "", ""},
    {"2022年,2023年,,\n", 0, -1, "", ""},
    {"2022年,2023年,,\n", 2022, 2022, "", ""},
    {"〔2022〕12号,12022年,1999年,\n", 0, 0, "", ""},
    {"单位：市住建局,,科（股）室:房产科,\n", 0, 0, "市住建局", "房产科"},
    {"单位,市住建局,,\n科室,,,房产科\n", 0, 0, "市住建局", "房产科"},
    {"单位,,,\n科室负责人:张三,,,\n", 0, 0, "", ""},
};
/* clang-format on */

#define COVER "[cover]\nunit = 单位\nsection = 科室, 科(股)室\n"

static void a_cover_says_year_unit_and_section(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(covers) / sizeof(covers[0]); i++) {
        char table[512];
        struct err err;
        struct spreadsheet *spreadsheet = NULL;
        struct mapping *mapping = open_mapping(BOOK COVER COLUMNS RULE);
        (void) snprintf(table, sizeof(table), "%s编号,受理时间,科室,内容\n", covers[i].cover);
        FILE *file = file_of(table);
        print_message("    %s", covers[i].cover);
        mapping->book.year = covers[i].asked;
        enum outcome outcome = spreadsheet_open(file, mapping, &spreadsheet, &err);
        assert_int_equal(outcome, covers[i].year < 0 ? FATAL : OK);
        if (outcome == OK) {
            assert_int_equal(mapping->book.year, covers[i].year);
            assert_true(str_eq(mapping->variables[1].value, str_from(covers[i].unit)));
            assert_true(str_eq(mapping->variables[2].value, str_from(covers[i].section)));
        }
        spreadsheet_close(spreadsheet);
        mapping_close(mapping);
        (void) fclose(file);
    }
}

/* ---- through the book: years, and numbers that nobody gave ---- */

static char told[4096];

static enum outcome take(void *context, const struct mapped *mapped, struct err *err)
{
    (void) context;
    (void) err;
    tell(told, sizeof(told), "%.*s %lld\n", STR_ARG(mapped->event.case_number),
         (long long) (mapped->event.occurred_at_us / 86400000000));
    return OK;
}

static void fault(void *context, const struct book_fault *what)
{
    (void) context;
    tell(told, sizeof(told), "! %zu %.*s: %s\n", what->row, STR_ARG(what->number), what->err->text);
}

static const char *read_book(const char *mapping_text, const char *table)
{
    const struct book_sink sink = {.take = take, .fault = fault};
    struct err err;
    struct csv_row row = {.is_end = false};
    struct spreadsheet *spreadsheet = NULL;
    struct book *book = NULL;
    struct mapping *mapping = open_mapping(mapping_text);
    FILE *file = file_of(table);
    told[0] = '\0';
    if (spreadsheet_open(file, mapping, &spreadsheet, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(book_open(mapping, &sink, INT64_C(1790000000000000), &book, &err), OK);
    while (!row.is_end) {
        struct str column;
        enum outcome outcome = spreadsheet_next(spreadsheet, &row, &column, &err);
        if (outcome == REJECT)
            book_bad_row(book, &row, column, &err);
        else if (!row.is_end)
            assert_int_equal(book_row(book, &row, &err), OK);
    }
    assert_int_equal(book_end(book, &err), OK);
    book_close(book);
    spreadsheet_close(spreadsheet);
    mapping_close(mapping);
    (void) fclose(file);
    return told;
}

static void a_book_holds_the_acceptances_of_its_year(void **state)
{
    (void) state;
    assert_string_equal(
        read_book(BOOK
                  "[on first]\nevent = accepted\nat = {受理时间}\nsource_ref = a\nsection = x\n"
                  "[on end 办结]\nevent = completed\nat = {办结}\nsource_ref = c\n",
                  "2022年,,\n编号,受理时间,办结\n1,3月5日,3月6日\n2,12月28日,1月5日\n"
                  "3,2021-03-05,2022-03-06\n4,3月5日,2月5日\n5,2022-12-31,2023-01-01\n"),
        "1 19055\n1 19057\n" /* a day's precision: its begin, its end in UTC+8 */
        "2 19353\n2 19362\n"
        "! 5 3: at: the day is one of 2021, and the book of 2022\n"
        "4 19055\n4 19028\n"
        "5 19356\n5 19358\n");
}

#define MADE                                                                                       \
    "[book]\nsource = s\nnumber = {编号}\nunit = u\nnumber_from = 受理时间, 姓名\n"        \
    "[columns]\n编号? =\n[on first]\nevent = accepted\nat = {受理时间}\nsource_ref = a\n"    \
    "section = x\ncitizen.name = {姓名}\n"

static void a_made_number_depends_on_neither_place_nor_spelling(void **state)
{
    (void) state;
    char first[64];
    (void) snprintf(first, sizeof(first), "%.23s",
                    read_book(MADE, "受理时间,姓名\n2022-3-5,赵 一\n"));
    assert_memory_equal(first, "自动-", 7);
    assert_null(strstr(first, "赵"));
    assert_memory_equal(read_book(MADE, "姓名,受理时间\n赵一,2022年3月5日\n"), first, 23);
    assert_memory_not_equal(read_book(MADE, "姓名,受理时间\n赵二,2022年3月5日\n"), first, 23);
    assert_non_null(strstr(read_book(MADE, "受理时间,姓名,x\n,,y\n"), "are all empty"));
    assert_non_null(strstr(read_book(MADE, "编号,受理时间,姓名\n,2022-3-5,赵一\n"),
                           "the row says no number of its case"));
    assert_memory_equal(read_book(MADE, "编号,受理时间,姓名\n２０２２－１,2022-3-5,赵一\n"),
                        "2022-1 ", 7);
}

static void a_number_twice_in_a_book_of_one_row_a_case_is_told(void **state)
{
    (void) state;
    assert_string_equal(read_book(MADE, "编号,受理时间,姓名\n1,2022-3-5,赵一\n1,2022-3-6,赵二\n"),
                        "1 19055\n! 3 1: row 2 has this number already, and the book has one row a "
                        "case\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_is_read_or_named),
        cmocka_unit_test(a_cover_says_year_unit_and_section),
        cmocka_unit_test(a_book_holds_the_acceptances_of_its_year),
        cmocka_unit_test(a_made_number_depends_on_neither_place_nor_spelling),
        cmocka_unit_test(a_number_twice_in_a_book_of_one_row_a_case_is_told),
    };
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
