/*
 * case_file -- the set of events of one subject (卷宗), without duplicates, in the order of
 * folding.
 *
 * What a file holds is a function of the set of events that were offered, never of their arrival:
 * of one event id the smaller content stays, and of too many events the smallest.  Who does not
 * stay is told to the caller, who writes a dead letter.  Events are borrowed; the packed form is
 * compact (tens of bytes an event) and the same for the same set.
 */
#ifndef SHOUWEN_CORE_CASE_FILE_H
#define SHOUWEN_CORE_CASE_FILE_H

#include <stddef.h>

#include "base/arena.h"
#include "core/event.h"

/* Goes up with every change of the packed form or of what fold() makes of the same events. */
enum { FOLD_VERSION = 1 };

enum { CASE_FILE_EVENTS_MAX = 10000, CASE_FILE_BYTES_MAX = 4 << 20 };

struct case_file {
    struct uuid subject;
    enum subject_kind subject_kind;
    struct str case_source;
    struct str case_number;
    const struct event **events; /* in the order of event_compare() */
    size_t count;
    size_t capacity;         /* of `events`; grows in the arena */
    size_t packed_bytes_max; /* sum of the single encodings: what CASE_FILE_BYTES_MAX limits */
};

enum case_file_added {
    CASE_FILE_ADDED,     /* it is in; a loser may have had to leave */
    CASE_FILE_DUPLICATE, /* it was in; nothing changed */
    CASE_FILE_RENEWED,   /* it was in, and has the later recorded_at now */
    CASE_FILE_REFUSED,   /* it is the loser itself */
};

/* An event that did not stay, and why: REASON_CONFLICT or REASON_DISPLACED. */
struct case_file_loser {
    const struct event *event; /* NULL: nobody lost */
    enum reason reason;
};

/*
 * Put `event` (which must live as long as the file) into the file.  At most `losers_max` =
 * CASE_FILE_LOSERS_MAX events leave for it; a byte limit can displace several.
 *
 * RETRY: the arena is full; the file is as before.
 */
enum { CASE_FILE_LOSERS_MAX = 64 };
struct case_file_losers {
    struct case_file_loser items[CASE_FILE_LOSERS_MAX];
    size_t count;
};
MUST_CHECK enum outcome case_file_add(struct case_file *file, const struct event *event,
                                      struct arena *arena, enum case_file_added *added_out,
                                      struct case_file_losers *losers_out, struct err *err);

/* The packed form, in the arena.  RETRY when the arena is full. */
MUST_CHECK enum outcome case_file_pack(const struct case_file *file, struct arena *arena,
                                       struct str *bytes_out, struct err *err);

/*
 * The file that these bytes (of this FOLD_VERSION) hold; events and texts are in the arena or
 * borrowed from `bytes`.  Its subject is given by the caller.
 *
 * RETRY when the arena is full; FATAL when the bytes are not a packed file.
 */
MUST_CHECK enum outcome case_file_unpack(struct str bytes, const struct uuid *subject,
                                         struct arena *arena, struct case_file *file_out,
                                         struct err *err);

/*
 * The canonical encoding of an event's content: equal bytes are equal content.  It begins with what
 * event_compare() compares, so that the smaller content is also the earlier event; recorded_at and
 * correlation_id are no content.
 *
 * Writes at most `size` bytes and returns how many it wanted.
 */
size_t event_content(const struct event *event, unsigned char *bytes_out, size_t size);

#endif
