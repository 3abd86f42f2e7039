/* cell_text -- see cell_text.h. */
#include "office/cell_text.h"

#include <string.h>

static size_t first_of(struct str text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(list[i]);
        if (text.len >= len && memcmp(text.ptr, list[i], len) == 0)
            return len;
    }
    return 0;
}

size_t cell_space_len(struct str text)
{
    static const char *const wide[] = {
        "\xC2\xA0",     /* no-break */
        "\xE3\x80\x80", /* as wide as a character */
        "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
        "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xAF",
    };
    if (text.len == 0)
        return 0;
    char first = text.ptr[0];
    if (first == ' ' || (first >= '\t' && first <= '\r'))
        return 1;
    return (unsigned char) first < 0xC2 ? 0 : first_of(text, wide, sizeof(wide) / sizeof(wide[0]));
}

size_t cell_invisible_len(struct str text)
{
    static const char *const marks[] = {
        "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D", "\xE2\x80\x8E", "\xE2\x80\x8F", /* 200B-F */
        "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC", "\xE2\x80\xAD", "\xE2\x80\xAE", /* 202A-E */
        "\xE2\x81\xA0", "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8", "\xE2\x81\xA9", /* 2060 … */
        "\xEF\xBB\xBF",                                                                 /* FEFF */
        "\xEF\xB8\x8E", "\xEF\xB8\x8F", /* FE0E, FE0F: as text, as a picture */
    };
    if (text.len == 0 || (unsigned char) text.ptr[0] < 0xE2)
        return 0;
    return first_of(text, marks, sizeof(marks) / sizeof(marks[0]));
}

/* Space or invisible mark that ends here; 0: none. */
static size_t blank_len_before(struct str text)
{
    for (size_t len = 1; len <= 3 && len <= text.len; len++) {
        struct str end = {.ptr = text.ptr + text.len - len, .len = len};
        if (cell_space_len(end) == len || cell_invisible_len(end) == len)
            return len;
    }
    return 0;
}

struct str cell_trim(struct str text)
{
    size_t len;
    while ((len = cell_space_len(text) + cell_invisible_len(text)) > 0)
        text = (struct str) {.ptr = text.ptr + len, .len = text.len - len};
    while ((len = blank_len_before(text)) > 0)
        text.len -= len;
    return text;
}

/* U+FF01 … U+FF5E are ASCII, wide. */
static char wide_ascii(struct str text)
{
    if (text.len < 3 || (unsigned char) text.ptr[0] != 0xEF)
        return '\0';
    unsigned code =
        (unsigned) ((unsigned char) text.ptr[1] & 0x3F) << 6 | ((unsigned char) text.ptr[2] & 0x3F);
    return code >= 0xF01 && code <= 0xF5E ? (char) (code - 0xF01 + '!') : '\0';
}

static bool is_narrow(struct str text, enum cell_spaces spaces)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char) text.ptr[i];
        if (c == 0xC2 || (c >= 0xE2 && c <= 0xE3) || c == 0xEF || c < ' ' ||
            (c == ' ' && (spaces == CELL_DROP_SPACES || (i > 0 && text.ptr[i - 1] == ' '))))
            return false;
    }
    return true;
}

enum outcome cell_narrow(struct str text, enum cell_spaces spaces, struct arena *arena,
                         struct str *narrow_out, struct err *err)
{
    text = cell_trim(text);
    if (is_narrow(text, spaces)) {
        *narrow_out = text;
        return OK;
    }
    char *narrow = arena_alloc_bytes(arena, text.len);
    if (narrow == NULL)
        return err_set(err, RETRY, "no room for a row's values");
    size_t at = 0;
    while (text.len > 0) {
        size_t space = cell_space_len(text);
        size_t invisible = cell_invisible_len(text);
        char ascii = wide_ascii(text);
        size_t len = space + invisible > 0 ? space + invisible : ascii != '\0' ? 3 : 1;
        if (space > 0 && spaces == CELL_KEEP_SPACES && (at == 0 || narrow[at - 1] != ' '))
            narrow[at++] = ' ';
        else if (ascii != '\0')
            narrow[at++] = ascii;
        else if (space + invisible == 0)
            narrow[at++] = text.ptr[0];
        text = (struct str) {.ptr = text.ptr + len, .len = text.len - len};
    }
    *narrow_out = (struct str) {.ptr = narrow, .len = at};
    return OK;
}
