/*
 * rows -- the master ledgers (总台账): one row for every unit a case was in, and what its sections
 * reported of their own books.
 *
 * The `first` rows of a unit's sections are as many as its rows here, by year: the books balance.
 * What concerns the whole case stands in core/case_row.  Pure.
 */
#ifndef SHOUWEN_MASTER_LEDGER_ROWS_H
#define SHOUWEN_MASTER_LEDGER_ROWS_H

#include "core/case_row.h"
#include "core/rules.h"

struct master_row {
    struct uuid case_id;
    struct str unit;
    struct str entry_section; /* exactly one: the accepting section, elsewhere the first holder */
    int32_t book_year;
    struct instant came_in_at;
    struct str came_in_precision;
    bool is_accepting;   /* the unit that was asked first */
    struct str receiver; /* 首问责任人 of this unit's book */
    struct str handling;
    struct str handling_section; /* of this unit, where it was completed, or is; '' elsewhere */
    struct str handler;
    struct instant signed_at; /* by the entry section */
    int32_t sections;
    int64_t held_minutes; /* while the case was open, up to held_since */
    struct instant held_since;
    bool is_outside;
    bool is_holder;
    struct str flags; /* of its sections' rows */
};

/* A section's report of a month of its book: the one recorded last. */
struct report_row {
    struct uuid subject; /* of the unit's year */
    struct str section;
    int32_t month;
    struct str unit;
    int32_t year;
    int64_t rows_count; /* that its book has, as it says */
    bool is_nil;        /* 零报告 */
    struct str reported_by;
    struct instant reported_at;
};

extern const struct table master_row_table;
extern const struct table report_row_table;

/* out[0]: case_row; out[1]: master_row; out[2]: report_row. */
void master_ledger_rows(const struct life *life, const struct rules *rules, struct rows out[]);

#endif
