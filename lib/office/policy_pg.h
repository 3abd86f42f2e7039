/* policy_pg -- policies out of schema policy. */
#ifndef SHOUWEN_OFFICE_POLICY_PG_H
#define SHOUWEN_OFFICE_POLICY_PG_H

#include "office/policy_file.h"
#include "office/version_pg.h"

/* The lines of every preset's last version in a revision of the rules into an empty file, and what
 * they mean.  As pg_exec(); FATAL: no memory, or a line means nothing to this program. */
MUST_CHECK enum outcome policy_pg_read(struct pg *pg, int64_t revision, struct policy_file *file,
                                       struct err *err);

/* The lines of one preset as this version of it; as version_pg_add(). */
MUST_CHECK enum outcome policy_pg_add(struct pg *pg, struct policy_file *file,
                                      const struct version *version, struct str loaded_by,
                                      struct err *err);

#endif
