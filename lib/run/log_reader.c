/* log_reader -- see log_reader.h. */
#include "run/log_reader.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/stop.h"
#include "run/log.h"

enum {
    POLL_RECORDS_MAX = 5000,
    POLL_WAIT_MS = 100,
    FETCH_BYTES_MAX = 1 << 20,
    HEADERS_BYTES = 1 << 20,
    BEYOND_MAX = 20000, /* records of finished ranges that are worth a new assignment */
    FAR_RECORDS = 12,   /* ahead: memory answers while so many are taken, … */
    NEAR_RECORDS = 6,   /* … and once more */
};

struct log_reader {
    struct kafka_in *in;
    struct positions *positions;
    struct arena headers; /* of one record */
    const struct log_range *ranges;
    size_t ranges_count;
    const struct log_range *range_of[TOPICS_TO_READ][PARTITIONS_MAX];
    size_t open_count; /* ranges that are not read to their end */
    size_t beyond_count;
    bool is_asking;
};

enum outcome log_reader_open(const struct log_reader_options *options,
                             struct log_reader **reader_out, struct err *err)
{
    struct log_reader *reader = calloc(1, sizeof(*reader));
    if (reader == NULL)
        return err_set(err, FATAL, "could not take memory for a reader");
    const struct kafka_in_options in = {
        .bootstrap_servers = options->bootstrap_servers,
        .topic_prefix = options->topic_prefix,
        .group = options->group,
        .settings = options->settings,
        .topics = options->topics,
        .queue_bytes_max = options->queue_bytes_max,
        .fetch_bytes_max = FETCH_BYTES_MAX,
        .is_reader = true,
    };
    reader->positions = calloc(1, sizeof(*reader->positions));
    if (reader->positions == NULL || arena_init(&reader->headers, HEADERS_BYTES, err) != OK)
        (void) err_set(err, FATAL, "could not take memory for a reader");
    else
        err_ignore(kafka_in_open(&in, NULL, &reader->in, err)); /* told by reader->in */
    if (reader->in == NULL) {
        log_reader_close(reader);
        return err->outcome;
    }
    reader->positions->is_compacted = options->is_compacted;
    *reader_out = reader;
    return OK;
}

void log_reader_close(struct log_reader *reader)
{
    if (reader == NULL)
        return;
    kafka_in_close(reader->in);
    arena_done(&reader->headers);
    free(reader->positions);
    free(reader);
}

static struct position *position_of(struct log_reader *reader, const struct log_range *range)
{
    return &reader->positions->items[range->topic][range->partition];
}

static enum outcome broken(const struct log_range *range, const char *what, struct err *err)
{
    return err_set(err, FATAL, "%s[%" PRId32 "]: %s", topic_name(range->topic), range->partition,
                   what);
}

/* Ask for what is not read yet, from where it is wanted next. */
static enum outcome assign(struct log_reader *reader, struct err *err)
{
    struct kafka_position *list = calloc(reader->ranges_count + 1, sizeof(*list));
    size_t count = 0;
    if (list == NULL)
        return err_set(err, FATAL, "could not take memory to read");
    for (size_t i = 0; i < reader->ranges_count; i++) {
        const struct log_range *range = &reader->ranges[i];
        const struct position *position = position_of(reader, range);
        if (position->is_ours)
            list[count++] =
                (struct kafka_position) {range->topic, range->partition, position->read_next};
    }
    enum outcome outcome = kafka_in_restart(reader->in, list, count, err);
    free(list);
    reader->is_asking = false;
    reader->beyond_count = 0;
    positions_ask(reader->positions);
    return outcome;
}

static void finish(struct log_reader *reader, const struct log_range *range)
{
    struct position *position = position_of(reader, range);
    if (!position->is_ours)
        return;
    position->is_ours = false;
    reader->open_count--;
}

/* Is the last record that was applied still what it was? */
static bool is_proven(const struct log_range *range, const struct record *record)
{
    return record->offset != range->last.offset ||
           (record->timestamp_us == range->last.timestamp_us &&
            record_hash(record) == range->last.hash);
}

static enum outcome take(struct log_reader *reader, const struct kafka_in_batch *polled, size_t i,
                         const struct log_sink *sink, struct err *err)
{
    const struct record *record = &polled->records[i];
    const struct log_range *range = reader->range_of[record->topic][record->partition];
    struct str headers;
    if (record->offset >= range->to) {
        finish(reader, range);
        return OK;
    }
    if (!is_proven(range, record))
        return broken(range,
                      "the last record is not the one that was applied: the topic was re-created "
                      "or restored",
                      err);
    arena_reset(&reader->headers);
    if (kafka_in_headers(polled, i, &reader->headers, &headers, err) != OK)
        headers = (struct str) {0}; /* larger than any that mean something; a letter lacks them */
    if (sink->take(sink->context, record, headers, err) != OK)
        return err->outcome;
    if (record->offset + 1 == range->to)
        finish(reader, range);
    return OK;
}

static void expect(const struct kafka_in_batch *polled, size_t i, const struct log_sink *sink)
{
    if (sink->expect == NULL || i + FAR_RECORDS >= polled->records_count)
        return;
    sink->expect(sink->context, &polled->records[i + FAR_RECORDS], false);
    sink->expect(sink->context, &polled->records[i + NEAR_RECORDS], true);
}

static enum outcome take_records(struct log_reader *reader, const struct kafka_in_batch *polled,
                                 const struct log_sink *sink, struct err *err)
{
    char why[ERR_TEXT_MAX];
    uint64_t gaps = 0;
    for (size_t i = 0; i < polled->records_count; i++) {
        const struct record *record = &polled->records[i];
        expect(polled, i, sink);
        switch (positions_judge(reader->positions, record, &gaps, why)) {
        case VERDICT_NEXT:
            if (take(reader, polled, i, sink, err) != OK)
                return err->outcome;
            break;
        case VERDICT_STALE:
            reader->beyond_count++;
            break;
        case VERDICT_GAP:
            reader->is_asking = true;
            break;
        case VERDICT_ALIEN:
            return broken(reader->range_of[record->topic][record->partition], why, err);
        case VERDICT_PROOF:
            break;
        }
    }
    return OK;
}

static enum outcome take_notice(struct log_reader *reader, const struct kafka_notice *notice,
                                struct err *err)
{
    const struct log_range *range = reader->range_of[notice->at.topic][notice->at.partition];
    if (range == NULL || !position_of(reader, range)->is_ours)
        return OK;
    switch (notice->kind) {
    case KAFKA_NOTICE_END:
        if (notice->at.next_offset >= range->to)
            finish(reader, range);
        else if (!reader->is_asking)
            return err_set(err, FATAL,
                           "%s[%" PRId32 "]: the log ends at %" PRId64 ", and %" PRId64
                           " was applied: it was cut or re-created",
                           topic_name(range->topic), range->partition, notice->at.next_offset,
                           range->to - 1);
        return OK;
    case KAFKA_NOTICE_OUT_OF_RANGE:
        return err_set(err, FATAL,
                       "%s[%" PRId32 "]: the log does not have offset %" PRId64
                       " any longer: it was cut or re-created",
                       topic_name(range->topic), range->partition,
                       position_of(reader, range)->read_next);
    case KAFKA_NOTICE_GONE:
        return broken(range, "the topic or partition is gone", err);
    }
    return OK;
}

static enum outcome poll_once(struct log_reader *reader, const struct log_sink *sink,
                              struct err *err)
{
    const struct kafka_in_limits limits = {
        .records_max = POLL_RECORDS_MAX,
        .wait_ms_max = POLL_WAIT_MS,
    };
    struct kafka_in_batch polled = {0};
    enum outcome outcome = kafka_in_poll(reader->in, &limits, &polled, err);
    if (outcome == RETRY) {
        log_err(LOG_WARN, "waiting for the broker", err);
        return OK;
    }
    if (outcome == OK)
        outcome = take_records(reader, &polled, sink, err);
    for (size_t i = 0; outcome == OK && i < polled.notices_count; i++)
        outcome = take_notice(reader, &polled.notices[i], err);
    kafka_in_batch_release(reader->in, &polled);
    if (outcome == OK && reader->open_count > 0 &&
        (reader->is_asking || reader->beyond_count > BEYOND_MAX))
        outcome = assign(reader, err);
    return outcome;
}

/* What is to be read; ranges without records are none. */
static void begin(struct log_reader *reader, const struct log_range *ranges, size_t count)
{
    positions_clear(reader->positions);
    memset(reader->range_of, 0,
           sizeof(reader->range_of)); /* of an earlier reading: they are gone */
    reader->ranges = ranges;
    reader->ranges_count = count;
    reader->open_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct log_range *range = &ranges[i];
        assert(range->topic < TOPICS_TO_READ && range->partition < PARTITIONS_MAX);
        reader->range_of[range->topic][range->partition] = range;
        if (range->from >= range->to)
            continue;
        struct position *position = position_of(reader, range);
        position->is_ours = true;
        position->stored_next = range->from;
        position->read_next = range->from;
        position->gap_to = -1;
        reader->positions->claims[range->partition].is_ours = true;
        reader->open_count++;
    }
}

static enum outcome read_all(struct log_reader *reader, const struct log_sink *sink,
                             struct err *err)
{
    while (reader->open_count > 0) {
        if (stop_requested())
            return err_set(err, RETRY, "asked to stop");
        if (poll_once(reader, sink, err) != OK)
            return err->outcome;
    }
    return OK;
}

enum outcome log_read(struct log_reader *reader, const struct log_range *ranges, size_t count,
                      const struct log_sink *sink, struct err *err)
{
    struct err ignored;
    begin(reader, ranges, count);
    if (reader->open_count == 0)
        return OK;
    if (assign(reader, err) != OK)
        return err->outcome;
    enum outcome outcome = read_all(reader, sink, err);
    /* or librdkafka would fill its queue with what comes after */
    err_ignore(kafka_in_restart(reader->in, NULL, 0, &ignored));
    return outcome;
}
