/*
 * directory_twin -- codes that only leading zeros tell apart, found quickly among many.
 *
 * A spreadsheet takes 0012 for a number and writes 12.
 */
#ifndef SHOUWEN_OFFICE_DIRECTORY_TWIN_H
#define SHOUWEN_OFFICE_DIRECTORY_TWIN_H

#include "office/directory.h"

/* The codes of units, sections and people, by what is left without their zeros. */
struct directory_twins {
    struct rows tables[DIRECTORY_MEMBERSHIP]; /* the three that stand before it */
};

/* FATAL: no memory. */
MUST_CHECK enum outcome directory_twins_make(struct directory *directory,
                                             struct directory_twins *twins_out, struct err *err);

/* Is there this very code?  Of a section in this unit, of whichever when `unit` is ''. */
bool directory_twins_have(const struct directory_twins *twins, enum directory_table which,
                          struct str unit, struct str code);

/* Another code that is the same but for zeros, in this unit or one that is the same but for zeros
 * (of whichever when `unit` is ''); '' when there is none. */
struct str directory_twin_find(const struct directory_twins *twins, enum directory_table which,
                               struct str unit, struct str code);

#endif
