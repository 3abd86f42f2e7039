/* fold_counts -- see fold_counts.h. */
#include "core/fold_counts.h"

#include <assert.h>

#include "core/life.h"
#include "core/sort.h"

/* Up to so many events are compared each with each: cheaper than sorting, and almost every case. */
enum { PAIRS_EVENTS_MAX = 16 };

/* Two orders of the file's events by place. */
struct orders {
    const struct case_file *file;
    uint32_t *by_cell; /* source, source_ref, recorded_at, id; only those with a source_ref */
    uint32_t *by_id;
    size_t by_cell_count;
};

static const struct event *at(const struct case_file *file, size_t place)
{
    return file->events[place];
}

static int compare_recorded(const struct event *a, const struct event *b)
{
    int order = (a->recorded_at_us > b->recorded_at_us) - (a->recorded_at_us < b->recorded_at_us);
    return order != 0 ? order : uuid_compare(&a->id, &b->id);
}

static int compare_cell(const struct event *event, struct str source, struct str source_ref)
{
    int order = str_compare(event->source_ref, source_ref);
    return order != 0 ? order : str_compare(event->source, source);
}

static bool same_cell(const struct event *a, const struct event *b)
{
    return str_eq(a->source_ref, b->source_ref) && str_eq(a->source, b->source);
}

static int compare_by_cell(const void *context, uint32_t a, uint32_t b)
{
    const struct event *left = at(context, a);
    const struct event *right = at(context, b);
    int order = compare_cell(left, right->source, right->source_ref);
    return order != 0 ? order : compare_recorded(left, right);
}

static int compare_by_id(const void *context, uint32_t a, uint32_t b)
{
    return uuid_compare(&at(context, a)->id, &at(context, b)->id);
}

/* The latest recorded first. */
static int compare_latest(const void *context, uint32_t a, uint32_t b)
{
    return compare_recorded(at(context, b), at(context, a));
}

static void count_by_pairs(struct fold_counts *counts)
{
    const struct case_file *file = counts->file;
    for (size_t i = 0; i < file->count; i++) {
        for (size_t j = i + 1; j < file->count; j++) {
            const struct event *a = at(file, i);
            const struct event *b = at(file, j);
            if (a->source_ref.len == 0 || !same_cell(a, b))
                continue;
            counts->verdicts[compare_recorded(a, b) > 0 ? j : i] = VERDICT_SUPERSEDED;
        }
    }
}

static enum outcome orders_init(struct orders *orders, const struct case_file *file, bool wants_ids,
                                struct arena *arena, struct err *err)
{
    uint32_t *numbers = arena_alloc(arena, 3 * file->count * sizeof(*numbers));
    if (numbers == NULL)
        return err_set(err, RETRY, "no room to order %zu events in the arena", file->count);
    *orders = (struct orders) {
        .file = file,
        .by_cell = numbers,
        .by_id = numbers + file->count,
    };
    uint32_t *spare = numbers + 2 * file->count;
    for (uint32_t i = 0; i < file->count; i++) {
        orders->by_id[i] = i;
        if (at(file, i)->source_ref.len > 0)
            orders->by_cell[orders->by_cell_count++] = i;
    }
    sort_numbers(orders->by_cell, spare, orders->by_cell_count, compare_by_cell, file);
    if (wants_ids)
        sort_numbers(orders->by_id, spare, file->count, compare_by_id, file);
    return OK;
}

static void count_by_order(struct fold_counts *counts, const struct orders *orders)
{
    bool has_older = false;
    for (size_t i = 0; i < orders->by_cell_count; i++) {
        const struct event *event = at(counts->file, orders->by_cell[i]);
        bool has_newer = i + 1 < orders->by_cell_count &&
                         same_cell(event, at(counts->file, orders->by_cell[i + 1]));
        if (has_newer)
            counts->verdicts[orders->by_cell[i]] = VERDICT_SUPERSEDED;
        else if (has_older && event->kind == EVENT_VOIDED)
            counts->flags |= LIFE_FLAG_BIT(BOOK_CORRECTED);
        has_older = has_newer;
    }
}

/* The place of the event with this id, or the file's count. */
static size_t find_id(const struct orders *orders, const struct uuid *id)
{
    size_t low = 0;
    size_t high = orders->file->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (uuid_compare(&at(orders->file, orders->by_id[middle])->id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == orders->file->count || !uuid_eq(&at(orders->file, orders->by_id[low])->id, id))
        return orders->file->count;
    return orders->by_id[low];
}

/* The place of the cell's event recorded last, or the file's count. */
static size_t find_cell(const struct orders *orders, struct str source, struct str source_ref)
{
    size_t low = 0;
    size_t high = orders->by_cell_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (compare_cell(at(orders->file, orders->by_cell[middle]), source, source_ref) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 ||
        compare_cell(at(orders->file, orders->by_cell[low - 1]), source, source_ref) != 0)
        return orders->file->count;
    return orders->by_cell[low - 1];
}

static void aim(struct fold_counts *counts, size_t voided, size_t target)
{
    const struct event *event = at(counts->file, target);
    if (event->kind != EVENT_COMPLETED && event->kind != EVENT_RATED) {
        counts->verdicts[target] = VERDICT_VOIDED;
        counts->flags |= LIFE_FLAG_BIT(VOIDED);
        return;
    }
    counts->verdicts[target] = VERDICT_CONTESTED;
    counts->void_nexts[voided] = counts->void_heads[target];
    counts->void_heads[target] = (uint32_t) voided + 1;
}

/* One Voided that counts.  A cell's older contents stay out whatever becomes of the newest. */
static void void_target(struct fold_counts *counts, const struct orders *orders, size_t voided)
{
    const struct case_file *file = counts->file;
    const struct event *event = at(file, voided);
    bool by_id = !uuid_is_zero(&event->voided.event_id);
    size_t target = by_id ? find_id(orders, &event->voided.event_id)
                          : find_cell(orders, event->source, event->voided.source_ref);
    if (target == voided ||
        (target < file->count && same_cell(event, at(file, target)) && event->source_ref.len > 0))
        return; /* an emptied cell: it counts instead of what stood there */
    if (target == file->count) {
        counts->flags |= LIFE_FLAG_BIT(VOID_WITHOUT_TARGET);
        return;
    }
    /* What was recorded later is news to a reference, and a Voided cannot know a later one. */
    bool is_later = compare_recorded(at(file, target), event) > 0;
    if (is_later && (!by_id || at(file, target)->kind == EVENT_VOIDED))
        return;
    if (counts->verdicts[target] == VERDICT_COUNTS || counts->verdicts[target] == VERDICT_CONTESTED)
        aim(counts, voided, target);
}

static enum outcome void_targets(struct fold_counts *counts, const struct orders *orders,
                                 struct arena *arena, struct err *err)
{
    const struct case_file *file = counts->file;
    uint32_t *numbers = arena_alloc(arena, 4 * file->count * sizeof(*numbers));
    if (numbers == NULL)
        return err_set(err, RETRY, "no room to void among %zu events in the arena", file->count);
    counts->void_heads = numbers + 2 * file->count;
    counts->void_nexts = numbers + 3 * file->count;

    size_t voided_count = 0;
    for (uint32_t i = 0; i < file->count; i++)
        if (at(file, i)->kind == EVENT_VOIDED && counts->verdicts[i] == VERDICT_COUNTS)
            numbers[voided_count++] = i;
    sort_numbers(numbers, numbers + file->count, voided_count, compare_latest, file);
    for (size_t i = 0; i < voided_count; i++)
        if (counts->verdicts[numbers[i]] == VERDICT_COUNTS)
            void_target(counts, orders, numbers[i]);
    return OK;
}

enum outcome fold_counts_init(struct fold_counts *counts, const struct case_file *file,
                              bool has_voided, struct arena *arena, struct err *err)
{
    *counts = (struct fold_counts) {.file = file, .verdicts = arena_alloc(arena, file->count)};
    if (counts->verdicts == NULL)
        return err_set(err, RETRY, "no room for %zu verdicts in the arena", file->count);
    if (file->count <= PAIRS_EVENTS_MAX && !has_voided) {
        count_by_pairs(counts);
        return OK;
    }
    struct orders orders = {0};
    if (orders_init(&orders, file, has_voided, arena, err) != OK)
        return err->outcome;
    count_by_order(counts, &orders);
    return has_voided ? void_targets(counts, &orders, arena, err) : OK;
}

bool fold_counts_is_voided(struct fold_counts *counts, size_t place, struct str handler,
                           struct str other_handler)
{
    assert(counts->verdicts[place] == VERDICT_CONTESTED);
    bool is_voided = false;
    for (uint32_t i = counts->void_heads[place]; i != 0; i = counts->void_nexts[i - 1]) {
        struct str approver = at(counts->file, i - 1)->voided.approver;
        bool may =
            approver.len > 0 && !str_eq(approver, handler) && !str_eq(approver, other_handler);
        counts->flags |= may ? LIFE_FLAG_BIT(VOIDED) : LIFE_FLAG_BIT(VOID_REFUSED);
        is_voided = is_voided || may;
    }
    return is_voided;
}
