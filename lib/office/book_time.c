/* book_time -- see book_time.h. */
#include "office/book_time.h"

#include <string.h>

#include "base/civil.h"
#include "office/cell_text.h"

enum {
    TEXT_BYTES_MAX = 256,
    SERIAL_1970 = 25569, /* a spreadsheet's number of that day */
    SERIAL_2000 = 36526,
    SERIAL_2101 = 73416,
};
#define HALF_YEAR_US (183 * CIVIL_DAY_US)

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

/* The signs between the parts of a date, and behind it. */
static const char *const styles[][4] = {
    {"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"年", "月", "日", "号"}};
enum { STYLES_COUNT = 4, STYLE_CHINESE = 3 };

static bool take_end(struct reading *reading, size_t style)
{
    return take_text(reading, styles[style][2]) ||
           (style == STYLE_CHINESE && take_text(reading, styles[style][3]));
}

static void skip_spaces(struct reading *reading)
{
    while (take_text(reading, " "))
        ;
}

static bool take_full_date(struct reading *reading, struct civil_date *date)
{
    int year = 0;
    size_t style = 0;
    if (!take_number(reading, 4, 4, &year))
        return false;
    skip_spaces(reading);
    while (style < STYLES_COUNT && !take_text(reading, styles[style][0]))
        style++;
    if (style == STYLES_COUNT)
        return false;
    skip_spaces(reading);
    date->year = year;
    if (!take_number(reading, 1, 2, &date->month))
        return false;
    skip_spaces(reading);
    if (!take_text(reading, styles[style][1]))
        return false;
    skip_spaces(reading);
    if (!take_number(reading, 1, 2, &date->day))
        return false;
    if (style == STYLE_CHINESE) /* else it is the gap before a time */
        skip_spaces(reading);
    return take_end(reading, style);
}

static bool take_short_date(struct reading *reading, struct civil_date *date)
{
    size_t style = 0;
    if (!take_number(reading, 1, 2, &date->month))
        return false;
    while (style < STYLES_COUNT && !take_text(reading, styles[style][1]))
        style++;
    return style < STYLES_COUNT && take_number(reading, 1, 2, &date->day) &&
           take_end(reading, style);
}

static bool take_digits(struct reading *reading, struct civil_date *date)
{
    int year = 0;
    bool is_date = take_number(reading, 4, 4, &year) && take_number(reading, 2, 2, &date->month) &&
                   take_number(reading, 2, 2, &date->day);
    date->year = year;
    return is_date && (reading->at == reading->end || *reading->at < '0' || *reading->at > '9');
}

/* With `has_year_out` false its year is 0. */
static bool take_date(struct reading *reading, struct civil_date *date_out, bool *has_year_out)
{
    static bool (*const takes[])(struct reading *, struct civil_date *) = {
        take_full_date, take_digits, take_short_date};
    for (size_t i = 0; i < sizeof(takes) / sizeof(takes[0]); i++) {
        struct reading tried = *reading;
        *date_out = (struct civil_date) {.year = 0};
        if (!takes[i](&tried, date_out))
            continue;
        *reading = tried;
        *has_year_out = takes[i] != take_short_date;
        return true;
    }
    return false;
}

/* 星期六, (周六) */
static void skip_weekday(struct reading *reading)
{
    static const char *const days[] = {"一", "二", "三", "四", "五", "六", "日", "天"};
    struct reading tried = *reading;
    skip_spaces(&tried);
    bool has_bracket = take_text(&tried, "(");
    if (!take_text(&tried, "星期") && !take_text(&tried, "周"))
        return;
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
        if (take_text(&tried, days[i])) {
            if (!has_bracket || take_text(&tried, ")"))
                *reading = tried;
            return;
        }
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

/* What a word says of the hour behind it. */
struct half {
    const char *word;
    int hours;         /* to be added to 1 … 11 */
    bool has_midnight; /* its 12 may be midnight: nobody knows */
};

static struct half take_half(struct reading *reading)
{
    static const struct half halves[] = {
        {"上午", 0, false},  {"早上", 0, false},  {"凌晨", 0, true},  {"中午", 12, false},
        {"下午", 12, false}, {"傍晚", 12, false}, {"晚上", 12, true},
    };
    for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++)
        if (take_text(reading, halves[i].word)) {
            skip_spaces(reading);
            return halves[i];
        }
    return (struct half) {.hours = 0};
}

/* 30分, 30分15秒, 半, 30 or nothing behind 9时. */
static bool take_chinese_minutes(struct reading *reading, int *minute, int *second)
{
    if (take_text(reading, "半")) {
        *minute = 30;
        return true;
    }
    if (!take_number(reading, 1, 2, minute))
        return *minute == 0; /* 9时, 下午3点 */
    if (!take_text(reading, "分"))
        return true;
    return !take_number(reading, 1, 2, second) || take_text(reading, "秒");
}

static bool take_clock(struct reading *reading, int64_t *us_out)
{
    int hour = 0;
    int minute = 0;
    int second = 0;
    struct half half = take_half(reading);
    *us_out = 0;
    if (!take_number(reading, 1, 2, &hour))
        return false;
    if (take_text(reading, ":")) {
        if (!take_number(reading, 2, 2, &minute))
            return false;
        if (take_text(reading, ":") &&
            (!take_number(reading, 2, 2, &second) || !take_fraction(reading, us_out)))
            return false;
    } else {
        if (!take_text(reading, "时") && !take_text(reading, "点"))
            return false;
        if (!take_chinese_minutes(reading, &minute, &second))
            return false;
    }
    if (half.has_midnight && hour == 12)
        return false;
    if (hour >= 1 && hour < 12)
        hour += half.hours;
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

bool book_year_read(struct str text, int *year_out)
{
    struct reading reading = {.at = text.ptr, .end = text.ptr + text.len};
    int year = 0;
    if (!take_number(&reading, 4, 4, &year) || year < BOOK_YEAR_MIN || year > BOOK_YEAR_MAX)
        return false;
    (void) take_text(&reading, "年"); /* "2022" is as good */
    if (reading.at != reading.end)
        return false;
    *year_out = year;
    return true;
}

/* 44625 is 2022-03-05 in a spreadsheet, 44625.4 the same at 9:36. */
static bool read_serial(struct str text, int64_t *at_us_out, enum precision *precision_out)
{
    struct reading reading = {.at = text.ptr, .end = text.ptr + text.len};
    int number = 0;
    if (!take_number(&reading, 5, 5, &number) || number < SERIAL_2000 || number >= SERIAL_2101)
        return false;
    int64_t day = number - SERIAL_1970;
    *precision_out = PRECISION_DAY;
    *at_us_out = civil_start_of(day);
    if (reading.at == reading.end)
        return true;
    int64_t millionths = 0; /* of a day; what is finer makes no second */
    int64_t unit = 100000;
    if (!take_text(&reading, ".") || reading.at == reading.end)
        return false;
    for (; reading.at < reading.end && *reading.at >= '0' && *reading.at <= '9'; reading.at++) {
        millionths += unit * (*reading.at - '0');
        unit /= 10;
    }
    int64_t seconds = (millionths * 86400 + 500000) / 1000000;
    int64_t minutes = (seconds + 1) / 60; /* 9:36 is .4, or .39999 */
    bool is_minute = seconds - 60 * minutes <= 1 && seconds - 60 * minutes >= -1;
    *precision_out = PRECISION_INSTANT;
    *at_us_out += (is_minute ? 60 * minutes : seconds) * CIVIL_SECOND_US;
    return reading.at == reading.end;
}

/* A date without a year is of the book's, or of the next when it would lie far before. */
static enum outcome complete(const struct book_calendar *calendar, struct civil_date *date,
                             struct err *err)
{
    if (calendar->year == 0)
        return err_reason(err, REJECT, REASON_TIME,
                          "the date says no year, and nothing says the book's");
    date->year = calendar->year;
    if (calendar->after_us != 0 && civil_date_exists(*date) &&
        civil_start_of(civil_day_from(*date)) < calendar->after_us - HALF_YEAR_US)
        date->year++;
    return OK;
}

static enum outcome read_narrow(struct str text, const struct book_calendar *calendar,
                                int64_t *at_us_out, enum precision *precision_out, struct err *err)
{
    struct reading reading = {.at = text.ptr, .end = text.ptr + text.len};
    struct civil_date date;
    bool has_year = false;
    int zone_s = calendar->zone_s;
    if (text.len == 0 || !take_date(&reading, &date, &has_year))
        return err_reason(err, REJECT, REASON_TIME, "it is no date like 2022-03-05");
    if (!has_year && complete(calendar, &date, err) != OK)
        return err->outcome;
    if (!civil_date_exists(date))
        return err_reason(err, REJECT, REASON_TIME, "there is no such day");
    int64_t day = civil_day_from(date);
    skip_weekday(&reading);
    if (reading.at == reading.end) {
        *at_us_out = civil_start_of(day);
        *precision_out = PRECISION_DAY;
        return OK;
    }
    int64_t us = 0;
    /* 2022年3月5日9时30分 and 2022-3-5上午9:30 stand without a gap. */
    bool has_gap = skip_gap(&reading) || (unsigned char) reading.at[-1] >= 0x80 ||
                   (unsigned char) reading.at[0] >= 0x80;
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

enum outcome book_time_read(struct str text, const struct book_calendar *calendar,
                            int64_t *at_us_out, enum precision *precision_out, struct err *err)
{
    unsigned char memory[TEXT_BYTES_MAX];
    struct arena arena = {.memory = memory, .size_bytes = sizeof(memory)};
    struct str narrow;
    if (text.len > TEXT_BYTES_MAX / 2 ||
        cell_narrow(text, CELL_KEEP_SPACES, &arena, &narrow, err) != OK)
        return err_reason(err, REJECT, REASON_TIME, "it is no date like 2022-03-05");
    if (read_serial(narrow, at_us_out, precision_out))
        return OK;
    return read_narrow(narrow, calendar, at_us_out, precision_out, err);
}

const char *book_day_read(struct str text, int64_t *day_out)
{
    static const struct book_calendar calendar = {.zone_s = CIVIL_ZONE_S};
    int64_t at_us = 0;
    enum precision precision = PRECISION_DAY;
    struct err err;
    if (book_time_read(text, &calendar, &at_us, &precision, &err) != OK)
        return strncmp(err.text, "there", 5) == 0 ? "is a day that does not exist"
                                                  : "is no date like 2022-03-05";
    if (precision != PRECISION_DAY)
        return "is a time, and must be a day";
    *day_out = civil_day_of(at_us);
    return NULL;
}
