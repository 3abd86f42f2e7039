/*
 * event_id -- which id an event made here gets.
 *
 * What a source can send again (it has a source_ref) gets the same id each time: version 5 over
 * source, source_ref, kind and content, as proto/shouwen/v1/header.proto describes for all
 * languages.  The rest get version 7.
 */
#ifndef SHOUWEN_WIRE_EVENT_ID_H
#define SHOUWEN_WIRE_EVENT_ID_H

#include "base/arena.h"
#include "core/event.h"

/*
 * Set event->id, of an event that went through event_settle(); its id, recorded_at and
 * correlation_id have no part in it.  `now_us` is for version 7.  RETRY: the arena is full.
 */
MUST_CHECK enum outcome event_id_set(struct event *event, int64_t now_us, struct arena *arena,
                                     struct err *err);

#endif
