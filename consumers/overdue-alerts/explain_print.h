/* explain_print -- a clock and why it is due when it is, as lines for people. */
#ifndef SHOUWEN_OVERDUE_ALERTS_EXPLAIN_PRINT_H
#define SHOUWEN_OVERDUE_ALERTS_EXPLAIN_PRINT_H

#include <stdio.h>

#include "core/clock.h"

/* What its clocks are of. */
struct explanation {
    const struct life *life;
    const struct rules *rules;
    struct arena *arena; /* for texts of recipients */
};

/* RETRY: the arena is full. */
MUST_CHECK enum outcome explain_print(FILE *file, const struct explanation *explanation,
                                      const struct clock *clock, struct err *err);

#endif
