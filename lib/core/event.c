/* event -- see event.h. */
#include "core/event.h"

#include <assert.h>
#include <string.h>

static const struct {
    const char *name;
    enum topic topic;
    enum subject_kind subject;
} kinds[EVENT_KINDS_COUNT] = {
#define EVENT_KIND(NAME, member, topic, subject) {#member, TOPIC_##topic, SUBJECT_##subject},
#include "core/event_kinds.def"
#undef EVENT_KIND
};

const char *event_kind_name(enum event_kind kind)
{
    assert(kind < EVENT_KINDS_COUNT);
    return kinds[kind].name;
}

enum topic event_kind_topic(enum event_kind kind)
{
    assert(kind < EVENT_KINDS_COUNT);
    return kinds[kind].topic;
}

enum subject_kind event_kind_subject(enum event_kind kind)
{
    assert(kind < EVENT_KINDS_COUNT);
    return kinds[kind].subject;
}

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int event_compare(const struct event *a, const struct event *b)
{
    int order = compare(a->occurred_at_us, b->occurred_at_us);
    if (order == 0)
        order = compare(a->kind, b->kind);
    if (order == 0)
        order = compare(a->source_sequence, b->source_sequence);
    if (order == 0)
        order = uuid_compare(&a->id, &b->id);
    return order;
}

struct uuid event_subject(enum subject_kind kind, struct str source, struct str number)
{
    const struct str parts[] = {source, number};
    return uuid_v5(kind == SUBJECT_CASE ? &uuid_namespace_case : &uuid_namespace_unit_year, parts,
                   2);
}

static char *append(char *at, struct str text)
{
    memcpy(at, str_start(text), text.len);
    return at + text.len;
}

struct str event_subject_key(enum subject_kind kind, const struct uuid *subject, struct str source,
                             struct str number, struct arena *arena)
{
    const struct str first = STR("unit/");
    bool is_case = kind == SUBJECT_CASE;
    size_t len = is_case ? UUID_TEXT_LEN : first.len + source.len + 1 + number.len;
    char *key = arena_alloc_bytes(arena, len + 1);
    if (key == NULL)
        return (struct str) {.ptr = NULL};
    if (is_case)
        uuid_text(subject, key);
    else
        (void) append(append(append(append(key, first), source), STR("/")), number);
    return (struct str) {.ptr = key, .len = len};
}
