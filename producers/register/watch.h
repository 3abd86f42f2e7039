/*
 * watch -- books out of a folder into the spool, and then out of the way.
 *
 * A book is first moved to taken, where nobody replaces it while it is read, and imported from
 * there; when all it says is safe it goes to done, the report of its bad rows beside it, and to
 * refused, the reason beside it, when it cannot be read.  Who was killed in between begins with
 * what is in taken: the same again changes nothing.
 */
#ifndef SHOUWEN_REGISTER_WATCH_H
#define SHOUWEN_REGISTER_WATCH_H

#include "settings.h"

/* Until a signal comes.  FATAL: the folder, the mapping or the spool cannot be used; FENCED:
 * another program has the folder. */
MUST_CHECK enum outcome watch_run(const struct settings *settings, struct err *err);

#endif
