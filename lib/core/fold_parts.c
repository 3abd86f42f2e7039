/*
 * fold_parts -- from unit and section to the part.
 *
 * Few parts are searched one by one; from PARTS_SEARCHED_MAX on there is a table of slots by hash,
 * so that a case sent round ten thousand desks is folded in linear time too.
 */
#include <assert.h>

#include "core/fold_state.h"

enum { PARTS_SEARCHED_MAX = 16 };

int32_t fold_slots(int32_t parts, int32_t renamed)
{
    int32_t slots = 1;
    while (parts > PARTS_SEARCHED_MAX && slots < 2 * (parts + renamed))
        slots *= 2;
    return slots;
}

int32_t fold_part_resolve(const struct folding *folding, int32_t part)
{
    if (part == LIFE_NONE || folding->same_as[part] == LIFE_NONE)
        return part;
    return folding->same_as[part];
}

static bool is_part(const struct folding *folding, int32_t part, struct str unit,
                    struct str section)
{
    const struct part *item = &folding->life->parts.items[part];
    return str_eq(item->section, section) && str_eq(item->unit, unit) &&
           folding->same_as[part] == LIFE_NONE;
}

static uint32_t hash(struct str unit, struct str section)
{
    return (uint32_t) (str_hash(unit) + 31 * str_hash(section));
}

static void slot_put(struct folding *folding, int32_t part)
{
    const struct part *item = &folding->life->parts.items[part];
    uint32_t slot = hash(item->unit, item->section) & folding->slots_mask;
    while (folding->slots[slot] != 0)
        slot = (slot + 1) & folding->slots_mask;
    folding->slots[slot] = part + 1;
}

/* The slots are there from the start; they are in use once there are many parts. */
static bool uses_slots(const struct folding *folding)
{
    return folding->life->parts.count > PARTS_SEARCHED_MAX;
}

int32_t fold_part_find(const struct folding *folding, struct str unit, struct str section)
{
    if (!uses_slots(folding)) {
        for (int32_t i = 0; i < folding->life->parts.count; i++)
            if (is_part(folding, i, unit, section))
                return i;
        return LIFE_NONE;
    }
    uint32_t slot = hash(unit, section) & folding->slots_mask;
    for (; folding->slots[slot] != 0; slot = (slot + 1) & folding->slots_mask)
        if (is_part(folding, folding->slots[slot] - 1, unit, section))
            return folding->slots[slot] - 1;
    return LIFE_NONE;
}

int32_t fold_part(struct folding *folding, struct str unit, struct str section)
{
    int32_t found = fold_part_find(folding, unit, section);
    if (found != LIFE_NONE)
        return found;
    int32_t part = folding->life->parts.count++;
    folding->same_as[part] = LIFE_NONE;
    folding->life->parts.items[part] = (struct part) {
        .unit = unit,
        .section = section,
        .opened = LIFE_NONE,
        .first_holding = LIFE_NONE,
        .last_holding = LIFE_NONE,
        .handed_on = LIFE_NONE,
        .completion = LIFE_NONE,
        .signed_by = LIFE_NONE,
    };
    if (folding->life->parts.count == PARTS_SEARCHED_MAX + 1) {
        for (int32_t i = 0; i <= part; i++)
            slot_put(folding, i);
    } else if (uses_slots(folding)) {
        slot_put(folding, part);
    }
    return part;
}

int32_t fold_part_now(const struct folding *folding)
{
    const struct life *life = folding->life;
    if (life->holding == LIFE_NONE)
        return LIFE_NONE;
    return fold_part_resolve(folding, life->holdings.items[life->holding].part);
}

bool fold_is_another(const struct folding *folding, const struct party *party, int32_t part)
{
    if (party->unit.len == 0 || part == LIFE_NONE)
        return false;
    const struct part *item = &folding->life->parts.items[part];
    if (!str_eq(party->unit, item->unit))
        return true;
    return party->section.len > 0 && item->section.len > 0 &&
           !str_eq(party->section, item->section);
}

/* What `empty` has goes to `part`.  A part without a section was addressed, or it would not be. */
static void take_over(struct life *life, int32_t empty, int32_t part)
{
    const struct part *from = &life->parts.items[empty];
    struct part *to = &life->parts.items[part];
    assert(from->has_row);
    if (!to->has_row || from->opened < to->opened) {
        to->opened = from->opened;
        to->came_in_at_us = from->came_in_at_us;
        to->came_in_precision = from->came_in_precision;
    }
    to->has_row = true;
    to->is_outside = to->is_outside || from->is_outside;
    if (from->last_holding > to->last_holding)
        to->last_holding = from->last_holding;
}

void fold_part_fill(struct folding *folding, struct str unit, struct str section)
{
    assert(section.len > 0);
    int32_t empty = fold_part_find(folding, unit, (struct str) {0});
    if (empty == LIFE_NONE)
        return;
    int32_t part = fold_part_find(folding, unit, section);
    if (part != LIFE_NONE) {
        take_over(folding->life, empty, part);
        folding->same_as[empty] = part;
        return;
    }
    folding->life->parts.items[empty].section = section;
    if (uses_slots(folding))
        slot_put(folding, empty);
}
