/* sha256 -- the digest of a text, as FIPS 180-4 has it. */
#ifndef SHOUWEN_BASE_SHA256_H
#define SHOUWEN_BASE_SHA256_H

#include "base/str.h"

enum { SHA256_LEN = 32, SHA256_HEX_LEN = 64 };

void sha256(struct str text, unsigned char digest_out[SHA256_LEN]);

/* The same in lower-case hexadecimal, with a NUL. */
void sha256_hex(struct str text, char hex_out[SHA256_HEX_LEN + 1]);

#endif
