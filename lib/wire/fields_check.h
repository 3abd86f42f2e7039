/*
 * fields_check -- the rules of the table of fields, of a struct that it describes.
 */
#ifndef SHOUWEN_WIRE_FIELDS_CHECK_H
#define SHOUWEN_WIRE_FIELDS_CHECK_H

#include "base/err.h"
#include "core/event_fields.h"

struct fields_named {
    const char *name; /* of the message, for the words of a refusal */
    struct event_fields fields;
};

/* REJECT: a field is missing, too long, not fit, out of range, or a time is later than `latest_us`
 * that may not lie ahead; the text names it. */
MUST_CHECK enum outcome fields_check(const struct fields_named *named, int64_t latest_us,
                                     const void *value, struct err *err);

#endif
