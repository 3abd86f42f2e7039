/*
 * told -- what a line of JSON tells: an event, or something of a citizen.
 */
#ifndef SHOUWEN_WIRE_TOLD_H
#define SHOUWEN_WIRE_TOLD_H

#include "base/arena.h"
#include "core/citizen.h"

struct told {
    bool is_citizen;
    union {
        struct event event;
        struct citizen citizen;
    };
};

/* By event_from_json(), or by citizen_from_json() when it is none of the kinds of event; their
 * outcomes. */
MUST_CHECK enum outcome told_from_json(struct str json, int64_t now_us, struct arena *arena,
                                       struct told *told_out, struct err *err);

/* The two halves of it, for who changes an event's codes in between; see event_json.h. */
MUST_CHECK enum outcome told_json_read(struct str json, int64_t now_us, struct arena *arena,
                                       struct told *told_out, struct err *err);
MUST_CHECK enum outcome told_json_finish(struct told *told, int64_t now_us, struct arena *arena,
                                         struct err *err);

#endif
