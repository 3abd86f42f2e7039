/*
 * due_page -- the page of a day (每日时限清单): what is due, what is due next, and what is overdue.
 *
 * For offices that read no topic: printed, or opened in a spreadsheet, at half past eight.  What is
 * due next is due up to the next working day.  Pure but for the file; names are looked up already.
 */
#ifndef SHOUWEN_OFFICE_DUE_PAGE_H
#define SHOUWEN_OFFICE_DUE_PAGE_H

#include <stdio.h>

#include "core/calendar.h"
#include "core/policy.h"

enum due_part { DUE_TODAY = 1, DUE_NEXT, DUE_OVERDUE, DUE_PARTS_END };

/* A clock that runs; texts are '' when they are not known. */
struct due_item {
    enum due_part part;
    struct str source; /* of a unit's year its code … */
    struct str number; /* … and the year */
    struct str clock;  /* "completion" */
    struct str unit;
    struct str section;
    struct str holder;
    bool is_post;     /* nobody is named: the holder has the section's post (without a section the
                         master     post), '' when it is vacant */
    struct str phone; /* of the desk */
    int64_t due_us;
    int64_t due_day;
    bool is_provisional;
};

struct due_page {
    struct str unit; /* its name */
    int64_t day;
    int64_t next_day; /* of calendar_next_worked() behind it */
    int64_t at_us;    /* as of when */
    const struct calendar *calendar;
    const struct due_item *items; /* in the order of printing: by part */
    size_t count;
};

/* "办结" for "completion"; the word itself when it is none. */
struct str due_clock_words(struct str clock);

/* Errors of the file stay in it (ferror). */
void due_page_text(const struct due_page *page, FILE *out);

/* UTF-8 with BOM, a row a clock. */
void due_page_csv(const struct due_page *page, FILE *out);

#endif
