/* test_year_opened -- which years of which units are opened, and under which ids. */
#include "office/year_opened.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "support/cmocka.h"
#include "support/directory_text.h"
#include "wire/event_codec.h"

static char told[2048];
static struct uuid ids[64];
static size_t ids_count;
static const int64_t now_us = INT64_C(1709600000000000); /* 2024-03-05T08:53:20+08:00 */

/* Is every event fit for the door? */
static enum outcome take(void *context, const struct event *event, struct err *err)
{
    size_t len = strlen(told);
    char at[CIVIL_TEXT_MAX];
    (void) context;
    civil_text(event->occurred_at_us, at);
    (void) snprintf(told + len, sizeof(told) - len, "%.*s %.10s; ", STR_ARG(event->source_ref), at);
    assert_int_equal(event_check(event, now_us, err), OK);
    assert_int_equal(event->precision, PRECISION_DAY);
    assert_string_equal(at + 10, "T23:59:59+08:00"); /* as the protocol says of a day */
    ids[ids_count++] = event->id;
    return OK;
}

static void open_years(const char *units, int64_t first_year, int64_t at_us)
{
    const struct directory_texts texts = {{units, NULL, NULL, NULL, NULL, NULL}};
    const struct year_opened_sink sink = {.take = take};
    struct directory directory;
    struct faults faults = {.count = 0};
    struct err err;
    told[0] = '\0';
    ids_count = 0;
    directory_text_read(&texts, &directory, &faults);
    assert_int_equal(faults.count, 0);
    rows_sort(&directory.tables[DIRECTORY_UNIT]);
    assert_int_equal(year_opened_each(&directory, first_year, at_us, &sink, &err), OK);
    directory_done(&directory);
}

#define UNITS "code,name,level,first_day,last_day,is_outside\n"

static void a_unit_has_every_year_it_is_there_in(void **state)
{
    (void) state;
    open_years(UNITS "a,A,city,,,\n", 2022, now_us);
    assert_string_equal(told, "unit/a/2022 2022-01-01; unit/a/2023 2023-01-01; "
                              "unit/a/2024 2024-01-01; ");
    open_years(UNITS "a,A,city,2022-05-06,2023-02-28,\n", 2021, now_us);
    assert_string_equal(told, "unit/a/2022 2022-05-06; unit/a/2023 2023-01-01; ");
    open_years(UNITS "a,A,city,,2021-12-31,\n", 2022, now_us);
    assert_string_equal(told, "");
}

static void a_new_name_is_no_new_unit(void **state)
{
    (void) state;
    open_years(UNITS "a,A,city,,2023-06-30,\na,B,city,2023-07-01,,\n", 2023, now_us);
    assert_string_equal(told, "unit/a/2023 2023-01-01; unit/a/2024 2024-01-01; ");
}

static void a_unit_outside_has_none(void **state)
{
    (void) state;
    open_years(UNITS "a,A,city,,,yes\nb,B,city,,2023-03-31,yes\nb,B,city,2023-04-01,,\n", 2022,
               now_us);
    assert_string_equal(told, "unit/b/2023 2023-04-01; unit/b/2024 2024-01-01; ");
}

static void what_begins_tomorrow_waits(void **state)
{
    (void) state;
    open_years(UNITS "a,A,city,2024-03-06,,\nb,B,city,2024-03-05,,\n", 2022, now_us);
    assert_string_equal(told, "unit/b/2024 2024-03-05; ");
}

static void the_same_year_has_the_same_id_whenever_it_is_said(void **state)
{
    (void) state;
    open_years(UNITS "a,A,city,,,\n", 2024, now_us);
    struct uuid first = ids[0];
    open_years(UNITS "a,Another Name,county,,,\n", 2024, now_us + CIVIL_DAY_US / 2);
    assert_int_equal(ids_count, 1);
    assert_true(uuid_eq(&first, &ids[0]));
    open_years(UNITS "a,A,city,2024-02-02,,\n", 2024, now_us);
    assert_false(uuid_eq(&first, &ids[0])); /* it began on another day */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unit_has_every_year_it_is_there_in),
        cmocka_unit_test(a_new_name_is_no_new_unit),
        cmocka_unit_test(a_unit_outside_has_none),
        cmocka_unit_test(what_begins_tomorrow_waits),
        cmocka_unit_test(the_same_year_has_the_same_id_whenever_it_is_said),
    };
    return RUN(tests);
}
