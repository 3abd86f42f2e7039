/*
 * records -- rows for programs and spreadsheets: one list of columns, written as CSV with Chinese
 * titles or as JSON, an object a line.
 */
#ifndef SHOUWEN_WIRE_RECORDS_H
#define SHOUWEN_WIRE_RECORDS_H

#include "wire/csv.h"

struct record_column {
    const char *name;  /* in JSON */
    const char *title; /* in CSV */
};

/* Nothing to release.  Errors of the file stay in it (ferror). */
struct records {
    FILE *file;
    const struct record_column *columns;
    size_t columns_count;
    size_t next; /* column */
    bool is_json;
    struct csv_writer csv;
};

/* The columns are borrowed.  CSV has a BOM and titles, and rows that end as RFC 4180 has it. */
void records_begin(struct records *records, FILE *file, const struct record_column *columns,
                   size_t columns_count, bool is_json);

/* The next value of a row; the last one ends it. */
void records_put(struct records *records, struct str text);
void records_put_number(struct records *records, int64_t number);

#endif
