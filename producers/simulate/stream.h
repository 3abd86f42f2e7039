/*
 * stream -- the log of the whole city, event by event, in the order they come in.
 *
 * Cases are made in the order they begin and wait, packed, until what is left of them is due; a
 * heap has the next event of each.  At most STREAM_TALES_MAX wait: when there are more, the one
 * that is next goes on, however early, so that memory does not grow with the number of cases.  A
 * case's own events keep their order.
 */
#ifndef SHOUWEN_SIMULATE_STREAM_H
#define SHOUWEN_SIMULATE_STREAM_H

#include "tale.h"

enum { STREAM_TALES_MAX = 16384 };

struct waiting; /* a tale that was begun: its events, packed, and which is next */

struct stream {
    const struct tale_plan *plan;
    struct tale tale;    /* the one being made */
    struct arena making; /* what it borrows */
    struct arena giving; /* what the event given out borrows */
    struct waiting *tales;
    uint32_t *heap; /* indexes of `tales`, the next to go on first */
    uint32_t *free;
    size_t heap_count;
    size_t free_count;
    unsigned char *given_last; /* of a tale that has come to its end */
    uint64_t cases_made;
    uint64_t tales_made;
    uint64_t start_of; /* 1 + the case that begins at `start_us` */
    int64_t start_us;
    int64_t month; /* the next whose units speak: year * 12 + month - 1 … */
    int32_t unit;  /* … from this one on */
    uint64_t months_made;
    bool is_closed; /* the last month's books are reported */
    uint32_t *rows; /* by section: cases accepted in it since the last month */
};

/* FATAL: no memory.  The plan is borrowed. */
MUST_CHECK enum outcome stream_init(struct stream *stream, const struct tale_plan *plan,
                                    struct err *err);
void stream_done(struct stream *stream);

/* The next event, borrowed until the next call; or the end.  FATAL: no memory. */
MUST_CHECK enum outcome stream_next(struct stream *stream, struct told *told_out, bool *is_end_out,
                                    struct err *err);

#endif
