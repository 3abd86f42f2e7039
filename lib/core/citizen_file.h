/*
 * citizen_file -- which personal data of a subject there is, and where: the case file of a
 * compacted topic, without any of the data.
 *
 * Of every key it knows the place of its last value in the log and when that was recorded, and of
 * all erasures the latest.  So it is a function of the last value of each key, whatever came in
 * between and in whatever order the partitions were read.  A value is visible when it was recorded
 * after the erasure; one that is not keeps its entry, so that `erase` knows its key.
 *
 * A key lives in one partition: its records come in the order of their offsets.
 */
#ifndef SHOUWEN_CORE_CITIZEN_FILE_H
#define SHOUWEN_CORE_CITIZEN_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "core/citizen.h"

/* Two texts for each of the events that a case may have.  One more is refused: which ones these are
 * follows from arrival, so that many is beyond what is promised. */
enum { CITIZEN_FILE_ENTRIES_MAX = 20000 };

/* What was at this place in the log. */
struct citizen_at {
    const struct citizen *citizen;
    int32_t partition;
    int64_t offset;
};

/* Where the last value of a key is. */
struct citizen_entry {
    struct uuid event_id;  /* zero: who asked */
    enum text_field field; /* 0: who asked */
    int32_t partition;
    int64_t offset;
    int64_t recorded_at_us;
    const struct citizen *value; /* NULL: as it is stored; borrowed from who applied it */
};

struct citizen_file {
    struct uuid subject;
    int64_t erased_at_us;          /* 0: never */
    struct citizen_entry *entries; /* by event id, then field */
    size_t count;
    size_t capacity; /* grows in the arena */
};

enum citizen_file_change {
    CITIZEN_FILE_CHANGED,
    CITIZEN_FILE_SAME, /* it was known, or takes away what is not there */
    CITIZEN_FILE_FULL, /* there is no room for one key more; the file is as before */
};

/* An empty file of this subject. */
void citizen_file_init(struct citizen_file *file, const struct uuid *subject);

/* It takes effect; the citizen must live as long as the file.  RETRY: the arena is full; the file
 * is as before. */
MUST_CHECK enum outcome citizen_file_apply(struct citizen_file *file, const struct citizen_at *at,
                                           struct arena *arena,
                                           enum citizen_file_change *change_out, struct err *err);

/* Was it recorded after the last erasure? */
bool citizen_entry_is_visible(const struct citizen_file *file, const struct citizen_entry *entry);

/* The packed form (another one is another version of the projection), in the arena; of a file that
 * knows nothing no bytes at all, so that it is as good as none.  RETRY when the arena is full. */
MUST_CHECK enum outcome citizen_file_pack(const struct citizen_file *file, struct arena *arena,
                                          struct str *bytes_out, struct err *err);

/* The file that these bytes hold.  RETRY when the arena is full; FATAL when they are not a packed
 * file. */
MUST_CHECK enum outcome citizen_file_unpack(struct str bytes, const struct uuid *subject,
                                            struct arena *arena, struct citizen_file *file_out,
                                            struct err *err);

#endif
