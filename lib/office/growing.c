/* growing -- see growing.h. */
#include "office/growing.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "io/cell_index.h"
#include "office/growing_pending.h"
#include "wire/event_codec.h"
#include "wire/event_id.h"

enum {
    CASE_BYTES_MAX = 16 << 20, /* the cells of one case */
    WORK_BYTES_MAX = 1 << 20,  /* one text, one Voided */
    PAGE_BYTES_MAX = 4 << 20,
    COMMIT_EVERY = 5000, /* cells */
};

struct growing {
    struct growing_options options;
    struct cell_index *index;
    struct pending_cells pending;
    int64_t now_us;
    struct arena case_arena;
    bool has_case;
    struct str number; /* of the case in hand */
    struct cells cells;
    struct arena work;
    struct arena pages[2];
    unsigned char *said; /* a bit a place: the cell was said, or must be left alone */
    bool has_unknown;    /* a row whose case nobody knows was refused */
    uint64_t cases;
    struct growing_counts counts;
};

/* ---- life cycle ---- */

enum outcome growing_open(const struct growing_options *options, struct growing **growing_out,
                          struct err *err)
{
    struct growing *growing = calloc(1, sizeof(*growing));
    if (growing == NULL)
        return err_set(err, FATAL, "no memory for a growing book");
    growing->options = *options;
    enum outcome outcome = arena_init(&growing->case_arena, CASE_BYTES_MAX, err);
    if (outcome == OK)
        outcome = arena_init(&growing->work, WORK_BYTES_MAX, err);
    for (size_t i = 0; outcome == OK && i < 2; i++)
        outcome = arena_init(&growing->pages[i], PAGE_BYTES_MAX, err);
    if (outcome == OK)
        outcome = cell_index_open(options->folder, options->source, &growing->index, err);
    if (outcome == OK) {
        int64_t before_us = cell_index_recorded_at(growing->index);
        growing->now_us = options->now_us > before_us ? options->now_us : before_us + 1;
        cell_index_set_recorded_at(growing->index, growing->now_us);
        pending_cells_init(&growing->pending, growing->index);
        growing->pending.is_rehearsal = options->is_dry_run;
        growing->said = calloc((size_t) cell_index_places(growing->index) / 8 + 1, 1);
        if (growing->said == NULL)
            outcome = err_set(err, FATAL, "no memory for a growing book");
    }
    if (outcome == OK)
        *growing_out = growing;
    else
        growing_close(growing);
    return outcome;
}

void growing_close(struct growing *growing)
{
    if (growing == NULL)
        return;
    pending_cells_done(&growing->pending);
    cell_index_close(growing->index);
    arena_done(&growing->work);
    for (size_t i = 0; i < 2; i++)
        arena_done(&growing->pages[i]);
    arena_done(&growing->case_arena);
    free(growing->said);
    free(growing);
}

int64_t growing_now_us(const struct growing *growing)
{
    return growing->now_us;
}

struct growing_counts growing_counts(const struct growing *growing)
{
    return growing->counts;
}

/* ---- the case in hand ---- */

static void mark_said(struct growing *growing, const struct cell *cell)
{
    if (cell->place <= cell_index_places(growing->index))
        growing->said[cell->place / 8] |= (unsigned char) (1 << cell->place % 8);
}

static bool was_said(const struct growing *growing, const struct cell *cell)
{
    return cell->place > cell_index_places(growing->index) ||
           (growing->said[cell->place / 8] & 1 << cell->place % 8) != 0;
}

static enum outcome enter_case(struct growing *growing, struct str number, struct err *err)
{
    if (growing->has_case && str_eq(growing->number, number))
        return OK;
    arena_reset(&growing->case_arena);
    growing->has_case = false;
    if (str_keep(number, &growing->case_arena, &growing->number, err) != OK ||
        cell_index_case(growing->index, number, &growing->case_arena, &growing->cells, err) != OK)
        return err->outcome == RETRY
                   ? err_reason(err, FATAL, REASON_TOO_LARGE,
                                "case \"%.*s\" has too many cells for the state", STR_ARG(number))
                   : err->outcome;
    growing->has_case = true;
    growing->cases++;
    return OK;
}

static const struct cell *find_cell(const struct growing *growing, struct str source_ref)
{
    size_t low = 0;
    size_t high = growing->cells.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_compare(growing->cells.items[middle].source_ref, source_ref);
        if (order == 0)
            return &growing->cells.items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

enum outcome growing_spare(struct growing *growing, struct str number, struct err *err)
{
    if (number.len == 0) {
        growing->has_unknown = true;
        return OK;
    }
    if (enter_case(growing, number, err) != OK)
        return err->outcome;
    for (size_t i = 0; i < growing->cells.count; i++)
        mark_said(growing, &growing->cells.items[i]);
    return OK;
}

/* ---- texts ---- */

/* All that a record says, so that a change of any part is seen. */
static enum outcome digest_record(struct growing *growing, const struct citizen *record,
                                  unsigned char digest_out[CELL_DIGEST_LEN], struct err *err)
{
    const struct str parts[] = {record->name, record->contact, record->address, record->id_number,
                                record->text};
    size_t len = 0;
    arena_reset(&growing->work);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        len += parts[i].len + 1;
    char *joined = arena_alloc_bytes(&growing->work, len);
    if (joined == NULL)
        return err_set(err, REJECT, "a text is too large");
    char *at = joined;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (parts[i].len > 0)
            memcpy(at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
        *at++ = '\0';
    }
    cell_index_digest(growing->index, (struct str) {.ptr = joined, .len = len}, digest_out);
    return OK;
}

static const struct cell_text *find_text(const struct cell *cell, unsigned char field)
{
    for (size_t i = 0; cell != NULL && i < cell->texts_count; i++)
        if (cell->texts[i].field == field)
            return &cell->texts[i];
    return NULL;
}

static enum outcome describe(struct growing *growing, const struct mapped *mapped,
                             const struct cell *old, struct cell *cell_out, struct err *err)
{
    const struct event *event = &mapped->event;
    *cell_out = (struct cell) {
        .place = old == NULL ? 0 : old->place,
        .check = old == NULL ? 0 : old->check,
        .number = event->case_number,
        .source_ref = event->source_ref,
        .case_source = event->case_source,
        .event_id = event->id,
        .occurred_at_us = event->occurred_at_us,
        .precision = event->precision,
        .texts_count = mapped->records_count,
    };
    assert(mapped->records_count <= CELL_TEXTS_MAX);
    for (size_t i = 0; i < mapped->records_count; i++) {
        const struct citizen *record = &mapped->records[i];
        struct cell_text *text = &cell_out->texts[i];
        text->field = (unsigned char) (record->kind == CITIZEN_TEXT ? record->field : 0);
        if (digest_record(growing, record, text->digest, err) != OK)
            return err->outcome;
    }
    return OK;
}

/* A text is under its event's id, the person under the case alone. */
static bool is_same_text(const struct cell *old, const struct cell *new,
                         const struct cell_text *text)
{
    const struct cell_text *before = find_text(old, text->field);
    if (before == NULL || memcmp(before->digest, text->digest, CELL_DIGEST_LEN) != 0)
        return false;
    return text->field == 0 || uuid_eq(&old->event_id, &new->event_id);
}

static bool is_key_kept(const struct cell *old, const struct cell *new,
                        const struct cell_text *text)
{
    return new != NULL &&find_text(new, text->field) != NULL &&
           (text->field == 0 || uuid_eq(&old->event_id, &new->event_id));
}

static enum outcome bury(struct dispatch *dispatch, const struct cell *old, const struct cell *new,
                         struct pending_cell *pending, struct err *err)
{
    struct citizen record = {
        .subject = event_subject(SUBJECT_CASE, old->case_source, old->number),
        .event_id = old->event_id,
        .is_tombstone = true,
    };
    for (size_t i = 0; i < old->texts_count; i++) {
        const struct cell_text *text = &old->texts[i];
        if (is_key_kept(old, new, text))
            continue;
        record.kind = text->field == 0 ? CITIZEN_RECORD : CITIZEN_TEXT;
        record.field = (enum text_field) text->field;
        if (pending_cell_sent(pending, dispatch_citizen(dispatch, &record,
                                                        pending_cell_cookie(pending), err)) != OK)
            return err->outcome;
    }
    return OK;
}

/* ---- what is new ---- */

static enum outcome send_changes(struct dispatch *dispatch, const struct mapped *mapped,
                                 const struct cell *old, struct pending_cell *pending,
                                 struct err *err)
{
    const struct cell *new = pending_cell_of(pending);
    uint64_t cookie = pending_cell_cookie(pending);
    if (old == NULL || !uuid_eq(&old->event_id, &new->event_id))
        if (pending_cell_sent(pending, dispatch_event(dispatch, &mapped->event, cookie, err)) != OK)
            return err->outcome;
    for (size_t i = 0; i < mapped->records_count; i++)
        if (old == NULL || !is_same_text(old, new, &new->texts[i]))
            if (pending_cell_sent(
                    pending, dispatch_citizen(dispatch, &mapped->records[i], cookie, err)) != OK)
                return err->outcome;
    return old == NULL ? OK : bury(dispatch, old, new, pending, err);
}

static bool is_same(const struct cell *old, const struct cell *new)
{
    if (old == NULL || !uuid_eq(&old->event_id, &new->event_id) ||
        old->texts_count != new->texts_count)
        return false;
    for (size_t i = 0; i < new->texts_count; i++)
        if (!is_same_text(old, new, &new->texts[i]))
            return false;
    return true;
}

static enum outcome keep_some(struct growing *growing, struct err *err)
{
    if (pending_cells_failure(&growing->pending, err) != OK)
        return err->outcome;
    if (growing->pending.put < COMMIT_EVERY)
        return OK;
    growing->pending.put = 0;
    return cell_index_commit(growing->index, err);
}

enum outcome growing_take(struct growing *growing, struct dispatch *dispatch,
                          const struct mapped *mapped, struct err *err)
{
    struct cell cell;
    struct pending_cell *pending = NULL;
    if (keep_some(growing, err) != OK || enter_case(growing, mapped->event.case_number, err) != OK)
        return err->outcome;
    const struct cell *old = find_cell(growing, mapped->event.source_ref);
    if (describe(growing, mapped, old, &cell, err) != OK)
        return err->outcome;
    if (old != NULL)
        mark_said(growing, old);
    if (is_same(old, &cell)) {
        growing->counts.unchanged++;
        return OK;
    }
    if (pending_cells_add(&growing->pending, &cell, mapped->row, &pending, err) != OK)
        return err->outcome;
    enum outcome outcome = send_changes(dispatch, mapped, old, pending, err);
    pending_cell_close(&growing->pending, pending, outcome);
    return outcome;
}

/* ---- what is said no more ---- */

static enum outcome send_void(struct growing *growing, struct dispatch *dispatch,
                              const struct cell *old, const char *reason, struct err *err)
{
    struct event event = {
        .kind = EVENT_VOIDED,
        .subject_kind = SUBJECT_CASE,
        .case_source = old->case_source,
        .case_number = old->number,
        .subject = event_subject(SUBJECT_CASE, old->case_source, old->number),
        .source = growing->options.source,
        .source_ref = old->source_ref,
        .occurred_at_us = old->occurred_at_us, /* so that the same again has the same id */
        .precision = old->precision,
        .recorded_at_us = growing->now_us,
        .voided = {.source_ref = old->source_ref, .reason = str_from(reason)},
    };
    struct cell cell = *old;
    struct pending_cell *pending = NULL;
    cell.event_id = (struct uuid) {{0}};
    cell.texts_count = 0;
    arena_reset(&growing->work);
    if (event_settle(&event, &growing->work, err) != OK ||
        event_id_set(&event, growing->now_us, &growing->work, err) != OK ||
        pending_cells_add(&growing->pending, &cell, 0, &pending, err) != OK)
        return err->outcome;
    enum outcome outcome = pending_cell_sent(
        pending, dispatch_event(dispatch, &event, pending_cell_cookie(pending), err));
    if (outcome == OK)
        outcome = bury(dispatch, old, NULL, pending, err);
    pending_cell_close(&growing->pending, pending, outcome);
    return outcome;
}

/* What a walk over the index does with a case: none of its cells was said, or some. */
typedef enum outcome visit_case(struct growing *growing, struct dispatch *dispatch,
                                struct cells cells, bool is_gone, struct err *err);

static bool is_live(const struct growing *growing, const struct cell *cell)
{
    return !uuid_is_zero(&cell->event_id) && cell->place <= cell_index_places(growing->index);
}

static enum outcome tell_case(struct growing *growing, struct dispatch *dispatch,
                              struct cells cells, bool is_gone, struct err *err)
{
    (void) dispatch;
    (void) err;
    if (!is_gone)
        return OK;
    growing->counts.gone++;
    growing->options.gone(growing->options.context, cells.items[0].number);
    return OK;
}

static enum outcome void_case(struct growing *growing, struct dispatch *dispatch,
                              struct cells cells, bool is_gone, struct err *err)
{
    if (is_gone && !growing->options.voids_gone)
        return OK;
    for (size_t i = 0; i < cells.count; i++) {
        const struct cell *cell = &cells.items[i];
        if (!is_live(growing, cell) || was_said(growing, cell))
            continue;
        if (keep_some(growing, err) != OK ||
            send_void(growing, dispatch, cell, is_gone ? "deleted" : "emptied", err) != OK)
            return err->outcome;
        *(is_gone ? &growing->counts.voided : &growing->counts.emptied) += 1;
    }
    return dispatch_poll(dispatch, err);
}

/* A case of which something live was not said: all its cells, to be visited once. */
static enum outcome visit_one(struct growing *growing, struct dispatch *dispatch, struct str number,
                              visit_case *visit, struct err *err)
{
    bool is_gone = true;
    growing->has_case = false;
    if (enter_case(growing, number, err) != OK)
        return err->outcome;
    growing->has_case = false; /* what is sent now changes it */
    for (size_t i = 0; i < growing->cells.count; i++)
        is_gone = is_gone && !was_said(growing, &growing->cells.items[i]);
    return visit(growing, dispatch, growing->cells, is_gone, err);
}

/* Go over the cases of which something is said no more. */
static enum outcome walk(struct growing *growing, struct dispatch *dispatch, visit_case *visit,
                         struct err *err)
{
    struct cells page = {.count = 0};
    struct str visited = STR("");
    const struct cell *last = NULL;
    size_t turn = 0;
    do {
        struct arena *arena = &growing->pages[turn++ % 2]; /* `last` is in the other one */
        arena_reset(arena);
        if (cell_index_after(growing->index, last, arena, &page, err) != OK)
            return err->outcome;
        for (size_t i = 0; i < page.count; i++) {
            last = &page.items[i];
            if (!is_live(growing, last) || was_said(growing, last) || str_eq(visited, last->number))
                continue;
            visited = last->number;
            if (visit_one(growing, dispatch, visited, visit, err) != OK)
                return err->outcome;
        }
        if (page.count > 0 && !str_eq(visited, last->number))
            visited = STR(""); /* its page goes */
        else if (page.count > 0)
            visited = last->number;
    } while (page.count == CELL_PAGE);
    return OK;
}

enum outcome growing_end(struct growing *growing, struct dispatch *dispatch, struct err *err)
{
    uint64_t cases = growing->cases;
    if (growing->has_unknown)
        return OK;
    if (walk(growing, dispatch, tell_case, err) != OK)
        return err->outcome;
    if (growing->options.voids_gone && growing->counts.gone > GROWING_GONE_FEW &&
        growing->counts.gone > cases)
        return err_reason(err, FATAL, REASON_RANGE,
                          "%" PRIu64 " cases are no longer in the book, and %" PRIu64
                          " are; is it another book? nothing was voided",
                          growing->counts.gone, cases);
    return walk(growing, dispatch, void_case, err);
}

bool growing_is_blind(const struct growing *growing)
{
    return growing->has_unknown;
}

/* ---- answers ---- */

size_t growing_settled(struct growing *growing, uint64_t cookie, enum outcome outcome)
{
    return pending_cells_settled(&growing->pending, cookie, outcome);
}

enum outcome growing_keep(struct growing *growing, struct err *err)
{
    if (pending_cells_failure(&growing->pending, err) != OK)
        return err->outcome;
    return growing->options.is_dry_run ? OK : cell_index_commit(growing->index, err);
}
