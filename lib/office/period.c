/* period -- see period.h. */
#include "office/period.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "office/book_time.h"

enum { YEAR_MIN = 2000, YEAR_MAX = 2100, MONTH_TEXT_LEN = 7, DECEMBER = 12 };

static int64_t day_of(int year, int month, int day)
{
    return civil_day_from((struct civil_date) {.year = year, .month = month, .day = day});
}

static enum outcome read_month(const char *text, struct period *period, struct err *err)
{
    int year = 0;
    int month = 0;
    bool is_month = strlen(text) == MONTH_TEXT_LEN && text[4] == '-';
    for (size_t i = 0; is_month && i < MONTH_TEXT_LEN; i++) {
        is_month = i == 4 || (text[i] >= '0' && text[i] <= '9');
        if (i < 4)
            year = 10 * year + (text[i] - '0');
        else if (i > 4)
            month = 10 * month + (text[i] - '0');
    }
    if (!is_month || year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > DECEMBER)
        return err_set(err, FATAL, "month is \"%.40s\", but must be like 2022-03", text);
    if (period->year != 0 && period->year != year)
        return err_set(err, FATAL, "month is \"%.40s\", but year is \"%d\"", text, period->year);
    period->year = year;
    period->month = month;
    return OK;
}

static enum outcome read_day(const char *name, const char *text, struct period *period,
                             int64_t *day_out, struct err *err)
{
    const struct book_calendar calendar = {.zone_s = CIVIL_ZONE_S, .year = period->year};
    int64_t at_us = 0;
    enum precision precision = PRECISION_DAY;
    struct err cause;
    if (book_time_read(str_from(text), &calendar, &at_us, &precision, &cause) != OK ||
        precision != PRECISION_DAY)
        return err_set(err, FATAL, "%s is \"%.40s\", but must be a day like 2022-03-01", name,
                       text);
    *day_out = civil_day_of(at_us);
    int year = (int) civil_date_of(*day_out).year;
    if (period->year == 0)
        period->year = year;
    if (year != period->year)
        return err_set(err, FATAL, "%s is \"%.40s\", which is not in %d", name, text, period->year);
    return OK;
}

/* From the first day that was given to the last; the other end is the year's. */
static enum outcome read_days(const struct period_words *words, struct period *period,
                              struct err *err)
{
    int64_t from = INT64_MIN;
    int64_t to = INT64_MAX;
    if (words->from[0] != '\0' && read_day("from", words->from, period, &from, err) != OK)
        return err->outcome;
    if (words->to[0] != '\0' && read_day("to", words->to, period, &to, err) != OK)
        return err->outcome;
    if (period->month != 0)
        return err_set(err, FATAL, "month and days cannot both be given");
    period->first_day = from == INT64_MIN ? day_of(period->year, 1, 1) : from;
    period->last_day = to == INT64_MAX ? day_of(period->year, DECEMBER, 31) : to;
    if (period->first_day > period->last_day)
        return err_set(err, FATAL, "to is \"%.40s\", which is before from", words->to);
    return OK;
}

enum outcome period_read(const struct period_words *words, struct period *period_out,
                         struct err *err)
{
    struct period period = {.year = (int) words->year};
    if (period.year != 0 && (period.year < YEAR_MIN || period.year > YEAR_MAX))
        return err_set(err, FATAL, "year is \"%d\", but must be from %d to %d", period.year,
                       YEAR_MIN, YEAR_MAX);
    if (words->month[0] != '\0' && read_month(words->month, &period, err) != OK)
        return err->outcome;
    if (words->from[0] != '\0' || words->to[0] != '\0') {
        if (read_days(words, &period, err) != OK)
            return err->outcome;
        *period_out = period;
        return OK;
    }
    if (period.year == 0)
        return err_set(err, FATAL, "--year is not given");
    int first = period.month == 0 ? 1 : period.month;
    int last = period.month == 0 ? DECEMBER : period.month;
    period.is_whole_year = period.month == 0;
    period.first_day = day_of(period.year, first, 1);
    period.last_day =
        last == DECEMBER ? day_of(period.year, DECEMBER, 31) : day_of(period.year, last + 1, 1) - 1;
    *period_out = period;
    return OK;
}

/* The quarter that "2025-Q1" ends with; 0: it is none. */
static int quarter_of(const char *text)
{
    bool is_quarter = strlen(text) == 7 && text[4] == '-' && (text[5] == 'Q' || text[5] == 'q') &&
                      text[6] >= '1' && text[6] <= '4';
    return is_quarter ? text[6] - '0' : 0;
}

enum outcome period_named(const char *text, struct period *period_out, struct err *err)
{
    struct period period = {.year = 0};
    int quarter = quarter_of(text);
    char month[MONTH_TEXT_LEN + 1] = "";
    bool is_year = strlen(text) == 4;
    if (is_year || quarter > 0)
        (void) snprintf(month, sizeof(month), "%.4s-12", text);
    if (read_month(is_year || quarter > 0 ? month : text, &period, err) != OK)
        return err_set(err, FATAL, "period is \"%.40s\", but must be like 2025, 2025-Q1 or 2025-03",
                       text);
    struct period_words words = {
        .year = period.year, .month = is_year ? "" : text, .from = "", .to = ""};
    if (quarter == 0)
        return period_read(&words, period_out, err);
    period.month = 0;
    period.first_day = day_of(period.year, 3 * quarter - 2, 1);
    period.last_day = quarter == 4 ? day_of(period.year, DECEMBER, 31)
                                   : day_of(period.year, 3 * quarter + 1, 1) - 1;
    *period_out = period;
    return OK;
}

int64_t period_from_us(const struct period *period)
{
    return civil_start_of(period->is_whole_year ? day_of(YEAR_MIN - 1, 1, 1) : period->first_day);
}

int64_t period_before_us(const struct period *period)
{
    return civil_start_of(period->is_whole_year ? day_of(YEAR_MAX + 2, 1, 1)
                                                : period->last_day + 1);
}
