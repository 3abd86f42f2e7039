/* kafka_in_bounds: where partitions begin and end, against librdkafka's mock cluster. */
#include "support/cmocka.h"
#include "support/member.h"

enum { RECORDS = 7 };

static struct mock mock;
static struct kafka_in *in;
static struct err err;

static int before_all(void **state)
{
    (void) state;
    mock_open(&mock);
    mock_topics(&mock, "test", MEMBER_PARTITIONS);
    member_publish(&mock, RECORDS);
    const struct kafka_in_options options = {.bootstrap_servers = mock.bootstraps,
                                             .topic_prefix = "test",
                                             .group = "bounds",
                                             .is_reader = true,
                                             .topics = MEMBER_TOPICS};
    assert_int_equal(kafka_in_open(&options, NULL, &in, &err), OK);
    return 0;
}

static int after_all(void **state)
{
    (void) state;
    kafka_in_close(in);
    mock_close(&mock);
    return 0;
}

static const struct kafka_position asked[] = {
    {TOPIC_INQUIRY, 0, KAFKA_NOT_READ},
    {TOPIC_RATING, 1, KAFKA_NOT_READ},
    {TOPIC_CALLBACK, 1, KAFKA_NOT_READ}, /* one that is not read */
};
enum { ASKED = sizeof(asked) / sizeof(asked[0]) };

/* Ask until the brokers of all are known, which takes a moment at first. */
static enum outcome bounds(enum kafka_bound bound, struct kafka_position *positions, size_t count)
{
    enum outcome outcome = RETRY;
    for (int64_t until_us = time_steady_us() + MEMBER_PATIENCE_US; outcome == RETRY;) {
        assert_true(time_steady_us() < until_us);
        outcome = kafka_in_bounds(in, bound, positions, count, &err);
    }
    return outcome;
}

static void a_partition_ends_behind_its_last_record(void **state)
{
    struct kafka_position positions[ASKED];
    (void) state;
    memcpy(positions, asked, sizeof(asked));
    assert_int_equal(bounds(KAFKA_END, positions, ASKED), OK);
    assert_int_equal(positions[0].next_offset, RECORDS);
    assert_int_equal(positions[1].next_offset, RECORDS);
    assert_int_equal(positions[2].next_offset, 0);
}

static void and_begins_at_its_first(void **state)
{
    struct kafka_position positions[ASKED];
    (void) state;
    memcpy(positions, asked, sizeof(asked));
    assert_int_equal(bounds(KAFKA_FIRST, positions, ASKED), OK);
    for (size_t i = 0; i < ASKED; i++)
        assert_int_equal(positions[i].next_offset, 0);
}

static void no_answer_is_no_bound(void **state)
{
    struct kafka_position positions[ASKED];
    (void) state;
    memcpy(positions, asked, sizeof(asked));
    assert_int_equal(rd_kafka_mock_broker_set_rtt(mock.cluster, MOCK_BROKER, 3000),
                     RD_KAFKA_RESP_ERR_NO_ERROR);
    assert_int_equal(kafka_in_bounds(in, KAFKA_END, positions, ASKED, &err), RETRY);
    assert_memory_equal(err.text, "could not ask where partitions end", 34);
    assert_int_equal(rd_kafka_mock_broker_set_rtt(mock.cluster, MOCK_BROKER, 0),
                     RD_KAFKA_RESP_ERR_NO_ERROR);
    for (size_t i = 0; i < ASKED; i++)
        assert_int_equal(positions[i].next_offset, KAFKA_NOT_READ);
}

static void a_topic_that_is_not_there_is_said_to_be_none(void **state)
{
    struct kafka_position positions[] = {{TOPIC_ALERT, 0, KAFKA_NOT_READ}};
    (void) state;
    assert_int_equal(rd_kafka_mock_topic_create(mock.cluster, "test.alert", 1, 1),
                     RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_mock_topic_set_error(mock.cluster, "test.alert",
                                  RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
    assert_int_equal(bounds(KAFKA_END, positions, 1), REJECT);
    assert_memory_equal(err.text, "the topic does not exist", 24);
    assert_int_equal(positions[0].next_offset, KAFKA_NOT_READ);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_partition_ends_behind_its_last_record),
        cmocka_unit_test(and_begins_at_its_first),
        cmocka_unit_test(no_answer_is_no_bound),
        cmocka_unit_test(a_topic_that_is_not_there_is_said_to_be_none),
    };
    return cmocka_run_group_tests(tests, before_all, after_all);
}
