/* positions -- see positions.h. */
#include "run/positions.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void positions_clear(struct positions *positions)
{
    bool is_compacted = positions->is_compacted;
    memset(positions, 0, sizeof(*positions));
    positions->is_compacted = is_compacted;
}

int64_t record_hash(const struct record *record)
{
    uint64_t hash = str_hash(record->payload) ^ (str_hash(record->key) << 1);
    return (int64_t) hash;
}

/* The record at the place of the last applied one: is it that one? */
static enum verdict prove(struct position *position, const struct record *record,
                          char why_out[ERR_TEXT_MAX])
{
    if (record->timestamp_us == position->last.timestamp_us &&
        record_hash(record) == position->last.hash) {
        position->wants_proof = false;
        return VERDICT_PROOF;
    }
    (void) snprintf(why_out, ERR_TEXT_MAX,
                    "the record at offset %" PRId64
                    " is not the one that was applied: the topic was re-created or restored",
                    record->offset);
    return VERDICT_ALIEN;
}

static enum verdict judge_gap(struct position *position, int64_t offset, uint64_t *gaps_out,
                              char why_out[ERR_TEXT_MAX])
{
    /* zeroes are nothing yet: a log may begin with a gap, and then read_next is 0 too */
    bool was_asked =
        position->gap_from == position->read_next && position->gap_to > position->read_next;
    if (was_asked && position->gap_to == offset) {
        position->gap_to = -1;
        (*gaps_out)++;
        return VERDICT_NEXT;
    }
    if (was_asked) {
        (void) snprintf(why_out, ERR_TEXT_MAX,
                        "after offset %" PRId64 " came once %" PRId64 " and once %" PRId64,
                        position->read_next - 1, position->gap_to, offset);
        return VERDICT_ALIEN;
    }
    position->is_asking = true;
    position->gap_from = position->read_next;
    position->gap_to = offset;
    return VERDICT_GAP;
}

enum verdict positions_judge(struct positions *positions, const struct record *record,
                             uint64_t *gaps_out, char why_out[ERR_TEXT_MAX])
{
    struct position *position = &positions->items[record->topic][record->partition];
    if (!position->is_ours || positions->claims[record->partition].is_halted)
        return VERDICT_STALE;
    if (position->wants_proof && record->offset == position->last.offset)
        return prove(position, record, why_out);
    if (record->offset < position->read_next)
        return VERDICT_STALE;
    if (position->is_asking)
        return VERDICT_GAP;
    position->wants_proof = false; /* the place was passed: compaction took the record */
    enum verdict verdict = VERDICT_NEXT;
    if (record->offset > position->read_next && positions->is_compacted)
        (*gaps_out)++;
    else if (record->offset > position->read_next)
        verdict = judge_gap(position, record->offset, gaps_out, why_out);
    if (verdict == VERDICT_NEXT) {
        position->read_next = record->offset + 1;
        position->is_at_end = false;
    }
    return verdict;
}

void positions_rewind(struct positions *positions)
{
    for (size_t topic = 0; topic < TOPICS_TO_READ; topic++) {
        for (size_t partition = 0; partition < PARTITIONS_MAX; partition++) {
            struct position *position = &positions->items[topic][partition];
            position->read_next = position->stored_next;
            position->is_at_end = false;
        }
    }
}

bool positions_is_suspect(const struct positions *positions, const struct record *record)
{
    return record->offset < positions->items[record->topic][record->partition].suspect_to;
}

void positions_acquit(struct positions *positions)
{
    for (size_t topic = 0; topic < TOPICS_TO_READ; topic++)
        for (size_t partition = 0; partition < PARTITIONS_MAX; partition++)
            positions->items[topic][partition].suspect_to = 0;
}

void positions_ask(struct positions *positions)
{
    for (size_t topic = 0; topic < TOPICS_TO_READ; topic++)
        for (size_t partition = 0; partition < PARTITIONS_MAX; partition++)
            positions->items[topic][partition].is_asking = false;
}

bool positions_end(struct position *position, int64_t end)
{
    if (position->wants_proof && end <= position->last.offset)
        return false;
    position->is_at_end = true;
    position->end = end;
    return true;
}

void positions_halt(struct positions *positions, int32_t partition)
{
    positions->claims[partition].is_halted = true;
}

bool positions_at_end(const struct positions *positions)
{
    for (size_t partition = 0; partition < PARTITIONS_MAX; partition++) {
        const struct claim *claim = &positions->claims[partition];
        if (!claim->is_ours || claim->is_halted)
            continue;
        for (size_t topic = 0; topic < TOPICS_TO_READ; topic++) {
            const struct position *position = &positions->items[topic][partition];
            if (position->is_ours && !position->is_at_end)
                return false;
        }
    }
    return true;
}

int positions_halted(const struct positions *positions)
{
    int count = 0;
    for (size_t partition = 0; partition < PARTITIONS_MAX; partition++)
        count += positions->claims[partition].is_ours && positions->claims[partition].is_halted;
    return count;
}
