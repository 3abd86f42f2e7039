/* recent_ids -- have we met this id lately?  Remembers at least the last `max` different ones, and
 * at most twice as many. */
#ifndef SHOUWEN_RUN_RECENT_IDS_H
#define SHOUWEN_RUN_RECENT_IDS_H

#include "run/uuid_set.h"

struct recent_ids {
    size_t max;
    struct uuid_set now;
    struct uuid_set before; /* as many again, when `now` became full */
};

void recent_ids_done(struct recent_ids *recent);

/* As uuid_set_add(). */
MUST_CHECK enum outcome recent_ids_add(struct recent_ids *recent, const struct uuid *id,
                                       bool *was_in_out, struct err *err);

#endif
