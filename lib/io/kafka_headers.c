/* kafka_headers -- the headers of a record as JSON, for dead letters; see kafka_in.h. */
#include <string.h>

#include "io/kafka_in_internal.h"

/* Writes when `bytes` is not NULL, counts in any case. */
struct text {
    char *bytes;
    size_t used;
};

static void add(struct text *text, const char *bytes, size_t len)
{
    if (text->bytes != NULL)
        memcpy(text->bytes + text->used, bytes, len);
    text->used += len;
}

/* Pure ASCII, so that any bytes in a name make valid JSON. */
static void add_name(struct text *text, const char *name)
{
    static const char digits[] = "0123456789abcdef";
    add(text, "\"", 1);
    for (; *name != '\0'; name++) {
        unsigned char c = (unsigned char) *name;
        if (c < 0x20 || c >= 0x7F || c == '"' || c == '\\') {
            const char escaped[] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 15]};
            add(text, escaped, sizeof(escaped));
        } else {
            add(text, name, 1);
        }
    }
    add(text, "\": ", 3);
}

static void add_base64(struct text *text, const unsigned char *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    add(text, "\"", 1);
    for (size_t i = 0; i < size; i += 3) {
        uint32_t three = (uint32_t) bytes[i] << 16;
        if (i + 1 < size)
            three |= (uint32_t) bytes[i + 1] << 8;
        if (i + 2 < size)
            three |= bytes[i + 2];
        const char four[] = {digits[three >> 18], digits[three >> 12 & 63],
                             i + 1 < size ? digits[three >> 6 & 63] : '=',
                             i + 2 < size ? digits[three & 63] : '='};
        add(text, four, sizeof(four));
    }
    add(text, "\"", 1);
}

static void add_headers(struct text *text, const rd_kafka_headers_t *headers)
{
    const char *name = NULL;
    const void *value = NULL;
    size_t size = 0;
    add(text, "{", 1);
    for (size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         i++) {
        if (i > 0)
            add(text, ", ", 2);
        add_name(text, name);
        if (value == NULL)
            add(text, "null", 4);
        else
            add_base64(text, value, size);
    }
    add(text, "}", 1);
}

enum outcome kafka_in_headers(const struct kafka_in_batch *batch, size_t record,
                              struct arena *arena, struct str *json_out, struct err *err)
{
    const struct kafka_in_block *block = batch->internal;
    rd_kafka_headers_t *headers = NULL;
    struct text text = {.bytes = NULL};

    if (rd_kafka_message_headers(block->messages[record], &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        *json_out = (struct str) {.len = 0};
        return OK;
    }
    add_headers(&text, headers);
    text.bytes = arena_alloc(arena, text.used);
    if (text.bytes == NULL)
        return err_set(err, RETRY, "no room for %zu bytes of headers", text.used);
    text.used = 0;
    add_headers(&text, headers);
    *json_out = (struct str) {.ptr = text.bytes, .len = text.used};
    return OK;
}
