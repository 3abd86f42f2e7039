/*
 * sheet_writer -- how a book is written: as HTML for paper (A4), or as CSV for spreadsheets.
 *
 * Called in this order: begin; page for each case; annex_begin, annex_row …, annex_end when there
 * are rows that were transferred in; totals; end.  Errors stay in the file (ferror).
 */
#ifndef SHOUWEN_OFFICE_SHEET_WRITER_H
#define SHOUWEN_OFFICE_SHEET_WRITER_H

#include <stdio.h>

#include "office/cover.h"
#include "office/sheet.h"
#include "office/totals.h"

/* What all pages know. */
struct sheet_book {
    FILE *out;
    const struct cover *cover;
    const struct names *names;
    size_t pages_count; /* of cases */
    size_t annex_count;
};

struct sheet_writer {
    void (*begin)(const struct sheet_book *book);
    void (*page)(const struct sheet_book *book, const struct sheet *sheet, size_t number);
    void (*annex_begin)(const struct sheet_book *book);
    void (*annex_row)(const struct sheet_book *book, const struct sheet *sheet, size_t number);
    void (*annex_end)(const struct sheet_book *book);
    void (*totals)(const struct sheet_book *book, const struct totals *totals);
    void (*end)(const struct sheet_book *book);
};

extern const struct sheet_writer sheet_html; /* one file, UTF-8, everything in it */
extern const struct sheet_writer sheet_csv;  /* UTF-8 with BOM, CRLF; pages and annex only */

/* 汇总 by month, and what sections reported: the part of sheet_html that has a file of its own. */
void sheet_html_totals(const struct sheet_book *book, const struct totals *totals);

#endif
