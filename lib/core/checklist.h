/*
 * checklist -- the seventeen items (附件1) that a unit shows of its year, as far as its own events
 * say.
 *
 * What stands in the directory or in the ledgers is beside it: the completion sheet has both.  The
 * second item is not compulsory (此项不作硬性要求).  Pure.
 */
#ifndef SHOUWEN_CORE_CHECKLIST_H
#define SHOUWEN_CORE_CHECKLIST_H

#include "core/life.h"

enum {
    CHECKLIST_ITEMS = 17,
    CHECKLIST_VOLUNTARY = 2, /* 实施细则 */
    CHECKLIST_TRAINING = 5,
    CHECKLIST_COMPULSORY = CHECKLIST_ITEMS - 1,
};

/* How many of the compulsory items have all their evidence, of a unit's year. */
int64_t checklist_done(const struct life *life);

#endif
