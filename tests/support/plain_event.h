/* plain_event -- the plainest events of one case, for tests of what holds or carries them. */
#ifndef SHOUWEN_TESTS_SUPPORT_PLAIN_EVENT_H
#define SHOUWEN_TESTS_SUPPORT_PLAIN_EVENT_H

#include "base/arena.h"
#include "core/event.h"

/* The subject they are of. */
extern const struct uuid plain_subject;

/* An event whose id ends in `id` and which happened `second` seconds into 2024. */
struct event *plain_event(struct arena *arena, unsigned id, enum event_kind kind, int64_t second);

#endif
