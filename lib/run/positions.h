/*
 * positions -- which partitions a shard owns, under which fence, and how far each topic of them has
 * been read and stored.
 *
 * `stored_next` is what PostgreSQL holds; `read_next` is the record wanted next, ahead of it by
 * what is in hand.  A record is judged here: the next one, a stale one, one beyond a gap, or proof
 * that the topic is not the one we knew.
 */
#ifndef SHOUWEN_RUN_POSITIONS_H
#define SHOUWEN_RUN_POSITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "wire/event_codec.h"

enum { PARTITIONS_MAX = 1024 };

/* The last record that was applied: how a re-created topic is told from the old one. */
struct last_record {
    int64_t offset; /* -1: none yet */
    int64_t timestamp_us;
    int64_t hash;
};

/* One topic of one partition number. */
struct position {
    bool is_ours;
    bool is_at_end;   /* everything so far has been read, before `end` */
    bool wants_proof; /* the record at last.offset is read once more and compared */
    int64_t stored_next;
    int64_t read_next;
    int64_t end;    /* of the log, when it was met last */
    int64_t gap_to; /* a gap was seen from gap_from to here once; -1: none */
    int64_t gap_from;
    bool is_asking;          /* about a gap: what comes before the rewind is no answer */
    struct last_record last; /* stored */
    int64_t suspect_to; /* what PostgreSQL refused may lie before it; 0: nothing is looked for */
};

/* One partition number, on all topics. */
struct claim {
    bool is_ours;
    bool is_halted;
    bool is_held; /* its messages are not sent: the topic is being compared first */
    int64_t fence;
};

struct positions {
    struct position items[TOPICS_TO_READ][PARTITIONS_MAX];
    struct claim claims[PARTITIONS_MAX];
    bool is_compacted; /* a gap is nothing to ask about; stays when all else is cleared */
};

enum verdict {
    VERDICT_NEXT,  /* take it */
    VERDICT_STALE, /* drop it */
    VERDICT_PROOF, /* it was the last applied record and is the same: drop it */
    VERDICT_GAP,   /* records are missing in between: drop it, rewind soon, and ask once more */
    VERDICT_ALIEN, /* the log is not the one we knew: halt */
};

void positions_clear(struct positions *positions);

/* What a record is to us.  VERDICT_NEXT moves read_next on; `gaps_out` counts a gap that was
 * confirmed. */
enum verdict positions_judge(struct positions *positions, const struct record *record,
                             uint64_t *gaps_out, char why_out[ERR_TEXT_MAX]);

/* What identifies a record beside its offset. */
int64_t record_hash(const struct record *record);

/* Everything in hand was dropped: read again from what is stored. */
void positions_rewind(struct positions *positions);

/* What was refused may be this record. */
bool positions_is_suspect(const struct positions *positions, const struct record *record);

/* It was found. */
void positions_acquit(struct positions *positions);

/* A topic was read to its end, before `end`.  False: what was applied last lies beyond it, so the
 * log was cut or made anew. */
MUST_CHECK bool positions_end(struct position *position, int64_t end);

/* Reading begins again at read_next: from now on answers count. */
void positions_ask(struct positions *positions);

void positions_halt(struct positions *positions, int32_t partition);

/* Are all topics of all partitions that are ours and not halted read to their end? */
bool positions_at_end(const struct positions *positions);
int positions_halted(const struct positions *positions);

#endif
