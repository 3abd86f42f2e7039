/* ladder -- see ladder.h. */
#include "core/ladder.h"

#include <assert.h>
#include <string.h>

static const char *const fault_words[RUNG_OFFSET_FAULTS_COUNT] = {
    [RUNG_OFFSET_FINE] = "is fine",
    [RUNG_OFFSET_SYNTAX] = "is nothing like 90%, due, due-1wd@09:00, rung+5wd, start+20min",
    [RUNG_OFFSET_AMOUNT] = "has an amount that is none from 1 to 10,000 with a unit, like 1wd",
    [RUNG_OFFSET_PERCENT] = "is no percentage from 1 to 100",
    [RUNG_OFFSET_BEFORE] = "comes before what it counts from",
    [RUNG_OFFSET_MINUTE] = "has a time of day, which wants whole days, 00:00 to 23:59",
};

static struct str behind(struct str text, size_t len)
{
    return (struct str) {.ptr = text.ptr + len, .len = text.len - len};
}

/* Two digits; -1 when they are none. */
static int32_t two_digits(const char *at)
{
    bool are_digits = at[0] >= '0' && at[0] <= '9' && at[1] >= '0' && at[1] <= '9';
    return are_digits ? (at[0] - '0') * 10 + (at[1] - '0') : -1;
}

/* "09:00" */
static bool parse_minute(struct str text, int32_t *minute_out)
{
    if (text.len != 5 || text.ptr[2] != ':')
        return false;
    int32_t hours = two_digits(text.ptr);
    int32_t minutes = two_digits(text.ptr + 3);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return false;
    *minute_out = hours * 60 + minutes;
    return true;
}

static enum rung_offset_fault parse_percent(struct str text, struct rung_offset *offset)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return RUNG_OFFSET_SYNTAX;
        if (offset->amount <= 100)
            offset->amount = offset->amount * 10 + (text.ptr[i] - '0');
    }
    offset->base = RUNG_AT_PERCENT;
    return offset->amount < 1 || offset->amount > 100 ? RUNG_OFFSET_PERCENT : RUNG_OFFSET_FINE;
}

/* "+5wd", "-1wd", or nothing. */
static enum rung_offset_fault parse_amount(struct str text, struct rung_offset *offset)
{
    struct limit limit;
    if (text.len == 0)
        return RUNG_OFFSET_FINE;
    if (text.ptr[0] != '+' && text.ptr[0] != '-')
        return RUNG_OFFSET_SYNTAX;
    if (limit_parse(behind(text, 1), &limit) != LIMIT_FINE)
        return RUNG_OFFSET_AMOUNT;
    offset->amount = text.ptr[0] == '-' ? -limit.amount : limit.amount;
    offset->unit = limit.unit;
    return offset->amount < 0 && offset->base != RUNG_FROM_DUE ? RUNG_OFFSET_BEFORE
                                                               : RUNG_OFFSET_FINE;
}

static enum rung_offset_fault parse_behind_base(struct str text, struct rung_offset *offset)
{
    const char *sign = text.len == 0 ? NULL : memchr(text.ptr, '@', text.len);
    struct str amount = {.ptr = text.ptr,
                         .len = sign == NULL ? text.len : (size_t) (sign - text.ptr)};
    enum rung_offset_fault fault = parse_amount(amount, offset);
    if (fault != RUNG_OFFSET_FINE || sign == NULL)
        return fault;
    bool has_days = offset->unit == 0 || offset->unit == LIMIT_UNIT_WORKING_DAY ||
                    offset->unit == LIMIT_UNIT_CALENDAR_DAY;
    return has_days && parse_minute(behind(text, amount.len + 1), &offset->minute)
               ? RUNG_OFFSET_FINE
               : RUNG_OFFSET_MINUTE;
}

enum rung_offset_fault rung_offset_parse(struct str text, struct rung_offset *offset_out)
{
    static const struct str bases[] = {
        [RUNG_FROM_START] = {"start", 5},
        [RUNG_FROM_DUE] = {"due", 3},
        [RUNG_FROM_RUNG] = {"rung", 4},
    };
    struct rung_offset offset = {.minute = RUNG_NO_MINUTE};
    enum rung_offset_fault fault = RUNG_OFFSET_SYNTAX;
    if (text.len > 0 && text.ptr[text.len - 1] == '%')
        fault = parse_percent(text, &offset);
    for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
        if (text.len < bases[i].len || memcmp(text.ptr, bases[i].ptr, bases[i].len) != 0)
            continue;
        offset.base = (enum rung_base) i;
        fault = parse_behind_base(behind(text, bases[i].len), &offset);
    }
    if (fault == RUNG_OFFSET_FINE)
        *offset_out = offset;
    return fault;
}

const char *rung_offset_fault_words(enum rung_offset_fault fault)
{
    assert(fault < RUNG_OFFSET_FAULTS_COUNT);
    return fault_words[fault];
}

bool rung_is_for(const struct rung *rung, struct limit limit)
{
    int64_t days = limit_days(limit);
    return days >= rung->days_min && (rung->days_max == 0 || days <= rung->days_max);
}

bool rung_is_of_batches(const struct rung *rung, struct str source)
{
    for (size_t i = 0; i < rung->batch_sources_count; i++)
        if (str_eq(rung->batch_sources[i], source))
            return true;
    return false;
}
