/* office -- see office.h. */
#include "office.h"

#include <assert.h>

#include "base/civil.h"

enum { OPENS_S = 9 * 3600, MORNING_S = 3 * 3600, LUNCH_S = 3600 };

static const struct {
    int month;
    int first;
    int last;
} holidays[] = {{1, 1, 1}, {4, 4, 5}, {5, 1, 3}, {10, 1, 5}};

bool office_is_open(int64_t day)
{
    int weekday = civil_weekday(day);
    struct civil_date date = civil_date_of(day);
    for (size_t i = 0; i < sizeof(holidays) / sizeof(holidays[0]); i++)
        if (date.month == holidays[i].month && date.day >= holidays[i].first &&
            date.day <= holidays[i].last)
            return false;
    return weekday != 0 && weekday != 6;
}

int64_t office_at(int64_t day, int64_t work_s)
{
    assert(work_s >= 0 && work_s < OFFICE_DAY_S);
    int64_t clock_s = OPENS_S + work_s + (work_s < MORNING_S ? 0 : LUNCH_S);
    return civil_start_of(day) + clock_s * CIVIL_SECOND_US;
}

/* How much of its day's work is done at this instant: 0 to OFFICE_DAY_S. */
static int64_t done_s(int64_t at_us)
{
    int64_t clock_s = (at_us - civil_start_of(civil_day_of(at_us))) / CIVIL_SECOND_US - OPENS_S;
    if (clock_s < 0)
        return 0;
    if (clock_s > MORNING_S)
        clock_s = clock_s < MORNING_S + LUNCH_S ? MORNING_S : clock_s - LUNCH_S;
    return clock_s < OFFICE_DAY_S ? clock_s : OFFICE_DAY_S;
}

int64_t office_after(int64_t at_us, int64_t work_s)
{
    int64_t day = civil_day_of(at_us);
    int64_t at_s = work_s + (office_is_open(day) ? done_s(at_us) : OFFICE_DAY_S);
    while (at_s >= OFFICE_DAY_S) {
        at_s -= OFFICE_DAY_S;
        do {
            day++;
        } while (!office_is_open(day));
    }
    return office_at(day, at_s);
}
