/*
 * rows_beside -- what stands beside a score and never in it: who handed matters on to whom
 * (踢皮球), and which results were written in the very same words.
 *
 * handover is a table of sums, a row a pair of sections and a day; result has a row for each
 * completion whose result is long enough not to be the same by chance.  Neither wants rules.  Pure.
 */
#ifndef SHOUWEN_ASSESSMENT_ROWS_BESIDE_H
#define SHOUWEN_ASSESSMENT_ROWS_BESIDE_H

#include "core/life.h"
#include "core/table.h"

enum { RESULT_CHARACTERS_MIN = 20 };

/* 转办, 退回. */
struct handover_row {
    struct str unit; /* who handed it on */
    struct str section;
    struct str to_unit; /* to whom */
    struct str to_section;
    struct day day;
    int32_t bucket; /* as of contribution_row */
    int64_t hops;
    int64_t loops; /* of these straight back to where it had come from */
    int64_t returned;
};

/* 办理结果. */
struct result_row {
    struct uuid subject;
    struct uuid event_id;
    struct str case_source;
    struct str case_number;
    struct str unit; /* who completed it */
    struct str section;
    struct str person;
    struct day day;
    int64_t characters;
    struct uuid digest; /* the first half of the text's SHA-256 */
};

extern const struct table handover_row_table;
extern const struct table result_row_table;

/* out[0]: handover_row, of this bucket; out[1]: result_row. */
void rows_beside(const struct life *life, int32_t bucket, struct rows out[]);

#endif
