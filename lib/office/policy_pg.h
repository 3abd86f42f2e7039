/*
 * policy_pg -- policies in schema policy: versions that never change.
 */
#ifndef SHOUWEN_OFFICE_POLICY_PG_H
#define SHOUWEN_OFFICE_POLICY_PG_H

#include "base/sha256.h"
#include "io/pg.h"
#include "office/policy_file.h"

/* The lines of every preset's last version into an empty file, and what they mean.  As pg_exec();
 * FATAL: no memory, or a line means nothing to this program. */
MUST_CHECK enum outcome policy_pg_read(struct pg *pg, struct policy_file *file, struct err *err);

struct policy_version {
    int64_t version; /* 0: there is none */
    char sha256[SHA256_HEX_LEN + 1];
};

/* The last one of a preset.  As pg_exec(). */
MUST_CHECK enum outcome policy_pg_last(struct pg *pg, struct str preset,
                                       struct policy_version *version_out, struct err *err);

/*
 * The lines of one preset as this version of it, under new rules, in one transaction.  The
 * connection's search path begins with schema policy.
 *
 * As pg_exec(); REJECT (database): the version is there already; FATAL also when the tables are not
 * those of this program.
 */
MUST_CHECK enum outcome policy_pg_add(struct pg *pg, struct policy_file *file,
                                      const struct policy_version *version, struct str loaded_by,
                                      struct err *err);

#endif
