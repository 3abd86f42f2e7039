/*
 * report -- the bad rows of an import, each with its column, value and reason.
 *
 * A CSV file for a spreadsheet (with its BOM), or lines of text.  Values of personal columns do not
 * come here.
 */
#ifndef SHOUWEN_REGISTER_REPORT_H
#define SHOUWEN_REGISTER_REPORT_H

#include "office/book.h"

struct report {
    FILE *file;  /* NULL: `lines` */
    FILE *lines; /* set by the owner before */
    struct csv_writer writer;
    const char *path;
    uint64_t told; /* faults */
};

/* `path` "" is report->lines.  FATAL: the file cannot be made. */
MUST_CHECK enum outcome report_open(struct report *report, const char *path, struct err *err);

void report_add(struct report *report, const struct book_fault *fault);

/* RETRY: the file could not be written whole. */
MUST_CHECK enum outcome report_close(struct report *report, struct err *err);

#endif
