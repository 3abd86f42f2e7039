/* sort -- see sort.h. */
#include "core/sort.h"

#include <stdbool.h>
#include <string.h>

static bool is_sorted(const uint32_t *items, size_t count, sort_compare *compare,
                      const void *context)
{
    for (size_t i = 1; i < count; i++)
        if (compare(context, items[i - 1], items[i]) > 0)
            return false;
    return true;
}

/* Merges from[start, middle) and from[middle, end) into the same places of `into`. */
static void merge(const uint32_t *from, uint32_t *into, const size_t bounds[3],
                  sort_compare *compare, const void *context)
{
    size_t left = bounds[0];
    size_t right = bounds[1];
    for (size_t i = bounds[0]; i < bounds[2]; i++) {
        bool take_left = right == bounds[2] ||
                         (left < bounds[1] && compare(context, from[left], from[right]) <= 0);
        into[i] = take_left ? from[left++] : from[right++];
    }
}

void sort_numbers(uint32_t *items, uint32_t *spare, size_t count, sort_compare *compare,
                  const void *context)
{
    if (is_sorted(items, count, compare, context))
        return;
    uint32_t *from = items;
    uint32_t *into = spare;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = start + width < count ? start + width : count;
            size_t end = middle + width < count ? middle + width : count;
            const size_t bounds[3] = {start, middle, end};
            merge(from, into, bounds, compare, context);
        }
        uint32_t *swapped = from;
        from = into;
        into = swapped;
    }
    if (from != items)
        memcpy(items, from, count * sizeof(*items));
}
