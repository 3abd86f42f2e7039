/*
 * version_pg -- rules in schema policy: versions that were loaded and never change.
 */
#ifndef SHOUWEN_OFFICE_VERSION_PG_H
#define SHOUWEN_OFFICE_VERSION_PG_H

#include "base/sha256.h"
#include "core/table.h"
#include "io/pg.h"
#include "office/faults.h"

/* The revision of the rules in force, whichever that is. */
#define REVISION_LAST INT64_MAX

struct version {
    int64_t number; /* 0: there is none */
    char sha256[SHA256_HEX_LEN + 1];
};

/* The last one of this name; `sql` asks for it: policy_last.sql, calendar_last.sql,
 * formula_last.sql. As pg_exec(). */
MUST_CHECK enum outcome version_pg_last(struct pg *pg, const char *sql, struct str name,
                                        struct version *version_out, struct err *err);

/* What became of making rules of a version's lines: they were judged when they were loaded, but
 * maybe by another program.  Ends the faults.  FATAL: there were some. */
MUST_CHECK enum outcome version_pg_judge(enum outcome made, struct faults *faults, struct err *err);

enum { VERSION_TABLES_MAX = 2 };

/* A new one; its rows say so themselves. */
struct version_addition {
    const char *sql; /* policy_add.sql, calendar_add.sql, formula_add.sql */
    struct str name;
    const struct version *version;
    struct str loaded_by; /* code of a person; '': not said */
    struct rows tables[VERSION_TABLES_MAX];
    size_t tables_count;
    bool begins_no_rules; /* no row of a projection follows from it */
};

/*
 * Add it, under new rules unless it begins none, in one transaction.  The search path begins with
 * schema policy.
 *
 * As pg_exec(); REJECT (database): the version is there already; FATAL also when the tables are not
 * those of this program.
 */
MUST_CHECK enum outcome version_pg_add(struct pg *pg, const struct version_addition *addition,
                                       struct err *err);

#endif
