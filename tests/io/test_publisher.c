/* test_publisher -- every message has its answer, on librdkafka's mock cluster. */
#include "run/publisher.h"

#include <string.h>

#include "base/civil.h"
#include "base/stop.h"
#include "base/time.h"
#include "run/log.h"
#include "support/arena.h"
#include "support/cmocka.h"
#include "wire/event_json.h"

static const char *const mock_cluster[] = {"test.mock.num.brokers=1", NULL};

enum { COOKIES_MAX = 2000 };
static unsigned answers[COOKIES_MAX];
static unsigned bad_answers;

static void settled(void *context, uint64_t cookie, enum outcome outcome, const struct err *err)
{
    (void) context;
    (void) err;
    assert_true(cookie < COOKIES_MAX);
    answers[cookie]++;
    bad_answers += outcome != OK;
}

static struct publisher *open_publisher(size_t in_flight_max, bool is_dry_run,
                                        const char *bootstrap_servers)
{
    const struct publisher_options options = {
        .bootstrap_servers = bootstrap_servers,
        .topic_prefix = "shouwen",
        .client_id = "test",
        .settings = bootstrap_servers == NULL ? mock_cluster : NULL,
        .in_flight_max = in_flight_max,
        .is_dry_run = is_dry_run,
        .settled = settled,
    };
    struct publisher *publisher = NULL;
    struct err err;
    memset(answers, 0, sizeof(answers));
    bad_answers = 0;
    assert_int_equal(publisher_open(&options, &publisher, &err), OK);
    return publisher;
}

static struct event event_of(unsigned number)
{
    char json[512];
    struct event event;
    struct err err;
    int len = snprintf(json, sizeof(json),
                       "{\"header\": {\"source\": \"t\", \"case_source\": \"t\", \"case_number\": "
                       "\"%u\", \"occurred_at\": \"2025-09-22T09:12:00+08:00\", \"source_ref\": "
                       "\"1\"}, \"accepted\": {\"unit\": \"u\", \"section\": \"s\"}}",
                       number);
    struct str text = {.ptr = json, .len = (size_t) len};
    arena_reset(&test_arena);
    assert_int_equal(event_from_json(text, time_now_us(), &test_arena, &event, &err), OK);
    return event;
}

static void every_message_is_answered_once(void **state)
{
    (void) state;
    struct err err;
    struct publisher *publisher = open_publisher(50, false, NULL);
    for (unsigned i = 0; i < COOKIES_MAX; i++) {
        struct event event = event_of(i);
        const struct citizen citizen = {.kind = CITIZEN_RECORD,
                                        .subject = event.subject,
                                        .case_source = event.case_source,
                                        .case_number = event.case_number,
                                        .source = event.source,
                                        .recorded_at_us = event.recorded_at_us,
                                        .name = STR("n")};
        if (i % 2 == 0)
            assert_int_equal(publisher_event(publisher, &event, i, &err), OK);
        else
            assert_int_equal(publisher_citizen(publisher, &citizen, i, &err), OK);
    }
    assert_int_equal(publisher_finish(publisher, 20000, &err), OK);
    struct publisher_counts counts = publisher_counts(publisher);
    assert_int_equal(counts.sent, COOKIES_MAX);
    assert_int_equal(counts.acknowledged, COOKIES_MAX);
    assert_int_equal(bad_answers, 0);
    for (unsigned i = 0; i < COOKIES_MAX; i++)
        assert_int_equal(answers[i], 1);
    publisher_close(publisher);
}

static void what_the_door_refuses_is_not_sent(void **state)
{
    (void) state;
    struct err err;
    struct publisher *publisher = open_publisher(50, false, NULL);
    struct event event = event_of(1);
    event.accepted.unit = STR("");
    assert_int_equal(publisher_event(publisher, &event, 1, &err), REJECT);
    assert_string_equal(err.text, "accepted.unit is missing");
    event = event_of(1);
    event.occurred_at_us = time_now_us() + 2 * CIVIL_DAY_US;
    assert_int_equal(publisher_event(publisher, &event, 1, &err), REJECT);
    assert_int_equal(err.reason, REASON_TIME);
    assert_int_equal(publisher_counts(publisher).sent, 0);
    publisher_close(publisher);
}

static void a_rehearsal_checks_and_knows_no_broker(void **state)
{
    (void) state;
    struct err err;
    struct publisher *publisher = open_publisher(50, true, "127.0.0.1:1");
    struct event event = event_of(1);
    assert_int_equal(publisher_event(publisher, &event, 1, &err), OK);
    event.accepted.section = STR("");
    assert_int_equal(publisher_event(publisher, &event, 2, &err), REJECT);
    publisher_poll(publisher, 0);
    assert_int_equal(publisher_finish(publisher, 0, &err), OK);
    assert_int_equal(publisher_counts(publisher).sent, 0);
    assert_int_equal(answers[1], 0);
    publisher_close(publisher);
}

static void without_a_broker_the_end_says_what_has_no_answer(void **state)
{
    (void) state;
    struct err err;
    log_level_set(LOG_ERROR);
    struct publisher *publisher = open_publisher(50, false, "127.0.0.1:1");
    for (unsigned i = 0; i < 3; i++) {
        struct event event = event_of(i);
        assert_int_equal(publisher_event(publisher, &event, i, &err), OK);
    }
    assert_int_equal(publisher_finish(publisher, 200, &err), RETRY);
    assert_string_equal(err.text, "3 messages have no answer yet");
    publisher_close(publisher);
    assert_int_equal(bad_answers, 0); /* to be dropped is no answer */
}

/* Last: the flag stays. */
static void a_signal_ends_the_wait_for_room(void **state)
{
    (void) state;
    struct err err;
    struct publisher *publisher = open_publisher(1, false, "127.0.0.1:1");
    struct event event = event_of(1);
    assert_int_equal(publisher_event(publisher, &event, 1, &err), OK);
    stop_request();
    assert_int_equal(publisher_event(publisher, &event, 2, &err), RETRY);
    assert_int_equal(publisher_finish(publisher, 100, &err), RETRY);
    publisher_close(publisher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_is_answered_once),
        cmocka_unit_test(what_the_door_refuses_is_not_sent),
        cmocka_unit_test(a_rehearsal_checks_and_knows_no_broker),
        cmocka_unit_test(without_a_broker_the_end_says_what_has_no_answer),
        cmocka_unit_test(a_signal_ends_the_wait_for_room),
    };
    return cmocka_run_group_tests(tests, test_arena_make, test_arena_drop);
}
