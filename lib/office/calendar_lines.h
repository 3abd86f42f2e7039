/*
 * calendar_lines -- a calendar as people write it, in files, and as the database keeps it.
 *
 * What the lines mean is office/calendar_file's to say; here are their columns and words.
 */
#ifndef SHOUWEN_OFFICE_CALENDAR_LINES_H
#define SHOUWEN_OFFICE_CALENDAR_LINES_H

#include "office/listing.h"

/* The one calendar that an installation has. */
#define CALENDAR_NAME "default"

struct calendar_line {
    struct listing_row row; /* without a first day: for ever */
    size_t file;            /* which of those that were read together */
    struct str name;
    int64_t version; /* 0: it is not in the database yet */
    int64_t number;  /* in the order of the files, from 1 */
    struct str kind;
    struct str unit;
    struct str value;
    struct str notice;
};

/* The lines by what they say, and as a table of schema policy: name, version and number in front.
 */
extern const struct listing calendar_listing;
extern const struct table calendar_table;

/* In the order of enum calendar_row_kind, and day_end behind them; of enum day_end. */
extern const struct listing_word calendar_kinds[];
extern const struct listing_word calendar_day_ends[];

#endif
