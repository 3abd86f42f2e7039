/*
 * encoding -- a text file as people's programs save it, as UTF-8.
 *
 * UTF-8 is taken with or without a BOM; what is not valid UTF-8 is read as GB18030, of which GBK
 * and GB2312 are parts: what a spreadsheet in a Chinese office calls "CSV".  Text that is UTF-8 but
 * for some bytes is refused, because as GB18030 it would be nonsense.  The whole file is in memory,
 * so its size has a limit.
 */
#ifndef SHOUWEN_RUN_ENCODING_H
#define SHOUWEN_RUN_ENCODING_H

#include "base/err.h"
#include "base/str.h"

enum encoding { ENCODING_UTF8, ENCODING_GB18030 };

/* A text in UTF-8 without a BOM, and what it was. */
struct decoded {
    char *text; /* owned; not terminated */
    size_t len;
    enum encoding encoding;
};

void decoded_done(struct decoded *decoded);

/* "UTF-8", "GB18030". */
const char *encoding_name(enum encoding encoding);

/*
 * A copy of these bytes in UTF-8.
 *
 * REJECT: they are neither UTF-8 nor GB18030, or damaged UTF-8; FATAL: no memory.
 */
MUST_CHECK enum outcome encoding_decode(struct str bytes, struct decoded *decoded_out,
                                        struct err *err);

/* The same of a file; REJECT also when it has more than `bytes_max`; FATAL: it cannot be read. */
MUST_CHECK enum outcome encoding_read_file(const char *path, size_t bytes_max,
                                           struct decoded *decoded_out, struct err *err);

#endif
