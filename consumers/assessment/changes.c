/* changes -- see changes.h. */
#include "changes.h"

#include <assert.h>
#include <string.h>

enum {
    ARENA_BYTES = 256 << 20, /* touched as far as it needs */
    SINGLE_EVENTS_MAX = 20,  /* of more new events it is not asked which of them matter */
    ID_BYTES = 16,
};

/* What one call works with. */
struct work {
    const struct changes_of *of;
    struct counted_of days;
    struct asked_counters asked;
    struct changes *changes;
    struct change *last;
};

/* A file and which of its events count. */
struct compared {
    const struct counted_file *counted;
    bool *is_new; /* an event came since; in the order of the file */
    size_t new_count;
    struct score_counters now; /* what it gives */
    struct score_counters old; /* what it gives without the new events */
};

const char *change_why_name(enum change_why why)
{
    static const char *const names[CHANGE_WHYS_COUNT] = {
        [CHANGE_LATE] = "late",
        [CHANGE_SINCE] = "since",
        [CHANGE_CORRECTION] = "correction",
        [CHANGE_AMENDMENT] = "amendment",
        [CHANGE_VOID] = "void",
    };
    return names[why];
}

/* ---- which events came since ---- */

static bool has_id(struct str ids, const struct uuid *id)
{
    for (size_t at = 0; at + ID_BYTES <= ids.len; at += ID_BYTES)
        if (memcmp(ids.ptr + at, id->bytes, ID_BYTES) == 0)
            return true;
    return false;
}

static enum outcome find_new(const struct work *work, const struct edition_case *then,
                             struct compared *compared, struct err *err)
{
    const struct case_file *file = compared->counted->file;
    compared->is_new =
        arena_alloc(compared->counted->arena, file->count * sizeof(*compared->is_new));
    if (compared->is_new == NULL)
        return err_set(err, FATAL, "no room for the events of a matter");
    for (size_t i = 0; i < file->count; i++) {
        const struct event *event = file->events[i];
        compared->is_new[i] = then != NULL ? !has_id(then->events, &event->id)
                                           : event->recorded_at_us > work->of->edition->cut_off_us;
        compared->new_count += compared->is_new[i];
    }
    return OK;
}

static size_t events_left(const struct compared *compared, const struct edition_case *then)
{
    size_t kept = compared->counted->file->count - compared->new_count;
    return then == NULL ? 0 : then->events.len / ID_BYTES - kept;
}

/* ---- counted without some of them ---- */

enum { WITHOUT_NEW = -1 };

/* What the file gives without its new events, or without the one at `without`. */
static enum outcome count_without(const struct work *work, const struct compared *compared,
                                  int64_t without, struct score_counters *counts_out,
                                  struct err *err)
{
    const struct counted_file *counted = compared->counted;
    struct case_file less = *counted->file;
    struct life life;
    struct contributions given;
    size_t mark = arena_mark(counted->arena);
    *counts_out = (struct score_counters) {{0}};
    less.count = 0;
    less.events = arena_alloc_raw(counted->arena, counted->file->count * sizeof(*less.events));
    if (less.events == NULL)
        return err_set(err, FATAL, "no room to count a matter again");
    for (size_t i = 0; i < counted->file->count; i++)
        if (without == WITHOUT_NEW ? !compared->is_new[i] : (int64_t) i != without)
            less.events[less.count++] = counted->file->events[i];
    if (less.count > 0) {
        if (fold(&less, counted->arena, &life, err) != OK ||
            contributions_of(&life, counted->rules, counted->arena, &given, err) != OK)
            return err->outcome;
        (void) asked_counters_of(&work->asked, &work->days, &given, counts_out);
    }
    arena_rewind(counted->arena, mark);
    return OK;
}

/* The counters in which they differ. */
static uint64_t differing(const struct score_counters *a, const struct score_counters *b)
{
    uint64_t set = 0;
    static_assert(COUNTERS_COUNT <= 64, "a set of counters is 64 bits");
    for (enum counter counter = 0; counter < COUNTERS_COUNT; counter++)
        set |= (uint64_t) (a->counts[counter] != b->counts[counter]) << counter;
    return set;
}

/* ---- why ---- */

/* Did its source tell something under the same reference then? */
static bool replaces_another(const struct compared *compared, const struct event *event)
{
    const struct case_file *file = compared->counted->file;
    for (size_t i = 0; i < file->count && event->source_ref.len > 0; i++)
        if (!compared->is_new[i] && str_eq(file->events[i]->source, event->source) &&
            str_eq(file->events[i]->source_ref, event->source_ref))
            return true;
    return false;
}

static enum change_why why_of(const struct work *work, const struct compared *compared,
                              const struct event *event)
{
    if (event->kind == EVENT_VOIDED)
        return CHANGE_VOID;
    if (replaces_another(compared, event))
        return CHANGE_CORRECTION;
    if (event->kind == EVENT_AMENDED)
        return CHANGE_AMENDMENT;
    return event->occurred_at_us > work->of->edition->cut_off_us ? CHANGE_SINCE : CHANGE_LATE;
}

static enum outcome add_event(struct work *work, const struct compared *compared, size_t at,
                              struct change *change, struct err *err)
{
    struct arena *arena = &work->changes->arena;
    const struct event *event = compared->counted->file->events[at];
    struct change_event *told = &change->events[change->events_count++];
    *told = (struct change_event) {
        .why = why_of(work, compared, event),
        .kind = event->kind,
        .occurred_at_us = event->occurred_at_us,
        .recorded_at_us = event->recorded_at_us,
    };
    if (str_keep(event->source, arena, &told->source, err) != OK ||
        str_keep(event->source_ref, arena, &told->source_ref, err) != OK)
        return err->outcome;
    return OK;
}

/* The new events, and to which counters each alone makes a difference; to what none of them does,
 * or where there are many, all of them together do. */
static enum outcome add_events(struct work *work, const struct compared *compared,
                               struct change *change, struct err *err)
{
    uint64_t changed = differing(&compared->old, &compared->now);
    struct score_counters without;
    const struct case_file *file = compared->counted->file;
    uint64_t explained = 0;
    change->events =
        arena_alloc(&work->changes->arena, compared->new_count * sizeof(*change->events));
    if (change->events == NULL)
        return err_set(err, FATAL, "more changed than can be told");
    for (size_t i = 0; i < file->count; i++) {
        if (!compared->is_new[i])
            continue;
        if (add_event(work, compared, i, change, err) != OK)
            return err->outcome;
        if (compared->new_count > SINGLE_EVENTS_MAX)
            continue;
        if (count_without(work, compared, (int64_t) i, &without, err) != OK)
            return err->outcome;
        struct change_event *told = &change->events[change->events_count - 1];
        told->counters = differing(&without, &compared->now) & changed;
        explained |= told->counters;
    }
    for (size_t i = 0; i < change->events_count; i++)
        change->events[i].counters |= changed & ~explained;
    return OK;
}

/* What is not of new events: `old` is what those from then give now. */
static void judge_rest(const struct work *work, const struct compared *compared,
                       const struct edition_case *then, struct change *change)
{
    change->events_left = events_left(compared, then);
    change->is_by_rules = compared->counted->rules->version != work->of->edition->rules_version;
    change->is_by_program = work->of->program_version != work->of->edition->program_version;
    change->is_arrived = then == NULL;
    change->is_retold =
        then != NULL && change->events_left == 0 && !change->is_by_rules && !change->is_by_program;
}

/* Counted again, and why; the file counts otherwise than `then` (NULL: it gave nothing). */
static enum outcome find_causes(struct work *work, struct compared *compared,
                                const struct edition_case *then, struct change *change,
                                struct err *err)
{
    static const struct score_counters nothing;
    const struct score_counters *before = then == NULL ? &nothing : &then->counts;
    if (find_new(work, then, compared, err) != OK ||
        count_without(work, compared, WITHOUT_NEW, &compared->old, err) != OK)
        return err->outcome;
    for (enum counter counter = 0; counter < COUNTERS_COUNT; counter++)
        change->differences[counter] = compared->now.counts[counter] - before->counts[counter];
    if (differing(&compared->old, &compared->now) != 0 &&
        add_events(work, compared, change, err) != OK)
        return err->outcome;
    change->rest = differing(&compared->old, before);
    if (change->rest != 0)
        judge_rest(work, compared, then, change);
    return OK;
}

static enum outcome add_change(struct work *work, struct compared *compared,
                               const struct edition_case *then, struct err *err)
{
    const struct life *life = compared->counted->life;
    struct arena *arena = &work->changes->arena;
    struct change *change = arena_alloc(arena, sizeof(*change));
    if (change == NULL)
        return err_set(err, FATAL, "more changed than can be told");
    if (str_keep(life->case_source, arena, &change->case_source, err) != OK ||
        str_keep(life->case_number, arena, &change->case_number, err) != OK ||
        find_causes(work, compared, then, change, err) != OK)
        return err->outcome;
    if (work->last == NULL)
        work->changes->first = change;
    else
        work->last->next = change;
    work->last = change;
    work->changes->count++;
    return OK;
}

static enum outcome compare_file(void *context, const struct counted_file *counted, struct err *err)
{
    struct work *work = context;
    const struct edition_case *then = edition_find(work->of->edition, &counted->file->subject);
    struct compared compared = {.counted = counted};
    bool is_any = asked_counters_of(&work->asked, &work->days, counted->given, &compared.now);
    if (then == NULL ? !is_any : differing(&compared.now, &then->counts) == 0)
        return OK;
    return add_change(work, &compared, then, err);
}

enum outcome changes_find(struct pg *pg, const struct changes_of *of, struct changes *changes,
                          struct err *err)
{
    struct work work = {.of = of, .days = of->days, .changes = changes};
    const struct counted_sink sink = {.context = &work, .counted = compare_file};
    if (arena_init(&changes->arena, ARENA_BYTES, err) != OK)
        return err->outcome;
    asked_counters_init(&work.asked, of->formula);
    return counted_scan(pg, of->days.unit, of->edition->score, &sink, err);
}

void changes_done(struct changes *changes)
{
    arena_done(&changes->arena);
}
