/*
 * fold_moves -- who holds the case.
 *
 * The stack is the way a Returned goes back, one stay a section; a change of person replaces the
 * top:
 *
 *     accepted by A      A
 *     transferred to B   A B
 *     transferred to C   A B C
 *     returned           A B'        B' is B's second stay
 *     returned           A'
 */
#include <assert.h>

#include "core/fold_state.h"

/* Who is named as giving or taking back is looked for so many sections down: ten thousand events of
 * one case are folded in linear time too. */
enum { STACK_SEARCHED_MAX = 64 };

static struct holding *holding_now(const struct folding *folding)
{
    const struct life *life = folding->life;
    return life->holding == LIFE_NONE ? NULL : &life->holdings.items[life->holding];
}

void fold_run(const struct folding *folding)
{
    struct holding *holding = holding_now(folding);
    if (holding != NULL && fold_is_open(folding))
        holding->running_from_us = fold_now_us(folding);
}

void fold_stop(const struct folding *folding)
{
    struct holding *holding = holding_now(folding);
    if (holding == NULL || holding->running_from_us == 0)
        return;
    holding->held_us += fold_now_us(folding) - holding->running_from_us;
    holding->running_from_us = 0;
}

static void open_part(struct folding *folding, int32_t part)
{
    struct part *item = &folding->life->parts.items[part];
    if (item->has_row)
        return;
    item->has_row = true;
    item->opened = folding->fact;
    item->came_in_at_us = fold_now_us(folding);
    item->came_in_precision = fold_fact(folding)->event->precision;
}

/* The holder's stay ends, and this part's begins. */
static int32_t hold(struct folding *folding, int32_t part, struct str person, int32_t handover)
{
    struct life *life = folding->life;
    fold_stop(folding);
    struct holding *old = holding_now(folding);
    if (old != NULL)
        old->ended = folding->fact;
    for (int32_t i = 0; old == NULL && i < life->completions.count; i++)
        life->completions.items[i].holding = 0; /* had nobody it yet, the next holder */

    open_part(folding, part);
    life->holding = life->holdings.count++;
    life->holdings.items[life->holding] = (struct holding) {
        .part = part,
        .person = person,
        .began = folding->fact,
        .ended = LIFE_NONE,
        .signed_by = LIFE_NONE,
        .handover = handover,
    };
    life->parts.items[part].last_holding = life->holding;
    fold_run(folding);
    return life->holding;
}

static void push(struct folding *folding, int32_t holding)
{
    folding->stack[folding->stack_count++] = holding;
}

void fold_accepted(struct folding *folding, const struct event *event)
{
    struct life *life = folding->life;
    const struct accepted *accepted = &event->accepted;
    int32_t part = fold_part(folding, accepted->unit, accepted->section);
    if (life->accepted == LIFE_NONE) {
        life->accepted = folding->fact;
        life->accepted_part = part;
    } else {
        fold_flag(folding, LIFE_FLAG_BIT(ACCEPTED_AGAIN));
    }
    if (life->holding == LIFE_NONE)
        push(folding, hold(folding, part, accepted->receiver, LIFE_NONE));
    else if (life->accepted == folding->fact)
        fold_flag(folding, LIFE_FLAG_BIT(ACCEPTED_LATE));
    open_part(folding, part);
    life->parts.items[part].flags |= fold_fact(folding)->flags;
}

/* The part that is named as giving it away.  Being named opens no row. */
static int32_t named_part(struct folding *folding, const struct party *from)
{
    int32_t part = fold_part_now(folding);
    if (part != LIFE_NONE && from->unit.len > 0 && !fold_is_another(folding, from, part))
        return part;
    if (from->section.len == 0)
        return LIFE_NONE;
    return fold_part(folding, from->unit, from->section);
}

static void flag_handing_over(struct folding *folding, const struct party *from)
{
    const struct life *life = folding->life;
    if (fold_is_another(folding, from, fold_part_now(folding)))
        fold_flag(folding, LIFE_FLAG_BIT(IRREGULAR_TRANSFER));
    if (fold_is_completed(folding))
        fold_flag(folding, LIFE_FLAG_BIT(AFTER_COMPLETION));
    if (life->withdrawn != LIFE_NONE)
        fold_flag(folding, LIFE_FLAG_BIT(AFTER_WITHDRAWAL));
    if (life->merged != LIFE_NONE)
        fold_flag(folding, LIFE_FLAG_BIT(AFTER_MERGE));
}

/* Where a handing over goes. */
struct destination {
    int32_t part;
    struct str person;
    int32_t stack_count; /* what stays of the stack below it */
};

/* From `from` to the destination; nothing moves when that is who holds it already. */
static void hand_over(struct folding *folding, const struct party *from, struct destination to)
{
    struct life *life = folding->life;
    int32_t here = fold_part_now(folding);
    int32_t index = life->handovers.count++;
    struct handover *handover = &life->handovers.items[index];
    *handover = (struct handover) {
        .fact = folding->fact,
        .from = here,
        .named = named_part(folding, from),
        .to = to.part,
        .holding = LIFE_NONE,
        .is_return = fold_fact(folding)->event->kind == EVENT_RETURNED,
    };
    if (here == to.part &&
        (to.person.len == 0 || str_eq(to.person, life_handler(life, life->holding)))) {
        fold_flag(folding, LIFE_FLAG_BIT(TRANSFERRED_TO_HOLDER));
        return;
    }
    handover->holding = hold(folding, to.part, to.person, index);
    folding->stack_count = to.stack_count;
    push(folding, handover->holding);
}

void fold_transferred(struct folding *folding, const struct event *event)
{
    const struct party *to = &event->transferred.to;
    flag_handing_over(folding, &event->transferred.from);
    int32_t part = fold_part(folding, to->unit, to->section);
    folding->life->parts.items[part].is_outside |= to->is_outside;
    bool stays = part == fold_part_now(folding);
    struct destination destination = {
        .part = part,
        .person = to->person,
        .stack_count = folding->stack_count - stays,
    };
    hand_over(folding, &event->transferred.from, destination);
}

static int32_t stack_part(const struct folding *folding, int32_t place)
{
    const struct life *life = folding->life;
    return fold_part_resolve(folding, life->holdings.items[folding->stack[place]].part);
}

static int32_t stack_bottom(int32_t top)
{
    return top > STACK_SEARCHED_MAX ? top - STACK_SEARCHED_MAX : 0;
}

/* The uppermost place below `top` of a part that the party may mean, or LIFE_NONE. */
static int32_t stack_find(const struct folding *folding, const struct party *party, int32_t top)
{
    for (int32_t place = top - 1; place >= stack_bottom(top); place--)
        if (!fold_is_another(folding, party, stack_part(folding, place)))
            return place;
    return LIFE_NONE;
}

/* The same of this very part. */
static int32_t stack_find_part(const struct folding *folding, int32_t part, int32_t top)
{
    for (int32_t place = top - 1; place >= stack_bottom(top); place--)
        if (stack_part(folding, place) == part)
            return place;
    return LIFE_NONE;
}

static struct destination back_to(const struct folding *folding, int32_t place)
{
    return (struct destination) {
        .part = stack_part(folding, place),
        .person = life_handler(folding->life, folding->stack[place]),
        .stack_count = place,
    };
}

/* Where a unit that is named goes on the way back: a unit means its section that had it; a section
 * means itself, also where its unit had it without one. */
static struct destination back_along(struct folding *folding, const struct party *to, int32_t named)
{
    int32_t below = folding->stack_count == 0 ? 0 : folding->stack_count - 1;
    if (named != LIFE_NONE && named == fold_part_now(folding))
        return (struct destination) {.part = named, .stack_count = below};
    int32_t place = stack_find_part(folding, named, below);
    if (place == LIFE_NONE)
        place = stack_find(folding, to, below);
    if (place != LIFE_NONE && (named == LIFE_NONE || named == stack_part(folding, place)))
        return back_to(folding, place);
    return (struct destination) {
        .part = fold_part(folding, to->unit, to->section),
        .stack_count = place == LIFE_NONE ? below : place,
    };
}

/* Back to the one who is named, whether it ever came from there or not. */
static struct destination back_to_named(struct folding *folding, const struct party *to)
{
    int32_t named = to->section.len > 0 ? fold_part(folding, to->unit, to->section) : LIFE_NONE;
    struct destination destination = back_along(folding, to, named);
    if (to->person.len > 0)
        destination.person = to->person;
    folding->life->parts.items[destination.part].is_outside |= to->is_outside;
    return destination;
}

void fold_returned(struct folding *folding, const struct event *event)
{
    const struct returned *returned = &event->returned;
    flag_handing_over(folding, &returned->from);
    if (returned->to.unit.len > 0) {
        hand_over(folding, &returned->from, back_to_named(folding, &returned->to));
        return;
    }
    /* Who returns it stands on the stack: at its top, unless it is no longer the holder. */
    int32_t place = folding->stack_count - 1;
    if (fold_is_another(folding, &returned->from, fold_part_now(folding))) {
        int32_t named = stack_find(folding, &returned->from, folding->stack_count);
        place = named == LIFE_NONE ? place : named;
    }
    if (place <= 0) {
        fold_flag(folding, LIFE_FLAG_BIT(RETURNED_TO_NOBODY));
        return;
    }
    hand_over(folding, &returned->from, back_to(folding, place - 1));
}

void fold_signed_for(struct folding *folding, const struct event *event)
{
    const struct party *by = &event->signed_for.by;
    struct life *life = folding->life;
    if (by->section.len > 0)
        fold_part_fill(folding, by->unit, by->section);
    int32_t holding = life->holding;
    if (holding == LIFE_NONE || fold_is_another(folding, by, fold_part_now(folding))) {
        int32_t part = fold_part_find(folding, by->unit, by->section);
        holding = part == LIFE_NONE ? LIFE_NONE : life->parts.items[part].last_holding;
        /* Signed and handed on in the same moment: ranks and dates put the handing over first. */
        if (holding == LIFE_NONE ||
            life_at_us(life, life->holdings.items[holding].ended) != fold_now_us(folding))
            fold_flag(folding, LIFE_FLAG_BIT(SIGNED_BY_OTHER));
    }
    if (holding != LIFE_NONE && life->holdings.items[holding].signed_by == LIFE_NONE)
        life->holdings.items[holding].signed_by = folding->fact;
}
