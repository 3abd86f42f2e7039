/* told -- see told.h. */
#include "wire/told.h"

#include "wire/citizen_json.h"
#include "wire/event_json.h"

enum outcome told_from_json(struct str json, int64_t now_us, struct arena *arena,
                            struct told *told_out, struct err *err)
{
    told_out->is_citizen = false;
    enum outcome outcome = event_from_json(json, now_us, arena, &told_out->event, err);
    if (outcome != REJECT || err->reason != REASON_UNKNOWN_KIND)
        return outcome;
    struct err why = *err;
    told_out->is_citizen = true;
    outcome = citizen_from_json(json, now_us, arena, &told_out->citizen, err);
    if (outcome == REJECT && err->reason == REASON_UNKNOWN_KIND)
        *err = why;
    return outcome;
}
