/* clock_days -- see clock_days.h. */
#include "core/clock_days.h"

#include <assert.h>
#include <string.h>

#include "base/civil.h"
#include "core/deadline_walk.h"

enum clock_day {
#define CLOCK_DAY(NAME, letter, name, chinese) CLOCK_DAY_##NAME = (letter),
#include "core/clock_words.def"
};

enum { IN_PART = 1, OF_EXTENSION = 'A' - 'a' };

/* Days being told. */
struct telling {
    const struct calendar *calendar;
    int64_t first_day;
    size_t count;
    bool full; /* there are more */
    char letters[CLOCK_DAYS_MAX];
};

/* Rest days and moved ones ask for no pause. */
static int letter_of(const struct walked_day *day)
{
    static const char letters[WALKED_COUNT] = {
        [WALKED_START] = CLOCK_DAY_START,     [WALKED_COUNTED] = CLOCK_DAY_COUNTED,
        [WALKED_MAKE_UP] = CLOCK_DAY_MAKE_UP, [WALKED_REST] = CLOCK_DAY_REST,
        [WALKED_PAUSED] = CLOCK_DAY_PAUSED,   [WALKED_MOVED] = CLOCK_DAY_MOVED,
    };
    if (day->walked == WALKED_REST && day->day.exception != NULL)
        return CLOCK_DAY_OFF;
    bool may_be_in_part = day->walked == WALKED_START || day->walked == WALKED_COUNTED ||
                          day->walked == WALKED_MAKE_UP;
    return letters[day->walked] + (may_be_in_part && day->is_paused ? IN_PART : 0);
}

static void add(struct telling *telling, int letter)
{
    if (telling->count == CLOCK_DAYS_MAX)
        telling->full = true;
    else
        telling->letters[telling->count++] = (char) letter;
}

/* Its days behind those that are told: an extension opens on the day the limit before it ended. */
static void tell(struct telling *telling, const struct timing *timing, int shift)
{
    struct deadline_walk walk;
    struct walked_day day;
    deadline_walk_init(&walk, telling->calendar, timing);
    while (!telling->full && deadline_walk_next(&walk, &day)) {
        int64_t place = day.day.number - telling->first_day;
        assert(place <= (int64_t) telling->count);
        if (place == (int64_t) telling->count)
            add(telling, letter_of(&day) + shift);
    }
}

static void tell_all(struct telling *telling, const struct clock *clock)
{
    const struct deadline *from = &clock->base;
    int64_t start_day = civil_day_of(clock->timing.start_us);
    for (int64_t day = telling->first_day; day < start_day && !telling->full; day++)
        add(telling, CLOCK_DAY_BEFORE);
    tell(telling, &clock->timing, 0);
    for (int32_t i = 0; i < clock->extensions_count && from->due_us != DEADLINE_NEVER_US; i++) {
        tell(telling, &clock->extensions[i].timing, OF_EXTENSION);
        from = &clock->extensions[i].deadline;
    }
}

bool clock_days(const struct clock *clock, const struct calendar *calendar, struct arena *arena,
                struct str *days_out)
{
    struct telling telling = {
        .calendar = calendar,
        .first_day = civil_day_of(clock->started_us),
    };
    bool is_long = clock->deadline.day != DAY_NONE &&
                   clock->deadline.day - telling.first_day >= CLOCK_DAYS_MAX;
    *days_out = (struct str) {0};
    if (clock->is_due_ordered || is_long)
        return true;
    tell_all(&telling, clock);
    if (telling.full)
        return true;
    char *letters = arena_alloc(arena, telling.count);
    if (letters == NULL)
        return false;
    memcpy(letters, telling.letters, telling.count);
    *days_out = (struct str) {.ptr = letters, .len = telling.count};
    return true;
}
