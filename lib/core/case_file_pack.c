/* case_file_pack -- the packed form of a case file; see case_file.h. */
#include "core/case_file.h"

#include <assert.h>
#include <string.h>

#include "core/event_unpack.h"

enum {
    EVENTS_ROOM = 8,      /* places beside those of an unpacked file's events */
    FRAME_BYTES_MAX = 64, /* what an event may take more when packed than in its content */
    EVENT_BYTES_MIN = 21, /* kind, id, two times, two sets of fields */
    HEAD_BYTES_MAX = 32,
};

/* The first number of a packed file: the kind of its subject and what comes behind its events. */
enum { HEAD_SUBJECT = 3, HEAD_LIMIT = 4, HEAD_SHADOWS = 8, HEAD_END = 16 };

/* What event_compare() reads but the sequence, which is among an event's fields. */
static void pack_key(struct event_pack *pack, const struct event *event, int64_t *at_us)
{
    event_pack_number(pack, event->kind);
    event_pack_bytes(pack, event->id.bytes, sizeof(event->id.bytes));
    event_pack_span(pack, event->occurred_at_us - *at_us);
    *at_us = event->occurred_at_us;
}

static void pack_bare_key(struct event_pack *pack, const struct event *event, int64_t *at_us)
{
    pack_key(pack, event, at_us);
    event_pack_number(pack, (uint64_t) event->source_sequence);
}

static void pack_events(struct event_pack *pack, const struct case_file *file)
{
    int64_t at_us = 0;
    for (size_t i = 0; i < file->count; i++) {
        pack_key(pack, file->events[i], &at_us);
        event_pack_span(pack, file->events[i]->recorded_at_us - at_us);
        event_pack_fields(pack, file->events[i]);
    }
}

static void pack_rest(struct event_pack *pack, const struct case_file *file)
{
    int64_t at_us = 0;
    if (file->limit != NULL)
        pack_bare_key(pack, file->limit, &at_us);
    if (file->shadows_count > 0)
        event_pack_number(pack, file->shadows_count);
    for (size_t i = 0; i < file->shadows_count; i++) {
        pack_bare_key(pack, file->shadows[i].key, &at_us);
        event_pack_number(pack, file->shadows[i].content_hash);
        event_pack_number(pack, file->shadows[i].content_bytes);
    }
}

/* The head says how many texts there are, which is known last: it goes right before the rest. */
static struct str put_head(const struct case_file *file, const struct event_pack *pack)
{
    struct event_pack head;
    unsigned char bytes[HEAD_BYTES_MAX];
    event_pack_init(&head, bytes, sizeof(bytes));
    event_pack_number(&head, file->subject_kind | (file->limit != NULL ? HEAD_LIMIT : 0U) |
                                 (file->shadows_count > 0 ? HEAD_SHADOWS : 0U));
    event_pack_number(&head, file->count);
    event_pack_number(&head, pack->texts_count);
    unsigned char *start = pack->bytes - head.len;
    memcpy(start, bytes, head.len);
    return (struct str) {.ptr = (const char *) start, .len = head.len + pack->len};
}

enum outcome case_file_pack(const struct case_file *file, struct arena *arena,
                            struct str *bytes_out, struct err *err)
{
    size_t frames = file->count + file->shadows_count + 1;
    size_t size =
        (size_t) 2 * EVENT_PACK_TEXT_MAX + frames * FRAME_BYTES_MAX + file->packed_bytes_max;
    bool was_full = arena->full;
    unsigned char *memory = arena_alloc_raw(arena, HEAD_BYTES_MAX + size);
    size_t end = arena_mark(arena);
    if (memory == NULL)
        return err_set(err, RETRY, "no room for a packed case file in the arena");
    struct event_pack pack;
    event_pack_init(&pack, memory + HEAD_BYTES_MAX, size);
    event_pack_share_texts(&pack, file->count, arena);
    event_pack_text(&pack, file->case_source);
    event_pack_text(&pack, file->case_number);
    pack_events(&pack, file);
    pack_rest(&pack, file);
    if (pack.full)
        return err_set(err, RETRY, "no room for the texts of a case file in the arena");
    assert(pack.len <= size);
    *bytes_out = put_head(file, &pack);
    arena_rewind(arena, end - (size - pack.len)); /* the texts seen, and what was not needed */
    arena->full = was_full;
    return OK;
}

static void unpack_key(struct event_unpack *unpack, struct event *event, int64_t *at_us)
{
    uint64_t kind = event_unpack_number(unpack);
    if (kind >= EVENT_KINDS_COUNT)
        event_unpack_refuse(unpack, "an event is of no kind");
    else
        event->kind = (enum event_kind) kind;
    event_unpack_bytes(unpack, event->id.bytes, sizeof(event->id.bytes));
    event->occurred_at_us = event_unpack_time(unpack, *at_us);
    *at_us = event->occurred_at_us;
}

static const struct event *unpack_bare_key(struct event_unpack *unpack, int64_t *at_us)
{
    struct event *key = event_unpack_alloc(unpack, sizeof(*key));
    if (key == NULL)
        return NULL;
    unpack_key(unpack, key, at_us);
    key->source_sequence = (int64_t) event_unpack_number(unpack);
    return key;
}

/* Returns the size of its content, as event_content() would. */
static size_t unpack_event(struct event_unpack *unpack, const struct case_file *file,
                           struct event *event, int64_t *at_us)
{
    event->subject = file->subject;
    event->subject_kind = file->subject_kind;
    event->case_source = file->case_source;
    event->case_number = file->case_number;
    unpack_key(unpack, event, at_us);
    event->recorded_at_us = event_unpack_time(unpack, *at_us);
    const unsigned char *start = unpack->at;
    unpack->saved_bytes = 0;
    event_unpack_fields(unpack, event);
    return EVENT_CONTENT_KEY_BYTES + 1 + event_pack_text_bytes(event->case_source) +
           event_pack_text_bytes(event->case_number) + (size_t) (unpack->at - start) +
           unpack->saved_bytes;
}

static void unpack_events(struct event_unpack *unpack, struct case_file *file, uint64_t count)
{
    if (count > CASE_FILE_EVENTS_MAX || count > event_unpack_left(unpack) / EVENT_BYTES_MIN) {
        event_unpack_refuse(unpack, "more events than bytes");
        return;
    }
    size_t capacity = (size_t) count + EVENTS_ROOM;
    file->events = event_unpack_alloc(unpack, capacity * sizeof(const struct event *));
    struct event *events = event_unpack_alloc(unpack, (size_t) count * sizeof(*events));
    file->capacity = capacity;
    int64_t at_us = 0;
    for (; file->count < count && unpack->outcome == OK; file->count++) {
        struct event *event = &events[file->count];
        file->packed_bytes_max += unpack_event(unpack, file, event, &at_us);
        file->events[file->count] = event;
        if (file->count > 0 && event_compare(event - 1, event) >= 0)
            event_unpack_refuse(unpack, "its events are out of order");
    }
}

static void unpack_shadows(struct event_unpack *unpack, struct case_file *file, int64_t *at_us)
{
    uint64_t count = event_unpack_number(unpack);
    if (count > CASE_FILE_EVENTS_MAX - file->count ||
        count > event_unpack_left(unpack) / EVENT_BYTES_MIN) {
        event_unpack_refuse(unpack, "more shadows than bytes");
        return;
    }
    file->shadows = event_unpack_alloc(unpack, (size_t) count * sizeof(file->shadows[0]));
    file->shadows_capacity = (size_t) count;
    while (file->shadows_count < count && unpack->outcome == OK) {
        struct case_file_shadow shadow = {.key = unpack_bare_key(unpack, at_us)};
        shadow.content_hash = event_unpack_number(unpack);
        shadow.content_bytes = (size_t) event_unpack_number(unpack);
        if (shadow.content_bytes > CASE_FILE_BYTES_MAX)
            event_unpack_refuse(unpack, "a shadow is too large");
        file->packed_bytes_max += shadow.content_bytes;
        file->shadows[file->shadows_count++] = shadow;
    }
}

static void unpack_file(struct event_unpack *unpack, struct case_file *file)
{
    uint64_t head = event_unpack_number(unpack);
    uint64_t count = event_unpack_number(unpack);
    event_unpack_share_texts(unpack, event_unpack_number(unpack));
    if (head >= HEAD_END || (head & HEAD_SUBJECT) == 0 || (head & HEAD_SUBJECT) == SUBJECT_EITHER)
        event_unpack_refuse(unpack, "it has no such head");
    file->subject_kind = (enum subject_kind)(head & HEAD_SUBJECT);
    file->case_source = event_unpack_text(unpack);
    file->case_number = event_unpack_text(unpack);
    unpack_events(unpack, file, count);
    int64_t at_us = 0;
    if ((head & HEAD_LIMIT) != 0)
        file->limit = unpack_bare_key(unpack, &at_us);
    if ((head & HEAD_SHADOWS) != 0)
        unpack_shadows(unpack, file, &at_us);
    if (file->packed_bytes_max > CASE_FILE_BYTES_MAX)
        event_unpack_refuse(unpack, "it is larger than a file may be");
    if (unpack->at < unpack->end)
        event_unpack_refuse(unpack, "it does not end where its events do");
}

enum outcome case_file_unpack(struct str bytes, const struct uuid *subject, struct arena *arena,
                              struct case_file *file_out, struct err *err)
{
    struct event_unpack unpack;
    struct case_file file = {.subject = *subject};
    event_unpack_init(&unpack, bytes, arena, err);
    unpack_file(&unpack, &file);
    if (unpack.outcome == OK)
        *file_out = file;
    return unpack.outcome;
}
