/* little_endian -- see little_endian.h. */
#include "base/little_endian.h"

void little_endian_put(unsigned char *at, uint64_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        at[i] = (unsigned char) (number >> (8 * i));
}

uint64_t little_endian_get(const unsigned char *at, size_t bytes)
{
    uint64_t number = 0;
    for (size_t i = 0; i < bytes; i++)
        number |= (uint64_t) at[i] << (8 * i);
    return number;
}
