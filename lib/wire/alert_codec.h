/*
 * alert_codec -- alerts as the messages of their topic.
 *
 * What is packed here is unpacked as it was; whatever else the topic holds is refused with a
 * reason, as events are at their door.
 */
#ifndef SHOUWEN_WIRE_ALERT_CODEC_H
#define SHOUWEN_WIRE_ALERT_CODEC_H

#include "base/arena.h"
#include "core/alert.h"

enum { ALERT_MEMORY_MAX = 1 << 20 }; /* with that much room unpacking never says RETRY */

/*
 * The bytes of the message, in the arena; its id is the one that follows from it.
 *
 * REJECT: a field is missing, too long, out of range, not fit; RETRY: the arena is full.
 */
MUST_CHECK enum outcome alert_pack(const struct alert *alert, struct arena *arena,
                                   struct str *bytes_out, struct err *err);

/*
 * The alert of a record's payload (framed or not), borrowed from the arena only.
 *
 * REJECT with a reason; RETRY: the arena is full.
 */
MUST_CHECK enum outcome alert_unpack(struct str payload, struct arena *arena,
                                     struct alert *alert_out, struct err *err);

/* The key of its record: the subject's text; in the arena, RETRY when full. */
MUST_CHECK enum outcome alert_key(const struct alert *alert, struct arena *arena,
                                  struct str *key_out, struct err *err);

/* The message as one line of JSON, by proto3's mapping; as alert_pack(). */
MUST_CHECK enum outcome alert_to_json(const struct alert *alert, struct arena *arena,
                                      struct str *json_out, struct err *err);

#endif
