/*
 * alert_explain -- why a clock is due when it is, in one line of Chinese for an alert.
 *
 *     办结限7个工作日，2025-03-03 10:00起算，停2天，2025-03-14 24:00到期（政策sichuan-2025
 * v1，日历v5，暂定）
 *
 * From what a clock's row says, so of codes and times only; day by day the verb explain says it.
 */
#ifndef SHOUWEN_OFFICE_ALERT_EXPLAIN_H
#define SHOUWEN_OFFICE_ALERT_EXPLAIN_H

#include "core/limit.h"
#include "core/policy.h"

struct alert_basis {
    enum clock_kind clock;
    struct limit limit; /* without a unit: none is told */
    int64_t started_at_us;
    int64_t due_at_us;  /* 0: a pause holds it */
    struct str days;    /* of core/clock_days, for how many it was paused; '': not known */
    int32_t extensions; /* that count */
    bool is_ordered;    /* an order says when it is due */
    bool is_provisional;
    struct str policy;
    int64_t policy_version;
    int64_t calendar_version;
};

/* In the arena; at most ALERT_EXPLANATION_BYTES_MAX bytes of codes as the door lets them in. RETRY:
 * the arena is full. */
MUST_CHECK enum outcome alert_explain(const struct alert_basis *basis, struct arena *arena,
                                      struct str *line_out, struct err *err);

/* "2025-03-14 24:00": to the minute; midnight belongs to the day that it ends when it `ends` one.
 */
enum { ALERT_TIME_MAX = 48 };
const char *alert_time(int64_t at_us, bool ends, char text_out[ALERT_TIME_MAX]);

#endif
