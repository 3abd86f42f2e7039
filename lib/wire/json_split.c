/* json_split -- see json_split.h. */
#include "wire/json_split.h"

static void skip(struct str *text, size_t count)
{
    text->ptr += count;
    text->len -= count;
}

static void skip_space(struct str *text)
{
    while (text->len > 0 && (text->ptr[0] == ' ' || text->ptr[0] == '\t' || text->ptr[0] == '\n' ||
                             text->ptr[0] == '\r'))
        skip(text, 1);
}

bool json_split_begin(struct json_split *split, struct str text)
{
    skip_space(&text);
    if (text.len == 0 || text.ptr[0] != '[')
        return false;
    skip(&text, 1);
    *split = (struct json_split) {.rest = text};
    return true;
}

/* How long the element in front is; all of it when it has no end. */
static size_t element_len(struct str text)
{
    size_t depth = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (is_quoted) {
            i += c == '\\';
            is_quoted = c != '"';
        } else if (c == '"') {
            is_quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (depth == 0 && (c == ',' || c == ']')) {
            return i;
        } else if (depth > 0 && (c == '}' || c == ']')) {
            depth--;
        }
    }
    return text.len;
}

enum json_split_state json_split_next(struct json_split *split, struct str *element_out)
{
    struct str *rest = &split->rest;
    skip_space(rest);
    size_t len = element_len(*rest);
    if (len == rest->len)
        return JSON_SPLIT_BROKEN;
    bool is_last = rest->ptr[len] == ']';
    if (len == 0 && is_last && !split->has_some) {
        skip(rest, 1);
        skip_space(rest);
        return rest->len == 0 ? JSON_SPLIT_END : JSON_SPLIT_BROKEN;
    }
    *element_out = (struct str) {.ptr = rest->ptr, .len = len};
    split->has_some = !is_last; /* behind the last one an empty array is left */
    skip(rest, is_last ? len : len + 1);
    return JSON_SPLIT_OPEN;
}
