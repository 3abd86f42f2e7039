/*
 * generation -- a schema that holds the tables of one version of a projection, and the views upon
 * it.
 *
 * Generation N of a projection is the schema NAME_gN, made from schemas/projections/NAME.sql; one
 * of them is live, and the views of schemas/views read it.  Everything here is one transaction,
 * done with the rights of shouwen_rebuild (the connection's role must be it, or may become it).
 */
#ifndef SHOUWEN_RUN_GENERATION_H
#define SHOUWEN_RUN_GENERATION_H

#include <stdbool.h>
#include <stddef.h>

#include "io/pg.h"

enum { GENERATION_NAME_MAX = 41, GENERATION_SCHEMA_MAX = 64, GENERATION_PATH_MAX = 80 };

struct generation {
    int number; /* from 1; 0: there is none */
    int version;
};

/* The names of schemas/projections in order; false beyond the last. */
bool generation_name_at(size_t index, char name_out[GENERATION_NAME_MAX]);

/* The version this program's generations of a projection have: that of its file times 1,000 plus
 * FOLD_VERSION; 0 when there is no such projection. */
int generation_version_of(const char *projection);

/* "section_ledger_g2". */
void generation_schema(const char *projection, int number, char schema_out[GENERATION_SCHEMA_MAX]);

/* "section_ledger_g2, pg_catalog": what search_path is to be, so that its tables are found. */
void generation_search_path(const char *projection, int number, char path_out[GENERATION_PATH_MAX]);

/* The live generation; number 0 when there is none.  Outcomes as pg_exec(). */
MUST_CHECK enum outcome generation_find(struct pg *pg, const char *projection, int *number_out,
                                        int *version_out, struct err *err);

/* Can this program go on with that live generation (generation_find())?  FATAL: it says what to do
 * first. */
MUST_CHECK enum outcome generation_fits(const char *projection, int number, int version,
                                        struct err *err);

/* What generation_make() calls for each generation it makes, before it is committed. */
struct generation_hooks {
    void *context;
    void (*made)(void *context, const char *projection, const struct generation *generation);
    void (*views_made)(void *context, size_t files);
};

/*
 * Generation 1 of every projection that has none, and all views anew when a generation was made or
 * a file of views is not the one they were made from.  Does nothing when nothing is missing.
 *
 * FATAL names the file PostgreSQL refuses.
 */
MUST_CHECK enum outcome generation_make(struct pg *pg, const struct generation_hooks *hooks,
                                        struct err *err);

/* The following are parts of a rebuild, within a transaction of the caller's. */

/* A new generation of this program's version, empty, being built; search_path is its schema until
 * the transaction ends. */
MUST_CHECK enum outcome generation_begin(struct pg *pg, const char *projection,
                                         struct generation *generation_out, struct err *err);

/* RETRY: somebody reads it; FATAL: something that is not ours was made upon it, and the text names
 * it. */
MUST_CHECK enum outcome generation_drop(struct pg *pg, const char *projection, int number,
                                        struct err *err);

/*
 * The views read the generation that is live now.  Of the same version they are replaced in place;
 * of another one, whose columns may differ, all views are made anew.
 *
 * RETRY: somebody reads a view; FATAL: as generation_drop().
 */
MUST_CHECK enum outcome generation_views(struct pg *pg, const char *projection,
                                         bool is_same_version, struct err *err);

#endif
