/*
 * alert -- that a rung of a clock has rung, or that an alert of one does not hold.
 *
 * What the topic says and what schema alert keeps are this.  An alert's id follows from whose rung
 * it is, when that clock is due, and how many alerts of the same were cleared before, so that
 * deciding it again is the same alert.  Pure; everything is borrowed.
 */
#ifndef SHOUWEN_CORE_ALERT_H
#define SHOUWEN_CORE_ALERT_H

#include "core/event.h"
#include "core/policy.h"

enum alert_kind { ALERT_RAISED = 1, ALERT_CLEARED, ALERT_KINDS_END };

enum alert_flag {
#define ALERT_FLAG(NAME, name, chinese) ALERT_##NAME,
#include "core/alert_words.def"
    ALERT_FLAGS_COUNT
};

/* Why an alert does not hold. */
enum clear_reason {
    CLEAR_NONE,
#define CLEAR_REASON(NAME, name, chinese) CLEAR_##NAME,
#include "core/alert_words.def"
    CLEAR_REASONS_END
};

enum {
    ALERT_RECIPIENTS_MAX = 64,
    ALERT_UNITS_ABOVE_MAX = UNIT_TREE_LEVELS_MAX,
    ALERT_EXPLANATION_BYTES_MAX = 1024,
};

struct alert_recipient {
    enum recipient post;
    struct party party; /* person '': the office as such, or nobody holds the post */
    bool is_copy;
};

struct alert {
    enum alert_kind kind;
    struct uuid id; /* of a Cleared its own */

    struct uuid subject;
    enum subject_kind subject_kind;
    struct str case_source;
    struct str case_number;

    enum clock_kind clock;
    struct uuid started_by; /* event */
    struct str rung;        /* its name in the ladder */
    enum rung_level level;
    int64_t rings_at_us;
    int64_t due_at_us;      /* 0: a pause holds the clock */
    int64_t cleared_before; /* alerts of the same rung and due time */
    int64_t raised_at_us;   /* when it was decided */

    struct party holder;
    struct party receiver;
    struct str accepted_unit;
    struct codes units_above;                 /* of the holder's unit, the nearest first */
    const struct alert_recipient *recipients; /* those who have a copy behind the others */
    size_t recipients_count;
    uint32_t flags; /* set of enum alert_flag */

    bool is_provisional;
    struct str policy;
    int64_t policy_version;
    int64_t calendar_version;
    int64_t rules_version;
    struct uuid supersedes; /* the cleared alert of that clock and rung; zero: none */
    struct str explanation; /* one line, in Chinese, of codes and times only */

    /* of a Cleared; all the above is what the alert said that it clears */
    struct uuid clears;
    enum clear_reason reason;
    int64_t cleared_at_us;
};

/* The id of a Raised, from its key and cleared_before. */
struct uuid alert_id(const struct alert *alert);

/* The id of the Cleared that clears the alert of this id. */
struct uuid alert_clear_id(struct uuid alert_id);

#endif
