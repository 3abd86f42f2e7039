/* limit -- see limit.h. */
#include "office/limit.h"

#include <assert.h>

#include "core/deadline.h"

static_assert((int64_t) LIMIT_MINUTES_MAX <= (int64_t) DEADLINE_AMOUNT_MAX,
              "every limit is one the core counts");

static const char *const words[LIMIT_UNITS_END] = {
    [LIMIT_UNIT_MINUTE] = "min",      [LIMIT_UNIT_WORKING_MINUTE] = "wmin",
    [LIMIT_UNIT_HALF_DAY] = "hd",     [LIMIT_UNIT_WORKING_DAY] = "wd",
    [LIMIT_UNIT_CALENDAR_DAY] = "cd",
};

const char *limit_unit_word(enum limit_unit unit)
{
    assert(unit >= LIMIT_UNIT_MINUTE && unit < LIMIT_UNITS_END);
    return words[unit];
}

bool limit_unit_read(struct str text, enum limit_unit *unit_out)
{
    for (enum limit_unit unit = LIMIT_UNIT_MINUTE; unit < LIMIT_UNITS_END; unit++) {
        if (!str_eq(text, str_from(words[unit])))
            continue;
        *unit_out = unit;
        return true;
    }
    return false;
}

const char *limit_amount_wrong(int64_t amount, enum limit_unit unit)
{
    bool is_minutes = unit == LIMIT_UNIT_MINUTE || unit == LIMIT_UNIT_WORKING_MINUTE;
    if (amount >= 1 && amount <= (is_minutes ? LIMIT_MINUTES_MAX : LIMIT_DAYS_MAX))
        return NULL;
    return is_minutes ? "must be from 1 to 1000000 minutes" : "must be from 1 to 10000 days";
}

const char *limit_read(struct str text, int64_t *amount_out, enum limit_unit *unit_out)
{
    int64_t amount = 0;
    enum limit_unit unit = LIMIT_UNIT_MINUTE;
    struct str rest = text;
    for (; rest.len > 0 && *rest.ptr >= '0' && *rest.ptr <= '9'; rest.ptr++, rest.len--)
        if (amount <= LIMIT_MINUTES_MAX) /* more than that is too much already */
            amount = 10 * amount + (*rest.ptr - '0');
    bool has_amount = rest.len < text.len;
    for (; rest.len > 0 && *rest.ptr == ' '; rest.ptr++)
        rest.len--;
    if (!has_amount || !limit_unit_read(rest, &unit))
        return "is no limit like 5wd (min, wmin, hd, wd or cd)";
    const char *wrong = limit_amount_wrong(amount, unit);
    if (wrong != NULL)
        return wrong;
    *amount_out = amount;
    *unit_out = unit;
    return NULL;
}
