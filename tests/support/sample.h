/*
 * sample -- an event of every kind with something in every field, made by the table of fields.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_SAMPLE_H
#define SHOUWEN_TESTS_SUPPORT_SAMPLE_H

#include "base/arena.h"
#include "core/event.h"

/* 2025-03-03T09:30:00+08:00, when all samples happened, and the broker's time of their records. */
#define SAMPLE_AT_US (INT64_C(1740965400) * 1000000)
#define SAMPLE_BROKER_US (SAMPLE_AT_US + 60 * INT64_C(1000000))

/*
 * Every field filled in (`full`), or only what is required.  Passes event_check(); the same for the
 * same arguments.  Lists and texts are in the arena, which must have room.
 */
struct event sample_of(enum event_kind kind, bool full, struct arena *arena);

#endif
