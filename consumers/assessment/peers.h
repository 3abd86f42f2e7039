/*
 * peers -- scores of all who are compared with each other: units of a class (their level, or
 * parks), sections of a unit, people of a unit; and where each stands.
 */
#ifndef SHOUWEN_ASSESSMENT_PEERS_H
#define SHOUWEN_ASSESSMENT_PEERS_H

#include "core/standing.h"
#include "io/pg.h"
#include "office/formula_file.h"
#include "office/period.h"

enum peers_kind { PEERS_UNITS, PEERS_SECTIONS, PEERS_PEOPLE, PEERS_KINDS_COUNT };

struct peers_of {
    enum peers_kind kind;
    struct str unit; /* whose sections or people; of units '': all */
    struct period days;
    const struct formula *formula;
};

struct peer {
    struct str unit;
    struct str section;
    struct str person;
    struct str class; /* with whom it is compared; '': with nobody */
    struct score_counters counters;
    int64_t points; /* by decision */
    struct score score;
};

struct peers {
    struct peer *items;
    struct standing *standings; /* one each */
    size_t count;
    uint32_t *order; /* of the items, by class, unit, section, person; behind it as much to spare */
    struct pg_rows summed; /* what texts are borrowed from */
    struct pg_rows known;
};

/* All of them, in the caller's transaction, into an empty one.  As pg_exec(); FATAL: no memory. */
MUST_CHECK enum outcome peers_read(struct pg *pg, const struct peers_of *of, struct peers *peers,
                                   struct err *err);
void peers_done(struct peers *peers);

/* The standing of one; NULL: it is not among them. */
const struct standing *peers_find(const struct peers *peers, struct str unit, struct str section,
                                  struct str person);

/* "市级" of "city" …; of what is no class "" */
const char *peers_chinese(struct str class);

#endif
