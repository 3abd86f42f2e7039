/* tale_after -- what comes when a case has ended: callback and rating, redo, opinions, checks,
 * urging. */
#include "tale_case.h"

static const struct str supervision = {.ptr = "supervision", .len = sizeof("supervision") - 1};

/* ---- callback and rating ---- */

void tale_call_back(struct tale *tale, enum callback_outcome outcome)
{
    int64_t attempt = 1;
    tale_wait(tale, 3 * TALE_DAY_H);
    for (size_t i = 0; i < tale->count; i++)
        attempt += tale->items[i].event.kind == EVENT_CALLBACK_MADE;
    struct event event = {
        .kind = EVENT_CALLBACK_MADE,
        .callback_made = {.by = tale_party(tale, tale->from.section, CITY_SEAT_POST),
                          .attempt = attempt,
                          .outcome = outcome,
                          .mode = CONTACT_MODE_PHONE},
    };
    if (tale->from.is_dispatch)
        event.source = STR("oa");
    if (outcome == CALLBACK_REACHED)
        event.callback_made.solved = tale_chance(tale, 92) ? ANSWER_YES : ANSWER_NO;
    (void) tale_tell(tale, event);
}

void tale_rate(struct tale *tale, enum satisfaction satisfaction)
{
    static const char *const levels[] = {"", "满意", "基本满意", "不满意"};
    tale_pass(tale, 30 + (int64_t) dice_below(&tale->dice, 300));
    struct event event = {
        .kind = EVENT_RATED,
        .rated = {.satisfaction = satisfaction,
                  .rater = tale_chance(tale, 90) ? RATER_CITIZEN : (enum rater) 0},
    };
    if (tale->from.is_dispatch) {
        event.rated.own_level = str_from(
            tale_chance(tale, 30) && satisfaction == SATISFACTION_SATISFIED ? "非常满意"
                                                                            : levels[satisfaction]);
        event.rated.own_scale = STR("hotline-5");
    }
    if (tale_chance(tale, 15))
        event.texts = TALE_TEXT(RATING);
    (void) tale_tell(tale, event);
}

static enum satisfaction any_satisfaction(struct tale *tale)
{
    uint64_t kind = dice_below(&tale->dice, 100);
    return kind < 86   ? SATISFACTION_SATISFIED
           : kind < 94 ? SATISFACTION_FAIR
                       : SATISFACTION_DISSATISFIED;
}

/* Who is not satisfied is heard: the case is done again, or what was wrong is put right. */
static void put_right(struct tale *tale)
{
    if (tale_chance(tale, 40)) {
        tale_wait(tale, 2 * TALE_DAY_H);
        (void) tale_tell(tale, (struct event) {.kind = EVENT_REOPENED,
                                               .texts = TALE_TEXT(REASON),
                                               .reopened = {.by = tale_holder(tale)}});
        tale_complete(tale);
    } else {
        struct str order = tale_text(tale, "ZG-%.*s", STR_ARG(tale->from.number));
        tale_wait(tale, 2 * TALE_DAY_H);
        (void) tale_tell(
            tale, (struct event) {.kind = EVENT_RECTIFICATION_ORDERED,
                                  .source = supervision,
                                  .rectification_ordered = {.order_id = order,
                                                            .about = tale_holder(tale),
                                                            .limit = 15,
                                                            .limit_unit = LIMIT_UNIT_WORKING_DAY}});
        tale_wait(tale, 10 * TALE_DAY_H);
        (void) tale_tell(tale, (struct event) {.kind = EVENT_RECTIFICATION_DONE,
                                               .source = supervision,
                                               .rectification_done = {.order_id = order,
                                                                      .by = tale_holder(tale)}});
    }
    tale_call_back(tale, CALLBACK_REACHED);
    tale_rate(tale, any_satisfaction(tale));
}

static void ask_citizen(struct tale *tale)
{
    if (tale_chance(tale, 8))
        tale_call_back(tale, CALLBACK_UNREACHABLE);
    if (tale_chance(tale, 5)) {
        tale_call_back(tale, CALLBACK_REFUSED);
        return;
    }
    if (tale_chance(tale, 90))
        tale_call_back(tale, CALLBACK_REACHED);
    if (!tale_chance(tale, 82))
        return;
    enum satisfaction satisfaction = any_satisfaction(tale);
    tale_rate(tale, satisfaction);
    if (satisfaction == SATISFACTION_DISSATISFIED && tale_chance(tale, 80))
        put_right(tale);
}

/* ---- from above ---- */

static void give_opinions(struct tale *tale)
{
    tale_wait(tale, 2 * TALE_DAY_H);
    struct event event = {
        .kind = EVENT_OPINION_RECORDED,
        .texts = TALE_TEXT(OPINION),
        .opinion_recorded = {.role = OPINION_ROLE_SECTION_HEAD,
                             .by = tale_party(tale, tale->from.section, CITY_SEAT_HEAD),
                             .agrees = tale_chance(tale, 95) ? ANSWER_YES : ANSWER_NO},
    };
    (void) tale_tell_cell(tale, "section-head", event);
    if (!tale_chance(tale, 30))
        return;
    const struct city *city = tale->plan->city;
    int32_t unit = city->sections[tale->from.section].unit;
    tale_wait(tale, 2 * TALE_DAY_H);
    event.opinion_recorded.role = OPINION_ROLE_LEADER_IN_CHARGE;
    event.opinion_recorded.by = tale_party(tale, city->units[unit].first_section, CITY_SEAT_LEADER);
    (void) tale_tell_cell(tale, "leader", event);
}

static void spot_check(struct tale *tale)
{
    const struct city *city = tale->plan->city;
    int32_t dedicated = city->units[city->sections[tale->from.section].unit].first_section;
    struct str *checked_by = arena_alloc(tale->arena, 2 * sizeof(*checked_by));
    tale_wait(tale, 20 * TALE_DAY_H);
    struct event event = {
        .kind = EVENT_SPOT_CHECKED,
        .source = supervision,
        .texts = TALE_TEXT(REMARK) | TALE_TEXT(FINDING),
        .spot_checked = {.checkers = SET_OF(CHECKER_MASTER_POST)},
    };
    event.spot_checked.satisfaction = any_satisfaction(tale);
    event.spot_checked.finding = tale_chance(tale, 85) ? FINDING_GOOD : FINDING_BAD;
    if (tale_chance(tale, 40))
        event.spot_checked.checkers |= SET_OF(CHECKER_DISCIPLINE_COMMITTEE);
    checked_by[0] = tale_party(tale, dedicated, CITY_SEAT_MASTER_POST).person;
    checked_by[1] = tale_party(tale, dedicated + 1, CITY_SEAT_STAFF).person;
    event.spot_checked.checked_by = (struct codes) {
        .items = checked_by,
        .count = (event.spot_checked.checkers & SET_OF(CHECKER_DISCIPLINE_COMMITTEE)) != 0 ? 2 : 1,
    };
    if (event.spot_checked.finding == FINDING_BAD)
        event.spot_checked.about = tale_holder(tale);
    (void) tale_tell(tale, event);
}

static void urge(struct tale *tale)
{
    struct str number = tale_text(tale, "CB-%.*s", STR_ARG(tale->from.number));
    tale_wait(tale, 5 * TALE_DAY_H);
    (void) tale_tell(tale, (struct event) {.kind = EVENT_URGED,
                                           .source = supervision,
                                           .urged = {.number = number, .to = tale_holder(tale)}});
    tale_wait(tale, 2 * TALE_DAY_H);
    if (tale_chance(tale, 80))
        (void) tale_tell(tale,
                         (struct event) {.kind = EVENT_EXPLAINED,
                                         .source = supervision,
                                         .explained = {.number = number, .by = tale_holder(tale)}});
    else
        (void) tale_tell(tale, (struct event) {.kind = EVENT_NOTICE_ISSUED,
                                               .source = supervision,
                                               .notice_issued = {.number = number,
                                                                 .about = tale_holder(tale),
                                                                 .finding = FINDING_BAD}});
}

static void adjust_points(struct tale *tale)
{
    struct event event = {
        .kind = EVENT_POINTS_ADJUSTED,
        .source = supervision,
        .points_adjusted = {.points_hundredths = tale_chance(tale, 50) ? 50 : -100,
                            .about = tale_holder(tale),
                            .reason = STR("inspection"),
                            .approver = tale_party(tale, 0, CITY_SEAT_LEADER).person},
    };
    (void) tale_tell(tale, event);
}

void tale_follow_up(struct tale *tale)
{
    if (tale->end == EVENT_COMPLETED && tale_chance(tale, 94))
        ask_citizen(tale);
    if (tale_chance(tale, 20))
        give_opinions(tale);
    if (tale->end == EVENT_COMPLETED && tale_chance(tale, 5))
        spot_check(tale);
    if (tale_chance(tale, 2))
        urge(tale);
    if (tale_chance(tale, 1))
        adjust_points(tale);
}
