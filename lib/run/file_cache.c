/* file_cache -- see file_cache.h. */
#include "run/file_cache.h"

#include <stdlib.h>
#include <string.h>

/*
 *   ring:  … | header subject revision rules len | bytes … | header … | free or oldest …
 *                                                             ^ head
 *   slots: hash of subject -> absolute place (bytes ever written) of its newest entry
 *
 * A subject lives in one of WAYS neighbouring slots, the oldest of which gives way.  An entry is
 * alive while head - place <= ring_bytes.
 */
struct file_slot {
    struct uuid subject;
    uint64_t place; /* 1 + where it begins; 0: empty */
};

struct entry {
    int64_t revision;
    int64_t rules_version;
    uint64_t len;
};

enum { BYTES_PER_SLOT = 128, WAYS = 4 };

enum outcome file_cache_init(struct file_cache *cache, size_t bytes_max, struct err *err)
{
    size_t slots = 1024;
    while (slots < bytes_max / BYTES_PER_SLOT)
        slots *= 2;
    *cache = (struct file_cache) {.ring_bytes = bytes_max, .slots_count = slots};
    cache->ring = malloc(bytes_max);
    cache->slots = calloc(slots, sizeof(*cache->slots));
    if (cache->ring == NULL || cache->slots == NULL) {
        file_cache_done(cache);
        return err_set(err, FATAL, "could not take %zu bytes for the file cache", bytes_max);
    }
    return OK;
}

void file_cache_done(struct file_cache *cache)
{
    free(cache->ring);
    free(cache->slots);
    *cache = (struct file_cache) {0};
}

void file_cache_clear(struct file_cache *cache)
{
    memset(cache->slots, 0, cache->slots_count * sizeof(*cache->slots));
    cache->head = 0;
}

/* Subjects are SHA-1 output: their first bytes are as good as any hash. */
static struct file_slot *ways_of(const struct file_cache *cache, const struct uuid *subject)
{
    uint64_t hash;
    memcpy(&hash, subject->bytes, sizeof(hash));
    size_t base = (size_t) (hash & (cache->slots_count - 1)) & ~(size_t) (WAYS - 1);
    return &cache->slots[base];
}

static bool is_alive(const struct file_cache *cache, const struct file_slot *slot)
{
    return slot->place != 0 && cache->head - (slot->place - 1) <= cache->ring_bytes;
}

/* An entry never wraps around: what would is put at the beginning. */
static void skip_to_fit(struct file_cache *cache, size_t want)
{
    size_t at = (size_t) (cache->head % cache->ring_bytes);
    if (at + want > cache->ring_bytes)
        cache->head += cache->ring_bytes - at;
}

static struct file_slot *slot_for(struct file_cache *cache, const struct uuid *subject)
{
    struct file_slot *ways = ways_of(cache, subject);
    struct file_slot *oldest = &ways[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (uuid_eq(&ways[i].subject, subject))
            return &ways[i];
        if (ways[i].place < oldest->place)
            oldest = &ways[i];
    }
    return oldest;
}

void file_cache_put(struct file_cache *cache, const struct uuid *subject,
                    const struct stored_file *file)
{
    size_t want = (sizeof(struct entry) + file->bytes.len + 7) & ~(size_t) 7;
    struct file_slot *slot = slot_for(cache, subject);
    *slot = (struct file_slot) {0};
    if (want > cache->ring_bytes / 4)
        return;
    skip_to_fit(cache, want);
    unsigned char *at = cache->ring + cache->head % cache->ring_bytes;
    struct entry entry = {file->revision, file->rules_version, file->bytes.len};
    memcpy(at, &entry, sizeof(entry));
    if (file->bytes.len > 0)
        memcpy(at + sizeof(entry), file->bytes.ptr, file->bytes.len);
    *slot = (struct file_slot) {.subject = *subject, .place = cache->head + 1};
    cache->head += want;
}

bool file_cache_find(const struct file_cache *cache, const struct uuid *subject,
                     struct stored_file *file_out)
{
    const struct file_slot *ways = ways_of(cache, subject);
    for (size_t i = 0; i < WAYS; i++) {
        if (!uuid_eq(&ways[i].subject, subject) || !is_alive(cache, &ways[i]))
            continue;
        const unsigned char *at = cache->ring + (ways[i].place - 1) % cache->ring_bytes;
        struct entry entry;
        memcpy(&entry, at, sizeof(entry));
        *file_out = (struct stored_file) {
            .revision = entry.revision,
            .rules_version = entry.rules_version,
            .bytes = {.ptr = (const char *) at + sizeof(entry), .len = (size_t) entry.len},
        };
        return true;
    }
    return false;
}
