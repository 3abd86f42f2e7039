/*
 * migrate -- bring a database to what this program needs: migrations, rights, generations, views.
 *
 * Migrations go forward only, in order, one transaction each; a file that was applied and then
 * changed, renamed or lost stops everything, by name.  Two at once wait for each other.  Done
 * again, it does nothing.
 */
#ifndef SHOUWEN_RUN_MIGRATE_H
#define SHOUWEN_RUN_MIGRATE_H

#include <stddef.h>

#include "io/pg.h"
#include "run/generation.h"

/* How many migrations this program carries. */
size_t migrate_count(void);

struct migrate_hooks {
    void *context;
    void (*applied)(void *context, const char *name);
    struct generation_hooks generations;
};

/*
 * RETRY: the server cannot be reached, or another migrate goes on for longer than a minute; FATAL
 * names the file that is wrong or that PostgreSQL refused, which then has left nothing behind.
 */
MUST_CHECK enum outcome migrate_run(struct pg *pg, const struct migrate_hooks *hooks,
                                    struct err *err);

/* How far a database is. */
struct migrate_state {
    size_t applied;
    size_t pending;
    char first_pending[64];
};

/*
 * Compare only.  FATAL as for migrate_run() when a migration was changed, renamed, or is not known
 * to this program.
 */
MUST_CHECK enum outcome migrate_compare(struct pg *pg, struct migrate_state *state_out,
                                        struct err *err);

#endif
