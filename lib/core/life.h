/*
 * life -- what became of a subject: the facts of its events, folded once.
 *
 * fold() reads a case file in order and yields facts of events only: nothing here needs a calendar,
 * a policy or the present time.  Ledgers, clocks and assessment are derived from it and never fold
 * again.  The result is total: nothing is refused and nothing dropped, oddities are flagged.
 *
 * A case that A accepted and handed to B (in unit U), which completed it; then it was rated:
 *
 *     facts      0 accepted    1 transferred  2 signed     3 completed  4 rated
 *                  round 0       round 0        round 0      round 0      round 0
 *                  holding 0     holding 1      holding 1    holding 1    holding 1
 *     holdings   0 part 0 (A), ended by fact 1    1 part 1 (B), by handover 0, signed by fact 2
 *     handovers  0 fact 1, from part 0 to part 1, a hop
 *     parts      0 (U, A) first, other section    1 (U, B) transferred in, own: the closing holder
 *     units      0 U: entry part 0, other section
 *     rounds     0 began by fact 0, completion 0, rating fact 4
 *
 * Indexes are of the arrays beside; LIFE_NONE is no index.  Everything is in the arena or borrowed
 * from the case file's events.
 */
#ifndef SHOUWEN_CORE_LIFE_H
#define SHOUWEN_CORE_LIFE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "core/case_file.h"
#include "core/event.h"

enum { LIFE_NONE = -1 };

enum life_flag {
#define LIFE_FLAG(NAME, name, help) LIFE_FLAG_##NAME,
#include "core/life_flags.def"
#undef LIFE_FLAG
    LIFE_FLAGS_COUNT
};

/* A set of flags is an uint64_t; this is one of them. */
#define LIFE_FLAG_BIT(NAME) (UINT64_C(1) << LIFE_FLAG_##NAME)

enum life_status { LIFE_OPEN, LIFE_COMPLETED, LIFE_WITHDRAWN, LIFE_MERGED, LIFE_STATUSES_END };

enum entry { ENTRY_FIRST = 1, ENTRY_TRANSFERRED_IN, ENTRIES_END };

enum handling {
    HANDLING_NONE, /* came after completion and never handed on */
    HANDLING_OWN,
    HANDLING_OTHER_SECTION,
    HANDLING_OTHER_UNIT,
    HANDLINGS_END
};

/* An event that counts, in the order of folding, and where the case stood once it was applied. */
struct fact {
    const struct event *event;
    uint64_t flags;  /* that this very event raised */
    int32_t round;   /* in which it falls; an event from before the acceptance in the first */
    int32_t holding; /* who held the case then; LIFE_NONE: nobody yet */
};

/* A stay of the case with one person or desk, from one handing over to the next. */
struct holding {
    int32_t part;
    struct str person;       /* to whom it was addressed; '' when nobody was named */
    int32_t began;           /* fact: Accepted, Transferred or Returned */
    int32_t ended;           /* fact; LIFE_NONE: they hold it still */
    int32_t signed_by;       /* fact: the first Signed of this stay; LIFE_NONE: not signed for */
    int32_t handover;        /* that began it; LIFE_NONE: the acceptance did */
    int64_t held_us;         /* while the case was open; what is running now is not in it */
    int64_t running_from_us; /* the case is open and theirs since then; 0: not so */
};

/* A Transferred or Returned that went somewhere. */
struct handover {
    int32_t fact;
    int32_t from;    /* the part whose stay it ended; LIFE_NONE: nobody held it */
    int32_t named;   /* the part it names as `from`; LIFE_NONE: none, or no section */
    int32_t to;      /* the part it is addressed to */
    int32_t holding; /* the stay it began; LIFE_NONE: they held it already */
    bool is_return;
    bool is_hop;  /* Transferred from one section to another */
    bool is_loop; /* a hop straight back to where the hop before it had come from */
};

/* What a section had to do with the case, however often it came back: a row of its ledger. */
struct part {
    struct str unit;
    struct str section; /* '' as long as nobody of the unit has signed for a section */
    bool has_row;       /* false: only named as `from`, never asked and never addressed */
    bool is_outside;
    bool is_holder;  /* now */
    bool is_closing; /* held it at the last completion, or now when the case is open */
    enum entry entry;
    enum handling handling;
    enum precision came_in_precision;
    int64_t came_in_at_us; /* first */
    int32_t unit_index;
    int32_t opened;        /* fact that opened it */
    int32_t first_holding; /* LIFE_NONE: accepted when somebody held it already */
    int32_t last_holding;
    int32_t handed_on;   /* its own last handing over, that names it or ended its stay */
    int32_t visits;      /* times it came here; a change of person is none */
    int32_t completions; /* done while it was here: how many … */
    int32_t completion;  /* … and the last of them */
    int32_t signed_by;   /* fact: the first Signed of its first stay that was signed for */
    struct str handler;  /* the last named: who signed, else to whom it was addressed */
    int64_t held_us;     /* sum of its holdings */
    int64_t running_from_us;
    uint64_t flags;
};

/* What a unit had to do with the case: a row of its master ledger. */
struct unit_part {
    struct str unit;
    int32_t entry_part; /* exactly one: the accepting section, elsewhere the first holder */
    enum handling handling;
    struct str receiver; /* 首问责任人 of this unit's book */
    int64_t book_year;   /* of the entry part's coming in; for its sections' rows too */
    bool is_accepting;
    bool is_outside;
    int32_t sections; /* parts with a row */
    int64_t held_us;
    int64_t running_from_us;
    uint64_t flags; /* of all its parts */
};

struct completion {
    int32_t fact;
    int32_t round;
    int32_t holding; /* who held it; had nobody it yet, the next holder; LIFE_NONE: nobody came */
};

/* From acceptance or reopening to the next. */
struct round {
    int32_t began;          /* fact; LIFE_NONE: a stub's first round */
    int32_t completion;     /* the first, index of completions; LIFE_NONE: not completed */
    int32_t completions;    /* count; more than one is flagged */
    int32_t attempts;       /* callbacks after the completion */
    int32_t callback;       /* fact: the first that reached or was refused; LIFE_NONE: none yet */
    int32_t last_attempt;   /* fact: of whatever outcome */
    int32_t early_attempt;  /* fact: the last from before the completion */
    int32_t callback_after; /* fact: the last reached or refused after a RectificationDone */
    int32_t rating;         /* fact: the first by the citizen; LIFE_NONE: none that counts */
    int32_t rating_after;   /* fact: the last that counts after a RectificationDone */
};

struct pause {
    int32_t paused;  /* fact */
    int32_t resumed; /* fact; LIFE_NONE: still paused */
    bool is_founded; /* has reason and approver; else it stops nothing */
};

/* An array in the arena with its count. */
#define LIFE_ARRAY(type)                                                                           \
    struct {                                                                                       \
        struct type *items;                                                                        \
        int32_t count;                                                                             \
    }

struct life {
    struct uuid subject;
    enum subject_kind subject_kind; /* a unit's year has facts and flags only */
    struct str case_source;
    struct str case_number;
    uint64_t flags; /* of the whole subject */

    LIFE_ARRAY(fact) facts;
    LIFE_ARRAY(holding) holdings;
    LIFE_ARRAY(handover) handovers;
    LIFE_ARRAY(part) parts;
    LIFE_ARRAY(unit_part) units;
    LIFE_ARRAY(completion) completions;
    LIFE_ARRAY(round) rounds;
    LIFE_ARRAY(pause) pauses;

    /* The acceptance with its amendments. */
    int32_t accepted;      /* fact; LIFE_NONE: a stub */
    int32_t accepted_part; /* the accepting section's */
    struct str receiver;   /* 首问责任人: named, else the first signer of the accepting unit */
    enum channel channel;
    enum category category;
    bool has_name;
    bool has_contact;
    bool has_content;
    bool is_mock_visit; /* 现场模拟办事: in book and totals, never in satisfaction or callback */
    bool is_erased;
    struct party against;
    struct str priority;

    /* Where it stands. */
    enum life_status status;
    int32_t holding;       /* now */
    int32_t closing;       /* holding: at the last completion, or now when the round is open */
    int32_t withdrawn;     /* fact, in the last round */
    int32_t merged;        /* fact, when it is merged now */
    int32_t first_contact; /* fact: the first Contacted that reached */
    int32_t hops;
    int32_t loops;
    int32_t returns;
};

/*
 * Everything that a case file's events say.  An unordered file is our mistake (assert).
 *
 * RETRY: the arena is full; the outcome does not depend on how much was left.
 */
MUST_CHECK enum outcome fold(const struct case_file *file, struct arena *arena,
                             struct life *life_out, struct err *err);

/* The fact's event, or NULL for LIFE_NONE. */
const struct event *life_event(const struct life *life, int32_t fact);

/* When it happened, 0 for LIFE_NONE. */
int64_t life_at_us(const struct life *life, int32_t fact);

/* Who handles it in this stay: who signed, else to whom it was addressed; may be ''. */
struct str life_handler(const struct life *life, int32_t holding);

/* The part of a stay; NULL for LIFE_NONE. */
const struct part *life_part_of(const struct life *life, int32_t holding);

/* Is this fact a rating that enters satisfaction? */
bool life_rating_counts(const struct life *life, int32_t fact);

/* "incomplete" …, and its sentence in the README. */
const char *life_flag_name(enum life_flag flag);
const char *life_flag_help(enum life_flag flag);

#endif
