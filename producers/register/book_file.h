/*
 * book_file -- a book's file, open, with the mapping that reads it and the aliases of its codes.
 */
#ifndef SHOUWEN_REGISTER_BOOK_FILE_H
#define SHOUWEN_REGISTER_BOOK_FILE_H

#include "office/alias.h"
#include "office/spreadsheet.h"
#include "settings.h"

struct book_file {
    FILE *file;
    uint64_t bytes; /* 0: nobody knows */
    struct mapping *mapping;
    struct aliases *aliases; /* the mapping's */
    struct spreadsheet *spreadsheet;
};

/* "-" is standard input.  FATAL: no file, or the mapping does not fit; REJECT: it is no table.
 * Close it whatever happens. */
MUST_CHECK enum outcome book_file_open(struct book_file *book, const struct settings *settings,
                                       const char *path, struct err *err);
void book_file_close(struct book_file *book);

#endif
