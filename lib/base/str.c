/* str -- see str.h. */
#include "base/str.h"

#include <string.h>

struct str str_from(const char *text)
{
    if (text == NULL)
        return (struct str) {0};
    return (struct str) {.ptr = text, .len = strlen(text)};
}

const char *str_start(struct str text)
{
    return text.ptr == NULL ? "" : text.ptr;
}

bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

int str_compare(struct str a, struct str b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len == 0 ? 0 : memcmp(a.ptr, b.ptr, len);
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

enum outcome str_keep(struct str text, struct arena *arena, struct str *kept_out, struct err *err)
{
    char *copy = arena_alloc_bytes(arena, text.len);
    if (copy == NULL)
        return err_set(err, RETRY, "no room for %zu bytes in the arena", text.len);
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    *kept_out = (struct str) {.ptr = copy, .len = text.len};
    return OK;
}

char *str_keep_terminated(struct str text, struct arena *arena)
{
    char *copy = arena_alloc(arena, text.len + 1);
    if (copy != NULL && text.len > 0)
        memcpy(copy, text.ptr, text.len);
    return copy;
}

struct str str_cut(struct str *text, char mark)
{
    size_t length = 0;
    while (length < text->len && text->ptr[length] != mark)
        length++;
    const struct str head = {.ptr = text->ptr, .len = length};
    size_t taken = length == text->len ? length : length + 1;
    if (taken > 0)
        *text = (struct str) {.ptr = text->ptr + taken, .len = text->len - taken};
    return head;
}

uint64_t str_hash(struct str text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char) text.ptr[i]) * UINT64_C(1099511628211);
    hash ^= hash >> 32;
    return hash * UINT64_C(0x9E3779B97F4A7C15);
}
