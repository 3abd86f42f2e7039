/*
 * calendar_file -- a calendar as CSV files that an office can write, one a year and one of hours,
 * and what they say.
 *
 * Columns by their names, English or Chinese, in any order:
 *
 *     kind       类别      published 公布, off 放假, worked 上班, hours 工作时间, day_end 截止
 *     first_day  起始日期
 *     last_day   截止日期  included; empty: the first day alone
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
#ifndef SHOUWEN_OFFICE_CALENDAR_FILE_H
#define SHOUWEN_OFFICE_CALENDAR_FILE_H

#include "core/calendar.h"
#include "office/calendar_lines.h"
#include "office/faults.h"

enum { CALENDAR_MEMORY_MAX = 32 << 20, CALENDAR_FILES_MAX = 128 };

/* All files of one calendar; faults are of them by their numbers. */
struct calendar_file {
    struct arena arena;
    const char *files[CALENDAR_FILES_MAX];
    size_t files_count;
    struct rows lines;
    struct calendar_row *items;           /* of the lines without a fault, but for day_end, */
    const struct calendar_line **origins; /* and the line of each, until they are sorted */
    size_t count;
    enum day_end day_end;
    bool has_day_end;
};

/* FATAL: no memory. */
MUST_CHECK enum outcome calendar_file_init(struct calendar_file *file, struct err *err);
/* The same in memory that the caller takes back as file->arena: there is nothing to be done then.
 */
MUST_CHECK enum outcome calendar_file_init_in(struct calendar_file *file, const struct arena *arena,
                                              struct err *err);
void calendar_file_done(struct calendar_file *file);

/* Read the lines of the file at `path`, or of all *.csv of a folder in the order of their names.
 * FATAL: no memory, one cannot be read, there are none or too many. */
MUST_CHECK enum outcome calendar_file_read(struct calendar_file *file, const char *path,
                                           struct faults *faults, struct err *err);

/* Make rows of the lines that are there.  FATAL: no memory. */
MUST_CHECK enum outcome calendar_file_make(struct calendar_file *file, struct faults *faults,
                                           struct err *err);

/* The rows as a calendar of this name and version, borrowed. */
struct calendar_rows calendar_file_rows(const struct calendar_file *file, const char *name,
                                        int64_t version);

#endif
