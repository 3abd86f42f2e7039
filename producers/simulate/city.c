/* city -- see city.h. */
#include "city.h"

#include <assert.h>
#include <stdio.h>

#include "base/civil.h"
#include "city_plan.h"
#include "office.h"

/* What the dice of this file are for. */
enum { DICE_CITY = 1, DICE_MOVES };

enum { SEATS_MAX = 9, CODE_MAX = 24, NAMES_BYTES = 256, SWAP_PERCENT = 25, LEAVE_PERCENT = 6 };

static void *take(struct city *city, size_t count, size_t size)
{
    void *memory = arena_alloc(&city->arena, count * size);
    assert(memory != NULL);
    return memory;
}

/* Every unit has an office, and every office a code of its own: "s01-bgs". */
static struct str section_code(struct city *city, const struct city_unit *unit, const char *word)
{
    char *code = take(city, CODE_MAX, 1);
    (void) snprintf(code, CODE_MAX, "%.*s-%s", STR_ARG(unit->code), word);
    return str_from(code);
}

static void add_sections(struct city *city, struct city_unit *unit, uint32_t *seats,
                         struct dice *dice)
{
    size_t count = 0;
    const struct city_section_plan *plan = city_plan_sections(unit, &count);
    unit->first_section = city->sections_count;
    unit->sections_count = (int32_t) count;
    unit->first_seat = *seats;
    for (size_t i = 0; i < count; i++) {
        uint32_t seats_count = i == 0 ? CITY_SEAT_LEADER + 2 : 3 + (uint32_t) dice_below(dice, 3);
        city->sections[city->sections_count++] = (struct city_section) {
            .code = section_code(city, unit, plan[i].code),
            .name = str_from(plan[i].name),
            .unit = (int32_t) (unit - city->units),
            .first_seat = *seats,
            .seats_count = seats_count,
        };
        *seats += seats_count;
    }
    unit->seats_count = *seats - unit->first_seat;
}

static uint32_t hire(struct city *city)
{
    char *code = take(city, CODE_MAX, 1);
    (void) snprintf(code, CODE_MAX, "p%05u", city->persons_count + 1);
    city->person_codes[city->persons_count] = str_from(code);
    return city->persons_count++;
}

static uint32_t *person_at(const struct city *city, uint32_t seat, int32_t period)
{
    return &city->persons[(size_t) seat * (size_t) city->periods_count + (size_t) period];
}

/* Some change seats with somebody of another section, some leave for good. */
static void move_people(struct city *city, const struct city_unit *unit, int32_t period)
{
    uint64_t number = (uint64_t) (unit - city->units) * CITY_PERIODS_MAX + (uint64_t) period;
    struct dice dice = dice_of(city->seed, DICE_MOVES, number);
    uint32_t half = unit->seats_count / 2;
    for (uint32_t i = 0; i < unit->seats_count; i++)
        *person_at(city, unit->first_seat + i, period) =
            *person_at(city, unit->first_seat + i, period - 1);
    for (uint32_t i = 0; i < half; i++) {
        uint32_t *one = person_at(city, unit->first_seat + i, period);
        uint32_t *other = person_at(city, unit->first_seat + i + half, period);
        if (dice_percent(&dice, SWAP_PERCENT)) {
            uint32_t moved = *one;
            *one = *other;
            *other = moved;
        }
    }
    for (uint32_t i = 0; i < unit->seats_count; i++)
        if (dice_percent(&dice, LEAVE_PERCENT))
            *person_at(city, unit->first_seat + i, period) = hire(city);
}

static void seat_people(struct city *city)
{
    for (int32_t u = 0; u < city->units_count; u++) {
        const struct city_unit *unit = &city->units[u];
        for (uint32_t i = 0; i < unit->seats_count; i++)
            *person_at(city, unit->first_seat + i, 0) = hire(city);
        for (int32_t period = 1; period < city->periods_count; period++)
            move_people(city, unit, period);
    }
}

static void find_workdays(struct city *city)
{
    for (int64_t day = city->first_day; day <= city->last_day; day++)
        if (office_is_open(day))
            city->workdays[city->workdays_count++] = day;
    assert(city->workdays_count > 0);
}

enum outcome city_init(struct city *city, const struct city *wanted, struct err *err)
{
    *city = *wanted;
    city->periods_count =
        (int32_t) (civil_date_of(city->last_day).year - civil_date_of(city->first_day).year + 1);
    assert(city->units_count >= CITY_UNITS_MIN && city->units_count <= CITY_UNITS_MAX);
    assert(city->periods_count <= CITY_PERIODS_MAX);
    size_t units = (size_t) city->units_count;
    size_t sections = units * CITY_SECTIONS_MAX;
    size_t seats = sections * SEATS_MAX;
    size_t persons = seats * (size_t) city->periods_count;
    size_t days = (size_t) (city->last_day - city->first_day + 1);
    size_t bytes = units * (sizeof(struct city_unit) + NAMES_BYTES) +
                   sections * (sizeof(struct city_section) + CODE_MAX) +
                   persons * (sizeof(uint32_t) + sizeof(struct str) + CODE_MAX) +
                   days * sizeof(int64_t) + 4096;
    if (arena_init(&city->arena, bytes, err) != OK)
        return err->outcome;
    city->units = take(city, units, sizeof(struct city_unit));
    city->sections = take(city, sections, sizeof(struct city_section));
    city->persons = take(city, persons, sizeof(uint32_t));
    city->person_codes = take(city, persons, sizeof(struct str));
    city->workdays = take(city, days, sizeof(int64_t));
    struct dice dice = dice_of(city->seed, DICE_CITY, 0);
    uint32_t seats_used = 0;
    for (int32_t i = 0; i < city->units_count; i++) {
        struct city_unit *unit = &city->units[i];
        city_plan_unit(&city->arena, city->units, i, unit);
        unit->turn_days = 20 + (int64_t) dice_below(&dice, 180);
        add_sections(city, unit, &seats_used, &dice);
    }
    seat_people(city);
    find_workdays(city);
    return OK;
}

void city_done(struct city *city)
{
    arena_done(&city->arena);
}

int64_t city_period_day(const struct city *city, const struct city_unit *unit, int32_t period)
{
    if (period == 0)
        return city->first_day;
    struct civil_date date = {civil_date_of(city->first_day).year + period, 1, 1};
    return civil_day_from(date) + unit->turn_days;
}

uint32_t city_person_in(const struct city *city, uint32_t seat, int32_t period)
{
    return *person_at(city, seat, period);
}

struct str city_person(const struct city *city, int32_t section, uint32_t seat, int64_t day)
{
    const struct city_section *where = &city->sections[section];
    int64_t period = civil_date_of(day).year - civil_date_of(city->first_day).year;
    if (period >= city->periods_count)
        period = city->periods_count - 1;
    if (period > 0 && day < city_period_day(city, &city->units[where->unit], (int32_t) period))
        period--;
    period = period < 0 ? 0 : period;
    seat = where->first_seat + (seat < where->seats_count ? seat : where->seats_count - 1);
    return city->person_codes[*person_at(city, seat, (int32_t) period)];
}
