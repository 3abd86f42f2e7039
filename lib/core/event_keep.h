/*
 * event_keep -- an event of one's own, made from a borrowed one.
 *
 * Decoding leaves four times as much in its arena as the event is long; what is to live until the
 * batch is written is copied out of it, compactly, and the rest is forgotten.
 */
#ifndef SHOUWEN_CORE_EVENT_KEEP_H
#define SHOUWEN_CORE_EVENT_KEEP_H

#include "base/arena.h"
#include "base/err.h"
#include "core/event.h"

/* `kept_out` is `event`, but borrows from `arena` only.  RETRY: the arena is full. */
MUST_CHECK enum outcome event_keep(const struct event *event, struct arena *arena,
                                   struct event *kept_out, struct err *err);

#endif
