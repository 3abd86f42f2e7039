/* test_sheet_writers -- a book as HTML and as CSV: nothing typed somewhere becomes markup or a
 * formula. */
#include "office/sheet_writer.h"

#include <stdlib.h>
#include <string.h>

#include "office/html.h"
#include "office/sheet_words.h"
#include "support/build.h"
#include "support/cmocka.h"
#include "wire/csv.h"

static struct name name_rows[] = {
    {.kind = NAME_OF_SECTION,
     .unit = T("U"),
     .code = T("A"),
     .name = T("<房产科>"),
     .last_day = INT64_MAX},
};
static const struct names names = {.items = name_rows, .count = 1};
static struct cover cover;
static struct sheet_book book;
static char *text;
static size_t len;

static void begin(void)
{
    cover = (struct cover) {
        .unit = T("U"),
        .section = T("A"),
        .unit_name = T("<b>住建局</b>"),
        .section_name = T("房产&科"),
        .holders = T("周敏\n<script>"),
        .period = T("2024年"),
        .printed = T("2025年1月1日 08:00"),
        .days = {.year = 2024, .last_day = 20000, .is_whole_year = true},
    };
    book = (struct sheet_book) {
        .out = open_memstream(&text, &len),
        .cover = &cover,
        .names = &names,
        .pages_count = 2,
        .annex_count = 1,
    };
    assert_non_null(book.out);
}

static void end(void)
{
    (void) fclose(book.out);
}

static void forget(void)
{
    free(text);
    text = NULL;
}

static int count_of(const char *part)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

static struct sheet all(struct str value)
{
    struct sheet sheet = {.unit = value};
    for (int i = 0; i < SHEET_FIELDS_COUNT; i++)
        sheet.fields[i] = value;
    return sheet;
}

/* ---- HTML ---- */

static void text_is_text(void **state)
{
    (void) state;
    begin();
    html_put(book.out, STR("<a href='x'>\"&amp;\"</a>\x01\x7f\r\n\t𠮷"));
    end();
    assert_string_equal(text, "&lt;a href=&#39;x&#39;&gt;&quot;&amp;amp;&quot;&lt;/a&gt;"
                              "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\n\t𠮷");
    forget();
}

static void what_runs_from_right_to_left_is_isolated(void **state)
{
    (void) state;
    begin();
    html_put_isolated(book.out, STR("\u202E张三"));
    end();
    assert_string_equal(text, "<bdi>\u202E张三</bdi>");
    forget();
}

static void a_page_has_no_markup_but_its_own(void **state)
{
    (void) state;
    struct sheet sheet = all(STR("<script>alert(1)</script>"));
    sheet.channel = CHANNEL_OTHER;
    sheet.category = CATEGORY_OTHER;
    sheet.handling = HANDLING_OTHER_UNIT;
    begin();
    sheet_html.begin(&book);
    sheet_html.page(&book, &sheet, 1);
    sheet_html.annex_begin(&book);
    sheet_html.annex_row(&book, &sheet, 1);
    sheet_html.annex_end(&book);
    sheet_html.end(&book);
    end();
    assert_int_equal(count_of("<script"), 0);
    assert_int_equal(count_of("<b>"), 0);
    /* every field of the page but the words beside a box, and three times in its head */
    assert_true(count_of("&lt;script&gt;") >= 16 + 10);
    assert_int_equal(count_of("<section"), count_of("</section>"));
    assert_int_equal(count_of("<tr"), count_of("</tr>"));
    assert_int_equal(count_of("<td"), count_of("</td>"));
    assert_int_equal(count_of("<bdi>"), count_of("</bdi>"));
    assert_int_equal(count_of("第 1 页 共 2 页"), 1);
    assert_int_equal(count_of("lang=\"zh-CN\""), 1);
    assert_int_equal(count_of("charset=\"utf-8\""), 1);
    assert_int_equal(count_of("http"), 0); /* nothing is fetched */
    forget();
}

static int ticks_of(const struct sheet *sheet, const char *word)
{
    char ticked[64];
    begin();
    sheet_html.page(&book, sheet, 1);
    end();
    (void) snprintf(ticked, sizeof(ticked), "☑%s</span>", word);
    int count = count_of(ticked);
    int boxes = count_of("☑") + count_of("□");
    assert_int_equal(boxes, 6 + 5 + 3 + 3);
    assert_int_equal(count_of("☑"), word[0] == '\0' ? 0 : 1);
    forget();
    return count;
}

static void every_choice_ticks_its_own_box(void **state)
{
    (void) state;
    const struct sheet none = {.channel = 0};
    assert_int_equal(ticks_of(&none, ""), 0);
    for (int i = 1; i < CHANNELS_END; i++) {
        const struct sheet sheet = {.channel = (enum channel) i};
        assert_int_equal(ticks_of(&sheet, sheet_channels[i]), 1);
    }
    for (int i = 1; i < CATEGORIES_END; i++) {
        const struct sheet sheet = {.category = (enum category) i};
        assert_int_equal(ticks_of(&sheet, sheet_categories[i]), 1);
    }
    for (int i = 1; i < HANDLINGS_END; i++) {
        const struct sheet sheet = {.handling = (enum handling) i};
        assert_int_equal(ticks_of(&sheet, sheet_handlings[i]), 1);
    }
    for (int i = 1; i < SATISFACTIONS_END; i++) {
        const struct sheet sheet = {.satisfaction = (enum satisfaction) i};
        assert_int_equal(ticks_of(&sheet, sheet_satisfactions[i]), 1);
    }
}

static void totals_show_what_was_reported_beside_what_is_there(void **state)
{
    (void) state;
    struct total_line lines[] = {
        {.section = T("A"), .month = 1, .counts = {12}, .is_reported = true, .reported_count = 12},
        {.section = T("A"), .month = 2, .counts = {13}, .is_reported = true, .reported_count = 11},
        {.section = T("A"), .month = 3, .is_reported = true, .is_nil = true},
        {.section = T("A"), .month = 4, .counts = {2}, .is_reported = true, .is_nil = true},
        {.section = T("A"), .month = 5, .counts = {3}, .closed = {1}, .is_closed = true},
        {.section = T("A"), .month = 7, .counts = {8}},
    };
    struct str sections[] = {T("A")};
    const struct totals totals = {
        .lines = lines,
        .count = sizeof(lines) / sizeof(lines[0]),
        .sections = sections,
        .sections_count = 1,
        .closes = {[5] = {.version = 2, .cut_off_at_us = MINUTE(0)}},
        .days = {.year = 2024, .is_whole_year = true},
        .today = 19905, /* 2024-07-01 */
    };
    for (int is_master = 0; is_master < 2; is_master++) {
        begin();
        cover.is_master = is_master == 1;
        sheet_html.totals(&book, &totals);
        end();
        assert_int_equal(count_of("<td class=\"number\">12</td>"), 2); /* of the month, reported */
        assert_int_equal(count_of("报11<br>实13"), 1);
        assert_int_equal(count_of("<td class=\"number\">零报告</td>"), 1);
        assert_int_equal(count_of("零报告<br>实2"), 1);
        assert_int_equal(count_of("未报<br>实3"), 1);
        assert_int_equal(count_of("<span class=\"none\">未报</span>"), 1); /* June */
        assert_int_equal(count_of("5月已封账（第2版）：受理1，现3，差+2"), 1);
        assert_int_equal(count_of("&lt;房产科&gt;"), 1 + is_master);
        assert_int_equal(count_of("<table"), count_of("</table>"));
        forget();
    }
}

/* ---- CSV ---- */

static void no_column_of_a_table_is_a_formula(void **state)
{
    (void) state;
    static const char *const formulas[] = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"};
    for (size_t i = 0; i < sizeof(formulas) / sizeof(formulas[0]); i++) {
        const struct sheet sheet = all(str_from(formulas[i]));
        struct csv_reader *reader = NULL;
        struct csv_row row;
        struct err err;
        begin();
        sheet_csv.begin(&book);
        sheet_csv.page(&book, &sheet, 1);
        sheet_csv.annex_begin(&book);
        sheet_csv.annex_row(&book, &sheet, 1);
        sheet_csv.annex_end(&book);
        sheet_csv.totals(&book, NULL);
        sheet_csv.end(&book);
        end();
        assert_memory_equal(text, "\xEF\xBB\xBF编号,科室,受理时间,", strlen("\xEF\xBB\xBF编号,"));
        assert_int_equal(count_of("\r\n"), 3);
        FILE *file = fmemopen(text, len, "r");
        assert_int_equal(csv_open(file, &(struct csv_options) {TEXT_UTF8, ','}, &reader, &err), OK);
        for (int r = 0; r < 2; r++) {
            assert_int_equal(csv_next(reader, &row, &err), OK);
            assert_int_equal(row.count, SHEET_FIELDS_COUNT);
            for (size_t c = 0; c < row.count; c++) {
                assert_int_equal(row.fields[c].ptr[0], '\'');
                assert_int_equal(row.fields[c].len, strlen(formulas[i]) + 1);
            }
        }
        csv_close(reader);
        (void) fclose(file);
        forget();
    }
}

static void what_is_written_is_read_again(void **state)
{
    (void) state;
    static const struct str value = T("他说:\"好\"\n第二行, 𠮷;\u202E");
    const struct sheet sheet = all(value);
    struct csv_reader *reader = NULL;
    struct csv_row row;
    struct err err;
    begin();
    sheet_csv.begin(&book);
    sheet_csv.page(&book, &sheet, 1);
    end();
    FILE *file = fmemopen(text, len, "r");
    assert_int_equal(csv_open(file, &(struct csv_options) {TEXT_UTF8, ','}, &reader, &err), OK);
    for (int i = 0; i < SHEET_FIELDS_COUNT; i++)
        assert_true(csv_column_find(reader, str_from(sheet_title((enum sheet_field) i)), NULL));
    assert_int_equal(csv_next(reader, &row, &err), OK);
    for (size_t c = 0; c < row.count; c++)
        assert_true(str_eq(row.fields[c], value));
    csv_close(reader);
    (void) fclose(file);
    forget();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_text),
        cmocka_unit_test(what_runs_from_right_to_left_is_isolated),
        cmocka_unit_test(a_page_has_no_markup_but_its_own),
        cmocka_unit_test(every_choice_ticks_its_own_box),
        cmocka_unit_test(totals_show_what_was_reported_beside_what_is_there),
        cmocka_unit_test(no_column_of_a_table_is_a_formula),
        cmocka_unit_test(what_is_written_is_read_again),
    };
    return RUN(tests);
}
