/* test_dispatch -- what is handed over is settled when it is safe, with a spool and without one. */
#include "run/dispatch.h"

#include <stdio.h>
#include <string.h>

#include "run/log.h"
#include "support/arena.h"
#include "support/cmocka.h"
#include "support/folder.h"
#include "support/sample.h"

static const char *const mock_cluster[] = {"test.mock.num.brokers=1", NULL};
static const char nobody[] = "127.0.0.1:1";

static uint64_t settled_count;
static uint64_t settled_sum; /* of cookies */

static void settled(void *context, uint64_t cookie, enum outcome outcome, const struct err *err)
{
    (void) context;
    (void) err;
    assert_int_equal(outcome, OK);
    settled_count++;
    settled_sum += cookie;
}

static struct dispatch_options options_of(const char *servers, const char *spool)
{
    settled_count = settled_sum = 0;
    log_level_set(LOG_ERROR);
    return (struct dispatch_options) {
        .publisher = {.bootstrap_servers = servers,
                      .topic_prefix = "shouwen",
                      .client_id = "test",
                      .settings = servers == NULL ? mock_cluster : NULL,
                      .in_flight_max = 1000,
                      .settled = settled},
        .spool = spool,
        .spool_bytes_max = DISPATCH_SPOOL_BYTES_MIN,
        .patience_ms = servers == NULL ? 20000 : 100};
}

static struct dispatch *open_dispatch(const char *servers, const char *spool)
{
    struct dispatch *dispatch = NULL;
    struct err err;
    const struct dispatch_options options = options_of(servers, spool);
    if (dispatch_open(&options, &dispatch, &err) != OK)
        fail_msg("%s", err.text);
    return dispatch;
}

static enum outcome say(struct dispatch *dispatch, uint64_t cookie, struct err *err)
{
    arena_reset(&test_arena);
    struct event event = sample_of(EVENT_PROGRESSED, true, &test_arena);
    return dispatch_event(dispatch, &event, cookie, err);
}

static void without_a_spool_the_broker_settles(void **state)
{
    (void) state;
    struct err err;
    struct dispatch *dispatch = open_dispatch(NULL, "");
    assert_false(dispatch_has_spool(dispatch));
    assert_int_equal(say(dispatch, 3, &err), OK);
    assert_int_equal(dispatch_poll(dispatch, &err), OK);
    assert_int_equal(dispatch_finish(dispatch, &err), OK);
    assert_int_equal(settled_sum, 3);
    assert_int_equal(dispatch_counts(dispatch).safe, 1);
    assert_int_equal(dispatch_drain(dispatch, &err), OK);
    dispatch_close(dispatch);
}

static void with_one_the_disk_settles_and_the_next_run_sends(void **state)
{
    (void) state;
    struct err err;
    struct dispatch *dispatch = open_dispatch(nobody, folder_path());
    assert_true(dispatch_has_spool(dispatch));
    assert_int_equal(say(dispatch, 3, &err), OK);
    assert_int_equal(say(dispatch, 4, &err), OK);
    assert_int_equal(dispatch_poll(dispatch, &err), OK);
    assert_int_equal(settled_count, 0); /* there is no sync for so few */
    assert_int_equal(dispatch_finish(dispatch, &err), OK);
    assert_int_equal(settled_sum, 7);
    assert_int_equal(dispatch_drain(dispatch, &err), RETRY);
    assert_non_null(strstr(err.text, "took none for 100 ms"));
    assert_int_equal(dispatch_counts(dispatch).waiting, 2);
    dispatch_close(dispatch);

    dispatch = open_dispatch(NULL, folder_path());
    assert_int_equal(dispatch_drain(dispatch, &err), OK);
    assert_int_equal(dispatch_counts(dispatch).waiting, 0);
    assert_int_equal(dispatch_counts(dispatch).taken, 0);
    dispatch_close(dispatch);
}

/* Groups of three until there is no room for one. */
static enum outcome fill(struct dispatch *dispatch, struct err *err)
{
    enum outcome outcome = OK;
    for (uint64_t group = 1; outcome == OK; group++) {
        for (int i = 0; i < 3 && outcome == OK; i++)
            outcome = say(dispatch, group, err);
        if (outcome == OK)
            outcome = dispatch_poll(dispatch, err);
    }
    return outcome;
}

static void a_full_spool_takes_no_group_by_halves(void **state)
{
    (void) state;
    struct err err;
    struct dispatch *dispatch = open_dispatch(nobody, folder_path());
    assert_int_equal(fill(dispatch, &err), RETRY);
    assert_non_null(strstr(err.text, "the spool is full"));
    struct dispatch_counts counts = dispatch_counts(dispatch);
    assert_true(counts.safe > 0 && counts.safe < counts.taken);
    assert_int_equal(counts.safe % 3, 0);
    assert_int_equal(settled_count, counts.safe);
    assert_int_equal(counts.waiting, counts.safe);
    assert_int_equal(dispatch_finish(dispatch, &err), OK); /* what found no room is forgotten */
    assert_int_equal(dispatch_counts(dispatch).safe, counts.safe);
    dispatch_close(dispatch);
}

static void a_rehearsal_opens_nothing(void **state)
{
    (void) state;
    struct err err;
    struct dispatch *dispatch = NULL;
    struct dispatch_options options = options_of(nobody, "/nowhere/spool");
    options.publisher.is_dry_run = true;
    assert_int_equal(dispatch_open(&options, &dispatch, &err), OK);
    assert_int_equal(say(dispatch, 1, &err), OK);
    assert_int_equal(dispatch_finish(dispatch, &err), OK);
    dispatch_close(dispatch);
    options.publisher.is_dry_run = false;
    assert_int_equal(dispatch_open(&options, &dispatch, &err), FATAL);
    dispatch_close(NULL);
}

static void a_setting_kafka_does_not_know_is_told_before_anything_is_kept(void **state)
{
    (void) state;
    static const char *const unheard_of[] = {"no.such.setting=1", NULL};
    struct err err;
    struct dispatch *dispatch = NULL;
    struct dispatch_options options = options_of(nobody, folder_path());
    options.publisher.settings = unheard_of;
    assert_int_equal(dispatch_open(&options, &dispatch, &err), FATAL);
    assert_non_null(strstr(err.text, "no.such.setting"));
}

#define TEST(function)                                                                             \
    cmocka_unit_test_setup_teardown(function, test_arena_and_folder_make,                          \
                                    test_arena_and_folder_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_a_spool_the_broker_settles),
        TEST(with_one_the_disk_settles_and_the_next_run_sends),
        TEST(a_full_spool_takes_no_group_by_halves),
        TEST(a_rehearsal_opens_nothing),
        TEST(a_setting_kafka_does_not_know_is_told_before_anything_is_kept),
    };
    return RUN(tests);
}
