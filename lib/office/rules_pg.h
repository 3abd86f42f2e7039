/* rules_pg -- one revision of the rules out of PostgreSQL. */
#ifndef SHOUWEN_OFFICE_RULES_PG_H
#define SHOUWEN_OFFICE_RULES_PG_H

#include "core/rules.h"
#include "io/pg.h"

/*
 * The calendar, the policies and the tree of units of revision rules->version, all in the arena.
 *
 * As pg_exec(); FATAL: they do not fit, or mean nothing to this program.
 */
MUST_CHECK enum outcome rules_pg_load(struct pg *pg, struct arena *arena, struct rules *rules,
                                      struct err *err);

#endif
