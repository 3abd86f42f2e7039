/*
 * totals_print -- totals as people read them on a terminal, and as a table.
 *
 * Beside every section stands what it reported of its book: as many as the ledger has, another
 * number, 零报告, or nothing.  Where a month was closed and has changed since, it says closed, now
 * and the difference.
 */
#ifndef SHOUWEN_OFFICE_TOTALS_PRINT_H
#define SHOUWEN_OFFICE_TOTALS_PRINT_H

#include <stdio.h>

#include "office/totals.h"

/* What is printed. */
struct totals_page {
    const struct totals *totals;
    const struct names *names;
    struct str unit; /* code */
};

/* Errors of the file stay in it (ferror). */
void totals_print_text(const struct totals_page *page, FILE *out);
void totals_print_csv(const struct totals_page *page, FILE *out);

#endif
