/* calendar_pg -- the calendar in schema policy. */
#ifndef SHOUWEN_OFFICE_CALENDAR_PG_H
#define SHOUWEN_OFFICE_CALENDAR_PG_H

#include "office/calendar_file.h"
#include "office/version_pg.h"

/* The lines of the last version in a revision of the rules into an empty file, and what they mean.
 * As pg_exec(); FATAL: no memory, or a line means nothing to this program. */
MUST_CHECK enum outcome calendar_pg_read(struct pg *pg, int64_t revision,
                                         struct calendar_file *file, struct err *err);

/* The lines as this version; as version_pg_add(). */
MUST_CHECK enum outcome calendar_pg_add(struct pg *pg, struct calendar_file *file,
                                        const struct version *version, struct str loaded_by,
                                        struct err *err);

#endif
