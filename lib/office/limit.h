/*
 * limit -- limits as people write them: 30min 90wmin 1hd 5wd 180cd.
 *
 * Real minutes, working minutes, half days, working days, calendar days.
 */
#ifndef SHOUWEN_OFFICE_LIMIT_H
#define SHOUWEN_OFFICE_LIMIT_H

#include "base/str.h"
#include "core/event.h"

enum { LIMIT_DAYS_MAX = 10000, LIMIT_MINUTES_MAX = 1000000 };

/* "wd". */
const char *limit_unit_word(enum limit_unit unit);

/* NULL, or what is wrong: "is no limit like 5wd ...".  Spaces before the unit are allowed. */
const char *limit_read(struct str text, int64_t *amount_out, enum limit_unit *unit_out);

/* The unit alone; false when it is none. */
bool limit_unit_read(struct str text, enum limit_unit *unit_out);

/* NULL, or what is wrong with the amount: 1 to 10,000 days or half days, 1,000,000 minutes. */
const char *limit_amount_wrong(int64_t amount, enum limit_unit unit);

#endif
