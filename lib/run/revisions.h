/*
 * revisions -- the rules in force, and older ones that rows in the tables were made under.
 *
 * A revision is read whole, into an arena of its own, and never changes: what PostgreSQL keeps of
 * it is never changed either, and numbers come in the order of commits, so one that rows in the
 * tables were made under can be read at any time later (of others the tree of units may be gone:
 * schemas/queries/unit_places_prune.sql).  A few are kept; the one that was not used for longest
 * makes room.  The present one stays until another takes its place, which nobody may do between
 * folding and sending.
 */
#ifndef SHOUWEN_RUN_REVISIONS_H
#define SHOUWEN_RUN_REVISIONS_H

#include <stdbool.h>

#include "base/arena.h"
#include "core/rules.h"
#include "io/pg.h"
#include "run/projection.h"

enum { REVISIONS_KEPT_MAX = 3, REVISION_BYTES_MAX = 32 << 20 /* touched as far as it needs */ };

struct revision {
    struct arena arena;
    struct rules rules; /* version 0: none */
    uint64_t used_at;
};

struct revisions {
    const struct projection *projection;
    struct pg *pg; /* where they are read */
    struct revision kept[REVISIONS_KEPT_MAX];
    const struct rules *present;
    uint64_t uses;
};

/* Empty.  A projection that loads no rules has revisions that are only numbers.  FATAL: no memory.
 */
MUST_CHECK enum outcome revisions_init(struct revisions *revisions,
                                       const struct projection *projection, struct err *err);
void revisions_done(struct revisions *revisions);

/* Forget them all; from now on they are read on this connection, which is borrowed. */
void revisions_open(struct revisions *revisions, struct pg *pg);

/* The one in force becomes the present one, if it is not already.  As pg_exec(); FATAL: it is
 * larger than REVISION_BYTES_MAX, or means nothing to this program. */
MUST_CHECK enum outcome revisions_read(struct revisions *revisions, struct err *err);

/* One that was in force; good until another is looked for.  As revisions_read(). */
MUST_CHECK enum outcome revisions_find(struct revisions *revisions, int64_t version,
                                       const struct rules **rules_out, struct err *err);

/* Is this text one of a revision that may go before the present one does? */
bool revisions_lend(const struct revisions *revisions, const char *text);

#endif
