/* rules_pg -- the rules in force, as PostgreSQL holds them. */
#ifndef SHOUWEN_RUN_RULES_PG_H
#define SHOUWEN_RUN_RULES_PG_H

#include "core/rules.h"
#include "io/pg.h"

/* Outcomes as pg_exec(). */
MUST_CHECK enum outcome rules_pg_read(struct pg *pg, struct rules *rules_out, struct err *err);

#endif
