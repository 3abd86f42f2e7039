/*
 * citizen_codec -- names, contacts and free text: the messages of the citizen topic.
 *
 * Nothing of these is ever logged, and no error text holds a value of theirs.
 */
#ifndef SHOUWEN_WIRE_CITIZEN_CODEC_H
#define SHOUWEN_WIRE_CITIZEN_CODEC_H

#include "base/arena.h"
#include "core/event.h"

enum { CITIZEN_TEXT_BYTES_MAX = 65536, CITIZEN_NAME_BYTES_MAX = 512 };

enum citizen_kind { CITIZEN_RECORD = 1, CITIZEN_TEXT, CITIZEN_ERASED };

struct citizen {
    enum citizen_kind kind;
    struct uuid subject;
    struct str case_source;
    struct str case_number;
    struct str source;
    int64_t recorded_at_us;
    struct uuid event_id; /* of CITIZEN_TEXT: whose text it is */
    struct str name;      /* of CITIZEN_RECORD */
    struct str contact;
    struct str address;
    struct str id_number;
    enum text_field field; /* of CITIZEN_TEXT */
    struct str text;
    int64_t erased_at_us; /* of CITIZEN_ERASED */
};

/*
 * Key and bytes of a record; the key is the subject, of a text subject/event id/field.
 *
 * REJECT: a value is too long or not UTF-8 (the field is named, the value is not).  RETRY: the
 * arena is full.
 */
MUST_CHECK enum outcome citizen_encode(const struct citizen *citizen, struct arena *arena,
                                       struct str *key_out, struct str *bytes_out, struct err *err);

/*
 * The door for the citizen topic; as event_decode().  A tombstone (no payload) is no record: ask
 * for it before.
 */
struct record;
MUST_CHECK enum outcome citizen_decode(const struct record *record, struct arena *arena,
                                       struct citizen *citizen_out, struct err *err);

#endif
