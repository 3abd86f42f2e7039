/*
 * cell_index -- what a book said when it was last imported, by case and source_ref: an SQLite file.
 *
 * Of a cell it keeps the id of its event and salted digests of its texts, never a text.  One writer
 * at a time: who comes second is refused.  What is put is kept whole at cell_index_commit(), or not
 * at all.  Opening reads all of it once against its checksums, so that a damaged index is refused
 * instead of believed.  Memory does not grow with the book: SQLite's pages are CELL_CACHE_KIB.
 */
#ifndef SHOUWEN_IO_CELL_INDEX_H
#define SHOUWEN_IO_CELL_INDEX_H

#include "core/event.h"

enum {
    CELL_FORMAT = 1,
    CELL_CACHE_KIB = 32768,
    CELL_DIGEST_LEN = 16,
    CELL_SALT_LEN = 16,
    CELL_PAGE = 512,                  /* cells at once, when all are gone over */
    CELL_TEXTS_MAX = TEXT_FIELDS_END, /* every text, and the person */
};

/* Of one text: its field (0: the person), and which it is. */
struct cell_text {
    unsigned char field;
    unsigned char digest[CELL_DIGEST_LEN];
};

/* What one source_ref of a case said last. */
struct cell {
    int64_t place;  /* in the index, from 1; 0: not there yet */
    uint64_t check; /* its own checksum, as it stands in the index */
    struct str number;
    struct str source_ref;
    struct str case_source;
    struct uuid event_id; /* zero: the cell was emptied */
    int64_t occurred_at_us;
    enum precision precision;
    struct cell_text texts[CELL_TEXTS_MAX];
    size_t texts_count;
};

struct cells {
    struct cell *items; /* by number, then by source_ref, in the order of bytes */
    size_t count;
};

struct cell_index;

/*
 * Open the index in `folder`, which is made when there is none; it belongs to one source.
 *
 * FATAL: another import holds it, it is damaged, of another format or another source's.
 */
MUST_CHECK enum outcome cell_index_open(const char *folder, struct str source,
                                        struct cell_index **index_out, struct err *err);
void cell_index_close(struct cell_index *index); /* what was not committed is forgotten */

/* The highest place there was when it was opened. */
int64_t cell_index_places(const struct cell_index *index);

/* The time of the import before (0: none); the next commit keeps `now_us` as that. */
int64_t cell_index_recorded_at(const struct cell_index *index);
void cell_index_set_recorded_at(struct cell_index *index, int64_t now_us);

/* Which text this is, in no way that gives it back. */
void cell_index_digest(const struct cell_index *index, struct str text,
                       unsigned char digest_out[CELL_DIGEST_LEN]);

/* The cells of a case.  RETRY: the arena is full; FATAL: the file cannot be read. */
MUST_CHECK enum outcome cell_index_case(struct cell_index *index, struct str number,
                                        struct arena *arena, struct cells *cells_out,
                                        struct err *err);

/* The next CELL_PAGE cells behind this one (NULL: the first), whatever their case. */
MUST_CHECK enum outcome cell_index_after(struct cell_index *index, const struct cell *cell,
                                         struct arena *arena, struct cells *cells_out,
                                         struct err *err);

/* Put a cell, in the place of the one that was read (`place`) or as a new one. */
MUST_CHECK enum outcome cell_index_put(struct cell_index *index, const struct cell *cell,
                                       struct err *err);

/* RETRY: the disk is full or broken, and the index is as it was. */
MUST_CHECK enum outcome cell_index_commit(struct cell_index *index, struct err *err);

#endif
