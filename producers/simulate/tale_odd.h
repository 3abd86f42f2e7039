/*
 * tale_odd -- what goes wrong with a case: one row an oddity, with the moment it happens.
 *
 * Between them every flag of core/life_flags.def comes up.
 */
#ifndef SHOUWEN_SIMULATE_TALE_ODD_H
#define SHOUWEN_SIMULATE_TALE_ODD_H

#include "tale.h"

enum tale_stage {
    TALE_FIRST,  /* before its acceptance */
    TALE_HELD,   /* the accepting section has it */
    TALE_HANDED, /* it was handed on, or was not to be */
    TALE_ENDING, /* before it ends the usual way */
    TALE_ENDED,
    TALE_LATER,
    TALE_STAGES
};

/* When it is accepted: at once; never; when somebody else holds it; when it is completed. */
enum tale_acceptance { TALE_AT_ONCE, TALE_NEVER, TALE_ONCE_HELD, TALE_ONCE_COMPLETED };

struct tale_odd {
    enum tale_stage stage;
    enum event_kind end; /* how the case must end for it; EVENT_KINDS_COUNT: as it likes */
    enum tale_acceptance acceptance;
    void (*happen)(struct tale *tale); /* NULL: no more than that */
};

/* One of all, with equal chance. */
const struct tale_odd *tale_odd_any(struct dice *dice);

void tale_odd_at(struct tale *tale, enum tale_stage stage);

#endif
