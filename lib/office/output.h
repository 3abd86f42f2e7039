/*
 * output -- a file that is written whole or not at all, or standard output.
 *
 * Until output_finish() everything is in FILE.new beside it; a failure or a kill leaves what was
 * there before.
 */
#ifndef SHOUWEN_OFFICE_OUTPUT_H
#define SHOUWEN_OFFICE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

enum { OUTPUT_PATH_MAX = 1024 };

struct output {
    FILE *file;
    bool is_file; /* false: standard output */
    char path[OUTPUT_PATH_MAX];
    char new_path[OUTPUT_PATH_MAX + 4];
};

/* "" is standard output.  FATAL: it cannot be made.  A file is readable by its owner alone. */
MUST_CHECK enum outcome output_open(const char *path, struct output *output, struct err *err);

/* Put it in its place.  FATAL: the disk is full, or whatever else went wrong since it was opened.
 */
MUST_CHECK enum outcome output_finish(struct output *output, struct err *err);

/* Forget what was written so far; safe after output_finish(). */
void output_drop(struct output *output);

#endif
