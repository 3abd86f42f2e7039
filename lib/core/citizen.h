/*
 * citizen -- who asked, in what words, and that both were erased: what a record of the citizen
 * topic says.
 *
 * A record belongs to a key, and of a key the last record counts; a tombstone takes its value away.
 * No value of these is ever logged, and no error text holds one.
 */
#ifndef SHOUWEN_CORE_CITIZEN_H
#define SHOUWEN_CORE_CITIZEN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/event.h"

enum { CITIZEN_TEXT_BYTES_MAX = 65536, CITIZEN_NAME_BYTES_MAX = 512 };

enum citizen_kind {
    CITIZEN_RECORD = 1, /* key: subject */
    CITIZEN_TEXT,       /* key: subject/event id/field */
    CITIZEN_ERASED, /* key: subject/erased/erased_at_us; each erasure its own, so none hides another
                     */
};

struct citizen {
    enum citizen_kind kind;
    bool is_tombstone; /* of a record or text: only the parts of its key are filled in */
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

#endif
