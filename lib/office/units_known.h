/* units_known -- who is asked whether a unit that rules name is there. */
#ifndef SHOUWEN_OFFICE_UNITS_KNOWN_H
#define SHOUWEN_OFFICE_UNITS_KNOWN_H

#include <stdbool.h>

#include "base/str.h"

/* `knows` NULL: nobody is asked, and every unit believed. */
struct units_known {
    const void *context;
    bool (*knows)(const void *context, struct str code);
};

/* '' is no unit that could be missing. */
static inline bool units_know(const struct units_known *units, struct str code)
{
    return code.len == 0 || units->knows == NULL || units->knows(units->context, code);
}

#endif
