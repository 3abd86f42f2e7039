/* test_spool_log -- damage is told from the end that a crash tore, and by its place. */
#include "run/spool_log.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/time.h"
#include "support/cmocka.h"
#include "support/torn_disk.h"

static const struct spool_log_options options = {
    .folder = "spool", .segment_bytes = 8192, .bytes_max = 1 << 20};

enum { RECORD_BYTES = 40 }; /* of one of write_one()'s */

static struct gen gen;

static int make_disk(void **state)
{
    (void) state;
    gen = gen_seed(1);
    torn_disk_make(&gen);
    return 0;
}

static struct spool_log *open_log(struct spool_found *found)
{
    struct spool_log *log = NULL;
    struct err err;
    assert_int_equal(spool_log_open(&options, &log, found, &err), OK);
    return log;
}

static enum outcome write_record(struct spool_log *log, uint64_t *last_out)
{
    unsigned char bytes[64];
    struct err err;
    const struct outgoing message = {
        .topic = TOPIC_RATING, .key = STR("a key"), .value = STR("a value")};
    struct spool_batch batch = {
        .bytes = bytes, .size = spool_record_pack(&message, bytes), .count = 1};
    assert_int_equal(batch.size, RECORD_BYTES);
    return spool_log_write(log, &batch, last_out, &err);
}

static uint64_t write_one(struct spool_log *log)
{
    uint64_t last = 0;
    assert_int_equal(write_record(log, &last), OK);
    return last;
}

/* Three records, each with a sync of its own. */
static void write_three(void)
{
    struct spool_found found;
    struct spool_log *log = open_log(&found);
    for (uint64_t i = 1; i <= 3; i++)
        assert_int_equal(write_one(log), i);
    spool_log_close(log);
    torn_disk_kill();
}

static const char first_segment[] = "0000000000000001.log";

static void opening_says_what_it_found(void **state)
{
    (void) state;
    struct spool_found found;
    write_three();
    struct spool_log *log = open_log(&found);
    assert_int_equal(found.segments, 1);
    assert_int_equal(found.records, 3);
    assert_int_equal(found.bytes, SPOOL_SEGMENT_HEAD + 3 * RECORD_BYTES);
    assert_int_equal(found.torn_bytes, 0);
    assert_false(found.has_lost_mark);
    assert_int_equal(write_one(log), 4);
    spool_log_close(log);
}

static void a_damaged_record_that_a_later_one_vouches_for_ends_it(void **state)
{
    (void) state;
    struct spool_log *log = NULL;
    struct spool_found found;
    struct err err;
    write_three();
    assert_true(torn_disk_flip(first_segment, SPOOL_SEGMENT_HEAD + RECORD_BYTES + 30));
    assert_int_equal(spool_log_open(&options, &log, &found, &err), FATAL);
    assert_string_equal(err.text,
                        "segment 'spool/0000000000000001.log' is damaged at byte 88: it holds what "
                        "was accepted; restore it, or move it away and lose that");
}

static void a_damaged_last_record_was_torn(void **state)
{
    (void) state;
    struct spool_found found;
    write_three();
    assert_true(torn_disk_flip(first_segment, SPOOL_SEGMENT_HEAD + 2 * RECORD_BYTES + 30));
    struct spool_log *log = open_log(&found);
    assert_int_equal(found.records, 2);
    assert_int_equal(found.torn_bytes, RECORD_BYTES);
    assert_int_equal(write_one(log), 3);
    spool_log_close(log);
}

static void a_damaged_head_ends_it(void **state)
{
    (void) state;
    struct spool_log *log = NULL;
    struct spool_found found;
    struct err err;
    write_three();
    assert_true(torn_disk_flip(first_segment, 20));
    assert_int_equal(spool_log_open(&options, &log, &found, &err), FATAL);
    assert_non_null(strstr(err.text, "is damaged at byte 0"));
}

static void a_lost_mark_means_that_all_is_read_again(void **state)
{
    (void) state;
    struct spool_found found;
    struct spool_log *log = open_log(&found);
    (void) write_one(log);
    (void) write_one(log);
    spool_log_acknowledge(log, 1);
    spool_log_close(log);
    torn_disk_kill();
    log = open_log(&found);
    assert_int_equal(found.records, 1);
    spool_log_close(log);
    torn_disk_kill();
    assert_true(torn_disk_flip("mark", 0) && torn_disk_flip("mark", 16));
    log = open_log(&found);
    assert_true(found.has_lost_mark);
    assert_int_equal(found.records, 2);
    spool_log_close(log);
}

static void segments_that_are_done_are_removed(void **state)
{
    (void) state;
    struct spool_found found;
    struct spool_log *log = open_log(&found);
    uint64_t last = 0;
    while (torn_disk_size("0000000000000002.log") < 0)
        last = write_one(log);
    spool_log_acknowledge(log, last - 1);
    assert_int_equal(torn_disk_size(first_segment), -1);
    spool_log_close(log);
    torn_disk_cut();
    log = open_log(&found);
    assert_int_equal(found.segments, 1);
    assert_int_equal(found.records, 1);
    spool_log_close(log);
}

/* As long as the head of a segment: what the reader still has in memory would fit there, too. */
static void write_as_long_as_a_head(struct spool_log *log)
{
    unsigned char bytes[64];
    struct err err;
    uint64_t last = 0;
    const struct outgoing message = {
        .topic = TOPIC_RATING, .key = STR("twelve bytes"), .value = STR("twelve bytes")};
    struct spool_batch batch = {
        .bytes = bytes, .size = spool_record_pack(&message, bytes), .count = 1};
    assert_int_equal(batch.size, SPOOL_SEGMENT_HEAD);
    assert_int_equal(spool_log_write(log, &batch, &last, &err), OK);
}

/* How many records find room; the last of them. */
static uint64_t fill(struct spool_log *log, uint64_t *count_out)
{
    uint64_t last = 0;
    *count_out = 0;
    while (write_record(log, &last) == OK)
        ++*count_out;
    assert_true(spool_log_is_at_limit(log));
    return last;
}

static void what_is_acknowledged_makes_room_however_long_a_segment_may_be(void **state)
{
    (void) state;
    struct spool_log_options small = options;
    struct spool_log *log = NULL;
    struct spool_found found;
    struct err err;
    uint64_t first = 0;
    uint64_t again = 0;
    small.segment_bytes = 1 << 20;
    small.bytes_max = 4096;
    assert_int_equal(spool_log_open(&small, &log, &found, &err), OK);
    spool_log_acknowledge(log, fill(log, &first));
    (void) fill(log, &again);
    assert_true(first > 50);
    assert_true(again >= first / 2);
    spool_log_close(log);
}

static void what_is_acknowledged_makes_room_under_a_lower_limit(void **state)
{
    (void) state;
    struct spool_log_options lower = options;
    struct spool_log *log = NULL;
    struct spool_found found;
    struct err err;
    uint64_t count = 0;
    lower.segment_bytes = 1 << 14;
    lower.bytes_max = 1 << 14;
    assert_int_equal(spool_log_open(&lower, &log, &found, &err), OK);
    spool_log_acknowledge(log, fill(log, &count)); /* the last segment stays: it is written to */
    assert_true(spool_log_size(log).bytes > 2048);
    spool_log_close(log);
    torn_disk_kill();
    lower.bytes_max = 2048;
    if (spool_log_open(&lower, &log, &found, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(found.records, 0);
    (void) fill(log, &count);
    assert_true(count > 10);
    spool_log_close(log);
}

static void who_goes_back_reads_the_first_again(void **state)
{
    (void) state;
    struct spool_found found;
    struct spool_log *log = open_log(&found);
    struct spool_reader *reader = NULL;
    struct err err;
    for (int i = 0; i < 3; i++)
        write_as_long_as_a_head(log);
    assert_int_equal(spool_reader_new(log, &reader, &err), OK);
    for (int time = 0; time < 2; time++) {
        struct spool_record record = {.sequence = 0};
        bool is_there = true;
        for (uint64_t wanted = 1; wanted <= 3; wanted++) {
            assert_int_equal(spool_reader_next(reader, &record, &is_there, &err), OK);
            assert_true(is_there);
            assert_int_equal(record.sequence, wanted);
        }
        assert_int_equal(spool_reader_next(reader, &record, &is_there, &err), OK);
        assert_false(is_there);
        spool_reader_rewind(reader);
    }
    spool_reader_free(reader);
    spool_log_close(log);
}

/* Another thread that writes while the only segment is on its way out. */
struct intruder {
    struct spool_log *log;
    pthread_t thread;
    bool has_begun;
    atomic_bool has_written;
};

static void *intrude(void *argument)
{
    struct intruder *intruder = argument;
    (void) write_one(intruder->log);
    atomic_store(&intruder->has_written, true);
    return NULL;
}

static void begin_to_intrude(void *context, uint64_t sequence)
{
    struct intruder *intruder = context;
    if (intruder->log == NULL || intruder->has_begun || sequence < 3)
        return;
    intruder->has_begun = true;
    assert_int_equal(pthread_create(&intruder->thread, NULL, intrude, intruder), 0);
    for (int i = 0; i < 100 && !atomic_load(&intruder->has_written); i++)
        time_pause_ms(1);
    assert_false(atomic_load(&intruder->has_written));
}

static void nobody_writes_while_the_only_segment_is_removed(void **state)
{
    static struct intruder intruder;
    struct spool_log_options watched = options;
    struct spool_found found;
    struct spool_log *log = NULL;
    struct err err;
    (void) state;
    write_three();
    watched.context = &intruder;
    watched.before_mark = begin_to_intrude;
    assert_int_equal(spool_log_open(&watched, &log, &found, &err), OK);
    assert_int_equal(found.records, 3);
    intruder.log = log;
    spool_log_acknowledge(log, 3);
    assert_true(intruder.has_begun);
    assert_int_equal(pthread_join(intruder.thread, NULL), 0);
    assert_int_equal(torn_disk_size(first_segment), -1);
    assert_int_equal(spool_log_size(log).records, 1);
    spool_log_close(log);
    torn_disk_cut();
    log = open_log(&found);
    assert_int_equal(found.records, 1);
    spool_log_close(log);
}

#define ON_A_DISK(test) cmocka_unit_test_setup(test, make_disk)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_DISK(opening_says_what_it_found),
        ON_A_DISK(a_damaged_record_that_a_later_one_vouches_for_ends_it),
        ON_A_DISK(a_damaged_last_record_was_torn),
        ON_A_DISK(a_damaged_head_ends_it),
        ON_A_DISK(a_lost_mark_means_that_all_is_read_again),
        ON_A_DISK(segments_that_are_done_are_removed),
        ON_A_DISK(what_is_acknowledged_makes_room_however_long_a_segment_may_be),
        ON_A_DISK(what_is_acknowledged_makes_room_under_a_lower_limit),
        ON_A_DISK(who_goes_back_reads_the_first_again),
        ON_A_DISK(nobody_writes_while_the_only_segment_is_removed),
    };
    return RUN(tests);
}
