/* fire_internal -- what the files of fire share; nobody else includes it. */
#ifndef SHOUWEN_OVERDUE_ALERTS_FIRE_INTERNAL_H
#define SHOUWEN_OVERDUE_ALERTS_FIRE_INTERNAL_H

#include "core/alert.h"
#include "fire.h"
#include "office/alert_recipients.h"

enum {
    SUBJECTS_A_TURN = 2000,      /* that a transaction decides */
    ALERTS_A_TURN = 5000,        /* that it may write; what is left is found once more */
    SUBJECTS_FOUND_MAX = 200000, /* at once; of more a walk through all is made */
    SUBJECTS_A_SLICE = 4000,     /* of such a walk */
};

enum { TOLD_MAX = 128 }; /* that are remembered of one clock */

/* Who is told: the directory, and who was told of the clock that is being spoken of. */
struct telling {
    struct directory directory;
    int64_t read_at_us; /* steady; 0: it was not read yet */
    int64_t rules_version;
    struct uuid subject; /* whose clock … */
    struct str clock;    /* … it is */
    struct uuid started_by;
    struct alert_told told[TOLD_MAX];
    size_t told_count;
};

/* A shard's own. */
struct fire {
    struct uuid *found; /* subjects to be decided, … */
    size_t found_count;
    size_t found_capacity;
    size_t found_at;                   /* … of which this is the next */
    size_t subjects_max;               /* a transaction; fewer when one was refused */
    int64_t looked_us[PARTITIONS_MAX]; /* rungs up to then were looked for; 0: none yet */
    bool wants_walk[PARTITIONS_MAX];   /* all subjects are to be looked at, … */
    bool walks[PARTITIONS_MAX];        /* … and are, in the walk under way */
    bool is_walking;
    struct uuid walked; /* the last subject of the slice before */
    struct telling telling;
    int64_t held_at_us;  /* steady: look once more for rungs that waited for an import */
    int64_t again_at_us; /* steady: walk once more, some were of older rules; 0: no need */
};

/* ---- fire_find.c ---- */

MUST_CHECK enum outcome fire_find(struct tick *tick, struct fire *fire, struct err *err);

/* Which partitions can be walked through now? */
bool fire_can_walk(const struct tick *tick, const struct fire *fire);

/* The parameter "up to when each partition is complete"; of those that `is_wanted` says (NULL: of
 * all). */
void fire_put_complete(const struct tick *tick, const bool *is_wanted);

/* ---- fire_compose.c ---- */

/* The directory as it is, if it was not read lately.  As pg_exec(); FATAL: no memory. */
MUST_CHECK enum outcome fire_read_directory(struct tick *tick, struct err *err);

/* A row of alert_rising.sql as an alert, whose raised_at_us is given; those of a clock in the order
 * they rang.  Texts are of the row, the directory and the arena.  RETRY: the arena is full. */
MUST_CHECK enum outcome fire_compose(struct tick *tick, const struct pg_rows *rows, size_t row,
                                     struct alert *alert_out, struct err *err);

/* What was composed last goes out: those are told. */
void fire_note_told(struct tick *tick, const struct alert *alert);

/* ---- fire_facts.c ---- */

/* An alert and what the table says besides. */
struct alert_fact {
    struct alert alert;
    int32_t key_hash;
    bool is_stale;      /* kept, not published */
    struct str message; /* of a stale one '' */
};

/* Put raised ones into the table; what is there stays.  As pg_exec(); RETRY: the arena is full. */
MUST_CHECK enum outcome fire_put_facts(struct tick *tick, const struct alert_fact *facts,
                                       size_t count, struct err *err);

/* Clear those that the cleared ones among these speak of. */
MUST_CHECK enum outcome fire_clear_facts(struct tick *tick, const struct alert_fact *facts,
                                         size_t count, struct err *err);

/* Leave the messages of these, but of stale ones, in the outbox. */
MUST_CHECK enum outcome fire_send_facts(struct tick *tick, const struct alert_fact *facts,
                                        size_t count, struct err *err);

/* See struct ticker. */
MUST_CHECK enum outcome fire_published(struct tick *tick, const struct record *records,
                                       size_t count, struct err *err);

#endif
