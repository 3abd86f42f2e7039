/*
 * contribution -- what a subject adds to the counters of assessment: whose, and of which day.
 *
 * Pure: follows from a life and the rules.  Nothing depends on the present time: what is due is
 * counted for the day on which it will be, with what happened in time beside it, so that whoever
 * knows the time counts up to it.  Clocks that are not there (no policy, no row of it) are not
 * counted.  A stub counts as `incomplete` and nothing else.
 *
 * handling: in time, to whom the clock waited for when it stopped; else to who held the case when
 *     it was due.  hops, loops and returns to who handed it over.
 * receiver: to the accepting section and 首问责任人; callbacks to that section's post, which is
 *     nobody by name.
 * unit: to the unit's year, or the unit that was inspected.
 *
 * Who is not named is '', which means the section's post of that day.
 */
#ifndef SHOUWEN_CORE_CONTRIBUTION_H
#define SHOUWEN_CORE_CONTRIBUTION_H

#include "core/life.h"
#include "core/rules.h"
#include "core/score.h"

struct contribution {
    enum counter counter;
    int32_t fact;       /* that it rests on */
    struct party party; /* is_outside has no meaning */
    int64_t day;        /* number of the local day */
    int64_t amount;
};

struct contributions {
    LIFE_ARRAY(contribution) contributions;
};

/* Of a case or a unit's year, in the arena or borrowed from life and rules.  RETRY: the arena is
 * full. */
MUST_CHECK enum outcome contributions_of(const struct life *life, const struct rules *rules,
                                         struct arena *arena, struct contributions *out,
                                         struct err *err);

/* Whom a spot check or inspection counts for: as it says; of a person alone, where they handled the
 * case last until then, wherever they are now; else who was first asked, or the unit. */
struct party contribution_checked(const struct life *life, int32_t fact);

#endif
