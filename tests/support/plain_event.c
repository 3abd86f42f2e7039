/* plain_event -- see plain_event.h. */
#include "support/plain_event.h"

#include "base/civil.h"
#include "support/cmocka.h"

static const int64_t YEAR_2024_US = INT64_C(1704038400000000);

const struct uuid plain_subject = {{7}};

struct event *plain_event(struct arena *arena, unsigned id, enum event_kind kind, int64_t second)
{
    struct event *event = arena_alloc(arena, sizeof(*event));
    assert_non_null(event);
    *event = (struct event) {
        .subject = plain_subject,
        .subject_kind = SUBJECT_CASE,
        .case_source = STR("hotline"),
        .case_number = STR("12345-1"),
        .occurred_at_us = YEAR_2024_US + second * CIVIL_SECOND_US,
        .precision = PRECISION_INSTANT,
        .recorded_at_us = YEAR_2024_US + second * CIVIL_SECOND_US + 5,
        .source = STR("hotline"),
        .source_ref = STR("a"),
        .kind = kind,
    };
    event->id.bytes[14] = (unsigned char) (id >> 8);
    event->id.bytes[15] = (unsigned char) id;
    return event;
}
