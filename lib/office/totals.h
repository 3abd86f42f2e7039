/*
 * totals -- the totals (汇总) of a book by section and month, as they are, as they were closed, and
 * beside what the sections reported.
 *
 * Everything is counted in the month in which a case came into the book, so that the totals of the
 * months are those of the book, and its pages can be counted against them.
 */
#ifndef SHOUWEN_OFFICE_TOTALS_H
#define SHOUWEN_OFFICE_TOTALS_H

#include "office/names.h"
#include "office/period.h"

enum total_count {
#define TOTAL_COUNT(name, group, title) TOTAL_##name,
#include "office/total_counts.def"
#undef TOTAL_COUNT
    TOTAL_COUNTS_COUNT
};

/* 首问方式, 来电; "by_call" */
const char *total_group(enum total_count count);
const char *total_title(enum total_count count);
const char *total_name(enum total_count count);

enum { TOTALS_MONTHS = 12 };

/* A section's month; what stands in no table is not there, which is not 0. */
struct total_line {
    struct str section;
    int month; /* 1 to 12 */
    bool has_rows;
    int64_t counts[TOTAL_COUNTS_COUNT];
    bool is_closed; /* the section stood in the totals of the month that was closed last */
    int64_t closed[TOTAL_COUNTS_COUNT];
    bool is_reported; /* BookReported */
    bool is_nil;      /* 零报告 */
    int64_t reported_count;
    struct str reported_by;
    int64_t reported_at_us;
};

struct total_close {
    int version; /* 0: the month was never closed */
    int64_t cut_off_at_us;
    struct str closed_by;
};

/* What is asked for. */
struct totals_of {
    const char *sql; /* SQL_SECTION_TOTALS or SQL_MASTER_TOTALS */
    struct str unit;
    struct str section; /* '': all */
    struct period days;
    const struct names *names;
};

struct totals {
    struct total_line *lines; /* by section and month */
    size_t count;
    struct str *sections; /* codes: those the directory has in these days, then others with lines */
    size_t sections_count;
    struct total_close closes[TOTALS_MONTHS + 1]; /* by month */
    struct period days;
    int64_t today;          /* of civil_day_of() */
    struct pg_rows rows[4]; /* what the texts are borrowed from */
};

/* Read them; outcomes as pg_exec(), FATAL when there is no memory. */
MUST_CHECK enum outcome totals_read(struct pg *pg, struct pg_params *params,
                                    const struct totals_of *of, struct totals *totals_out,
                                    struct err *err);
void totals_done(struct totals *totals);

/* The sum of a month (0: of all) and a section (NULL: of all). */
int64_t totals_sum(const struct totals *totals, enum total_count count, int month,
                   const struct str *section);

/* A section as people know it; (未定科室) where nobody of the unit signed for one yet. */
struct str totals_section(const struct totals *totals, const struct names *names, struct str unit,
                          struct str section);

/* Is this month asked for? */
bool totals_has(const struct totals *totals, int month);

/* Was it over when the totals were read, so that its book could be reported? */
bool totals_is_over(const struct totals *totals, int month);

/* The line of a section's month; NULL when nothing is known of it. */
const struct total_line *totals_find(const struct totals *totals, struct str section, int month);

#endif
