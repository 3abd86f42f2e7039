/* test_records -- the same rows for spreadsheets and for programs. */
#include "wire/records.h"

#include "support/cmocka.h"

enum { TEXT_MAX = 512 };

static const struct record_column columns[] = {{"section", "科室"}, {"drawn", "抽取"}};

/* Two rows, as they are written. */
static void check(bool is_json, const char *expected)
{
    struct records records;
    char text[TEXT_MAX] = "";
    FILE *file = tmpfile();
    assert_non_null(file);
    records_begin(&records, file, columns, 2, is_json);
    records_put(&records, STR("房产,\"科\"\\\x01"));
    records_put_number(&records, 3);
    records_put(&records, STR("=1"));
    records_put_number(&records, -4);
    rewind(file);
    size_t len = fread(text, 1, sizeof(text) - 1, file);
    text[len] = '\0';
    assert_string_equal(text, expected);
    assert_int_equal(fclose(file), 0);
}

static void a_spreadsheet_gets_titles_and_quotes(void **state)
{
    (void) state;
    check(false, "\xEF\xBB\xBF"
                 "科室,抽取\r\n\"房产,\"\"科\"\"\\\x01\",3\r\n'=1,-4\r\n");
}

static void a_program_gets_an_object_a_line(void **state)
{
    (void) state;
    check(true, "{\"section\":\"房产,\\\"科\\\"\\\\\\u0001\",\"drawn\":3}\n"
                "{\"section\":\"=1\",\"drawn\":-4}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spreadsheet_gets_titles_and_quotes),
        cmocka_unit_test(a_program_gets_an_object_a_line),
    };
    return RUN(tests);
}
