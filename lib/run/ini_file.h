/*
 * ini_file -- a file of `name = value` lines below [section] headings, taken line by line.
 *
 * Read with libinih: "#" and ";" begin a comment at the start of a line only, spaces around names
 * and values go, a name ends at the first "=" or ":".  Every complaint names file and line.  One
 * thread at a time.
 */
#ifndef SHOUWEN_RUN_INI_FILE_H
#define SHOUWEN_RUN_INI_FILE_H

#include "base/err.h"

enum { INI_FILE_LINE_MAX = 4096, INI_FILE_SECTION_MAX = 49 }; /* bytes; 49 is libinih's own */

/* One line; borrowed until the function that takes it returns. */
struct ini_line {
    const char *path;
    int number;          /* from 1 */
    const char *section; /* "" above the first heading */
    const char *name;
    const char *value; /* may be "" */
};

/*
 * Hand every `name = value` of the file to `take`, in order, until one is refused.
 *
 * FATAL: the file cannot be read, a line is not of that form or too long, or `take` said anything
 * but OK (its outcome comes through, "file:line: " in front of its text).
 */
MUST_CHECK enum outcome
ini_file_read(const char *path,
              enum outcome (*take)(void *context, const struct ini_line *line, struct err *err),
              void *context, struct err *err);

#endif
