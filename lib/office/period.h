/* period -- which part of a book: a year, a month of it, or some of its days. */
#ifndef SHOUWEN_OFFICE_PERIOD_H
#define SHOUWEN_OFFICE_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct period {
    int year;
    int month;         /* 0: the whole year, or days */
    int64_t first_day; /* of civil_day_of() */
    int64_t last_day;
    bool is_whole_year;
};

/* As on a command line: 0 and "" are not given. */
struct period_words {
    int64_t year;
    const char *month; /* "2022-03" */
    const char *from;  /* "2022-03-01" */
    const char *to;
};

/* FATAL: nothing was given, a date does not exist, or they contradict each other. */
MUST_CHECK enum outcome period_read(const struct period_words *words, struct period *period_out,
                                    struct err *err);

/* The same of one word: a year 2025, a quarter 2025-Q1 or a month 2025-03.  FATAL: it is none. */
MUST_CHECK enum outcome period_named(const char *text, struct period *period_out, struct err *err);

/* The instants at which it begins and is over.  A whole book also has what came into a section
 * after its year (of a case that entered the unit in it). */
int64_t period_from_us(const struct period *period);
int64_t period_before_us(const struct period *period);

#endif
