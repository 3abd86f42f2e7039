/*
 * directory_text -- a directory from a few lines of CSV, and what is wrong with it as text.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_DIRECTORY_TEXT_H
#define SHOUWEN_TESTS_SUPPORT_DIRECTORY_TEXT_H

#include "office/directory.h"
#include "office/faults.h"

/* The texts of the six files; NULL: a file with its columns' names and no rows. */
struct directory_texts {
    const char *files[DIRECTORY_TABLES_COUNT];
};

enum { DIRECTORY_TEXT_MAX = 8192 };

/* Read; the test fails when memory does. */
void directory_text_read(const struct directory_texts *texts, struct directory *directory,
                         struct faults *faults);

/* "units.csv 3: parent …\n", warnings with "? " in front. */
void directory_text_faults(struct faults *faults, char text_out[DIRECTORY_TEXT_MAX]);

#endif
