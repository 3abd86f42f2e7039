/*
 * listing_csv -- a listing as a CSV file.
 *
 * Columns by the names in its first row (English or Chinese), in any order.  A row with a value
 * that cannot be right is told and stays in the table, so that what names it is not told too; one
 * without a code is told and left out.
 */
#ifndef SHOUWEN_OFFICE_LISTING_CSV_H
#define SHOUWEN_OFFICE_LISTING_CSV_H

#include <stdio.h>

#include "office/faults.h"
#include "office/listing.h"

/* Append a file's rows, in whatever encoding people's programs save it, each beginning with a
 * struct listing_row.  FATAL: no memory, or the file cannot be read. */
MUST_CHECK enum outcome listing_csv_read(const struct listing *listing, struct rows *rows,
                                         FILE *file, struct faults *faults, struct err *err);

/* The same of the file at `path`. */
MUST_CHECK enum outcome listing_csv_load(const struct listing *listing, struct rows *rows,
                                         const char *path, struct faults *faults, struct err *err);

#endif
