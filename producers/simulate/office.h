/*
 * office -- when the simulated city works: Monday to Friday, 9 to 12 and 13 to 17, but for a few
 * fixed holidays.
 *
 * Only so that times look like an office's.  The working calendar that deadlines rest on is
 * another thing.
 */
#ifndef SHOUWEN_SIMULATE_OFFICE_H
#define SHOUWEN_SIMULATE_OFFICE_H

#include <stdbool.h>
#include <stdint.h>

enum { OFFICE_DAY_S = 7 * 3600 };

bool office_is_open(int64_t day);

/* The instant at which so many seconds of this day's work are done; below OFFICE_DAY_S. */
int64_t office_at(int64_t day, int64_t work_s);

/* So many seconds of work after an instant; outside of working hours time stands still. */
int64_t office_after(int64_t at_us, int64_t work_s);

#endif
