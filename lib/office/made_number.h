/*
 * made_number -- the number of a case in a book that numbers nothing.
 *
 * It is a digest of columns that the mapping lists (number_from), so that it depends neither on the
 * row's place nor on how a date is written.  Correcting one of these cells makes another number,
 * which is another case; a book that is corrected much should number its cases.
 */
#ifndef SHOUWEN_OFFICE_MADE_NUMBER_H
#define SHOUWEN_OFFICE_MADE_NUMBER_H

#include "office/mapping.h"

/* Has the mapping such columns, and the table none that `number` speaks of? */
bool made_number_is_wanted(const struct mapping *mapping);

/* "自动-0123456789abcdef".  REJECT: all the columns are empty; RETRY: the arena is full. */
MUST_CHECK enum outcome made_number(const struct mapping *mapping, const struct template_row *row,
                                    struct str *number_out, struct err *err);

#endif
