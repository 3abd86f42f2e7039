/* draft -- see draft.h. */
#include "office/draft.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"

enum { NUMBER_TEXT_MAX = 24, MINUTE_US = 60000000, HOUR_MINUTES = 60 };

void draft_begin(struct draft *draft, struct arena *arena)
{
    *draft = (struct draft) {.arena = arena};
}

void draft_put(struct draft *draft, struct str text)
{
    if (text.len == 0)
        return;
    char *at = arena_alloc_bytes(draft->arena, text.len);
    if (at == NULL)
        return;
    memcpy(at, text.ptr, text.len);
    if (draft->start == NULL)
        draft->start = at;
    draft->len += text.len;
}

void draft_word(struct draft *draft, const char *text)
{
    draft_put(draft, str_from(text));
}

void draft_number(struct draft *draft, int64_t number)
{
    char text[NUMBER_TEXT_MAX];
    (void) snprintf(text, sizeof(text), "%" PRId64, number);
    draft_word(draft, text);
}

void draft_day(struct draft *draft, int64_t day)
{
    struct civil_date date = civil_date_of(day);
    draft_number(draft, date.year);
    draft_word(draft, "年");
    draft_number(draft, date.month);
    draft_word(draft, "月");
    draft_number(draft, date.day);
    draft_word(draft, "日");
}

void draft_time(struct draft *draft, int64_t at_us, enum precision precision)
{
    if (at_us == 0)
        return;
    int64_t day = civil_day_of(at_us);
    draft_day(draft, day);
    if (precision == PRECISION_DAY)
        return;
    int minutes = (int) ((at_us - civil_start_of(day)) / MINUTE_US);
    char clock[NUMBER_TEXT_MAX];
    (void) snprintf(clock, sizeof(clock), " %02d:%02d", minutes / HOUR_MINUTES,
                    minutes % HOUR_MINUTES);
    draft_word(draft, clock);
}

struct str draft_text(const struct draft *draft)
{
    return (struct str) {.ptr = draft->start, .len = draft->len};
}
