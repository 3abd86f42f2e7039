/*
 * refusals -- what a producer refused, by source, day and reason: intake.refusal.
 *
 * Counted in memory, and added to the database now and then and at the end.  While PostgreSQL is
 * away the counts wait; there is room for so many sources, days and reasons, and what finds none
 * loses its source.  A kill loses what was not written; nothing else depends on it, so a producer
 * never waits for it.  Any thread may add; all functions but refusals_open() take NULL, which is
 * what a producer without a database has.
 */
#ifndef SHOUWEN_OFFICE_REFUSALS_H
#define SHOUWEN_OFFICE_REFUSALS_H

#include "base/err.h"
#include "base/str.h"

struct refusals;

struct refusals_options {
    const char *program; /* "hotline" */
    const char *conninfo;
    const char *user;
    int write_ms; /* a thread writes so often; 0: refusals_write() does, and refusals_close() */
};

/* *refusals_out is NULL when conninfo is empty: nothing is counted.  FATAL: no memory, no thread.
 */
MUST_CHECK enum outcome refusals_open(const struct refusals_options *options,
                                      struct refusals **refusals_out, struct err *err);

/* One more.  `source` is '' where nobody knows it, and goes for '' when it is no word the door
 * takes. */
void refusals_add(struct refusals *refusals, struct str source, enum reason reason);

/* Add what was counted to the database; what fails is logged, and waits for the next time.  Not
 * beside a thread of its own. */
void refusals_write(struct refusals *refusals);

/* The same a last time; what fails is logged, and lost. */
void refusals_close(struct refusals *refusals);

#endif
