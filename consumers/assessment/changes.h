/*
 * changes -- the matters that count differently than when a score was published, and why.
 *
 * A matter's file now is compared with the events it had then.  Counted again without those that
 * came since, under the rules in force, it shows what the new events did and what new rules did:
 * nothing is guessed.  Of a matter that gave nothing then nobody kept its events; there the time of
 * recording says which are new.
 */
#ifndef SHOUWEN_ASSESSMENT_CHANGES_H
#define SHOUWEN_ASSESSMENT_CHANGES_H

#include "edition.h"

enum change_why {
    CHANGE_LATE,       /* it happened before the cut-off, and was told after it */
    CHANGE_SINCE,      /* it happened after it */
    CHANGE_CORRECTION, /* it replaces what its source told then */
    CHANGE_AMENDMENT,
    CHANGE_VOID,
    CHANGE_WHYS_COUNT
};

/* An event that was not there then. */
struct change_event {
    enum change_why why;
    uint64_t counters; /* a set, bit by number: those that it changes */
    enum event_kind kind;
    int64_t occurred_at_us;
    int64_t recorded_at_us;
    struct str source;
    struct str source_ref;
};

struct change {
    struct str case_source;
    struct str case_number;
    int64_t differences[COUNTERS_COUNT]; /* now less then */
    struct change_event *events;         /* those that make a difference */
    size_t events_count;
    uint64_t rest; /* a set of counters: what was there then gives something else to these … */
    size_t events_left; /* … since so many events stay in the file no longer, … */
    bool is_by_rules;   /* … by other rules, … */
    bool is_by_program; /* … or by another program; both: nobody can tell which */
    bool is_retold;     /* … or an event that was there reads differently, … */
    bool is_arrived;    /* … or was recorded then, and read only after the cut-off */
    struct change *next;
};

struct changes {
    struct arena arena;
    struct change *first; /* in the order of subjects */
    size_t count;
};

/* What is compared. */
struct changes_of {
    const struct edition *edition; /* with its matters */
    const struct formula *formula; /* that it was published by */
    struct counted_of days;
    int64_t program_version; /* of the tables there are now */
};

/* In one transaction with what is compared.  As pg_exec(); FATAL: too much changed to be told. */
MUST_CHECK enum outcome changes_find(struct pg *pg, const struct changes_of *of,
                                     struct changes *changes, struct err *err);
void changes_done(struct changes *changes);

/* "late" … */
const char *change_why_name(enum change_why why);

#endif
