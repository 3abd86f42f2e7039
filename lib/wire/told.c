/* told -- see told.h. */
#include "wire/told.h"

#include "wire/citizen_json.h"
#include "wire/event_json.h"

enum outcome told_json_read(struct str json, int64_t now_us, struct arena *arena,
                            struct told *told_out, struct err *err)
{
    told_out->is_citizen = false;
    enum outcome outcome = event_json_read(json, arena, &told_out->event, err);
    if (outcome != REJECT || err->reason != REASON_UNKNOWN_KIND)
        return outcome;
    struct err why = *err;
    told_out->is_citizen = true;
    outcome = citizen_from_json(json, now_us, arena, &told_out->citizen, err);
    if (outcome == REJECT && err->reason == REASON_UNKNOWN_KIND)
        *err = why;
    return outcome;
}

enum outcome told_json_finish(struct told *told, int64_t now_us, struct arena *arena,
                              struct err *err)
{
    return told->is_citizen ? OK : event_json_finish(&told->event, now_us, arena, err);
}

enum outcome told_from_json(struct str json, int64_t now_us, struct arena *arena,
                            struct told *told_out, struct err *err)
{
    size_t mark = arena_mark(arena);
    enum outcome outcome = told_json_read(json, now_us, arena, told_out, err);
    if (outcome == OK)
        outcome = told_json_finish(told_out, now_us, arena, err);
    if (outcome == REJECT)
        arena_rewind(arena, mark);
    return outcome;
}
