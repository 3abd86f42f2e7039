/*
 * checklist_page -- the seventeen items (附件1) of a unit's year, read as of a day and printed.
 */
#ifndef SHOUWEN_OFFICE_CHECKLIST_PAGE_H
#define SHOUWEN_OFFICE_CHECKLIST_PAGE_H

#include <stdio.h>

#include "io/pg.h"
#include "office/names.h"

struct checklist_item {
    int64_t item;
    struct str name;
    struct str state;     /* done, partly, missing, not_asked */
    struct str evidence;  /* parts that are there */
    struct str missing;   /* parts that lack, with what of them */
    struct str not_asked; /* parts nobody asks for yet */
    int64_t shown_on;     /* day; DAY_NONE: none */
};

enum { CHECKLIST_PAGE_MAX = 17 };

struct checklist_page {
    struct str unit;
    struct str unit_name;
    int64_t day;
    int64_t year;
    struct checklist_item items[CHECKLIST_PAGE_MAX];
    size_t count;
    struct pg_rows rows; /* what the texts are borrowed from */
};

/* Of `unit`, as of the end of `day`; DAY_NONE: today, by the database.  The rest is filled in.  As
 * pg_exec(). */
MUST_CHECK enum outcome checklist_page_read(struct pg *pg, struct pg_params *params,
                                            struct checklist_page *page, struct err *err);
void checklist_page_done(struct checklist_page *page);

/* "已完成" … */
const char *checklist_state_words(struct str state);

/* How many items are in that state. */
size_t checklist_page_count(const struct checklist_page *page, struct str state);

void checklist_page_text(const struct checklist_page *page, FILE *out);

/* A row an item: CSV, or JSON lines. */
void checklist_page_records(const struct checklist_page *page, bool is_json, FILE *out);

#endif
