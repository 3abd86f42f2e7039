/* follower: a topic from where a group has come; against librdkafka's mock cluster. */
#include "run/follower.h"

#include <string.h>

#include "run/log.h"
#include "support/cmocka.h"
#include "support/member.h"

enum { RECORDS = 40, COMMIT_MS = 10000 };

static struct mock mock;
static struct err err;
static struct follower *follower;

/* What the sink took, by partition. */
static struct {
    size_t news;
    size_t old;
    int64_t first_old[MEMBER_PARTITIONS];
    int64_t first[MEMBER_PARTITIONS];
    int64_t next[MEMBER_PARTITIONS];
    bool is_in_order;
    size_t refuse_at; /* 0: never */
} taken;

static int before_all(void **state)
{
    (void) state;
    mock_open(&mock);
    mock_topics(&mock, "test", MEMBER_PARTITIONS);
    member_publish(&mock, RECORDS);
    log_level_set(LOG_ERROR);
    return 0;
}

static int after_all(void **state)
{
    (void) state;
    follower_close(NULL);
    mock_close(&mock);
    return 0;
}

static enum outcome take(void *context, const struct record *record, bool is_old, struct err *out)
{
    (void) context;
    int32_t at = record->partition;
    if (is_old) {
        if (taken.first_old[at] == KAFKA_NOT_READ)
            taken.first_old[at] = record->offset;
        taken.old++;
        return OK;
    }
    if (taken.news + 1 == taken.refuse_at)
        return err_set(out, REJECT, "the sink says so");
    if (taken.first[at] == KAFKA_NOT_READ)
        taken.first[at] = record->offset;
    else if (record->offset != taken.next[at])
        taken.is_in_order = false;
    taken.next[at] = record->offset + 1;
    taken.news++;
    return OK;
}

static const struct follower_sink sink = {.take = take};

static void open_follower(const char *group, bool from_beginning, int64_t old_max)
{
    static const char *const settings[] = {"fetch.wait.max.ms=10", "fetch.error.backoff.ms=10",
                                           "reconnect.backoff.max.ms=100", NULL};
    const struct follower_options options = {
        .bootstrap_servers = mock.bootstraps,
        .topic_prefix = "test",
        .group = group,
        .settings = settings,
        .topic = TOPIC_RATING,
        .from_beginning = from_beginning,
        .old_max = old_max,
    };
    memset(&taken, 0, sizeof(taken));
    taken.is_in_order = true;
    for (int i = 0; i < MEMBER_PARTITIONS; i++)
        taken.first[i] = taken.first_old[i] = KAFKA_NOT_READ;
    assert_int_equal(follower_open(&options, &follower, &err), OK);
}

static void must_read(void)
{
    if (follower_read(follower, &sink, &err) != OK)
        fail_msg("%s", err.text);
}

#define READ_UNTIL(condition)                                                                      \
    for (int64_t limit_us = time_steady_us() + MEMBER_PATIENCE_US; !(condition); must_read())      \
    assert_true(time_steady_us() < limit_us)

static void keep(void)
{
    if (follower_commit(follower, COMMIT_MS, &err) != OK)
        fail_msg("%s", err.text);
}

/* How many there are of the topic by now, in each partition. */
static int64_t published = RECORDS;

static void publish(int count)
{
    member_publish(&mock, count);
    published += count;
}

static void a_group_goes_on_where_it_was(void **state)
{
    (void) state;
    open_follower("goes_on", true, 10);
    READ_UNTIL(taken.news == (size_t) published * MEMBER_PARTITIONS);
    assert_int_equal(taken.old, 0);
    assert_true(taken.is_in_order && taken.first[0] == 0 && taken.first[1] == 0);
    READ_UNTIL(follower_is_caught_up(follower));
    keep();
    keep(); /* nothing to do */
    follower_close(follower);
    int64_t before = published;
    publish(5);
    open_follower("goes_on", false, 10);
    READ_UNTIL(follower_is_caught_up(follower));
    assert_true(taken.news == 10 && taken.old == 20);
    assert_true(taken.is_in_order && taken.first[0] == before && taken.first[1] == before);
    assert_int_equal(taken.first_old[0], before - 10);
    follower_close(follower);
    open_follower("goes_on", false, 100000); /* not kept, so given again; and all before is old */
    READ_UNTIL(taken.news == 10 && taken.old == (size_t) before * MEMBER_PARTITIONS);
    assert_int_equal(taken.first_old[1], 0);
    follower_close(follower);
}

static void a_new_group_begins_now_and_keeps_that(void **state)
{
    (void) state;
    open_follower("new", false, 3);
    assert_false(follower_is_caught_up(follower));
    READ_UNTIL(taken.old == 6);
    assert_true(follower_is_caught_up(follower));
    keep();
    follower_close(follower);
    int64_t before = published;
    publish(2);
    open_follower("new", false, 0);
    READ_UNTIL(taken.news == 4);
    assert_true(taken.first[0] == before && taken.old == 0);
    follower_close(follower);
}

static void from_the_beginning_is_asked_for_once(void **state)
{
    (void) state;
    open_follower("new", true, 3);
    READ_UNTIL(taken.news == (size_t) published * MEMBER_PARTITIONS);
    assert_true(taken.old == 0 && taken.first[0] == 0);
    follower_close(follower);
}

static void what_was_kept_beyond_the_end_means_another_topic(void **state)
{
    (void) state;
    const struct kafka_in_options options = {.bootstrap_servers = mock.bootstraps,
                                             .topic_prefix = "test",
                                             .group = "beyond",
                                             .topics = 1U << TOPIC_RATING,
                                             .is_reader = true};
    const struct kafka_position beyond = {TOPIC_RATING, 1, 100000};
    struct kafka_in *in = NULL;
    assert_int_equal(kafka_in_open(&options, NULL, &in, &err), OK);
    assert_int_equal(kafka_in_commit(in, &beyond, 1, COMMIT_MS, &err), OK);
    kafka_in_close(in);
    open_follower("beyond", false, 0);
    READ_UNTIL(taken.news == (size_t) published);
    assert_true(taken.first[1] == 0 && taken.first[0] == KAFKA_NOT_READ);
    follower_close(follower);
}

static void a_commit_that_fails_is_made_again(void **state)
{
    (void) state;
    open_follower("fails", true, 0);
    READ_UNTIL(taken.news == (size_t) published * MEMBER_PARTITIONS);
    mock_fail(&mock, MOCK_OFFSET_COMMIT, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, 1);
    assert_int_equal(follower_commit(follower, COMMIT_MS, &err), FATAL);
    assert_int_equal(follower_commit(follower, 0, &err), RETRY); /* nobody waits for an answer */
    keep();
    follower_close(follower);
    open_follower("fails", false, 1);
    READ_UNTIL(taken.old == MEMBER_PARTITIONS);
    assert_int_equal(taken.news, 0);
    follower_close(follower);
}

static void what_cannot_be_asked_just_now_is_asked_again(void **state)
{
    (void) state;
    mock_fail(&mock, MOCK_LIST_OFFSETS, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, 2);
    open_follower("again", true, 0);
    READ_UNTIL(taken.news == (size_t) published * MEMBER_PARTITIONS);
    follower_close(follower);
    mock_fail(&mock, MOCK_OFFSET_FETCH, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, 1);
    open_follower("again", true, 0);
    assert_int_equal(follower_read(follower, &sink, &err), FATAL);
    follower_close(follower);
}

static void the_sinks_word_ends_the_reading(void **state)
{
    (void) state;
    open_follower("sink", true, 0);
    taken.refuse_at = 7;
    enum outcome outcome = OK;
    for (int64_t limit_us = time_steady_us() + MEMBER_PATIENCE_US; outcome == OK;) {
        assert_true(time_steady_us() < limit_us);
        outcome = follower_read(follower, &sink, &err);
    }
    assert_int_equal(outcome, REJECT);
    assert_int_equal(taken.news, 6);
    follower_close(follower);
}

static void a_topic_that_is_not_there_is_waited_for(void **state)
{
    (void) state;
    const struct follower_options options = {.bootstrap_servers = mock.bootstraps,
                                             .topic_prefix = "nil",
                                             .group = "nil",
                                             .topic = TOPIC_ALERT};
    struct kafka_in *in = NULL;
    int32_t count = 7;
    const struct kafka_in_options direct = {.bootstrap_servers = mock.bootstraps,
                                            .topic_prefix = "test",
                                            .group = "nil",
                                            .topics = 1U << TOPIC_RATING,
                                            .is_reader = true};
    assert_int_equal(follower_open(&options, &follower, &err), OK);
    must_read();
    follower_close(follower);
    assert_int_equal(kafka_in_open(&direct, NULL, &in, &err), OK);
    assert_int_equal(kafka_in_partitions(in, TOPIC_RATING, &count, &err), OK);
    assert_int_equal(count, MEMBER_PARTITIONS);
    kafka_in_close(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_goes_on_where_it_was),
        cmocka_unit_test(a_new_group_begins_now_and_keeps_that),
        cmocka_unit_test(from_the_beginning_is_asked_for_once),
        cmocka_unit_test(what_was_kept_beyond_the_end_means_another_topic),
        cmocka_unit_test(a_commit_that_fails_is_made_again),
        cmocka_unit_test(what_cannot_be_asked_just_now_is_asked_again),
        cmocka_unit_test(the_sinks_word_ends_the_reading),
        cmocka_unit_test(a_topic_that_is_not_there_is_waited_for),
    };
    return cmocka_run_group_tests(tests, before_all, after_all);
}
