/* asked_counters -- see asked_counters.h. */
#include "asked_counters.h"

void asked_counters_init(struct asked_counters *asked, const struct formula *formula)
{
    *asked = (struct asked_counters) {.count = 0};
    for (size_t i = 0; i < formula->rows_count; i++) {
        const struct formula_row *row = &formula->rows[i];
        asked->is_asked[row->numerator] = true;
        asked->is_asked[row->denominator] = true;
        if (row->population != COUNTERS_COUNT)
            asked->is_asked[row->population] = true;
    }
    for (enum counter counter = 0; counter < COUNTERS_COUNT; counter++)
        if (asked->is_asked[counter])
            asked->items[asked->count++] = counter;
}

bool asked_counters_of(const struct asked_counters *asked, const struct counted_of *of,
                       const struct contributions *given, struct score_counters *counts_out)
{
    bool is_any = false;
    *counts_out = (struct score_counters) {{0}};
    for (int32_t i = 0; i < given->contributions.count; i++) {
        const struct contribution *item = &given->contributions.items[i];
        if (!asked->is_asked[item->counter] || !counted_is_of(of, item))
            continue;
        counts_out->counts[item->counter] += item->amount;
        is_any = true;
    }
    return is_any;
}
