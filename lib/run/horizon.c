/* horizon -- see horizon.h. */
#include "run/horizon.h"

#include <string.h>

void horizon_clear(struct horizon *horizon)
{
    memset(horizon, 0, sizeof(*horizon));
}

bool horizon_wants(const struct horizon *horizon, const struct positions *positions,
                   int32_t partition)
{
    const struct claim *claim = &positions->claims[partition];
    return claim->is_ours && !claim->is_halted && horizon->items[partition].asked_us == 0;
}

void horizon_ask(struct horizon *horizon, int32_t partition, int64_t asked_us,
                 const int64_t ends[TOPICS_TO_READ])
{
    struct horizon_partition *item = &horizon->items[partition];
    item->asked_us = asked_us;
    memcpy(item->ends, ends, sizeof(item->ends));
}

/* Everything before this end is stored.  Where the last offsets are of no records (the markers of
 * transactions), the end that the reader met tells, if nothing is in hand. */
static bool is_stored(const struct position *position, int64_t end)
{
    if (!position->is_ours || position->stored_next >= end)
        return true;
    return position->is_at_end && position->end >= end &&
           position->read_next == position->stored_next;
}

static bool is_answered(const struct horizon_partition *item, const struct positions *positions,
                        int32_t partition)
{
    for (size_t topic = 0; topic < TOPICS_TO_READ; topic++)
        if (!is_stored(&positions->items[topic][partition], item->ends[topic]))
            return false;
    return true;
}

bool horizon_look(struct horizon *horizon, const struct positions *positions)
{
    bool is_later = false;
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++) {
        struct horizon_partition *item = &horizon->items[partition];
        const struct claim *claim = &positions->claims[partition];
        if (item->asked_us == 0 || !claim->is_ours || claim->is_halted ||
            !is_answered(item, positions, partition))
            continue;
        is_later = is_later || item->asked_us > item->complete_us;
        item->complete_us = item->asked_us > item->complete_us ? item->asked_us : item->complete_us;
        item->asked_us = 0;
    }
    return is_later;
}

int64_t horizon_of_all(const struct horizon *horizon, const struct positions *positions)
{
    int64_t earliest_us = INT64_MAX;
    for (int32_t partition = 0; partition < PARTITIONS_MAX; partition++)
        if (positions->claims[partition].is_ours &&
            horizon->items[partition].complete_us < earliest_us)
            earliest_us = horizon->items[partition].complete_us;
    return earliest_us;
}
