/*
 * citizen_json -- what is told of citizens as JSON, by the proto3 JSON mapping.
 */
#ifndef SHOUWEN_WIRE_CITIZEN_JSON_H
#define SHOUWEN_WIRE_CITIZEN_JSON_H

#include "base/arena.h"
#include "core/citizen.h"

/*
 * One line: {"header": {...}, "citizenRecord": {...}}, or textRecord, or erasedRecord.  Subject and
 * recorded_at may be left out of the header.
 *
 * REJECT: not such a JSON, or not such a record; the field is named, no value is shown.  RETRY: the
 * arena is full.
 */
MUST_CHECK enum outcome citizen_from_json(struct str json, int64_t now_us, struct arena *arena,
                                          struct citizen *citizen_out, struct err *err);

#endif
