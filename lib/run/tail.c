/* tail -- see tail.h. */
#include "run/tail.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/stop.h"
#include "base/time.h"
#include "run/log.h"

enum { POLL_RECORDS_MAX = 500, POLL_WAIT_MS = 200, AGAIN_MS = 200 };

/* How far a partition is read. */
struct place {
    int64_t next;    /* KAFKA_NOT_READ: not known yet */
    int64_t news_at; /* what is before this is old */
    int64_t end;     /* where the partition ended when reading began */
    bool is_unkept;  /* `next` was not committed */
};

struct tail {
    struct tail_options options;
    struct kafka_in *in; /* NULL: to be opened */
    struct kafka_position *positions;
    struct place *places;
    int32_t count;       /* of partitions; 0: not known yet */
    bool is_reading;     /* something is assigned */
    bool has_trouble;    /* and it was said */
    bool from_beginning; /* still to be heeded */
};

enum outcome tail_open(const struct tail_options *options, struct tail **tail_out, struct err *err)
{
    struct tail *tail = calloc(1, sizeof(*tail));
    if (tail == NULL)
        return err_set(err, FATAL, "could not take memory to read a topic");
    tail->options = *options;
    tail->from_beginning = options->from_beginning;
    *tail_out = tail;
    return OK;
}

void tail_close(struct tail *tail)
{
    if (tail == NULL)
        return;
    kafka_in_close(tail->in);
    free(tail->positions);
    free(tail->places);
    free(tail);
}

/* ---- trouble: told when it begins, and when it ends ---- */

static void note_trouble(struct tail *tail, const struct err *err)
{
    if (!tail->has_trouble)
        log_err(LOG_WARN, "reading waits", err);
    tail->has_trouble = true;
}

static void note_well(struct tail *tail)
{
    if (tail->has_trouble)
        log_line(LOG_INFO, "reading goes on", "topic=%s", topic_name(tail->options.topic));
    tail->has_trouble = false;
}

/* ---- where to begin ---- */

static enum outcome connect(struct tail *tail, struct err *err)
{
    const struct kafka_in_options options = {
        .bootstrap_servers = tail->options.bootstrap_servers,
        .topic_prefix = tail->options.topic_prefix,
        .group = tail->options.group,
        .settings = tail->options.settings,
        .topics = 1U << tail->options.topic,
        .is_reader = true,
        .log = log_kafka,
    };
    return tail->in != NULL ? OK : kafka_in_open(&options, NULL, &tail->in, err);
}

/* Room for the places of so many partitions; those there are stay. */
static enum outcome make_places(struct tail *tail, int32_t count, struct err *err)
{
    if (count == tail->count)
        return OK;
    struct kafka_position *positions = calloc((size_t) count, sizeof(*positions));
    struct place *places = calloc((size_t) count, sizeof(*places));
    if (positions == NULL || places == NULL) {
        free(positions);
        free(places);
        return err_set(err, FATAL, "could not take memory for %d partitions", (int) count);
    }
    for (int32_t i = 0; i < count; i++)
        places[i] = i < tail->count ? tail->places[i] : (struct place) {.next = KAFKA_NOT_READ};
    free(tail->positions);
    free(tail->places);
    tail->positions = positions;
    tail->places = places;
    tail->count = count;
    return OK;
}

static void place_at(struct place *place, int64_t offset, bool is_kept)
{
    place->next = offset;
    place->news_at = offset;
    place->is_unkept = !is_kept;
}

/* `kept`: what the group committed. */
static void choose(const struct tail *tail, int32_t partition, int64_t kept,
                   const struct kafka_watermarks *ends)
{
    struct place *place = &tail->places[partition];
    bool is_begun = place->next != KAFKA_NOT_READ;
    int64_t wanted = is_begun ? place->next : kept;
    if (tail->from_beginning && !is_begun) {
        place_at(place, ends->low, false);
    } else if (wanted == KAFKA_NOT_READ) {
        place_at(place, ends->high, false);
    } else if (wanted < ends->low || wanted > ends->high) {
        log_line(LOG_WARN,
                 wanted < ends->low ? "the topic's retention took away what was not read"
                                    : "the topic was made anew, and is read from its beginning",
                 "topic=%s partition=%" PRId32 " wanted=%" PRId64 " begins=%" PRId64
                 " ends=%" PRId64,
                 topic_name(tail->options.topic), partition, wanted, ends->low, ends->high);
        place_at(place, ends->low, false);
    } else if (!is_begun) {
        place_at(place, wanted, true);
    }
}

/* From where it is read: some records before the news, unless they were given by this process. */
static int64_t read_from(const struct tail *tail, const struct place *place, int64_t low,
                         bool was_begun)
{
    if (was_begun || place->next - tail->options.old_max < low)
        return was_begun ? place->next : low;
    return place->next - tail->options.old_max;
}

static enum outcome choose_all(struct tail *tail, struct err *err)
{
    struct kafka_watermarks ends;
    const enum topic topic = tail->options.topic;
    for (int32_t i = 0; i < tail->count; i++)
        tail->positions[i] = (struct kafka_position) {.topic = topic, .partition = i};
    if (kafka_in_committed(tail->in, tail->positions, (size_t) tail->count, err) != OK)
        return err->outcome;
    for (int32_t i = 0; i < tail->count; i++) {
        if (kafka_in_watermarks(tail->in, topic, i, &ends, err) != OK)
            return err->outcome;
        bool was_begun = tail->places[i].next != KAFKA_NOT_READ;
        choose(tail, i, tail->positions[i].next_offset, &ends);
        tail->places[i].end = ends.high;
        tail->positions[i].next_offset = read_from(tail, &tail->places[i], ends.low, was_begun);
    }
    return OK;
}

static enum outcome begin(struct tail *tail, struct err *err)
{
    int32_t count = 0;
    if (connect(tail, err) != OK ||
        kafka_in_partitions(tail->in, tail->options.topic, &count, err) != OK)
        return err->outcome;
    if (count == 0)
        return err_set(err, RETRY, "there is no topic %s.%s", tail->options.topic_prefix,
                       topic_name(tail->options.topic));
    if (make_places(tail, count, err) != OK || choose_all(tail, err) != OK ||
        kafka_in_restart(tail->in, tail->positions, (size_t) count, err) != OK)
        return err->outcome;
    tail->from_beginning = false;
    tail->is_reading = true;
    return OK;
}

/* ---- reading ---- */

static enum outcome take_records(struct tail *tail, const struct kafka_in_batch *batch,
                                 const struct tail_sink *sink, struct err *err)
{
    for (size_t i = 0; i < batch->records_count; i++) {
        const struct record *record = &batch->records[i];
        struct place *place = &tail->places[record->partition];
        bool is_old = record->offset < place->news_at;
        if (sink->take(sink->context, record, is_old, err) != OK)
            return err->outcome;
        if (is_old)
            continue;
        place->next = record->offset + 1;
        place->is_unkept = true;
    }
    return OK;
}

/* A topic that vanished is another one when it is back. */
static void forget(struct tail *tail)
{
    for (int32_t i = 0; i < tail->count; i++)
        place_at(&tail->places[i], 0, false);
    kafka_in_close(tail->in);
    tail->in = NULL;
    tail->is_reading = false;
}

/* What a partition ends with may be no records. */
static void note_end(struct tail *tail, const struct kafka_position *at)
{
    struct place *place = &tail->places[at->partition];
    if (at->next_offset <= place->next)
        return;
    place->next = at->next_offset;
    place->is_unkept = true;
}

static void take_notices(struct tail *tail, const struct kafka_in_batch *batch, bool *is_gone_out)
{
    for (size_t i = 0; i < batch->notices_count; i++) {
        const struct kafka_notice *notice = &batch->notices[i];
        switch (notice->kind) {
        case KAFKA_NOTICE_END:
            note_end(tail, &notice->at);
            break;
        case KAFKA_NOTICE_OUT_OF_RANGE:
            tail->is_reading = false;
            break;
        case KAFKA_NOTICE_GONE:
            *is_gone_out = true;
            break;
        }
    }
}

static enum outcome read(struct tail *tail, const struct tail_sink *sink, struct err *err)
{
    static const struct kafka_in_limits limits = {.records_max = POLL_RECORDS_MAX,
                                                  .wait_ms_max = POLL_WAIT_MS};
    struct kafka_in_batch batch;
    if (kafka_in_poll(tail->in, &limits, &batch, err) != OK)
        return err->outcome;
    note_well(tail);
    bool is_gone = false;
    enum outcome outcome = take_records(tail, &batch, sink, err);
    if (outcome == OK)
        take_notices(tail, &batch, &is_gone);
    kafka_in_batch_release(tail->in, &batch);
    if (is_gone)
        forget(tail);
    return outcome;
}

enum outcome tail_read(struct tail *tail, const struct tail_sink *sink, struct err *err)
{
    enum outcome outcome = tail->is_reading ? OK : begin(tail, err);
    if (outcome == OK)
        outcome = read(tail, sink, err);
    if (outcome != RETRY)
        return outcome;
    note_trouble(tail, err);
    if (!stop_requested())
        time_pause_ms(AGAIN_MS);
    return OK;
}

bool tail_is_caught_up(const struct tail *tail)
{
    for (int32_t i = 0; i < tail->count; i++)
        if (tail->places[i].next < tail->places[i].end)
            return false;
    return tail->is_reading;
}

enum outcome tail_commit(struct tail *tail, int wait_ms_max, struct err *err)
{
    size_t count = 0;
    for (int32_t i = 0; i < tail->count && tail->is_reading; i++)
        if (tail->places[i].is_unkept)
            tail->positions[count++] = (struct kafka_position) {
                .topic = tail->options.topic,
                .partition = i,
                .next_offset = tail->places[i].next,
            };
    if (count == 0)
        return OK;
    if (kafka_in_commit(tail->in, tail->positions, count, wait_ms_max, err) != OK)
        return err->outcome;
    for (int32_t i = 0; i < tail->count; i++)
        tail->places[i].is_unkept = false;
    return OK;
}
