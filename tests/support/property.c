/* property -- see property.h. */
#include "support/property.h"

#include <inttypes.h>
#include <string.h>

#include "base/civil.h"
#include "base/time.h"
#include "support/cmocka.h"

/* Fewer events may break the law in another order only: so often each is asked. */
enum { ARENA_BYTES = 64 << 20, CHANCES = 16, SHRINK_SECONDS_MAX = 20 };

/* A history, and how far it is shrunk. */
struct trial {
    const struct property *property;
    uint64_t seed;
    struct arena *arena;
    size_t mark;   /* of the arena, behind the history */
    uint64_t turn; /* of the chances, which broke it */
    const struct event **events;
    size_t count;
    int64_t give_up_us;           /* on shrinking, by time_steady_us() */
    const struct event **offered; /* scratch: a law may reorder what it is given */
};

static const char *ask(const struct trial *trial, const struct event **events, size_t count)
{
    struct gen gen = gen_seed(~trial->seed + trial->turn);
    arena_rewind(trial->arena, trial->mark);
    memcpy(trial->offered, events, count * sizeof(events[0]));
    return trial->property->law(&gen, trial->arena, trial->offered, count);
}

static bool is_broken(struct trial *trial, const struct event **events, size_t count)
{
    uint64_t turn = trial->turn;
    for (trial->turn = 0; trial->turn < CHANCES && time_steady_us() < trial->give_up_us;
         trial->turn++)
        if (ask(trial, events, count) != NULL)
            return true;
    trial->turn = turn;
    return false;
}

/* Is the law still broken without these `len` events?  Then they are gone. */
static bool drop(struct trial *trial, size_t start, size_t len, const struct event **fewer)
{
    size_t rest = trial->count - start - len;
    memcpy(fewer, trial->events, start * sizeof(fewer[0]));
    memcpy(fewer + start, trial->events + start + len, rest * sizeof(fewer[0]));
    if (start + rest == 0 || !is_broken(trial, fewer, start + rest))
        return false;
    memcpy(trial->events, fewer, (start + rest) * sizeof(fewer[0]));
    trial->count = start + rest;
    return true;
}

static void shrink(struct trial *trial, const struct event **fewer)
{
    size_t before;
    do {
        before = trial->count;
        for (size_t len = trial->count / 2 + 1; len > 0; len /= 2) {
            size_t start = 0;
            while (start + len <= trial->count)
                start += drop(trial, start, len, fewer) ? 0 : len;
        }
    } while (trial->count < before);
}

static void *take(struct arena *arena, size_t size_bytes)
{
    void *memory = arena_alloc(arena, size_bytes);
    assert_non_null(memory);
    return memory;
}

/* What is wrong with the history of this seed, shrunk; NULL: nothing. */
static const char *attempt(const struct property *property, uint64_t seed, struct arena *arena,
                           struct trial *trial)
{
    struct gen gen = gen_seed(seed);
    size_t max = property->events_max;
    arena_reset(arena);
    struct event *events = take(arena, max * sizeof(*events));
    const struct event **lists = take(arena, 3 * max * sizeof(const struct event *));
    size_t count = gen_history(&gen, arena, &property->options, events, max);
    for (size_t i = 0; i < count; i++)
        lists[i] = &events[i];
    *trial = (struct trial) {
        .property = property,
        .seed = seed,
        .arena = arena,
        .mark = arena_mark(arena),
        .events = lists,
        .count = count,
        .give_up_us = time_steady_us() + SHRINK_SECONDS_MAX * CIVIL_SECOND_US,
        .offered = lists + max,
    };
    const char *wrong = ask(trial, lists, count);
    if (wrong == NULL)
        return NULL;
    shrink(trial, lists + 2 * max);
    return ask(trial, trial->events, trial->count);
}

static void print_event(const struct event *event)
{
    char at[CIVIL_TEXT_MAX];
    char recorded[CIVIL_TEXT_MAX];
    char id[UUID_TEXT_LEN + 1];
    civil_text(event->occurred_at_us, at);
    civil_text(event->recorded_at_us, recorded);
    uuid_text(&event->id, id);
    print_error("    %s %s %s sequence %" PRId64 " of %.*s '%.*s', recorded %s\n", at,
                event_kind_name(event->kind), id, event->source_sequence, STR_ARG(event->source),
                STR_ARG(event->source_ref), recorded);
}

void property_hold(const struct property *property, const char *test)
{
    struct arena arena;
    struct trial trial;
    struct err err;
    assert_int_equal(arena_init(&arena, ARENA_BYTES, &err), OK);
    uint64_t seed = gen_seed_given(1);
    for (size_t i = 0; i < property->histories; i++, seed++) {
        const char *wrong = attempt(property, seed, &arena, &trial);
        if (wrong == NULL)
            continue;
        print_error("%s, with %zu events:\n", wrong, trial.count);
        for (size_t j = 0; j < trial.count; j++)
            print_event(trial.events[j]);
        print_error("make check T=%s SEED=%" PRIu64 "\n", test, seed);
        arena_done(&arena);
        fail_msg("make check T=%s SEED=%" PRIu64, test, seed);
    }
    arena_done(&arena);
}

size_t property_break(const struct property *property, uint64_t seed)
{
    struct arena arena;
    struct trial trial;
    struct err err;
    assert_int_equal(arena_init(&arena, ARENA_BYTES, &err), OK);
    const char *wrong = attempt(property, seed, &arena, &trial);
    arena_done(&arena);
    return wrong == NULL ? 0 : trial.count;
}
