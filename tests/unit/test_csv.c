/* test_csv -- tables as people and spreadsheets write them, good rows and bad. */
#include "wire/csv.h"

#include <stdlib.h>
#include <string.h>

#include "support/cmocka.h"

#define BOM "\xEF\xBB\xBF"

static FILE *file_of(struct str text)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    rewind(file);
    return file;
}

/* Everything the reader says of a text, one line a row: "2@2: a|b" or "3@4 syntax: words". */
static void read_all(struct str text, char *said, size_t size)
{
    struct err err = {0};
    struct csv_reader *reader = NULL;
    FILE *file = file_of(text);
    size_t len = 0;
    if (csv_open(file, &(struct csv_options) {TEXT_UTF8, ','}, &reader, &err) != OK)
        (void) snprintf(said, size, "%s: %s\n", reason_name(err.reason), err.text);
    while (reader != NULL) {
        struct csv_row row = {0};
        enum outcome outcome = csv_next(reader, &row, &err);
        if (outcome == OK && row.is_end)
            break;
        assert_int_not_equal(outcome, FATAL);
        len += (size_t) snprintf(said + len, size - len, "%zu@%zu", row.number, row.line);
        if (outcome == REJECT)
            len += (size_t) snprintf(said + len, size - len, " %s: %s", reason_name(err.reason),
                                     err.text);
        for (size_t i = 0; outcome == OK && i < row.count; i++)
            len += (size_t) snprintf(said + len, size - len, "%s%.*s", i == 0 ? ": " : "|",
                                     STR_ARG(row.fields[i]));
        len += (size_t) snprintf(said + len, size - len, "\n");
        assert_true(len < size);
    }
    if (reader != NULL)
        assert_int_equal(csv_bytes_read(reader), text.len);
    csv_close(reader);
    (void) fclose(file);
}

#define T(literal)                                                                                 \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

/* clang-format off */
static const struct {
    const char *title;
    struct str text;
    const char *said;
} rows[] = {
    {"a plain table", T("a,b\n1,2\n3,4\n"), "2@2: 1|2\n3@3: 3|4\n"},
    {"no new line at the end", T("a,b\n1,2"), "2@2: 1|2\n"},
    {"names only", T("a,b\n"), ""},
    {"names without a new line", T("a,b"), ""},
    {"line ends of Windows", T("a,b\r\n1,2\r\n\r\n3,4\r\n"), "2@2: 1|2\n4@4: 3|4\n"},
    {"line ends of old", T("a,b\r1,2\r\r3,4\r"), "2@2: 1|2\n4@4: 3|4\n"},
    {"a mark of UTF-8", T(BOM "a,b\n1,2\n"), "2@2: 1|2\n"},
    {"empty lines count", T("\n\na,b\n\n1,2\n\n"), "5@5: 1|2\n"},
    {"quotes", T("a,b\n\"1,\"\"x\"\"\",\"\"\n"), "2@2: 1,\"x\"|\n"},
    {"a field of two lines", T("a,b\n\"1\n2\",3\n4,5\n"), "2@2: 1\n2|3\n3@4: 4|5\n"},
    {"a field of two lines of Windows", T("a,b\r\n\"1\r\n2\",3\r\n4,5\r\n"), "2@2: 1\r\n2|3\n3@4: 4|5\n"},
    {"a field with a CR", T("a,b\n\"1\r2\",3\n4,5\n"), "2@2: 1\r2|3\n3@4: 4|5\n"},
    {"spaces stay", T("a,b\n 1 ,\t2\n"), "2@2:  1 |\t2\n"},
    {"empty fields", T("a,b\n,\n"), "2@2: |\n"},
    {"a field in quotes at the end", T("a,b\n1,\"2\""), "2@2: 1|2\n"},
    {"too few fields", T("a,b\n1\n2,3\n"), "2@2 syntax: 1 fields, where the first row names 2\n3@3: 2|3\n"},
    {"too many fields", T("a,b\n1,2,3\n2,3\n"), "2@2 syntax: 3 fields, where the first row names 2\n3@3: 2|3\n"},
    {"a quote inside a field", T("a,b\n1\"x,2\n3,4\n"), "2@2 syntax: a quote stands where none may be\n3@3: 3|4\n"},
    {"a quote not closed eats no row", T("a,b\n\"1,2\n3,4\n5,6\n"), "2@2 syntax: a quote is not closed\n3@3: 3|4\n4@4: 5|6\n"},
    {"two quotes not closed", T("a,b\n\"1,2\n3,4\n\"5,6\n7,8\n"), "2@2 syntax: a quote stands where none may be\n3@3: 3|4\n4@4 syntax: a quote is not closed\n5@5: 7|8\n"},
    {"a quote not closed in the last line", T("a,b\n1,2\n3,\"4"), "2@2: 1|2\n3@3 syntax: a quote is not closed\n"},
    {"a quote not closed before CRs", T("a,b\r\"1,2\r3,4\r"), "2@2 syntax: a quote is not closed\n3@3: 3|4\n"},
    {"a NUL", T("a,b\n1\0,2\n3,4\n"), "2@2 encoding: holds a NUL\n3@3: 3|4\n"},
    {"a row of another encoding", T("a,b\n\xD5\xC5,2\n3,4\n"), "2@2 encoding: not UTF-8\n3@3: 3|4\n"},
    {"an empty file", T(""), "empty: the file is empty\n"},
    {"a file of a mark", T(BOM), "empty: the file is empty\n"},
    {"a file of empty lines", T("\n\r\n"), "empty: the file is empty\n"},
    {"a column without a name", T("a,,b\n"), "syntax: row 1: column 2 has no name\n"},
    {"two columns of one name", T("a,b,a\n"), "syntax: row 1: two columns are named 'a'\n"},
    {"names of another encoding", T("a,\xD5\xC5\n"), "encoding: row 1: not UTF-8\n"},
    {"UTF-16", T("\xFF\xFE" "a\0,\0b\0\n\0"), "encoding: row 1: not UTF-8\n"},
};
/* clang-format on */

static void every_table_is_read_row_by_row(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char said[1024] = "";
        read_all(rows[i].text, said, sizeof(said));
        if (strcmp(said, rows[i].said) != 0)
            fail_msg("%s:\n%s", rows[i].title, said);
    }
}

/* "a,b\n", then `count` times `part`, then `end`. */
static struct str long_table(const char *part, size_t count, const char *end)
{
    size_t len = strlen(part);
    char *text = malloc(4 + count * len + strlen(end));
    assert_non_null(text);
    memcpy(text, "a,b\n", 4);
    for (size_t i = 0; i < count; i++)
        memcpy(text + 4 + i * len, part, len);
    memcpy(text + 4 + count * len, end, strlen(end));
    return (struct str) {text, 4 + count * len + strlen(end)};
}

static void a_row_of_more_than_a_mebibyte_is_left_behind(void **state)
{
    (void) state;
    static const struct {
        const char *part;
        const char *end;
        const char *said;
    } tables[] = {
        {"x", "\n3,4\n",
         "2@2 length: longer than 1048576 bytes; is there a quote that is not closed?\n"
         "3@3: 3|4\n"},
        {"x", "", "2@2 length: longer than 1048576 bytes; is there a quote that is not closed?\n"},
    };
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        char said[1024] = "";
        struct str text = long_table(tables[i].part, 3 * CSV_ROW_BYTES_MAX, tables[i].end);
        read_all(text, said, sizeof(said));
        assert_string_equal(said, tables[i].said);
        free((void *) (uintptr_t) text.ptr);
    }
}

/* An open quote at the beginning of a large file costs its own row only. */
static void an_open_quote_costs_one_row_of_a_large_file(void **state)
{
    (void) state;
    enum { ROWS = 100000 };
    struct err err = {0};
    struct csv_reader *reader = NULL;
    struct csv_row row = {0};
    struct str text = long_table("1234567890,1234567890\n", ROWS, "");
    ((char *) (uintptr_t) text.ptr)[4] = '"';
    FILE *file = file_of(text);
    assert_int_equal(csv_open(file, &(struct csv_options) {TEXT_UTF8, ','}, &reader, &err), OK);
    assert_int_equal(csv_next(reader, &row, &err), REJECT);
    assert_int_equal(err.reason, REASON_LENGTH);
    size_t good = 0;
    while (csv_next(reader, &row, &err) == OK && !row.is_end)
        good++;
    assert_int_equal(good, ROWS - 1);
    assert_int_equal(row.number, ROWS + 2);
    csv_close(reader);
    (void) fclose(file);
    free((void *) (uintptr_t) text.ptr);
}

static void a_row_may_have_a_mebibyte_and_512_fields(void **state)
{
    (void) state;
    char said[1024] = "";
    struct str text = long_table("x", CSV_ROW_BYTES_MAX - 3, ",1\n3,4\n");
    read_all((struct str) {text.ptr + 4, text.len - 4}, said, sizeof(said));
    assert_string_equal(said, "2@2: 3|4\n"); /* the first row are the names */
    free((void *) (uintptr_t) text.ptr);
    text = long_table("1,", CSV_COLUMNS_MAX - 1, "1\n");
    read_all(text, said, sizeof(said));
    assert_string_equal(said, "2@2 syntax: 512 fields, where the first row names 2\n");
    free((void *) (uintptr_t) text.ptr);
    text = long_table("1,", CSV_COLUMNS_MAX, "1\n");
    read_all(text, said, sizeof(said));
    assert_string_equal(said, "2@2 length: 513 fields, and there may be 512\n");
    free((void *) (uintptr_t) text.ptr);
}

static void columns_are_found_by_name(void **state)
{
    (void) state;
    struct err err = {0};
    struct csv_reader *reader = NULL;
    size_t index = 99;
    size_t count = 0;
    FILE *file = file_of(STR("受理时间;b\n1;2\n"));
    assert_int_equal(csv_open(file, &(struct csv_options) {TEXT_UTF8, ';'}, &reader, &err), OK);
    assert_true(csv_column_find(reader, STR("b"), &index));
    assert_int_equal(index, 1);
    assert_true(csv_column_find(reader, STR("受理时间"), NULL));
    assert_false(csv_column_find(reader, STR("c"), &index));
    assert_true(str_eq(csv_columns(reader, &count)[0], STR("受理时间")));
    assert_int_equal(count, 2);
    csv_close(reader);
    csv_close(NULL);
    (void) fclose(file);
}

/* clang-format off */
static const struct {
    const char *text;
    char asked;
    char separator;
    enum text_encoding encoding;
    const char *said; /* the fields of all rows */
} tables[] = {
    {"", '\0', ',', TEXT_AUTO, ""},
    {"台账\n\"a;b\tc\",d\n", '\0', ',', TEXT_UTF8, "1台账 2a;b\tc|d "},
    {"a\tb,c\td\n1\t2\t3\n", '\0', '\t', TEXT_AUTO, "1a|b,c|d 21|2|3 "},
    {"a;b;c\n", '\0', ';', TEXT_AUTO, "1a|b|c "},
    {"a;b,c\na\na\na\na\na\na\na\na\na\na\na\na\na\na\na\na\na\na\na\na;b;c;d\n", '\0', ',', TEXT_AUTO,
     "1a;b|c 2a 3a 4a 5a 6a 7a 8a 9a 10a 11a 12a 13a 14a 15a 16a 17a 18a 19a 20a 21a;b;c;d "},
    {"a;b,c\n", ';', ';', TEXT_AUTO, "1a|b,c "},
    {"\xCA\xDC,\xC0\xED\n\xFF,x\nb\n", '\0', ',', TEXT_GB18030, "1受|理 2not GB18030 3b "},
    {"a,\xFF\n受理", '\0', ',', TEXT_UTF8, "1not UTF-8 2受理 "},
};
/* clang-format on */

static void a_table_of_rows_has_any_encoding_and_separator(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        struct err err = {0};
        struct csv_reader *reader = NULL;
        const struct csv_options options = {.separator = tables[i].asked};
        char said[256] = "";
        size_t len = 0;
        FILE *file = file_of(str_from(tables[i].text));
        assert_int_equal(csv_open_rows(file, &options, &reader, &err), OK);
        assert_int_equal(csv_bytes_read(reader), 0);
        for (;;) {
            struct csv_row row = {0};
            enum outcome outcome = csv_next(reader, &row, &err);
            if (outcome == OK && row.is_end)
                break;
            len += (size_t) snprintf(said + len, sizeof(said) - len, "%zu%s", row.number,
                                     outcome == OK ? "" : err.text);
            for (size_t j = 0; outcome == OK && j < row.count; j++)
                len += (size_t) snprintf(said + len, sizeof(said) - len, "%s%.*s",
                                         j == 0 ? "" : "|", STR_ARG(row.fields[j]));
            len += (size_t) snprintf(said + len, sizeof(said) - len, " ");
        }
        assert_string_equal(said, tables[i].said);
        assert_int_equal(csv_separator(reader), tables[i].separator);
        assert_int_equal(csv_encoding(reader), tables[i].encoding);
        csv_close(reader);
        (void) fclose(file);
    }
}

/* Reads its beginning, and then no more. */
static ssize_t break_off(void *cookie, char *bytes, size_t size)
{
    struct str *text = cookie;
    if (text->len == 0)
        return -1;
    size_t len = text->len < size ? text->len : size;
    memcpy(bytes, text->ptr, len);
    text->ptr += len;
    text->len -= len;
    return (ssize_t) len;
}

static void rows_of_a_file_that_cannot_be_read_are_fatal(void **state)
{
    (void) state;
    struct err err = {0};
    struct csv_reader *reader = NULL;
    const struct csv_options options = {.separator = '\0'};
    FILE *folder = fopen("/", "r");
    assert_non_null(folder);
    assert_int_equal(csv_open_rows(folder, &options, &reader, &err), FATAL);
    (void) fclose(folder);
}

static void a_file_that_cannot_be_read_is_fatal(void **state)
{
    (void) state;
    static char long_row[CSV_ROW_BYTES_MAX + 200000] = "a,b\n";
    memset(long_row + 4, 'x', sizeof(long_row) - 5);
    const char *const beginnings[] = {long_row,      "",         "a,b", "a,b\n", "a,b\n1,",
                                      "a,b\n\"1,\n", "a,b\n1\"x"};
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
        struct err err = {0};
        struct csv_reader *reader = NULL;
        struct csv_row row = {0};
        struct str text = str_from(beginnings[i]);
        FILE *file = fopencookie(&text, "r", (cookie_io_functions_t) {.read = break_off});
        assert_non_null(file);
        enum outcome outcome =
            csv_open(file, &(struct csv_options) {TEXT_UTF8, ','}, &reader, &err);
        if (outcome == OK)
            outcome = csv_next(reader, &row, &err);
        if (outcome != FATAL)
            fail_msg("'%s': %s", beginnings[i], outcome_name(outcome));
        csv_close(reader);
        (void) fclose(file);
    }
}

static void what_is_written_is_safe_in_a_spreadsheet(void **state)
{
    (void) state;
    static const char expected[] = BOM "a,'=1+1,'+86,'-1,'@x,\"'\tx\",\"'\rx\"\n"
                                       "\"x,y\",\"x;y\",\"\"\"\",\"two\nlines\",,-5,\" x\",\"x \"\n"
                                       "\"\"\n"
                                       "7,\n";
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    assert_non_null(file);
    struct csv_writer writer;
    static const char *const first[] = {"a", "=1+1", "+86", "-1", "@x", "\tx", "\rx"};
    static const char *const second[] = {"x,y", "x;y", "\"", "two\nlines", ""};
    csv_begin(&writer, file, true);
    for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
        csv_put(&writer, str_from(first[i]));
    csv_end_row(&writer);
    for (size_t i = 0; i < sizeof(second) / sizeof(second[0]); i++)
        csv_put(&writer, str_from(second[i]));
    csv_put_number(&writer, -5);
    csv_put(&writer, STR(" x"));
    csv_put(&writer, STR("x "));
    csv_end_row(&writer);
    csv_put(&writer, STR(""));
    csv_end_row(&writer);
    csv_put_number(&writer, 7);
    csv_put(&writer, STR(""));
    csv_end_row(&writer);
    (void) fclose(file);
    assert_int_equal(len, sizeof(expected) - 1);
    assert_memory_equal(text, expected, len);
    free(text);
    file = open_memstream(&text, &len);
    assert_non_null(file);
    csv_begin(&writer, file, false);
    (void) fclose(file);
    assert_int_equal(len, 0);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_is_read_row_by_row),
        cmocka_unit_test(a_row_of_more_than_a_mebibyte_is_left_behind),
        cmocka_unit_test(an_open_quote_costs_one_row_of_a_large_file),
        cmocka_unit_test(a_row_may_have_a_mebibyte_and_512_fields),
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(a_table_of_rows_has_any_encoding_and_separator),
        cmocka_unit_test(rows_of_a_file_that_cannot_be_read_are_fatal),
        cmocka_unit_test(a_file_that_cannot_be_read_is_fatal),
        cmocka_unit_test(what_is_written_is_safe_in_a_spreadsheet),
    };
    return RUN(tests);
}
