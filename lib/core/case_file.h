/*
 * case_file -- the set of events of one subject (卷宗), without duplicates, in the order of
 * folding.
 *
 * What a file holds is a function of the set of events that were offered, never of their arrival:
 * of one event id the smaller content stays, and of too many events the smallest.  Who does not
 * stay is told to the caller, who writes a dead letter.  Events are borrowed; the packed form is
 * compact (tens of bytes an event) and the same for the same set.
 *
 * So that arrival cannot matter, a file remembers a little of what it does not keep: the limit,
 * which is the smallest sort key that found no room (whatever is not below it is refused), and a
 * shadow of every content that lost its id, because it counts against the limits as if it had
 * stayed.
 */
#ifndef SHOUWEN_CORE_CASE_FILE_H
#define SHOUWEN_CORE_CASE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "core/event.h"
#include "core/event_pack.h" /* event_content() */

/* Goes up with every change of the packed form or of what fold() makes of the same events. */
enum { FOLD_VERSION = 1 };

enum { CASE_FILE_EVENTS_MAX = 10000, CASE_FILE_BYTES_MAX = 4 << 20 };

/* A content that lost its event id to a smaller one. */
struct case_file_shadow {
    const struct event *key; /* only what event_compare() reads is sure to be filled in */
    uint64_t content_hash;
    size_t content_bytes;
};

struct case_file {
    struct uuid subject;
    enum subject_kind subject_kind;
    struct str case_source;
    struct str case_number;
    const struct event **events; /* in the order of event_compare() */
    size_t count;
    size_t capacity;         /* of `events`; grows in the arena */
    size_t packed_bytes_max; /* of the contents, shadows' too: what CASE_FILE_BYTES_MAX limits */

    const struct event *limit;        /* as `key` above; NULL: everything found room */
    struct case_file_shadow *shadows; /* by key, then hash */
    size_t shadows_count;
    size_t shadows_capacity;
    const struct event **index; /* by event id, once there are many; see case_file.c */
    size_t index_size;
    size_t index_used;
};

enum case_file_added {
    CASE_FILE_ADDED,     /* it is in; a loser may have had to leave */
    CASE_FILE_DUPLICATE, /* it was in; nothing changed */
    CASE_FILE_RENEWED,   /* it was in, and has the later recorded_at now */
    CASE_FILE_REFUSED,   /* it is a loser itself */
};

/* An event that did not stay, and why: REASON_CONFLICT or REASON_DISPLACED. */
struct case_file_loser {
    const struct event *event;
    enum reason reason;
};

/* What an offer did.  The losers are in the arena: one conflict at most, but a large event can
 * displace many small ones. */
struct case_file_change {
    enum case_file_added added;
    struct case_file_loser *losers;
    size_t losers_count;
};

/* An empty file for the subject of this event, which must live as long as the file. */
void case_file_init(struct case_file *file, const struct event *event);

/*
 * Put `event`, which must live as long as the file and be of its subject, into the file.
 *
 * RETRY: the arena is full; the file is as before.
 */
MUST_CHECK enum outcome case_file_add(struct case_file *file, const struct event *event,
                                      struct arena *arena, struct case_file_change *change_out,
                                      struct err *err);

/* The packed form, in the arena.  RETRY when the arena is full. */
MUST_CHECK enum outcome case_file_pack(const struct case_file *file, struct arena *arena,
                                       struct str *bytes_out, struct err *err);

/*
 * The file that these bytes (of this FOLD_VERSION) hold.  Its events are in the arena, their texts
 * are borrowed from `bytes`; its subject is given by the caller.
 *
 * RETRY when the arena is full; FATAL when the bytes are not a packed file.
 */
MUST_CHECK enum outcome case_file_unpack(struct str bytes, const struct uuid *subject,
                                         struct arena *arena, struct case_file *file_out,
                                         struct err *err);

#endif
