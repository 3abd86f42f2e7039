/* tool -- see tool.h. */
#include "support/tool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ITEMS_MIN = 64 };

void tool_die(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void) vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void) fputc('\n', stderr);
    exit(TOOL_CANNOT);
}

void *tool_alloc(size_t size_bytes)
{
    void *memory = calloc(1, size_bytes == 0 ? 1 : size_bytes);
    if (memory == NULL)
        tool_die("no memory for %zu bytes", size_bytes);
    return memory;
}

struct arena tool_arena(size_t size_bytes)
{
    struct arena arena;
    struct err err;
    if (arena_init(&arena, size_bytes, &err) != OK)
        tool_die("%s", err.text);
    return arena;
}

void *tool_grow(void *items, size_t count, size_t *capacity, size_t item_size)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity == 0 ? ITEMS_MIN : 2 * *capacity;
    items = realloc(items, *capacity * item_size);
    if (items == NULL)
        tool_die("no memory for %zu items", *capacity);
    return items;
}

struct str tool_keep(struct str text)
{
    char *copy = tool_alloc(text.len + 1);
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    return (struct str) {.ptr = copy, .len = text.len};
}

const char *tool_env(const char *name)
{
    const char *value = getenv(name);
    if (value == NULL || *value == '\0')
        tool_die("%s is not set: . build/dev/env, or stack NAME in a script", name);
    return value;
}
