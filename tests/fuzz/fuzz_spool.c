/* fuzz_spool -- any bytes for a segment and a mark: opened and read, or refused; then written to.
 */
#include <assert.h>
#include <stdlib.h>

#include "run/spool_log.h"
#include "support/torn_disk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct spool_log_options options = {
    .folder = "spool", .segment_bytes = 8192, .bytes_max = 1 << 20};

static void use(struct spool_log *log)
{
    unsigned char bytes[64];
    struct err err;
    uint64_t last = 0;
    struct spool_reader *reader = NULL;
    struct spool_record record;
    bool is_there = true;
    const struct outgoing message = {.topic = TOPIC_RATING, .key = STR("k"), .value = STR("v")};
    struct spool_batch batch = {
        .bytes = bytes, .size = spool_record_pack(&message, bytes), .count = 1};
    enum outcome outcome = spool_log_write(log, &batch, &last, &err);
    assert(outcome == OK);
    if (spool_reader_new(log, &reader, &err) != OK)
        abort();
    while (is_there) {
        outcome = spool_reader_next(reader, &record, &is_there, &err);
        assert(outcome == OK);
    }
    assert(record.sequence == last);
    spool_log_acknowledge(log, last);
    spool_reader_free(reader);
}

/* A byte says how many are the mark's; the rest is the segment with its head made right, or not. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gen gen = gen_seed(1);
    struct spool_log *log = NULL;
    struct spool_found found;
    struct err err;
    unsigned char head[SPOOL_SEGMENT_HEAD];
    const struct spool_segment_head made = {.salt = 7, .number = 1, .first_sequence = 1};
    if (size < 2 || size > 8192)
        return 0;
    size_t mark = data[0] % 33 < size - 2 ? data[0] % 33 : size - 2;
    torn_disk_make(&gen);
    torn_disk_put("mark", data + 2, mark);
    spool_segment_pack(&made, head);
    if (data[1] % 2 == 0)
        torn_disk_put("0000000000000001.log", head, sizeof(head));
    torn_disk_put("0000000000000001.log", data + 2 + mark, size - 2 - mark);
    enum outcome outcome = spool_log_open(&options, &log, &found, &err);
    assert(outcome == OK || outcome == FATAL);
    if (outcome == OK)
        use(log);
    spool_log_close(log);
    return 0;
}
