/* formula_pg -- formulas out of schema policy, and into it. */
#ifndef SHOUWEN_OFFICE_FORMULA_PG_H
#define SHOUWEN_OFFICE_FORMULA_PG_H

#include "office/formula_file.h"
#include "office/version_pg.h"

/* Whichever version is the last. */
#define FORMULA_LAST INT64_MAX

/* The last version of a formula that is not above `version`, into an empty file, and what it says;
 * without rows when there is none.  As pg_exec(); FATAL: no memory, or a line means nothing to this
 * program. */
MUST_CHECK enum outcome formula_pg_read(struct pg *pg, struct str name, int64_t version,
                                        struct formula_file *file, struct err *err);

/* The lines as this version of their formula; as version_pg_add(). */
MUST_CHECK enum outcome formula_pg_add(struct pg *pg, struct formula_file *file,
                                       const struct version *version, struct str loaded_by,
                                       struct err *err);

#endif
