/* case_file -- see case_file.h. */
#include "core/case_file.h"

#include <assert.h>
#include <string.h>

#include "core/event_pack.h"

enum {
    INDEX_COUNT_MIN = 64, /* fewer events are looked through faster than indexed */
    ROOM_MIN = 8,         /* places of a list that begins */
};

void case_file_init(struct case_file *file, const struct event *event)
{
    *file = (struct case_file) {
        .subject = event->subject,
        .subject_kind = event->subject_kind,
        .case_source = event->case_source,
        .case_number = event->case_number,
    };
}

/* ---- content ---- */

/* The content of an event: here when it is short, as nearly all are, else in the arena. */
struct content {
    struct str bytes;
    unsigned char here[512];
};

static bool content_keep(const struct event *event, struct arena *arena,
                         struct content *content_out)
{
    unsigned char *bytes = content_out->here;
    size_t len = event_content(event, bytes, sizeof(content_out->here));
    if (len > sizeof(content_out->here)) {
        bytes = arena_alloc(arena, len);
        if (bytes == NULL)
            return false;
        (void) event_content(event, bytes, len);
    }
    content_out->bytes = (struct str) {.ptr = (const char *) bytes, .len = len};
    return true;
}

/* ---- finding an event by its id ----
 *
 * A file of many events has an open-addressing table of them.  An event that was displaced stays in
 * it: nothing below the limit was ever displaced, so the limit tells who is still there.
 */

static const struct event **index_place(const struct case_file *file, const struct uuid *id)
{
    uint64_t head;
    uint64_t tail;
    memcpy(&head, id->bytes, sizeof(head));
    memcpy(&tail, id->bytes + sizeof(head), sizeof(tail));
    uint64_t hash = head * UINT64_C(0x9E3779B97F4A7C15) ^ tail;
    hash = (hash ^ hash >> 32) * UINT64_C(0xD6E8FEB86659FD93);
    size_t place = (size_t) (hash >> 32) & (file->index_size - 1);
    while (file->index[place] != NULL && !uuid_eq(&file->index[place]->id, id))
        place = (place + 1) & (file->index_size - 1);
    return &file->index[place];
}

static void index_put(struct case_file *file, const struct event *event)
{
    if (file->index_size == 0)
        return;
    const struct event **place = index_place(file, &event->id);
    file->index_used += *place == NULL;
    *place = event;
}

/* A table with room for one more event, at most half full of those there are. */
static bool index_reserve(struct case_file *file, struct arena *arena)
{
    bool suffices = file->index_size == 0 ? file->count < INDEX_COUNT_MIN
                                          : file->index_used < file->index_size / 4 * 3;
    if (suffices)
        return true;
    size_t size = 4 * (size_t) INDEX_COUNT_MIN;
    while (size < 2 * file->count)
        size *= 2;
    const struct event **index = arena_alloc(arena, size * sizeof(const struct event *));
    if (index == NULL)
        return false;
    file->index = index;
    file->index_size = size;
    file->index_used = 0;
    for (size_t i = 0; i < file->count; i++)
        index_put(file, file->events[i]);
    return true;
}

static bool is_beyond_limit(const struct case_file *file, const struct event *event)
{
    return file->limit != NULL && event_compare(event, file->limit) >= 0;
}

static const struct event *find(const struct case_file *file, const struct uuid *id)
{
    if (file->index_size > 0) {
        const struct event *event = *index_place(file, id);
        return event == NULL || is_beyond_limit(file, event) ? NULL : event;
    }
    for (size_t i = file->count; i-- > 0;)
        if (uuid_eq(&file->events[i]->id, id))
            return file->events[i];
    return NULL;
}

/* ---- the two sorted lists ---- */

/* Where an event with this key is, or belongs. */
static size_t event_place(const struct case_file *file, const struct event *event)
{
    size_t low = 0;
    size_t high = file->count;
    if (high > 0 && event_compare(file->events[high - 1], event) < 0)
        return high; /* most events come in their order */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (event_compare(file->events[middle], event) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void event_insert(struct case_file *file, const struct event *event)
{
    size_t place = event_place(file, event);
    assert(file->count < file->capacity);
    memmove(&file->events[place + 1], &file->events[place],
            (file->count - place) * sizeof(const struct event *));
    file->events[place] = event;
    file->count++;
    index_put(file, event);
}

static void event_remove(struct case_file *file, const struct event *event)
{
    size_t place = event_place(file, event);
    assert(file->events[place] == event);
    file->count--;
    memmove(&file->events[place], &file->events[place + 1],
            (file->count - place) * sizeof(const struct event *));
}

static int shadow_compare(const struct case_file_shadow *a, const struct case_file_shadow *b)
{
    int order = event_compare(a->key, b->key);
    if (order == 0)
        order = (a->content_hash > b->content_hash) - (a->content_hash < b->content_hash);
    return order;
}

/* Contents that lose are rare: no search but looking. */
static size_t shadow_place(const struct case_file *file, const struct case_file_shadow *shadow)
{
    size_t place = file->shadows_count;
    while (place > 0 && shadow_compare(&file->shadows[place - 1], shadow) >= 0)
        place--;
    return place;
}

static bool shadow_is_known(const struct case_file *file, const struct case_file_shadow *shadow)
{
    size_t place = shadow_place(file, shadow);
    return place < file->shadows_count && shadow_compare(&file->shadows[place], shadow) == 0;
}

static void shadow_insert(struct case_file *file, const struct case_file_shadow *shadow)
{
    size_t place = shadow_place(file, shadow);
    assert(file->shadows_count < file->shadows_capacity);
    memmove(&file->shadows[place + 1], &file->shadows[place],
            (file->shadows_count - place) * sizeof(file->shadows[0]));
    file->shadows[place] = *shadow;
    file->shadows_count++;
}

/* Room for one more in a list of the arena; NULL when there is none. */
static void *with_room(void *items, size_t count, size_t *capacity, size_t item_size,
                       struct arena *arena)
{
    if (count < *capacity)
        return items;
    size_t more = *capacity == 0 ? ROOM_MIN : 2 * *capacity;
    void *grown = arena_alloc(arena, more * item_size);
    if (grown == NULL)
        return NULL;
    if (count > 0)
        memcpy(grown, items, count * item_size);
    *capacity = more;
    return grown;
}

static bool reserve_event(struct case_file *file, struct arena *arena)
{
    void *events =
        with_room(file->events, file->count, &file->capacity, sizeof(const struct event *), arena);
    if (events == NULL)
        return false;
    file->events = events;
    return index_reserve(file, arena);
}

static bool reserve_shadow(struct case_file *file, struct arena *arena)
{
    void *shadows = with_room(file->shadows, file->shadows_count, &file->shadows_capacity,
                              sizeof(file->shadows[0]), arena);
    if (shadows == NULL)
        return false;
    file->shadows = shadows;
    return true;
}

/* ---- the limits ---- */

static bool is_too_much(size_t count, size_t bytes)
{
    return count > CASE_FILE_EVENTS_MAX || bytes > CASE_FILE_BYTES_MAX;
}

/* An event on its way into a file: what case_file_add() was given and what came of it. */
struct adding {
    struct case_file *file;
    const struct event *event;
    size_t bytes; /* of its content */
    struct arena *arena;
    struct case_file_change change;
};

/* Room for the losers there may be: a conflict, the event itself, and those that it displaces. */
static bool reserve_losers(struct adding *adding)
{
    const struct case_file *file = adding->file;
    size_t bytes = file->packed_bytes_max + adding->bytes;
    size_t leaving = 0;
    while (bytes > CASE_FILE_BYTES_MAX && leaving < file->count) {
        leaving++;
        bytes -= event_content(file->events[file->count - leaving], NULL, 0);
    }
    adding->change.losers =
        arena_alloc(adding->arena, (leaving + 3) * sizeof(adding->change.losers[0]));
    return adding->change.losers != NULL;
}

static void lose(struct adding *adding, const struct event *event, enum reason reason)
{
    adding->change.losers[adding->change.losers_count++] =
        (struct case_file_loser) {.event = event, .reason = reason};
    if (event == adding->event)
        adding->change.added = CASE_FILE_REFUSED;
}

/* The greatest key leaves with all that has it, event and shadows, until the rest has room. */
static void trim(struct adding *adding)
{
    struct case_file *file = adding->file;
    file->packed_bytes_max += adding->bytes;
    while (is_too_much(file->count + file->shadows_count, file->packed_bytes_max)) {
        assert(file->count > 0); /* a shadow has an event, which has no greater key */
        const struct event *last = file->events[file->count - 1];
        file->limit = last;
        if (file->shadows_count > 0 &&
            event_compare(file->shadows[file->shadows_count - 1].key, last) > 0)
            file->limit = file->shadows[file->shadows_count - 1].key;
        while (file->shadows_count > 0 &&
               is_beyond_limit(file, file->shadows[file->shadows_count - 1].key))
            file->packed_bytes_max -= file->shadows[--file->shadows_count].content_bytes;
        if (is_beyond_limit(file, last)) {
            file->packed_bytes_max -= event_content(last, NULL, 0);
            file->count--;
            lose(adding, last, REASON_DISPLACED);
        }
    }
}

/* ---- adding: false when the arena is full, and the file as before ---- */

static bool refuse_beyond_limit(struct adding *adding)
{
    if (!reserve_losers(adding))
        return false;
    lose(adding, adding->event, REASON_DISPLACED);
    return true;
}

static bool add_new(struct adding *adding)
{
    struct case_file *file = adding->file;
    adding->bytes = event_content(adding->event, NULL, 0);
    bool has_room =
        !is_too_much(file->count + file->shadows_count + 1, file->packed_bytes_max + adding->bytes);
    if (!reserve_event(file, adding->arena) || (!has_room && !reserve_losers(adding)))
        return false;
    event_insert(file, adding->event);
    trim(adding);
    return true;
}

static bool add_again(struct adding *adding, const struct event *known)
{
    if (adding->event->recorded_at_us <= known->recorded_at_us) {
        adding->change.added = CASE_FILE_DUPLICATE;
        return true;
    }
    adding->file->events[event_place(adding->file, known)] = adding->event;
    index_put(adding->file, adding->event);
    adding->change.added = CASE_FILE_RENEWED;
    return true;
}

/* The event and one of the same id; the smaller stays, the other is its shadow. */
static bool add_rival(struct adding *adding, const struct event *known, bool wins,
                      const struct case_file_shadow *shadow)
{
    struct case_file *file = adding->file;
    if (!wins && shadow_is_known(file, shadow))
        adding->bytes = 0;
    if (!reserve_shadow(file, adding->arena) || !reserve_losers(adding))
        return false;
    lose(adding, shadow->key, REASON_CONFLICT);
    if (adding->bytes == 0)
        return true;
    shadow_insert(file, shadow);
    if (wins) {
        event_remove(file, known);
        event_insert(file, adding->event);
    }
    trim(adding);
    return true;
}

static bool add_known(struct adding *adding, const struct event *known)
{
    struct content new_content;
    struct content old_content;
    struct arena *arena = adding->arena;
    size_t mark = arena_mark(arena);
    bool was_full = arena->full;
    if (!content_keep(adding->event, arena, &new_content) ||
        !content_keep(known, arena, &old_content))
        return false;
    int order = str_compare(new_content.bytes, old_content.bytes);
    struct str loser = order < 0 ? old_content.bytes : new_content.bytes;
    struct case_file_shadow shadow = {
        .key = order < 0 ? known : adding->event,
        .content_hash = order == 0 ? 0 : str_hash(loser),
        .content_bytes = loser.len,
    };
    arena_rewind(arena, mark);
    arena->full = was_full;
    adding->bytes = new_content.bytes.len;
    return order == 0 ? add_again(adding, known) : add_rival(adding, known, order < 0, &shadow);
}

enum outcome case_file_add(struct case_file *file, const struct event *event, struct arena *arena,
                           struct case_file_change *change_out, struct err *err)
{
    struct adding adding = {.file = file, .event = event, .arena = arena};
    const struct event *known = find(file, &event->id);
    bool done;
    if (is_beyond_limit(file, event))
        done = refuse_beyond_limit(&adding);
    else
        done = known == NULL ? add_new(&adding) : add_known(&adding, known);
    if (!done)
        return err_set(err, RETRY, "no room for an event in the arena");
    *change_out = adding.change;
    return OK;
}
