/* directory_csv -- the directory as a folder of CSV files, a file a table (office/listing_csv). */
#ifndef SHOUWEN_OFFICE_DIRECTORY_CSV_H
#define SHOUWEN_OFFICE_DIRECTORY_CSV_H

#include "office/directory.h"
#include "office/faults.h"

/* What is worth saying of a file that is in order: that it is not there. */
struct directory_csv_hooks {
    void *context;
    void (*note)(void *context, const char *file, const char *words);
};

/*
 * Read all files of a folder.  A file that is missing and may be is an empty table, and noted.
 *
 * FATAL: the folder cannot be read, or no memory.
 */
MUST_CHECK enum outcome directory_csv_folder(struct directory *directory, const char *folder,
                                             const struct directory_csv_hooks *hooks,
                                             struct faults *faults, struct err *err);

#endif
