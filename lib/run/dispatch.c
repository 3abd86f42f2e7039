/* dispatch -- see dispatch.h. */
#include "run/dispatch.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/stop.h"
#include "base/time.h"
#include "run/log.h"
#include "run/progress.h"

enum {
    BATCH_BYTES = 512 << 10, /* one sync for so many */
    BATCH_MESSAGES = 4096,   /* likewise */
    BATCH_MESSAGES_MAX = BATCH_MESSAGES + DISPATCH_GROUP_MESSAGES_MAX,
    ARENA_BYTES = 8 << 20,
    SEGMENT_BYTES_MAX = 64 << 20,
    SLICE_MS = 50,
};

struct dispatch {
    struct dispatch_options options;
    struct publisher *publisher; /* NULL: there is a spool */
    struct spool *spool;
    struct arena arena; /* what is in the batch */
    struct outgoing *messages;
    uint64_t *cookies;
    size_t count;
    size_t bytes;
    struct dispatch_counts counts; /* with a spool, but for `waiting` */
};

/* ---- life cycle ---- */

/* What librdkafka says of its settings it says at once, and not when there is something to send. */
static enum outcome try_settings(const struct dispatch_options *options, struct err *err)
{
    struct publisher *publisher = NULL;
    enum outcome outcome = publisher_open(&options->publisher, &publisher, err);
    publisher_close(publisher);
    return outcome;
}

static enum outcome open_spool(struct dispatch *dispatch, struct err *err)
{
    const struct dispatch_options *options = &dispatch->options;
    const struct spool_options spool = {
        .log = {.folder = options->spool,
                .segment_bytes = SEGMENT_BYTES_MAX,
                .bytes_max = options->spool_bytes_max},
        .publisher = options->publisher,
    };
    struct spool_found found;
    assert(options->spool_bytes_max >= DISPATCH_SPOOL_BYTES_MIN);
    dispatch->messages = calloc(BATCH_MESSAGES_MAX, sizeof(*dispatch->messages));
    dispatch->cookies = calloc(BATCH_MESSAGES_MAX, sizeof(*dispatch->cookies));
    if (dispatch->messages == NULL || dispatch->cookies == NULL)
        return err_set(err, FATAL, "no memory for what is on its way");
    if (arena_init(&dispatch->arena, ARENA_BYTES, err) != OK || try_settings(options, err) != OK ||
        spool_open(&spool, &dispatch->spool, &found, err) != OK)
        return err->outcome;
    log_line(LOG_INFO, "spool",
             "folder=\"%s\" segments=%" PRIu64 " bytes=%" PRIu64 " waiting=%" PRIu64
             " torn_bytes=%" PRIu64 " has_lost_mark=%d",
             options->spool, found.segments, found.bytes, found.records, found.torn_bytes,
             found.has_lost_mark);
    return OK;
}

enum outcome dispatch_open(const struct dispatch_options *options, struct dispatch **dispatch_out,
                           struct err *err)
{
    struct dispatch *dispatch = calloc(1, sizeof(*dispatch));
    if (dispatch == NULL)
        return err_set(err, FATAL, "no memory for what is on its way");
    dispatch->options = *options;
    bool is_direct = options->spool[0] == '\0' || options->publisher.is_dry_run;
    enum outcome outcome = is_direct
                               ? publisher_open(&options->publisher, &dispatch->publisher, err)
                               : open_spool(dispatch, err);
    if (outcome == OK)
        *dispatch_out = dispatch;
    else
        dispatch_close(dispatch);
    return outcome;
}

void dispatch_close(struct dispatch *dispatch)
{
    if (dispatch == NULL)
        return;
    publisher_close(dispatch->publisher);
    spool_close(dispatch->spool);
    arena_done(&dispatch->arena);
    free(dispatch->messages);
    free(dispatch->cookies);
    free(dispatch);
}

bool dispatch_has_spool(const struct dispatch *dispatch)
{
    return dispatch->spool != NULL;
}

/* ---- into the spool ---- */

/* Is the broker still at it?  Two looks that find the same count are that much time apart. */
struct hearing {
    uint64_t sent;
    int64_t since_us;
};

static enum outcome heard(struct dispatch *dispatch, struct hearing *hearing, struct err *err)
{
    struct spool_status status = spool_status(dispatch->spool);
    int64_t now_us = time_steady_us();
    if (dispatch_check(dispatch, err) != OK)
        return err->outcome;
    if (hearing->since_us == 0 || status.sent != hearing->sent)
        *hearing = (struct hearing) {.sent = status.sent, .since_us = now_us};
    if (stop_requested())
        return err_set(err, RETRY, "stopped while %" PRIu64 " messages wait in the spool '%s'",
                       status.waiting.records, dispatch->options.spool);
    if (now_us - hearing->since_us > dispatch->options.patience_ms * 1000)
        return err_set(err, RETRY,
                       "%" PRIu64 " messages wait in the spool '%s', and the broker took none for "
                       "%" PRId64 " ms",
                       status.waiting.records, dispatch->options.spool,
                       dispatch->options.patience_ms);
    time_pause_ms(SLICE_MS);
    return OK;
}

/* On the disk, which may have to wait for the broker to make room. */
static enum outcome keep(struct dispatch *dispatch, struct err *err)
{
    struct hearing hearing = {.since_us = 0};
    for (;;) {
        enum outcome outcome =
            spool_keep(dispatch->spool, dispatch->messages, dispatch->count, err);
        if (outcome != RETRY || !spool_status(dispatch->spool).is_at_limit)
            return outcome;
        if (hearing.since_us == 0)
            log_line(LOG_WARN, "waiting for the broker", "text=\"%s\"", err->text);
        if (heard(dispatch, &hearing, err) != OK)
            return err_wrap(err, "the spool is full");
    }
}

/* The order that matters: on the disk first, then told of, so that no index can know of what the
 * spool does not have. */
static enum outcome flush(struct dispatch *dispatch, struct err *err)
{
    const struct publisher_options *publisher = &dispatch->options.publisher;
    if (dispatch->count == 0)
        return OK;
    enum outcome outcome = keep(dispatch, err);
    size_t count = dispatch->count;
    dispatch->count = 0;
    dispatch->bytes = 0;
    arena_reset(&dispatch->arena);
    if (outcome != OK)
        return outcome;
    dispatch->counts.safe += count;
    const struct err none = {.outcome = OK};
    for (size_t i = 0; i < count && publisher->settled != NULL; i++)
        publisher->settled(publisher->context, dispatch->cookies[i], OK, &none);
    return OK;
}

/* `item` is in the arena, from `mark` on. */
static enum outcome hold(struct dispatch *dispatch, const struct outgoing *item, uint64_t cookie,
                         size_t mark, struct err *err)
{
    size_t size = spool_record_size(item);
    if (item->key.len + item->value.len > SPOOL_BODY_MAX) {
        arena_rewind(&dispatch->arena, mark);
        return err_reason(err, REJECT, REASON_TOO_LARGE, "it has more than %d bytes",
                          SPOOL_BODY_MAX);
    }
    dispatch->messages[dispatch->count] = *item;
    dispatch->cookies[dispatch->count++] = cookie;
    dispatch->bytes += size;
    dispatch->counts.taken++;
    return OK;
}

/* Room for one more, be its group whole or not. */
static enum outcome make_room(struct dispatch *dispatch, struct err *err)
{
    bool is_full = dispatch->bytes > BATCH_BYTES + DISPATCH_GROUP_BYTES_MAX - SPOOL_RECORD_MAX ||
                   dispatch->count == BATCH_MESSAGES_MAX;
    return is_full ? flush(dispatch, err) : OK;
}

/* ---- handing over ---- */

enum outcome dispatch_event(struct dispatch *dispatch, const struct event *event, uint64_t cookie,
                            struct err *err)
{
    struct outgoing item;
    if (dispatch->publisher != NULL)
        return publisher_event(dispatch->publisher, event, cookie, err);
    if (make_room(dispatch, err) != OK)
        return err->outcome;
    size_t mark = arena_mark(&dispatch->arena);
    if (outgoing_event(event, &dispatch->arena, &item, err) != OK) {
        arena_rewind(&dispatch->arena, mark);
        return err->outcome;
    }
    return hold(dispatch, &item, cookie, mark, err);
}

enum outcome dispatch_citizen(struct dispatch *dispatch, const struct citizen *citizen,
                              uint64_t cookie, struct err *err)
{
    struct outgoing item;
    if (dispatch->publisher != NULL)
        return publisher_citizen(dispatch->publisher, citizen, cookie, err);
    if (make_room(dispatch, err) != OK)
        return err->outcome;
    size_t mark = arena_mark(&dispatch->arena);
    if (outgoing_citizen(citizen, &dispatch->arena, &item, err) != OK) {
        arena_rewind(&dispatch->arena, mark);
        return err->outcome;
    }
    return hold(dispatch, &item, cookie, mark, err);
}

enum outcome dispatch_poll(struct dispatch *dispatch, struct err *err)
{
    if (dispatch->publisher != NULL) {
        publisher_poll(dispatch->publisher, 0);
        return OK;
    }
    bool is_batch = dispatch->bytes >= BATCH_BYTES || dispatch->count >= BATCH_MESSAGES;
    return is_batch ? flush(dispatch, err) : OK;
}

/* ---- the end ---- */

enum outcome dispatch_finish(struct dispatch *dispatch, struct err *err)
{
    if (dispatch->publisher != NULL)
        return publisher_finish(dispatch->publisher, (int) dispatch->options.patience_ms, err);
    return flush(dispatch, err);
}

enum outcome dispatch_drain(struct dispatch *dispatch, struct err *err)
{
    struct hearing hearing = {.since_us = 0};
    struct progress progress;
    if (dispatch->spool == NULL)
        return OK;
    uint64_t total = spool_status(dispatch->spool).waiting.records;
    progress_init(&progress, "messages sent");
    enum outcome outcome = OK;
    for (;;) {
        uint64_t waiting = spool_status(dispatch->spool).waiting.records;
        uint64_t done = total > waiting ? total - waiting : 0;
        if (waiting == 0)
            break;
        progress_show(&progress, &(struct progress_state) {
                                     .parts = done, .parts_total = total, .items = done});
        outcome = heard(dispatch, &hearing, err);
        if (outcome != OK)
            break;
    }
    progress_clear(&progress);
    return outcome;
}

enum outcome dispatch_check(struct dispatch *dispatch, struct err *err)
{
    if (dispatch->spool == NULL || !spool_status(dispatch->spool).is_damaged)
        return OK;
    return err_set(err, FATAL, "the spool '%s' is damaged", dispatch->options.spool);
}

struct dispatch_counts dispatch_counts(struct dispatch *dispatch)
{
    struct dispatch_counts counts = dispatch->counts;
    if (dispatch->publisher != NULL) {
        struct publisher_counts published = publisher_counts(dispatch->publisher);
        return (struct dispatch_counts) {
            .taken = published.sent, .safe = published.acknowledged, .refused = published.failed};
    }
    if (dispatch->spool != NULL)
        counts.waiting = spool_status(dispatch->spool).waiting.records;
    return counts;
}
