/*
 * policy_check -- can this policy be true?  Pure: every fault at once, none by I/O.
 *
 * Faults: rows of two presets in one file; a period that ends twice; two rows of equal rank; a
 * period without a default row for completion; periods that overlap, or leave days between them; a
 * unit or ladder nobody knows; no rows at all.
 */
#ifndef SHOUWEN_OFFICE_POLICY_CHECK_H
#define SHOUWEN_OFFICE_POLICY_CHECK_H

#include "office/policy_file.h"
#include "office/units_known.h"

/*
 * Of a file that was made; rows with a fault are not judged.  `others` are the rows of other
 * presets that are in force beside it; overlaps and gaps are told of this file's rows.  FATAL: no
 * memory.
 */
MUST_CHECK enum outcome policy_check(struct policy_file *file, const struct policy_source *others,
                                     const struct units_known *units, struct faults *faults,
                                     struct err *err);

#endif
