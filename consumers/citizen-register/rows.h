/*
 * rows -- who asked, every free text, and whose data was erased.
 *
 * A row says where in the log its value stands (log_partition, log_offset): so rows are compared
 * without their values, which only a newly read entry has.  Pure.
 */
#ifndef SHOUWEN_CITIZEN_REGISTER_ROWS_H
#define SHOUWEN_CITIZEN_REGISTER_ROWS_H

#include "core/citizen_file.h"
#include "core/table.h"

struct citizen_row {
    struct uuid case_id;
    struct str case_source;
    struct str case_number;
    struct str name;
    struct str contact;
    struct str address;
    struct str id_number;
    struct instant recorded_at;
    struct str source;
    int32_t log_partition;
    int64_t log_offset;
};

struct text_row {
    struct uuid case_id;
    struct uuid event_id;
    struct str field;
    struct str text;
    struct instant recorded_at;
    struct str source;
    int32_t log_partition;
    int64_t log_offset;
};

struct erasure_row {
    struct uuid case_id;
    struct instant erased_at;
};

extern const struct table citizen_row_table;
extern const struct table text_row_table;
extern const struct table erasure_row_table;

/* out[0]: citizen_row; out[1]: text_row; out[2]: erasure_row. */
void citizen_register_rows(const struct citizen_file *file, struct rows out[]);

#endif
