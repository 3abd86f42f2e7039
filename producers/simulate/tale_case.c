/* tale_case -- a case as offices lead it: asked, signed for, handed on, worked on, ended, called
 * back, rated, looked at from above. */
#include "tale_case.h"

#include "base/civil.h"
#include "tale_odd.h"

enum { HOPS_MAX = 3 };

static const char *const reasons[] = {"not-ours", "material-missing", "several-units", "superior"};

static uint32_t any_seat(struct tale *tale, int32_t section)
{
    return (uint32_t) dice_below(&tale->dice, tale->plan->city->sections[section].seats_count);
}

int32_t tale_other_section(struct tale *tale, int32_t section)
{
    const struct city *city = tale->plan->city;
    const struct city_unit *unit = &city->units[city->sections[section].unit];
    int32_t step = 1 + (int32_t) dice_below(&tale->dice, (uint64_t) unit->sections_count - 1);
    return unit->first_section + (section - unit->first_section + step) % unit->sections_count;
}

/* Its dedicated section, as the way between units is. */
int32_t tale_other_unit(struct tale *tale, int32_t section)
{
    const struct city *city = tale->plan->city;
    for (;;) {
        int32_t unit = (int32_t) dice_below(&tale->dice, (uint64_t) city->units_count);
        if (unit != city->sections[section].unit && !city->units[unit].is_outside)
            return city->units[unit].first_section;
    }
}

/* ---- the beginning ---- */

static enum category any_category(struct tale *tale)
{
    uint64_t kind = dice_below(&tale->dice, 100);
    return kind < 45   ? CATEGORY_CONSULTATION
           : kind < 70 ? CATEGORY_SERVICE
           : kind < 86 ? CATEGORY_PROBLEM
           : kind < 95 ? CATEGORY_COMPLAINT
           : kind < 98 ? CATEGORY_OTHER
                       : (enum category) 0;
}

void tale_accept(struct tale *tale)
{
    const struct tale_source *from = &tale->from;
    struct party here = tale_party(tale, from->section, tale->receiver);
    struct event event = {
        .kind = EVENT_ACCEPTED,
        .texts = TALE_TEXT(CONTENT),
        .accepted =
            {
                .unit = here.unit,
                .section = here.section,
                .channel = from->channel,
                .has_content = true,
                .against = tale->against,
            },
    };
    event.accepted.category = any_category(tale);
    event.accepted.has_name = tale_chance(tale, 95);
    event.accepted.has_contact = tale_chance(tale, 92);
    if (!from->is_dispatch)
        event.accepted.receiver = here.person;
    else if (tale_chance(tale, 60))
        event.accepted.asked_at_us =
            tale->now_us - (int64_t) (1 + dice_below(&tale->dice, 30000)) * CIVIL_SECOND_US;
    if (event.accepted.category == CATEGORY_OTHER)
        event.texts |= TALE_TEXT(CATEGORY);
    if (event.accepted.channel == CHANNEL_OTHER)
        event.texts |= TALE_TEXT(CHANNEL);
    if (tale_chance(tale, 3))
        event.accepted.priority = STR("urgent");
    (void) tale_tell_cell(tale, "accepted", event);
}

static void sign(struct tale *tale)
{
    tale_wait(tale, 5);
    struct event event = {.kind = EVENT_SIGNED, .signed_for = {.by = tale_holder(tale)}};
    if (tale->from.is_dispatch) {
        event.source = STR("oa");
        event.own_number = tale_text(tale, "OA%.*s", STR_ARG(tale->from.number));
    }
    (void) tale_tell(tale, event);
}

static void contact(struct tale *tale)
{
    tale_wait(tale, TALE_DAY_H);
    struct event event = {
        .kind = EVENT_CONTACTED,
        .contacted = {.by = tale_holder(tale), .mode = CONTACT_MODE_PHONE, .reached = true},
    };
    if (tale_chance(tale, 12)) {
        event.contacted.reached = false;
        (void) tale_tell(tale, event);
        tale_wait(tale, TALE_DAY_H);
        event.contacted.reached = true;
    }
    (void) tale_tell(tale, event);
}

/* ---- from hand to hand ---- */

static void push(struct tale *tale)
{
    if (tale->holders_count < TALE_HOLDERS_MAX)
        tale->holders[tale->holders_count++] = tale->holder;
}

void tale_hand_to(struct tale *tale, int32_t section)
{
    tale_wait(tale, TALE_DAY_H);
    struct event event = {.kind = EVENT_TRANSFERRED, .texts = TALE_TEXT(REASON)};
    event.transferred.from = tale_holder(tale);
    push(tale);
    tale->holder = section;
    tale->seat = any_seat(tale, section);
    event.transferred.to = tale_holder(tale);
    if (tale_chance(tale, 30))
        event.transferred.to.person = (struct str) {0};
    if (tale_chance(tale, 10))
        event.transferred.to.section = (struct str) {0};
    if (tale_chance(tale, 40))
        event.transferred.reason = str_from(reasons[dice_below(&tale->dice, 4)]);
    (void) tale_tell(tale, event);
    if (tale_chance(tale, 85))
        sign(tale);
}

/* The receiver's section follows up what an outside unit does with it. */
static void hand_outside(struct tale *tale)
{
    const struct city *city = tale->plan->city;
    tale_wait(tale, TALE_DAY_H);
    struct event event = {.kind = EVENT_TRANSFERRED, .texts = TALE_TEXT(REASON)};
    event.transferred.from = tale_holder(tale);
    event.transferred.to = (struct party) {
        .unit = tale_chance(tale, 90) ? city->units[CITY_OUTSIDE].code : STR("elsewhere"),
        .is_outside = true,
    };
    (void) tale_tell(tale, event);
    tale->is_outside = true;
}

static void give_back(struct tale *tale)
{
    tale_wait(tale, TALE_DAY_H);
    struct event event = {.kind = EVENT_RETURNED, .texts = TALE_TEXT(REASON)};
    event.returned.from = tale_holder(tale);
    tale->holder = tale->holders[--tale->holders_count];
    tale->seat = any_seat(tale, tale->holder);
    if (tale_chance(tale, 30)) {
        event.returned.to = tale_holder(tale);
        event.returned.to.person = (struct str) {0};
    }
    (void) tale_tell(tale, event);
}

static void hand_on(struct tale *tale)
{
    bool must = tale->odd != NULL && tale->odd->acceptance == TALE_ONCE_HELD;
    if (tale->from.is_dispatch && tale_chance(tale, 85))
        tale_hand_to(tale, tale_other_section(tale, tale->holder));
    for (int hop = 0; hop < HOPS_MAX; hop++) {
        uint64_t kind = dice_below(&tale->dice, 100);
        if (kind >= 35 && !(must && tale->holders_count == 0))
            break;
        if (kind < 6 && tale->holders_count > 0)
            give_back(tale);
        else if (kind < 14)
            tale_hand_to(tale, tale_other_unit(tale, tale->holder));
        else
            tale_hand_to(tale, tale_other_section(tale, tale->holder));
    }
    if (tale_chance(tale, 3))
        hand_outside(tale);
}

/* ---- work ---- */

static void pause(struct tale *tale)
{
    struct party by = tale_holder(tale);
    struct str id = tale_text(tale, "pause-%zu", tale->count);
    struct str leader = tale_party(tale, tale->holder, CITY_SEAT_HEAD).person;
    (void) tale_tell(tale, (struct event) {.kind = EVENT_PAUSED,
                                           .paused = {.pause_id = id,
                                                      .reason = STR("material-missing"),
                                                      .approver = leader,
                                                      .by = by}});
    tale_wait(tale, 6 * TALE_DAY_H);
    if (tale_chance(tale, 95))
        (void) tale_tell(
            tale, (struct event) {.kind = EVENT_RESUMED, .resumed = {.pause_id = id, .by = by}});
}

static void extend(struct tale *tale)
{
    struct event event = {
        .kind = EVENT_EXTENDED,
        .texts = TALE_TEXT(REASON),
        .extended = {.asked_at_us = tale->now_us,
                     .amount = 1 + (int64_t) dice_below(&tale->dice, 5),
                     .amount_unit = LIMIT_UNIT_WORKING_DAY,
                     .by = tale_holder(tale)},
    };
    tale_wait(tale, TALE_DAY_H);
    if (tale_chance(tale, 85)) {
        event.extended.approved_at_us = tale->now_us;
        event.extended.approver = tale_party(tale, tale->holder, CITY_SEAT_HEAD).person;
    }
    (void) tale_tell(tale, event);
}

static void amend(struct tale *tale)
{
    struct event event = {.kind = EVENT_AMENDED, .amended = {.category = any_category(tale)}};
    if (tale_chance(tale, 20))
        event.amended.has_contact = ANSWER_YES;
    if (tale_chance(tale, 10))
        event.amended.channel = CHANNEL_VISIT;
    (void) tale_tell(tale, event);
}

static void work(struct tale *tale)
{
    for (uint64_t notes = dice_below(&tale->dice, 3); notes > 0; notes--) {
        tale_wait(tale, 2 * TALE_DAY_H);
        (void) tale_tell(tale, (struct event) {.kind = EVENT_PROGRESSED,
                                               .texts = TALE_TEXT(NOTE),
                                               .progressed = {.by = tale_holder(tale)}});
    }
    if (tale_chance(tale, 6))
        (void) tale_tell(tale, (struct event) {.kind = EVENT_SUPPLEMENTED,
                                               .texts = TALE_TEXT(CONTENT),
                                               .supplemented = {.channel = CHANNEL_CALL}});
    if (tale_chance(tale, 5))
        amend(tale);
    if (tale_chance(tale, 5))
        pause(tale);
    if (tale_chance(tale, 5))
        extend(tale);
}

/* ---- the end ---- */

void tale_complete(struct tale *tale)
{
    tale_wait(tale, 5 * TALE_DAY_H);
    struct event event = {
        .kind = EVENT_COMPLETED,
        .texts = TALE_TEXT(RESULT),
        .completed = {.by = tale_holder(tale),
                      .solved = tale_chance(tale, 90) ? ANSWER_YES : ANSWER_NO},
    };
    if (tale->is_outside) {
        event.completed.by = tale_party(tale, tale->from.section, CITY_SEAT_POST);
        event.completed.on_behalf_of.unit = tale->plan->city->units[CITY_OUTSIDE].code;
        event.completed.on_behalf_of.is_outside = true;
    } else if (tale_chance(tale, 15)) {
        event.completed.by = (struct party) {.person = event.completed.by.person};
    }
    (void) tale_tell(tale, event);
    tale->is_ended = true;
}

static void withdraw(struct tale *tale)
{
    tale_wait(tale, 3 * TALE_DAY_H);
    (void) tale_tell(tale, (struct event) {.kind = EVENT_WITHDRAWN,
                                           .texts = TALE_TEXT(REASON),
                                           .withdrawn = {.by = tale_holder(tale)}});
    tale->is_ended = true;
}

/* Into one of the cases shortly before it. */
static void merge(struct tale *tale)
{
    uint64_t back = 1 + dice_below(&tale->dice, 20);
    uint64_t parent = tale->number >= back ? tale->number - back : tale->number + 1;
    struct tale_source into = tale_source(tale->plan, parent, tale->arena);
    tale_wait(tale, 3 * TALE_DAY_H);
    struct event event = {.kind = EVENT_MERGED,
                          .merged = {.into = event_subject(SUBJECT_CASE, into.source, into.number),
                                     .into_source = into.source,
                                     .into_number = into.number,
                                     .by = tale_holder(tale)}};
    (void) tale_tell(tale, event);
    tale->is_ended = true;
    if (!tale_chance(tale, 10))
        return;
    tale_wait(tale, 5 * TALE_DAY_H);
    (void) tale_tell(tale, (struct event) {.kind = EVENT_REOPENED, .texts = TALE_TEXT(REASON)});
    tale->end = EVENT_COMPLETED;
    tale_complete(tale);
}

static void end(struct tale *tale)
{
    if (tale->is_ended)
        return;
    if (tale->end == EVENT_COMPLETED)
        tale_complete(tale);
    else if (tale->end == EVENT_WITHDRAWN)
        withdraw(tale);
    else if (tale->end == EVENT_MERGED)
        merge(tale);
}

static enum event_kind any_end(struct tale *tale)
{
    if (tale->odd != NULL && tale->odd->end != EVENT_KINDS_COUNT)
        return tale->odd->end;
    uint64_t kind = dice_below(&tale->dice, 100);
    return kind < 95   ? EVENT_COMPLETED
           : kind < 97 ? EVENT_WITHDRAWN
           : kind < 99 ? EVENT_MERGED
                       : EVENT_ACCEPTED;
}

static void begin(struct tale *tale, uint64_t number)
{
    tale->dice = dice_of(tale->plan->city->seed, DICE_LIFE, number);
    tale->number = number;
    tale->from = tale_source(tale->plan, number, tale->arena);
    tale->subject_kind = SUBJECT_CASE;
    tale->subject = event_subject(SUBJECT_CASE, tale->from.source, tale->from.number);
    tale->now_us = tale->from.start_us;
    tale->holder = tale->from.section;
    tale->receiver = any_seat(tale, tale->from.section);
    tale->seat = tale->receiver;
    if (tale_chance(tale, tale->plan->odd_percent))
        tale->odd = tale_odd_any(&tale->dice);
    tale->end = any_end(tale);
    if (tale_chance(tale, 1)) { /* a complaint about first inquiry itself */
        tale->against = tale_party(tale, tale_other_unit(tale, tale->from.section), 0);
        tale->against.person = (struct str) {0};
    }
}

void tale_of_case(struct tale *tale, uint64_t number)
{
    begin(tale, number);
    tale_odd_at(tale, TALE_FIRST);
    if (tale->odd == NULL || tale->odd->acceptance == TALE_AT_ONCE)
        tale_accept(tale);
    if (tale->from.is_dispatch || tale_chance(tale, 10))
        sign(tale);
    if (tale_chance(tale, 75))
        contact(tale);
    tale_odd_at(tale, TALE_HELD);
    hand_on(tale);
    tale_odd_at(tale, TALE_HANDED);
    work(tale);
    tale_odd_at(tale, TALE_ENDING);
    end(tale);
    tale_odd_at(tale, TALE_ENDED);
    tale_follow_up(tale);
    tale_odd_at(tale, TALE_LATER);
    tale_disturb(tale);
}
