/* sha256 -- see sha256.h. */
#include "base/sha256.h"

#include <nettle/sha2.h>

void sha256(struct str text, unsigned char digest_out[SHA256_LEN])
{
    struct sha256_ctx context;
    sha256_init(&context);
    if (text.len > 0)
        sha256_update(&context, text.len, (const uint8_t *) text.ptr);
    sha256_digest(&context, SHA256_LEN, digest_out);
}

void sha256_hex(struct str text, char hex_out[SHA256_HEX_LEN + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[SHA256_LEN];
    sha256(text, digest);
    for (size_t i = 0; i < SHA256_LEN; i++) {
        hex_out[2 * i] = digits[digest[i] >> 4];
        hex_out[2 * i + 1] = digits[digest[i] & 15];
    }
    hex_out[SHA256_HEX_LEN] = '\0';
}
