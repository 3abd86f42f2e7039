/*
 * rows -- the section ledgers (分台账): one row for every section a case was in.
 *
 * Rows of entry `first` are the book; `transferred_in` are its annex.  What concerns the whole case
 * stands in core/case_row.  Pure.
 */
#ifndef SHOUWEN_SECTION_LEDGER_ROWS_H
#define SHOUWEN_SECTION_LEDGER_ROWS_H

#include "core/case_row.h"
#include "core/rules.h"

struct section_row {
    struct uuid case_id;
    struct str unit;
    struct str section; /* '' until somebody of the unit signs for a section */
    int32_t book_year;
    struct instant came_in_at; /* first */
    struct str came_in_precision;
    struct str entry;
    struct str handling;      /* '': came after completion and was never handed on */
    struct str receiver;      /* 首问责任人 of this unit's book */
    struct str handler;       /* 承办人: the last named */
    struct instant signed_at; /* of the first stay that was signed for */
    struct str handed_to_unit;
    struct str handed_to_section; /* its own last handing over */
    struct instant handed_at;
    int32_t visits;
    int64_t held_minutes;      /* while the case was open, up to held_since */
    struct instant held_since; /* the case is open and theirs; NULL: not so */
    int32_t completions;       /* done while it was here: how many, and the last */
    struct instant completed_at;
    bool is_outside;
    bool is_holder;
    bool is_closing;
    struct str flags; /* of what brought it here */
};

extern const struct table section_row_table;

/* out[0]: case_row; out[1]: section_row. */
void section_ledger_rows(const struct life *life, const struct rules *rules, struct rows out[]);

#endif
