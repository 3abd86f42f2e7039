/*
 * rules -- one revision of what is laid down outside the log: calendar, policies, the dated unit
 * tree.
 *
 * Immutable; a new revision replaces it whole.  Rows are functions of a life and a revision.
 */
#ifndef SHOUWEN_CORE_RULES_H
#define SHOUWEN_CORE_RULES_H

#include <stdint.h>

#include "core/calendar.h"
#include "core/policy.h"

struct rules {
    int64_t version; /* stream.rules_version; every case file says under which its rows were made */
    const struct calendar *calendar; /* NULL: none was loaded */
    const struct policy *policy;     /* with the unit tree; NULL: none was loaded */
};

#endif
