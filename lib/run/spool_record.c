/* spool_record -- see spool_record.h. */
#include "run/spool_record.h"

#include <assert.h>
#include <string.h>

#include "base/crc32.h"
#include "base/little_endian.h"

static const char magic[8] = "shouwen";

enum {
    HEAD_FORMAT = 8,
    HEAD_SALT = 12,
    HEAD_NUMBER = 16,
    HEAD_FIRST = 24,
    HEAD_PREVIOUS_END = 32,
    HEAD_CHECK = 40,
};

enum {
    RECORD_CHECK = 0,
    RECORD_BODY = 4,
    RECORD_SEQUENCE = 8,
    RECORD_VOUCHED = 16,
    RECORD_KEY = 20,
    RECORD_TOPIC = 22,
    RECORD_FLAGS = 23,
};

enum { FLAG_TOMBSTONE = 1 };

static uint32_t check_of(uint32_t salt, const unsigned char *from, size_t size)
{
    return crc32_after(salt, (struct str) {.ptr = (const char *) from, .len = size});
}

void spool_segment_pack(const struct spool_segment_head *head, unsigned char *bytes_out)
{
    memset(bytes_out, 0, SPOOL_SEGMENT_HEAD);
    memcpy(bytes_out, magic, sizeof(magic));
    little_endian_put(bytes_out + HEAD_FORMAT, SPOOL_FORMAT, 4);
    little_endian_put(bytes_out + HEAD_SALT, head->salt, 4);
    little_endian_put(bytes_out + HEAD_NUMBER, head->number, 8);
    little_endian_put(bytes_out + HEAD_FIRST, head->first_sequence, 8);
    little_endian_put(bytes_out + HEAD_PREVIOUS_END, head->previous_end, 8);
    little_endian_put(bytes_out + HEAD_CHECK, check_of(0, bytes_out, HEAD_CHECK), 4);
}

bool spool_segment_unpack(const unsigned char *bytes, struct spool_segment_head *head_out)
{
    if (memcmp(bytes, magic, sizeof(magic)) != 0 ||
        little_endian_get(bytes + HEAD_FORMAT, 4) != SPOOL_FORMAT ||
        little_endian_get(bytes + HEAD_CHECK, 4) != check_of(0, bytes, HEAD_CHECK))
        return false;
    *head_out = (struct spool_segment_head) {
        .salt = (uint32_t) little_endian_get(bytes + HEAD_SALT, 4),
        .number = little_endian_get(bytes + HEAD_NUMBER, 8),
        .first_sequence = little_endian_get(bytes + HEAD_FIRST, 8),
        .previous_end = little_endian_get(bytes + HEAD_PREVIOUS_END, 8),
    };
    return true;
}

static size_t padded(size_t body)
{
    return (SPOOL_RECORD_HEAD + body + SPOOL_ALIGN - 1) / SPOOL_ALIGN * SPOOL_ALIGN;
}

size_t spool_record_size(const struct outgoing *item)
{
    return padded(item->key.len + item->value.len);
}

size_t spool_record_pack(const struct outgoing *item, unsigned char *bytes_out)
{
    size_t body = item->key.len + item->value.len;
    size_t size = padded(body);
    assert(body <= SPOOL_BODY_MAX && item->key.len <= UINT16_MAX);
    memset(bytes_out, 0, SPOOL_RECORD_HEAD);
    little_endian_put(bytes_out + RECORD_BODY, body, 4);
    little_endian_put(bytes_out + RECORD_KEY, item->key.len, 2);
    bytes_out[RECORD_TOPIC] = (unsigned char) item->topic;
    bytes_out[RECORD_FLAGS] = item->value.ptr == NULL ? FLAG_TOMBSTONE : 0;
    unsigned char *at = bytes_out + SPOOL_RECORD_HEAD;
    memcpy(at, str_start(item->key), item->key.len);
    memcpy(at + item->key.len, str_start(item->value), item->value.len);
    memset(at + body, 0, size - SPOOL_RECORD_HEAD - body);
    return size;
}

size_t spool_record_seal(unsigned char *bytes, uint32_t salt, uint64_t sequence, uint32_t vouched)
{
    size_t size = padded((size_t) little_endian_get(bytes + RECORD_BODY, 4));
    little_endian_put(bytes + RECORD_SEQUENCE, sequence, 8);
    little_endian_put(bytes + RECORD_VOUCHED, vouched, 4);
    little_endian_put(bytes + RECORD_CHECK, check_of(salt, bytes + RECORD_BODY, size - RECORD_BODY),
                      4);
    return size;
}

bool spool_record_unpack(struct str bytes, uint32_t salt, struct spool_record *record_out)
{
    const unsigned char *at = (const unsigned char *) bytes.ptr;
    if (bytes.len < SPOOL_RECORD_HEAD)
        return false;
    size_t body = (size_t) little_endian_get(at + RECORD_BODY, 4);
    size_t key = (size_t) little_endian_get(at + RECORD_KEY, 2);
    if (body > SPOOL_BODY_MAX || key > body || padded(body) > bytes.len)
        return false;
    size_t size = padded(body);
    bool is_tombstone = (at[RECORD_FLAGS] & FLAG_TOMBSTONE) != 0;
    if (little_endian_get(at + RECORD_CHECK, 4) !=
            check_of(salt, at + RECORD_BODY, size - RECORD_BODY) ||
        at[RECORD_TOPIC] >= TOPICS_COUNT || (is_tombstone && key != body))
        return false;
    const char *text = bytes.ptr + SPOOL_RECORD_HEAD;
    *record_out = (struct spool_record) {
        .sequence = little_endian_get(at + RECORD_SEQUENCE, 8),
        .vouched = (uint32_t) little_endian_get(at + RECORD_VOUCHED, 4),
        .size = size,
        .item =
            {
                .topic = (enum topic) at[RECORD_TOPIC],
                .key = {.ptr = text, .len = key},
                .value = {.ptr = is_tombstone ? NULL : text + key, .len = body - key},
            },
    };
    return true;
}
