/* follower -- see follower.h. */
#include "run/follower.h"

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
    int64_t first;   /* where the partition began and … */
    int64_t end;     /* … ended when it was asked last */
    bool is_unkept;  /* `next` was not committed */
};

struct follower {
    struct follower_options options;
    struct kafka_in *in; /* NULL: to be opened */
    struct kafka_position *positions;
    struct place *places;
    int32_t count;       /* of partitions; 0: not known yet */
    bool is_reading;     /* something is assigned */
    bool has_trouble;    /* and it was said */
    bool from_beginning; /* still to be heeded */
};

enum outcome follower_open(const struct follower_options *options, struct follower **follower_out,
                           struct err *err)
{
    struct follower *follower = calloc(1, sizeof(*follower));
    if (follower == NULL)
        return err_set(err, FATAL, "could not take memory to read a topic");
    follower->options = *options;
    follower->from_beginning = options->from_beginning;
    *follower_out = follower;
    return OK;
}

void follower_close(struct follower *follower)
{
    if (follower == NULL)
        return;
    kafka_in_close(follower->in);
    free(follower->positions);
    free(follower->places);
    free(follower);
}

/* ---- trouble: told when it begins, and when it ends ---- */

static void note_trouble(struct follower *follower, const struct err *err)
{
    if (!follower->has_trouble)
        log_err(LOG_WARN, "reading waits", err);
    follower->has_trouble = true;
}

static void note_well(struct follower *follower)
{
    if (follower->has_trouble)
        log_line(LOG_INFO, "reading goes on", "topic=%s", topic_name(follower->options.topic));
    follower->has_trouble = false;
}

/* ---- where to begin ---- */

static enum outcome connect(struct follower *follower, struct err *err)
{
    const struct kafka_in_options options = {
        .bootstrap_servers = follower->options.bootstrap_servers,
        .topic_prefix = follower->options.topic_prefix,
        .group = follower->options.group,
        .settings = follower->options.settings,
        .topics = 1U << follower->options.topic,
        .is_reader = true,
        .log = log_kafka,
    };
    return follower->in != NULL ? OK : kafka_in_open(&options, NULL, &follower->in, err);
}

/* Room for the places of so many partitions; those there are stay. */
static enum outcome make_places(struct follower *follower, int32_t count, struct err *err)
{
    if (count == follower->count)
        return OK;
    struct kafka_position *positions = calloc((size_t) count, sizeof(*positions));
    struct place *places = calloc((size_t) count, sizeof(*places));
    if (positions == NULL || places == NULL) {
        free(positions);
        free(places);
        return err_set(err, FATAL, "could not take memory for %d partitions", (int) count);
    }
    for (int32_t i = 0; i < count; i++)
        places[i] =
            i < follower->count ? follower->places[i] : (struct place) {.next = KAFKA_NOT_READ};
    free(follower->positions);
    free(follower->places);
    follower->positions = positions;
    follower->places = places;
    follower->count = count;
    return OK;
}

static void place_at(struct place *place, int64_t offset, bool is_kept)
{
    place->next = offset;
    place->news_at = offset;
    place->is_unkept = !is_kept;
}

/* `kept`: what the group committed. */
static void choose(const struct follower *follower, int32_t partition, int64_t kept)
{
    struct place *place = &follower->places[partition];
    bool is_begun = place->next != KAFKA_NOT_READ;
    int64_t wanted = is_begun ? place->next : kept;
    if (follower->from_beginning && !is_begun) {
        place_at(place, place->first, false);
    } else if (wanted == KAFKA_NOT_READ) {
        place_at(place, place->end, false);
    } else if (wanted < place->first || wanted > place->end) {
        log_line(LOG_WARN,
                 wanted < place->first ? "the topic's retention took away what was not read"
                                       : "the topic was made anew, and is read from its beginning",
                 "topic=%s partition=%" PRId32 " wanted=%" PRId64 " begins=%" PRId64
                 " ends=%" PRId64,
                 topic_name(follower->options.topic), partition, wanted, place->first, place->end);
        place_at(place, place->first, false);
    } else if (!is_begun) {
        place_at(place, wanted, true);
    }
}

/* From where it is read: some records before the news, unless they were given by this process. */
static int64_t read_from(const struct follower *follower, const struct place *place, bool was_begun)
{
    if (was_begun)
        return place->next;
    int64_t old = place->next - follower->options.old_max;
    return old < place->first ? place->first : old;
}

static enum outcome ask_bound(struct follower *follower, enum kafka_bound bound, struct err *err)
{
    if (kafka_in_bounds(follower->in, bound, follower->positions, (size_t) follower->count, err) !=
        OK)
        return err->outcome == REJECT ? err_set(err, RETRY, "%s", err->text) : err->outcome;
    for (int32_t i = 0; i < follower->count; i++) {
        int64_t offset = follower->positions[i].next_offset;
        if (offset == KAFKA_NOT_READ)
            return err_set(err, RETRY, "partition %" PRId32 " has no leader just now", i);
        *(bound == KAFKA_END ? &follower->places[i].end : &follower->places[i].first) = offset;
    }
    return OK;
}

static enum outcome choose_all(struct follower *follower, struct err *err)
{
    struct kafka_position *positions = follower->positions;
    for (int32_t i = 0; i < follower->count; i++)
        positions[i] = (struct kafka_position) {.topic = follower->options.topic, .partition = i};
    if (ask_bound(follower, KAFKA_FIRST, err) != OK || ask_bound(follower, KAFKA_END, err) != OK ||
        kafka_in_committed(follower->in, positions, (size_t) follower->count, err) != OK)
        return err->outcome;
    for (int32_t i = 0; i < follower->count; i++) {
        bool was_begun = follower->places[i].next != KAFKA_NOT_READ;
        choose(follower, i, positions[i].next_offset);
        positions[i].next_offset = read_from(follower, &follower->places[i], was_begun);
    }
    return OK;
}

static enum outcome begin(struct follower *follower, struct err *err)
{
    int32_t count = 0;
    if (connect(follower, err) != OK ||
        kafka_in_partitions(follower->in, follower->options.topic, &count, err) != OK)
        return err->outcome;
    if (count == 0)
        return err_set(err, RETRY, "there is no topic %s.%s", follower->options.topic_prefix,
                       topic_name(follower->options.topic));
    if (make_places(follower, count, err) != OK || choose_all(follower, err) != OK ||
        kafka_in_restart(follower->in, follower->positions, (size_t) count, err) != OK)
        return err->outcome;
    follower->from_beginning = false;
    follower->is_reading = true;
    return OK;
}

/* ---- reading ---- */

static enum outcome take_records(struct follower *follower, const struct kafka_in_batch *batch,
                                 const struct follower_sink *sink, struct err *err)
{
    for (size_t i = 0; i < batch->records_count; i++) {
        const struct record *record = &batch->records[i];
        struct place *place = &follower->places[record->partition];
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
static void forget(struct follower *follower)
{
    for (int32_t i = 0; i < follower->count; i++)
        place_at(&follower->places[i], 0, false);
    kafka_in_close(follower->in);
    follower->in = NULL;
    follower->is_reading = false;
}

/* What a partition ends with may be no records. */
static void note_end(struct follower *follower, const struct kafka_position *at)
{
    struct place *place = &follower->places[at->partition];
    if (at->next_offset <= place->next)
        return;
    place->next = at->next_offset;
    place->is_unkept = true;
}

static void take_notices(struct follower *follower, const struct kafka_in_batch *batch,
                         bool *is_gone_out)
{
    for (size_t i = 0; i < batch->notices_count; i++) {
        const struct kafka_notice *notice = &batch->notices[i];
        switch (notice->kind) {
        case KAFKA_NOTICE_END:
            note_end(follower, &notice->at);
            break;
        case KAFKA_NOTICE_OUT_OF_RANGE:
            follower->is_reading = false;
            break;
        case KAFKA_NOTICE_GONE:
            *is_gone_out = true;
            break;
        }
    }
}

static enum outcome read(struct follower *follower, const struct follower_sink *sink,
                         struct err *err)
{
    static const struct kafka_in_limits limits = {.records_max = POLL_RECORDS_MAX,
                                                  .wait_ms_max = POLL_WAIT_MS};
    struct kafka_in_batch batch;
    if (kafka_in_poll(follower->in, &limits, &batch, err) != OK)
        return err->outcome;
    note_well(follower);
    bool is_gone = false;
    enum outcome outcome = take_records(follower, &batch, sink, err);
    if (outcome == OK)
        take_notices(follower, &batch, &is_gone);
    kafka_in_batch_release(follower->in, &batch);
    if (is_gone)
        forget(follower);
    return outcome;
}

enum outcome follower_read(struct follower *follower, const struct follower_sink *sink,
                           struct err *err)
{
    enum outcome outcome = follower->is_reading ? OK : begin(follower, err);
    if (outcome == OK)
        outcome = read(follower, sink, err);
    if (outcome != RETRY)
        return outcome;
    note_trouble(follower, err);
    if (!stop_requested())
        time_pause_ms(AGAIN_MS);
    return OK;
}

bool follower_is_caught_up(const struct follower *follower)
{
    for (int32_t i = 0; i < follower->count; i++)
        if (follower->places[i].next < follower->places[i].end)
            return false;
    return follower->is_reading;
}

enum outcome follower_commit(struct follower *follower, int wait_ms_max, struct err *err)
{
    size_t count = 0;
    for (int32_t i = 0; i < follower->count && follower->is_reading; i++)
        if (follower->places[i].is_unkept)
            follower->positions[count++] = (struct kafka_position) {
                .topic = follower->options.topic,
                .partition = i,
                .next_offset = follower->places[i].next,
            };
    if (count == 0)
        return OK;
    if (kafka_in_commit(follower->in, follower->positions, count, wait_ms_max, err) != OK)
        return err->outcome;
    for (int32_t i = 0; i < follower->count; i++)
        follower->places[i].is_unkept = false;
    return OK;
}
