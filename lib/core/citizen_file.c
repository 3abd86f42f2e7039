/* citizen_file -- see citizen_file.h. */
#include "core/citizen_file.h"

#include <string.h>

#include "core/event_unpack.h"

enum {
    ENTRIES_ROOM = 8,     /* places beside those of an unpacked file */
    HEAD_BYTES_MAX = 32,  /* erasure, how many */
    ENTRY_BYTES_MAX = 64, /* as each is packed; and at least … */
    ENTRY_BYTES_MIN = 20,
};

void citizen_file_init(struct citizen_file *file, const struct uuid *subject)
{
    *file = (struct citizen_file) {.subject = *subject};
}

bool citizen_entry_is_visible(const struct citizen_file *file, const struct citizen_entry *entry)
{
    return entry->recorded_at_us > file->erased_at_us;
}

/* ---- applying ---- */

static int compare(const struct citizen_entry *a, const struct citizen_entry *b)
{
    int order = uuid_compare(&a->event_id, &b->event_id);
    return order != 0 ? order : (int) a->field - (int) b->field;
}

/* Where this key is among the entries, or would be. */
static size_t place_of(const struct citizen_file *file, const struct citizen_entry *key)
{
    size_t low = 0;
    size_t high = file->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&file->entries[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum outcome make_room(struct citizen_file *file, struct arena *arena, struct err *err)
{
    if (file->count < file->capacity)
        return OK;
    size_t capacity = file->capacity == 0 ? ENTRIES_ROOM : 2 * file->capacity;
    struct citizen_entry *entries = arena_alloc_raw(arena, capacity * sizeof(*entries));
    if (entries == NULL)
        return err_set(err, RETRY, "no room for the entries of a file in the arena");
    if (file->count > 0)
        memcpy(entries, file->entries, file->count * sizeof(*entries));
    file->entries = entries;
    file->capacity = capacity;
    return OK;
}

static void take_out(struct citizen_file *file, size_t place)
{
    file->count--;
    memmove(&file->entries[place], &file->entries[place + 1],
            (file->count - place) * sizeof(file->entries[0]));
}

static enum outcome put_in(struct citizen_file *file, const struct citizen_entry *entry,
                           size_t place, struct arena *arena, struct err *err)
{
    if (make_room(file, arena, err) != OK)
        return err->outcome;
    memmove(&file->entries[place + 1], &file->entries[place],
            (file->count - place) * sizeof(file->entries[0]));
    file->entries[place] = *entry;
    file->count++;
    return OK;
}

enum outcome citizen_file_apply(struct citizen_file *file, const struct citizen_at *at,
                                struct arena *arena, enum citizen_file_change *change_out,
                                struct err *err)
{
    const struct citizen *citizen = at->citizen;
    const struct citizen_entry entry = {
        .event_id = citizen->event_id,
        .field = citizen->field,
        .partition = at->partition,
        .offset = at->offset,
        .recorded_at_us = citizen->recorded_at_us,
        .value = citizen,
    };
    *change_out = CITIZEN_FILE_SAME;
    if (citizen->kind == CITIZEN_ERASED) {
        if (citizen->erased_at_us > file->erased_at_us) {
            file->erased_at_us = citizen->erased_at_us;
            *change_out = CITIZEN_FILE_CHANGED;
        }
        return OK;
    }
    size_t place = place_of(file, &entry);
    bool is_known = place < file->count && compare(&file->entries[place], &entry) == 0;
    if (is_known ? file->entries[place].offset >= at->offset : citizen->is_tombstone)
        return OK;
    if (!is_known && file->count == CITIZEN_FILE_ENTRIES_MAX) {
        *change_out = CITIZEN_FILE_FULL;
        return OK;
    }
    if (citizen->is_tombstone)
        take_out(file, place);
    else if (is_known)
        file->entries[place] = entry;
    else if (put_in(file, &entry, place, arena, err) != OK)
        return err->outcome;
    *change_out = CITIZEN_FILE_CHANGED;
    return OK;
}

/* ---- packing ---- */

enum outcome citizen_file_pack(const struct citizen_file *file, struct arena *arena,
                               struct str *bytes_out, struct err *err)
{
    *bytes_out = (struct str) {0};
    if (file->count == 0 && file->erased_at_us == 0)
        return OK;
    size_t size = HEAD_BYTES_MAX + file->count * ENTRY_BYTES_MAX;
    unsigned char *memory = arena_alloc_bytes(arena, size);
    if (memory == NULL)
        return err_set(err, RETRY, "no room for a packed file in the arena");
    struct event_pack pack;
    event_pack_init(&pack, memory, size);
    event_pack_span(&pack, file->erased_at_us);
    event_pack_number(&pack, file->count);
    int64_t at_us = file->erased_at_us;
    for (size_t i = 0; i < file->count; i++) {
        const struct citizen_entry *entry = &file->entries[i];
        event_pack_number(&pack, entry->field);
        event_pack_bytes(&pack, entry->event_id.bytes, sizeof(entry->event_id.bytes));
        event_pack_number(&pack, (uint64_t) entry->partition);
        event_pack_number(&pack, (uint64_t) entry->offset);
        event_pack_span(&pack, entry->recorded_at_us - at_us);
        at_us = entry->recorded_at_us;
    }
    *bytes_out = (struct str) {.ptr = (const char *) memory, .len = pack.len};
    return OK;
}

static void unpack_entry(struct event_unpack *unpack, struct citizen_entry *entry, int64_t *at_us)
{
    uint64_t field = event_unpack_number(unpack);
    event_unpack_bytes(unpack, entry->event_id.bytes, sizeof(entry->event_id.bytes));
    uint64_t partition = event_unpack_number(unpack);
    uint64_t offset = event_unpack_number(unpack);
    entry->recorded_at_us = event_unpack_time(unpack, *at_us);
    *at_us = entry->recorded_at_us;
    if (field >= TEXT_FIELDS_END || partition > INT32_MAX || offset > INT64_MAX ||
        (field == 0) != uuid_is_zero(&entry->event_id))
        event_unpack_refuse(unpack, "it has no such entry");
    entry->field = (enum text_field) field;
    entry->partition = (int32_t) partition;
    entry->offset = (int64_t) offset;
}

static void unpack_entries(struct event_unpack *unpack, struct citizen_file *file, uint64_t count)
{
    if (count > CITIZEN_FILE_ENTRIES_MAX || count > event_unpack_left(unpack) / ENTRY_BYTES_MIN) {
        event_unpack_refuse(unpack, "more entries than bytes");
        return;
    }
    file->capacity = (size_t) count + ENTRIES_ROOM;
    file->entries = event_unpack_alloc(unpack, file->capacity * sizeof(file->entries[0]));
    int64_t at_us = file->erased_at_us;
    for (; file->count < count && unpack->outcome == OK; file->count++) {
        struct citizen_entry *entry = &file->entries[file->count];
        unpack_entry(unpack, entry, &at_us);
        if (file->count > 0 && compare(entry - 1, entry) >= 0)
            event_unpack_refuse(unpack, "its entries are out of order");
    }
}

enum outcome citizen_file_unpack(struct str bytes, const struct uuid *subject, struct arena *arena,
                                 struct citizen_file *file_out, struct err *err)
{
    struct citizen_file file;
    struct event_unpack unpack;
    citizen_file_init(&file, subject);
    *file_out = file;
    if (bytes.len == 0)
        return OK;
    event_unpack_init(&unpack, bytes, arena, err);
    file.erased_at_us = event_unpack_time(&unpack, 0);
    uint64_t count = event_unpack_number(&unpack);
    if (unpack.outcome == OK)
        unpack_entries(&unpack, &file, count);
    if (unpack.at < unpack.end)
        event_unpack_refuse(&unpack, "it does not end where its entries do");
    if (unpack.outcome == OK)
        *file_out = file;
    return unpack.outcome;
}
