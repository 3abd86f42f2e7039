/*
 * counted -- the matters behind a unit's counters: their stored files, folded and counted again.
 *
 * In the snapshot of the caller's transaction, and each under the rules of its rows, so that what
 * is given is what was added.
 */
#ifndef SHOUWEN_ASSESSMENT_COUNTED_H
#define SHOUWEN_ASSESSMENT_COUNTED_H

#include "core/contribution.h"
#include "io/pg.h"

/* Whose counters, and of which days. */
struct counted_of {
    struct str unit;
    struct str section; /* '': all of them */
    struct str person;  /* '': all of them */
    int64_t first_day;  /* of civil_day_of() */
    int64_t last_day;
};

/* Is this one of them? */
bool counted_is_of(const struct counted_of *of, const struct contribution *item);

/* A file and what follows from it; good until the next. */
struct counted_file {
    const struct case_file *file;
    const struct life *life;
    const struct contributions *given;
    const struct rules *rules;
    struct arena *arena; /* there is room to count it once more */
};

struct counted_sink {
    void *context;
    enum outcome (*counted)(void *context, const struct counted_file *counted, struct err *err);
};

/* Those of the generation that search_path names in which the unit is named, and those that the
 * published `score` (0: none) rests on, wherever they are now; by revision and subject.  All that
 * gives anything to the unit is among them, and others may be.  As pg_exec() and the sink; FATAL: a
 * file or its rules cannot be read, or there is no memory. */
MUST_CHECK enum outcome counted_scan(struct pg *pg, struct str unit, int64_t score,
                                     const struct counted_sink *sink, struct err *err);

#endif
