/* fuzz_event_json -- any line is an event or refused with a reason; what was read is written. */
#include <assert.h>
#include <stdlib.h>

#include "support/event_equal.h"
#include "support/sample.h"
#include "wire/event_codec.h"
#include "wire/event_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena arena;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {0};
    struct event event, back;
    struct str json;
    if (arena.memory == NULL && arena_init(&arena, 16 * EVENT_MEMORY_MAX, &err) != OK)
        abort();
    arena_reset(&arena);
    struct str line = {(const char *) data, size};
    enum outcome outcome = event_from_json(line, SAMPLE_BROKER_US, &arena, &event, &err);
    assert(outcome == OK || (outcome == REJECT && err.reason != REASON_NONE));
    if (outcome != OK)
        return 0;
    outcome = event_to_json(&event, &arena, &json, &err);
    assert(outcome == OK);
    outcome = event_from_json(json, SAMPLE_BROKER_US, &arena, &back, &err);
    assert(outcome == OK && event_difference(&event, &back) == NULL);
    return 0;
}
