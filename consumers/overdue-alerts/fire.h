/*
 * fire -- which rungs have rung and have no alert yet, and which alerts do not hold.
 *
 * An alert is the difference between rungs that should have rung and facts (schema alert).  Found
 * by time: rungs between the last horizon and this one; by subject: those whose rows changed; and
 * whole, in slices, when neither is enough.  What was found is decided once more, and written, in
 * one transaction under our fences: so nobody flushes in between, and what is written rests on what
 * is stored.
 */
#ifndef SHOUWEN_OVERDUE_ALERTS_FIRE_H
#define SHOUWEN_OVERDUE_ALERTS_FIRE_H

#include "run/tick.h"

extern const struct ticker overdue_alerts_ticker;

#endif
