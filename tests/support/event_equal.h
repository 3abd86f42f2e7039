/* event_equal -- are two events the same, field by field, recorded_at and correlation id included.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_EVENT_EQUAL_H
#define SHOUWEN_TESTS_SUPPORT_EVENT_EQUAL_H

#include "core/event.h"

/* NULL, or the name of the first thing that differs. */
const char *event_difference(const struct event *a, const struct event *b);

#endif
