/*
 * directory_csv -- the directory as a folder of CSV files.
 *
 * A file a table, columns by the names in their first row (English or Chinese), in any order.  A
 * row with a value that cannot be right is told and stays in the table, so that what names it is
 * not told too; one without a code is told and left out.
 */
#ifndef SHOUWEN_OFFICE_DIRECTORY_CSV_H
#define SHOUWEN_OFFICE_DIRECTORY_CSV_H

#include <stdio.h>

#include "office/directory_fault.h"

/* What is worth saying of a file that is in order: that it is not there. */
struct directory_csv_hooks {
    void *context;
    void (*note)(void *context, const char *file, const char *words);
};

/* Read one table, in whatever encoding people's programs save it.  FATAL: no memory, or the file
 * cannot be read. */
MUST_CHECK enum outcome directory_csv_table(struct directory *directory, enum directory_table which,
                                            FILE *file, struct directory_faults *faults,
                                            struct err *err);

/*
 * Read all files of a folder.  A file that is missing and may be is an empty table, and noted.
 *
 * FATAL: the folder cannot be read, or no memory.
 */
MUST_CHECK enum outcome directory_csv_folder(struct directory *directory, const char *folder,
                                             const struct directory_csv_hooks *hooks,
                                             struct directory_faults *faults, struct err *err);

#endif
