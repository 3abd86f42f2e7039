/* tale_odd -- see tale_odd.h. */
#include "tale_odd.h"

#include <stddef.h>

#include "base/civil.h"
#include "tale_case.h"

static const int64_t MONTH_H = 140; /* twenty days of work */

#define ANY_END EVENT_KINDS_COUNT

static struct party another(struct tale *tale)
{
    return tale_party(tale, tale_other_section(tale, tale->holder), CITY_SEAT_POST);
}

static struct told *tell_kind(struct tale *tale, enum event_kind kind)
{
    return tale_tell(tale, (struct event) {.kind = kind});
}

/* ---- around the acceptance ---- */

static void contact_before(struct tale *tale)
{
    struct event event = {.kind = EVENT_CONTACTED,
                          .occurred_at_us = tale->now_us - CIVIL_DAY_US,
                          .contacted = {.by = tale_holder(tale), .mode = CONTACT_MODE_PHONE}};
    (void) tale_tell(tale, event);
}

static void accept_now(struct tale *tale)
{
    tale_wait(tale, TALE_DAY_H);
    tale_accept(tale);
}

static void accept_again(struct tale *tale)
{
    struct party other = another(tale);
    tale_wait(tale, TALE_DAY_H);
    struct event event = {.kind = EVENT_ACCEPTED,
                          .accepted = {.unit = other.unit,
                                       .section = other.section,
                                       .receiver = other.person,
                                       .channel = CHANNEL_VISIT,
                                       .category = CATEGORY_SERVICE}};
    (void) tale_tell(tale, event);
}

/* ---- from hand to hand ---- */

static void hand_by_stranger(struct tale *tale)
{
    struct event event = {.kind = EVENT_TRANSFERRED, .transferred = {.from = another(tale)}};
    tale_wait(tale, TALE_DAY_H);
    tale->holder = tale_other_unit(tale, tale->holder);
    event.transferred.to = tale_holder(tale);
    (void) tale_tell(tale, event);
}

static void hand_to_holder(struct tale *tale)
{
    struct event event = {.kind = EVENT_TRANSFERRED, .transferred = {.from = tale_holder(tale)}};
    tale_wait(tale, TALE_DAY_H);
    event.transferred.to = event.transferred.from;
    event.transferred.to.person = (struct str) {0};
    (void) tale_tell(tale, event);
}

static void return_to_nobody(struct tale *tale)
{
    tale_wait(tale, TALE_DAY_H);
    (void) tale_tell(tale, (struct event) {.kind = EVENT_RETURNED,
                                           .texts = TALE_TEXT(REASON),
                                           .returned = {.from = tale_holder(tale)}});
}

static void sign_by_other(struct tale *tale)
{
    tale_wait(tale, TALE_DAY_H);
    (void) tale_tell(tale,
                     (struct event) {.kind = EVENT_SIGNED, .signed_for = {.by = another(tale)}});
}

/* A to B, B back to A as if it were new, and so on. */
static void hand_round(struct tale *tale)
{
    int32_t here = tale->holder;
    int32_t other = tale_other_section(tale, here);
    tale_hand_to(tale, other);
    tale_hand_to(tale, here);
    tale_hand_to(tale, other);
}

static void return_twice(struct tale *tale)
{
    tale_hand_to(tale, tale_other_section(tale, tale->holder));
    tale_hand_to(tale, tale_other_unit(tale, tale->holder));
    return_to_nobody(tale);
    tale->holder = tale->holders[--tale->holders_count];
    return_to_nobody(tale);
    tale->holder = tale->holders[--tale->holders_count];
}

static void hand_after(struct tale *tale)
{
    tale_hand_to(tale, tale_other_section(tale, tale->holder));
}

/* ---- work and its end ---- */

static void pause_unfounded(struct tale *tale)
{
    (void) tale_tell(tale,
                     (struct event) {.kind = EVENT_PAUSED, .paused = {.by = tale_holder(tale)}});
}

static void resume_nothing(struct tale *tale)
{
    (void) tale_tell(tale, (struct event) {.kind = EVENT_RESUMED,
                                           .resumed = {.pause_id = STR("no-such-pause")}});
}

static void call_back_early(struct tale *tale)
{
    tale_call_back(tale, CALLBACK_REACHED);
}

static void rate_early(struct tale *tale)
{
    tale_rate(tale, SATISFACTION_SATISFIED);
}

static void reopen_open(struct tale *tale)
{
    tale_wait(tale, TALE_DAY_H);
    (void) tell_kind(tale, EVENT_REOPENED);
}

static void merge_into_itself(struct tale *tale)
{
    tale_wait(tale, TALE_DAY_H);
    (void) tale_tell(tale, (struct event) {.kind = EVENT_MERGED,
                                           .merged = {.into = tale->subject,
                                                      .into_source = tale->from.source,
                                                      .into_number = tale->from.number}});
}

static void complete_by_other(struct tale *tale)
{
    tale_wait(tale, 3 * TALE_DAY_H);
    (void) tale_tell(tale, (struct event) {.kind = EVENT_COMPLETED,
                                           .texts = TALE_TEXT(RESULT),
                                           .completed = {.by = another(tale)}});
    tale->is_ended = true;
}

static void withdraw_completed(struct tale *tale)
{
    tale_wait(tale, 3 * TALE_DAY_H);
    (void) tell_kind(tale, EVENT_WITHDRAWN);
}

/* ---- ratings ---- */

static void rate_again(struct tale *tale)
{
    tale_rate(tale, SATISFACTION_FAIR);
    tale_wait(tale, 2 * TALE_DAY_H);
    tale_rate(tale, SATISFACTION_DISSATISFIED);
}

static void rate_by_default(struct tale *tale)
{
    tale_wait(tale, 5 * TALE_DAY_H);
    (void) tale_tell(tale, (struct event) {.kind = EVENT_RATED,
                                           .rated = {.satisfaction = SATISFACTION_SATISFIED,
                                                     .is_default = true}});
}

static void visit_as_citizen(struct tale *tale)
{
    struct event event = {
        .kind = EVENT_INSPECTED,
        .source = STR("supervision"),
        .texts = TALE_TEXT(FINDING),
        .inspected = {.mode = INSPECTION_MODE_MOCK_VISIT,
                      .finding = FINDING_GOOD,
                      .inspector = tale_party(tale, 0, CITY_SEAT_STAFF),
                      .about = tale_holder(tale)},
    };
    (void) tale_tell(tale, event);
    (void) tale_tell(tale, (struct event) {.kind = EVENT_RATED,
                                           .source = STR("supervision"),
                                           .rated = {.satisfaction = SATISFACTION_FAIR,
                                                     .rater = RATER_MOCK_VISITOR}});
}

/* ---- complaints about first inquiry itself ---- */

static void complain_of_holder(struct tale *tale)
{
    tale->against = tale_party(tale, tale->from.section, tale->receiver);
    tale->against.person = (struct str) {0};
}

static void call_back_as_accused(struct tale *tale)
{
    tale_wait(tale, TALE_DAY_H);
    (void) tale_tell(tale,
                     (struct event) {.kind = EVENT_AMENDED, .amended = {.against = another(tale)}});
    struct event event = {
        .kind = EVENT_CALLBACK_MADE,
        .callback_made = {.by = tale->items[tale->count - 1].event.amended.against,
                          .outcome = CALLBACK_REACHED}};
    (void) tale_tell(tale, event);
}

/* ---- books that grow, and what is taken back ---- */

/* The last event of this kind that can be said again; NULL when there is none. */
static struct told *last_of(struct tale *tale, enum event_kind kind)
{
    for (size_t i = tale->count; i > 0; i--)
        if (tale->items[i - 1].event.kind == kind && tale->items[i - 1].event.source_ref.len > 0)
            return &tale->items[i - 1];
    return NULL;
}

/* The same cell says something else now. */
static void correct_cell(struct tale *tale)
{
    const struct told *old = last_of(tale, EVENT_ACCEPTED);
    if (old == NULL)
        return;
    struct event event = old->event;
    event.accepted.category = CATEGORY_PROBLEM;
    event.accepted.priority = STR("corrected");
    event.recorded_at_us += 7 * CIVIL_DAY_US;
    (void) tale_tell(tale, event);
}

/* The cell of an opinion is emptied. */
static void empty_cell(struct tale *tale)
{
    struct event opinion = {.kind = EVENT_OPINION_RECORDED,
                            .texts = TALE_TEXT(OPINION),
                            .opinion_recorded = {.role = OPINION_ROLE_LEADER_IN_CHARGE}};
    struct event old = tale_tell_cell(tale, "opinion", opinion)->event;
    struct event event = {.kind = EVENT_VOIDED,
                          .source = old.source,
                          .source_ref = old.source_ref,
                          .recorded_at_us = old.recorded_at_us + 7 * CIVIL_DAY_US,
                          .voided = {.source_ref = old.source_ref}};
    tale_wait(tale, TALE_DAY_H);
    (void) tale_tell(tale, event);
}

static struct event void_of(const struct tale *tale, const struct event *target)
{
    return (struct event) {.kind = EVENT_VOIDED,
                           .texts = TALE_TEXT(REASON),
                           .voided = {.event_id = target->id,
                                      .reason = STR("mistake"),
                                      .by = tale_party(tale, tale->from.section, CITY_SEAT_POST)}};
}

static void void_note(struct tale *tale)
{
    struct event note =
        tale_tell(tale, (struct event) {.kind = EVENT_PROGRESSED, .texts = TALE_TEXT(NOTE)})->event;
    tale_wait(tale, TALE_DAY_H);
    (void) tale_tell(tale, void_of(tale, &note));
}

/* With an approver who is not its handler the completion is gone; with its handler it stays. */
static void void_completion(struct tale *tale)
{
    const struct told *completion = last_of(tale, EVENT_COMPLETED);
    if (completion == NULL)
        return;
    struct event event = void_of(tale, &completion->event);
    event.voided.approver = tale_party(tale, 0, CITY_SEAT_LEADER).person;
    tale_wait(tale, TALE_DAY_H);
    (void) tale_tell(tale, event);
    tale_complete(tale);
}

static void void_unapproved(struct tale *tale)
{
    for (size_t i = 0; i < tale->count; i++) {
        if (tale->items[i].event.kind != EVENT_COMPLETED)
            continue;
        struct event event = void_of(tale, &tale->items[i].event);
        tale_wait(tale, TALE_DAY_H);
        (void) tale_tell(tale, event);
        return;
    }
}

static void void_nothing(struct tale *tale)
{
    struct event event = {.kind = EVENT_VOIDED, .voided = {.source_ref = STR("no-such-row")}};
    (void) tale_tell(tale, event);
}

static void void_the_void(struct tale *tale)
{
    void_note(tale);
    struct event first = tale->items[tale->count - 1].event;
    tale_wait(tale, MONTH_H);
    (void) tale_tell(tale, void_of(tale, &first));
}

/* A source's mistake: the same id, another content.  One of them becomes a dead letter. */
static void reuse_id(struct tale *tale)
{
    struct event event = {
        .kind = EVENT_CONTACTED,
        .contacted = {.by = tale_holder(tale), .mode = CONTACT_MODE_VISIT, .reached = true}};
    struct told *first = tale_tell(tale, event);
    first->is_alone = true;
    struct told *second = &tale->items[tale->count++];
    *second = *first;
    second->event.contacted.by = another(tale);
    second->event.occurred_at_us -= CIVIL_DAY_US;
    second->publish_us += 3600 * CIVIL_SECOND_US;
}

static void erase(struct tale *tale)
{
    tale_wait(tale, MONTH_H);
    (void) tell_kind(tale, EVENT_ERASED);
}

/* clang-format off */
static const struct tale_odd odds[] = {
    {TALE_FIRST,  ANY_END,         TALE_NEVER, NULL},
    {TALE_HANDED, ANY_END,         TALE_ONCE_HELD, accept_now},
    {TALE_ENDED,  EVENT_COMPLETED, TALE_ONCE_COMPLETED, accept_now},
    {TALE_FIRST,  ANY_END,         TALE_AT_ONCE, contact_before},
    {TALE_HELD,   ANY_END,         TALE_AT_ONCE, accept_again},
    {TALE_HELD,   ANY_END,         TALE_AT_ONCE, hand_by_stranger},
    {TALE_HELD,   ANY_END,         TALE_AT_ONCE, hand_to_holder},
    {TALE_HELD,   ANY_END,         TALE_AT_ONCE, return_to_nobody},
    {TALE_HELD,   ANY_END,         TALE_AT_ONCE, sign_by_other},
    {TALE_HANDED, ANY_END,         TALE_AT_ONCE, hand_round},
    {TALE_HELD,   ANY_END,         TALE_AT_ONCE, return_twice},
    {TALE_ENDED,  EVENT_COMPLETED, TALE_AT_ONCE, hand_after},
    {TALE_ENDED,  EVENT_WITHDRAWN, TALE_AT_ONCE, hand_after},
    {TALE_ENDED,  EVENT_WITHDRAWN, TALE_AT_ONCE, tale_complete},
    {TALE_ENDED,  EVENT_MERGED,    TALE_AT_ONCE, hand_after},
    {TALE_ENDED,  EVENT_MERGED,    TALE_AT_ONCE, tale_complete},
    {TALE_HELD,   ANY_END,         TALE_AT_ONCE, pause_unfounded},
    {TALE_HELD,   ANY_END,         TALE_AT_ONCE, resume_nothing},
    {TALE_HELD,   ANY_END,         TALE_AT_ONCE, call_back_early},
    {TALE_HELD,   ANY_END,         TALE_AT_ONCE, rate_early},
    {TALE_HANDED, ANY_END,         TALE_AT_ONCE, reopen_open},
    {TALE_HANDED, ANY_END,         TALE_AT_ONCE, merge_into_itself},
    {TALE_ENDING, EVENT_COMPLETED, TALE_AT_ONCE, complete_by_other},
    {TALE_ENDED,  EVENT_COMPLETED, TALE_AT_ONCE, tale_complete},
    {TALE_ENDED,  EVENT_COMPLETED, TALE_AT_ONCE, withdraw_completed},
    {TALE_LATER,  EVENT_COMPLETED, TALE_AT_ONCE, rate_again},
    {TALE_LATER,  EVENT_COMPLETED, TALE_AT_ONCE, rate_by_default},
    {TALE_ENDED,  EVENT_COMPLETED, TALE_AT_ONCE, visit_as_citizen},
    {TALE_FIRST,  ANY_END,         TALE_AT_ONCE, complain_of_holder},
    {TALE_LATER,  EVENT_COMPLETED, TALE_AT_ONCE, call_back_as_accused},
    {TALE_LATER,  ANY_END,         TALE_AT_ONCE, correct_cell},
    {TALE_LATER,  ANY_END,         TALE_AT_ONCE, empty_cell},
    {TALE_LATER,  ANY_END,         TALE_AT_ONCE, void_note},
    {TALE_ENDED,  EVENT_COMPLETED, TALE_AT_ONCE, void_completion},
    {TALE_LATER,  EVENT_COMPLETED, TALE_AT_ONCE, void_unapproved},
    {TALE_LATER,  ANY_END,         TALE_AT_ONCE, void_nothing},
    {TALE_LATER,  ANY_END,         TALE_AT_ONCE, void_the_void},
    {TALE_HELD,   ANY_END,         TALE_AT_ONCE, reuse_id},
    {TALE_LATER,  EVENT_COMPLETED, TALE_AT_ONCE, erase},
};
/* clang-format on */

const struct tale_odd *tale_odd_any(struct dice *dice)
{
    return &odds[dice_below(dice, sizeof(odds) / sizeof(odds[0]))];
}

void tale_odd_at(struct tale *tale, enum tale_stage stage)
{
    if (tale->odd != NULL && tale->odd->stage == stage && tale->odd->happen != NULL)
        tale->odd->happen(tale);
}
