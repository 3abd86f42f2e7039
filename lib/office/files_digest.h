/* files_digest -- the SHA-256 of files one behind the other, as `cat FILES | sha256sum` has it. */
#ifndef SHOUWEN_OFFICE_FILES_DIGEST_H
#define SHOUWEN_OFFICE_FILES_DIGEST_H

#include "base/sha256.h"

/* The bytes are in the arena while they are digested.  FATAL: one cannot be read, or is too large.
 */
MUST_CHECK enum outcome files_digest(const char *const *paths, size_t count, struct arena *arena,
                                     char hex_out[SHA256_HEX_LEN + 1], struct err *err);

#endif
