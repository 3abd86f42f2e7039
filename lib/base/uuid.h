/*
 * uuid -- identifiers of RFC 9562, as 16 bytes and as canonical text.
 *
 * Version 5 (a name's SHA-1) makes the same id for the same name wherever it is computed; version 7
 * (time and chance) is for events whose source cannot resend them.
 */
#ifndef SHOUWEN_BASE_UUID_H
#define SHOUWEN_BASE_UUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"

struct uuid {
    unsigned char bytes[16];
};

enum { UUID_TEXT_LEN = 36 };

/* The four namespaces; their texts stand in proto/shouwen/v1/header.proto. */
extern const struct uuid uuid_namespace_case;
extern const struct uuid uuid_namespace_event;
extern const struct uuid uuid_namespace_unit_year;
extern const struct uuid uuid_namespace_alert;

/* Canonical text only: 36 characters, lower case, hyphens in place. */
bool uuid_parse(struct str text, struct uuid *uuid_out);

/* Writes 36 characters and a NUL. */
void uuid_text(const struct uuid *uuid, char text_out[UUID_TEXT_LEN + 1]);

/* Version 5 of the parts joined by U+001F.  The parts must be UTF-8 NFC already. */
struct uuid uuid_v5(const struct uuid *space, const struct str *parts, size_t parts_count);

/* Version 7 at this time, with 74 bits of chance given by the caller. */
struct uuid uuid_v7(int64_t now_us, const unsigned char chance[10]);

int uuid_compare(const struct uuid *a, const struct uuid *b);

/* Asked several times an event, so here: two comparisons of eight bytes. */
static inline bool uuid_eq(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

static inline bool uuid_is_zero(const struct uuid *uuid)
{
    const struct uuid zero = {{0}};
    return uuid_eq(uuid, &zero);
}

#endif
