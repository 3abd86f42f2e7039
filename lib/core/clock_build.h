/*
 * clock_build -- what the files of clock share while one life's clocks are made; nobody else's
 * business.
 *
 * clock_spans finds the rounds; clock.c says which clocks there are, what starts and stops them,
 * and who holds them; clock_follow the same of what follows a completion, and of a unit's year;
 * clock_due when they are due; clock_rungs who is told when.
 */
#ifndef SHOUWEN_CORE_CLOCK_BUILD_H
#define SHOUWEN_CORE_CLOCK_BUILD_H

#include "core/clock.h"

/* Rounds between which the case had ended; a Reopened of what is open begins none. */
struct clock_span {
    int32_t began; /* fact: Accepted or Reopened */
    int32_t ended; /* fact: the first Completed, Withdrawn or Merged; LIFE_NONE: it is open */
    int32_t first; /* its facts, and … */
    int32_t limit; /* … behind them */
    int32_t shut;  /* the first Withdrawn or Merged, which stop all its clocks; LIFE_NONE */
};

struct clock_build {
    const struct life *life;
    const struct rules *rules;
    struct arena *arena;
    struct clock *clocks;
    int32_t count;

    struct clock_span *spans;
    int32_t spans_count;
    struct timing_pause *pauses; /* in order and apart */
    size_t pauses_count;
    int32_t *amended; /* facts */
    int32_t amended_count;
    int32_t *extended; /* the same */
    int32_t extended_count;
};

/* The spans of a life, its pauses, and what changes clocks later.  RETRY as clocks_of(). */
MUST_CHECK enum outcome clock_spans(struct clock_build *build, struct err *err);

/* The span that a fact belongs to. */
const struct clock_span *clock_span_of(const struct clock_build *build, int32_t fact);

/* Whether this happened by then; of a day without a time by its date. */
bool clock_is_by(const struct event *event, const struct deadline *deadline);

/* A clock that this fact starts, to be filled in: who holds it, and what stops it. */
struct clock *clock_begin(struct clock_build *build, enum clock_kind kind, int32_t started_by);

/* It stops with this fact. */
void clock_stop(struct clock *clock, int32_t fact, enum clock_end end);

/* Why a clock stops that waits for something else than this. */
enum clock_end clock_end_by(enum event_kind kind);

/* Who holds a stay; of an outside unit, which is told nothing, who accepted the case. */
struct party clock_holder(const struct clock_build *build, int32_t holding);
struct party clock_acceptor(const struct clock_build *build);

/* Now it is whole: it is dated and stays, when there is a row for it.  RETRY as clocks_of(). */
MUST_CHECK enum outcome clock_end(struct clock_build *build, struct clock *clock, struct err *err);

/* ---- clock_follow.c ---- */

/* Callbacks and rectifications of a span; all of a unit's year. */
MUST_CHECK enum outcome clock_follow(struct clock_build *build, const struct clock_span *span,
                                     struct err *err);
MUST_CHECK enum outcome clock_year(struct clock_build *build, struct err *err);

/* ---- clock_due.c ---- */

/* What starts such a clock by the row for the case as it was accepted. */
enum clock_start clock_start_of(const struct clock_build *build, enum clock_kind kind);

/*
 * What is said of a clock whose kind, facts and holder are there: its row, limit and due time, and
 * what it came to.  RETRY as clocks_of().
 */
MUST_CHECK enum outcome clock_settle(const struct clock_build *build, struct clock *clock,
                                     bool *has_row_out, struct err *err);

/* ---- clock_rungs.c ---- */

/* The rungs of a clock that is settled.  RETRY as clocks_of(). */
MUST_CHECK enum outcome clock_ring(const struct clock_build *build, struct clock *clock,
                                   struct err *err);

#endif
