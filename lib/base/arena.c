/* arena -- see arena.h. */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum outcome arena_init(struct arena *arena, size_t size_bytes, struct err *err)
{
    unsigned char *memory = malloc(size_bytes);
    if (memory == NULL)
        return err_set(err, FATAL, "could not take %zu bytes of memory", size_bytes);
    *arena = (struct arena) {.memory = memory, .size_bytes = size_bytes};
    return OK;
}

void arena_done(struct arena *arena)
{
    free(arena->memory);
    *arena = (struct arena) {0};
}

static void *take(struct arena *arena, size_t size_bytes, size_t align)
{
    size_t start = (arena->used_bytes + align - 1) & ~(align - 1);
    if (start > arena->size_bytes || size_bytes > arena->size_bytes - start) {
        arena->full = true;
        return NULL;
    }
    arena->used_bytes = start + size_bytes;
    return arena->memory + start;
}

void *arena_alloc(struct arena *arena, size_t size_bytes)
{
    void *memory = take(arena, size_bytes, alignof(max_align_t));
    return memory == NULL ? NULL : memset(memory, 0, size_bytes);
}

void *arena_alloc_raw(struct arena *arena, size_t size_bytes)
{
    return take(arena, size_bytes, alignof(max_align_t));
}

void *arena_alloc_bytes(struct arena *arena, size_t size_bytes)
{
    return take(arena, size_bytes, 1);
}

void arena_reset(struct arena *arena)
{
    arena->used_bytes = 0;
    arena->full = false;
}

size_t arena_mark(const struct arena *arena)
{
    return arena->used_bytes;
}

void arena_rewind(struct arena *arena, size_t mark)
{
    assert(mark <= arena->used_bytes);
    arena->used_bytes = mark;
    arena->full = false;
}
