/*
 * calendar_text -- calendars from lines of CSV, the one that is shipped, and instants as people say
 * them.
 *
 * What cannot be is a mistake of the test, and ends it.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_CALENDAR_TEXT_H
#define SHOUWEN_TESTS_SUPPORT_CALENDAR_TEXT_H

#include "office/calendar_check.h"

enum { CALENDAR_TEXT_MAX = 8192 };

/* Lines of a new file, called "text"; they and what was made of them are for calendar_file_done().
 */
void calendar_text_lines(const char *text, struct calendar_file *calendar, struct faults *faults);

/* The same, made and checked (every unit is believed); its faults as text, "ROW: …" a line each. */
void calendar_text_read(const char *text, struct calendar_file *file,
                        char told_out[CALENDAR_TEXT_MAX]);

/* A calendar of these lines, which are in order; the names of the columns may be left out. */
const struct calendar *calendar_from_text(const char *text, struct arena *arena);

/* That of schemas/policy/calendar. */
const struct calendar *calendar_shipped(struct arena *arena);

/* The same without its worked weekends, as engines have it that do not know them. */
const struct calendar *calendar_without_worked(struct arena *arena);

/* "2025-03-03", and "2025-03-03 15:00", ":30" too if you like, also "24:00"; in Shanghai. */
int64_t day_from(const char *text);
int64_t instant_from(const char *text);

/* Until the next but three: of 00:00, the 24:00 of the day before. */
const char *instant_words(int64_t at_us);

#endif
