/*
 * mapped -- the event that a rule of a mapping makes of a row, with the texts that go beside it.
 */
#ifndef SHOUWEN_OFFICE_MAPPED_H
#define SHOUWEN_OFFICE_MAPPED_H

#include "office/mapping.h"
#include "wire/citizen_codec.h"

enum { MAPPED_RECORDS_MAX = TEXT_FIELDS_END + 1 };

/* Texts are in the arena or borrowed from the row and the mapping. */
struct mapped {
    size_t row; /* the book's, as a spreadsheet counts; filled in by the book */
    struct event event;
    struct citizen records[MAPPED_RECORDS_MAX]; /* of the citizen topic */
    size_t records_count;
};

struct mapped_input {
    const struct mapping *mapping; /* bound */
    const struct mapping_rule *rule;
    struct template_row row; /* its arena takes all that is made */
    struct str number;       /* of the case, where the mapping's is '' */
    int64_t accepted_at_us;  /* what an earlier event of the case said; 0: nothing yet */
    int64_t now_us;          /* recorded_at, where the mapping does not say it */
};

/* Which value was at fault, as far as one was. */
struct mapped_fault {
    bool has_column;
    size_t column;
    struct str value; /* empty when it is personal */
};

/*
 * The number of the case this row belongs to, its digits narrow: the mapping's, or, when the table
 * has no column for that, one made of number_from (made_number.h).
 *
 * REJECT: it says none; RETRY: the arena is full.
 */
MUST_CHECK enum outcome mapped_number(const struct mapped_input *input, struct str *number_out,
                                      struct mapped_fault *fault_out, struct err *err);

/*
 * The event, checked as at the door.
 *
 * REJECT: this row makes none (`fault_out` and the text say why); RETRY: the arena is full.
 */
MUST_CHECK enum outcome mapped_make(const struct mapped_input *input, struct mapped *mapped_out,
                                    struct mapped_fault *fault_out, struct err *err);

#endif
