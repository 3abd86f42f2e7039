/* test_histories -- the generator and the runner of laws keep their own promises. */
#include <string.h>

#include "core/event_fields.h"
#include "support/arena.h"
#include "support/cmocka.h"
#include "support/property.h"
#include "wire/event_codec.h"

enum { EVENTS_MAX = 40, HISTORIES = 2000 };

static const int64_t YEAR_2026_US = INT64_C(1767196800000000);

/* The history of this seed, in the emptied arena. */
static size_t history_of(uint64_t seed, unsigned odd_percent, struct event events[EVENTS_MAX])
{
    struct gen gen = gen_seed(seed);
    struct gen_options options = {.odd_percent = odd_percent};
    arena_reset(&test_arena);
    return gen_history(&gen, &test_arena, &options, events, EVENTS_MAX);
}

static void every_event_of_every_history_passes_the_door(void **state)
{
    (void) state;
    struct event events[EVENTS_MAX];
    for (uint64_t seed = 0; seed < HISTORIES; seed++) {
        size_t count = history_of(seed, (unsigned) (seed % 101), events);
        for (size_t i = 0; i < count; i++) {
            struct err err;
            if (event_check(&events[i], YEAR_2026_US, &err) != OK)
                fail_msg("seed %u, event %zu: %s", (unsigned) seed, i, err.text);
            assert_true(uuid_eq(&events[i].subject, &events[0].subject));
        }
    }
}

/* Which fields of a kind were ever given. */
static uint64_t given_fields(const struct event *event)
{
    static const unsigned char zeroes[sizeof(struct party)];
    struct event_fields fields = event_fields_of(event->kind);
    uint64_t given = 0;
    for (size_t i = 0; i < fields.count; i++) {
        size_t size = fields.items[i].type == FIELD_BOOL ? sizeof(bool) : sizeof(uint32_t);
        const char *value = (const char *) event + fields.items[i].offset;
        size = fields.items[i].type == FIELD_PARTY ? sizeof(struct party) : size;
        size = fields.items[i].type == FIELD_CODE ? sizeof(struct str) : size;
        if (memcmp(value, zeroes, size) != 0)
            given |= UINT64_C(1) << i;
    }
    return given;
}

static void every_kind_and_every_field_occurs(void **state)
{
    (void) state;
    struct event events[EVENTS_MAX];
    size_t kinds[EVENT_KINDS_COUNT] = {0};
    uint64_t given[EVENT_KINDS_COUNT] = {0};
    for (uint64_t seed = 0; seed < HISTORIES; seed++) {
        size_t count = history_of(seed, 30, events);
        for (size_t i = 0; i < count; i++) {
            kinds[events[i].kind]++;
            given[events[i].kind] |= given_fields(&events[i]);
        }
    }
    for (int kind = 0; kind < EVENT_KINDS_COUNT; kind++) {
        size_t fields_count = event_fields_of((enum event_kind) kind).count;
        if (kinds[kind] < 20 || given[kind] != (UINT64_C(1) << fields_count) - 1)
            fail_msg("%s: %zu times, fields %llx", event_kind_name((enum event_kind) kind),
                     kinds[kind], (unsigned long long) given[kind]);
    }
}

static void oddities_are_as_frequent_as_asked_for(void **state)
{
    (void) state;
    struct event events[EVENTS_MAX];
    size_t repeated[2] = {0};
    for (uint64_t seed = 0; seed < HISTORIES; seed++) {
        for (unsigned wild = 0; wild < 2; wild++) {
            size_t count = history_of(seed, 100 * wild, events);
            for (size_t i = 0; i < count; i++)
                for (size_t j = 0; j < i; j++)
                    repeated[wild] += uuid_eq(&events[i].id, &events[j].id);
        }
    }
    assert_int_equal(repeated[0], 0);
    assert_true(repeated[1] > HISTORIES);
}

static void one_seed_is_one_history(void **state)
{
    (void) state;
    struct event first[EVENTS_MAX];
    struct event again[EVENTS_MAX];
    for (uint64_t seed = 0; seed < 50; seed++) {
        size_t count = history_of(seed, 50, first);
        assert_int_equal(history_of(seed, 50, again), count);
        for (size_t i = 0; i < count; i++) {
            assert_true(uuid_eq(&first[i].id, &again[i].id));
            assert_int_equal(event_compare(&first[i], &again[i]), 0);
        }
    }
}

static const char *nothing_is_ever_voided(struct gen *gen, struct arena *of,
                                          const struct event **events, size_t count)
{
    (void) gen;
    (void) of;
    for (size_t i = 0; i < count; i++)
        if (events[i]->kind == EVENT_VOIDED)
            return "an event is voided";
    return NULL;
}

static const char *no_case_is_rated_and_reopened(struct gen *gen, struct arena *of,
                                                 const struct event **events, size_t count)
{
    (void) gen;
    (void) of;
    size_t rated = 0;
    size_t reopened = 0;
    for (size_t i = 0; i < count; i++) {
        rated += events[i]->kind == EVENT_RATED;
        reopened += events[i]->kind == EVENT_REOPENED;
    }
    return rated > 1 && reopened > 0 ? "rated twice and reopened" : NULL;
}

/* The fewest events that any seed below 30 is shrunk to, and the most. */
static void assert_shrinks_to(property_law *law, size_t expected)
{
    struct property property = {
        .law = law, .events_max = EVENTS_MAX, .options = {.odd_percent = 20, .events_min = 30}};
    size_t broken = 0;
    for (uint64_t seed = 0; seed < 30; seed++) {
        size_t count = property_break(&property, seed);
        assert_true(count == 0 || count == expected);
        broken += count > 0;
    }
    assert_true(broken > 0);
}

static void what_breaks_a_law_is_shrunk_to_the_fewest_events(void **state)
{
    (void) state;
    assert_shrinks_to(nothing_is_ever_voided, 1);
    assert_shrinks_to(no_case_is_rated_and_reopened, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event_of_every_history_passes_the_door),
        cmocka_unit_test(every_kind_and_every_field_occurs),
        cmocka_unit_test(oddities_are_as_frequent_as_asked_for),
        cmocka_unit_test(one_seed_is_one_history),
        cmocka_unit_test(what_breaks_a_law_is_shrunk_to_the_fewest_events),
    };
    return cmocka_run_group_tests(tests, test_arena_make, test_arena_drop);
}
