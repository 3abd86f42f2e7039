/*
 * text_file -- a file of text in one of the encodings that offices use, read as UTF-8.
 *
 * Unless it is said, the encoding is found: by the BOM (UTF-8, UTF-16), else by looking at the
 * first 64 KiB that are more than ASCII: mostly UTF-8, or GB18030 (which holds GBK and GB2312).
 * Bytes that are none of the encoding's come out as TEXT_FILE_BAD, which no UTF-8 holds, one each,
 * so that who reads rows can refuse just theirs.
 */
#ifndef SHOUWEN_WIRE_TEXT_FILE_H
#define SHOUWEN_WIRE_TEXT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"

enum { TEXT_FILE_BAD = 0xFF };

enum text_encoding { TEXT_AUTO, TEXT_UTF8, TEXT_GB18030, TEXT_UTF16LE, TEXT_UTF16BE };

struct text_file;

/* `file` stays the caller's and outlives it.  FATAL: no memory, or the C library lacks the
 * encoding. */
MUST_CHECK enum outcome text_file_open(FILE *file, enum text_encoding encoding,
                                       struct text_file **text_out, struct err *err);
void text_file_close(struct text_file *text);

/* Up to `len_max` (at least 8) bytes; 0 at the end.  FATAL: the file cannot be read. */
MUST_CHECK enum outcome text_file_read(struct text_file *text, unsigned char *bytes_out,
                                       size_t len_max, size_t *len_out, struct err *err);

/* Found so far; TEXT_AUTO while all was ASCII. */
enum text_encoding text_file_encoding(const struct text_file *text);

/* "UTF-8", "GB18030" …; and back: also "GBK", "GB2312", "UTF-16" (its BOM says which) and "auto".
 */
const char *text_encoding_name(enum text_encoding encoding);
bool text_encoding_from(const char *name, enum text_encoding *encoding_out);

/* Bytes of the file that were taken so far. */
size_t text_file_bytes_read(const struct text_file *text);

#endif
