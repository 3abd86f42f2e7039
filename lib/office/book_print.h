/*
 * book_print -- the verb `book`: a ledger as the office's book (首问责任制工作台账).
 *
 * Everything is read in one snapshot: pages, annex and totals agree.  The rows to print come from
 * the ledger, their cases are folded from the files beside them, and names and texts are asked for
 * a few pages at a time, so that memory does not depend on the length of the book.
 */
#ifndef SHOUWEN_OFFICE_BOOK_PRINT_H
#define SHOUWEN_OFFICE_BOOK_PRINT_H

#include <stdbool.h>

#include "run/conf.h"

/* What differs between the two ledgers' books. */
struct book_kind {
    bool is_master;
    const char *count_sql; /* schemas/queries/…_book_count.sql */
    const char *page_sql;  /* …_book_page.sql */
    const char *totals_sql;
};

/* For --help: fields without values. */
extern const struct conf_spec book_print_help;

/* The whole verb; gives the exit code. */
int book_print(int argc, char **argv, void *context, const struct book_kind *kind);

#endif
