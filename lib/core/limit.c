/* limit -- see limit.h. */
#include "core/limit.h"

#include <assert.h>

#include "core/deadline.h"

enum { DAYS_MAX = 10000, MINUTES_MAX = DEADLINE_AMOUNT_MAX };

/* A working day is nominally 420 minutes, as its hours are unless an office says others. */
static const struct {
    const char *name;
    int64_t of_a_day;
    int64_t amount_max;
} units[LIMIT_UNITS_END] = {
    [LIMIT_UNIT_MINUTE] = {"min", 1440, MINUTES_MAX},
    [LIMIT_UNIT_WORKING_MINUTE] = {"wmin", 420, MINUTES_MAX},
    [LIMIT_UNIT_HALF_DAY] = {"hd", 2, DAYS_MAX},
    [LIMIT_UNIT_WORKING_DAY] = {"wd", 1, DAYS_MAX},
    [LIMIT_UNIT_CALENDAR_DAY] = {"cd", 1, DAYS_MAX},
};

static const char *const fault_words[LIMIT_FAULTS_COUNT] = {
    [LIMIT_FINE] = "is fine",
    [LIMIT_SYNTAX] = "is no whole number with a unit behind it, like 7wd",
    [LIMIT_UNKNOWN_UNIT] = "has a unit that is none of min, wmin, hd, wd, cd",
    [LIMIT_TOO_SMALL] = "is less than 1",
    [LIMIT_TOO_LARGE] = "is more than 10,000 days or half days, or 1,000,000 minutes",
};

const char *limit_unit_name(enum limit_unit unit)
{
    assert(unit > 0 && unit < LIMIT_UNITS_END);
    return units[unit].name;
}

bool limit_unit_from(struct str name, enum limit_unit *unit_out)
{
    for (enum limit_unit unit = LIMIT_UNIT_MINUTE; unit < LIMIT_UNITS_END; unit++) {
        if (!str_eq(name, str_from(units[unit].name)))
            continue;
        *unit_out = unit;
        return true;
    }
    return false;
}

enum limit_fault limit_parse(struct str text, struct limit *limit_out)
{
    struct limit limit = {.amount = 0};
    bool is_negative = text.len > 0 && text.ptr[0] == '-';
    size_t first = is_negative ? 1 : 0;
    size_t at = first;
    for (; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9'; at++)
        if (limit.amount <= MINUTES_MAX) /* more than that is too much already */
            limit.amount = limit.amount * 10 + (text.ptr[at] - '0');
    bool has_amount = at > first;
    while (at < text.len && text.ptr[at] == ' ')
        at++;
    if (!has_amount || at == text.len)
        return LIMIT_SYNTAX;
    struct str name = {.ptr = text.ptr + at, .len = text.len - at};
    if (!limit_unit_from(name, &limit.unit))
        return LIMIT_UNKNOWN_UNIT;
    if (is_negative || limit.amount == 0)
        return LIMIT_TOO_SMALL;
    if (limit.amount > units[limit.unit].amount_max)
        return LIMIT_TOO_LARGE;
    *limit_out = limit;
    return LIMIT_FINE;
}

const char *limit_fault_words(enum limit_fault fault)
{
    assert(fault < LIMIT_FAULTS_COUNT);
    return fault_words[fault];
}

bool limit_is_fine(struct limit limit)
{
    return limit.amount > 0 && limit.amount <= units[limit.unit].amount_max;
}

int64_t limit_days(struct limit limit)
{
    return limit.unit == 0 ? 0 : limit.amount / units[limit.unit].of_a_day;
}
