/* calendar_pg -- the calendar in schema policy. */
#ifndef SHOUWEN_OFFICE_CALENDAR_PG_H
#define SHOUWEN_OFFICE_CALENDAR_PG_H

#include "office/calendar_lines.h"
#include "office/version_pg.h"

/* Append the last version's lines.  As pg_exec(); FATAL: no memory. */
MUST_CHECK enum outcome calendar_pg_read(struct pg *pg, struct rows *lines, struct err *err);

/* These lines as this version; as version_pg_add(). */
MUST_CHECK enum outcome calendar_pg_add(struct pg *pg, const struct rows *lines,
                                        const struct version *version, struct str loaded_by,
                                        struct err *err);

#endif
