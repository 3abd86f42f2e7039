/*
 * kafka_admin: what is asked of the cluster and what its answers mean, against librdkafka's mock
 * cluster -- which knows topics and offsets, but not their settings; those are asked of a real
 * broker by shouwen-admin's tests.
 */
#include "io/kafka_admin.h"

#include <string.h>

#include "support/cmocka.h"
#include "support/mock.h"

enum { PARTITIONS = 3, EVENT_TOPICS = (1 << TOPICS_OF_EVENTS) - 1 };

static struct mock mock;
static struct kafka_admin *admin;
static struct err err;

static int before_all(void **state)
{
    (void) state;
    mock_open(&mock);
    mock_topics(&mock, "test", PARTITIONS);
    const struct kafka_admin_options options = {
        .bootstrap_servers = mock.bootstraps, .topic_prefix = "test", .timeout_ms = 300};
    return kafka_admin_open(&options, &admin, &err) == OK ? 0 : -1;
}

static int after_all(void **state)
{
    (void) state;
    kafka_admin_close(admin);
    kafka_admin_close(NULL);
    mock_close(&mock);
    return 0;
}

static void a_topic_that_is_not_there_has_no_partitions(void **state)
{
    struct kafka_topic topic;
    int32_t partitions = 0;
    (void) state;
    rd_kafka_mock_topic_set_error(mock.cluster, "test.rating",
                                  RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
    assert_int_equal(kafka_admin_describe(admin, TOPIC_RATING, &topic, &err), OK);
    assert_int_equal(topic.partitions, 0);
    assert_int_equal(kafka_admin_check(admin, 1 << TOPIC_RATING, &partitions, &err), FATAL);
    assert_string_equal(err.text,
                        "topic test.rating does not exist: make it with shouwen-admin topics");
    rd_kafka_mock_topic_set_error(mock.cluster, "test.rating", RD_KAFKA_RESP_ERR_NO_ERROR);
}

static void a_topic_has_as_many_partitions_as_the_others(void **state)
{
    (void) state;
    assert_int_equal(kafka_admin_check_count(admin, TOPIC_OVERSIGHT, PARTITIONS, &err), OK);
    assert_int_equal(kafka_admin_check_count(admin, TOPIC_OVERSIGHT, PARTITIONS + 1, &err), FATAL);
    assert_string_equal(err.text, "topic test.oversight has 3 partitions and others have 4");
    rd_kafka_mock_topic_set_error(mock.cluster, "test.oversight",
                                  RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
    assert_int_equal(kafka_admin_check_count(admin, TOPIC_OVERSIGHT, PARTITIONS, &err), FATAL);
    assert_string_equal(err.text,
                        "topic test.oversight does not exist: make it with shouwen-admin topics");
    rd_kafka_mock_topic_set_error(mock.cluster, "test.oversight", RD_KAFKA_RESP_ERR_NO_ERROR);
}

static void a_topic_we_may_not_see_is_for_a_person_to_mend(void **state)
{
    struct kafka_topic topic;
    (void) state;
    rd_kafka_mock_topic_set_error(mock.cluster, "test.rating",
                                  RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
    assert_int_equal(kafka_admin_describe(admin, TOPIC_RATING, &topic, &err), FATAL);
    assert_memory_equal(err.text, "test.rating: ", 13);
    rd_kafka_mock_topic_set_error(mock.cluster, "test.rating", RD_KAFKA_RESP_ERR_NO_ERROR);
}

static void watermarks_are_the_first_and_the_next_offset(void **state)
{
    struct kafka_watermarks watermarks = {.low = 7, .high = 7};
    (void) state;
    assert_int_equal(kafka_admin_watermarks(admin, TOPIC_INQUIRY, 0, &watermarks, &err), OK);
    assert_int_equal(watermarks.low, 0);
    assert_int_equal(watermarks.high, 0);
    assert_int_equal(kafka_admin_watermarks(admin, TOPIC_INQUIRY, PARTITIONS, &watermarks, &err),
                     FATAL);
    assert_memory_equal(err.text, "watermarks of partition 3: test.inquiry: ", 41);
}

static void a_cluster_without_a_controller_is_waited_for(void **state)
{
    struct kafka_topic topic;
    const struct kafka_topic wanted = {.topic = TOPIC_ALERT, .partitions = 1, .replicas = 1};
    const char *const settings[] = {"retention.ms=-1", NULL};
    int32_t partitions = 0;
    bool existed = false;
    (void) state;
    assert_int_equal(kafka_admin_describe(admin, TOPIC_RATING, &topic, &err), RETRY);
    assert_int_equal(kafka_admin_check(admin, EVENT_TOPICS, &partitions, &err), RETRY);
    assert_int_equal(kafka_admin_create(admin, &wanted, settings, &existed, &err), RETRY);
    assert_memory_equal(err.text, "test.alert: ", 12);
}

static void a_topic_that_cannot_be_is_refused(void **state)
{
    const struct kafka_topic none = {.topic = TOPIC_ALERT, .partitions = -2, .replicas = 1};
    const struct kafka_topic wanted = {.topic = TOPIC_ALERT, .partitions = 1, .replicas = 1};
    const char *const settings[] = {"retention.ms", NULL};
    bool existed = false;
    (void) state;
    assert_int_equal(kafka_admin_create(admin, &none, NULL, &existed, &err), FATAL);
    assert_int_equal(kafka_admin_create(admin, &wanted, settings, &existed, &err), FATAL);
    assert_string_equal(err.text, "a topic's setting \"retention.ms\" is not name=value");
}

static void a_broker_that_does_not_answer_is_tried_again(void **state)
{
    struct kafka_admin *lonely = NULL;
    struct kafka_topic topic;
    struct kafka_watermarks watermarks;
    const struct kafka_topic wanted = {.topic = TOPIC_ALERT, .partitions = 1, .replicas = 1};
    bool existed = false;
    (void) state;
    const struct kafka_admin_options options = {
        .bootstrap_servers = "127.0.0.1:1", .topic_prefix = "test", .timeout_ms = 100};
    assert_int_equal(kafka_admin_open(&options, &lonely, &err), OK);
    assert_int_equal(kafka_admin_describe(lonely, TOPIC_RATING, &topic, &err), RETRY);
    assert_int_equal(kafka_admin_check_count(lonely, TOPIC_ALERT, PARTITIONS, &err), RETRY);
    assert_int_equal(kafka_admin_watermarks(lonely, TOPIC_RATING, 0, &watermarks, &err), RETRY);
    assert_int_equal(kafka_admin_create(lonely, &wanted, NULL, &existed, &err), RETRY);
    kafka_admin_close(lonely);
}

static void a_setting_librdkafka_refuses_is_fatal(void **state)
{
    static const char *const settings[] = {"nonsense=1", NULL};
    struct kafka_admin *none = NULL;
    (void) state;
    const struct kafka_admin_options options = {
        .bootstrap_servers = "127.0.0.1:1", .topic_prefix = "test", .settings = settings};
    assert_int_equal(kafka_admin_open(&options, &none, &err), FATAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_topic_that_is_not_there_has_no_partitions),
        cmocka_unit_test(a_topic_has_as_many_partitions_as_the_others),
        cmocka_unit_test(a_topic_we_may_not_see_is_for_a_person_to_mend),
        cmocka_unit_test(watermarks_are_the_first_and_the_next_offset),
        cmocka_unit_test(a_cluster_without_a_controller_is_waited_for),
        cmocka_unit_test(a_topic_that_cannot_be_is_refused),
        cmocka_unit_test(a_broker_that_does_not_answer_is_tried_again),
        cmocka_unit_test(a_setting_librdkafka_refuses_is_fatal),
    };
    return cmocka_run_group_tests(tests, before_all, after_all);
}
