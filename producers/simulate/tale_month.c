/* month -- what a unit says of its year, a month at a time: the seventeen items' evidence,
 * trainings, inspections, and how many rows its books have. */
#include "base/civil.h"
#include "office.h"
#include "tale.h"

enum { ITEM_OF_SIGNS = 13 }; /* of the posts of sections */

static const struct str self = {.ptr = "evidence", .len = sizeof("evidence") - 1};

static const struct city_unit *unit_of(const struct tale *tale, const struct tale_month *month)
{
    return &tale->plan->city->units[month->unit];
}

static struct told *tell(struct tale *tale, const struct tale_month *month, struct event event)
{
    event.source = self;
    event.case_source = unit_of(tale, month)->code;
    event.case_number = tale->from.number;
    event.source_ref = tale_text(tale, "%.*s/%.*s/%d/%zu", STR_ARG(event.case_source),
                                 STR_ARG(event.case_number), month->month, tale->count);
    return tale_tell(tale, event);
}

static void open_year(struct tale *tale, const struct tale_month *month)
{
    (void) tell(
        tale, month,
        (struct event) {.kind = EVENT_YEAR_OPENED,
                        .year_opened = {.unit = unit_of(tale, month)->code, .year = month->year}});
}

/* The sign of a section's post is the section's; one in twenty has none yet. */
static void show_signs(struct tale *tale, const struct tale_month *month)
{
    const struct city_unit *unit = unit_of(tale, month);
    for (int32_t i = 0; i < unit->sections_count; i++) {
        if (tale_chance(tale, 5))
            continue;
        struct event event = {
            .kind = EVENT_CHECKLIST_EVIDENCE,
            .checklist_evidence = {.item = ITEM_OF_SIGNS,
                                   .section =
                                       tale->plan->city->sections[unit->first_section + i].code,
                                   .document =
                                       tale_text(tale, "doc-%02d-%02d", ITEM_OF_SIGNS, (int) i)},
        };
        tale_pass(tale, 600);
        (void) tell(tale, month, event);
    }
}

/* The items of the checklist come in over the year, some never. */
static void show_evidence(struct tale *tale, const struct tale_month *month)
{
    static const uint32_t parts_of_item[18] = {
        [1] = SET_OF(EVIDENCE_PART_DUTIES) | SET_OF(EVIDENCE_PART_STAFFING) |
              SET_OF(EVIDENCE_PART_PROCEDURE) | SET_OF(EVIDENCE_PART_SUPERVISION) |
              SET_OF(EVIDENCE_PART_ASSESSMENT),
        [14] = SET_OF(EVIDENCE_PART_PREMISES) | SET_OF(EVIDENCE_PART_WEBSITE) |
               SET_OF(EVIDENCE_PART_PHONE),
    };
    for (int64_t item = 1; item <= 17; item++) {
        bool is_turn = item == 3   ? month->month == 1 || month->month == 12
                       : item == 4 ? month->month == 12
                                   : (item * 5 + month->unit) % 12 + 1 == month->month;
        if (!is_turn || tale_chance(tale, 8))
            continue;
        if (item == ITEM_OF_SIGNS) {
            show_signs(tale, month);
            continue;
        }
        struct event event = {
            .kind = EVENT_CHECKLIST_EVIDENCE,
            .checklist_evidence = {.item = item,
                                   .parts = parts_of_item[item],
                                   .document =
                                       tale_text(tale, "doc-%02d-%02d", (int) item, month->month)},
        };
        if (item == 3)
            event.checklist_evidence.parts = month->month == 1 ? SET_OF(EVIDENCE_PART_YEAR_START)
                                                               : SET_OF(EVIDENCE_PART_YEAR_END);
        tale_pass(tale, 600);
        (void) tell(tale, month, event);
    }
}

static void train(struct tale *tale, const struct tale_month *month)
{
    enum { PERSONS_MAX = 6 };
    const struct city_unit *unit = unit_of(tale, month);
    if (!tale_chance(tale, 35))
        return;
    struct str *persons = arena_alloc(tale->arena, PERSONS_MAX * sizeof(*persons));
    size_t count = 1 + dice_below(&tale->dice, PERSONS_MAX);
    for (size_t i = 0; i < count; i++)
        persons[i] = tale_party(tale, unit->first_section + (int32_t) (i % 2), (uint32_t) i).person;
    tale_wait(tale, 20);
    enum training_mode mode =
        (enum training_mode)(1 + dice_below(&tale->dice, TRAINING_MODES_END - 1));
    struct event event = {
        .kind = EVENT_TRAINING_HELD,
        .training_held = {.mode = mode,
                          .organiser = ORGANISER_UNIT,
                          .headcount = (int64_t) count,
                          .persons = {.items = persons, .count = count},
                          .is_for_newcomers = tale_chance(tale, 10)},
    };
    (void) tell(tale, month, event);
}

static void inspect(struct tale *tale, const struct tale_month *month)
{
    if (!tale_chance(tale, 6))
        return;
    const struct city_unit *unit = unit_of(tale, month);
    bool is_bad = tale_chance(tale, 40);
    struct party about = tale_party(tale, unit->first_section + 1, 0);
    tale_wait(tale, 20);
    struct event event = {
        .kind = EVENT_INSPECTED,
        .inspected = {.mode = is_bad ? INSPECTION_MODE_COVERT : INSPECTION_MODE_UNANNOUNCED,
                      .finding = is_bad ? FINDING_BAD : FINDING_GOOD,
                      .inspector = tale_party(tale, 0, CITY_SEAT_STAFF),
                      .about = about},
    };
    (void) tell(tale, month, event);
    struct str order = tale_text(tale, "ZG-%.*s-%d", STR_ARG(unit->code), month->month);
    if (!is_bad)
        return;
    tale_wait(tale, 20);
    event = (struct event) {
        .kind = EVENT_RECTIFICATION_ORDERED,
        .rectification_ordered = {
            .order_id = order, .about = about, .limit = 15, .limit_unit = LIMIT_UNIT_WORKING_DAY}};
    (void) tell(tale, month, event);
    tale_wait(tale, 70);
    event = (struct event) {.kind = EVENT_RECTIFICATION_DONE,
                            .rectification_done = {.order_id = order, .accepted = ANSWER_YES}};
    (void) tell(tale, month, event);
}

/* Of the month before, by each section; some forget, some count wrongly. */
static void report_books(struct tale *tale, const struct tale_month *month)
{
    const struct city_unit *unit = unit_of(tale, month);
    int before = month->month == 1 ? 12 : month->month - 1;
    for (int32_t i = 0; i < unit->sections_count; i++) {
        int32_t section = unit->first_section + i;
        int64_t rows = month->rows[section];
        if (tale_chance(tale, 4))
            continue;
        if (rows > 0 && tale_chance(tale, 3))
            rows--;
        tale_pass(tale, 900);
        struct party post = tale_party(tale, section, CITY_SEAT_POST);
        struct event event = {
            .kind = EVENT_BOOK_REPORTED,
            .book_reported = {.section = post.section,
                              .month = before,
                              .rows = rows,
                              .is_nil = rows == 0,
                              .by = post.person},
        };
        (void) tell(tale, month, event);
    }
}

static void begin(struct tale *tale, const struct tale_month *month, int64_t year)
{
    tale->subject_kind = SUBJECT_UNIT_YEAR;
    tale->from.number = tale_text(tale, "%04d", (int) year);
    tale->subject = event_subject(SUBJECT_UNIT_YEAR, unit_of(tale, month)->code, tale->from.number);
}

static void live_on(struct tale *tale, const struct tale_month *month)
{
    begin(tale, month, month->year);
    if (month->month == 1 || month->is_first)
        open_year(tale, month);
    show_evidence(tale, month);
    train(tale, month);
    inspect(tale, month);
}

void tale_of_month(struct tale *tale, const struct tale_month *month)
{
    const struct city *city = tale->plan->city;
    uint64_t number = ((uint64_t) month->year * 12 + (uint64_t) month->month) * CITY_UNITS_MAX +
                      (uint64_t) month->unit;
    int64_t first = civil_day_from((struct civil_date) {month->year, month->month, 1});
    first = first < city->first_day ? city->first_day : first;
    tale->dice = dice_of(city->seed, DICE_MONTH, number);
    tale->now_us = office_after(civil_start_of(first), 60);
    if (month->rows != NULL) { /* December's stands in the year that has gone */
        begin(tale, month, month->month == 1 ? month->year - 1 : month->year);
        report_books(tale, month);
    }
    if (!month->is_last)
        live_on(tale, month);
    tale_disturb(tale);
}
