/* load -- what the verb `load` can load, one file each. */
#ifndef SHOUWEN_ADMIN_LOAD_H
#define SHOUWEN_ADMIN_LOAD_H

#include "admin.h"
#include "office/faults.h"

/* A folder of CSV files into schema directory; the exit code. */
int load_directory(const struct admin *admin, const char *folder);

/* A policy's file, and the ladders beside it, into schema policy; the exit code. */
int load_policy(const struct admin *admin, const char *path);

/* Say all of them, by the names of their files. */
void load_tell_faults(struct faults *faults, const char *const *files);

/* Become the one who loads, until the connection is closed; waits, and says so.  As pg_exec(). */
MUST_CHECK enum outcome load_take_lock(struct pg *pg, struct err *err);

/* May what was shown be done?  --yes says so, or whoever sits at the terminal. */
bool load_may_apply(const struct admin *admin);

#endif
