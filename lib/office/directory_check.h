/*
 * directory_check -- can this directory be true?  Pure: every fault at once, none by I/O.
 *
 * Faults: a code that another row names and nobody has, or not on all days it is named for; two
 * rows at once where there can be one (a unit, section or person; a section in two units; a person
 * in two sections; a master post of a unit, a section post of a section, a dedicated section of a
 * unit); parents in a circle; an alias twice; no units at all.  Warnings: a post that nobody holds
 * from today on.
 */
#ifndef SHOUWEN_OFFICE_DIRECTORY_CHECK_H
#define SHOUWEN_OFFICE_DIRECTORY_CHECK_H

#include "office/directory.h"
#include "office/faults.h"

/* Sorts the tables by their keys.  `today` is a day of civil_day_of(); FATAL: no memory. */
MUST_CHECK enum outcome directory_check(struct directory *directory, int64_t today,
                                        struct faults *faults, struct err *err);

/*
 * Have codes lost their leading zeros since `before`?  A fault for every unit, section and person
 * that is new where one of the same code but for zeros would be gone.  FATAL: no memory.
 */
MUST_CHECK enum outcome directory_check_zeros(struct directory *before, struct directory *after,
                                              struct faults *faults, struct err *err);

/* The parts of it, upon sorted tables. */
MUST_CHECK enum outcome directory_check_references(struct directory *directory,
                                                   struct faults *faults, struct err *err);
void directory_check_circles(const struct directory *directory, struct faults *faults);
MUST_CHECK enum outcome directory_check_overlaps(struct directory *directory, struct faults *faults,
                                                 struct err *err);
MUST_CHECK enum outcome directory_check_vacancies(struct directory *directory, int64_t today,
                                                  struct faults *faults, struct err *err);

/* The first day of [first, last] on which none of these rows (in order of their first day) is in
 * force; false: there is none. */
bool directory_gap(const struct rows *rows, struct listing_range range, int64_t first, int64_t last,
                   int64_t *day_out);

#endif
