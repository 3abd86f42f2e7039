/* kafka_out: what becomes of a message, against librdkafka's mock cluster with injected errors. */
#include "io/kafka_out.h"

#include <string.h>

#include "io/kafka_admin.h"
#include "support/cmocka.h"
#include "support/mock.h"

enum { PARTITIONS = 12, ENDS_MAX = 64, WAIT_MS = 10000 };

static struct mock mock;
static struct kafka_out *out;
static struct err err;

/* Every message that came to its end, in the order it did. */
static struct {
    size_t count;
    uint64_t cookies[ENDS_MAX];
    int64_t offsets[ENDS_MAX];
    enum outcome outcomes[ENDS_MAX];
    struct err errs[ENDS_MAX];
} ends;
static size_t lines_logged;

static void on_delivered(void *context, const struct kafka_delivery *delivery, enum outcome outcome,
                         const struct err *e)
{
    assert_ptr_equal(context, &ends);
    assert_true(ends.count < ENDS_MAX);
    ends.cookies[ends.count] = delivery->cookie;
    ends.offsets[ends.count] = delivery->offset;
    ends.outcomes[ends.count] = outcome;
    ends.errs[ends.count++] = *e;
}

static void on_log(void *context, int level, const char *line)
{
    (void) level;
    assert_ptr_equal(context, &lines_logged);
    assert_non_null(line);
    __atomic_add_fetch(&lines_logged, 1, __ATOMIC_RELAXED); /* from librdkafka's threads too */
}

static enum outcome open_with(const char *const *settings, size_t in_flight_max)
{
    const struct kafka_out_options options = {.bootstrap_servers = mock.bootstraps,
                                              .topic_prefix = "test",
                                              .client_id = "test",
                                              .settings = settings,
                                              .in_flight_max = in_flight_max,
                                              .log = on_log,
                                              .log_context = &lines_logged};
    const struct kafka_out_hooks hooks = {.context = &ends, .delivered = on_delivered};
    return kafka_out_open(&options, &hooks, &out, &err);
}

static int before_all(void **state)
{
    (void) state;
    mock_open(&mock);
    mock_topics(&mock, "test", PARTITIONS);
    return 0;
}

static int after_all(void **state)
{
    (void) state;
    mock_close(&mock);
    return 0;
}

static int before(void **state)
{
    static const char *const settings[] = {"linger.ms=0", "retry.backoff.ms=10", NULL};
    (void) state;
    memset(&ends, 0, sizeof(ends));
    return open_with(settings, 0) == OK ? 0 : -1;
}

static int after(void **state)
{
    (void) state;
    kafka_out_close(out);
    out = NULL;
    return 0;
}

static enum outcome send_one(uint64_t cookie)
{
    const struct kafka_message message = {.topic = TOPIC_INQUIRY,
                                          .partition = KAFKA_BY_KEY,
                                          .key = STR("foobar"),
                                          .value = STR("value"),
                                          .cookie = cookie};
    return kafka_out_send(out, &message, 0, &err);
}

static void assert_ends(enum outcome outcome)
{
    assert_int_equal(kafka_out_flush(out, WAIT_MS, &err), OK);
    assert_int_equal(ends.count, 1);
    assert_int_equal(ends.cookies[0], 7);
    assert_int_equal(ends.outcomes[0], outcome);
    assert_int_equal(kafka_out_in_flight(out), 0);
}

static void a_message_that_arrived_is_told_by_its_cookie(void **state)
{
    (void) state;
    assert_int_equal(send_one(7), OK);
    assert_int_equal(kafka_out_in_flight(out), 1);
    assert_ends(OK);
}

/* The answer to an earlier try was lost, and the broker remembers no place for it any more. */
static void one_that_was_there_already_has_no_offset(void **state)
{
    (void) state;
    mock_fail(&mock, MOCK_PRODUCE, RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER, 1);
    assert_int_equal(send_one(7), OK);
    assert_ends(OK);
    assert_int_equal(ends.offsets[0], -1);
}

/* Java's partition of "foobar": murmur2 is -790332482, so (… & 0x7fffffff) % 12 is 6. */
static void a_key_goes_where_java_puts_it(void **state)
{
    (void) state;
    const struct kafka_admin_options options = {.bootstrap_servers = mock.bootstraps,
                                                .topic_prefix = "test"};
    struct kafka_admin *admin = NULL;
    struct kafka_watermarks was, is;
    assert_int_equal(kafka_admin_open(&options, &admin, &err), OK);
    assert_int_equal(kafka_admin_watermarks(admin, TOPIC_INQUIRY, 6, &was, &err), OK);
    assert_int_equal(send_one(7), OK);
    assert_ends(OK);
    assert_int_equal(kafka_admin_watermarks(admin, TOPIC_INQUIRY, 6, &is, &err), OK);
    assert_int_equal(is.high, was.high + 1);
    kafka_admin_close(admin);
}

static void a_tombstone_a_partition_and_headers_are_sent(void **state)
{
    (void) state;
    const struct kafka_header headers[] = {{"reason", STR("range")}, {"empty", STR("")}};
    const struct kafka_message message = {.topic = TOPIC_RATING,
                                          .partition = 3,
                                          .key = STR("k"),
                                          .headers = headers,
                                          .headers_count = 2,
                                          .cookie = 7};
    assert_int_equal(kafka_out_send(out, &message, 0, &err), OK);
    while (kafka_out_in_flight(out) > 0)
        kafka_out_poll(out, 100);
    assert_ends(OK);
}

/* What the broker answers, and what the message's owner is told. */
static const struct {
    const char *title;
    rd_kafka_resp_err_t code;
    int times;
    enum outcome outcome;
    enum reason reason;
} answers[] = {
    {"a replica that is missing is waited for", RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, 2, OK,
     REASON_NONE},
    {"a leader that moved is found again", RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, 1, OK,
     REASON_NONE},
    {"a message too large for the broker is set aside", RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, 1,
     REJECT, REASON_TOO_LARGE},
    {"a message the broker does not take is set aside", RD_KAFKA_RESP_ERR_INVALID_RECORD, 1, REJECT,
     REASON_MALFORMED},
    {"a missing right is for a person to mend", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, 1,
     FATAL, REASON_NONE},
};

static void every_answer_has_its_outcome(void **state)
{
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        print_message("    %s\n", answers[i].title);
        (void) after(state);
        assert_int_equal(before(state), 0);
        mock_fail(&mock, MOCK_PRODUCE, answers[i].code, answers[i].times);
        assert_int_equal(send_one(7), OK);
        assert_ends(answers[i].outcome);
        assert_int_equal(ends.errs[0].reason, answers[i].reason);
    }
}

static void a_full_queue_is_tried_again(void **state)
{
    static const char *const settings[] = {"linger.ms=300", NULL};
    (void) after(state);
    assert_int_equal(open_with(settings, 2), OK);
    assert_int_equal(send_one(1), OK);
    assert_int_equal(send_one(2), OK);
    assert_int_equal(send_one(3), RETRY);
    assert_string_equal(err.text, "the queue is still full after 0 ms");
    const struct kafka_message message = {.topic = TOPIC_INQUIRY,
                                          .partition = KAFKA_BY_KEY,
                                          .key = STR("k"),
                                          .value = STR("v"),
                                          .cookie = 4};
    assert_int_equal(kafka_out_send(out, &message, WAIT_MS, &err), OK); /* room came */
    assert_int_equal(kafka_out_flush(out, WAIT_MS, &err), OK);
    assert_int_equal(ends.count, 3);
}

static void a_message_larger_than_any_is_refused_at_once(void **state)
{
    static char large[2000];
    static const char *const settings[] = {"message.max.bytes=1000", NULL};
    const struct kafka_message message = {.topic = TOPIC_INQUIRY,
                                          .partition = KAFKA_BY_KEY,
                                          .value = {.ptr = large, .len = sizeof(large)}};
    (void) after(state);
    assert_int_equal(open_with(settings, 0), OK);
    assert_int_equal(kafka_out_send(out, &message, 0, &err), REJECT);
    assert_int_equal(err.reason, REASON_TOO_LARGE);
    assert_int_equal(kafka_out_in_flight(out), 0);
}

static void a_producer_the_broker_does_not_want_is_at_its_end(void **state)
{
    (void) after(state);
    mock_fail(&mock, MOCK_INIT_PRODUCER_ID, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, 1);
    assert_int_equal(before(state), 0);
    enum outcome outcome = OK;
    for (int i = 0; outcome == OK && i < 20; i++) {
        outcome = send_one(7);
        kafka_out_poll(out, 100);
    }
    assert_int_equal(outcome, FATAL);
    assert_int_equal(send_one(7), FATAL);
}

static void what_did_not_arrive_is_told_at_the_end(void **state)
{
    static const char *const settings[] = {"debug=broker", NULL};
    (void) after(state);
    rd_kafka_mock_broker_set_down(mock.cluster, MOCK_BROKER);
    assert_int_equal(open_with(settings, 0), OK);
    assert_int_equal(send_one(7), OK);
    assert_int_equal(kafka_out_flush(out, 50, &err), RETRY);
    assert_string_equal(err.text, "1 messages have not arrived after 50 ms");
    assert_int_equal(ends.count, 0);
    (void) after(state);
    assert_int_equal(ends.count, 1);
    assert_int_equal(ends.outcomes[0], RETRY);
    assert_true(lines_logged > 0);
    rd_kafka_mock_broker_set_up(mock.cluster, MOCK_BROKER);
}

static void a_setting_librdkafka_refuses_is_fatal(void **state)
{
    static const struct {
        const char *setting;
        const char *text;
    } rows[] = {
        {"no.such=1", "kafka.no.such: librdkafka has no such setting"},
        {"linger.ms=s3cret", "kafka.linger.ms: librdkafka does not take this value"},
        {"linger.ms", "a setting for librdkafka is not name=value"},
        {"=5", "a setting for librdkafka is not name=value"},
    };
    (void) after(state);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *const settings[] = {rows[i].setting, NULL};
        assert_int_equal(open_with(settings, 0), FATAL);
        assert_string_equal(err.text, rows[i].text);
    }
    static const char *const contradiction[] = {"acks=1", NULL};
    assert_int_equal(open_with(contradiction, 0), FATAL);
    assert_memory_equal(err.text, "librdkafka does not start: ", 27);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, before, after)
    const struct CMUnitTest tests[] = {
        TEST(a_message_that_arrived_is_told_by_its_cookie),
        TEST(one_that_was_there_already_has_no_offset),
        TEST(a_key_goes_where_java_puts_it),
        TEST(a_tombstone_a_partition_and_headers_are_sent),
        TEST(every_answer_has_its_outcome),
        TEST(a_full_queue_is_tried_again),
        TEST(a_message_larger_than_any_is_refused_at_once),
        TEST(a_producer_the_broker_does_not_want_is_at_its_end),
        TEST(what_did_not_arrive_is_told_at_the_end),
        TEST(a_setting_librdkafka_refuses_is_fatal),
    };
#undef TEST
    return cmocka_run_group_tests(tests, before_all, after_all);
}
