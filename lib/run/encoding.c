/* encoding -- see encoding.h. */
#include "run/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/text.h"

void decoded_done(struct decoded *decoded)
{
    free(decoded->text);
    *decoded = (struct decoded) {.text = NULL};
}

const char *encoding_name(enum encoding encoding)
{
    static const char *const names[] = {[ENCODING_UTF8] = "UTF-8", [ENCODING_GB18030] = "GB18030"};
    return names[encoding];
}

/* How many bytes a character of UTF-8 has here; 0: it is none. */
static size_t utf8_len(const unsigned char *at, size_t left)
{
    size_t len = at[0] < 0x80 ? 1 : at[0] < 0xC2 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
    if (at[0] > 0xF4 || len > left)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    return len;
}

/*
 * UTF-8 that was damaged is no GB18030: read as such it would be nonsense that nobody notices.  In
 * GB18030 a character of three bytes of UTF-8 comes about by chance only.
 */
static bool is_damaged_utf8(struct str bytes, size_t *byte_out)
{
    const unsigned char *text = (const unsigned char *) str_start(bytes);
    size_t good = 0;
    size_t bad = 0;
    for (size_t at = 0; at < bytes.len;) {
        size_t len = utf8_len(text + at, bytes.len - at);
        if (len == 0 && bad++ == 0)
            *byte_out = at + 1;
        good += len >= 3;
        at += len == 0 ? 1 : len;
    }
    return good > bad;
}

static enum outcome keep_utf8(struct str bytes, struct decoded *decoded_out, struct err *err)
{
    char *text = malloc(bytes.len + 1);
    if (text == NULL)
        return err_set(err, FATAL, "no memory for %zu bytes", bytes.len);
    memcpy(text, str_start(bytes), bytes.len);
    *decoded_out = (struct decoded) {.text = text, .len = bytes.len, .encoding = ENCODING_UTF8};
    return OK;
}

/* GB18030 in UTF-8 is at most half as long again: two bytes become three, four become four. */
static enum outcome convert(iconv_t converter, struct str bytes, struct decoded *decoded_out,
                            struct err *err)
{
    size_t room = 2 * bytes.len + 1;
    char *text = malloc(room);
    if (text == NULL)
        return err_set(err, FATAL, "no memory for %zu bytes", room);
    union {
        const char *read;
        char *given; /* iconv() takes it without const, and only reads */
    } from = {.read = str_start(bytes)};
    char *to = text;
    size_t left = bytes.len;
    if (iconv(converter, &from.given, &left, &to, &room) == (size_t) -1 || left > 0) {
        free(text);
        return err_reason(err, REJECT, REASON_ENCODING,
                          "it is neither UTF-8 nor GB18030, at byte %zu", bytes.len - left + 1);
    }
    *decoded_out =
        (struct decoded) {.text = text, .len = (size_t) (to - text), .encoding = ENCODING_GB18030};
    return OK;
}

enum outcome encoding_decode(struct str bytes, struct decoded *decoded_out, struct err *err)
{
    static const char bom[] = "\xEF\xBB\xBF";
    bool has_bom = bytes.len >= strlen(bom) && memcmp(bytes.ptr, bom, strlen(bom)) == 0;
    size_t byte = 0;
    if (has_bom) {
        bytes.ptr += strlen(bom);
        bytes.len -= strlen(bom);
    }
    /* A NUL is somebody else's complaint: it is told with its row. */
    if (text_check(bytes, TEXT_FREE) != TEXT_NOT_UTF8)
        return keep_utf8(bytes, decoded_out, err);
    if (is_damaged_utf8(bytes, &byte) || has_bom)
        return err_reason(err, REJECT, REASON_ENCODING, "it is UTF-8, but not at byte %zu",
                          byte + (has_bom ? strlen(bom) : 0));
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    if ((intptr_t) converter == -1)
        return err_set(err, FATAL, "this system cannot read GB18030: %s", strerror(errno));
    enum outcome outcome = convert(converter, bytes, decoded_out, err);
    (void) iconv_close(converter);
    return outcome;
}

/* All of a stream, when it has no more than `bytes_max`; `memory` has room for one more. */
static enum outcome read_all(FILE *file, char *memory, size_t bytes_max, size_t *len_out,
                             struct err *err)
{
    *len_out = fread(memory, 1, bytes_max + 1, file);
    if (ferror(file) != 0)
        return err_set(err, FATAL, "cannot be read: %s", strerror(errno));
    if (*len_out > bytes_max)
        return err_reason(err, REJECT, REASON_TOO_LARGE, "it has more than %zu bytes", bytes_max);
    return OK;
}

enum outcome encoding_read_file(const char *path, size_t bytes_max, struct decoded *decoded_out,
                                struct err *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return err_set(err, FATAL, "cannot be read: %s", strerror(errno));
    size_t len = 0;
    char *memory = malloc(bytes_max + 1); /* pages are touched only where there is text */
    enum outcome outcome = memory == NULL
                               ? err_set(err, FATAL, "no memory for %zu bytes", bytes_max)
                               : read_all(file, memory, bytes_max, &len, err);
    if (outcome == OK)
        outcome = encoding_decode((struct str) {.ptr = memory, .len = len}, decoded_out, err);
    free(memory);
    (void) fclose(file);
    return outcome;
}
