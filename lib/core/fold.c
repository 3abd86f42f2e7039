/*
 * fold -- see life.h.
 *
 * Three steps: which events count (fold_counts), each of those in order (fold_moves, fold_work),
 * and what only the whole tells (fold_finish).
 */
#include <assert.h>

#include "core/fold_state.h"

const struct event *life_event(const struct life *life, int32_t fact)
{
    return fact == LIFE_NONE ? NULL : life->facts.items[fact].event;
}

int64_t life_at_us(const struct life *life, int32_t fact)
{
    return fact == LIFE_NONE ? 0 : life->facts.items[fact].event->occurred_at_us;
}

struct str life_handler(const struct life *life, int32_t holding)
{
    if (holding == LIFE_NONE)
        return (struct str) {0};
    const struct holding *item = &life->holdings.items[holding];
    const struct event *signed_for = life_event(life, item->signed_by);
    if (signed_for != NULL && signed_for->signed_for.by.person.len > 0)
        return signed_for->signed_for.by.person;
    return item->person;
}

const struct part *life_part_of(const struct life *life, int32_t holding)
{
    return holding == LIFE_NONE ? NULL : &life->parts.items[life->holdings.items[holding].part];
}

static const struct {
    const char *name;
    const char *help;
} flags[LIFE_FLAGS_COUNT] = {
#define LIFE_FLAG(NAME, name, help) {#name, help},
#include "core/life_flags.def"
#undef LIFE_FLAG
};
_Static_assert(LIFE_FLAGS_COUNT <= 64, "the flags of a life are the bits of an uint64_t");

const char *life_flag_name(enum life_flag flag)
{
    assert(flag < LIFE_FLAGS_COUNT);
    return flags[flag].name;
}

const char *life_flag_help(enum life_flag flag)
{
    assert(flag < LIFE_FLAGS_COUNT);
    return flags[flag].help;
}

/* A kind without a function is a fact and changes nothing: Progressed, an opinion, an urging … */
static void (*const apply[EVENT_KINDS_COUNT])(struct folding *, const struct event *) = {
    [EVENT_ACCEPTED] = fold_accepted,
    [EVENT_TRANSFERRED] = fold_transferred,
    [EVENT_SIGNED] = fold_signed_for,
    [EVENT_RETURNED] = fold_returned,
    [EVENT_CONTACTED] = fold_contacted,
    [EVENT_PAUSED] = fold_paused,
    [EVENT_RESUMED] = fold_resumed,
    [EVENT_COMPLETED] = fold_completed,
    [EVENT_CALLBACK_MADE] = fold_callback_made,
    [EVENT_RATED] = fold_rated,
    [EVENT_REOPENED] = fold_reopened,
    [EVENT_WITHDRAWN] = fold_withdrawn,
    [EVENT_MERGED] = fold_merged,
    [EVENT_RECTIFICATION_DONE] = fold_rectification_done,
    [EVENT_ERASED] = fold_erased,
};

static bool counts(const struct folding *folding, size_t place)
{
    unsigned char verdict = folding->counts.verdicts[place];
    return verdict == VERDICT_COUNTS || verdict == VERDICT_CONTESTED;
}

/* A rating or completion that somebody wants voided: who handled it decides whether he may. */
static bool is_voided(struct folding *folding, size_t place, const struct event *event)
{
    if (folding->counts.verdicts[place] != VERDICT_CONTESTED)
        return false;
    const struct life *life = folding->life;
    if (event->kind == EVENT_COMPLETED)
        return fold_counts_is_voided(&folding->counts, place, event->completed.by.person,
                                     life_handler(life, life->holding));
    if (life->completions.count == 0)
        return fold_counts_is_voided(&folding->counts, place, life_handler(life, life->holding),
                                     (struct str) {0});
    const struct completion *last = &life->completions.items[life->completions.count - 1];
    return fold_counts_is_voided(&folding->counts, place,
                                 life_event(life, last->fact)->completed.by.person,
                                 life_handler(life, last->holding));
}

static void apply_all(struct folding *folding, const struct case_file *file)
{
    struct life *life = folding->life;
    bool is_case = life->subject_kind == SUBJECT_CASE;
    for (size_t place = 0; place < file->count; place++) {
        const struct event *event = file->events[place];
        assert(place == 0 || event_compare(file->events[place - 1], event) < 0);
        if (!counts(folding, place) || is_voided(folding, place, event))
            continue;
        folding->fact = life->facts.count++;
        *fold_fact(folding) = (struct fact) {.event = event, .holding = LIFE_NONE};
        if (is_case && apply[event->kind] != NULL)
            apply[event->kind](folding, event);
        fold_fact(folding)->holding = life->holding;
        fold_fact(folding)->round = life->rounds.count - 1;
    }
}

/* A mock visit is inspected after the rating that it must not count. */
static bool is_mock_visit(const struct folding *folding, const struct case_file *file)
{
    if (folding->kinds[EVENT_INSPECTED] == 0)
        return false;
    for (size_t place = 0; place < file->count; place++) {
        const struct event *event = file->events[place];
        if (event->kind == EVENT_INSPECTED && counts(folding, place) &&
            event->inspected.mode == INSPECTION_MODE_MOCK_VISIT)
            return true;
    }
    return false;
}

static void *take(struct folding *folding, int32_t count, size_t size_bytes)
{
    void *memory = arena_alloc(folding->arena, (size_t) count * size_bytes);
    folding->is_out_of_room = folding->is_out_of_room || memory == NULL;
    return memory;
}

/* How many of everything there can be follows from the kinds. */
static enum outcome make_room(struct folding *folding, const struct case_file *file,
                              struct err *err)
{
    const int32_t *kinds = folding->kinds;
    struct life *life = folding->life;
    int32_t handovers = kinds[EVENT_TRANSFERRED] + kinds[EVENT_RETURNED];
    int32_t holdings = kinds[EVENT_ACCEPTED] + handovers;
    int32_t parts = holdings + handovers; /* those named as `from` too */
    int32_t slots = fold_slots(parts, kinds[EVENT_SIGNED]);
    folding->slots_mask = (uint32_t) slots - 1;

    life->facts.items = take(folding, (int32_t) file->count, sizeof(struct fact));
    life->holdings.items = take(folding, holdings, sizeof(struct holding));
    life->handovers.items = take(folding, handovers, sizeof(struct handover));
    life->parts.items = take(folding, parts, sizeof(struct part));
    life->completions.items = take(folding, kinds[EVENT_COMPLETED], sizeof(struct completion));
    life->rounds.items = take(folding, 1 + kinds[EVENT_REOPENED], sizeof(struct round));
    life->pauses.items = take(folding, kinds[EVENT_PAUSED], sizeof(struct pause));
    folding->stack = take(folding, holdings, sizeof(int32_t));
    folding->same_as = take(folding, parts, sizeof(int32_t));
    folding->open_pauses = take(folding, kinds[EVENT_PAUSED], sizeof(int32_t));
    folding->slots = take(folding, slots, sizeof(int32_t));
    if (folding->is_out_of_room)
        return err_set(err, RETRY, "no room for a life of %zu events in the arena", file->count);
    return fold_counts_init(&folding->counts, file, kinds[EVENT_VOIDED] > 0, folding->arena, err);
}

enum outcome fold(const struct case_file *file, struct arena *arena, struct life *life_out,
                  struct err *err)
{
    struct life life = {
        .subject = file->subject,
        .subject_kind = file->subject_kind,
        .case_source = file->case_source,
        .case_number = file->case_number,
        .accepted = LIFE_NONE,
        .accepted_part = LIFE_NONE,
        .holding = LIFE_NONE,
        .closing = LIFE_NONE,
        .withdrawn = LIFE_NONE,
        .merged = LIFE_NONE,
        .first_contact = LIFE_NONE,
    };
    struct folding folding = {.life = &life, .arena = arena};
    for (size_t i = 0; i < file->count; i++)
        folding.kinds[file->events[i]->kind]++;
    if (make_room(&folding, file, err) != OK)
        return err->outcome;

    life.is_mock_visit = is_mock_visit(&folding, file);
    if (life.subject_kind == SUBJECT_CASE)
        fold_round_begin(&folding, LIFE_NONE);
    apply_all(&folding, file);
    if (fold_finish(&folding, err) != OK)
        return err->outcome;
    *life_out = life;
    return OK;
}
