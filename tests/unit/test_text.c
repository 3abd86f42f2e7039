/* test_text -- what may be in a code, a line and a free text; and the one form of a code. */
#include "wire/text.h"

#include <string.h>

#include <utf8proc.h>

#include "support/cmocka.h"

/* clang-format off */
static const struct {
    const char *title;
    struct str text;
    enum text_fault as_code, as_line, as_free;
} rows[] = {
    {"nothing", {"", 0}, TEXT_FINE, TEXT_FINE, TEXT_FINE},
    {"ASCII", {"case-17 ~", 9}, TEXT_FINE, TEXT_FINE, TEXT_FINE},
    {"ASCII of one word", {"12345678", 8}, TEXT_FINE, TEXT_FINE, TEXT_FINE},
    {"Chinese", {"首问责任", 12}, TEXT_FINE, TEXT_FINE, TEXT_FINE},
    {"a character of Ext B", {"\xF0\xA0\x80\x80", 4}, TEXT_FINE, TEXT_FINE, TEXT_FINE},
    {"a character of Ext I", {"\xF0\xAE\xAF\xB0", 4}, TEXT_FINE, TEXT_FINE, TEXT_FINE},
    {"a composed letter", {"\xC3\xA9", 2}, TEXT_FINE, TEXT_FINE, TEXT_FINE},
    {"a decomposed letter", {"e\xCC\x81", 3}, TEXT_NOT_NFC, TEXT_FINE, TEXT_FINE},
    {"marks in the wrong order", {"a\xCC\x81\xCC\xA3", 5}, TEXT_NOT_NFC, TEXT_FINE, TEXT_FINE},
    {"a compatibility ideograph", {"\xEF\xA4\x80", 3}, TEXT_NOT_NFC, TEXT_FINE, TEXT_FINE},
    {"a hangul syllable", {"\xEA\xB0\x80", 3}, TEXT_FINE, TEXT_FINE, TEXT_FINE},
    {"its parts", {"\xE1\x84\x80\xE1\x85\xA1", 6}, TEXT_NOT_NFC, TEXT_FINE, TEXT_FINE},
    {"a part alone", {"\xE1\x84\x80", 3}, TEXT_FINE, TEXT_FINE, TEXT_FINE},
    {"a NUL", {"a\0b", 3}, TEXT_CONTROL, TEXT_CONTROL, TEXT_CONTROL},
    {"a NUL far behind", {"12345678\0", 9}, TEXT_CONTROL, TEXT_CONTROL, TEXT_CONTROL},
    {"a new line", {"a\nb", 3}, TEXT_CONTROL, TEXT_CONTROL, TEXT_FINE},
    {"a DEL in the first word", {"1234567\x7F", 8}, TEXT_CONTROL, TEXT_CONTROL, TEXT_FINE},
    {"the separator of names", {"a\x1F" "b", 3}, TEXT_CONTROL, TEXT_CONTROL, TEXT_FINE},
    {"NEL", {"\xC2\x85", 2}, TEXT_CONTROL, TEXT_CONTROL, TEXT_FINE},
    {"a space that does not break", {"\xC2\xA0", 2}, TEXT_FINE, TEXT_FINE, TEXT_FINE},
    {"a lone byte", {"\xFC", 1}, TEXT_NOT_UTF8, TEXT_NOT_UTF8, TEXT_NOT_UTF8},
    {"a character cut off", {"\xE9\xA6", 2}, TEXT_NOT_UTF8, TEXT_NOT_UTF8, TEXT_NOT_UTF8},
    {"an overlong slash", {"\xC0\xAF", 2}, TEXT_NOT_UTF8, TEXT_NOT_UTF8, TEXT_NOT_UTF8},
    {"a surrogate", {"\xED\xA0\x80", 3}, TEXT_NOT_UTF8, TEXT_NOT_UTF8, TEXT_NOT_UTF8},
    {"beyond Unicode", {"\xF4\x90\x80\x80", 4}, TEXT_NOT_UTF8, TEXT_NOT_UTF8, TEXT_NOT_UTF8},
};
/* clang-format on */

static void every_text_is_judged_by_its_use(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (text_check(rows[i].text, TEXT_CODE) != rows[i].as_code ||
            text_check(rows[i].text, TEXT_LINE) != rows[i].as_line ||
            text_check(rows[i].text, TEXT_FREE) != rows[i].as_free)
            fail_msg("%s", rows[i].title);
    }
}

/* The quick answer, that nothing changes, is given for no character that utf8proc would change. */
static void no_character_that_nfc_changes_is_overlooked(void **state)
{
    (void) state;
    for (utf8proc_int32_t character = 0xA0; character < 0x110000; character++) {
        utf8proc_uint8_t bytes[8];
        utf8proc_int32_t composed[8];
        if (!utf8proc_codepoint_valid(character))
            continue;
        size_t len = (size_t) utf8proc_encode_char(character, bytes);
        const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
        utf8proc_ssize_t count =
            utf8proc_decompose(bytes, (utf8proc_ssize_t) len, composed, 7, options);
        assert_in_range(count, 1, 7);
        utf8proc_ssize_t composed_len = utf8proc_reencode(composed, count, options);
        bool changes = (size_t) composed_len != len || memcmp(bytes, composed, len) != 0;
        enum text_fault fault = text_check((struct str) {(const char *) bytes, len}, TEXT_CODE);
        if (changes != (fault == TEXT_NOT_NFC))
            fail_msg("U+%04X", (unsigned) character);
    }
}

static void a_code_is_kept_in_its_one_form(void **state)
{
    (void) state;
    struct err err = {0};
    struct arena arena;
    struct str kept = {0};
    assert_int_equal(arena_init(&arena, 4096, &err), OK);
    assert_int_equal(nfc_keep(STR("plain"), &arena, &kept, &err), OK);
    assert_int_equal(arena_mark(&arena), 0); /* as it was: nothing to keep */
    assert_int_equal(nfc_keep(STR("e\xCC\x81!"), &arena, &kept, &err), OK);
    assert_true(str_eq(kept, STR("\xC3\xA9!")));
    assert_int_equal(nfc_keep(STR("\xFC"), &arena, &kept, &err), REJECT);
    assert_int_equal(err.reason, REASON_ENCODING);
    char text[TEXT_NFC_BYTES_MAX + 1];
    memset(text, 'e', sizeof(text));
    memcpy(text + 1, "\xCC\x81", 2);
    assert_int_equal(nfc_keep((struct str) {text, sizeof(text)}, &arena, &kept, &err), REJECT);
    assert_int_equal(err.reason, REASON_LENGTH);
    assert_int_equal(text_check((struct str) {text, sizeof(text)}, TEXT_CODE), TEXT_NOT_NFC);
    assert_int_equal(nfc_keep((struct str) {text, sizeof(text) - 1}, &arena, &kept, &err), OK);
    arena.size_bytes = arena.used_bytes;
    assert_int_equal(nfc_keep(STR("e\xCC\x81!"), &arena, &kept, &err), RETRY);
    arena_done(&arena);
}

static void every_fault_has_words(void **state)
{
    (void) state;
    for (int fault = TEXT_FINE; fault <= TEXT_NOT_NFC; fault++)
        assert_non_null(text_fault_words((enum text_fault) fault));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_is_judged_by_its_use),
        cmocka_unit_test(no_character_that_nfc_changes_is_overlooked),
        cmocka_unit_test(a_code_is_kept_in_its_one_form),
        cmocka_unit_test(every_fault_has_words),
    };
    return RUN(tests);
}
