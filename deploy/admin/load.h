/* load -- what the verb `load` can load, one file each. */
#ifndef SHOUWEN_ADMIN_LOAD_H
#define SHOUWEN_ADMIN_LOAD_H

#include "admin.h"
#include "office/directory.h"
#include "office/faults.h"
#include "office/listing_diff.h"
#include "office/units_known.h"
#include "office/version_pg.h"

/* A folder of CSV files into schema directory; the exit code. */
int load_directory(const struct admin *admin, const char *folder);

/* A policy's file, and the ladders beside it, into schema policy; the exit code. */
int load_policy(const struct admin *admin, const char *path);

/* A folder of a calendar's files, or one, into schema policy; the exit code. */
int load_calendar(const struct admin *admin, const char *path);

/* A formula's file into schema policy; the exit code. */
int load_formula(const struct admin *admin, const char *path);

/* Rules that are read and judged, and become a version. */
struct load_plan {
    const struct admin *admin;
    struct pg *pg;
    struct str name;
    const char *last; /* the query that asks for the last version */
    const char *const *files;
    size_t files_count;
    struct arena *arena; /* takes their bytes */
    void *context;
    enum outcome (*show)(void *context, struct err *err); /* the difference to the last version */
    enum outcome (*add)(void *context, const struct version *version, struct err *err);
};

/* Show the difference and load a new version, unless the last one is of these very files or nobody
 * says yes.  As the plan's functions, files_digest() and version_pg_last(). */
MUST_CHECK enum outcome load_version(const struct load_plan *plan, struct err *err);

/* What a plan's `show` says in the end. */
void load_show(const struct admin *admin, const struct listing_change *changes, size_t count);

/* Units by their codes. */
struct load_units {
    struct directory directory;
};
MUST_CHECK enum outcome load_units_read(struct load_units *units, struct pg *pg, struct err *err);
void load_units_done(struct load_units *units);
struct units_known load_units_known(const struct load_units *units);

/* Say all of them, by the names of their files. */
void load_tell_faults(struct faults *faults, const char *const *files);

/* Become the one who loads, until the connection is closed; waits, and says so.  As pg_exec(). */
MUST_CHECK enum outcome load_take_lock(struct pg *pg, struct err *err);

/* May what was shown be done?  --yes says so, or whoever sits at the terminal. */
bool load_may_apply(const struct admin *admin);

#endif
