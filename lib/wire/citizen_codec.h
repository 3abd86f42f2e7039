/*
 * citizen_codec -- names, contacts and free text: the messages of the citizen topic.
 *
 * Nothing of these is ever logged, and no error text holds a value of theirs.
 */
#ifndef SHOUWEN_WIRE_CITIZEN_CODEC_H
#define SHOUWEN_WIRE_CITIZEN_CODEC_H

#include "base/arena.h"
#include "core/citizen.h"

/*
 * Key and bytes of a record; a tombstone has no bytes.
 *
 * REJECT: a value is too long or not UTF-8 (the field is named, the value is not).  RETRY: the
 * arena is full.
 */
MUST_CHECK enum outcome citizen_encode(const struct citizen *citizen, struct arena *arena,
                                       struct str *key_out, struct str *bytes_out, struct err *err);

/*
 * The door for the citizen topic; as event_decode().  A record without payload is a tombstone: what
 * it takes away is in its key.  One for an erasure is refused, because an erasure is for ever.
 */
struct record;
MUST_CHECK enum outcome citizen_decode(const struct record *record, struct arena *arena,
                                       struct citizen *citizen_out, struct err *err);

#endif
