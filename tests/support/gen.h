/*
 * gen -- random numbers, events and histories, the same for the same seed everywhere.
 *
 * A history is what the sources may say of one subject: a life as offices lead it, and whatever
 * goes wrong with it (said twice, corrected, voided, out of order, dated without a time, before its
 * acceptance or without one).  Every event passes the door.  What is made lives in the arena given;
 * one too small is a mistake of the test and ends it.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_GEN_H
#define SHOUWEN_TESTS_SUPPORT_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "core/dice.h"
#include "core/event.h"

struct gen {
    struct dice dice;
};

struct gen gen_seed(uint64_t seed);
uint64_t gen_word(struct gen *gen);
uint64_t gen_number(struct gen *gen, uint64_t below); /* 0 to below - 1; below > 0 */
bool gen_chance(struct gen *gen, unsigned percent);

/* The environment's SEED, or `fallback`. */
uint64_t gen_seed_given(uint64_t fallback);

/* Into another order. */
void gen_shuffle(struct gen *gen, const struct event **events, size_t count);

/* Some of `events` again: fills up to `max` of `events_out` with all of them and `max - count`
 * copies. */
void gen_duplicate(struct gen *gen, const struct event *const *events, size_t count,
                   const struct event **events_out, size_t max);

struct gen_subject {
    struct uuid id;
    enum subject_kind kind;
    struct str source;
    struct str number;
};

/* One of some thousands; `kind` 0 is now a case, now a unit's year. */
struct gen_subject gen_subject(struct gen *gen, struct arena *arena, enum subject_kind kind);

/* A kind that this subject may have. */
enum event_kind gen_kind(struct gen *gen, enum subject_kind kind);

/*
 * An event with any of its fields, at this time.  Its strings are from small pools, and now and
 * then as long as they may be.
 */
struct event gen_event(struct gen *gen, struct arena *arena, const struct gen_subject *subject,
                       enum event_kind kind, int64_t at_us);

/* A new content for the same id: a mistake of the source, which nothing can forbid. */
struct event gen_other_content(struct gen *gen, const struct event *event);

struct gen_options {
    enum subject_kind subject_kind; /* 0: any */
    unsigned odd_percent;           /* how many events are odd: 0 a clean life, 100 a wild one */
    size_t events_min;              /* at least so many, but for `max` */
    uint64_t case_number;           /* a case of its own, told by nobody else; 0: any */
};

/* A history in the order it was said; returns how many, 1 to `max`. */
size_t gen_history(struct gen *gen, struct arena *arena, const struct gen_options *options,
                   struct event *events_out, size_t max);

#endif
