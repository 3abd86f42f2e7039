/* unit_tree -- see unit_tree.h. */
#include "core/unit_tree.h"

#include "core/sort.h"

static int compare(const void *context, uint32_t a, uint32_t b)
{
    const struct unit_place *places = context;
    int order = str_compare(places[a].unit, places[b].unit);
    if (order != 0)
        return order;
    return places[a].first_day.number < places[b].first_day.number ? -1 : 1;
}

enum outcome unit_tree_build(const struct unit_place *places, size_t count, struct arena *arena,
                             struct unit_tree *tree_out, struct err *err)
{
    uint32_t *order = arena_alloc(arena, count * sizeof(*order));
    size_t mark = arena_mark(arena);
    uint32_t *spare = arena_alloc(arena, count * sizeof(*spare));
    if (order == NULL || spare == NULL)
        return err_set(err, RETRY, "no room for a tree of %zu units", count);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t) i;
    sort_numbers(order, spare, count, compare, places);
    arena_rewind(arena, mark);
    *tree_out = (struct unit_tree) {.places = places, .order = order, .count = count};
    return OK;
}

struct str unit_tree_parent(const struct unit_tree *tree, struct str unit, int64_t day)
{
    size_t low = 0;
    size_t high = tree->count;
    while (low < high) { /* the first that stands behind this unit on this day */
        size_t middle = low + (high - low) / 2;
        const struct unit_place *place = &tree->places[tree->order[middle]];
        int order = str_compare(place->unit, unit);
        if (order < 0 || (order == 0 && place->first_day.number <= day))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return (struct str) {0};
    const struct unit_place *place = &tree->places[tree->order[low - 1]];
    bool is_over = place->last_day.number != DAY_NONE && place->last_day.number < day;
    return str_eq(place->unit, unit) && !is_over ? place->parent : (struct str) {0};
}
