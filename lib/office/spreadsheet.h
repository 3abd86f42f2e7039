/*
 * spreadsheet -- a table as offices keep it, given row by row in the columns a mapping speaks of.
 *
 * The names of the columns stand in one of the first SPREADSHEET_HEAD_ROWS rows, perhaps in two (a
 * title over several columns, their own names below); above them is a cover, which may say year,
 * section or unit.  Names are compared without spaces, line breaks and width, and go by their other
 * names too.  Below, rows that are blank, repeat the head, or begin with a word of `footers` are
 * skipped and counted.  Boxes that are ticked become the word behind them.
 */
#ifndef SHOUWEN_OFFICE_SPREADSHEET_H
#define SHOUWEN_OFFICE_SPREADSHEET_H

#include "office/mapping.h"
#include "wire/csv.h"

enum { SPREADSHEET_HEAD_ROWS = 20 };

struct spreadsheet;

struct spreadsheet_counts {
    uint64_t blank;
    uint64_t repeated; /* rows of the head, again */
    uint64_t footers;
};

/*
 * Find the names and bind the mapping to them; both file and mapping outlive the spreadsheet.
 *
 * REJECT: the file is empty, or a row of its head cannot be read; FATAL: no row names the mapping's
 * columns (the line of the mapping and the column are named), or two columns have one name.
 */
MUST_CHECK enum outcome spreadsheet_open(FILE *file, struct mapping *mapping,
                                         struct spreadsheet **spreadsheet_out, struct err *err);
void spreadsheet_close(struct spreadsheet *spreadsheet);

/*
 * The next row, its fields those of mapping->columns, or `is_end`; borrowed until the next call.
 *
 * REJECT: a bad row; number and line are set, `column_out` is the column if it was one ('' else),
 * and then the fields are there too, so that it can be said whose row it is. FATAL: the file cannot
 * be read.
 */
MUST_CHECK enum outcome spreadsheet_next(struct spreadsheet *spreadsheet, struct csv_row *row_out,
                                         struct str *column_out, struct err *err);

struct spreadsheet_counts spreadsheet_counts(const struct spreadsheet *spreadsheet);
size_t spreadsheet_bytes_read(const struct spreadsheet *spreadsheet);

#endif
