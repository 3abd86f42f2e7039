/*
 * fold_units -- the books a case stands in: how each section dealt with it, and each unit.
 */
#include "base/civil.h"
#include "core/fold_state.h"
#include "core/sort.h"

/* By the section's own last handing over; one that came after completion and never handed on has
 * none. */
static enum handling part_handling(const struct life *life, const struct part *part)
{
    if (part->is_closing)
        return HANDLING_OWN;
    if (part->handed_on == LIFE_NONE)
        return HANDLING_NONE;
    int32_t to = life->handovers.items[part->handed_on].to;
    return str_eq(life->parts.items[to].unit, part->unit) ? HANDLING_OTHER_SECTION
                                                          : HANDLING_OTHER_UNIT;
}

static int compare_parts(const void *context, uint32_t a, uint32_t b)
{
    const struct part *left = (const struct part *) context + a;
    const struct part *right = (const struct part *) context + b;
    int order = str_compare(left->unit, right->unit);
    return order != 0 ? order : (left->opened > right->opened) - (left->opened < right->opened);
}

/* In a unit that did not accept it, who signed for the transfer that brought it there. */
static struct str unit_receiver(const struct life *life, const struct part *entry)
{
    const struct event *opened = life_event(life, entry->opened);
    if (opened->kind == EVENT_ACCEPTED)
        return opened->accepted.receiver;
    const struct holding *first = &life->holdings.items[entry->first_holding];
    const struct event *signed_for = life_event(life, first->signed_by);
    return signed_for == NULL ? (struct str) {0} : signed_for->signed_for.by.person;
}

static enum handling unit_handling(const struct life *life, int32_t entry_part)
{
    const struct part *entry = &life->parts.items[entry_part];
    if (entry->is_closing)
        return HANDLING_OWN;
    const struct part *closing = life_part_of(life, life->closing);
    return str_eq(closing->unit, entry->unit) ? HANDLING_OTHER_SECTION : HANDLING_OTHER_UNIT;
}

/* A new unit, entered by this part: the first of the unit in the order of opening, unless the unit
 * is the accepting one. */
static struct unit_part *unit_new(struct life *life, int32_t first)
{
    const struct part *accepting =
        life->accepted_part == LIFE_NONE ? NULL : &life->parts.items[life->accepted_part];
    const struct part *part = &life->parts.items[first];
    bool is_accepting = accepting != NULL && str_eq(accepting->unit, part->unit);
    int32_t entry_part = is_accepting ? life->accepted_part : first;
    const struct part *entry = &life->parts.items[entry_part];
    struct unit_part *unit = &life->units.items[life->units.count++];
    *unit = (struct unit_part) {
        .unit = part->unit,
        .entry_part = entry_part,
        .handling = unit_handling(life, entry_part),
        .receiver = is_accepting ? life->receiver : unit_receiver(life, entry),
        .book_year = civil_year_of(entry->came_in_at_us),
        .is_accepting = is_accepting,
    };
    return unit;
}

static void join(struct life *life, struct unit_part *unit, int32_t index)
{
    struct part *part = &life->parts.items[index];
    part->unit_index = life->units.count - 1;
    part->handling = part_handling(life, part);
    part->entry = unit->entry_part == index ? ENTRY_FIRST : ENTRY_TRANSFERRED_IN;
    unit->sections++;
    unit->is_outside = unit->is_outside || part->is_outside;
    unit->held_us += part->held_us;
    if (part->running_from_us != 0)
        unit->running_from_us = part->running_from_us;
    unit->flags |= part->flags;
}

enum outcome fold_units(struct folding *folding, struct err *err)
{
    struct life *life = folding->life;
    size_t parts = (size_t) life->parts.count;
    uint32_t *order = arena_alloc(folding->arena, 2 * parts * sizeof(*order));
    life->units.items = arena_alloc(folding->arena, parts * sizeof(*life->units.items));
    if (order == NULL || life->units.items == NULL)
        return err_set(err, RETRY, "no room for the units of %zu parts in the arena", parts);

    size_t rows = 0;
    for (uint32_t i = 0; i < parts; i++) {
        life->parts.items[i].unit_index = LIFE_NONE;
        if (life->parts.items[i].has_row)
            order[rows++] = i;
    }
    sort_numbers(order, order + parts, rows, compare_parts, life->parts.items);
    struct unit_part *unit = NULL;
    for (size_t i = 0; i < rows; i++) {
        int32_t index = (int32_t) order[i];
        if (unit == NULL || !str_eq(unit->unit, life->parts.items[index].unit))
            unit = unit_new(life, index);
        join(life, unit, index);
    }
    return OK;
}
