/* civil -- see civil.h. */
#include "base/civil.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Days are counted in eras of 400 years that begin on 1 March, so that the leap day comes last. */
enum { ERA_DAYS = 146097, EPOCH_DAYS = 719468 };

int64_t civil_day_from(struct civil_date date)
{
    int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    int64_t era = civil_floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
    int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * ERA_DAYS + day_of_era - EPOCH_DAYS;
}

struct civil_date civil_date_of(int64_t day)
{
    int64_t shifted = day + EPOCH_DAYS;
    int64_t era = civil_floor_div(shifted, ERA_DAYS);
    int64_t day_of_era = shifted - era * ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    struct civil_date date = {
        .year = year_of_era + era * 400 + (month >= 10),
        .month = (int) (month < 10 ? month + 3 : month - 9),
        .day = (int) (day_of_year - (153 * month + 2) / 5 + 1),
    };
    return date;
}

bool civil_date_exists(struct civil_date date)
{
    if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31)
        return false;
    struct civil_date again = civil_date_of(civil_day_from(date));
    return again.month == date.month && again.day == date.day;
}

int civil_weekday(int64_t day)
{
    int64_t shifted = day + 4; /* 1970-01-01 was a Thursday */
    return (int) (shifted - civil_floor_div(shifted, 7) * 7);
}

int64_t civil_day_of(int64_t at_us)
{
    return civil_floor_div(at_us + CIVIL_ZONE_S * CIVIL_SECOND_US, CIVIL_DAY_US);
}

int64_t civil_start_of(int64_t day)
{
    return day * CIVIL_DAY_US - CIVIL_ZONE_S * CIVIL_SECOND_US;
}

int64_t civil_year_of(int64_t at_us)
{
    return civil_date_of(civil_day_of(at_us)).year;
}

void civil_text(int64_t at_us, char text_out[CIVIL_TEXT_MAX])
{
    int64_t day = civil_day_of(at_us);
    struct civil_date date = civil_date_of(day);
    int64_t rest_us = at_us - civil_start_of(day);
    int seconds = (int) (rest_us / CIVIL_SECOND_US);
    int fraction = (int) (rest_us % CIVIL_SECOND_US);
    char fraction_text[16] = "";
    if (fraction != 0) {
        int len = snprintf(fraction_text, sizeof(fraction_text), ".%06d", fraction);
        while (fraction_text[len - 1] == '0')
            fraction_text[--len] = '\0';
    }
    (void) snprintf(text_out, CIVIL_TEXT_MAX, "%04" PRId64 "-%02d-%02dT%02d:%02d:%02d%s+08:00",
                    date.year, date.month, date.day, seconds / 3600, seconds / 60 % 60,
                    seconds % 60, fraction_text);
}

/* What is left to read of a text. */
struct cursor {
    const char *at;
    const char *end;
};

/* Exactly `digits` digits, or -1. */
static int64_t read_number(struct cursor *cursor, int digits)
{
    int64_t number = 0;
    if (cursor->end - cursor->at < digits)
        return -1;
    for (int i = 0; i < digits; i++, cursor->at++) {
        if (*cursor->at < '0' || *cursor->at > '9')
            return -1;
        number = number * 10 + (*cursor->at - '0');
    }
    return number;
}

static bool read_one_of(struct cursor *cursor, const char *characters)
{
    if (cursor->at == cursor->end || *cursor->at == '\0' || strchr(characters, *cursor->at) == NULL)
        return false;
    cursor->at++;
    return true;
}

static bool read_date(struct cursor *cursor, int64_t *day_out)
{
    struct civil_date date = {.year = read_number(cursor, 4)};
    if (date.year < 0 || !read_one_of(cursor, "-"))
        return false;
    date.month = (int) read_number(cursor, 2);
    if (!read_one_of(cursor, "-"))
        return false;
    date.day = (int) read_number(cursor, 2);
    if (!civil_date_exists(date))
        return false;
    *day_out = civil_day_from(date);
    return true;
}

static bool read_clock(struct cursor *cursor, int64_t *second_out)
{
    int64_t hour = read_number(cursor, 2);
    if (hour < 0 || hour > 23 || !read_one_of(cursor, ":"))
        return false;
    int64_t minute = read_number(cursor, 2);
    if (minute < 0 || minute > 59 || !read_one_of(cursor, ":"))
        return false;
    int64_t second = read_number(cursor, 2);
    if (second < 0 || second > 59)
        return false;
    *second_out = hour * 3600 + minute * 60 + second;
    return true;
}

static bool read_fraction(struct cursor *cursor, int64_t *fraction_us_out)
{
    int64_t scale = 100000;
    int64_t fraction = 0;
    int digits = 0;
    for (; cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9'; digits++) {
        int64_t digit = *cursor->at++ - '0';
        if (scale == 0 && digit != 0)
            return false;
        fraction += digit * scale;
        scale /= 10;
    }
    *fraction_us_out = fraction;
    return digits >= 1 && digits <= 9;
}

static bool read_offset(struct cursor *cursor, int64_t *offset_s_out)
{
    if (read_one_of(cursor, "Zz")) {
        *offset_s_out = 0;
        return true;
    }
    bool west = cursor->at < cursor->end && *cursor->at == '-';
    if (!read_one_of(cursor, "+-"))
        return false;
    int64_t hour = read_number(cursor, 2);
    if (hour < 0 || hour > 23 || !read_one_of(cursor, ":"))
        return false;
    int64_t minute = read_number(cursor, 2);
    if (minute < 0 || minute > 59)
        return false;
    int64_t offset = hour * 3600 + minute * 60;
    *offset_s_out = west ? -offset : offset;
    return true;
}

bool civil_parse(struct str text, int64_t *at_us_out)
{
    struct cursor cursor = {.at = text.ptr, .end = text.ptr + text.len};
    int64_t day = 0;
    int64_t second = 0;
    int64_t fraction_us = 0;
    int64_t offset_s = 0;
    if (text.len == 0 || !read_date(&cursor, &day) || !read_one_of(&cursor, "Tt ") ||
        !read_clock(&cursor, &second))
        return false;
    if (read_one_of(&cursor, ".") && !read_fraction(&cursor, &fraction_us))
        return false;
    if (!read_offset(&cursor, &offset_s) || cursor.at != cursor.end)
        return false;
    *at_us_out = day * CIVIL_DAY_US + (second - offset_s) * CIVIL_SECOND_US + fraction_us;
    return true;
}
