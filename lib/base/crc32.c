/* crc32 -- see crc32.h. */
#include "base/crc32.h"

#include <zlib.h>

uint32_t crc32_after(uint32_t before, struct str bytes)
{
    return (uint32_t) crc32_z(before, (const unsigned char *) str_start(bytes), bytes.len);
}
