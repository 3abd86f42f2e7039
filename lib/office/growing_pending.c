/* growing_pending -- see growing_pending.h. */
#include "office/growing_pending.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES_FIRST = 256 };

struct pending_cell {
    size_t place; /* in items */
    size_t row;
    unsigned sent;
    unsigned answered;
    bool is_closed; /* no message more will be sent */
    bool has_failed;
    struct cell cell; /* its texts stand behind */
    char texts[];
};

void pending_cells_init(struct pending_cells *cells, struct cell_index *index)
{
    *cells = (struct pending_cells) {.index = index};
}

void pending_cells_done(struct pending_cells *cells)
{
    for (size_t i = 0; i < cells->count; i++)
        free(cells->items[i]);
    free(cells->items);
    free(cells->free_places);
    *cells = (struct pending_cells) {.count = 0};
}

static enum outcome find_place(struct pending_cells *cells, size_t *place_out, struct err *err)
{
    if (cells->free_count == 0) {
        size_t count = cells->count == 0 ? PLACES_FIRST : 2 * cells->count;
        struct pending_cell **items = realloc(cells->items, count * sizeof(*items));
        if (items != NULL)
            cells->items = items;
        size_t *places =
            items == NULL ? NULL : realloc(cells->free_places, count * sizeof(*places));
        if (places == NULL)
            return err_set(err, FATAL, "no memory for what is on its way");
        cells->free_places = places;
        for (size_t i = count; i > cells->count; i--) {
            cells->items[i - 1] = NULL;
            cells->free_places[cells->free_count++] = i - 1;
        }
        cells->count = count;
    }
    *place_out = cells->free_places[--cells->free_count];
    return OK;
}

static struct str copy(struct str text, char **at)
{
    struct str copied = {.ptr = *at, .len = text.len};
    if (text.len > 0)
        memcpy(*at, text.ptr, text.len);
    *at += text.len;
    return copied;
}

enum outcome pending_cells_add(struct pending_cells *cells, const struct cell *cell, size_t row,
                               struct pending_cell **pending_out, struct err *err)
{
    size_t place = 0;
    if (find_place(cells, &place, err) != OK)
        return err->outcome;
    size_t len = cell->number.len + cell->source_ref.len + cell->case_source.len;
    struct pending_cell *pending = malloc(sizeof(*pending) + len);
    if (pending == NULL) {
        cells->free_places[cells->free_count++] = place;
        return err_set(err, FATAL, "no memory for what is on its way");
    }
    *pending = (struct pending_cell) {.place = place, .row = row, .cell = *cell};
    char *at = pending->texts;
    pending->cell.number = copy(cell->number, &at);
    pending->cell.source_ref = copy(cell->source_ref, &at);
    pending->cell.case_source = copy(cell->case_source, &at);
    cells->items[place] = pending;
    *pending_out = pending;
    return OK;
}

const struct cell *pending_cell_of(const struct pending_cell *pending)
{
    return &pending->cell;
}

uint64_t pending_cell_cookie(const struct pending_cell *pending)
{
    return pending->place + 1;
}

enum outcome pending_cell_sent(struct pending_cell *pending, enum outcome outcome)
{
    if (outcome == OK)
        pending->sent++;
    return outcome;
}

/* Done with: into the index when all its messages arrived. */
static void settle(struct pending_cells *cells, struct pending_cell *pending)
{
    if (!pending->is_closed || (pending->answered < pending->sent && !cells->is_rehearsal))
        return;
    if (!pending->has_failed && !cells->has_failed && !cells->is_rehearsal) {
        cells->has_failed = cell_index_put(cells->index, &pending->cell, &cells->failure) != OK;
        cells->put++;
    }
    cells->items[pending->place] = NULL;
    cells->free_places[cells->free_count++] = pending->place;
    free(pending);
}

void pending_cell_close(struct pending_cells *cells, struct pending_cell *pending,
                        enum outcome outcome)
{
    pending->is_closed = true;
    pending->has_failed |= outcome != OK;
    settle(cells, pending);
}

size_t pending_cells_settled(struct pending_cells *cells, uint64_t cookie, enum outcome outcome)
{
    assert(cookie > 0 && cookie <= cells->count);
    struct pending_cell *pending = cells->items[cookie - 1];
    assert(pending != NULL);
    size_t row = pending->row;
    pending->answered++;
    pending->has_failed |= outcome != OK;
    settle(cells, pending);
    return row;
}

enum outcome pending_cells_failure(const struct pending_cells *cells, struct err *err)
{
    if (!cells->has_failed)
        return OK;
    *err = cells->failure;
    return err->outcome;
}
