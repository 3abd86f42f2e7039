/*
 * fire -- which rungs have rung and have no alert yet, and which alerts do not hold.
 *
 * An alert is the difference between rungs that should have rung and facts (schema alert).  Found
 * by time: rungs between the last horizon and this one; by subject: those whose rows changed; and
 * whole, in slices, when neither is enough.
 *
 * What was found is decided some hundred subjects at a time: their rows are read beside the writer,
 * alerts are composed, and a transaction is sent behind what is under way, while the next are read.
 * It holds our fences and the rules, and compares the revisions of the case files it rests on; and
 * no subject is decided while something of it flies.  So what is written rests on what is stored.
 * How many subjects follows from how long the last took, since events wait that long.
 */
#ifndef SHOUWEN_OVERDUE_ALERTS_FIRE_H
#define SHOUWEN_OVERDUE_ALERTS_FIRE_H

#include "run/tick.h"

extern const struct ticker overdue_alerts_ticker;

#endif
