/*
 * rows -- what every subject adds to the counters (考核), and points given and taken by decision.
 *
 * contribution is a table of sums: unit, section, person, account, day and bucket, and a column a
 * counter.  A bucket is a share of the subjects by the hash that partitions go by (of the key's
 * text, so that with 12 partitions it is the partition), so that shards do not wait for each
 * other's rows; views sum them.  Pure.
 */
#ifndef SHOUWEN_ASSESSMENT_ROWS_H
#define SHOUWEN_ASSESSMENT_ROWS_H

#include "core/contribution.h"
#include "core/table.h"

enum { CONTRIBUTION_BUCKETS = 12 };

struct contribution_row {
    struct str unit;
    struct str section;
    struct str person; /* '': the section's post of that day */
    struct str account;
    struct day day;
    int32_t bucket;
    int64_t counts[COUNTERS_COUNT];
};

/* 加减分: shown one by one beside a score. */
struct adjustment_row {
    struct uuid subject;
    struct uuid event_id;
    struct str case_source;
    struct str case_number;
    struct str unit;
    struct str section;
    struct str person;
    struct day day;
    int64_t points_hundredths; /* less than 0: a deduction */
    struct str reason;
    struct str approver;
    struct str basis; /* the inspection or notice that it rests on */
};

extern const struct table contribution_row_table;
extern const struct table adjustment_row_table;

/* out[0]: contribution_row; out[1]: adjustment_row; from out[2]: those of rows_oversight.h;
 * from out[6]: those of rows_beside.h. */
void assessment_rows(const struct life *life, const struct rules *rules, struct rows out[]);

#endif
