/* flood -- see flood.h: making what is published. */
#include "support/flood.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "support/tool.h"
#include "wire/event_json.h"

enum { HISTORY_MAX = 12000, SPOILT_MAX = 4096, CASE_MEMORY_BYTES = 64 << 20 };

static void add(struct flood *flood, struct flood_item item)
{
    flood->items = tool_grow(flood->items, flood->count, &flood->capacity, sizeof(flood->items[0]));
    flood->items[flood->count++] = item;
}

struct flood_item flood_item_of(const struct event *event, struct arena *arena)
{
    struct str key;
    struct str payload;
    struct err err;
    if (event_key(event, arena, &key, &err) != OK ||
        event_encode(event, arena, &payload, &err) != OK)
        tool_die("%s", err.text);
    return (struct flood_item) {event_kind_topic(event->kind), tool_keep(key), tool_keep(payload)};
}

static struct flood_item readable(const struct event *event, struct arena *arena)
{
    struct str json;
    struct err err;
    if (event_to_json(event, arena, &json, &err) != OK)
        tool_die("%s", err.text);
    return (struct flood_item) {.topic = event_kind_topic(event->kind), .payload = tool_keep(json)};
}

static void add_event(struct flood *flood, const struct flood_plan *plan, const struct event *event,
                      struct arena *arena)
{
    add(flood, plan->is_readable ? readable(event, arena) : flood_item_of(event, arena));
}

static void add_history(struct flood *flood, const struct flood_plan *plan, size_t number,
                        struct gen *gen, struct arena *arena)
{
    const struct gen_options options = {
        .subject_kind = plan->is_uniform ? SUBJECT_CASE : (enum subject_kind) 0,
        .odd_percent = plan->is_uniform ? 0 : plan->odd,
        .events_min = plan->is_uniform ? plan->events : 0,
        .case_number = plan->is_uniform ? plan->first + number + 1 : 0,
    };
    arena_reset(arena);
    struct event *events = arena_alloc(arena, (plan->events + 1) * sizeof(*events));
    assert(events != NULL);
    size_t count = gen_history(gen, arena, &options, events, plan->events);
    for (size_t i = 0; i < count; i++) {
        add_event(flood, plan, &events[i], arena);
        if (gen_chance(gen, plan->duplicates))
            add_event(flood, plan, &events[i], arena);
        if (gen_chance(gen, plan->conflicts)) {
            const struct event other = gen_other_content(gen, &events[i]);
            add_event(flood, plan, &other, arena);
        }
        if (!plan->is_readable && gen_chance(gen, plan->bad))
            add(flood, flood_spoil(gen, &flood->items[flood->count - 1]));
    }
}

static void swap(struct flood_item *a, struct flood_item *b)
{
    struct flood_item moved = *a;
    *a = *b;
    *b = moved;
}

static void shuffle(struct gen *gen, struct flood_item *items, size_t count)
{
    for (size_t i = count; i > 1; i--)
        swap(&items[i - 1], &items[gen_number(gen, i)]);
}

/* Some of what is told in order comes after all else, in any order. */
static void delay(struct gen *gen, struct flood *flood, unsigned percent)
{
    struct flood_item *late = tool_alloc((flood->count + 1) * sizeof(*late));
    size_t late_count = 0;
    size_t kept = 0;
    for (size_t i = 0; i < flood->count; i++) {
        if (gen_chance(gen, percent))
            late[late_count++] = flood->items[i];
        else
            flood->items[kept++] = flood->items[i];
    }
    shuffle(gen, late, late_count);
    if (late_count > 0)
        memcpy(&flood->items[kept], late, late_count * sizeof(*late));
    free(late);
}

struct flood flood_make(const struct flood_plan *plan)
{
    struct flood flood = {.count = 0};
    struct gen gen = gen_seed(plan->seed);
    struct arena arena = tool_arena(CASE_MEMORY_BYTES);
    assert(plan->events > 0 && plan->events <= HISTORY_MAX);
    for (size_t i = 0; i < plan->cases; i++)
        add_history(&flood, plan, i, &gen, &arena);
    arena_done(&arena);
    gen = gen_seed(plan->order);
    if (plan->is_told)
        delay(&gen, &flood, plan->late);
    else
        shuffle(&gen, flood.items, flood.count);
    return flood;
}

/* ---- what is bad ---- */

static struct str spoilt_bytes(struct gen *gen, struct str whole)
{
    char bytes[SPOILT_MAX];
    size_t len = whole.len < sizeof(bytes) - 2 ? whole.len : sizeof(bytes) - 2;
    if (len > 0)
        memcpy(bytes, whole.ptr, len);
    switch (gen_number(gen, 5)) {
    case 0:
        len = 0;
        break;
    case 1: /* truncated */
        len = len == 0 ? 0 : gen_number(gen, len);
        break;
    case 2: /* noise */
        for (size_t i = 0; i < len; i++)
            bytes[i] = (char) gen_word(gen);
        break;
    case 3: /* a bit turned: it may be an event still */
        if (len > 0)
            bytes[gen_number(gen, len)] ^= (char) (1 << gen_number(gen, 8));
        break;
    default: /* field number 0 */
        bytes[len++] = 0x02;
        bytes[len++] = 0x00;
        break;
    }
    return tool_keep((struct str) {.ptr = bytes, .len = len});
}

struct flood_item flood_spoil(struct gen *gen, const struct flood_item *item)
{
    struct flood_item bad = *item;
    switch (gen_number(gen, 6)) {
    case 0:
        bad.topic = (enum topic)((bad.topic + 1) % TOPICS_OF_EVENTS);
        break;
    case 1:
        bad.key = STR("00000000-0000-5000-8000-000000000000");
        break;
    default:
        bad.payload = spoilt_bytes(gen, bad.payload);
        break;
    }
    return bad;
}
