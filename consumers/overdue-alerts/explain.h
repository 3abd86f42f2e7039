/*
 * explain -- the verb `explain`: every clock of a case, day by day, as its rows were made.
 *
 * From the case file and the rules in PostgreSQL: policy row, calendar, counted and skipped days
 * with their notices, pauses, extensions, what it came to, and who is told when.
 */
#ifndef SHOUWEN_OVERDUE_ALERTS_EXPLAIN_H
#define SHOUWEN_OVERDUE_ALERTS_EXPLAIN_H

/* A word of its own: SOURCE/NUMBER of the case (of a unit's year UNIT/YEAR), or its id. */
int explain_verb(int argc, char **argv, void *context);

#endif
