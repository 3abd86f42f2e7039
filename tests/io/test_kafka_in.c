/*
 * kafka_in: where it reads and what it drops, against librdkafka's mock cluster.
 *
 * The mock cluster waits three seconds before it gives a new group its first assignment, so one
 * member serves most of the tests, each beginning with kafka_in_restart().
 */
#include "io/kafka_in.h"

#include <limits.h>
#include <unistd.h>

#include "support/cmocka.h"
#include "support/member.h"

enum { RECORDS = 300 };

static const struct kafka_in_limits limits = {.records_max = 50, .wait_ms_max = 20};
static struct mock mock;
static struct err err;
static struct arena arena;
static struct member one;

static int before_all(void **state)
{
    (void) state;
    mock_open(&mock);
    mock_topics(&mock, "test", MEMBER_PARTITIONS);
    member_publish(&mock, RECORDS);
    return arena_init(&arena, 4096, &err) == OK ? 0 : -1;
}

static int after_all(void **state)
{
    (void) state;
    kafka_in_close(one.in);
    kafka_in_close(NULL);
    arena_done(&arena);
    mock_close(&mock);
    return 0;
}

/* ---- the first assignment ---- */

static void a_hook_that_fails_leaves_nothing_assigned(void **state)
{
    (void) state;
    one.answer = FATAL;
    member_join(&one, &mock, "first", NULL);
    assert_int_equal(kafka_in_restart(one.in, NULL, 0, &err), RETRY); /* nothing is ours yet */
    assert_int_equal(member_read_until_failure(&one), FATAL);
    assert_string_equal(one.err.text, "the hook says so");
    assert_int_equal(one.positions_count, 4);
    assert_int_equal(one.positions[0].partition, 0); /* in the order of partition, then topic */
    assert_int_equal(one.positions[1].topic, TOPIC_RATING);
    assert_int_equal(one.positions[1].partition, 0);
    for (int i = 0; i < 5; i++)
        assert_int_equal(member_read(&one), OK);
    assert_int_equal(one.records + one.ends, 0);
}

/* ---- reading ---- */

static void everything_is_read_and_the_end_is_told(void **state)
{
    (void) state;
    member_restart(&one, 0);
    MEMBER_READ_UNTIL(&one, one.ends == 4);
    assert_int_equal(one.records, 4 * RECORDS);
    assert_int_equal(one.gaps, 0);
    assert_true(one.last.timestamp_us > INT64_C(1500000000000000));
    assert_int_equal(one.last.timestamp_us % 1000, 0);
    assert_false(one.last.is_log_append_time);
}

static void reading_begins_where_it_is_told(void **state)
{
    (void) state;
    member_restart(&one, RECORDS - 5);
    MEMBER_READ_UNTIL(&one, one.ends == 4);
    assert_int_equal(one.records, 20);
    assert_int_equal(one.gaps, 0);
}

static void what_is_halted_is_left_out(void **state)
{
    (void) state;
    member_restart(&one, 0);
    for (size_t i = 0; i < one.positions_count; i++)
        one.positions[i].next_offset = one.positions[i].partition == 1 ? KAFKA_NOT_READ : 0;
    assert_int_equal(kafka_in_restart(one.in, one.positions, one.positions_count, &err), OK);
    MEMBER_READ_UNTIL(&one, one.ends == 2);
    assert_int_equal(one.records, 2 * RECORDS);
    assert_int_equal(one.next[TOPIC_INQUIRY][1] + one.next[TOPIC_RATING][1], 0);
}

static void going_back_brings_the_same_and_nothing_of_before(void **state)
{
    (void) state;
    for (int round = 0; round < 20; round++) {
        member_restart(&one, round * 7);
        MEMBER_READ_UNTIL(&one, one.records > (size_t) round * 3);
        assert_int_equal(one.gaps, 0);
    }
    MEMBER_READ_UNTIL(&one, one.ends == 4);
    assert_int_equal(one.records, 4 * (RECORDS - 19 * 7));
    assert_int_equal(one.gaps, 0);
}

static void headers_become_json(void **state)
{
    static const char wanted[] = "{\"a\\u0022\\u00e4\\u000a\": \"MTIzNA==\", \"b\": null, "
                                 "\"c\": \"MTIzNDU=\", \"d\": \"MTIzNDU2\"}";
    struct kafka_in_batch batch = {.records_count = 0};
    struct str json;
    (void) state;
    member_restart(&one, 0);
    while (batch.records_count < 2) {
        kafka_in_batch_release(one.in, &batch);
        assert_int_equal(kafka_in_poll(one.in, &limits, &batch, &err), OK);
    }
    size_t odd = (size_t) (1 - batch.records[0].offset % 2);
    assert_true(str_eq(batch.records[odd].key, STR("key")));
    assert_true(str_eq(batch.records[odd].payload, STR("value")));
    assert_int_equal(kafka_in_headers(&batch, odd, &arena, &json, &err), OK);
    assert_true(str_eq(json, str_from(wanted)));
    assert_int_equal(kafka_in_headers(&batch, 1 - odd, &arena, &json, &err), OK);
    assert_int_equal(json.len, 0);
    size_t mark = arena_mark(&arena);
    (void) arena_alloc(&arena, arena.size_bytes - mark - 50);
    assert_int_equal(kafka_in_headers(&batch, odd, &arena, &json, &err), RETRY);
    kafka_in_batch_release(one.in, &batch);
}

static void a_larger_batch_gets_larger_memory(void **state)
{
    const struct kafka_in_limits large = {.records_max = 5 * RECORDS, .wait_ms_max = 20};
    struct kafka_in_batch batches[2];
    (void) state;
    member_restart(&one, 0);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(kafka_in_poll(one.in, i == 0 ? &limits : &large, &batches[i], &err), OK);
    for (size_t i = 0; i < 2; i++)
        kafka_in_batch_release(one.in, &batches[i]);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(kafka_in_poll(one.in, &large, &batches[i], &err), OK);
    for (size_t i = 0; i < 2; i++)
        kafka_in_batch_release(one.in, &batches[i]);
}

/* Whoever misses a word waits for ever, and is killed. */
static void a_wait_ends_with_a_record_and_with_what_else_is_ready(void **state)
{
    struct kafka_in_limits patient = {.records_max = 50, .wait_ms_max = INT_MAX};
    struct kafka_in_batch batch;
    size_t records = 0;
    int ends[2];
    (void) state;
    member_restart(&one, RECORDS - 5);
    for (size_t notices = 0; notices < 4;) {
        assert_int_equal(kafka_in_poll(one.in, &patient, &batch, &err), OK);
        records += batch.records_count;
        notices += batch.notices_count;
        kafka_in_batch_release(one.in, &batch);
    }
    assert_int_equal(records, 20);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    patient.also = (struct pollfd) {.fd = ends[0], .events = POLLIN};
    assert_int_equal(kafka_in_poll(one.in, &patient, &batch, &err), OK);
    assert_int_equal(batch.records_count, 0);
    kafka_in_batch_release(one.in, &batch);
    (void) close(ends[0]);
    (void) close(ends[1]);
}

/* ---- what is not there ---- */

static void an_offset_the_log_does_not_have_is_told(void **state)
{
    (void) state;
    member_restart(&one, RECORDS + 1000);
    MEMBER_READ_UNTIL(&one, one.out_of_range == 4);
    assert_int_equal(one.records, 0);
}

static void a_topic_that_vanished_is_told(void **state)
{
    (void) state;
    member_restart(&one, RECORDS);
    rd_kafka_mock_topic_set_error(mock.cluster, "test.rating",
                                  RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
    mock_fail(&mock, MOCK_FETCH, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, 3);
    MEMBER_READ_UNTIL(&one, one.gone > 0);
    rd_kafka_mock_topic_set_error(mock.cluster, "test.rating", RD_KAFKA_RESP_ERR_NO_ERROR);
}

static void a_broker_that_is_down_is_told_until_it_is_back(void **state)
{
    (void) state;
    member_restart(&one, 0);
    MEMBER_READ_UNTIL(&one, one.ends == 4);
    rd_kafka_mock_broker_set_down(mock.cluster, MOCK_BROKER);
    enum outcome outcome = member_read_until_failure(&one);
    assert_int_equal(outcome, RETRY);
    assert_int_equal(member_read(&one), RETRY); /* still */
    rd_kafka_mock_broker_set_up(mock.cluster, MOCK_BROKER);
    for (int64_t until_us = time_steady_us() + MEMBER_PATIENCE_US; outcome != OK;) {
        assert_true(time_steady_us() < until_us);
        outcome = member_read(&one);
        assert_int_not_equal(outcome, FATAL);
    }
}

static void a_gauge_never_disturbs(void **state)
{
    (void) state;
    member_restart(&one, 0);
    kafka_in_gauge(one.in, one.positions, one.positions_count);
    kafka_in_gauge(one.in, one.positions, 0);
    MEMBER_READ_UNTIL(&one, one.ends == 4);
    assert_int_equal(one.gaps, 0);
}

/* Of itself librdkafka looks at a full queue once a second: 40 empty polls each time. */
static void a_full_queue_is_filled_again_as_soon_as_it_is_read(void **state)
{
    enum { ROUNDS = 10, A_ROUND = 1000, EMPTY_MAX = 60 };
    struct mock other;
    (void) state;
    mock_open(&other);
    mock_topics(&other, "test", MEMBER_PARTITIONS);
    for (int i = 0; i < ROUNDS; i++)
        member_publish(&other, A_ROUND);
    const struct kafka_in_options options = {.bootstrap_servers = other.bootstraps,
                                             .topic_prefix = "test",
                                             .group = "g",
                                             .is_reader = true,
                                             .topics = MEMBER_TOPICS,
                                             .fetch_bytes_max = 8192,
                                             .queue_bytes_max = 16384};
    const struct kafka_position positions[] = {
        {TOPIC_INQUIRY, 0, 0}, {TOPIC_INQUIRY, 1, 0}, {TOPIC_RATING, 0, 0}, {TOPIC_RATING, 1, 0}};
    struct member reader = {.records_max = A_ROUND};
    assert_int_equal(kafka_in_open(&options, NULL, &reader.in, &err), OK);
    assert_int_equal(kafka_in_restart(reader.in, positions, 4, &err), OK);
    size_t empty = 0;
    for (size_t before = 0; reader.ends < 4; before = reader.records) {
        time_pause_ms(20); /* a slow reader: else the queue is never seen to be full */
        assert_int_equal(member_read(&reader), OK);
        empty += before > 0 && reader.records == before;
        assert_true(empty < EMPTY_MAX);
    }
    assert_int_equal(reader.records, 4 * ROUNDS * A_ROUND);
    assert_int_equal(reader.gaps, 0);
    member_leave(&reader);
    mock_close(&other);
}

/* ---- refusals ---- */

static void a_member_that_is_fenced_is_at_its_end(void **state)
{
    static const rd_kafka_resp_err_t codes[] = {RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID,
                                                RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED};
    (void) state;
    for (size_t i = 0; i < 2; i++) {
        struct member other = {.in = NULL};
        mock_fail(&mock, MOCK_JOIN_GROUP, codes[i], 1);
        member_join(&other, &mock, "fenced", i == 0 ? "host-1" : NULL);
        assert_int_equal(member_read_until_failure(&other), FATAL);
        assert_int_equal(member_read(&other), FATAL);
        member_leave(&other);
    }
}

static void a_setting_librdkafka_refuses_is_fatal(void **state)
{
    static const char *const settings[] = {"session.timeout.ms=long", NULL};
    const struct kafka_in_options options = {.bootstrap_servers = mock.bootstraps,
                                             .topic_prefix = "test",
                                             .group = "g",
                                             .settings = settings,
                                             .topics = MEMBER_TOPICS};
    const struct kafka_in_hooks hooks = {.context = NULL};
    struct kafka_in *in = NULL;
    (void) state;
    assert_int_equal(kafka_in_open(&options, &hooks, &in, &err), FATAL);
    assert_string_equal(err.text, "kafka.session.timeout.ms: librdkafka does not take this value");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hook_that_fails_leaves_nothing_assigned),
        cmocka_unit_test(everything_is_read_and_the_end_is_told),
        cmocka_unit_test(reading_begins_where_it_is_told),
        cmocka_unit_test(what_is_halted_is_left_out),
        cmocka_unit_test(going_back_brings_the_same_and_nothing_of_before),
        cmocka_unit_test(headers_become_json),
        cmocka_unit_test(a_larger_batch_gets_larger_memory),
        cmocka_unit_test(a_wait_ends_with_a_record_and_with_what_else_is_ready),
        cmocka_unit_test(an_offset_the_log_does_not_have_is_told),
        cmocka_unit_test(a_topic_that_vanished_is_told),
        cmocka_unit_test(a_gauge_never_disturbs),
        cmocka_unit_test(a_full_queue_is_filled_again_as_soon_as_it_is_read),
        cmocka_unit_test(a_member_that_is_fenced_is_at_its_end),
        cmocka_unit_test(a_broker_that_is_down_is_told_until_it_is_back),
        cmocka_unit_test(a_setting_librdkafka_refuses_is_fatal),
    };
    return cmocka_run_group_tests(tests, before_all, after_all);
}
