/* partition -- see partition.h. */
#include "core/partition.h"

#include <assert.h>

static const uint32_t seed = 0x9747b28c;
static const uint32_t factor = 0x5bd1e995;

/* Up to four bytes, the first being the lowest. */
static uint32_t word_at(const char *bytes, size_t len)
{
    uint32_t word = 0;
    for (size_t i = 0; i < len; i++)
        word |= (uint32_t) (unsigned char) bytes[i] << (8 * i);
    return word;
}

static uint32_t murmur2(struct str key)
{
    uint32_t hash = seed ^ (uint32_t) key.len;
    size_t whole = key.len & ~(size_t) 3;
    for (size_t i = 0; i < whole; i += 4) {
        uint32_t word = word_at(key.ptr + i, 4) * factor;
        word = (word ^ word >> 24) * factor;
        hash = (hash * factor) ^ word;
    }
    if (whole < key.len)
        hash = (hash ^ word_at(key.ptr + whole, key.len - whole)) * factor;
    hash = (hash ^ hash >> 13) * factor;
    return hash ^ hash >> 15;
}

int32_t partition_hash(struct str key)
{
    return (int32_t) (murmur2(key) & INT32_MAX);
}

int32_t partition_of_key(struct str key, int32_t partitions_count)
{
    assert(partitions_count > 0);
    return partition_hash(key) % partitions_count;
}
