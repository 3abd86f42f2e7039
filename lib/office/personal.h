/*
 * personal -- names and texts for the pages of a book in hand: masked, or in the clear.
 *
 * Masked they come from book.citizen and book.citizen_text, which every ledger may read.  In the
 * clear they come through citizen.reveal() alone, on a connection of somebody who may, and every
 * case is written into the access log with the reason.  A page is read, printed and forgotten.
 */
#ifndef SHOUWEN_OFFICE_PERSONAL_H
#define SHOUWEN_OFFICE_PERSONAL_H

#include "core/form.h"
#include "io/pg.h"

struct personal_value {
    struct uuid case_id;
    struct uuid event_id; /* zero: of the record itself: name, contact */
    struct str field;     /* "name", "contact", "content" … */
    struct str value;
};

/* The values of some cases, by case, event and field. */
struct personal {
    struct personal_value *items;
    size_t count;
    struct pg_rows rows; /* what they are borrowed from */
};

/* From where: `reason` NULL is masked. */
struct personal_source {
    struct pg *pg;
    struct pg_params *params;
    const char *reason;
};

/* FATAL when the views or the function are not there. */
MUST_CHECK enum outcome personal_check(const struct personal_source *source, struct err *err);

/* Everything the forms ask for.  Outcomes as pg_exec(); FATAL when there is no memory. */
MUST_CHECK enum outcome personal_read(const struct personal_source *source,
                                      const struct form *forms, size_t forms_count,
                                      struct personal *personal_out, struct err *err);
void personal_done(struct personal *personal);

/* "name" or "contact" of a case's record; '' when there is none. */
struct str personal_of_case(const struct personal *personal, const struct uuid *case_id,
                            const char *field);

/* A text of one of its events; '' when there is none. */
struct str personal_text(const struct personal *personal, const struct uuid *case_id,
                         const struct form_text *text);

#endif
