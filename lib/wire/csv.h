/*
 * csv -- tables as comma separated text: a bounded reader, and a writer for people's spreadsheets.
 *
 * The reader takes UTF-8 with or without a BOM, or another encoding (see text_file.h), any line
 * ends, quotes doubled inside quotes; the first row names the columns.  It is strict and goes on: a
 * row with an unbalanced quote, a NUL, invalid UTF-8, too many or too few fields or too many bytes
 * is told by its number, and reading continues with the line after the one it began in.  Fields are
 * given verbatim (spaces stay).
 */
#ifndef SHOUWEN_WIRE_CSV_H
#define SHOUWEN_WIRE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"
#include "wire/text_file.h"

enum {
    CSV_COLUMNS_MAX = 512,
    CSV_ROW_BYTES_MAX = 1 << 20, /* as it stands in the file, quotes and all */
};

struct csv_reader;

/* All borrowed until the next call. */
struct csv_row {
    bool is_end;   /* no row: the file is read */
    size_t number; /* as a spreadsheet counts: the names are row 1, empty lines count too */
    size_t line;   /* the line of the file it begins in, from 1 */
    const struct str *fields; /* one for each column */
    size_t count;
};

/* How a table is written. */
struct csv_options {
    enum text_encoding encoding;
    char separator; /* 0: the one of , ; and tab that the first rows have most of */
};

/*
 * Read the names of the columns.  `file` stays the caller's and outlives the reader.
 *
 * REJECT: the file is empty, or its first row cannot be names (bad row, an empty or repeated name);
 * FATAL: no memory, or the file cannot be read.
 */
MUST_CHECK enum outcome csv_open(FILE *file, const struct csv_options *options,
                                 struct csv_reader **reader_out, struct err *err);
void csv_close(struct csv_reader *reader);

/*
 * A table without names: every row is one, of any number of fields, from number 1.
 *
 * FATAL: no memory, or the file cannot be read.
 */
MUST_CHECK enum outcome csv_open_rows(FILE *file, const struct csv_options *options,
                                      struct csv_reader **reader_out, struct err *err);

/* The separator in use, and the encoding as far as it is known. */
char csv_separator(const struct csv_reader *reader);
enum text_encoding csv_encoding(const struct csv_reader *reader);

/* The names; borrowed until csv_close(). */
const struct str *csv_columns(const struct csv_reader *reader, size_t *count_out);

/* The index of the column of that name; false when there is none. */
bool csv_column_find(const struct csv_reader *reader, struct str name, size_t *index_out);

/*
 * The next row, or `is_end`.
 *
 * REJECT: a bad row; number and line are set, and the next call goes on behind it.  FATAL: the file
 * cannot be read.
 */
MUST_CHECK enum outcome csv_next(struct csv_reader *reader, struct csv_row *row_out,
                                 struct err *err);

/* Bytes of the file that were read so far: for telling progress. */
size_t csv_bytes_read(const struct csv_reader *reader);

/* What is written; nothing to release.  Errors of the file stay in it (ferror). */
struct csv_writer {
    FILE *file;
    bool is_row_begun;
    bool is_crlf; /* rows end as RFC 4180 has it; to be set after csv_begin() */
};

/* Begin; with a BOM a spreadsheet sees that it is UTF-8. */
void csv_begin(struct csv_writer *writer, FILE *file, bool with_bom);

/* A field, quoted where it must be; one that a spreadsheet would take for a formula gets a leading
 * '.
 */
void csv_put(struct csv_writer *writer, struct str text);
void csv_put_number(struct csv_writer *writer, int64_t number);
void csv_end_row(struct csv_writer *writer);

#endif
