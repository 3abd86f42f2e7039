/*
 * arena -- memory that is given back all at once.
 *
 * A fixed block, taken from the front; when it does not suffice, the arena says so (`full`) and the
 * caller splits its work. Nothing taken from it is ever freed singly.  One owner, one thread.
 */
#ifndef SHOUWEN_BASE_ARENA_H
#define SHOUWEN_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena {
    unsigned char *memory;
    size_t size_bytes;
    size_t used_bytes;
    bool full; /* an allocation did not fit since the last reset or rewind */
};

/* Take `size_bytes` from the heap; FATAL when there is none.  Pages are touched only when used. */
MUST_CHECK enum outcome arena_init(struct arena *arena, size_t size_bytes, struct err *err);
void arena_done(struct arena *arena);

/* Zeroed memory aligned for any type, or NULL (and `full`) when the rest does not suffice. */
void *arena_alloc(struct arena *arena, size_t size_bytes);

/* The same with whatever was there before: for what is filled in whole. */
void *arena_alloc_raw(struct arena *arena, size_t size_bytes);

/* Bytes at any address, with whatever was there before: for text. */
void *arena_alloc_bytes(struct arena *arena, size_t size_bytes);

/* Is this within what was taken since the last reset?  Asked of every text of a row, so here. */
static inline bool arena_holds(const struct arena *arena, const void *pointer)
{
    return (uintptr_t) pointer - (uintptr_t) arena->memory < arena->used_bytes;
}

/* Empty; the memory stays. */
void arena_reset(struct arena *arena);

/* Give back what was taken since `mark`, which was an earlier used_bytes. */
size_t arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, size_t mark);

#endif
