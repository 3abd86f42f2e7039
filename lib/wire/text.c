/* text -- see text.h. */
#include "wire/text.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include <utf8proc.h>

/* A canonical decomposition of one character has at most four. */
enum { CHARACTERS_MAX = 4 * TEXT_NFC_BYTES_MAX };

#define EVERY_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Eight bytes at once: has one of them the high bit, is one below a space, or is one DEL? */
static bool is_plain_word(uint64_t word)
{
    uint64_t below_space = (word - EVERY_BYTE(0x20)) & ~word;
    uint64_t del = word ^ EVERY_BYTE(0x7F);
    uint64_t is_del = (del - EVERY_BYTE(1)) & ~del;
    return ((word | below_space | is_del) & EVERY_BYTE(0x80)) == 0;
}

/* How many bytes at the beginning are ASCII without control characters. */
static size_t plain_len(struct str text)
{
    size_t at = 0;
    for (uint64_t word = 0; text.len - at >= sizeof(word); at += sizeof(word)) {
        memcpy(&word, text.ptr + at, sizeof(word));
        if (!is_plain_word(word))
            break;
    }
    while (at < text.len && text.ptr[at] >= ' ' && text.ptr[at] < 0x7F)
        at++;
    return at;
}

/* Could NFC change a text because it holds this character?  Rather yes than no. */
static bool may_change(utf8proc_int32_t character)
{
    const utf8proc_property_t *property = utf8proc_get_property(character);
    bool is_composed = property->decomp_type == 0 && property->decomp_seqindex != UINT16_MAX;
    bool is_second = property->comb_index != UINT16_MAX && property->comb_index >= 0x8000;
    bool is_jamo = character >= 0x1100 && character <= 0x11FF;
    return property->combining_class != 0 || is_composed || is_second || is_jamo;
}

static const utf8proc_uint8_t *octets(struct str text)
{
    return (const utf8proc_uint8_t *) text.ptr;
}

/* The bytes of the text in NFC, written over `characters`; less than 0 when that is too long. */
static utf8proc_ssize_t compose(struct str text, utf8proc_int32_t characters[CHARACTERS_MAX + 1])
{
    if (text.len > TEXT_NFC_BYTES_MAX)
        return -1;
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    utf8proc_ssize_t count = utf8proc_decompose(octets(text), (utf8proc_ssize_t) text.len,
                                                characters, CHARACTERS_MAX, options);
    assert(count >= 0 && count <= CHARACTERS_MAX);
    return utf8proc_reencode(characters, count, options);
}

static bool is_nfc(struct str text)
{
    utf8proc_int32_t characters[CHARACTERS_MAX + 1];
    utf8proc_ssize_t len = compose(text, characters);
    return len >= 0 && (size_t) len == text.len && memcmp(characters, text.ptr, text.len) == 0;
}

static bool is_control(utf8proc_int32_t character)
{
    return character < ' ' || (character >= 0x7F && character < 0xA0);
}

enum text_fault text_check(struct str text, enum text_use use)
{
    bool may_be_changed = false;
    for (size_t at = plain_len(text); at < text.len;) {
        utf8proc_int32_t character = 0;
        utf8proc_ssize_t len =
            utf8proc_iterate(octets(text) + at, (utf8proc_ssize_t) (text.len - at), &character);
        if (len <= 0)
            return TEXT_NOT_UTF8;
        if (use == TEXT_FREE ? character == 0 : is_control(character))
            return TEXT_CONTROL;
        if (use == TEXT_CODE)
            may_be_changed = may_be_changed || may_change(character);
        at += (size_t) len;
    }
    return may_be_changed && !is_nfc(text) ? TEXT_NOT_NFC : TEXT_FINE;
}

const char *text_fault_words(enum text_fault fault)
{
    static const char *const words[] = {
        [TEXT_FINE] = "is fine",
        [TEXT_NOT_UTF8] = "is not UTF-8",
        [TEXT_CONTROL] = "holds NUL or a control character",
        [TEXT_NOT_NFC] = "is not in Unicode's normal form C",
    };
    return words[fault];
}

enum outcome nfc_keep(struct str text, struct arena *arena, struct str *kept_out, struct err *err)
{
    enum text_fault fault = text_check(text, TEXT_CODE);
    if (fault == TEXT_NOT_UTF8)
        return err_reason(err, REJECT, REASON_ENCODING, "text is not UTF-8");
    if (fault != TEXT_NOT_NFC) {
        *kept_out = text; /* a control character is somebody else's complaint */
        return OK;
    }
    utf8proc_int32_t characters[CHARACTERS_MAX + 1];
    utf8proc_ssize_t len = compose(text, characters);
    if (len < 0)
        return err_reason(err, REJECT, REASON_LENGTH, "text of %zu bytes is too long for a code",
                          text.len);
    return str_keep((struct str) {(const char *) characters, (size_t) len}, arena, kept_out, err);
}
