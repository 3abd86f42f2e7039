/*
 * little_endian -- whole numbers as bytes on a disk, the lowest first, on every machine.
 */
#ifndef SHOUWEN_BASE_LITTLE_ENDIAN_H
#define SHOUWEN_BASE_LITTLE_ENDIAN_H

#include <stddef.h>
#include <stdint.h>

/* The lowest so many bytes of a number, at most 8. */
void little_endian_put(unsigned char *at, uint64_t number, size_t bytes);
uint64_t little_endian_get(const unsigned char *at, size_t bytes);

#endif
