/* crc32 -- a checksum against what breaks, not against who means harm: zlib's CRC-32. */
#ifndef SHOUWEN_BASE_CRC32_H
#define SHOUWEN_BASE_CRC32_H

#include <stdint.h>

#include "base/str.h"

/* Of these bytes after others whose checksum is `before` (or a salt). */
uint32_t crc32_after(uint32_t before, struct str bytes);

#endif
