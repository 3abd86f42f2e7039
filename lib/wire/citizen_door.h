/* citizen_door -- what citizen_codec and citizen_json share: from a protobuf message to a struct
 * citizen. */
#ifndef SHOUWEN_WIRE_CITIZEN_DOOR_H
#define SHOUWEN_WIRE_CITIZEN_DOOR_H

#include <protobuf-c/protobuf-c.h>

#include "core/citizen.h"

/* What this message (a shouwen.v1.CitizenEvent) tells, borrowed from it, not yet checked by
 * citizen_check().  REJECT: it tells nothing, or holds what a struct citizen could not. */
MUST_CHECK enum outcome citizen_from_message(const ProtobufCMessage *message,
                                             struct citizen *citizen_out, struct err *err);

/* REJECT: a field is missing, too long, not UTF-8, out of range (its name is told, its value is
 * not), or later than latest_us; or the subject is another's. */
MUST_CHECK enum outcome citizen_check(const struct citizen *citizen, int64_t latest_us,
                                      struct err *err);

#endif
