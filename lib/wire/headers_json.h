/*
 * headers_json -- the headers of an outgoing message, as the outbox keeps them: a flat JSON object
 * of texts and numbers.
 */
#ifndef SHOUWEN_WIRE_HEADERS_JSON_H
#define SHOUWEN_WIRE_HEADERS_JSON_H

#include "base/arena.h"
#include "base/str.h"

enum { HEADERS_JSON_MAX = 16, HEADERS_JSON_BYTES_MAX = 8192 };

struct headers_json {
    const char *names[HEADERS_JSON_MAX];
    struct str values[HEADERS_JSON_MAX];
    size_t count;
};

/*
 * Names and values, in the arena; '' is no header.  A number is given as its decimal text.
 *
 * REJECT: not such a JSON, or more than HEADERS_JSON_MAX members.  RETRY: the arena is full.
 */
MUST_CHECK enum outcome headers_json_read(struct str json, struct arena *arena,
                                          struct headers_json *headers_out, struct err *err);

#endif
