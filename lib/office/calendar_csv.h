/*
 * calendar_csv -- a calendar as CSV files that an office can write, one a year and one of hours.
 *
 * Columns by their names, English or Chinese, in any order:
 *
 *     kind       类别      published 公布, off 放假, worked 上班, hours 工作时间, day_end 截止
 *     from       起始日期  the first day
 *     to         截止日期  the last one, included; empty: the first day alone
 *     unit       单位      whose hours; empty: everybody's
 *     value      内容      hours: 09:00-12:00 13:00-17:00; day_end: 24:00, or close 下班
 *     notice     依据      what the row rests on
 *
 * A published row names whole years whose off days and worked weekends are all there.  An off day
 * may be at a weekend, as notices name them from day to day; a worked day must be.  Hours without
 * days are for ever, those of a period go before them, those of one day before these, and a unit's
 * own before everybody's.  Touching intervals (09:00-12:00 12:00-17:00) part a day without a break
 * into two half days.
 */
#ifndef SHOUWEN_OFFICE_CALENDAR_CSV_H
#define SHOUWEN_OFFICE_CALENDAR_CSV_H

#include <stdio.h>

#include "core/calendar.h"
#include "office/complaints.h"

enum { CALENDAR_ROWS_MAX = 16384, CALENDAR_YEAR_MIN = 2000, CALENDAR_YEAR_MAX = 2100 };

/* All files of one calendar. */
struct calendar_csv {
    struct arena arena;
    struct calendar_row *items; /* in the order they were read, */
    struct place *places;       /* and where */
    size_t count;
    enum day_end day_end;
    bool has_day_end;
};

/* FATAL: no memory. */
MUST_CHECK enum outcome calendar_csv_init(struct calendar_csv *csv, struct err *err);
void calendar_csv_done(struct calendar_csv *csv);

/*
 * Add the rows of a file, in whatever encoding people's programs save it; a row that is complained
 * of is left out.  `name` is what complaints call the file.
 *
 * REJECT: more rows than a calendar may have; FATAL: no memory, or the file cannot be read.
 */
MUST_CHECK enum outcome calendar_csv_read(struct calendar_csv *csv, const char *name, FILE *file,
                                          struct complaints *complaints, struct err *err);

/* The same of the file at `path`, or of all *.csv of a folder, in the order of their names. */
MUST_CHECK enum outcome calendar_csv_load(struct calendar_csv *csv, const char *path,
                                          struct complaints *complaints, struct err *err);

/* "off", as the column kind has it. */
const char *calendar_kind_name(enum calendar_row_kind kind);

/* "09:00-12:00 13:00-17:00", behind the intervals that are there.  NULL, or what is wrong. */
const char *calendar_hours_read(struct str text, struct hours *hours);

/* The rows as a version of a calendar of this name, borrowed. */
struct calendar_rows calendar_csv_rows(const struct calendar_csv *csv, const char *name,
                                       int64_t version);

#endif
