/* record_store -- see record_store.h. */
#include "run/record_store.h"

#include <assert.h>
#include <string.h>

enum { BYTES_PER_BUCKET = 512, BUCKETS_MIN = 16 };

static void take_buckets(struct record_store *store)
{
    store->buckets = arena_alloc(&store->arena, store->buckets_count * sizeof(*store->buckets));
    assert(store->buckets != NULL);
}

enum outcome record_store_init(struct record_store *store, size_t bytes, struct err *err)
{
    *store = (struct record_store) {.buckets_count = BUCKETS_MIN};
    while (store->buckets_count * BYTES_PER_BUCKET < bytes)
        store->buckets_count *= 2;
    size_t smallest = store->buckets_count * sizeof(*store->buckets) + sizeof(max_align_t);
    if (arena_init(&store->arena, bytes > smallest ? bytes : smallest, err) != OK)
        return err_wrap(err, "memory for records");
    take_buckets(store);
    return OK;
}

void record_store_done(struct record_store *store)
{
    arena_done(&store->arena);
    *store = (struct record_store) {0};
}

void record_store_reset(struct record_store *store)
{
    arena_reset(&store->arena);
    take_buckets(store);
    store->first = NULL;
    store->last = NULL;
    store->subjects_count = 0;
    store->records_count = 0;
}

static struct kept_subject **bucket_of(const struct record_store *store, struct str subject)
{
    return &store->buckets[str_hash(subject) & (uint64_t) (store->buckets_count - 1)];
}

static struct kept_subject *subject_for(struct record_store *store, struct str name,
                                        struct err *err)
{
    struct kept_subject **bucket = bucket_of(store, name);
    for (struct kept_subject *at = *bucket; at != NULL; at = at->next_in_bucket)
        if (str_eq(at->name, name))
            return at;
    struct kept_subject *made = arena_alloc(&store->arena, sizeof(*made));
    if (made == NULL || str_keep(name, &store->arena, &made->name, err) != OK)
        return NULL;
    made->next_in_bucket = *bucket;
    *bucket = made;
    if (store->last == NULL)
        store->first = made;
    else
        store->last->next = made;
    store->last = made;
    store->subjects_count++;
    return made;
}

/* A key that is the subject's name, as those of events are, is there already. */
static enum outcome keep_key(struct record_store *store, const struct kept_subject *subject,
                             struct str key, struct str *key_out, struct err *err)
{
    if (str_eq(key, subject->name) && key.ptr != NULL) {
        *key_out = subject->name;
        return OK;
    }
    return str_keep(key, &store->arena, key_out, err);
}

void record_store_expect(const struct record_store *store, struct str subject, bool is_near)
{
    struct kept_subject *const *bucket = bucket_of(store, subject);
    if (!is_near)
        __builtin_prefetch(bucket);
    else if (*bucket != NULL) {
        __builtin_prefetch(*bucket);
        __builtin_prefetch(*bucket + 1); /* its name */
    }
}

enum outcome record_store_add(struct record_store *store, struct str subject,
                              const struct record *record, struct str headers, struct err *err)
{
    struct kept_subject *owner = subject_for(store, subject, err);
    struct kept_record *kept = arena_alloc_raw(&store->arena, sizeof(*kept));
    if (owner == NULL || kept == NULL)
        return err_set(err, RETRY, "no room for a record");
    *kept = (struct kept_record) {.record = *record};
    if (keep_key(store, owner, record->key, &kept->record.key, err) != OK ||
        str_keep(record->payload, &store->arena, &kept->record.payload, err) != OK ||
        str_keep(headers, &store->arena, &kept->headers, err) != OK)
        return err->outcome;
    if (record->payload.ptr == NULL) /* a tombstone: not the same as an empty payload */
        kept->record.payload = (struct str) {0};
    if (owner->last == NULL)
        owner->first = kept;
    else
        owner->last->next = kept;
    owner->last = kept;
    owner->records_count++;
    store->records_count++;
    return OK;
}
