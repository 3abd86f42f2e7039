/* uuid -- see uuid.h. */
#include "base/uuid.h"

#include <assert.h>
#include <string.h>

#include <nettle/sha1.h>

/* Drawn once at random, constants for ever: 6f0c3a10-5e0b-4c5e-9d3a-7b21e488a101 and the three
 * after it. */
#define NAMESPACE(last)                                                                            \
    {                                                                                              \
        {                                                                                          \
            0x6f, 0x0c, 0x3a, 0x10, 0x5e, 0x0b, 0x4c, 0x5e, 0x9d, 0x3a, 0x7b, 0x21, 0xe4, 0x88,    \
                0xa1, last                                                                         \
        }                                                                                          \
    }
const struct uuid uuid_namespace_case = NAMESPACE(0x01);
const struct uuid uuid_namespace_event = NAMESPACE(0x02);
const struct uuid uuid_namespace_unit_year = NAMESPACE(0x03);
const struct uuid uuid_namespace_alert = NAMESPACE(0x04);

/* Where in canonical text the two digits of each byte stand. */
static const unsigned char places[16] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};

/* A digit's value and one more; 0 is no digit.  A table, because the door parses two ids an event.
 */
static const unsigned char digits_of[256] = {
    ['0'] = 1, ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

bool uuid_parse(struct str text, struct uuid *uuid_out)
{
    if (text.len != UUID_TEXT_LEN || text.ptr[8] != '-' || text.ptr[13] != '-' ||
        text.ptr[18] != '-' || text.ptr[23] != '-')
        return false;
    struct uuid uuid;
    for (size_t i = 0; i < sizeof(uuid.bytes); i++) {
        unsigned high = digits_of[(unsigned char) text.ptr[places[i]]];
        unsigned low = digits_of[(unsigned char) text.ptr[places[i] + 1]];
        if (high == 0 || low == 0)
            return false;
        uuid.bytes[i] = (unsigned char) ((high - 1) << 4 | (low - 1));
    }
    *uuid_out = uuid;
    return true;
}

void uuid_text(const struct uuid *uuid, char text_out[UUID_TEXT_LEN + 1])
{
    static const char digits[] = "0123456789abcdef";
    memset(text_out, '-', UUID_TEXT_LEN);
    for (size_t i = 0; i < sizeof(uuid->bytes); i++) {
        text_out[places[i]] = digits[uuid->bytes[i] >> 4];
        text_out[places[i] + 1] = digits[uuid->bytes[i] & 15];
    }
    text_out[UUID_TEXT_LEN] = '\0';
}

static struct uuid with_version(struct uuid uuid, unsigned version)
{
    uuid.bytes[6] = (unsigned char) ((uuid.bytes[6] & 0x0F) | version << 4);
    uuid.bytes[8] = (unsigned char) ((uuid.bytes[8] & 0x3F) | 0x80);
    return uuid;
}

struct uuid uuid_v5(const struct uuid *space, const struct str *parts, size_t parts_count)
{
    struct sha1_ctx sha1;
    uint8_t digest[SHA1_DIGEST_SIZE];
    sha1_init(&sha1);
    sha1_update(&sha1, sizeof(space->bytes), space->bytes);
    for (size_t i = 0; i < parts_count; i++) {
        if (i > 0)
            sha1_update(&sha1, 1, (const uint8_t *) "\x1F");
        if (parts[i].len > 0)
            sha1_update(&sha1, parts[i].len, (const uint8_t *) parts[i].ptr);
    }
    sha1_digest(&sha1, sizeof(digest), digest);
    struct uuid uuid;
    memcpy(uuid.bytes, digest, sizeof(uuid.bytes));
    return with_version(uuid, 5);
}

struct uuid uuid_v7(int64_t now_us, const unsigned char chance[10])
{
    assert(now_us >= 0);
    uint64_t now_ms = (uint64_t) now_us / 1000;
    struct uuid uuid;
    for (size_t i = 0; i < 6; i++)
        uuid.bytes[i] = (unsigned char) (now_ms >> (40 - 8 * i));
    memcpy(uuid.bytes + 6, chance, 10);
    return with_version(uuid, 7);
}

int uuid_compare(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}
