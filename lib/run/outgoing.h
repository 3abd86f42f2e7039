/*
 * outgoing -- a message as it is kept and sent: checked, encoded, and nothing behind it to ask.
 */
#ifndef SHOUWEN_RUN_OUTGOING_H
#define SHOUWEN_RUN_OUTGOING_H

#include "base/arena.h"
#include "core/citizen.h"

struct outgoing {
    enum topic topic;
    struct str key;
    struct str value; /* ptr NULL: a tombstone */
};

/*
 * What an event, or something of a citizen, is sent as; in the arena.  REJECT: the consumers' door
 * would refuse it, or it is too large.
 */
MUST_CHECK enum outcome outgoing_event(const struct event *event, struct arena *arena,
                                       struct outgoing *outgoing_out, struct err *err);
MUST_CHECK enum outcome outgoing_citizen(const struct citizen *citizen, struct arena *arena,
                                         struct outgoing *outgoing_out, struct err *err);

#endif
