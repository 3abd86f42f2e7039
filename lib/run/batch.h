/*
 * batch -- what one transaction will hold: items by subject, dead letters, how far each topic is
 * read, and the rows that follow.
 *
 * Filled record by record (batch_take), folded once (run/fold_batch), written once (run/flush),
 * then reset.  Everything in it lives in its own arena.  A batch that is full says so and keeps
 * what it has.
 */
#ifndef SHOUWEN_RUN_BATCH_H
#define SHOUWEN_RUN_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "core/table.h"
#include "run/arrival.h"
#include "run/file_cache.h"
#include "run/positions.h"
#include "run/projection.h"
#include "wire/event_codec.h"

enum {
    BATCH_EVENTS_MAX = 5000,
    BATCH_INDEX_SIZE = 16384,
    BATCH_PAYLOAD_BYTES_MAX = 4 << 20, /* no record is added to this many */
    BATCH_BYTES = 32 << 20, /* all rows of a full file, too; touched only when one is met */
};

/* A record set aside, with where it came from and why. */
struct letter {
    struct letter *next;
    enum topic topic;
    int32_t partition;
    int64_t offset;
    int64_t timestamp_us;
    struct uuid event_id; /* zero: it could not be read */
    struct str source;    /* who publishes; '': that could not be read */
    enum reason reason;
    bool is_personal; /* the bytes are, or may be, personal: nobody looked inside */
    struct str text;
    struct str key;
    struct str payload; /* NULL: the record is a tombstone */
    struct str headers; /* JSON, or '' */
};

/* A record that was taken; what it says stands behind it, as its input knows (run/input). */
struct batch_item {
    struct batch_item *next; /* of the same subject, in order of consumption */
    struct record record;    /* key and payload live as long as the batch */
};

/* The items of one subject, its file before and its file after. */
struct group {
    struct uuid subject;
    struct batch_item *first;
    struct batch_item *last;
    struct stored_file before; /* revision 0: there was none */
    struct stored_file after;
    bool is_found;   /* `before` has been looked up */
    bool is_changed; /* `after` differs and is to be written */
};

/* One topic-partition moves from `expected` to `next`. */
struct advance {
    enum topic topic;
    int32_t partition;
    int64_t expected;
    int64_t next;
    struct record newest;    /* in the arena */
    struct last_record last; /* which is that one; known once folded */
};

struct batch {
    const struct projection *projection;
    bool borrows; /* records outlive the batch: their bytes are not copied */
    struct arena arena;
    struct arena decoding; /* of one record */
    struct group *groups;
    size_t groups_count;
    uint16_t *index; /* subject hash -> 1 + group; 0 empty */
    struct letter *letters;
    size_t letters_count;
    struct advance *advances;
    size_t advances_count;
    bool touches[PARTITIONS_MAX];                       /* whose fences must be ours */
    int16_t advance_of[TOPICS_TO_READ][PARTITIONS_MAX]; /* 1 + place in advances */
    struct rows put[PROJECTION_TABLES_MAX];
    struct rows gone[PROJECTION_TABLES_MAX];
    size_t records_count;
    size_t items_count;
    size_t applied_count;     /* known once folded, as are … */
    size_t duplicates_count;  /* … these, … */
    struct arrivals arrivals; /* … and these, if asked for */
    size_t payload_bytes;
    int64_t began_us;   /* steady time of the first record */
    int64_t newest_us;  /* the broker's time of the newest record */
    struct record only; /* the record, when there is just one: what a bisection ends at */
};

MUST_CHECK enum outcome batch_init(struct batch *batch, const struct projection *projection,
                                   size_t arena_bytes, struct err *err);
void batch_done(struct batch *batch);

/* Empty, ready to be filled. */
void batch_reset(struct batch *batch);
bool batch_is_empty(const struct batch *batch);

/*
 * Take the next record of its partition: what the projection wants joins its subject's group,
 * one it does not want only moves the offset, one that cannot be read becomes a letter.  `expected`
 * is where the partition stood before; `headers` is for a letter.
 *
 * RETRY: the batch is full; it is as before.
 */
MUST_CHECK enum outcome batch_take(struct batch *batch, const struct record *record,
                                   int64_t expected, struct str headers, struct err *err);

/* Take a record as a letter for this reason, whatever it holds: PostgreSQL refuses it, or it does
 * not fit into memory.  As batch_take(). */
MUST_CHECK enum outcome batch_take_refused(struct batch *batch, const struct record *record,
                                           int64_t expected, enum reason reason, struct err *err);

/* A subject of this partition, without items: its file is dated anew.  There is room for
 * BATCH_EVENTS_MAX. */
void batch_redate(struct batch *batch, const struct uuid *subject, int32_t partition);

/* One letter more, in the arena; its texts are copied.  RETRY: the batch is full. */
MUST_CHECK enum outcome batch_letter(struct batch *batch, const struct letter *letter,
                                     struct err *err);

/* Know the last record of each advance: once a batch, because its hash takes all its bytes. */
void batch_note_last(struct batch *batch);

/* The outcome of what found no room: RETRY. */
enum outcome batch_is_full(struct err *err);

/* The group of a subject, or NULL. */
const struct group *batch_find(const struct batch *batch, const struct uuid *subject);

#endif
