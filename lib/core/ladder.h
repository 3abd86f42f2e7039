/*
 * ladder -- the rungs of a clock: who is told what, and when, before and after it is due.
 *
 * Data only.  The instants follow from a calendar and a policy's row in core/clock.  A rung that
 * would not come after its clock's start is skipped.
 */
#ifndef SHOUWEN_CORE_LADDER_H
#define SHOUWEN_CORE_LADDER_H

#include "core/limit.h"

enum rung_level {
#define RUNG_LEVEL(NAME, name, chinese) RUNG_LEVEL_##NAME,
#include "core/policy_words.def"
    RUNG_LEVELS_COUNT
};

enum rung_condition {
#define RUNG_CONDITION(NAME, name, chinese) RUNG_CONDITION_##NAME,
#include "core/policy_words.def"
    RUNG_CONDITIONS_COUNT
};

/* A set of them is a uint32_t of SET_OF(). */
enum recipient {
#define RECIPIENT(NAME, name, chinese) RECIPIENT_##NAME,
#include "core/policy_words.def"
    RECIPIENTS_COUNT
};

enum rung_base {
    RUNG_FROM_START,
    RUNG_FROM_DUE,
    RUNG_FROM_RUNG, /* the rung above in the ladder */
    RUNG_AT_PERCENT /* of the limit */
};

enum {
    RUNG_NO_MINUTE = -1,
    RUNG_HOLD_DAYS = 5,
};

/* Where a rung stands: 90%, due, due-1wd@09:00, rung+5wd, start+20min. */
struct rung_offset {
    enum rung_base base;
    int64_t amount;       /* of `unit` after the base, before it when negative; or percent */
    enum limit_unit unit; /* 0: the base itself */
    int32_t minute;       /* of the day that this leads to; RUNG_NO_MINUTE: as the count ends */
};

enum rung_offset_fault {
    RUNG_OFFSET_FINE,
    RUNG_OFFSET_SYNTAX,
    RUNG_OFFSET_AMOUNT,  /* as limit_parse() has it */
    RUNG_OFFSET_PERCENT, /* not 1 to 100 */
    RUNG_OFFSET_BEFORE,  /* before the start, or before the rung above */
    RUNG_OFFSET_MINUTE,  /* a time of day where it counts no whole days, or none that exists */
    RUNG_OFFSET_FAULTS_COUNT
};

struct rung {
    struct str name; /* by which alerts tell it; one of its ladder's */
    enum rung_level level;
    struct rung_offset offset;
    int64_t days_min; /* only for limits of so many days (limit_days()) and more … */
    int64_t days_max; /* … and at most so many; 0: whatever the limit */
    uint32_t recipients;
    uint32_t copies;
    bool heeds_quiet_hours; /* outside working hours it waits until work begins */
    enum rung_condition condition;
    /* Sources whose books are imported in batches: of their matters it waits until an import covers
     * the due time, at most RUNG_HOLD_DAYS working days from then. */
    const struct str *batch_sources;
    size_t batch_sources_count;
};

struct ladder {
    struct str name;
    const struct rung *rungs; /* in order */
    size_t count;
};

/* `offset_out` is untouched unless it is fine. */
enum rung_offset_fault rung_offset_parse(struct str text, struct rung_offset *offset_out);
const char *rung_offset_fault_words(enum rung_offset_fault fault);

/* Is this rung one of those of such a limit? */
bool rung_is_for(const struct rung *rung, struct limit limit);

/* Does it wait for an import of this source? */
bool rung_is_of_batches(const struct rung *rung, struct str source);

#endif
