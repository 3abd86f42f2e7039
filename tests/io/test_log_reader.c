/* log_reader: ranges of a log, each record once, and what is said when the log is not what it was;
 * against librdkafka's mock cluster. */
#include "run/log_reader.h"

#include <string.h>

#include "run/log.h"
#include "support/cmocka.h"
#include "support/member.h"

enum { RECORDS = 300 };

static struct mock mock;
static struct err err;
static struct log_reader *reader;

/* What the sink took. */
static struct {
    size_t count;
    int64_t first[TOPICS_TO_READ][MEMBER_PARTITIONS];
    int64_t next[TOPICS_TO_READ][MEMBER_PARTITIONS];
    struct last_record last[TOPICS_TO_READ][MEMBER_PARTITIONS];
    bool is_in_order;
    size_t refuse_at; /* 0: never */
} taken;

static int before_all(void **state)
{
    (void) state;
    mock_open(&mock);
    mock_topics(&mock, "test", MEMBER_PARTITIONS);
    member_publish(&mock, RECORDS);
    const struct log_reader_options options = {
        .bootstrap_servers = mock.bootstraps,
        .topic_prefix = "test",
        .group = "nobody",
        .topics = 1U << TOPIC_INQUIRY | 1U << TOPIC_RATING,
    };
    log_level_set(LOG_ERROR);
    return log_reader_open(&options, &reader, &err) == OK ? 0 : -1;
}

static int after_all(void **state)
{
    (void) state;
    log_reader_close(reader);
    log_reader_close(NULL);
    mock_close(&mock);
    return 0;
}

static int before(void **state)
{
    (void) state;
    memset(&taken, 0, sizeof(taken));
    taken.is_in_order = true;
    return 0;
}

static enum outcome take(void *context, const struct record *record, struct str headers,
                         struct err *out)
{
    (void) context;
    (void) headers;
    int64_t *next = &taken.next[record->topic][record->partition];
    if (++taken.count == taken.refuse_at)
        return err_set(out, REJECT, "the sink says so");
    if (*next == 0)
        taken.first[record->topic][record->partition] = record->offset;
    else if (record->offset != *next)
        taken.is_in_order = false;
    *next = record->offset + 1;
    taken.last[record->topic][record->partition] =
        (struct last_record) {record->offset, record->timestamp_us, record_hash(record)};
    return OK;
}

static const struct log_sink sink = {.take = take};

static struct log_range range_of(enum topic topic, int32_t partition, int64_t from, int64_t to)
{
    return (struct log_range) {topic, partition, from, to, {.offset = -1}};
}

static void every_record_of_the_ranges_is_taken_once_and_no_other(void **state)
{
    (void) state;
    const struct log_range ranges[] = {
        range_of(TOPIC_INQUIRY, 0, 0, RECORDS),
        range_of(TOPIC_INQUIRY, 1, 10, 20),
        range_of(TOPIC_RATING, 0, 7, 7), /* nothing */
        range_of(TOPIC_RATING, 1, RECORDS - 1, RECORDS),
    };
    if (log_read(reader, ranges, 4, &sink, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(taken.count, RECORDS + 10 + 1);
    assert_true(taken.is_in_order);
    assert_int_equal(taken.first[TOPIC_INQUIRY][1], 10);
    assert_int_equal(taken.next[TOPIC_INQUIRY][1], 20);
    assert_int_equal(taken.first[TOPIC_RATING][1], RECORDS - 1);
    assert_int_equal(taken.next[TOPIC_RATING][0], 0);
}

static void it_can_be_read_again(void **state)
{
    (void) state;
    const struct log_range range = range_of(TOPIC_INQUIRY, 1, 0, 50);
    for (size_t i = 1; i <= 3; i++) {
        memset(taken.next, 0, sizeof(taken.next));
        assert_int_equal(log_read(reader, &range, 1, &sink, &err), OK);
        assert_int_equal(taken.count, i * 50);
    }
    assert_true(taken.is_in_order);
}

static void nothing_to_read_is_read_at_once(void **state)
{
    (void) state;
    assert_int_equal(log_read(reader, NULL, 0, &sink, &err), OK);
    assert_int_equal(taken.count, 0);
}

static void what_the_sink_says_ends_it(void **state)
{
    (void) state;
    const struct log_range range = range_of(TOPIC_INQUIRY, 0, 0, RECORDS);
    taken.refuse_at = 7;
    assert_int_equal(log_read(reader, &range, 1, &sink, &err), REJECT);
    assert_string_equal(err.text, "the sink says so");
    assert_int_equal(taken.count, 7);
}

static void a_log_that_ends_before_what_was_applied_was_cut(void **state)
{
    (void) state;
    const struct log_range range = range_of(TOPIC_RATING, 1, 0, RECORDS + 5);
    assert_int_equal(log_read(reader, &range, 1, &sink, &err), FATAL);
    assert_string_equal(err.text, "rating[1]: the log ends at 300, and 304 was applied: it was cut "
                                  "or re-created");
}

static void an_offset_that_is_not_there_any_longer_is_named(void **state)
{
    (void) state;
    const struct log_range range = range_of(TOPIC_RATING, 0, RECORDS + 10, RECORDS + 20);
    assert_int_equal(log_read(reader, &range, 1, &sink, &err), FATAL);
    assert_string_equal(err.text, "rating[0]: the log does not have offset 310 any longer: it was "
                                  "cut or re-created");
}

static void the_last_record_must_be_the_one_that_was_applied(void **state)
{
    (void) state;
    struct log_range range = range_of(TOPIC_INQUIRY, 0, 0, RECORDS);
    assert_int_equal(log_read(reader, &range, 1, &sink, &err), OK);
    range.last = taken.last[TOPIC_INQUIRY][0];
    assert_int_equal(log_read(reader, &range, 1, &sink, &err), OK);
    range.last.hash++;
    assert_int_equal(log_read(reader, &range, 1, &sink, &err), FATAL);
    assert_string_equal(err.text,
                        "inquiry[0]: the last record is not the one that was applied: the "
                        "topic was re-created or restored");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_record_of_the_ranges_is_taken_once_and_no_other, before),
        cmocka_unit_test_setup(it_can_be_read_again, before),
        cmocka_unit_test_setup(nothing_to_read_is_read_at_once, before),
        cmocka_unit_test_setup(what_the_sink_says_ends_it, before),
        cmocka_unit_test_setup(a_log_that_ends_before_what_was_applied_was_cut, before),
        cmocka_unit_test_setup(an_offset_that_is_not_there_any_longer_is_named, before),
        cmocka_unit_test_setup(the_last_record_must_be_the_one_that_was_applied, before),
    };
    return cmocka_run_group_tests(tests, before_all, after_all);
}
