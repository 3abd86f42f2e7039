/* fire_internal -- what the files of fire share; nobody else includes it. */
#ifndef SHOUWEN_OVERDUE_ALERTS_FIRE_INTERNAL_H
#define SHOUWEN_OVERDUE_ALERTS_FIRE_INTERNAL_H

#include "core/alert.h"
#include "fire.h"
#include "office/alert_recipients.h"

enum {
    SUBJECTS_A_TURN = 2000,      /* that a transaction decides at most, … */
    SUBJECTS_SLOWLY = 500,       /* … and, however long they take, at least */
    DECISION_US_MAX = 200000,    /* to decide them, and to write them: so long others wait */
    ALERTS_A_TURN = 2500,        /* that it may write; what is left is looked at once more */
    SUBJECTS_FOUND_MAX = 200000, /* at once; of more a walk through all is made */
    SUBJECTS_A_SLICE = 4000,     /* of such a walk */
    DECISIONS_MAX = PG_PIPELINES_MAX + 1, /* those that fly, and the one that is being made */
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

/* An alert and what the table says besides. */
struct alert_fact {
    struct alert alert;
    int32_t key_hash;
    bool is_stale;      /* kept, not published */
    struct str message; /* of a stale one '' */
};

/* A case file that a decision rests on. */
struct decided_file {
    struct uuid subject;
    int64_t revision;
};

/* What is decided in one transaction. */
struct decision {
    struct uuid subjects[SUBJECTS_A_TURN]; /* in their order, each once */
    bool is_again[SUBJECTS_A_TURN];        /* it is not done with */
    size_t count;
    int64_t now_us; /* the database's time */
    int64_t rules_version;
    int64_t decided_us; /* how long that took */
    int64_t sent_us;    /* steady */
    size_t raised;
    size_t stale;
    size_t cleared;
    bool is_older; /* some are of older rules */
    bool is_more;  /* there was not room for all */
};

/* What was decided and not sent yet: of the tick's arena, and these rows. */
struct composed {
    bool is_some;
    struct pg_rows falling;
    struct pg_rows rising;
    const struct decided_file *files;
    size_t files_count;
    struct alert_fact *facts; /* what does not hold first */
    size_t facts_count;
};

/* A shard's own. */
struct fire {
    struct uuid *found; /* subjects to be decided, … */
    size_t found_count;
    size_t found_capacity;
    size_t found_at;     /* … of which this is the next */
    size_t subjects_max; /* a transaction */
    struct decision decisions[DECISIONS_MAX];
    size_t decisions_first; /* a ring: the oldest that flies, … */
    size_t flying_count;    /* … and how many do; behind them the one that is being made */
    struct composed composed;
    size_t fallen_count;               /* the first so many of `found` were refused together */
    int64_t landed_us;                 /* steady: the last decision did */
    bool is_piped;                     /* statements of facts go into the pipeline */
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

/* These are decided next, before all others.  FATAL: no memory. */
MUST_CHECK enum outcome fire_put_back(struct fire *fire, const struct uuid *subjects, size_t count,
                                      struct err *err);

/* Which partitions can be walked through now? */
bool fire_can_walk(const struct tick *tick, const struct fire *fire);

/* The parameter "up to when each partition is complete"; of those that `is_wanted` says (NULL: of
 * all). */
void fire_put_complete(const struct tick *tick, const bool *is_wanted);

/* ---- fire_decide.c ---- */

/* The statements it reads by. */
MUST_CHECK enum outcome fire_prepare_reading(struct pg *read, struct err *err);

/*
 * Read what there is of the decision's subjects, and compose what is to be written of them.  As
 * pg_exec(); REJECT: one of them cannot be decided; RETRY: the arena is full.
 */
MUST_CHECK enum outcome fire_decide(struct tick *tick, struct decision *decision, struct err *err);

/* What was decided is no longer needed. */
void fire_forget_composed(struct composed *composed);

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

/* The statements that write them. */
MUST_CHECK enum outcome fire_prepare_facts(struct pg *write, struct err *err);

/* Run one of the statements that were prepared, or queue it. */
MUST_CHECK enum outcome fire_run(struct tick *tick, const char *name, struct err *err);

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
