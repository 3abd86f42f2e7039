/*
 * fold_finish -- what is known only when all events are applied.
 *
 * In order: the acceptance as amended, the parts as they turned out, the handings-over, each part's
 * stays, the closing holder; fold_units.c goes on with the books.
 */
#include <assert.h>

#include "core/fold_state.h"

static void replace_text(struct str *value, struct str amended)
{
    if (amended.len > 0)
        *value = amended;
}

static void replace_answer(bool *value, enum answer amended)
{
    if (amended != 0)
        *value = amended == ANSWER_YES;
}

static bool is_named(const struct party *party)
{
    return party->unit.len > 0 || party->person.len > 0;
}

static void amend(struct life *life, const struct amended *amended)
{
    replace_text(&life->receiver, amended->receiver);
    replace_text(&life->priority, amended->priority);
    if (amended->channel != 0)
        life->channel = amended->channel;
    if (amended->category != 0)
        life->category = amended->category;
    replace_answer(&life->has_name, amended->has_name);
    replace_answer(&life->has_contact, amended->has_contact);
    replace_answer(&life->has_content, amended->has_content);
    if (is_named(&amended->against))
        life->against = amended->against;
}

/* A desk that names no receiver names him by signing. */
static struct str first_signer(const struct life *life, struct str unit)
{
    for (int32_t i = 0; i < life->facts.count; i++) {
        const struct event *event = life_event(life, i);
        if (event->kind == EVENT_SIGNED && event->signed_for.by.person.len > 0 &&
            str_eq(event->signed_for.by.unit, unit))
            return event->signed_for.by.person;
    }
    return (struct str) {0};
}

/* An amendment is of the whole case: it holds whenever it was made. */
static void finish_acceptance(struct folding *folding)
{
    struct life *life = folding->life;
    const struct event *event = life_event(life, life->accepted);
    if (event != NULL) {
        const struct accepted *accepted = &event->accepted;
        life->receiver = accepted->receiver;
        life->channel = accepted->channel;
        life->category = accepted->category;
        life->has_name = accepted->has_name;
        life->has_contact = accepted->has_contact;
        life->has_content = accepted->has_content;
        life->against = accepted->against;
        life->priority = accepted->priority;
        life->rounds.items[0].began = life->accepted;
    }
    for (int32_t i = 0; folding->kinds[EVENT_AMENDED] > 0 && i < life->facts.count; i++)
        if (life_event(life, i)->kind == EVENT_AMENDED)
            amend(life, &life_event(life, i)->amended);
    if (event != NULL && life->receiver.len == 0 && folding->kinds[EVENT_SIGNED] > 0)
        life->receiver = first_signer(life, event->accepted.unit);
}

static void flag_early_facts(struct life *life)
{
    for (int32_t i = 0; i < life->accepted; i++) {
        struct fact *fact = &life->facts.items[i];
        fact->flags |= LIFE_FLAG_BIT(BEFORE_ACCEPTANCE);
        if (fact->event->kind == EVENT_COMPLETED)
            fact->flags |= LIFE_FLAG_BIT(COMPLETED_BEFORE_ACCEPTED);
    }
}

static void resolve_parts(struct folding *folding)
{
    struct life *life = folding->life;
    life->accepted_part = fold_part_resolve(folding, life->accepted_part);
    for (int32_t i = 0; i < life->parts.count; i++)
        if (folding->same_as[i] != LIFE_NONE)
            life->parts.items[i].has_row = false;
    for (int32_t i = 0; i < life->holdings.count; i++) {
        struct holding *holding = &life->holdings.items[i];
        holding->part = fold_part_resolve(folding, holding->part);
    }
    for (int32_t i = 0; i < life->handovers.count; i++) {
        struct handover *handover = &life->handovers.items[i];
        handover->from = fold_part_resolve(folding, handover->from);
        handover->named = fold_part_resolve(folding, handover->named);
        handover->to = fold_part_resolve(folding, handover->to);
    }
}

static void finish_handovers(struct life *life)
{
    const struct handover *last_hop = NULL;
    for (int32_t i = 0; i < life->handovers.count; i++) {
        struct handover *handover = &life->handovers.items[i];
        const int32_t givers[] = {handover->from, handover->named};
        for (size_t j = 0; j < sizeof(givers) / sizeof(givers[0]); j++)
            if (givers[j] != LIFE_NONE && givers[j] != handover->to)
                life->parts.items[givers[j]].handed_on = i;
        life->parts.items[handover->to].flags |= life->facts.items[handover->fact].flags;
        if (handover->holding == LIFE_NONE || handover->from == handover->to)
            continue;
        life->returns += handover->is_return;
        if (handover->is_return)
            continue;
        handover->is_hop = true;
        handover->is_loop =
            last_hop != NULL && handover->from == last_hop->to && handover->to == last_hop->from;
        life->hops++;
        life->loops += handover->is_loop;
        last_hop = handover;
    }
}

static void finish_holdings(struct life *life)
{
    for (int32_t i = 0; i < life->holdings.count; i++) {
        const struct holding *holding = &life->holdings.items[i];
        struct part *part = &life->parts.items[holding->part];
        int32_t from = holding->handover == LIFE_NONE
                           ? LIFE_NONE
                           : life->handovers.items[holding->handover].from;
        if (part->first_holding == LIFE_NONE)
            part->first_holding = i;
        part->last_holding = i;
        part->visits += from != holding->part;
        if (part->signed_by == LIFE_NONE)
            part->signed_by = holding->signed_by;
        replace_text(&part->handler, life_handler(life, i));
        part->held_us += holding->held_us;
        if (holding->running_from_us != 0)
            part->running_from_us = holding->running_from_us;
    }
}

static void finish_closing(struct life *life)
{
    const struct round *round = &life->rounds.items[life->rounds.count - 1];
    for (int32_t i = 0; i < life->completions.count; i++) {
        int32_t holding = life->completions.items[i].holding;
        if (holding == LIFE_NONE)
            continue;
        struct part *part = &life->parts.items[life->holdings.items[holding].part];
        part->completions++;
        part->completion = i;
    }
    if (life->merged != LIFE_NONE)
        life->status = LIFE_MERGED;
    else if (life->withdrawn != LIFE_NONE)
        life->status = LIFE_WITHDRAWN;
    else if (round->completion != LIFE_NONE)
        life->status = LIFE_COMPLETED;
    life->closing = life->holding;
    if (round->completion != LIFE_NONE)
        life->closing = life->completions.items[life->completions.count - 1].holding;
    if (life->holding == LIFE_NONE)
        return;
    assert(life->closing != LIFE_NONE);
    life->parts.items[life->holdings.items[life->holding].part].is_holder = true;
    life->parts.items[life->holdings.items[life->closing].part].is_closing = true;
}

/* Is this party, or a part of it, whom the case complains of?  As narrow as they were named. */
static bool is_accused(const struct party *against, const struct party *party)
{
    if (against->person.len > 0)
        return str_eq(party->person, against->person);
    if (!str_eq(party->unit, against->unit))
        return false;
    return against->section.len == 0 || str_eq(party->section, against->section);
}

/* A completion that does not say by whom is the holder's. */
static bool is_completed_by_accused(const struct life *life, const struct completion *completion)
{
    struct party by = life_event(life, completion->fact)->completed.by;
    const struct part *part = life_part_of(life, completion->holding);
    if (by.unit.len == 0 && part != NULL) {
        by.unit = part->unit;
        by.section = part->section;
    }
    if (by.person.len == 0)
        by.person = life_handler(life, completion->holding);
    return is_accused(&life->against, &by);
}

/* One that went nowhere gave it back to nobody. */
static bool is_returned_to_accused(const struct life *life, int32_t fact)
{
    int32_t index = life->facts.items[fact].holding;
    if (index == LIFE_NONE || life->holdings.items[index].began != fact)
        return false;
    const struct holding *holding = &life->holdings.items[index];
    const struct part *part = &life->parts.items[holding->part];
    const struct party to = {
        .unit = part->unit, .section = part->section, .person = holding->person};
    return is_accused(&life->against, &to);
}

/* Who handled it by this fact: who signed or worked; to whom it was handed over. */
static bool is_handled_by_accused(const struct life *life, int32_t index)
{
    const struct party *against = &life->against;
    const struct event *event = life_event(life, index);
    if (event->kind == EVENT_SIGNED)
        return is_accused(against, &event->signed_for.by);
    if (event->kind == EVENT_CONTACTED)
        return is_accused(against, &event->contacted.by);
    if (event->kind == EVENT_PROGRESSED)
        return is_accused(against, &event->progressed.by);
    if (event->kind == EVENT_TRANSFERRED)
        return is_accused(against, &event->transferred.to);
    return event->kind == EVENT_RETURNED && is_returned_to_accused(life, index);
}

static void flag_accused(struct life *life)
{
    if (!is_named(&life->against))
        return;
    for (int32_t i = 0; i < life->facts.count; i++) {
        struct fact *fact = &life->facts.items[i];
        if (fact->event->kind == EVENT_CALLBACK_MADE &&
            is_accused(&life->against, &fact->event->callback_made.by))
            fact->flags |= LIFE_FLAG_BIT(CALLED_BACK_BY_ACCUSED);
        if (is_handled_by_accused(life, i))
            fact->flags |= LIFE_FLAG_BIT(HANDLED_BY_ACCUSED);
    }
    for (int32_t i = 0; i < life->completions.count; i++) {
        const struct completion *completion = &life->completions.items[i];
        if (is_completed_by_accused(life, completion))
            life->facts.items[completion->fact].flags |= LIFE_FLAG_BIT(HANDLED_BY_ACCUSED);
    }
}

static void gather_flags(struct folding *folding)
{
    struct life *life = folding->life;
    life->flags = folding->counts.flags;
    if (life->subject_kind == SUBJECT_CASE && life->accepted == LIFE_NONE)
        life->flags |= LIFE_FLAG_BIT(INCOMPLETE);
    for (int32_t i = 0; i < life->facts.count; i++)
        life->flags |= life->facts.items[i].flags;
}

enum outcome fold_finish(struct folding *folding, struct err *err)
{
    struct life *life = folding->life;
    if (life->subject_kind == SUBJECT_CASE) {
        finish_acceptance(folding);
        resolve_parts(folding);
        flag_early_facts(life);
        flag_accused(life);
        finish_handovers(life);
        finish_holdings(life);
        finish_closing(life);
    }
    gather_flags(folding);
    return fold_units(folding, err);
}
