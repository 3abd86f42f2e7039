/*
 * told_whole -- an event with who asked and in what words, told in one object.
 *
 * {"header": {...}, "accepted": {...}, "citizenRecord": {"name": ...},
 *  "textRecords": [{"field": "TEXT_FIELD_CONTENT", "text": ...}]}
 *
 * What belongs to citizens becomes records of their own topic; the event then says which there are
 * (header.texts, has_name, ..., a result's digest).  An object without an event, as told.h reads
 * it, is one record.
 */
#ifndef SHOUWEN_WIRE_TOLD_WHOLE_H
#define SHOUWEN_WIRE_TOLD_WHOLE_H

#include "base/arena.h"
#include "core/citizen.h"

struct told_whole {
    bool has_event;
    bool has_time; /* recorded_at was given */
    struct event event;
    struct citizen records[1 + TEXT_FIELDS_END];
    size_t records_count;
};

/*
 * The two halves, as those of told.h: what the object says; and, when the codes of the event are
 * what they are to be, checks, ids, and whose the records are.  The first of a protobuf message of
 * an event topic instead, which may lack what JSON may lack.
 *
 * REJECT: not such an object; no value of a citizen's is shown.  RETRY: the arena is full.
 */
MUST_CHECK enum outcome told_whole_json(struct str json, int64_t now_us, struct arena *arena,
                                        struct told_whole *whole_out, struct err *err);
MUST_CHECK enum outcome told_whole_proto(enum topic topic, struct str payload, struct arena *arena,
                                         struct told_whole *whole_out, struct err *err);
MUST_CHECK enum outcome told_whole_finish(struct told_whole *whole, int64_t now_us,
                                          struct arena *arena, struct err *err);

/* As which source a text speaks that was refused, as far as it is JSON with a header: its word as
 * it stands, in the arena; '' otherwise. */
struct str told_whole_source(struct str json, struct arena *arena);

#endif
