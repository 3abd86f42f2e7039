/* test_text_file -- the encodings of offices are found and come out as UTF-8. */
#include "wire/text_file.h"

#include <string.h>

#include "support/cmocka.h"

#define BYTES(literal) literal, sizeof(literal) - 1

/* clang-format off */
static const struct {
    const char *title;
    enum text_encoding asked;
    const char *bytes;
    size_t len;
    const char *text; /* as it must come out */
    enum text_encoding found;
} rows[] = {
    {"nothing", TEXT_AUTO, BYTES(""), "", TEXT_AUTO},
    {"ASCII is everything's", TEXT_AUTO, BYTES("name,another\n"), "name,another\n", TEXT_AUTO},
    {"UTF-8", TEXT_AUTO, BYTES("a,受理时间\n"), "a,受理时间\n", TEXT_UTF8},
    {"UTF-8 with its mark", TEXT_AUTO, BYTES("\xEF\xBB\xBF" "a\n"), "a\n", TEXT_UTF8},
    {"only the mark", TEXT_AUTO, BYTES("\xEF\xBB\xBF"), "", TEXT_UTF8},
    {"a mark where UTF-8 was said", TEXT_UTF8, BYTES("\xEF\xBB\xBF" "a"), "a", TEXT_UTF8},
    {"a character beyond the first plane", TEXT_AUTO, BYTES("\xF0\xA0\x80\x80"), "\xF0\xA0\x80\x80", TEXT_UTF8},
    {"accents are UTF-8 too", TEXT_AUTO, BYTES("caf\xC3\xA9"), "caf\xC3\xA9", TEXT_UTF8},
    {"GB2312", TEXT_AUTO, BYTES("a,\xCA\xDC\xC0\xED\xCA\xB1\xBC\xE4\n"), "a,受理时间\n", TEXT_GB18030},
    {"four bytes a character: GB18030", TEXT_AUTO, BYTES("\xCA\xDC\x95\x32\x82\x36"), "受\xF0\xA0\x80\x80", TEXT_GB18030},
    {"four such bytes alone", TEXT_AUTO, BYTES("\x95\x32\x82\x36"), "\xF0\xA0\x80\x80", TEXT_GB18030},
    {"a word that browsers take for UTF-8", TEXT_AUTO, BYTES("\xC1\xAA\xCD\xA8,\xCE\xCA"), "联通,问", TEXT_GB18030},
    {"GBK where it was said", TEXT_GB18030, BYTES("\xCA\xDC"), "受", TEXT_GB18030},
    {"GB18030 with a damaged byte", TEXT_AUTO, BYTES("\xCA\xDC\xFF,\xC0\xED"), "受\xFF,理", TEXT_GB18030},
    {"GB18030 cut in the middle", TEXT_AUTO, BYTES("\xCA\xDC\xC0"), "受\xFF", TEXT_GB18030},
    {"UTF-8 with a damaged byte stays UTF-8", TEXT_AUTO, BYTES("受\xFF理,\xE5\x8F"), "受\xFF理,\xE5\x8F", TEXT_UTF8},
    {"UTF-8 cut within a character", TEXT_AUTO, BYTES("单位编\xE7\xA0"), "单位编\xE7\xA0", TEXT_UTF8},
    {"a mark before what is no UTF-8", TEXT_AUTO, BYTES("\xEF\xBB\xBF\xB5\xA5"), "\xB5\xA5", TEXT_UTF8},
    {"a row of another encoding leaves it UTF-8", TEXT_AUTO, BYTES("受理时间\n\xCA\xDC\n"), "受理时间\n\xCA\xDC\n", TEXT_UTF8},
    {"as many characters of another leave it UTF-8", TEXT_AUTO, BYTES("\xD6\xD0\xCE\xC4\n中文\n"), "\xD6\xD0\xCE\xC4\n中文\n", TEXT_UTF8},
    {"UTF-16, little end first", TEXT_AUTO, BYTES("\xFF\xFE" "a\0\x17\x53"), "a\xE5\x8C\x97", TEXT_UTF16LE},
    {"UTF-16, big end first", TEXT_AUTO, BYTES("\xFE\xFF\0a\x53\x17"), "a\xE5\x8C\x97", TEXT_UTF16BE},
    {"UTF-16 said, with its mark", TEXT_UTF16LE, BYTES("\xFF\xFE" "a\0"), "a", TEXT_UTF16LE},
    {"half a character of UTF-16", TEXT_AUTO, BYTES("\xFF\xFE" "a\0b"), "a\xFF", TEXT_UTF16LE},
    {"as many bad bytes as there is room, and one more", TEXT_GB18030, BYTES("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
     "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", TEXT_GB18030},
    {"a bad byte where the room ends", TEXT_GB18030, BYTES("\xCA\xDC\xCA\xDC" "ab\xFF"), "受受ab\xFF", TEXT_GB18030},
    {"the mark of another encoding is none", TEXT_GB18030, BYTES("\xFE"), "\xFF", TEXT_GB18030},
};
/* clang-format on */

/* In small steps, or a long file in large ones. */
static enum text_encoding read_all(const char *bytes, size_t len, enum text_encoding asked,
                                   char *text, size_t *text_len)
{
    struct err err;
    struct text_file *file = NULL;
    size_t step = len < 100 ? 8 : 200000;
    FILE *raw = tmpfile();
    assert_non_null(raw);
    assert_int_equal(fwrite(bytes, 1, len, raw), len);
    rewind(raw);
    assert_int_equal(text_file_open(raw, asked, &file, &err), OK);
    *text_len = 0;
    for (size_t got = 1; got > 0; *text_len += got)
        assert_int_equal(text_file_read(file, (unsigned char *) text + *text_len, step, &got, &err),
                         OK);
    assert_int_equal(text_file_bytes_read(file), len);
    enum text_encoding found = text_file_encoding(file);
    text_file_close(file);
    (void) fclose(raw);
    return found;
}

static void every_encoding_is_found_and_read(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[256];
        size_t len = 0;
        print_message("    %s\n", rows[i].title);
        enum text_encoding found = read_all(rows[i].bytes, rows[i].len, rows[i].asked, text, &len);
        assert_int_equal(len, strlen(rows[i].text));
        assert_memory_equal(text, rows[i].text, len);
        assert_int_equal(found, rows[i].found);
    }
}

/* The first character that decides stands behind much ASCII, and across the buffer's end. */
static void a_long_file_is_read_whole(void **state)
{
    (void) state;
    enum { ASCII = 65535, PAIRS = 100000 };
    static char bytes[ASCII + 2 * PAIRS];
    static char text[ASCII + 3 * PAIRS + 200000];
    size_t len = 0;
    memset(bytes, 'a', ASCII);
    for (size_t i = 0; i < PAIRS; i++)
        memcpy(bytes + ASCII + 2 * i, "\xCA\xDC", 2);
    memcpy(bytes + ASCII + 2, "bb", 2);
    memcpy(bytes + ASCII + 4, "b\xCA\xDC", 3); /* pairs at odd places from here */
    for (size_t i = ASCII + 7; i + 1 < sizeof(bytes); i += 2)
        memcpy(bytes + i, "\xCA\xDC", 2);
    bytes[sizeof(bytes) - 3] = bytes[sizeof(bytes) - 2] = bytes[sizeof(bytes) - 1] = 'c';
    assert_int_equal(read_all(bytes, sizeof(bytes), TEXT_AUTO, text, &len), TEXT_GB18030);
    assert_int_equal(len, ASCII + 3 + 3 + 3 * (PAIRS - 3));
    assert_memory_equal(text + ASCII - 1, "a受bbb受", 10);
    len -= 3;
    assert_memory_equal(text + len - 3, "受", 3);
}

static void a_file_that_cannot_be_read_says_so(void **state)
{
    (void) state;
    struct err err;
    struct text_file *file = NULL;
    unsigned char bytes[8];
    size_t len = 0;
    FILE *folder = fopen("/", "r");
    assert_non_null(folder);
    assert_int_equal(text_file_open(folder, TEXT_AUTO, &file, &err), OK);
    assert_int_equal(text_file_read(file, bytes, sizeof(bytes), &len, &err), FATAL);
    text_file_close(file);
    text_file_close(NULL);
    (void) fclose(folder);
}

/* Reads its beginning, and then no more. */
static ssize_t break_off(void *cookie, char *bytes, size_t size)
{
    struct str *text = cookie;
    if (text->len == 0)
        return -1;
    assert_true(text->len <= size);
    size_t len = text->len;
    memcpy(bytes, text->ptr, len);
    text->len = 0;
    return (ssize_t) len;
}

static void a_file_that_breaks_off_says_so(void **state)
{
    (void) state;
    struct err err;
    struct text_file *file = NULL;
    unsigned char bytes[64];
    size_t len = 0;
    struct str text = STR("受理时间");
    FILE *raw = fopencookie(&text, "r", (cookie_io_functions_t) {.read = break_off});
    assert_non_null(raw);
    assert_int_equal(text_file_open(raw, TEXT_AUTO, &file, &err), OK);
    assert_int_equal(text_file_read(file, bytes, sizeof(bytes), &len, &err), FATAL);
    text_file_close(file);
    (void) fclose(raw);
}

static void an_encoding_has_names(void **state)
{
    (void) state;
    enum text_encoding encoding = TEXT_UTF16BE;
    assert_true(text_encoding_from("gbk", &encoding));
    assert_int_equal(encoding, TEXT_GB18030);
    assert_true(text_encoding_from("UTF-16", &encoding));
    assert_int_equal(encoding, TEXT_AUTO);
    assert_false(text_encoding_from("Big5", &encoding));
    assert_string_equal(text_encoding_name(TEXT_GB18030), "GB18030");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_encoding_is_found_and_read),
        cmocka_unit_test(a_long_file_is_read_whole),
        cmocka_unit_test(a_file_that_cannot_be_read_says_so),
        cmocka_unit_test(a_file_that_breaks_off_says_so),
        cmocka_unit_test(an_encoding_has_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
