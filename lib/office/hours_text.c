/* hours_text -- see hours_text.h. */
#include "office/hours_text.h"

#include <stdio.h>
#include <string.h>

static bool take_text(struct str *text, const char *wanted)
{
    size_t len = strlen(wanted);
    if (text->len < len || memcmp(text->ptr, wanted, len) != 0)
        return false;
    text->ptr += len;
    text->len -= len;
    return true;
}

static bool take_any(struct str *text, const char *const *wanted)
{
    for (; *wanted != NULL; wanted++)
        if (take_text(text, *wanted))
            return true;
    return false;
}

static bool take_digit(struct str *text, int32_t *number)
{
    if (text->len == 0 || text->ptr[0] < '0' || text->ptr[0] > '9')
        return false;
    *number = 10 * *number + (text->ptr[0] - '0');
    text->ptr++;
    text->len--;
    return true;
}

static bool take_clock(struct str *text, int32_t *min_out)
{
    int32_t hour = 0;
    int32_t minute = 0;
    if (!take_digit(text, &hour))
        return false;
    (void) take_digit(text, &hour);
    if (!take_text(text, ":") || !take_digit(text, &minute) || !take_digit(text, &minute))
        return false;
    *min_out = 60 * hour + minute;
    return minute <= 59 && *min_out <= HOURS_DAY_MINUTES;
}

/* NULL, or what is wrong with the interval behind the others. */
static const char *add_interval(struct hours *hours, int32_t open_min, int32_t close_min)
{
    if (hours->count == HOURS_INTERVALS_MAX)
        return "has more than 4 intervals";
    if (open_min == close_min)
        return "has an empty interval";
    if (open_min > close_min)
        return "crosses midnight";
    if (hours->count > 0 && open_min < hours->intervals[hours->count - 1].open_min)
        return "is not in the order of the day";
    if (hours->count > 0 && open_min < hours->intervals[hours->count - 1].close_min)
        return "has intervals that overlap";
    hours->intervals[hours->count].open_min = open_min;
    hours->intervals[hours->count++].close_min = close_min;
    return NULL;
}

const char *hours_text_read(struct str text, struct hours *hours)
{
    static const char *const dashes[] = {"-", "~", "–", "—", "至", NULL};
    static const char *const gaps[] = {" ", ",", ";", "、", "/", NULL};
    while (text.len > 0) {
        int32_t open_min = 0;
        int32_t close_min = 0;
        if (!take_clock(&text, &open_min) || !take_any(&text, dashes) ||
            !take_clock(&text, &close_min))
            return "is no list of hours like 09:00-12:00 13:00-17:00";
        const char *wrong = add_interval(hours, open_min, close_min);
        if (wrong != NULL)
            return wrong;
        while (take_any(&text, gaps))
            ;
    }
    return NULL;
}

const char *hours_text(const struct hours *hours, char text_out[HOURS_TEXT_MAX])
{
    int len = 0;
    text_out[0] = '\0';
    for (size_t i = 0; i < hours->count; i++) {
        int open_min = hours->intervals[i].open_min;
        int close_min = hours->intervals[i].close_min;
        len += snprintf(text_out + len, (size_t) (HOURS_TEXT_MAX - len), "%s%02d:%02d-%02d:%02d",
                        i == 0 ? "" : " ", open_min / 60, open_min % 60, close_min / 60,
                        close_min % 60);
    }
    return text_out;
}
