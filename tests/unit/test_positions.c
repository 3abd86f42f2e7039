/* positions: what a record is to a shard, told by its offset alone. */
#include <stdlib.h>

#include "run/positions.h"
#include "support/cmocka.h"

static struct record record_at(int64_t offset)
{
    return (struct record) {.topic = TOPIC_TRANSFER,
                            .partition = 3,
                            .offset = offset,
                            .timestamp_us = 1000 + offset,
                            .is_log_append_time = true,
                            .key = STR("key"),
                            .payload = STR("payload")};
}

static int own_partition(void **state)
{
    struct positions *positions = calloc(1, sizeof(*positions));
    struct position *position = &positions->items[TOPIC_TRANSFER][3];
    positions->claims[3] = (struct claim) {.is_ours = true, .fence = 7};
    *position = (struct position) {
        .is_ours = true, .stored_next = 10, .read_next = 10, .gap_to = -1, .last = {.offset = -1}};
    *state = positions;
    return 0;
}

static int give_back(void **state)
{
    free(*state);
    return 0;
}

static enum verdict judge(struct positions *positions, int64_t offset)
{
    struct record record = record_at(offset);
    uint64_t gaps = 0;
    char why[ERR_TEXT_MAX];
    return positions_judge(positions, &record, &gaps, why);
}

static void the_next_record_moves_the_position_on(void **state)
{
    struct positions *positions = *state;
    assert_int_equal(judge(positions, 10), VERDICT_NEXT);
    assert_int_equal(judge(positions, 11), VERDICT_NEXT);
    assert_int_equal(positions->items[TOPIC_TRANSFER][3].read_next, 12);
    assert_int_equal(positions->items[TOPIC_TRANSFER][3].stored_next, 10);
}

static void an_earlier_record_is_stale(void **state)
{
    assert_int_equal(judge(*state, 9), VERDICT_STALE);
    assert_int_equal(((struct positions *) *state)->items[TOPIC_TRANSFER][3].read_next, 10);
}

static void a_record_of_a_partition_that_went_is_stale(void **state)
{
    struct positions *positions = *state;
    positions->items[TOPIC_TRANSFER][3].is_ours = false;
    assert_int_equal(judge(positions, 10), VERDICT_STALE);
}

static void a_gap_is_asked_about_once_and_then_believed(void **state)
{
    struct positions *positions = *state;
    struct record record = record_at(15);
    uint64_t gaps = 0;
    char why[ERR_TEXT_MAX];
    assert_int_equal(positions_judge(positions, &record, &gaps, why), VERDICT_GAP);
    assert_int_equal(positions->items[TOPIC_TRANSFER][3].read_next, 10);
    positions_ask(positions);
    assert_int_equal(positions_judge(positions, &record, &gaps, why), VERDICT_NEXT);
    assert_int_equal(gaps, 1);
    assert_int_equal(positions->items[TOPIC_TRANSFER][3].read_next, 16);
}

static void a_gap_in_a_compacted_topic_is_passed_and_counted(void **state)
{
    struct positions *positions = *state;
    struct record record = record_at(15);
    uint64_t gaps = 0;
    char why[ERR_TEXT_MAX];
    positions->is_compacted = true;
    assert_int_equal(positions_judge(positions, &record, &gaps, why), VERDICT_NEXT);
    assert_int_equal(gaps, 1);
    assert_int_equal(positions->items[TOPIC_TRANSFER][3].read_next, 16);
    assert_int_equal(judge(positions, 14), VERDICT_STALE);
    positions_clear(positions);
    assert_true(positions->is_compacted);
}

static void what_follows_a_gap_is_no_answer_until_asked_again(void **state)
{
    assert_int_equal(judge(*state, 15), VERDICT_GAP);
    assert_int_equal(judge(*state, 16), VERDICT_GAP);
    positions_ask(*state);
    assert_int_equal(judge(*state, 15), VERDICT_NEXT);
    assert_int_equal(judge(*state, 16), VERDICT_NEXT);
}

static void two_answers_about_one_gap_halt(void **state)
{
    assert_int_equal(judge(*state, 15), VERDICT_GAP);
    positions_ask(*state);
    assert_int_equal(judge(*state, 14), VERDICT_ALIEN);
}

static void a_second_gap_is_asked_about_too(void **state)
{
    assert_int_equal(judge(*state, 15), VERDICT_GAP);
    positions_ask(*state);
    assert_int_equal(judge(*state, 15), VERDICT_NEXT);
    assert_int_equal(judge(*state, 20), VERDICT_GAP);
    positions_ask(*state);
    assert_int_equal(judge(*state, 20), VERDICT_NEXT);
}

static void a_log_may_begin_with_a_gap(void **state)
{
    struct positions *positions = *state;
    positions->items[TOPIC_TRANSFER][3] =
        (struct position) {.is_ours = true, .last = {.offset = -1}};
    assert_int_equal(judge(positions, 6), VERDICT_GAP);
    positions_ask(positions);
    assert_int_equal(judge(positions, 6), VERDICT_NEXT);
}

static void want_proof(struct positions *positions)
{
    struct record record = record_at(9);
    struct position *position = &positions->items[TOPIC_TRANSFER][3];
    position->last = (struct last_record) {9, record.timestamp_us, record_hash(&record)};
    position->wants_proof = true;
}

static void the_last_applied_record_proves_the_log_and_is_dropped(void **state)
{
    struct positions *positions = *state;
    want_proof(positions);
    assert_int_equal(judge(positions, 9), VERDICT_PROOF);
    assert_int_equal(judge(positions, 10), VERDICT_NEXT);
}

static void another_record_in_its_place_is_another_log(void **state)
{
    struct positions *positions = *state;
    want_proof(positions);
    positions->items[TOPIC_TRANSFER][3].last.hash++;
    assert_int_equal(judge(positions, 9), VERDICT_ALIEN);
}

static void the_same_record_at_another_time_is_another_log(void **state)
{
    struct positions *positions = *state;
    want_proof(positions);
    positions->items[TOPIC_TRANSFER][3].last.timestamp_us++;
    assert_int_equal(judge(positions, 9), VERDICT_ALIEN);
}

static void a_proof_that_compaction_took_is_not_asked_for(void **state)
{
    struct positions *positions = *state;
    want_proof(positions);
    assert_int_equal(judge(positions, 10), VERDICT_NEXT);
    assert_false(positions->items[TOPIC_TRANSFER][3].wants_proof);
}

static void a_log_that_ends_before_the_last_applied_record_is_another(void **state)
{
    struct positions *positions = *state;
    struct position *position = &positions->items[TOPIC_TRANSFER][3];
    want_proof(positions);
    assert_false(positions_end(position, 9));
    assert_false(positions_at_end(positions));
    assert_true(positions_end(position, 10)); /* the record was there, and compaction took it */
    assert_true(positions_at_end(positions));
}

static void a_halted_partition_takes_nothing(void **state)
{
    struct positions *positions = *state;
    positions_halt(positions, 3);
    assert_int_equal(judge(positions, 10), VERDICT_STALE);
    assert_int_equal(positions_halted(positions), 1);
    assert_true(positions_at_end(positions)); /* nothing more will come of it */
}

static void a_rewind_goes_back_to_what_is_stored(void **state)
{
    struct positions *positions = *state;
    assert_int_equal(judge(positions, 10), VERDICT_NEXT);
    positions_rewind(positions);
    assert_int_equal(judge(positions, 10), VERDICT_NEXT);
}

static void a_record_is_suspect_until_what_was_refused_is_found(void **state)
{
    struct positions *positions = *state;
    struct record before = record_at(11);
    struct record behind = record_at(12);
    assert_false(positions_is_suspect(positions, &before));
    positions->items[TOPIC_TRANSFER][3].suspect_to = 12;
    assert_true(positions_is_suspect(positions, &before));
    assert_false(positions_is_suspect(positions, &behind));
    positions_acquit(positions);
    assert_false(positions_is_suspect(positions, &before));
}

static void the_end_is_reached_when_every_topic_is_at_its_end(void **state)
{
    struct positions *positions = *state;
    assert_false(positions_at_end(positions));
    positions->items[TOPIC_TRANSFER][3].is_at_end = true;
    assert_true(positions_at_end(positions));
    assert_int_equal(judge(positions, 10), VERDICT_NEXT);
    assert_false(positions_at_end(positions));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, own_partition, give_back)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_next_record_moves_the_position_on),
        TEST(an_earlier_record_is_stale),
        TEST(a_record_of_a_partition_that_went_is_stale),
        TEST(a_gap_is_asked_about_once_and_then_believed),
        TEST(a_gap_in_a_compacted_topic_is_passed_and_counted),
        TEST(what_follows_a_gap_is_no_answer_until_asked_again),
        TEST(two_answers_about_one_gap_halt),
        TEST(a_second_gap_is_asked_about_too),
        TEST(a_log_may_begin_with_a_gap),
        TEST(the_last_applied_record_proves_the_log_and_is_dropped),
        TEST(another_record_in_its_place_is_another_log),
        TEST(the_same_record_at_another_time_is_another_log),
        TEST(a_proof_that_compaction_took_is_not_asked_for),
        TEST(a_log_that_ends_before_the_last_applied_record_is_another),
        TEST(a_halted_partition_takes_nothing),
        TEST(a_rewind_goes_back_to_what_is_stored),
        TEST(a_record_is_suspect_until_what_was_refused_is_found),
        TEST(the_end_is_reached_when_every_topic_is_at_its_end),
    };
    return RUN(tests);
}
