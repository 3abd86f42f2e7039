/*
 * check_set -- see check.h: the set of a subject's events, computed the naive way.
 *
 * All distinct contents in the order of their canonical bytes; as many from the front as have room,
 * those of one key together or not at all; of each event id the first.
 */
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/tool.h"

struct said {
    const struct event *event;
    struct str content;
};

struct str check_content(struct check *check, const struct event *event)
{
    size_t len = event_content(event, NULL, 0);
    unsigned char *bytes = arena_alloc(&check->arena, len + 1);
    if (bytes == NULL)
        tool_die("a subject does not fit the checker's memory");
    (void) event_content(event, bytes, len);
    return (struct str) {.ptr = (const char *) bytes, .len = len};
}

static int compare_said(const void *a, const void *b)
{
    const struct said *left = a;
    const struct said *right = b;
    int order = str_compare(left->content, right->content);
    if (order != 0)
        return order;
    return (left->event->recorded_at_us < right->event->recorded_at_us) -
           (left->event->recorded_at_us > right->event->recorded_at_us);
}

static void *take(struct check *check, size_t size_bytes)
{
    void *memory = arena_alloc(&check->arena, size_bytes);
    if (memory == NULL)
        tool_die("a subject does not fit the checker's memory");
    return memory;
}

/* Each content once, said by the one recorded last; returns how many. */
static size_t distinct(struct said *said, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !str_eq(said[i].content, said[kept - 1].content))
            said[kept++] = said[i];
    return kept;
}

/* How many from the front have room. */
static size_t that_fit(const struct said *said, size_t count)
{
    size_t bytes = 0;
    size_t fitting = 0; /* up to the end of a key */
    for (size_t i = 0; i < count; i++) {
        bytes += said[i].content.len;
        if (i + 1 > CASE_FILE_EVENTS_MAX || bytes > CASE_FILE_BYTES_MAX)
            return fitting;
        if (i + 1 == count || event_compare(said[i].event, said[i + 1].event) != 0)
            fitting = i + 1;
    }
    return fitting;
}

static int compare_ids(const void *a, const void *b)
{
    return uuid_compare(&(*(const struct event *const *) a)->id,
                        &(*(const struct event *const *) b)->id);
}

/* Was the id said by an earlier one of those that fit?  Sorted ids make that one look aside. */
static void split(struct check *check, const struct said *said, size_t fitting, size_t count,
                  struct check_set *set)
{
    const struct event **by_id = take(check, (count + 1) * sizeof(const struct event *));
    for (size_t i = 0; i < fitting; i++)
        by_id[i] = said[i].event;
    qsort(by_id, fitting, sizeof(const struct event *), compare_ids);
    for (size_t i = 0; i < count; i++) {
        const struct event *event = said[i].event;
        bool is_first = i < fitting;
        const struct event **same =
            bsearch(&event, by_id, fitting, sizeof(const struct event *), compare_ids);
        while (is_first && same > by_id && uuid_eq(&same[-1]->id, &event->id))
            same--;
        for (; is_first && same < by_id + fitting && uuid_eq(&(*same)->id, &event->id); same++)
            if (*same != event && str_compare(check_content(check, *same), said[i].content) < 0)
                is_first = false;
        if (is_first)
            set->kept[set->kept_count++] = event;
        else
            set->losers[set->losers_count++] = event;
    }
}

static void offer_all(struct check *check, const struct said *said, size_t count,
                      struct check_set *set)
{
    struct err err;
    struct case_file_change change;
    case_file_init(&set->file, said[0].event);
    for (size_t i = 0; i < count; i++)
        if (case_file_add(&set->file, said[i].event, &check->arena, &change, &err) != OK)
            tool_die("%s", err.text);
}

struct check_set check_set_of(struct check *check, const struct event **events, size_t count)
{
    struct check_set set = {.kept_count = 0};
    struct said *said = take(check, (count + 1) * sizeof(*said));
    for (size_t i = 0; i < count; i++)
        said[i] = (struct said) {events[i], check_content(check, events[i])};
    if (count == 0)
        return set;
    qsort(said, count, sizeof(*said), compare_said);
    count = distinct(said, count);
    set.kept = take(check, count * sizeof(const struct event *));
    set.losers = take(check, count * sizeof(const struct event *));
    split(check, said, that_fit(said, count), count, &set);
    offer_all(check, said, count, &set);
    return set;
}
