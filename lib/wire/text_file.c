/* text_file -- see text_file.h. */
#include "wire/text_file.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RAW_BYTES = 65536 };

struct text_file {
    FILE *file;
    enum text_encoding encoding;
    iconv_t converter; /* NULL: the bytes go as they are */
    bool is_begun;     /* a BOM was looked for */
    bool is_eof;
    size_t begin; /* of what is left of `raw` */
    size_t end;
    size_t bytes_read;
    unsigned char raw[RAW_BYTES];
};

static const struct {
    const char *name;
    enum text_encoding encoding;
} names[] = {
    {"UTF-8", TEXT_UTF8},    {"GB18030", TEXT_GB18030},  {"UTF-16LE", TEXT_UTF16LE},
    {"auto", TEXT_AUTO},     {"UTF-16BE", TEXT_UTF16BE}, {"GBK", TEXT_GB18030},
    {"CP936", TEXT_GB18030}, {"GB2312", TEXT_GB18030},   {"utf8", TEXT_UTF8},
    {"UTF-16", TEXT_AUTO},
};

const char *text_encoding_name(enum text_encoding encoding)
{
    size_t i = 0;
    while (names[i].encoding != encoding)
        i++;
    return names[i].name;
}

bool text_encoding_from(const char *name, enum text_encoding *encoding_out)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcasecmp(name, names[i].name) != 0)
            continue;
        *encoding_out = names[i].encoding;
        return true;
    }
    return false;
}

/* ---- which encoding is it? ---- */

/* How long the sequence is that begins here, if the bytes are UTF-8; 0: they are not. */
static size_t sequence_len(const unsigned char *bytes, size_t len)
{
    unsigned char first = bytes[0];
    size_t wanted = first >= 0xF0 && first <= 0xF4   ? 4
                    : first >= 0xE0 && first <= 0xEF ? 3
                    : first >= 0xC2 && first <= 0xDF ? 2
                                                     : 0;
    for (size_t i = 1; i < wanted && i < len; i++)
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
    return wanted;
}

/*
 * Is this more UTF-8 than not?  A Chinese character is three bytes of it, and three such bytes in a
 * row are rare in GB18030; one damaged byte must not turn a whole book into another encoding.  In
 * doubt it is UTF-8: what is none of it is refused with its row, while UTF-8 read as GB18030 is
 * mostly characters that nobody wrote, and nothing refuses them.
 */
static bool is_mostly_utf8(const unsigned char *bytes, size_t len)
{
    size_t good = 0;
    size_t bad = 0;
    for (size_t i = 0; i < len;) {
        size_t width = bytes[i] < 0x80 ? 1 : sequence_len(bytes + i, len - i);
        if (width == 0)
            bad++;
        else if (width >= 3)
            good += width;
        i += width == 0 ? 1 : width;
    }
    return bad == 0 || good > bad;
}

static enum outcome set_encoding(struct text_file *text, enum text_encoding encoding,
                                 struct err *err)
{
    text->encoding = encoding;
    if (encoding == TEXT_AUTO || encoding == TEXT_UTF8)
        return OK;
    text->converter = iconv_open("UTF-8", text_encoding_name(encoding));
    if (text->converter == (iconv_t) -1) { /* uncovered: the C library has them all */
        text->converter = NULL;            /* uncovered: the same */
        return err_set(err, FATAL, "the C library lacks it"); /* uncovered: the same */
    }
    return OK;
}

/* ---- reading ---- */

static enum outcome fill(struct text_file *text, struct err *err)
{
    memmove(text->raw, text->raw + text->begin, text->end - text->begin);
    text->end -= text->begin;
    text->begin = 0;
    size_t len = fread(text->raw + text->end, 1, RAW_BYTES - text->end, text->file);
    if (len == 0 && ferror(text->file))
        return err_set(err, FATAL, "could not read the file");
    text->is_eof = feof(text->file) != 0;
    text->end += len;
    text->bytes_read += len;
    return OK;
}

static enum outcome begin(struct text_file *text, struct err *err)
{
    static const struct {
        const char *bom;
        size_t len;
        enum text_encoding encoding;
    } boms[] = {{"\xEF\xBB\xBF", 3, TEXT_UTF8},
                {"\xFF\xFE", 2, TEXT_UTF16LE},
                {"\xFE\xFF", 2, TEXT_UTF16BE}};
    text->is_begun = true;
    for (size_t i = 0; i < sizeof(boms) / sizeof(boms[0]); i++) {
        bool is_wanted = text->encoding == TEXT_AUTO || text->encoding == boms[i].encoding;
        if (!is_wanted || text->end < boms[i].len ||
            memcmp(text->raw, boms[i].bom, boms[i].len) != 0)
            continue;
        text->begin = boms[i].len;
        return text->converter == NULL ? set_encoding(text, boms[i].encoding, err) : OK;
    }
    return OK;
}

static size_t copy(struct text_file *text, unsigned char *bytes_out, size_t len)
{
    memcpy(bytes_out, text->raw + text->begin, len);
    text->begin += len;
    return len;
}

/* While nobody knows the encoding: ASCII goes through, what follows decides. */
static enum outcome read_undecided(struct text_file *text, unsigned char *bytes_out, size_t len_max,
                                   size_t *len_out, struct err *err)
{
    size_t len = 0;
    while (text->begin + len < text->end && len < len_max && text->raw[text->begin + len] < 0x80)
        len++;
    *len_out = copy(text, bytes_out, len);
    if (len > 0)
        return OK;
    if (!text->is_eof && fill(text, err) != OK)
        return err->outcome;
    bool is_utf8 = is_mostly_utf8(text->raw + text->begin, text->end - text->begin);
    return set_encoding(text, is_utf8 ? TEXT_UTF8 : TEXT_GB18030, err);
}

/* One raw byte that means nothing. */
static void put_bad(struct text_file *text, char **at, size_t *room)
{
    *(*at)++ = (char) TEXT_FILE_BAD;
    (*room)--;
    text->begin++;
}

static size_t convert(struct text_file *text, unsigned char *bytes_out, size_t len_max)
{
    char *at = (char *) bytes_out;
    size_t room = len_max;
    while (text->begin < text->end && room > 0) {
        char *from = (char *) text->raw + text->begin;
        size_t left = text->end - text->begin;
        size_t done = iconv(text->converter, &from, &left, &at, &room);
        text->begin = text->end - left;
        if (done != (size_t) -1)
            continue;
        bool is_cut = errno == EINVAL && !text->is_eof;
        if (errno == E2BIG || is_cut || room == 0)
            break;
        put_bad(text, &at, &room);
        (void) iconv(text->converter, NULL, NULL, NULL, NULL); /* begin afresh behind it */
    }
    return len_max - room;
}

enum outcome text_file_read(struct text_file *text, unsigned char *bytes_out, size_t len_max,
                            size_t *len_out, struct err *err)
{
    assert(len_max >= 8);
    *len_out = 0;
    while (*len_out == 0) {
        bool is_short = text->end - text->begin < 8; /* as long as a character may be */
        if (is_short && !text->is_eof && fill(text, err) != OK)
            return err->outcome;
        if (!text->is_begun && begin(text, err) != OK) /* uncovered: the C library has them all */
            return err->outcome;                       /* uncovered: the same */
        if (text->begin == text->end)                  /* after fill(), that is the end */
            return OK;
        size_t left = text->end - text->begin;
        if (text->encoding == TEXT_AUTO) {
            if (read_undecided(text, bytes_out, len_max, len_out, err) != OK)
                return err->outcome;
        } else if (text->converter == NULL) {
            *len_out = copy(text, bytes_out, left < len_max ? left : len_max);
        } else {
            *len_out = convert(text, bytes_out, len_max);
        }
    }
    return OK;
}

/* ---- life cycle ---- */

enum outcome text_file_open(FILE *file, enum text_encoding encoding, struct text_file **text_out,
                            struct err *err)
{
    struct text_file *text = calloc(1, sizeof(*text));
    if (text == NULL)                                        /* uncovered: wants a want of memory */
        return err_set(err, FATAL, "could not take memory"); /* uncovered: the same */
    text->file = file;
    if (set_encoding(text, encoding, err) != OK) { /* uncovered: the C library has them all */
        text_file_close(text);                     /* uncovered: the same */
        return err->outcome;                       /* uncovered: the same */
    }
    *text_out = text;
    return OK;
}

void text_file_close(struct text_file *text)
{
    if (text == NULL)
        return;
    if (text->converter != NULL)
        (void) iconv_close(text->converter);
    free(text);
}

enum text_encoding text_file_encoding(const struct text_file *text)
{
    return text->encoding;
}

size_t text_file_bytes_read(const struct text_file *text)
{
    return text->bytes_read - (text->end - text->begin);
}
