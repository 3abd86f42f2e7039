/* lateness: how long after the fact an event was told of. */
#include "base/civil.h"
#include "core/lateness.h"
#include "support/cmocka.h"

/* clang-format off */
static const struct {
    const char *title;
    const char *occurred;
    const char *told;
    enum precision precision;
    struct lateness lateness;
} rows[] = {
    {"told at once",                          "2025-03-05T09:00:00+08:00", "2025-03-05T09:00:59.999999+08:00", PRECISION_INSTANT, {LATENESS_10_MINUTES, 0}},
    {"clocks may differ a little",            "2025-03-05T09:05:00+08:00", "2025-03-05T09:00:00+08:00",        PRECISION_INSTANT, {LATENESS_10_MINUTES, 0}},
    {"but not more",                          "2025-03-05T09:05:00.000001+08:00", "2025-03-05T09:00:00+08:00", PRECISION_INSTANT, {LATENESS_AHEAD, 0}},
    {"ten minutes are not more than ten",     "2025-03-05T09:00:00+08:00", "2025-03-05T09:10:00+08:00",        PRECISION_INSTANT, {LATENESS_10_MINUTES, 10}},
    {"a moment later they are",               "2025-03-05T09:00:00+08:00", "2025-03-05T09:10:00.000001+08:00", PRECISION_INSTANT, {LATENESS_1_HOUR, 10}},
    {"an hour",                               "2025-03-05T09:00:00+08:00", "2025-03-05T10:00:00+08:00",        PRECISION_INSTANT, {LATENESS_1_HOUR, 60}},
    {"more than an hour",                     "2025-03-05T09:00:00+08:00", "2025-03-05T10:01:00+08:00",        PRECISION_INSTANT, {LATENESS_1_DAY, 61}},
    {"a day",                                 "2025-03-05T09:00:00+08:00", "2025-03-06T09:00:00+08:00",        PRECISION_INSTANT, {LATENESS_1_DAY, 1440}},
    {"more than a day",                       "2025-03-05T09:00:00+08:00", "2025-03-06T09:01:00+08:00",        PRECISION_INSTANT, {LATENESS_7_DAYS, 1441}},
    {"a week",                                "2025-03-05T09:00:00+08:00", "2025-03-12T09:00:00+08:00",        PRECISION_INSTANT, {LATENESS_7_DAYS, 10080}},
    {"more than a week",                      "2025-03-05T09:00:00+08:00", "2025-03-12T09:00:01+08:00",        PRECISION_INSTANT, {LATENESS_LONGER, 10080}},
    {"a day told of on the day, by its end",  "2025-03-05T23:59:59+08:00", "2025-03-05T09:00:00+08:00",        PRECISION_DAY,     {LATENESS_SAME_DAY, 0}},
    {"or by its beginning",                   "2025-03-05T00:00:00+08:00", "2025-03-05T23:59:59+08:00",        PRECISION_DAY,     {LATENESS_SAME_DAY, 0}},
    {"a day ahead is late by none",           "2025-03-06T00:00:00+08:00", "2025-03-05T23:59:59+08:00",        PRECISION_DAY,     {LATENESS_SAME_DAY, 0}},
    {"the day after, by the local calendar",  "2025-03-05T00:00:00+08:00", "2025-03-06T00:00:00+08:00",        PRECISION_DAY,     {LATENESS_NEXT_DAY, 1}},
    {"two days",                              "2025-03-05T00:00:00+08:00", "2025-03-07T00:00:00+08:00",        PRECISION_DAY,     {LATENESS_DAYS_7, 2}},
    {"seven days",                            "2025-03-05T23:59:59+08:00", "2025-03-12T08:00:00+08:00",        PRECISION_DAY,     {LATENESS_DAYS_7, 7}},
    {"eight days",                            "2025-03-05T00:00:00+08:00", "2025-03-13T00:00:00+08:00",        PRECISION_DAY,     {LATENESS_DAYS_30, 8}},
    {"thirty days",                           "2025-03-01T00:00:00+08:00", "2025-03-31T23:00:00+08:00",        PRECISION_DAY,     {LATENESS_DAYS_30, 30}},
    {"a year",                                "2024-03-05T00:00:00+08:00", "2025-03-05T00:00:00+08:00",        PRECISION_DAY,     {LATENESS_DAYS_LONGER, 365}},
};
/* clang-format on */

static void every_row_of_the_table(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct event event = {.precision = rows[i].precision};
        int64_t told_at_us = 0;
        print_message("    %s\n", rows[i].title);
        assert_true(civil_parse(str_from(rows[i].occurred), &event.occurred_at_us));
        assert_true(civil_parse(str_from(rows[i].told), &told_at_us));
        struct lateness lateness = lateness_of(&event, told_at_us);
        assert_int_equal(lateness.class, rows[i].lateness.class);
        assert_int_equal(lateness.amount, rows[i].lateness.amount);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row_of_the_table)};
    return RUN(tests);
}
