/* stream -- see stream.h. */
#include "stream.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/event_unpack.h"
#include "core/sort.h"

enum {
    MAKING_BYTES = 1 << 20,
    GIVING_BYTES = 1 << 17,
    PACKED_BYTES_MAX = 1 << 18,
    TEXTS_MAX = 64,    /* an event has fewer */
    EARLIEST_DAYS = 2, /* nothing of a case comes longer before it begins */
};

/* A tale that was begun: its events, packed, and which is next. */
struct waiting {
    int64_t next_us;
    uint64_t number; /* of the tale: of two at one instant the older goes first */
    unsigned char *bytes;
    size_t len;
    size_t at;
};

static bool is_before(const struct stream *stream, uint32_t a, uint32_t b)
{
    const struct waiting *one = &stream->tales[a];
    const struct waiting *other = &stream->tales[b];
    if (one->next_us != other->next_us)
        return one->next_us < other->next_us;
    return one->number < other->number;
}

static void sift_up(struct stream *stream, size_t at)
{
    uint32_t *heap = stream->heap;
    while (at > 0 && is_before(stream, heap[at], heap[(at - 1) / 2])) {
        uint32_t moved = heap[at];
        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = moved;
        at = (at - 1) / 2;
    }
}

static void sift_down(struct stream *stream)
{
    uint32_t *heap = stream->heap;
    size_t at = 0;
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < stream->heap_count; child++)
            if (is_before(stream, heap[child], heap[least]))
                least = child;
        if (least == at)
            return;
        uint32_t moved = heap[at];
        heap[at] = heap[least];
        heap[least] = moved;
        at = least;
    }
}

/* ---- packed events ---- */

static void pack_one(struct event_pack *pack, const struct told *told)
{
    const struct event *event = &told->event;
    event_pack_bytes(pack, &told->publish_us, sizeof(told->publish_us));
    event_pack_number(pack, told->is_repeat);
    event_pack_number(pack, event->kind);
    event_pack_bytes(pack, event->id.bytes, sizeof(event->id.bytes));
    event_pack_number(pack, event->subject_kind);
    event_pack_bytes(pack, event->subject.bytes, sizeof(event->subject.bytes));
    event_pack_text(pack, event->case_source);
    event_pack_text(pack, event->case_number);
    event_pack_bytes(pack, &event->occurred_at_us, sizeof(event->occurred_at_us));
    event_pack_bytes(pack, &event->recorded_at_us, sizeof(event->recorded_at_us));
    event_pack_fields(pack, event);
}

static void unpack_one(struct stream *stream, struct waiting *waiting, struct told *told)
{
    struct err err;
    struct event_unpack unpack;
    arena_reset(&stream->giving);
    *told = (struct told) {0};
    struct event *event = &told->event;
    struct str rest = {.ptr = (const char *) waiting->bytes + waiting->at,
                       .len = waiting->len - waiting->at};
    event_unpack_init(&unpack, rest, &stream->giving, &err);
    event_unpack_share_texts(&unpack, TEXTS_MAX < rest.len ? TEXTS_MAX : rest.len);
    event_unpack_bytes(&unpack, &told->publish_us, sizeof(told->publish_us));
    told->is_repeat = event_unpack_number(&unpack) != 0;
    event->kind = (enum event_kind) event_unpack_number(&unpack);
    event_unpack_bytes(&unpack, event->id.bytes, sizeof(event->id.bytes));
    event->subject_kind = (enum subject_kind) event_unpack_number(&unpack);
    event_unpack_bytes(&unpack, event->subject.bytes, sizeof(event->subject.bytes));
    event->case_source = event_unpack_text(&unpack);
    event->case_number = event_unpack_text(&unpack);
    event_unpack_bytes(&unpack, &event->occurred_at_us, sizeof(event->occurred_at_us));
    event_unpack_bytes(&unpack, &event->recorded_at_us, sizeof(event->recorded_at_us));
    event_unpack_fields(&unpack, event);
    assert(unpack.outcome == OK); /* we packed it */
    waiting->at = waiting->len - event_unpack_left(&unpack);
}

static int compare_published(const void *context, uint32_t a, uint32_t b)
{
    const struct told *items = context;
    return (items[a].publish_us > items[b].publish_us) -
           (items[a].publish_us < items[b].publish_us);
}

/* The tale's events in the order they come, in the arena. */
static struct str pack_tale(struct stream *stream)
{
    const struct tale *tale = &stream->tale;
    uint32_t order[TALE_EVENTS_MAX];
    uint32_t spare[TALE_EVENTS_MAX];
    struct event_pack pack;
    unsigned char *bytes = arena_alloc_raw(&stream->making, PACKED_BYTES_MAX);
    assert(bytes != NULL);
    for (uint32_t i = 0; i < tale->count; i++)
        order[i] = i;
    sort_numbers(order, spare, tale->count, compare_published, tale->items);
    event_pack_init(&pack, bytes, PACKED_BYTES_MAX);
    for (size_t i = 0; i < tale->count; i++)
        pack_one(&pack, &tale->items[order[i]]);
    assert(pack.len <= PACKED_BYTES_MAX);
    return (struct str) {.ptr = (const char *) bytes, .len = pack.len};
}

/* ---- tales that wait ---- */

static int64_t next_of(const struct waiting *waiting)
{
    int64_t publish_us = 0;
    memcpy(&publish_us, waiting->bytes + waiting->at, sizeof(publish_us));
    return publish_us;
}

static enum outcome put_tale(struct stream *stream, struct err *err)
{
    stream->tales_made++;
    if (stream->tale.count == 0)
        return OK;
    struct str packed = pack_tale(stream);
    assert(stream->free_count > 0);
    uint32_t place = stream->free[stream->free_count - 1];
    struct waiting *waiting = &stream->tales[place];
    *waiting = (struct waiting) {
        .number = stream->tales_made, .len = packed.len, .bytes = malloc(packed.len)};
    if (waiting->bytes == NULL)
        return err_set(err, FATAL, "no memory for %zu cases", (size_t) STREAM_TALES_MAX);
    memcpy(waiting->bytes, packed.ptr, packed.len);
    waiting->next_us = next_of(waiting);
    stream->free_count--;
    stream->heap[stream->heap_count++] = place;
    sift_up(stream, stream->heap_count - 1);
    return OK;
}

/* ---- what is made next ---- */

static int64_t month_of(int64_t at_us)
{
    struct civil_date date = civil_date_of(civil_day_of(at_us));
    return date.year * 12 + date.month - 1;
}

static enum outcome make_unit_month(struct stream *stream, struct err *err)
{
    const struct city *city = stream->plan->city;
    const struct tale_month month = {
        .unit = stream->unit,
        .year = stream->month / 12,
        .month = (int) (stream->month % 12) + 1,
        .is_first = stream->months_made == 0,
        .is_last = stream->cases_made == stream->plan->cases,
        .rows = stream->months_made == 0 ? NULL : stream->rows,
    };
    tale_reset(&stream->tale);
    if (!city->units[month.unit].is_outside)
        tale_of_month(&stream->tale, &month);
    if (++stream->unit == city->units_count) {
        stream->unit = 0;
        stream->month++;
        stream->months_made++;
        stream->is_closed = month.is_last;
        memset(stream->rows, 0, (size_t) city->sections_count * sizeof(stream->rows[0]));
    }
    return put_tale(stream, err);
}

static enum outcome make_case(struct stream *stream, struct err *err)
{
    struct tale *tale = &stream->tale;
    tale_reset(tale);
    tale_of_case(tale, stream->cases_made++);
    stream->rows[tale->from.section]++;
    return put_tale(stream, err);
}

/* When the next case begins; INT64_MAX: there is none. */
static int64_t next_case_us(struct stream *stream)
{
    const struct tale_plan *plan = stream->plan;
    if (stream->cases_made == plan->cases)
        return INT64_MAX;
    if (stream->start_of != stream->cases_made + 1) {
        arena_reset(&stream->making);
        stream->start_us = tale_source(plan, stream->cases_made, &stream->making).start_us;
        stream->start_of = stream->cases_made + 1;
    }
    return stream->start_us;
}

/* When what is made next begins; INT64_MAX: there is nothing left to make.  Behind the last case
 * the units speak once more, of the month that has gone. */
static int64_t begins_us(struct stream *stream)
{
    int64_t case_us = next_case_us(stream);
    if (stream->is_closed || (case_us != INT64_MAX && month_of(case_us) < stream->month))
        return case_us;
    struct civil_date first = {stream->month / 12, (int) (stream->month % 12) + 1, 1};
    return civil_start_of(civil_day_from(first));
}

enum outcome stream_next(struct stream *stream, struct told *told_out, bool *is_end_out,
                         struct err *err)
{
    free(stream->given_last);
    stream->given_last = NULL;
    for (;;) {
        int64_t begins = begins_us(stream);
        bool is_due = stream->heap_count > 0 && stream->tales[stream->heap[0]].next_us <=
                                                    begins - EARLIEST_DAYS * CIVIL_DAY_US;
        if (is_due || stream->free_count == 0 || begins == INT64_MAX)
            break;
        enum outcome outcome = month_of(begins) < stream->month ? make_case(stream, err)
                                                                : make_unit_month(stream, err);
        if (outcome != OK)
            return outcome;
    }
    *is_end_out = stream->heap_count == 0;
    if (*is_end_out)
        return OK;
    uint32_t place = stream->heap[0];
    struct waiting *waiting = &stream->tales[place];
    unpack_one(stream, waiting, told_out);
    if (waiting->at < waiting->len) {
        waiting->next_us = next_of(waiting);
    } else {
        stream->given_last = waiting->bytes; /* the event still borrows from it */
        waiting->bytes = NULL;
        stream->free[stream->free_count++] = place;
        stream->heap[0] = stream->heap[--stream->heap_count];
    }
    sift_down(stream);
    return OK;
}

enum outcome stream_init(struct stream *stream, const struct tale_plan *plan, struct err *err)
{
    *stream = (struct stream) {.plan = plan};
    stream->tales = calloc(STREAM_TALES_MAX, sizeof(stream->tales[0]));
    stream->heap = calloc(STREAM_TALES_MAX, sizeof(stream->heap[0]));
    stream->free = calloc(STREAM_TALES_MAX, sizeof(stream->free[0]));
    stream->rows = calloc((size_t) plan->city->sections_count, sizeof(stream->rows[0]));
    struct told *items = calloc(TALE_EVENTS_MAX, sizeof(*items));
    stream->tale = (struct tale) {.plan = plan, .arena = &stream->making, .items = items};
    if (stream->tales == NULL || stream->heap == NULL || stream->free == NULL ||
        stream->rows == NULL || items == NULL)
        return err_set(err, FATAL, "no memory for %d cases", STREAM_TALES_MAX);
    for (uint32_t i = 0; i < STREAM_TALES_MAX; i++)
        stream->free[stream->free_count++] = i;
    stream->month = month_of(civil_start_of(plan->city->first_day));
    stream->is_closed = plan->cases == 0;
    if (arena_init(&stream->making, MAKING_BYTES, err) != OK)
        return err->outcome;
    return arena_init(&stream->giving, GIVING_BYTES, err);
}

void stream_done(struct stream *stream)
{
    for (size_t i = 0; stream->tales != NULL && i < STREAM_TALES_MAX; i++)
        free(stream->tales[i].bytes);
    free(stream->given_last);
    free(stream->tales);
    free(stream->heap);
    free(stream->free);
    free(stream->rows);
    free(stream->tale.items);
    arena_done(&stream->making);
    arena_done(&stream->giving);
    *stream = (struct stream) {0};
}
