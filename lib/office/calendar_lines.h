/*
 * calendar_lines -- the rows of a calendar as lines that can be compared, kept and read again.
 */
#ifndef SHOUWEN_OFFICE_CALENDAR_LINES_H
#define SHOUWEN_OFFICE_CALENDAR_LINES_H

#include "office/calendar_csv.h"
#include "office/listing.h"

/* The one calendar that an installation has. */
#define CALENDAR_NAME "default"

struct calendar_line {
    struct str name;
    int64_t version; /* 0: it is not in the database yet */
    int64_t number;  /* in the order of the files, from 1 */
    struct str kind; /* also day_end */
    struct day first_day;
    struct day last_day; /* DAY_NONE: for ever */
    struct str unit;
    struct str value;
    struct str notice;
};

/* The lines by what they say, and as a table of schema policy. */
extern const struct listing calendar_listing;
extern const struct table calendar_table;

/* Append the lines of all rows, in `lines`' arena.  FATAL: no memory. */
MUST_CHECK enum outcome calendar_lines_make(const struct calendar_csv *csv, struct rows *lines,
                                            struct err *err);

/*
 * The other way round: the calendar whose lines these are, borrowed from them.
 *
 * FATAL: no memory, or a line means nothing to this program.
 */
MUST_CHECK enum outcome calendar_lines_read(const struct rows *lines, struct arena *arena,
                                            struct calendar_rows *rows_out, struct err *err);

#endif
