/* test_growing -- of a book imported again only what is new, changed or gone is sent, on
 * librdkafka's mock cluster. */
#include "office/growing.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "run/log.h"
#include "support/arena.h"
#include "support/cmocka.h"
#include "support/folder.h"
#include "wire/event_json.h"

static const char *const mock_cluster[] = {"test.mock.num.brokers=1", NULL};

static char gone_cases[256];

/* One import under way. */
struct import {
    struct growing *growing;
    struct dispatch *dispatch;
};

static void gone(void *context, struct str number)
{
    (void) context;
    size_t len = strlen(gone_cases);
    (void) snprintf(gone_cases + len, sizeof(gone_cases) - len, "%.*s ", STR_ARG(number));
}

static void settled(void *context, uint64_t cookie, enum outcome outcome, const struct err *err)
{
    struct import *import = context;
    (void) err;
    (void) growing_settled(import->growing, cookie, outcome);
}

static void open_import(struct import *import, bool voids_gone, const char *servers)
{
    struct err err;
    const struct growing_options options = {.folder = folder_path(),
                                            .source = STR("s"),
                                            .voids_gone = voids_gone,
                                            .now_us = time_now_us(),
                                            .gone = gone};
    const struct dispatch_options out = {
        .publisher = {.bootstrap_servers = servers,
                      .topic_prefix = "shouwen",
                      .client_id = "test",
                      .settings = servers == NULL ? mock_cluster : NULL,
                      .in_flight_max = 50,
                      .context = import,
                      .settled = settled},
        .spool = "",
        .patience_ms = servers == NULL ? 20000 : 200};
    gone_cases[0] = '\0';
    if (growing_open(&options, &import->growing, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(dispatch_open(&out, &import->dispatch, &err), OK);
}

/* A cell: what the case says under this reference, with a text when there is one. */
static void say(struct import *import, const char *number, const char *source_ref, const char *day,
                const char *text)
{
    char json[512];
    struct err err;
    struct mapped mapped = {.row = 7};
    int len =
        snprintf(json, sizeof(json),
                 "{\"header\": {\"source\": \"s\", \"case_source\": \"s\", \"case_number\": "
                 "\"%s\", \"occurred_at\": \"2022-03-%sT09:12:00+08:00\", \"source_ref\": "
                 "\"%s\"%s}, \"progressed\": {}}",
                 number, day, source_ref, text == NULL ? "" : ", \"texts\": [\"TEXT_FIELD_NOTE\"]");
    arena_reset(&test_arena);
    if (event_from_json((struct str) {.ptr = json, .len = (size_t) len}, time_now_us(), &test_arena,
                        &mapped.event, &err) != OK)
        fail_msg("%s", err.text);
    mapped.event.recorded_at_us = growing_now_us(import->growing);
    if (text != NULL)
        mapped.records[mapped.records_count++] =
            (struct citizen) {.kind = CITIZEN_TEXT,
                              .subject = mapped.event.subject,
                              .case_source = mapped.event.case_source,
                              .case_number = mapped.event.case_number,
                              .source = mapped.event.source,
                              .recorded_at_us = mapped.event.recorded_at_us,
                              .event_id = mapped.event.id,
                              .field = TEXT_FIELD_NOTE,
                              .text = str_from(text)};
    if (growing_take(import->growing, import->dispatch, &mapped, &err) != OK)
        fail_msg("%s", err.text);
}

/* The end of the book; gives how many messages were sent. */
static uint64_t close_import(struct import *import)
{
    struct err err;
    assert_int_equal(growing_end(import->growing, import->dispatch, &err), OK);
    assert_int_equal(dispatch_finish(import->dispatch, &err), OK);
    assert_int_equal(growing_keep(import->growing, &err), OK);
    uint64_t sent = dispatch_counts(import->dispatch).taken;
    dispatch_close(import->dispatch);
    growing_close(import->growing);
    return sent;
}

static void only_what_is_new_is_sent(void **state)
{
    (void) state;
    struct import import;
    open_import(&import, false, NULL);
    say(&import, "1", "a", "05", "seen");
    say(&import, "1", "b", "06", NULL);
    assert_int_equal(close_import(&import), 3);

    open_import(&import, false, NULL);
    say(&import, "1", "b", "06", NULL); /* in another order */
    say(&import, "1", "a", "05", "seen");
    assert_int_equal(growing_counts(import.growing).unchanged, 2);
    assert_int_equal(close_import(&import), 0);

    open_import(&import, false, NULL);
    say(&import, "1", "a", "05", "seen again"); /* the text alone */
    say(&import, "1", "b", "07", NULL);
    assert_int_equal(close_import(&import), 2);

    open_import(&import, false, NULL);
    say(&import, "1", "a", "08", "seen again"); /* event, text, tombstone of the older text */
    say(&import, "1", "b", "07", "now");        /* event, text */
    assert_int_equal(close_import(&import), 5);

    open_import(&import, false, NULL);
    say(&import, "1", "a", "08", NULL); /* event, tombstone */
    say(&import, "1", "b", "07", "now");
    assert_int_equal(close_import(&import), 2);
}

static void an_emptied_cell_is_voided_once_and_counts_when_filled_again(void **state)
{
    (void) state;
    struct import import;
    open_import(&import, false, NULL);
    say(&import, "1", "a", "05", NULL);
    say(&import, "1", "b", "06", "seen");
    assert_int_equal(close_import(&import), 3);
    for (int again = 0; again < 2; again++) {
        open_import(&import, false, NULL);
        say(&import, "1", "a", "05", NULL);
        assert_int_equal(close_import(&import), again == 0 ? 2 : 0); /* and its text's tombstone */
    }
    open_import(&import, false, NULL);
    say(&import, "1", "a", "05", NULL);
    say(&import, "1", "b", "06", "seen");
    assert_int_equal(close_import(&import), 2);
    assert_string_equal(gone_cases, "");
}

static void a_case_that_is_gone_is_told_and_voided_when_wished(void **state)
{
    (void) state;
    struct import import;
    open_import(&import, false, NULL);
    say(&import, "1", "a", "05", NULL);
    say(&import, "2", "a", "05", NULL);
    say(&import, "2", "b", "05", NULL);
    assert_int_equal(close_import(&import), 3);
    for (int voids = 0; voids < 3; voids++) {
        open_import(&import, voids > 0, NULL);
        say(&import, "1", "a", "05", NULL);
        assert_int_equal(close_import(&import), voids == 1 ? 2 : 0);
        assert_string_equal(gone_cases, voids == 2 ? "" : "2 ");
    }
}

static void what_a_bad_row_said_is_left_alone(void **state)
{
    (void) state;
    struct import import;
    struct err err;
    open_import(&import, true, NULL);
    say(&import, "1", "a", "05", NULL);
    say(&import, "2", "a", "05", NULL);
    assert_int_equal(close_import(&import), 2);

    open_import(&import, true, NULL);
    assert_int_equal(growing_spare(import.growing, STR("1"), &err), OK);
    say(&import, "2", "a", "05", NULL);
    assert_int_equal(close_import(&import), 0);

    open_import(&import, true, NULL);
    assert_int_equal(growing_spare(import.growing, STR(""), &err), OK); /* anybody's */
    assert_true(growing_is_blind(import.growing));
    assert_int_equal(close_import(&import), 0);
    assert_string_equal(gone_cases, "");
}

static void another_book_does_not_void_this_one(void **state)
{
    (void) state;
    struct import import;
    struct err err;
    open_import(&import, true, NULL);
    for (int i = 0; i < 2 * GROWING_GONE_FEW; i++) {
        char number[16];
        (void) snprintf(number, sizeof(number), "%d", i);
        say(&import, number, "a", "05", NULL);
    }
    (void) close_import(&import);
    open_import(&import, true, NULL);
    say(&import, "1", "a", "05", NULL);
    assert_int_equal(growing_end(import.growing, import.dispatch, &err), FATAL);
    assert_non_null(strstr(err.text, "19 cases are no longer in the book, and 1 are"));
    assert_int_equal(dispatch_counts(import.dispatch).taken, 0);
    dispatch_close(import.dispatch);
    growing_close(import.growing);
}

static void what_has_no_answer_is_sent_again(void **state)
{
    (void) state;
    struct import import;
    struct err err;
    log_level_set(LOG_ERROR);
    open_import(&import, false, "127.0.0.1:1");
    say(&import, "1", "a", "05", "seen");
    assert_int_equal(dispatch_finish(import.dispatch, &err), RETRY);
    assert_int_equal(growing_keep(import.growing, &err), OK);
    dispatch_close(import.dispatch);
    growing_close(import.growing);
    open_import(&import, false, NULL);
    say(&import, "1", "a", "05", "seen");
    assert_int_equal(close_import(&import), 2);
}

static void a_later_import_is_recorded_later_whatever_the_clock_says(void **state)
{
    (void) state;
    struct import import;
    open_import(&import, false, NULL);
    int64_t first_us = growing_now_us(import.growing);
    (void) close_import(&import);
    struct err err;
    struct growing *growing = NULL;
    const struct growing_options options = {
        .folder = folder_path(), .source = STR("s"), .now_us = first_us - 1000000, .gone = gone};
    assert_int_equal(growing_open(&options, &growing, &err), OK);
    assert_int_equal(growing_now_us(growing), first_us + 1);
    growing_close(growing);
    growing_close(NULL);
}

#define TEST(function)                                                                             \
    cmocka_unit_test_setup_teardown(function, test_arena_and_folder_make,                          \
                                    test_arena_and_folder_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_what_is_new_is_sent),
        TEST(an_emptied_cell_is_voided_once_and_counts_when_filled_again),
        TEST(a_case_that_is_gone_is_told_and_voided_when_wished),
        TEST(what_a_bad_row_said_is_left_alone),
        TEST(another_book_does_not_void_this_one),
        TEST(what_has_no_answer_is_sent_again),
        TEST(a_later_import_is_recorded_later_whatever_the_clock_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
