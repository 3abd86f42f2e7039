/*
 * clock -- every clock of a subject: who must do what by when, and who is told when it is not done.
 *
 * Pure: follows from a life and the rules.  What a running clock says does not depend on the
 * present time; whoever knows it compares.  A case that was never accepted has no clocks, and none
 * is there where calendar, policy or a row for it is missing.
 *
 *     dispatch       from when the citizen asked the source, where it says so, to the acceptance
 *     sign           of each stay that a handing over began, and of an acceptance that names no
 *                    receiver; until somebody signs.  Silence until it is due moves the
 *                    responsibility too.
 *     return         of such a stay that its holder ended by a Returned; silence takes the matter,
 *                    so nothing runs or is overdue when nobody returns it
 *     first_contact  from the acceptance to the first contact that reached somebody
 *     completion     from the acceptance to the first end of its round
 *     redo           the same from a Reopened
 *     callback       from a completion, and from a rectification, to the call that reached or was
 *                    refused, or the third in vain, on two working days or more
 *     rectification  one a round, from a bad finding (不满意 too); an order replaces its due time.
 *                    A further order when it is over starts another.  Of a unit's year one a
 *                    finding.
 *     annual_report  of a unit's year; until its fourth item's evidence
 *
 * Dispatch and return are known only when they are over: they have a verdict and no rungs.
 *
 * A Reopened of what is open changes nothing.  Founded pauses stop the handling (completion, redo,
 * rectification) and end at the latest with the work they stop.  The acceptance's day says which
 * period of the policy rules; category, channel and priority are those last set until the clock is
 * due.
 */
#ifndef SHOUWEN_CORE_CLOCK_H
#define SHOUWEN_CORE_CLOCK_H

#include "core/deadline.h"
#include "core/life.h"
#include "core/policy.h"
#include "core/rules.h"

enum { CLOCK_EXTENSIONS_MAX = 32 }; /* of one clock; later ones do not count */

enum clock_end {
#define CLOCK_END(NAME, name, chinese) CLOCK_END_##NAME,
#include "core/clock_words.def"
    CLOCK_ENDS_COUNT
};

enum clock_verdict {
#define CLOCK_VERDICT(NAME, name, chinese) CLOCK_VERDICT_##NAME,
#include "core/clock_words.def"
    CLOCK_VERDICTS_COUNT
};

enum clock_refusal {
#define CLOCK_REFUSAL(NAME, words) CLOCK_REFUSAL_##NAME,
#include "core/clock_words.def"
    CLOCK_REFUSALS_COUNT
};

/* An extension that counts. */
struct clock_extension {
    int32_t fact;
    struct timing timing; /* its amount, from the due time before it */
    struct deadline deadline;
};

/* One that does not. */
struct clock_refused {
    int32_t fact;
    enum clock_refusal why;
};

struct clock_rung {
    struct str name; /* by which alerts tell it; one of its clock's */
    enum rung_level level;
    int64_t stands_us; /* where its ladder has it; rungs that count from it count from here */
    int64_t at_us;     /* when it rings, unless its clock stops before: as it stands, or when
                          timing.unit works next where it heeds quiet hours */
    /* Of a source that imports in batches: until then an import may yet show that it should not
     * ring; 0: it waits for nothing. */
    int64_t held_us;
    uint32_t recipients;
    uint32_t copies;
    bool heeds_quiet_hours;
};

struct clock {
    enum clock_kind kind;
    int32_t started_by; /* fact; of one kind no two are started by the same */
    int32_t round;      /* the first, or in which its start falls; LIFE_NONE: of a unit's year */
    int32_t holding;    /* whose stay, of sign and return; else LIFE_NONE */
    struct party holder;

    struct policy_match match; /* its row is there */
    struct limit limit;        /* of the annual report the working days of the year */
    struct timing timing;      /* without extensions */
    struct deadline base;      /* the same */
    struct clock_extension *extensions;
    int32_t extensions_count;
    struct clock_refused *refused; /* of its round; both in the order they were told */
    int32_t refused_count;
    int32_t ordered_by;  /* fact: the order that says when it is due; LIFE_NONE */
    bool is_due_ordered; /* by its instant, so that no days are counted */
    struct deadline deadline;

    int64_t started_us;
    int32_t stopped_by; /* fact; LIFE_NONE: it runs, or never ran */
    enum clock_end end;
    enum clock_verdict verdict;
    bool is_paused; /* it runs, and a pause without an end holds it */
    int64_t used;   /* units of its limit until it stopped; 0: it runs */
    int64_t left;   /* from then until it was due; of a late one less than 0 */

    struct clock_rung *rungs; /* those that come after its start and before its stop, in order */
    int32_t rungs_count;
};

struct clocks {
    LIFE_ARRAY(clock) clocks;
};

/* All of a subject, in the arena or borrowed from life and rules.  RETRY: the arena is full. */
MUST_CHECK enum outcome clocks_of(const struct life *life, const struct rules *rules,
                                  struct arena *arena, struct clocks *clocks_out, struct err *err);

/* "done" …, "on_time" …; "it was not approved" … */
const char *clock_end_name(enum clock_end end);
const char *clock_verdict_name(enum clock_verdict verdict);
const char *clock_refusal_words(enum clock_refusal why);

#endif
