/*
 * kafka_in: two members of a group, and what becomes of records when partitions go, against
 * librdkafka's mock cluster (whose rebalances take three seconds, hence a program of its own).
 */
#include <poll.h>

#include "support/cmocka.h"
#include "support/member.h"

enum { RECORDS = 400 };

static struct mock mock;
static struct member one, two;

static int before_all(void **state)
{
    (void) state;
    mock_open(&mock);
    mock_topics(&mock, "test", MEMBER_PARTITIONS);
    member_publish(&mock, RECORDS);
    return 0;
}

static int after_all(void **state)
{
    (void) state;
    kafka_in_close(one.in);
    kafka_in_close(two.in);
    mock_close(&mock);
    return 0;
}

static void both_read(void)
{
    assert_int_equal(member_read(&one), OK);
    assert_int_equal(member_read(&two), OK);
}

static void the_same_number_of_every_topic_goes_to_one_member(void **state)
{
    (void) state;
    member_join(&one, &mock, "group", NULL);
    member_join(&two, &mock, "group", NULL);
    int64_t until_us = time_steady_us() + MEMBER_PATIENCE_US;
    while (one.positions_count != 2 || two.positions_count != 2) {
        assert_true(time_steady_us() < until_us);
        both_read();
    }
    assert_int_equal(one.positions[0].partition, one.positions[1].partition);
    assert_int_not_equal(one.positions[0].partition, two.positions[0].partition);
    member_restart(&one, 0);
    member_restart(&two, 0);
    MEMBER_READ_UNTIL(&one, one.ends == 2);
    MEMBER_READ_UNTIL(&two, two.ends == 2);
    assert_int_equal(one.records + two.records, 4 * RECORDS);
    assert_int_equal(one.gaps + two.gaps, 0);
}

static void nothing_comes_beside_a_revocation(void **state)
{
    (void) state;
    int revocations = one.revocations;
    member_restart(&one, 0);
    MEMBER_READ_UNTIL(&one, one.records > 0);
    one.records_max = 4 * RECORDS;
    member_leave(&two); /* so the other must give up what it has and join again */
    (void) poll(NULL, 0, 500);

    /* Records wait in the queue, and somewhere behind or before them the revocation. */
    int64_t until_us = time_steady_us() + MEMBER_PATIENCE_US;
    size_t records = one.records;
    size_t ends = one.ends;
    while (one.revocations == revocations) {
        assert_true(time_steady_us() < until_us);
        records = one.records;
        ends = one.ends;
        assert_int_equal(member_read(&one), OK);
    }
    assert_int_equal(one.records, records);
    assert_int_equal(one.ends, ends);
    for (int i = 0; i < 3; i++)
        assert_int_equal(member_read(&one), OK);
    assert_int_equal(one.records, records);
}

static void what_comes_after_is_whole(void **state)
{
    (void) state;
    one.records = one.gaps = one.ends = 0;
    memset(one.next, 0, sizeof(one.next));
    MEMBER_READ_UNTIL(&one, one.ends == 4);
    assert_int_equal(one.positions_count, 4);
    assert_int_equal(one.records, 4 * RECORDS);
    assert_int_equal(one.gaps, 0);
}

/* One stop for each of the assignments before, or librdkafka ends the process. */
static void assignments_may_follow_each_other_at_once(void **state)
{
    (void) state;
    for (int i = 0; i < 200; i++)
        member_restart(&one, i % RECORDS);
    MEMBER_READ_UNTIL(&one, one.ends == 4);
    assert_int_equal(one.records, 4 * (RECORDS - 199));
    assert_int_equal(one.gaps, 0);
}

static void leaving_gives_up_what_is_assigned(void **state)
{
    (void) state;
    int revocations = one.revocations;
    member_restart(&one, 0);
    kafka_in_close(one.in);
    one.in = NULL;
    assert_int_equal(one.revocations, revocations + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_number_of_every_topic_goes_to_one_member),
        cmocka_unit_test(nothing_comes_beside_a_revocation),
        cmocka_unit_test(what_comes_after_is_whole),
        cmocka_unit_test(assignments_may_follow_each_other_at_once),
        cmocka_unit_test(leaving_gives_up_what_is_assigned),
    };
    return cmocka_run_group_tests(tests, before_all, after_all);
}
