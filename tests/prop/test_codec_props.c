/* test_codec_props -- whatever may happen to a subject comes back from bytes and from JSON whole.
 */
#include <string.h>

#include "support/cmocka.h"
#include "support/event_equal.h"
#include "support/property.h"
#include "wire/event_codec.h"
#include "wire/event_json.h"

/* Long after all that the event tells of. */
static int64_t broker_time(const struct event *event)
{
    return event->recorded_at_us + INT64_C(10 * 366 * 86400) * 1000000;
}

/* Kept until the next refusal. */
static const char *words_of(const struct err *err)
{
    static char words[ERR_TEXT_MAX];
    memcpy(words, err->text, sizeof(words));
    return words;
}

static const char *bytes_bring_it_back(struct gen *gen, struct arena *arena,
                                       const struct event **events, size_t count)
{
    (void) gen;
    struct err err = {0};
    size_t mark = arena_mark(arena);
    for (size_t i = 0; i < count; i++) {
        struct record record = {
            .topic = event_kind_topic(events[i]->kind),
            .timestamp_us = broker_time(events[i]),
            .is_log_append_time = true,
        };
        struct event back;
        arena_rewind(arena, mark);
        if (event_encode(events[i], arena, &record.payload, &err) != OK ||
            event_key(events[i], arena, &record.key, &err) != OK)
            return "it cannot be encoded";
        if (event_decode(&record, arena, &back, &err) != OK)
            return words_of(&err);
        if (event_difference(events[i], &back) != NULL)
            return event_difference(events[i], &back);
    }
    return NULL;
}

static const char *json_brings_it_back(struct gen *gen, struct arena *arena,
                                       const struct event **events, size_t count)
{
    (void) gen;
    struct err err = {0};
    size_t mark = arena_mark(arena);
    for (size_t i = 0; i < count; i++) {
        struct str json = {0};
        struct event back;
        arena_rewind(arena, mark);
        if (event_to_json(events[i], arena, &json, &err) != OK)
            return "it cannot be written";
        if (event_from_json(json, broker_time(events[i]), arena, &back, &err) != OK)
            return words_of(&err);
        if (event_difference(events[i], &back) != NULL)
            return event_difference(events[i], &back);
    }
    return NULL;
}

static const char *damage_is_refused_or_read(struct gen *gen, struct arena *arena,
                                             const struct event **events, size_t count)
{
    struct err err = {0};
    size_t mark = arena_mark(arena);
    for (size_t i = 0; i < count; i++) {
        struct record record = {
            .topic = event_kind_topic(events[i]->kind),
            .timestamp_us = broker_time(events[i]),
            .is_log_append_time = true,
        };
        struct event back;
        arena_rewind(arena, mark);
        if (event_encode(events[i], arena, &record.payload, &err) != OK ||
            event_key(events[i], arena, &record.key, &err) != OK)
            return "it cannot be encoded";
        char *bytes = str_keep_terminated(record.payload, arena);
        for (uint64_t flips = gen_number(gen, 4); flips > 0; flips--)
            bytes[gen_number(gen, record.payload.len)] ^= (char) (1 << gen_number(gen, 8));
        record.payload =
            (struct str) {.ptr = bytes, .len = gen_number(gen, record.payload.len) + 1};
        enum outcome outcome = event_decode(&record, arena, &back, &err);
        if (outcome != OK && (outcome != REJECT || err.reason == REASON_NONE))
            return "damaged, it is neither read nor refused with a reason";
    }
    return NULL;
}

static void decode_of_encode_is_the_event(void **state)
{
    (void) state;
    const struct property property = {bytes_bring_it_back, 300, 60, {.odd_percent = 30}};
    property_hold(&property, "codec_props");
}

static void read_of_written_json_is_the_event(void **state)
{
    (void) state;
    const struct property property = {json_brings_it_back, 100, 60, {.odd_percent = 30}};
    property_hold(&property, "codec_props");
}

static void damaged_bytes_are_an_event_or_refused(void **state)
{
    (void) state;
    const struct property property = {damage_is_refused_or_read, 200, 60, {.odd_percent = 30}};
    property_hold(&property, "codec_props");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decode_of_encode_is_the_event),
        cmocka_unit_test(read_of_written_json_is_the_event),
        cmocka_unit_test(damaged_bytes_are_an_event_or_refused),
    };
    return RUN(tests);
}
