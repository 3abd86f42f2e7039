/*
 * clock_text -- the clocks of a case told by support/build, a line each:
 *
 *     completion U/A/li 2024-03-04 09:00 7wd due 2024-03-13 24:00 done 2024-03-05 10:00 on_time 0+7
 *
 * What is used of the limit and what is left stand last.  Behind it, a line each, the extensions
 * that do not count: "not extended: it was not approved".
 */
#ifndef SHOUWEN_TESTS_SUPPORT_CLOCK_TEXT_H
#define SHOUWEN_TESTS_SUPPORT_CLOCK_TEXT_H

#include "core/event.h"
#include "core/rules.h"

struct clock_text_row {
    const char *title;
    const char *kinds; /* which clocks are looked at */
    struct event events[16];
    const char *clocks; /* a line each */
};

/* Fails the test at the first row whose clocks are others. */
void clock_text_check(const struct rules *rules, const struct clock_text_row *rows, size_t count);

#define CLOCKS_CHECK(rules, rows) clock_text_check(rules, rows, sizeof(rows) / sizeof((rows)[0]))

#endif
