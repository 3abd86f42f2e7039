/*
 * event_fields -- every field of every kind of event, once.
 *
 * The door, the case file's codec, the JSON and CSV of events are driven by this table; the names
 * are those of the protobuf messages, so that a new field is one row here, one member in event.h
 * and one line in a .proto.
 */
#ifndef SHOUWEN_CORE_EVENT_FIELDS_H
#define SHOUWEN_CORE_EVENT_FIELDS_H

#include <stddef.h>

#include "core/event.h"

enum field_type {
    FIELD_CODE,   /* struct str: UTF-8 without control characters, at most `max` bytes */
    FIELD_CODES,  /* struct codes: at most `max` items of CODE_BYTES_MAX */
    FIELD_INT,    /* int64_t from 0 to `max` */
    FIELD_SIGNED, /* int64_t from -`max` to `max` */
    FIELD_BOOL,   /* bool */
    FIELD_ENUM,   /* an int-sized enum below `max`; 0 is "not said" */
    FIELD_SET,    /* uint32_t of bits 1 to `max` - 1: a repeated enum */
    FIELD_TIME,   /* int64_t microseconds; google.protobuf.Timestamp; 0 is "not given"; `max` is 0
                     or FIELD_TIME_MAY_LIE_AHEAD */
    FIELD_PARTY,  /* struct party; required: its unit is */
    FIELD_UUID,   /* struct uuid; canonical text in protobuf */
    FIELD_DIGEST, /* struct digest: 32 bytes or none */
};

enum {
    CODE_BYTES_MAX = 128,
    CODES_COUNT_MAX = 2000,
    FIELD_TIME_MAY_LIE_AHEAD = 1, /* of the broker's time, by more than a day */
    EVENT_FIELDS_MAX = 16,        /* of one kind or of the header */
};

struct event_field {
    const char *name; /* as in the protobuf message */
    enum field_type type;
    size_t offset; /* in struct event */
    int64_t max;
    bool required;
};

struct event_fields {
    const struct event_field *items;
    size_t count;
};

/* The payload's fields, and the header's, in the order of the struct. */
struct event_fields event_fields_of(enum event_kind kind);
struct event_fields event_fields_header(void);

/* The end of the header's: without id, case and times, which frame a packed event, and without
 * correlation_id, which is for tracing only. */
struct event_fields event_fields_packed_header(void);

#endif
