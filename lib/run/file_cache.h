/*
 * file_cache -- packed case files as PostgreSQL holds them, in one ring of fixed size.
 *
 * New files are written at the head and overwrite the oldest; nothing is ever allocated.  What is
 * found is borrowed until the next put.  A cache may forget at any time, and never lies: it is
 * emptied whenever a flush failed.
 */
#ifndef SHOUWEN_RUN_FILE_CACHE_H
#define SHOUWEN_RUN_FILE_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "base/uuid.h"

/* A case file as it is stored; revision 0 and no bytes: there is none yet. */
struct stored_file {
    int64_t revision;
    int64_t rules_version;
    struct str bytes;
};

struct file_cache {
    unsigned char *ring;
    size_t ring_bytes;
    uint64_t head; /* bytes ever written; the place is head % ring_bytes */
    struct file_slot *slots;
    size_t slots_count; /* a power of two */
};

MUST_CHECK enum outcome file_cache_init(struct file_cache *cache, size_t bytes_max,
                                        struct err *err);
void file_cache_done(struct file_cache *cache);
void file_cache_clear(struct file_cache *cache);

/* Remember (or replace) a subject's file; one too large for the ring is forgotten. */
void file_cache_put(struct file_cache *cache, const struct uuid *subject,
                    const struct stored_file *file);

/* Is it here?  Then `file_out` is filled in. */
bool file_cache_find(const struct file_cache *cache, const struct uuid *subject,
                     struct stored_file *file_out);

#endif
