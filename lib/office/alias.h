/*
 * alias -- what a source calls units, sections and persons, turned into the directory's codes.
 *
 * A source that has any alias of a kind (unit, section, person) must have one for every code of
 * that kind it sends; of a kind without aliases its codes go as they are.  An alias may be of one
 * unit only; one of no unit is for whichever.  Of a person alone, without a unit, it is enough that
 * all aliases of that name mean one code.  An actor may be a program, so who has no alias there
 * stays.  Aliases are read once.
 */
#ifndef SHOUWEN_OFFICE_ALIAS_H
#define SHOUWEN_OFFICE_ALIAS_H

#include "core/event.h"
#include "office/directory.h"

struct aliases;

/*
 * Read them from schema directory.  An empty `conninfo` is no database: then there are none, and
 * that is logged.
 *
 * As pg_open() and pg_exec(); FATAL: no memory.
 */
MUST_CHECK enum outcome aliases_open(const char *conninfo, const char *user,
                                     const char *application_name, struct aliases **aliases_out,
                                     struct err *err);

/* Those of a directory, whose ownership passes, also on failure. */
MUST_CHECK enum outcome aliases_take(struct directory *directory, struct aliases **aliases_out,
                                     struct err *err);

void aliases_close(struct aliases *aliases); /* NULL is allowed */

/*
 * Every code of the event, also the unit of a unit's year (whose subject follows).  The event went
 * through event_settle() and has no id of its own making yet, since that is over the codes.
 * `aliases` may be NULL.
 *
 * REJECT (unknown_alias): the source has no alias for a code, by field and value; RETRY: the arena
 * is full.
 */
MUST_CHECK enum outcome aliases_resolve(const struct aliases *aliases, struct event *event,
                                        struct arena *arena, struct err *err);

#endif
