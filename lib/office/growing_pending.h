/*
 * growing_pending -- cells whose messages are on their way, until all of them are settled.
 *
 * A cell is put into the index when the last of its messages is safe, and forgotten when one is
 * not.  There are never more than messages on their way, so the dispatch's limit is theirs.
 */
#ifndef SHOUWEN_OFFICE_GROWING_PENDING_H
#define SHOUWEN_OFFICE_GROWING_PENDING_H

#include "io/cell_index.h"

struct pending_cell;

struct pending_cells {
    struct cell_index *index;
    struct pending_cell **items;
    size_t count;
    size_t *free_places;
    size_t free_count;
    size_t put;        /* cells since the owner last set it to 0 */
    bool is_rehearsal; /* nobody answers, nothing is put */
    bool has_failed;   /* the index refused: `failure` */
    struct err failure;
};

void pending_cells_init(struct pending_cells *cells, struct cell_index *index);
void pending_cells_done(struct pending_cells *cells);

/* A cell of this row of the book; texts are copied.  FATAL: no memory. */
MUST_CHECK enum outcome pending_cells_add(struct pending_cells *cells, const struct cell *cell,
                                          size_t row, struct pending_cell **pending_out,
                                          struct err *err);

const struct cell *pending_cell_of(const struct pending_cell *pending);

/* What its messages carry; never 0. */
uint64_t pending_cell_cookie(const struct pending_cell *pending);

/* A message was handed over, with this outcome, which is given back. */
MUST_CHECK enum outcome pending_cell_sent(struct pending_cell *pending, enum outcome outcome);

/* All its messages are handed over, or (not OK) one could not be. */
void pending_cell_close(struct pending_cells *cells, struct pending_cell *pending,
                        enum outcome outcome);

/* One message was settled; gives the cell's row. */
size_t pending_cells_settled(struct pending_cells *cells, uint64_t cookie, enum outcome outcome);

/* What the index said when a cell could not be put; OK when all could. */
MUST_CHECK enum outcome pending_cells_failure(const struct pending_cells *cells, struct err *err);

#endif
