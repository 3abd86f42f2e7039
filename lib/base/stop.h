/*
 * stop -- asking a program to end between two batches.
 *
 * The one global besides the log: a flag that a signal sets and every loop asks.
 */
#ifndef SHOUWEN_BASE_STOP_H
#define SHOUWEN_BASE_STOP_H

#include <stdbool.h>

#include "base/err.h"

/* After this, SIGTERM and SIGINT set the flag; a second one ends the process at once.  SIGPIPE is
 * ignored. */
MUST_CHECK enum outcome stop_on_signals(struct err *err);

bool stop_requested(void);

/* What a signal does; for one thread that ends the others. */
void stop_request(void);

#endif
