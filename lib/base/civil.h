/*
 * civil -- dates and clock times in Asia/Shanghai (UTC+8, no daylight saving), by arithmetic only.
 *
 * Instants are microseconds since 1970-01-01T00:00:00Z; a day is a number, 0 being the local
 * 1970-01-01.  The machine's own zone is never asked.
 */
#ifndef SHOUWEN_BASE_CIVIL_H
#define SHOUWEN_BASE_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { CIVIL_ZONE_S = 8 * 3600 };
#define CIVIL_SECOND_US INT64_C(1000000)
#define CIVIL_DAY_US (INT64_C(86400) * CIVIL_SECOND_US)

struct civil_date {
    int64_t year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

/* The whole number not above a / b, of b > 0. */
static inline int64_t civil_floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Proleptic Gregorian, any year; civil_day_from() wants a date that exists (civil_date_exists). */
int64_t civil_day_from(struct civil_date date);
struct civil_date civil_date_of(int64_t day);
bool civil_date_exists(struct civil_date date);

/* 0 is Sunday. */
int civil_weekday(int64_t day);

/* The local day an instant falls in, and the instant at which a local day begins. */
int64_t civil_day_of(int64_t at_us);
int64_t civil_start_of(int64_t day);
int64_t civil_year_of(int64_t at_us);

enum { CIVIL_TEXT_MAX = 88 };

/* "2022-03-05T09:30:00+08:00", with a fraction when there is one (".5", to ".000001"). */
void civil_text(int64_t at_us, char text_out[CIVIL_TEXT_MAX]);

/* RFC 3339 with "T" or a space, any offset or Z, up to 9 fraction digits (the rest beyond µs must
 * be 0). */
bool civil_parse(struct str text, int64_t *at_us_out);

#endif
