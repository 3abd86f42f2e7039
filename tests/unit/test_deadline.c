/* test_deadline -- when limits are over, and how much of them is used: the rules row by row. */
#include "core/deadline.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "support/arena.h"
#include "support/calendar_text.h"
#include "support/cmocka.h"
#include "support/gen.h"

enum { PAUSES_MAX = 3 };

/* A limit as people say it; its due time, or "never". */
struct row {
    const char *title;
    const char *start;
    int64_t amount;
    enum limit_unit unit;
    const char *due;
    const char *pauses[PAUSES_MAX][2]; /* from, to; to NULL: still paused */
    const char *of;                    /* whose hours */
};

#define MIN LIMIT_UNIT_MINUTE
#define WMIN LIMIT_UNIT_WORKING_MINUTE
#define HD LIMIT_UNIT_HALF_DAY
#define WD LIMIT_UNIT_WORKING_DAY
#define CD LIMIT_UNIT_CALENDAR_DAY

static int64_t pause_end(const char *text)
{
    return text == NULL ? DEADLINE_NEVER_US : instant_from(text);
}

static struct timing timing_of(const struct row *row, struct timing_pause pauses[PAUSES_MAX])
{
    size_t count = 0;
    while (count < PAUSES_MAX && row->pauses[count][0] != NULL) {
        pauses[count] = (struct timing_pause) {instant_from(row->pauses[count][0]),
                                               pause_end(row->pauses[count][1])};
        count++;
    }
    return (struct timing) {
        .unit = str_from(row->of),
        .start_us = instant_from(row->start),
        .amount = row->amount,
        .limit_unit = row->unit,
        .pauses = pauses,
        .pauses_count = timing_pauses_unite(pauses, count),
    };
}

/* And what is used by then is the limit; calendar days may have moved. */
static void check_row(const struct calendar *calendar, const struct row *row)
{
    struct timing_pause pauses[PAUSES_MAX];
    struct timing timing = timing_of(row, pauses);
    struct deadline deadline = deadline_of(calendar, &timing);
    print_message("    %s %s\n", row->start, row->title);
    if (strcmp(row->due, "never") == 0) {
        assert_int_equal(deadline.due_us, DEADLINE_NEVER_US);
        assert_int_equal(deadline.day, DAY_NONE);
        assert_false(deadline.is_provisional);
        return;
    }
    assert_string_equal(instant_words(deadline.due_us), row->due);
    assert_int_equal(deadline.day, day_from(row->due) - (strstr(row->due, "24:00") ? 1 : 0));
    int64_t used = deadline_used(calendar, &timing, deadline.due_us);
    assert_true(row->unit == CD ? used >= row->amount : used == row->amount);
    assert_int_equal(deadline_used(calendar, &timing, timing.start_us), 0);
    assert_true(deadline_used(calendar, &timing, deadline.due_us - 1) < row->amount ||
                row->unit == CD);
}

static void check_rows(const struct calendar *calendar, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_row(calendar, &rows[i]);
}

#define CHECK(calendar, rows) check_rows(calendar, rows, sizeof(rows) / sizeof((rows)[0]))

/* ---- the table of due days ---- */

static const int64_t table_amounts[] = {1, 3, 5, 7, 15};
enum { TABLE_AMOUNTS = 5 };

/* clang-format off */
static const struct {
    const char *accepted;
    const char *due[TABLE_AMOUNTS];
    const char *wrong_5; /* of an engine without make-up days */
} table[] = {
    {"2022-01-28", {"2022-01-29", "2022-02-07", "2022-02-09", "2022-02-11", "2022-02-23"}, "2022-02-11"},
    {"2022-09-30", {"2022-10-08", "2022-10-10", "2022-10-12", "2022-10-14", "2022-10-26"}, "2022-10-14"},
    {"2022-12-29", {"2022-12-30", "2023-01-04", "2023-01-06", "2023-01-10", "2023-01-20"}, "2023-01-06"},
    {"2023-06-21", {"2023-06-25", "2023-06-27", "2023-06-29", "2023-07-03", "2023-07-13"}, "2023-06-30"},
    {"2024-02-09", {"2024-02-18", "2024-02-20", "2024-02-22", "2024-02-26", "2024-03-07"}, "2024-02-23"},
    {"2024-09-29", {"2024-09-30", "2024-10-09", "2024-10-11", "2024-10-14", "2024-10-24"}, "2024-10-11"},
    {"2025-01-24", {"2025-01-26", "2025-02-05", "2025-02-07", "2025-02-10", "2025-02-20"}, "2025-02-10"},
    {"2025-12-30", {"2025-12-31", "2026-01-05", "2026-01-07", "2026-01-09", "2026-01-21"}, "2026-01-08"},
    {"2026-09-18", {"2026-09-20", "2026-09-22", "2026-09-24", "2026-09-29", "2026-10-15"}, "2026-09-28"},
    {"2022-10-01", {"2022-10-08", "2022-10-10", "2022-10-12", "2022-10-14", "2022-10-26"}, "2022-10-14"},
    {"2026-02-21", {"2026-02-24", "2026-02-26", "2026-02-28", "2026-03-03", "2026-03-13"}, "2026-03-02"},
};
/* clang-format on */

static int64_t due_day(const struct calendar *calendar, const char *accepted, int64_t amount)
{
    struct timing timing = {
        .start_us = instant_from(accepted) + 10 * 3600 * CIVIL_SECOND_US,
        .amount = amount,
        .limit_unit = WD,
    };
    struct deadline deadline = deadline_of(calendar, &timing);
    assert_int_equal(deadline.due_us, civil_start_of(deadline.day + 1));
    assert_false(deadline.is_provisional);
    assert_int_equal(deadline_used(calendar, &timing, deadline.due_us), amount);
    return deadline.day;
}

static void every_due_day_of_the_table_is_met(void **state)
{
    (void) state;
    const struct calendar *calendar = calendar_shipped(&test_arena);
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        for (size_t j = 0; j < TABLE_AMOUNTS; j++)
            assert_int_equal(due_day(calendar, table[i].accepted, table_amounts[j]),
                             day_from(table[i].due[j]));
}

static void an_engine_without_make_up_days_is_wrong_as_known(void **state)
{
    (void) state;
    const struct calendar *calendar = calendar_without_worked(&test_arena);
    size_t different = 0;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        assert_int_equal(due_day(calendar, table[i].accepted, 5), day_from(table[i].wrong_5));
        different += strcmp(table[i].wrong_5, table[i].due[2]) != 0 ? 1 : 0;
    }
    assert_int_equal(different, 9);
}

/* ---- pauses ---- */

/* clang-format off */
static const struct row pause_rows[] = {
    {"not paused",
     "2025-03-03 09:30", 7, WD, "2025-03-12 24:00", {{0}}, ""},
    {"a day counts when its end is not paused",
     "2025-03-03 09:30", 7, WD, "2025-03-14 24:00", {{"2025-03-04 15:00", "2025-03-06 10:00"}}, ""},
    {"a pause within a day takes nothing of days",
     "2025-03-03 09:30", 7, WD, "2025-03-12 24:00", {{"2025-03-04 09:00", "2025-03-04 17:00"}}, ""},
    {"a pause over a weekend takes the Friday it began on",
     "2025-03-03 09:30", 7, WD, "2025-03-13 24:00", {{"2025-03-07 16:00", "2025-03-10 09:00"}}, ""},
    {"a pause entered on a rest day and ended on it takes nothing",
     "2025-03-03 09:30", 7, WD, "2025-03-12 24:00", {{"2025-03-08 10:00", "2025-03-09 20:00"}}, ""},
    {"a pause entered on a rest day takes the Monday",
     "2025-03-03 09:30", 7, WD, "2025-03-13 24:00", {{"2025-03-08 10:00", "2025-03-11 09:00"}}, ""},
    {"two that overlap are one",
     "2025-03-03 09:30", 7, WD, "2025-03-14 24:00",
     {{"2025-03-05 08:00", "2025-03-06 10:00"}, {"2025-03-04 15:00", "2025-03-05 09:00"}}, ""},
    {"one within another is none",
     "2025-03-03 09:30", 7, WD, "2025-03-14 24:00",
     {{"2025-03-04 15:00", "2025-03-06 10:00"}, {"2025-03-04 16:00", "2025-03-05 09:00"}}, ""},
    {"two apart are two",
     "2025-03-03 09:30", 7, WD, "2025-03-14 24:00",
     {{"2025-03-06 15:00", "2025-03-07 10:00"}, {"2025-03-04 15:00", "2025-03-05 10:00"}}, ""},
    {"one behind the due time takes nothing",
     "2025-03-03 09:30", 7, WD, "2025-03-12 24:00", {{"2025-03-13 00:00", NULL}}, ""},
    {"one from the last day's end takes nothing",
     "2025-03-03 09:30", 1, WD, "2025-03-04 24:00", {{"2025-03-04 24:00", NULL}}, ""},
    {"one up to a day's end takes that day",
     "2025-03-03 09:30", 1, WD, "2025-03-05 24:00", {{"2025-03-04 23:00", "2025-03-04 24:00"}}, ""},
    {"one before the start takes nothing",
     "2025-03-03 09:30", 1, WD, "2025-03-04 24:00", {{"2025-02-25 15:00", "2025-03-01 10:00"}}, ""},
    {"one over the start takes what is behind it",
     "2025-03-03 09:30", 1, WD, "2025-03-05 24:00", {{"2025-03-01 15:00", "2025-03-05 10:00"}}, ""},
    {"without an end nothing is ever due",
     "2025-03-03 09:30", 7, WD, "never", {{"2025-03-04 15:00", NULL}}, ""},
    {"working minutes stop with it",
     "2025-03-03 09:30", 120, WMIN, "2025-03-03 14:30", {{"2025-03-03 10:00", "2025-03-03 12:00"}}, ""},
    {"working minutes do not stop at lunch twice",
     "2025-03-03 09:30", 180, WMIN, "2025-03-03 13:30", {{"2025-03-03 12:00", "2025-03-03 13:00"}}, ""},
    {"a pause when the last minute is over takes nothing",
     "2025-03-03 09:30", 150, WMIN, "2025-03-03 12:00", {{"2025-03-03 12:00", "2025-03-03 15:00"}}, ""},
    {"working minutes without an end",
     "2025-03-03 09:30", 150, WMIN, "never", {{"2025-03-03 11:00", NULL}}, ""},
    {"real minutes stop with it",
     "2025-03-03 09:30", 60, MIN, "2025-03-04 10:15", {{"2025-03-03 09:45", "2025-03-04 09:30"}}, ""},
    {"a session counts when its end is not paused",
     "2025-03-03 09:30", 2, HD, "2025-03-04 17:00", {{"2025-03-03 16:00", "2025-03-04 09:00"}}, ""},
    {"a calendar day counts when its end is not paused",
     "2025-03-03 09:30", 5, CD, "2025-03-10 24:00", {{"2025-03-04 15:00", "2025-03-06 10:00"}}, ""},
};
/* clang-format on */

static void pauses_are_taken_by_a_days_end(void **state)
{
    (void) state;
    CHECK(calendar_shipped(&test_arena), pause_rows);
}

static void what_is_used_stands_still_while_paused(void **state)
{
    (void) state;
    const struct calendar *calendar = calendar_shipped(&test_arena);
    const struct row row = {"", "2025-03-03 09:30", 7, WD, "", {{"2025-03-04 15:00", NULL}}, ""};
    const struct row short_row = {
        "", "2025-03-03 09:30", 7, WMIN, "", {{"2025-03-03 10:00", "2025-03-03 11:00"}}, ""};
    struct timing_pause pauses[PAUSES_MAX];
    struct timing timing = timing_of(&row, pauses);
    assert_int_equal(deadline_used(calendar, &timing, instant_from("2025-03-20 09:00")), 0);
    assert_int_equal(deadline_used(calendar, &timing, instant_from("2025-03-01 09:00")), 0);
    timing = timing_of(&short_row, pauses);
    assert_int_equal(deadline_used(calendar, &timing, instant_from("2025-03-03 10:30")), 30);
    assert_int_equal(deadline_used(calendar, &timing, instant_from("2025-03-03 11:30:59")), 60);
}

static bool is_in(const struct timing_pause *pauses, size_t count, int64_t at_us)
{
    for (size_t i = 0; i < count; i++)
        if (pauses[i].from_us <= at_us && at_us < pauses[i].to_us)
            return true;
    return false;
}

static void pauses_become_their_union(void **state)
{
    struct gen gen = gen_seed(gen_seed_given(1));
    (void) state;
    for (int i = 0; i < 20000; i++) {
        struct timing_pause pauses[8];
        struct timing_pause united[8];
        size_t count = gen_number(&gen, 9);
        for (size_t j = 0; j < count; j++) {
            pauses[j].from_us = (int64_t) gen_number(&gen, 30);
            pauses[j].to_us = pauses[j].from_us + (int64_t) gen_number(&gen, 8);
        }
        memcpy(united, pauses, sizeof(pauses));
        size_t left = timing_pauses_unite(united, count);
        for (int64_t at_us = 0; at_us < 40; at_us++)
            assert_int_equal(is_in(pauses, count, at_us), is_in(united, left, at_us));
        for (size_t j = 1; j < left; j++)
            assert_true(united[j - 1].to_us < united[j].from_us);
    }
}

/* ---- minutes and half days ---- */

/* clang-format off */
static const struct row minute_rows[] = {
    {"accepted at midnight: minutes begin with work",
     "2025-03-03 00:00", 30, WMIN, "2025-03-03 09:30", {{0}}, ""},
    {"accepted at lunch", "2025-03-03 12:00", 30, WMIN, "2025-03-03 13:30", {{0}}, ""},
    {"accepted a second before the end",
     "2025-03-03 16:59:59", 30, WMIN, "2025-03-04 09:29:59", {{0}}, ""},
    {"accepted at the end", "2025-03-03 17:00", 30, WMIN, "2025-03-04 09:30", {{0}}, ""},
    {"accepted on a worked Sunday", "2025-01-26 10:00", 30, WMIN, "2025-01-26 10:30", {{0}}, ""},
    {"accepted on a rest day", "2025-01-29 10:00", 30, WMIN, "2025-02-05 09:30", {{0}}, ""},
    {"due when the session is over, not when the next begins",
     "2025-03-03 16:30", 30, WMIN, "2025-03-03 17:00", {{0}}, ""},
    {"and before lunch", "2025-03-03 11:30", 30, WMIN, "2025-03-03 12:00", {{0}}, ""},
    {"over a weekend", "2025-03-07 16:30", 31, WMIN, "2025-03-10 09:01", {{0}}, ""},
    {"a day's work from a day's begin",
     "2025-03-03 09:00", 420, WMIN, "2025-03-03 17:00", {{0}}, ""},
    {"a hundred days of it", "2025-03-03 09:00", 42000, WMIN, "2025-07-24 17:00", {{0}}, ""},
    {"real minutes ask nobody", "2025-03-07 23:50", 30, MIN, "2025-03-08 00:20", {{0}}, ""},
    {"24 hours", "2025-01-28 08:00", 1440, MIN, "2025-01-29 08:00", {{0}}, ""},
};

static const struct row half_rows[] = {
    {"at midnight: the morning counts", "2025-03-03 00:00", 1, HD, "2025-03-03 12:00", {{0}}, ""},
    {"a second before work", "2025-03-03 08:59:59", 1, HD, "2025-03-03 12:00", {{0}}, ""},
    {"when work begins: the afternoon", "2025-03-03 09:00", 1, HD, "2025-03-03 17:00", {{0}}, ""},
    {"at lunch", "2025-03-03 12:00", 1, HD, "2025-03-03 17:00", {{0}}, ""},
    {"in the afternoon", "2025-03-03 13:00", 1, HD, "2025-03-04 12:00", {{0}}, ""},
    {"a second before the end", "2025-03-03 16:59:59", 1, HD, "2025-03-04 12:00", {{0}}, ""},
    {"at the end", "2025-03-03 17:00", 1, HD, "2025-03-04 12:00", {{0}}, ""},
    {"on a Friday afternoon", "2025-03-07 15:00", 1, HD, "2025-03-10 12:00", {{0}}, ""},
    {"before a worked Saturday", "2025-02-07 15:00", 1, HD, "2025-02-08 12:00", {{0}}, ""},
    {"on a rest day", "2025-03-08 15:00", 2, HD, "2025-03-10 17:00", {{0}}, ""},
    {"twenty", "2025-03-03 10:00", 20, HD, "2025-03-17 12:00", {{0}}, ""},
};

static const struct row day_rows[] = {
    {"the opening day does not count, from midnight on",
     "2025-03-03 00:00", 1, WD, "2025-03-04 24:00", {{0}}, ""},
    {"nor when it is accepted at lunch", "2025-03-03 12:00", 1, WD, "2025-03-04 24:00", {{0}}, ""},
    {"or a second before the end", "2025-03-03 16:59:59", 1, WD, "2025-03-04 24:00", {{0}}, ""},
    {"or at the end", "2025-03-03 17:00", 1, WD, "2025-03-04 24:00", {{0}}, ""},
    {"or after it", "2025-03-03 23:59:59", 1, WD, "2025-03-04 24:00", {{0}}, ""},
    {"on a worked Sunday", "2024-09-29 10:00", 1, WD, "2024-09-30 24:00", {{0}}, ""},
    {"on a rest day", "2025-10-03 10:00", 1, WD, "2025-10-09 24:00", {{0}}, ""},
    {"over the leap day", "2024-02-28 10:00", 2, WD, "2024-03-01 24:00", {{0}}, ""},
    {"over the year's end", "2024-12-31 10:00", 1, WD, "2025-01-02 24:00", {{0}}, ""},
    {"10,000 working days", "2026-12-31 10:00", 10000, WD, "2065-04-30 24:00", {{0}}, ""},
    {"calendar days", "2025-03-03 10:00", 4, CD, "2025-03-07 24:00", {{0}}, ""},
    {"whose last is a rest day move", "2025-03-03 10:00", 5, CD, "2025-03-10 24:00", {{0}}, ""},
    {"to a worked Sunday", "2025-01-20 10:00", 5, CD, "2025-01-26 24:00", {{0}}, ""},
    {"over a whole holiday", "2025-01-24 10:00", 5, CD, "2025-02-05 24:00", {{0}}, ""},
    {"in 1970", "1970-01-01 00:00", 1, WD, "1970-01-02 24:00", {{0}}, ""},
    {"in 9999", "9999-12-30 10:00", 1, WD, "9999-12-31 24:00", {{0}}, ""},
    {"180 of them", "2025-01-01 10:00", 180, CD, "2025-06-30 24:00", {{0}}, ""},
};
/* clang-format on */

static void minutes_run_from_the_minute(void **state)
{
    (void) state;
    CHECK(calendar_shipped(&test_arena), minute_rows);
}

static void half_days_end_with_a_session(void **state)
{
    (void) state;
    CHECK(calendar_shipped(&test_arena), half_rows);
}

static void days_end_with_their_last_day(void **state)
{
    (void) state;
    CHECK(calendar_shipped(&test_arena), day_rows);
}

/* ---- hours ---- */

/* clang-format off */
static const char hours_text[] =
    "published,2025-01-01,2025-12-31,,,a notice\n"
    "off,2025-10-01,2025-10-08,,,a notice\n"
    "hours,,,,09:00-12:00 13:00-17:00,\n"
    "hours,2025-06-01,2025-09-30,,09:00-12:00 15:00-18:00,summer\n"
    "hours,2025-12-31,,,09:00-12:00,half a day\n"
    "hours,,,desk,08:00-20:00,\n"
    "hours,,,hall,08:30-12:30 12:30-18:00,no lunch\n"
    "hours,2025-06-01,2025-08-31,hall,08:00-09:00 10:00-12:00 16:00-19:00 19:30-20:00,\n"
    "hours,2025-06-10,,hall,14:00-16:00,power cut\n"
    "hours,,,night,00:00-24:00,\n";

static const struct row hours_rows[] = {
    {"summer begins", "2025-05-30 16:30", 60, WMIN, "2025-06-02 09:30", {{0}}, ""},
    {"a summer's afternoon", "2025-06-03 11:30", 60, WMIN, "2025-06-03 15:30", {{0}}, ""},
    {"summer ends", "2025-09-30 17:30", 60, WMIN, "2025-10-09 09:30", {{0}}, ""},
    {"over all of it", "2025-05-30 09:00", 32160, WMIN, "2025-10-09 17:00", {{0}}, ""},
    {"half a day is a day", "2025-12-30 10:00", 1, WD, "2025-12-31 24:00", {{0}}, ""},
    {"with one session", "2025-12-30 14:00", 2, HD, "2026-01-01 12:00", {{0}}, ""},
    {"and three hours", "2025-12-31 10:00", 180, WMIN, "2026-01-01 10:00", {{0}}, ""},
    {"before all of it", "1999-03-01 16:30", 31, WMIN, "1999-03-02 09:01", {{0}}, ""},
    {"its own hours", "2025-06-03 08:00", 60, WMIN, "2025-06-03 09:00", {{0}}, "desk"},
    {"one interval is one session", "2025-03-03 07:00", 1, HD, "2025-03-03 20:00", {{0}}, "desk"},
    {"so the next is tomorrow's", "2025-03-03 09:00", 1, HD, "2025-03-04 20:00", {{0}}, "desk"},
    {"its own hours know no general half day",
     "2025-12-31 12:00", 60, WMIN, "2025-12-31 13:00", {{0}}, "desk"},
    {"touching intervals part a day",
     "2025-03-03 08:30", 60 * 4, WMIN, "2025-03-03 12:30", {{0}}, "hall"},
    {"that begins late is the afternoon", "2025-03-03 07:00", 1, HD, "2025-03-03 12:30", {{0}}, "hall"},
    {"the second session", "2025-03-03 09:00", 1, HD, "2025-03-03 18:00", {{0}}, "hall"},
    {"a break within a session is of it", "2025-07-01 09:30", 1, HD, "2025-07-01 20:00", {{0}}, "hall"},
    {"a break within the afternoon", "2025-07-01 10:30", 1, HD, "2025-07-01 20:00", {{0}}, "hall"},
    {"four intervals", "2025-07-01 08:30", 30 + 120 + 180 + 15, WMIN, "2025-07-01 19:45", {{0}}, "hall"},
    {"one day goes before a period", "2025-06-09 20:00", 60, WMIN, "2025-06-10 15:00", {{0}}, "hall"},
    {"an afternoon alone", "2025-06-10 10:00", 1, HD, "2025-06-10 16:00", {{0}}, "hall"},
    {"round the clock", "2025-03-07 23:00", 120, WMIN, "2025-03-10 01:00", {{0}}, "night"},
    {"round the clock to midnight", "2025-03-07 23:00", 60, WMIN, "2025-03-07 24:00", {{0}}, "night"},
    {"a unit without its own has everybody's",
     "2025-06-03 11:30", 60, WMIN, "2025-06-03 15:30", {{0}}, "another"},
};
/* clang-format on */

static void hours_go_by_unit_and_day(void **state)
{
    (void) state;
    const struct calendar *calendar = calendar_from_text(hours_text, &test_arena);
    CHECK(calendar, hours_rows);
    const struct schedule *hall = schedule_of(calendar, STR("hall"));
    int64_t day = day_from("2025-06-10");
    assert_true(str_eq(schedule_row(hall, day)->notice, STR("power cut")));
    assert_int_equal(schedule_open(hall, day), instant_from("2025-06-10 14:00"));
    assert_int_equal(schedule_close(hall, day), instant_from("2025-06-10 16:00"));
    assert_true(schedule_of(calendar, STR("")) == calendar->common);
    assert_true(schedule_of(calendar, STR("a")) == calendar->common);
    assert_true(schedule_of(calendar, STR("z")) == calendar->common);
}

/* clang-format off */
static const struct row close_rows[] = {
    {"a day ends when business does", "2025-03-03 09:30", 5, WD, "2025-03-10 17:00", {{0}}, ""},
    {"in summer later", "2025-05-30 09:30", 1, WD, "2025-06-02 18:00", {{0}}, ""},
    {"and on half a day at noon", "2025-12-30 09:30", 1, WD, "2025-12-31 12:00", {{0}}, ""},
    {"accepted after it the day does not count", "2025-03-03 18:00", 1, WD, "2025-03-04 17:00", {{0}}, ""},
    {"calendar days too", "2025-03-03 09:30", 5, CD, "2025-03-10 17:00", {{0}}, ""},
    {"a pause after business takes nothing",
     "2025-03-03 09:30", 1, WD, "2025-03-04 17:00", {{"2025-03-04 17:00", "2025-03-05 09:00"}}, ""},
    {"a pause until after business takes the day",
     "2025-03-03 09:30", 1, WD, "2025-03-05 17:00", {{"2025-03-04 16:00", "2025-03-04 18:00"}}, ""},
    {"a rest day ends at midnight",
     "2025-03-07 09:30", 2, CD, "2025-03-11 17:00", {{"2025-03-08 23:00", "2025-03-10 10:00"}}, ""},
};
/* clang-format on */

static void a_day_may_end_with_business(void **state)
{
    char text[1024];
    (void) state;
    (void) snprintf(text, sizeof(text), "%sday_end,,,,close,\n", hours_text);
    CHECK(calendar_from_text(text, &test_arena), close_rows);
}

/* ---- what a deadline rests on ---- */

static void what_rests_on_an_unpublished_year_is_provisional(void **state)
{
    static const struct {
        const char *start;
        int64_t amount;
        enum limit_unit unit;
        bool is_provisional;
    } rows[] = {
        {"2026-12-30 10:00", 1, WD, false},    {"2026-12-30 10:00", 2, WD, true},
        {"2026-12-31 10:00", 1, WD, true},     {"2021-12-31 10:00", 1, WD, false},
        {"2021-12-30 10:00", 1, WD, true},     {"2026-12-31 10:00", 1, HD, false},
        {"2026-12-31 13:00", 1, HD, true},     {"2026-12-31 16:00", 60, WMIN, false},
        {"2026-12-31 16:00", 61, WMIN, true},  {"2026-12-31 16:00", 1440, MIN, false},
        {"2026-12-30 10:00", 1, CD, false},    {"2026-12-30 10:00", 2, CD, true},
        {"2021-12-01 10:00", 34, CD, false},   {"2021-12-31 10:00", 60, WMIN, true},
        {"2026-12-01 10:00", 10000, WD, true}, {"2022-12-30 16:00", 61, WMIN, false},
    };
    (void) state;
    const struct calendar *calendar = calendar_shipped(&test_arena);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct timing timing = {.start_us = instant_from(rows[i].start),
                                .amount = rows[i].amount,
                                .limit_unit = rows[i].unit};
        print_message("    %s and %d\n", rows[i].start, (int) rows[i].amount);
        assert_int_equal(deadline_of(calendar, &timing).is_provisional, rows[i].is_provisional);
    }
}

/* ---- extensions ---- */

static void an_extension_runs_on_from_the_old_due_time(void **state)
{
    static const struct {
        struct row first;
        struct row then;
    } rows[] = {
        {{"", "2025-03-03 09:30", 7, WD, "", {{0}}, ""},
         {"days upon days", "2025-03-12 10:00", 3, WD, "2025-03-17 24:00", {{0}}, ""}},
        {{"", "2025-03-03 09:30", 7, WD, "", {{0}}, ""},
         {"minutes upon days", "2025-03-12 10:00", 30, WMIN, "2025-03-13 09:30", {{0}}, ""}},
        {{"", "2025-03-03 09:30", 1, HD, "", {{0}}, ""},
         {"half days upon half days", "2025-03-12 10:00", 1, HD, "2025-03-04 12:00", {{0}}, ""}},
        {{"", "2025-03-03 09:30", 90, WMIN, "", {{0}}, ""},
         {"minutes upon minutes", "2025-03-12 10:00", 30, MIN, "2025-03-03 11:30", {{0}}, ""}},
        {{"", "2025-03-03 09:30", 7, WD, "", {{"2025-03-04 15:00", "2025-03-06 10:00"}}, ""},
         {"with the same pauses",
          "2025-03-12 10:00",
          1,
          CD,
          "2025-03-17 24:00",
          {{"2025-03-04 15:00", "2025-03-06 10:00"}},
          ""}},
    };
    (void) state;
    const struct calendar *calendar = calendar_shipped(&test_arena);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct timing_pause pauses[PAUSES_MAX];
        struct timing_pause more[PAUSES_MAX];
        struct timing first = timing_of(&rows[i].first, pauses);
        struct timing then = timing_of(&rows[i].then, more);
        struct deadline from = deadline_of(calendar, &first);
        print_message("    %s\n", rows[i].then.title);
        assert_string_equal(instant_words(deadline_after(calendar, &from, &then).due_us),
                            rows[i].then.due);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, test_arena_make, test_arena_drop)
    const struct CMUnitTest tests[] = {
        TEST(every_due_day_of_the_table_is_met),
        TEST(an_engine_without_make_up_days_is_wrong_as_known),
        TEST(pauses_are_taken_by_a_days_end),
        TEST(what_is_used_stands_still_while_paused),
        TEST(pauses_become_their_union),
        TEST(minutes_run_from_the_minute),
        TEST(half_days_end_with_a_session),
        TEST(days_end_with_their_last_day),
        TEST(hours_go_by_unit_and_day),
        TEST(a_day_may_end_with_business),
        TEST(what_rests_on_an_unpublished_year_is_provisional),
        TEST(an_extension_runs_on_from_the_old_due_time),
    };
    return RUN(tests);
}
