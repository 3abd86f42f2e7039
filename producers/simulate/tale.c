/* tale -- see tale.h; lives are in tale_case.c, what goes wrong in tale_odd.c. */
#include "tale.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/civil.h"
#include "base/sha256.h"
#include "core/event_fields.h"
#include "names.h"
#include "office.h"
#include "wire/event_id.h"

#define HOUR_S INT64_C(3600)

void tale_reset(struct tale *tale)
{
    *tale = (struct tale) {.plan = tale->plan, .arena = tale->arena, .items = tale->items};
    arena_reset(tale->arena);
}

struct str tale_text(struct tale *tale, const char *format, ...)
{
    char text[CODE_BYTES_MAX + 1];
    va_list arguments;
    va_start(arguments, format);
    (void) vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    char *kept = str_keep_terminated(str_from(text), tale->arena);
    assert(kept != NULL); /* a tale has TALE_EVENTS_MAX events, and the arena room for them */
    return str_from(kept);
}

/* ---- people and time ---- */

struct party tale_party(const struct tale *tale, int32_t section, uint32_t seat)
{
    const struct city *city = tale->plan->city;
    const struct city_section *where = &city->sections[section];
    return (struct party) {
        .unit = city->units[where->unit].code,
        .section = where->code,
        .person = city_person(city, section, seat, civil_day_of(tale->now_us)),
    };
}

struct party tale_holder(const struct tale *tale)
{
    return tale_party(tale, tale->holder, tale->seat);
}

bool tale_chance(struct tale *tale, unsigned percent)
{
    return dice_percent(&tale->dice, percent);
}

void tale_pass(struct tale *tale, int64_t work_s)
{
    tale->now_us = office_after(tale->now_us, work_s < 1 ? 1 : work_s);
}

void tale_wait(struct tale *tale, int64_t hours_max)
{
    tale_pass(tale, 60 + (int64_t) dice_below(&tale->dice, (uint64_t) (hours_max * HOUR_S)));
}

/* ---- telling ---- */

struct dice tale_text_dice(const struct city *city, const struct event *event,
                           enum text_field field)
{
    uint64_t number = 0;
    for (size_t i = 8; i < 16; i++)
        number = number << 8 | event->subject.bytes[i];
    number ^= (uint64_t) event->occurred_at_us * 16 + (uint64_t) field;
    return dice_of(city->seed, DICE_TEXT, number);
}

static void digest_result(const struct tale *tale, struct event *event)
{
    char text[NAME_TEXT_MAX];
    struct dice dice = tale_text_dice(tale->plan->city, event, TEXT_FIELD_RESULT);
    name_text(&dice, TEXT_FIELD_RESULT, text);
    sha256(str_from(text), event->completed.result_digest.bytes);
    for (const char *at = text; *at != '\0'; at++)
        event->completed.result_length += ((unsigned char) *at & 0xC0) != 0x80;
}

/* Where a source has a reference the id follows from what is said, else from chance. */
static void name_it(struct tale *tale, struct event *event)
{
    if (event->source_ref.len == 0) {
        unsigned char chance[10];
        for (size_t i = 0; i < sizeof(chance); i++)
            chance[i] = (unsigned char) dice_word(&tale->dice);
        event->id = uuid_v7(event->recorded_at_us, chance);
        return;
    }
    struct err err;
    enum outcome outcome = event_id_set(event, event->recorded_at_us, tale->arena, &err);
    assert(outcome == OK);
}

/* A paper book is imported on the evening of the next Friday. */
static int64_t import_us(int64_t at_us)
{
    enum { FRIDAY = 5, WEEK = 7 };
    int64_t day = civil_day_of(at_us);
    day += (FRIDAY - civil_weekday(day) + WEEK) % WEEK;
    int64_t import = civil_start_of(day) + 18 * HOUR_S * CIVIL_SECOND_US;
    return import > at_us ? import : import + WEEK * CIVIL_DAY_US;
}

static void date_it(struct tale *tale, struct event *event)
{
    if (event->occurred_at_us == 0)
        event->occurred_at_us = tale->now_us;
    int64_t import = import_us(event->occurred_at_us);
    event->precision = PRECISION_INSTANT;
    if (tale->from.is_book && str_eq(event->source, tale->from.source)) {
        int64_t start_us = civil_start_of(civil_day_of(event->occurred_at_us));
        bool is_first = event->kind == EVENT_ACCEPTED;
        event->precision = PRECISION_DAY;
        event->occurred_at_us = is_first ? start_us : start_us + CIVIL_DAY_US - CIVIL_SECOND_US;
        if (event->recorded_at_us == 0)
            event->recorded_at_us = import;
    }
    if (event->recorded_at_us == 0)
        event->recorded_at_us =
            event->occurred_at_us + (5 + (int64_t) dice_below(&tale->dice, 90)) * CIVIL_SECOND_US;
}

struct told *tale_tell(struct tale *tale, struct event event)
{
    assert(tale->count < TALE_EVENTS_MAX);
    event.subject = tale->subject;
    event.subject_kind = tale->subject_kind;
    if (event.subject_kind == SUBJECT_CASE) {
        event.case_source = tale->from.source;
        event.case_number = tale->from.number;
    }
    if (event.source.len == 0)
        event.source = tale->from.source;
    event.source_sequence = (int64_t) tale->count + 1;
    date_it(tale, &event);
    if (event.kind == EVENT_COMPLETED && (event.texts & SET_OF(TEXT_FIELD_RESULT)) != 0)
        digest_result(tale, &event);
    if (event.source_ref.len == 0 && !tale->from.is_dispatch)
        event.source_ref = tale_text(tale, "%.*s/%zu", STR_ARG(event.case_number), tale->count);
    name_it(tale, &event);
    struct told *told = &tale->items[tale->count++];
    *told = (struct told) {.event = event, .publish_us = event.recorded_at_us};
    return told;
}

struct told *tale_tell_cell(struct tale *tale, const char *cell, struct event event)
{
    event.source_ref = tale_text(tale, "%.*s/%s", STR_ARG(tale->from.number), cell);
    return tale_tell(tale, event);
}

/* ---- the log ---- */

static void repeat(struct tale *tale, const struct told *item)
{
    struct told *again = &tale->items[tale->count++];
    *again = *item;
    again->is_repeat = true;
    again->publish_us += (1 + (int64_t) dice_below(&tale->dice, 4000)) * 60 * CIVIL_SECOND_US;
    if (tale_chance(tale, 50))
        again->event.recorded_at_us = again->publish_us;
}

void tale_disturb(struct tale *tale)
{
    size_t count = tale->count;
    for (size_t i = 0; i < count; i++) {
        struct told *item = &tale->items[i];
        if (dice_percent(&tale->dice, tale->plan->late_percent)) {
            item->publish_us += (7 + (int64_t) dice_below(&tale->dice, 50)) * CIVIL_DAY_US;
            if (dice_percent(&tale->dice, 50))
                item->event.recorded_at_us = item->publish_us;
        }
        bool is_again = dice_percent(&tale->dice, tale->plan->duplicate_percent);
        if (is_again && !item->is_alone && tale->count < TALE_EVENTS_MAX)
            repeat(tale, item);
    }
}

/* ---- where it begins ---- */

/* Cases are spread evenly over the working seconds of the city's time, in their order. */
static int64_t start_of(const struct tale_plan *plan, uint64_t number, struct dice *dice)
{
    const struct city *city = plan->city;
    uint64_t seconds = (uint64_t) city->workdays_count * OFFICE_DAY_S;
    uint64_t whole = seconds / plan->cases;
    uint64_t rest = seconds % plan->cases; /* so that number * seconds cannot overflow */
    uint64_t at_s = number * whole + number * rest / plan->cases;
    at_s += dice_below(dice, whole + 1);
    at_s = at_s < seconds ? at_s : seconds - 1;
    return office_at(city->workdays[at_s / OFFICE_DAY_S], (int64_t) (at_s % OFFICE_DAY_S));
}

/* Some units are asked much more often than others. */
static int32_t any_unit(const struct city *city, struct dice *dice)
{
    for (;;) {
        int32_t one = (int32_t) dice_below(dice, (uint64_t) city->units_count);
        int32_t other = (int32_t) dice_below(dice, (uint64_t) city->units_count);
        int32_t unit = one < other ? one : other;
        if (!city->units[unit].is_outside)
            return unit;
    }
}

static enum channel desk_channel(struct dice *dice)
{
    uint64_t kind = dice_below(dice, 100);
    return kind < 35   ? CHANNEL_CALL
           : kind < 90 ? CHANNEL_VISIT
           : kind < 97 ? CHANNEL_LETTER
                       : CHANNEL_OTHER;
}

struct tale_source tale_source(const struct tale_plan *plan, uint64_t number, struct arena *arena)
{
    const struct city *city = plan->city;
    struct dice dice = dice_of(city->seed, DICE_CASE, number);
    struct tale namer = {.arena = arena};
    struct tale_source from = {.start_us = start_of(plan, number, &dice)};
    const struct city_unit *unit = &city->units[any_unit(city, &dice)];
    int year = (int) civil_year_of(from.start_us);
    uint64_t kind = dice_below(&dice, 100);
    from.section = unit->first_section;
    from.is_dispatch = kind < 38;
    from.is_book = kind >= 80;
    if (!from.is_dispatch)
        from.section += (int32_t) dice_below(&dice, (uint64_t) unit->sections_count);
    if (kind < 30) {
        from.channel = CHANNEL_HOTLINE;
        from.source = STR("hotline");
        from.number = tale_text(&namer, "12345-%d-%07llu", year, (unsigned long long) number + 1);
    } else if (kind < 38) {
        from.channel = CHANNEL_MAILBOX;
        from.source = STR("mailbox");
        from.number = tale_text(&namer, "XX-%d-%07llu", year, (unsigned long long) number + 1);
    } else {
        from.channel = desk_channel(&dice);
        from.source = from.is_book ? STR("book") : STR("counter");
        from.number = tale_text(&namer, "%.*s-%.*s-%d-%07llu", STR_ARG(unit->code),
                                STR_ARG(city->sections[from.section].code), year,
                                (unsigned long long) number + 1);
    }
    return from;
}
