/* test_encoding -- files as people's programs save them. */
#include "run/encoding.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/cmocka.h"

/* clang-format off */
static const struct {
    const char *title;
    struct str bytes;
    const char *text; /* NULL: refused */
    enum encoding encoding;
    const char *said;
} rows[] = {
    {"nothing", {"", 0}, "", ENCODING_UTF8, NULL},
    {"ASCII", {"a,b\r\n", 5}, "a,b\r\n", ENCODING_UTF8, NULL},
    {"UTF-8", {"单位,编码\n", 14}, "单位,编码\n", ENCODING_UTF8, NULL},
    {"UTF-8 behind a BOM", {"\xEF\xBB\xBF单位", 9}, "单位", ENCODING_UTF8, NULL},
    {"a BOM alone", {"\xEF\xBB\xBF", 3}, "", ENCODING_UTF8, NULL},
    {"GBK", {"\xB5\xA5\xCE\xBB,a", 6}, "单位,a", ENCODING_GB18030, NULL},
    {"GB18030's four bytes (Ext B)", {"\x95\x32\x82\x36", 4}, "𠀀", ENCODING_GB18030, NULL},
    {"a line of GBK as offices write it", {"\xD7\xA1\xBD\xA8\xBE\xD6,\xC1\xAA\xCD\xA8\xBF\xC6,\xCE\xCA\r\n", 18},
     "住建局,联通科,问\r\n", ENCODING_GB18030, NULL},
    {"UTF-8 with a byte that is none", {"单位\xFF编码", 13}, NULL, 0, "it is UTF-8, but not at byte 7"},
    {"a BOM before what is no UTF-8", {"\xEF\xBB\xBF\xB5\xA5", 5}, NULL, 0, "it is UTF-8, but not at byte 4"},
    {"UTF-8 cut within a character", {"单位编\xE7\xA0", 11}, NULL, 0, "it is UTF-8, but not at byte 10"},
    {"Latin-1 at its end", {"caf\xE9", 4}, NULL, 0, "it is neither UTF-8 nor GB18030, at byte 4"},
    {"what is neither", {"ab\xFF\xFF", 4}, NULL, 0, "it is neither UTF-8 nor GB18030, at byte 3"},
};
/* clang-format on */

static void every_row_of_the_table(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct decoded decoded = {.text = NULL};
        struct err err;
        print_message("    %s\n", rows[i].title);
        enum outcome outcome = encoding_decode(rows[i].bytes, &decoded, &err);
        if (rows[i].text == NULL) {
            assert_int_equal(outcome, REJECT);
            assert_int_equal(err.reason, REASON_ENCODING);
            assert_string_equal(err.text, rows[i].said);
            continue;
        }
        assert_int_equal(outcome, OK);
        assert_int_equal(decoded.encoding, rows[i].encoding);
        assert_int_equal(decoded.len, strlen(rows[i].text));
        assert_memory_equal(decoded.text, rows[i].text, decoded.len);
        decoded_done(&decoded);
    }
}

static void a_nul_is_left_for_who_knows_the_row(void **state)
{
    (void) state;
    struct decoded decoded = {.text = NULL};
    struct err err;
    assert_int_equal(encoding_decode((struct str) {"a\0b", 3}, &decoded, &err), OK);
    assert_int_equal(decoded.len, 3);
    assert_int_equal(decoded.encoding, ENCODING_UTF8);
    decoded_done(&decoded);
    decoded_done(&decoded); /* twice is as good */
}

static void a_file_has_its_limit(void **state)
{
    (void) state;
    char path[] = "/tmp/shouwen-encoding-XXXXXX";
    struct decoded decoded = {.text = NULL};
    struct err err;
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, "\xB5\xA5\xCE\xBB", 4), 4);
    assert_int_equal(close(file), 0);
    assert_int_equal(encoding_read_file(path, 3, &decoded, &err), REJECT);
    assert_string_equal(err.text, "it has more than 3 bytes");
    assert_int_equal(encoding_read_file(path, 4, &decoded, &err), OK);
    assert_string_equal(encoding_name(decoded.encoding), "GB18030");
    assert_memory_equal(decoded.text, "单位", 6);
    decoded_done(&decoded);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(encoding_read_file(path, 4, &decoded, &err), FATAL);
    assert_string_equal(err.text, "cannot be read: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table),
        cmocka_unit_test(a_nul_is_left_for_who_knows_the_row),
        cmocka_unit_test(a_file_has_its_limit),
    };
    return RUN(tests);
}
