/*
 * fold_counts -- which events of a file count: the newest of each cell, and not what was voided.
 *
 * Of events with the same source and source_ref the one recorded last counts.  A Voided takes its
 * target out; one that is itself voided by a later recorded one does nothing.  Whether a rating or
 * a completion may be voided depends on who handled it, which only the fold knows: those are
 * contested, and the fold asks when it comes to them.
 */
#ifndef SHOUWEN_CORE_FOLD_COUNTS_H
#define SHOUWEN_CORE_FOLD_COUNTS_H

#include "core/case_file.h"

enum verdict { VERDICT_COUNTS, VERDICT_SUPERSEDED, VERDICT_VOIDED, VERDICT_CONTESTED };

struct fold_counts {
    const struct case_file *file;
    unsigned char *verdicts; /* enum verdict, by place in the file */
    uint32_t *void_heads;    /* 1 + place of a Voided aimed at a contested event; NULL: no Voided */
    uint32_t *void_nexts;    /* 1 + place of the next one aimed at the same */
    uint64_t flags;          /* life flags raised */
};

/* RETRY: the arena is full. */
MUST_CHECK enum outcome fold_counts_init(struct fold_counts *counts, const struct case_file *file,
                                         bool has_voided, struct arena *arena, struct err *err);

/* Is the contested event at this place voided by somebody who is none of the two handlers?  Raises
 * the flag for what was decided. */
bool fold_counts_is_voided(struct fold_counts *counts, size_t place, struct str handler,
                           struct str other_handler);

#endif
