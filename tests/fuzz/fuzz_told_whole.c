/* fuzz_told_whole -- any body of a request is taken apart, and each piece is told or refused. */
#include <assert.h>
#include <stdlib.h>

#include "run/outgoing.h"
#include "support/sample.h"
#include "wire/event_codec.h"
#include "wire/json_split.h"
#include "wire/told_whole.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena arena;

static void finish(struct told_whole *told, enum outcome outcome, struct err *err)
{
    struct str bytes = {0};
    if (outcome == OK)
        outcome = told_whole_finish(told, SAMPLE_BROKER_US, &arena, err);
    assert(outcome == OK || (outcome == REJECT && err->reason != REASON_NONE));
    if (outcome == OK && told->has_event)
        assert(event_encode(&told->event, &arena, &bytes, err) == OK);
}

static void read(struct str piece)
{
    struct err err = {.outcome = OK};
    struct told_whole told;
    arena_reset(&arena);
    finish(&told, told_whole_json(piece, SAMPLE_BROKER_US, &arena, &told, &err), &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {.outcome = OK};
    struct json_split split;
    struct told_whole told;
    struct str piece = {0};
    if (arena.memory == NULL && arena_init(&arena, 16 * EVENT_MEMORY_MAX, &err) != OK)
        abort();
    if (size == 0)
        return 0;
    struct str body = {(const char *) data + 1, size - 1};
    if (data[0] % 8 < TOPICS_OF_EVENTS) {
        enum topic topic = (enum topic)(data[0] % 8);
        arena_reset(&arena);
        finish(&told, told_whole_proto(topic, body, &arena, &told, &err), &err);
    } else if (json_split_begin(&split, body)) {
        while (json_split_next(&split, &piece) == JSON_SPLIT_OPEN)
            read(piece);
    } else {
        read(body);
    }
    return 0;
}
