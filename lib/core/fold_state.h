/*
 * fold_state -- what the files of fold share while one case file is read; nobody else's business.
 *
 * fold.c reads the events in order and dispatches them; fold_parts finds the part of a unit and
 * section; fold_moves says who holds the case; fold_work knows rounds and pauses, callbacks and
 * ratings; fold_finish derives what is known only at the end, fold_units the books it stands in.
 */
#ifndef SHOUWEN_CORE_FOLD_STATE_H
#define SHOUWEN_CORE_FOLD_STATE_H

#include "core/fold_counts.h"
#include "core/life.h"

struct folding {
    struct life *life;
    struct arena *arena;
    struct fold_counts counts;
    int32_t kinds[EVENT_KINDS_COUNT]; /* how many events of each kind the file has */
    int32_t fact;                     /* being applied */
    size_t place;                     /* of its event in the file */

    /* The handings-over that a Returned goes back along: the last holding of each section. */
    int32_t *stack;
    int32_t stack_count;

    /* A part without a section that turned out to be another one is that one. */
    int32_t *same_as; /* by part; LIFE_NONE: itself */
    int32_t *slots;   /* 1 + part, by hash; used when there are many parts */
    uint32_t slots_mask;

    int32_t *open_pauses;
    int32_t open_pauses_count;
    bool may_rate_again; /* a RectificationDone since the last rating that counts … */
    bool may_call_again; /* … and since the last callback */
    bool is_out_of_room;
};

static inline struct fact *fold_fact(const struct folding *folding)
{
    return &folding->life->facts.items[folding->fact];
}

static inline void fold_flag(const struct folding *folding, uint64_t flag)
{
    fold_fact(folding)->flags |= flag;
}

static inline int64_t fold_now_us(const struct folding *folding)
{
    return fold_fact(folding)->event->occurred_at_us;
}

static inline struct round *fold_round(const struct folding *folding)
{
    const struct life *life = folding->life;
    return &life->rounds.items[life->rounds.count - 1];
}

static inline bool fold_is_completed(const struct folding *folding)
{
    return fold_round(folding)->completion != LIFE_NONE;
}

/* Neither completed nor withdrawn nor merged. */
static inline bool fold_is_open(const struct folding *folding)
{
    return !fold_is_completed(folding) && folding->life->withdrawn == LIFE_NONE &&
           folding->life->merged == LIFE_NONE;
}

/* fold_parts: how many slots so many parts want, when so many of them may get another section. */
int32_t fold_slots(int32_t parts, int32_t renamed);
/* The part of this unit and section, a new one without a row when there is none. */
int32_t fold_part(struct folding *folding, struct str unit, struct str section);
int32_t fold_part_find(const struct folding *folding, struct str unit, struct str section);
/* What this part is now. */
int32_t fold_part_resolve(const struct folding *folding, int32_t part);
/* The unit's part without a section turns out to be this section's. */
void fold_part_fill(struct folding *folding, struct str unit, struct str section);

/* The part that holds the case now, or LIFE_NONE. */
int32_t fold_part_now(const struct folding *folding);
/* Does `party` say another unit, or another section of the unit, than the part's?  Where either
 * says nothing they agree. */
bool fold_is_another(const struct folding *folding, const struct party *party, int32_t part);

/* fold_moves: one event each; and the holder's time runs, or stands still. */
void fold_accepted(struct folding *folding, const struct event *event);
void fold_transferred(struct folding *folding, const struct event *event);
void fold_signed_for(struct folding *folding, const struct event *event);
void fold_returned(struct folding *folding, const struct event *event);
void fold_run(const struct folding *folding);
void fold_stop(const struct folding *folding);

/* fold_work: one event each. */
void fold_contacted(struct folding *folding, const struct event *event);
void fold_paused(struct folding *folding, const struct event *event);
void fold_resumed(struct folding *folding, const struct event *event);
void fold_completed(struct folding *folding, const struct event *event);
void fold_callback_made(struct folding *folding, const struct event *event);
void fold_rated(struct folding *folding, const struct event *event);
void fold_reopened(struct folding *folding, const struct event *event);
void fold_withdrawn(struct folding *folding, const struct event *event);
void fold_merged(struct folding *folding, const struct event *event);
void fold_rectification_done(struct folding *folding, const struct event *event);
void fold_erased(struct folding *folding, const struct event *event);
/* The first round begins with the acceptance, whatever was before. */
void fold_round_begin(struct folding *folding, int32_t fact);

/* fold_finish: everything that is known only when all events are applied. */
MUST_CHECK enum outcome fold_finish(struct folding *folding, struct err *err);
/* fold_units: handling and entry of every part, and the units' parts. */
MUST_CHECK enum outcome fold_units(struct folding *folding, struct err *err);

#endif
