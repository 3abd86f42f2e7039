/* horizon: up to when a partition is complete, told by ends and by what is stored. */
#include <stdlib.h>

#include "run/horizon.h"
#include "support/cmocka.h"

enum { PARTITION = 3, OTHER = 4 };

struct place {
    struct horizon horizon;
    struct positions positions;
};

static void own(struct place *place, int32_t partition)
{
    place->positions.claims[partition].is_ours = true;
    for (enum topic topic = 0; topic < TOPICS_OF_EVENTS; topic++)
        place->positions.items[topic][partition] =
            (struct position) {.is_ours = true, .stored_next = 10, .read_next = 10, .gap_to = -1};
}

static int two_partitions(void **state)
{
    struct place *place = calloc(1, sizeof(*place));
    own(place, PARTITION);
    own(place, OTHER);
    *state = place;
    return 0;
}

static int give_back(void **state)
{
    free(*state);
    return 0;
}

static void ask(struct place *place, int32_t partition, int64_t time_us, int64_t end)
{
    int64_t ends[TOPICS_TO_READ] = {0};
    for (enum topic topic = 0; topic < TOPICS_OF_EVENTS; topic++)
        ends[topic] = end;
    horizon_ask(&place->horizon, partition, time_us, ends);
}

static int64_t complete_us(const struct place *place, int32_t partition)
{
    return place->horizon.items[partition].complete_us;
}

static void nothing_is_known_before_the_first_answer(void **state)
{
    struct place *place = *state;
    assert_false(horizon_look(&place->horizon, &place->positions));
    assert_int_equal(complete_us(place, PARTITION), 0);
    assert_int_equal(horizon_of_all(&place->horizon, &place->positions), 0);
}

static void a_partition_stored_to_its_ends_is_complete_up_to_the_question(void **state)
{
    struct place *place = *state;
    ask(place, PARTITION, 1000, 10);
    assert_true(horizon_look(&place->horizon, &place->positions));
    assert_int_equal(complete_us(place, PARTITION), 1000);
    assert_int_equal(horizon_of_all(&place->horizon, &place->positions), 0);
    ask(place, OTHER, 900, 9);
    assert_true(horizon_look(&place->horizon, &place->positions));
    assert_int_equal(horizon_of_all(&place->horizon, &place->positions), 900);
}

static void one_topic_that_is_behind_holds_its_partition(void **state)
{
    struct place *place = *state;
    place->positions.items[TOPIC_RATING][PARTITION].stored_next = 9;
    ask(place, PARTITION, 1000, 10);
    assert_false(horizon_look(&place->horizon, &place->positions));
    place->positions.items[TOPIC_RATING][PARTITION].stored_next = 10;
    assert_true(horizon_look(&place->horizon, &place->positions));
}

static void what_was_read_and_not_committed_does_not_count(void **state)
{
    struct place *place = *state;
    place->positions.items[TOPIC_RATING][PARTITION].read_next = 11;
    ask(place, PARTITION, 1000, 11);
    assert_false(horizon_look(&place->horizon, &place->positions));
}

static void an_open_question_is_waited_for(void **state)
{
    struct place *place = *state;
    assert_true(horizon_wants(&place->horizon, &place->positions, PARTITION));
    ask(place, PARTITION, 1000, 11);
    assert_false(horizon_look(&place->horizon, &place->positions));
    assert_false(horizon_wants(&place->horizon, &place->positions, PARTITION));
    for (enum topic topic = 0; topic < TOPICS_OF_EVENTS; topic++)
        place->positions.items[topic][PARTITION].stored_next = 15;
    assert_true(horizon_look(&place->horizon, &place->positions));
    assert_true(horizon_wants(&place->horizon, &place->positions, PARTITION));
}

static void the_end_that_was_met_counts_where_no_record_is_before_it(void **state)
{
    struct place *place = *state;
    struct position *position = &place->positions.items[TOPIC_INQUIRY][PARTITION];
    int64_t ends[TOPICS_TO_READ] = {[TOPIC_INQUIRY] = 12};
    horizon_ask(&place->horizon, PARTITION, 1000, ends);
    assert_true(positions_end(position, 11));
    assert_false(horizon_look(&place->horizon, &place->positions));
    assert_true(positions_end(position, 12));
    position->read_next = 11; /* a record of it is in hand */
    assert_false(horizon_look(&place->horizon, &place->positions));
    position->stored_next = 11;
    assert_true(horizon_look(&place->horizon, &place->positions));
}

static void a_halted_partition_is_never_complete(void **state)
{
    struct place *place = *state;
    ask(place, PARTITION, 1000, 10);
    ask(place, OTHER, 1000, 10);
    positions_halt(&place->positions, PARTITION);
    assert_true(horizon_look(&place->horizon, &place->positions));
    assert_int_equal(complete_us(place, PARTITION), 0);
    assert_int_equal(complete_us(place, OTHER), 1000);
    assert_false(horizon_wants(&place->horizon, &place->positions, PARTITION));
    assert_int_equal(horizon_of_all(&place->horizon, &place->positions), 0);
}

static void the_horizon_never_goes_back(void **state)
{
    struct place *place = *state;
    ask(place, PARTITION, 1000, 10);
    assert_true(horizon_look(&place->horizon, &place->positions));
    ask(place, PARTITION, 800, 10); /* another server, whose clock is behind */
    assert_false(horizon_look(&place->horizon, &place->positions));
    assert_int_equal(complete_us(place, PARTITION), 1000);
    horizon_clear(&place->horizon);
    assert_int_equal(complete_us(place, PARTITION), 0);
}

static void what_is_not_ours_is_of_no_interest(void **state)
{
    struct place *place = *state;
    ask(place, PARTITION, 1000, 10);
    ask(place, OTHER, 1000, 10);
    positions_clear(&place->positions);
    assert_false(horizon_look(&place->horizon, &place->positions));
    assert_false(horizon_wants(&place->horizon, &place->positions, PARTITION));
    assert_true(horizon_of_all(&place->horizon, &place->positions) == INT64_MAX);
}

#define HELD(test) cmocka_unit_test_setup_teardown(test, two_partitions, give_back)

static const struct CMUnitTest tests[] = {
    HELD(nothing_is_known_before_the_first_answer),
    HELD(a_partition_stored_to_its_ends_is_complete_up_to_the_question),
    HELD(one_topic_that_is_behind_holds_its_partition),
    HELD(what_was_read_and_not_committed_does_not_count),
    HELD(an_open_question_is_waited_for),
    HELD(the_end_that_was_met_counts_where_no_record_is_before_it),
    HELD(a_halted_partition_is_never_complete),
    HELD(the_horizon_never_goes_back),
    HELD(what_is_not_ours_is_of_no_interest),
};

int main(void)
{
    return RUN(tests);
}
