/* book_time -- see book_time.h. */
#include "run/book_time.h"

#include <string.h>

#include "base/civil.h"

/* What is left to read. */
struct reading {
    const char *at;
    const char *end;
};

static bool take_text(struct reading *reading, const char *text)
{
    size_t len = strlen(text);
    if ((size_t) (reading->end - reading->at) < len || memcmp(reading->at, text, len) != 0)
        return false;
    reading->at += len;
    return true;
}

/* A number of `least` to `most` digits. */
static bool take_number(struct reading *reading, int least, int most, int *number_out)
{
    int number = 0;
    int digits = 0;
    while (digits < most && reading->at < reading->end && *reading->at >= '0' &&
           *reading->at <= '9') {
        number = 10 * number + (*reading->at++ - '0');
        digits++;
    }
    *number_out = number;
    return digits >= least;
}

static bool take_date(struct reading *reading, struct civil_date *date_out)
{
    static const char *const separators[][3] = {
        {"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"年", "月", "日"}};
    int year = 0;
    int month = 0;
    int day = 0;
    if (!take_number(reading, 4, 4, &year))
        return false;
    size_t style = 0;
    while (style < 4 && !take_text(reading, separators[style][0]))
        style++;
    if (style == 4 || !take_number(reading, 1, 2, &month) ||
        !take_text(reading, separators[style][1]) || !take_number(reading, 1, 2, &day) ||
        !take_text(reading, separators[style][2]))
        return false;
    *date_out = (struct civil_date) {.year = year, .month = month, .day = day};
    return true;
}

/* ".250" as microseconds; what is finer must be 0. */
static bool take_fraction(struct reading *reading, int64_t *us_out)
{
    int64_t us = 0;
    int64_t unit = CIVIL_SECOND_US / 10;
    if (!take_text(reading, "."))
        return true;
    const char *start = reading->at;
    for (; reading->at < reading->end && *reading->at >= '0' && *reading->at <= '9';
         reading->at++, unit /= 10) {
        if (unit == 0 && *reading->at != '0')
            return false;
        us += unit * (*reading->at - '0');
    }
    *us_out += us;
    return reading->at > start && reading->at - start <= 9;
}

static bool take_clock(struct reading *reading, int64_t *us_out)
{
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!take_number(reading, 1, 2, &hour))
        return false;
    bool is_chinese = !take_text(reading, ":");
    if (is_chinese && !take_text(reading, "时") && !take_text(reading, "点"))
        return false;
    if (!take_number(reading, is_chinese ? 1 : 2, 2, &minute))
        return false;
    if (is_chinese && !take_text(reading, "分"))
        return false;
    *us_out = 0;
    bool has_second = is_chinese ? reading->at < reading->end : take_text(reading, ":");
    if (has_second && (!take_number(reading, is_chinese ? 1 : 2, 2, &second) ||
                       (is_chinese && !take_text(reading, "秒"))))
        return false;
    if (has_second && !is_chinese && !take_fraction(reading, us_out))
        return false;
    *us_out += (int64_t) (3600 * hour + 60 * minute + second) * CIVIL_SECOND_US;
    return hour <= 23 && minute <= 59 && second <= 59;
}

static bool take_zone(struct reading *reading, int *zone_s_out)
{
    int hours = 0;
    int minutes = 0;
    if (take_text(reading, "Z")) {
        *zone_s_out = 0;
        return true;
    }
    int sign = take_text(reading, "+") ? 1 : take_text(reading, "-") ? -1 : 0;
    if (sign == 0 || !take_number(reading, 2, 2, &hours))
        return false;
    if (reading->at < reading->end) {
        (void) take_text(reading, ":"); /* "+0800" is as good */
        if (!take_number(reading, 2, 2, &minutes))
            return false;
    }
    *zone_s_out = sign * (3600 * hours + 60 * minutes);
    return hours <= 18 && minutes <= 59;
}

bool book_zone_read(struct str text, int *zone_s_out)
{
    struct reading reading = {.at = text.ptr, .end = text.ptr + text.len};
    return text.len > 0 && take_zone(&reading, zone_s_out) && reading.at == reading.end;
}

static bool skip_gap(struct reading *reading)
{
    bool has_gap = take_text(reading, "T");
    while (take_text(reading, " "))
        has_gap = true;
    return has_gap;
}

enum outcome book_time_read(struct str text, int zone_s, int64_t *at_us_out,
                            enum precision *precision_out, struct err *err)
{
    struct reading reading = {.at = text.ptr, .end = text.ptr + text.len};
    struct civil_date date;
    if (text.len == 0 || !take_date(&reading, &date))
        return err_reason(err, REJECT, REASON_TIME, "it is no date like 2022-03-05");
    if (!civil_date_exists(date))
        return err_reason(err, REJECT, REASON_TIME, "there is no such day");
    int64_t day = civil_day_from(date);
    if (reading.at == reading.end) {
        *at_us_out = civil_start_of(day);
        *precision_out = PRECISION_DAY;
        return OK;
    }
    int64_t us = 0;
    /* 2022年3月5日9时30分 stands without a gap. */
    bool has_gap = skip_gap(&reading) || (unsigned char) reading.at[-1] >= 0x80;
    if (!has_gap || !take_clock(&reading, &us))
        return err_reason(err, REJECT, REASON_TIME, "it is no time like 2022-03-05 09:30:00");
    (void) skip_gap(&reading); /* "09:30:00 +08:00" */
    if (reading.at < reading.end && (!take_zone(&reading, &zone_s) || reading.at < reading.end))
        return err_reason(err, REJECT, REASON_TIME,
                          "what follows the time is no offset like +08:00");
    *at_us_out = day * CIVIL_DAY_US + us - zone_s * CIVIL_SECOND_US;
    *precision_out = PRECISION_INSTANT;
    return OK;
}
