/* test_deadline_walk -- why a deadline is when it is: hand-made explanations, line by line. */
#include "core/deadline_walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/limit.h"
#include "office/deadline_print.h"
#include "support/arena.h"
#include "support/calendar_text.h"
#include "support/cmocka.h"

static char printed[16384];

static const char *print(const struct calendar *calendar, const struct timing *timing)
{
    FILE *file = fmemopen(printed, sizeof(printed), "w");
    assert_non_null(file);
    deadline_print(file, calendar, timing);
    assert_int_equal(fclose(file), 0);
    return printed;
}

static struct timing timing_of(const char *start, const char *limit)
{
    struct timing timing = {.start_us = instant_from(start)};
    struct limit read;
    assert_int_equal(limit_parse(str_from(limit), &read), LIMIT_FINE);
    timing.amount = read.amount;
    timing.limit_unit = read.unit;
    return timing;
}

static void days_are_counted_skipped_and_made_up_by_their_notices(void **state)
{
    (void) state;
    const struct calendar *calendar = calendar_shipped(&test_arena);
    struct timing timing = timing_of("2022-09-30 10:00", "5wd");
    assert_string_equal(print(calendar, &timing),
                        "start 2022-09-30T10:00:00+08:00, limit 5 wd, calendar china version 1\n"
                        "2022-09-30 Fri  start         -\n"
                        "2022-10-01 Sat  rest          -  off: 2021-10/25/content_5644835\n"
                        "2022-10-02 Sun  rest          -  off: 2021-10/25/content_5644835\n"
                        "2022-10-03 Mon  rest          -  off: 2021-10/25/content_5644835\n"
                        "2022-10-04 Tue  rest          -  off: 2021-10/25/content_5644835\n"
                        "2022-10-05 Wed  rest          -  off: 2021-10/25/content_5644835\n"
                        "2022-10-06 Thu  rest          -  off: 2021-10/25/content_5644835\n"
                        "2022-10-07 Fri  rest          -  off: 2021-10/25/content_5644835\n"
                        "2022-10-08 Sat  make-up       1  worked: 2021-10/25/content_5644835\n"
                        "2022-10-09 Sun  make-up       2  worked: 2021-10/25/content_5644835\n"
                        "2022-10-10 Mon  counted       3\n"
                        "2022-10-11 Tue  counted       4\n"
                        "2022-10-12 Wed  counted       5\n"
                        "due 2022-10-12T24:00+08:00\n");
}

static void paused_days_are_not_counted(void **state)
{
    (void) state;
    const struct calendar *calendar = calendar_shipped(&test_arena);
    const struct timing_pause pause = {instant_from("2025-03-04 15:00"),
                                       instant_from("2025-03-06 10:00")};
    struct timing timing = timing_of("2025-03-03 09:30", "3 wd");
    timing.pauses = &pause;
    timing.pauses_count = 1;
    assert_string_equal(print(calendar, &timing),
                        "start 2025-03-03T09:30:00+08:00, limit 3 wd, calendar china version 1\n"
                        "2025-03-03 Mon  start         -\n"
                        "2025-03-04 Tue  paused        -\n"
                        "2025-03-05 Wed  paused        -\n"
                        "2025-03-06 Thu  counted       1  paused in part\n"
                        "2025-03-07 Fri  counted       2\n"
                        "2025-03-08 Sat  rest          -\n"
                        "2025-03-09 Sun  rest          -\n"
                        "2025-03-10 Mon  counted       3\n"
                        "pause 2025-03-04T15:00:00+08:00 to 2025-03-06T10:00+08:00\n"
                        "due 2025-03-10T24:00+08:00\n");
}

static void a_pause_without_an_end_is_walked_to_its_day(void **state)
{
    (void) state;
    const struct calendar *calendar = calendar_shipped(&test_arena);
    struct timing_pause pause = {instant_from("2025-03-05 15:00"), DEADLINE_NEVER_US};
    struct timing timing = timing_of("2025-03-03 09:30", "3wd");
    timing.pauses = &pause;
    timing.pauses_count = 1;
    assert_string_equal(print(calendar, &timing),
                        "start 2025-03-03T09:30:00+08:00, limit 3 wd, calendar china version 1\n"
                        "2025-03-03 Mon  start         -\n"
                        "2025-03-04 Tue  counted       1\n"
                        "2025-03-05 Wed  paused        -\n"
                        "pause 2025-03-05T15:00:00+08:00 to never\n"
                        "due never\n");
    pause.from_us = instant_from("2025-03-01 15:00");
    assert_string_equal(print(calendar, &timing),
                        "start 2025-03-03T09:30:00+08:00, limit 3 wd, calendar china version 1\n"
                        "2025-03-03 Mon  start         -  paused in part\n"
                        "pause 2025-03-01T15:00:00+08:00 to never\n"
                        "due never\n");
}

static void calendar_days_move_to_a_working_day(void **state)
{
    (void) state;
    const struct calendar *calendar = calendar_shipped(&test_arena);
    const struct timing_pause pause = {instant_from("2026-12-30 20:00"),
                                       instant_from("2027-01-01 08:00")};
    struct timing timing = timing_of("2026-12-30 10:00:30", "2cd");
    timing.pauses = &pause;
    timing.pauses_count = 1;
    assert_string_equal(print(calendar, &timing),
                        "start 2026-12-30T10:00:30+08:00, limit 2 cd, calendar china version 1\n"
                        "2026-12-30 Wed  start         -  paused in part\n"
                        "2026-12-31 Thu  paused        -\n"
                        "2027-01-01 Fri  counted       1  paused in part  not published yet\n"
                        "2027-01-02 Sat  counted       2  not published yet\n"
                        "2027-01-03 Sun  rest          -  not published yet\n"
                        "2027-01-04 Mon  moved         -  not published yet\n"
                        "pause 2026-12-30T20:00:00+08:00 to 2027-01-01T08:00+08:00\n"
                        "provisional: a year it rests on is not published yet\n"
                        "due 2027-01-04T24:00+08:00\n");
}

static void a_rest_day_that_would_count_may_be_paused(void **state)
{
    (void) state;
    const struct calendar *calendar = calendar_shipped(&test_arena);
    const struct timing_pause pause = {instant_from("2025-03-08 10:00"),
                                       instant_from("2025-03-09 10:00")};
    struct timing timing = timing_of("2025-03-07 10:00", "1cd");
    timing.pauses = &pause;
    timing.pauses_count = 1;
    assert_string_equal(print(calendar, &timing),
                        "start 2025-03-07T10:00:00+08:00, limit 1 cd, calendar china version 1\n"
                        "2025-03-07 Fri  start         -\n"
                        "2025-03-08 Sat  paused        -\n"
                        "2025-03-09 Sun  counted       1  paused in part\n"
                        "2025-03-10 Mon  moved         -\n"
                        "pause 2025-03-08T10:00:00+08:00 to 2025-03-09T10:00+08:00\n"
                        "due 2025-03-10T24:00+08:00\n");
}

static void minutes_and_half_days_show_their_hours(void **state)
{
    (void) state;
    const struct calendar *calendar =
        calendar_from_text("published,2025-01-01,2025-12-31,,,n\n"
                           "worked,2025-06-01,,,,a make-up notice\n"
                           "hours,2025-06-01,2025-09-30,,09:00-12:00 15:00-18:00,summer\n",
                           &test_arena);
    struct timing timing = timing_of("2025-05-30 16:30:30", "400wmin");
    assert_string_equal(
        print(calendar, &timing),
        "start 2025-05-30T16:30:30+08:00, limit 400 wmin, calendar text version 1\n"
        "2025-05-30 Fri  start        29  hours 09:00-12:00 13:00-17:00\n"
        "2025-05-31 Sat  rest          -\n"
        "2025-06-01 Sun  make-up     389  worked: a make-up notice  hours 09:00-12:00 15:00-18:00 "
        "(summer)\n"
        "2025-06-02 Mon  counted     400  hours 09:00-12:00 15:00-18:00 (summer)\n"
        "due 2025-06-02T09:10:30+08:00\n");
    timing = timing_of("2025-05-30 13:30", "3hd");
    assert_string_equal(
        print(calendar, &timing),
        "start 2025-05-30T13:30:00+08:00, limit 3 hd, calendar text version 1\n"
        "2025-05-30 Fri  start         -  hours 09:00-12:00 13:00-17:00\n"
        "2025-05-31 Sat  rest          -\n"
        "2025-06-01 Sun  make-up       2  worked: a make-up notice  hours 09:00-12:00 15:00-18:00 "
        "(summer)\n"
        "2025-06-02 Mon  counted       3  hours 09:00-12:00 15:00-18:00 (summer)\n"
        "due 2025-06-02T12:00+08:00\n");
    timing = timing_of("2025-05-31 23:30", "60min");
    timing.start_us += 500000;
    assert_string_equal(print(calendar, &timing),
                        "start 2025-05-31T23:30:00.5+08:00, limit 60 min, calendar text version 1\n"
                        "2025-05-31 Sat  start        29\n"
                        "2025-06-01 Sun  counted      60  worked: a make-up notice\n"
                        "due 2025-06-01T00:30:00.500000+08:00\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, test_arena_make, test_arena_drop)
    const struct CMUnitTest tests[] = {
        TEST(days_are_counted_skipped_and_made_up_by_their_notices),
        TEST(paused_days_are_not_counted),
        TEST(a_pause_without_an_end_is_walked_to_its_day),
        TEST(calendar_days_move_to_a_working_day),
        TEST(a_rest_day_that_would_count_may_be_paused),
        TEST(minutes_and_half_days_show_their_hours),
    };
    return RUN(tests);
}
