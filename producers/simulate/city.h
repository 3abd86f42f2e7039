/*
 * city -- the units of a made-up city, their sections, and who sits where when.
 *
 * A function of seed, number of units and period only.  A section has seats; a seat has one person
 * at a time.  Once a year, on a day of its own, a unit moves some people: two change seats across
 * sections, and now and then somebody new comes for one who leaves.  So nobody is in two sections
 * at once and no post is ever vacant.
 *
 *     seat      0 section head    1 section post    2 … staff
 *     of the dedicated section, which is a unit's first, besides:
 *               2 master post     3 head of the unit    4 leader in charge
 */
#ifndef SHOUWEN_SIMULATE_CITY_H
#define SHOUWEN_SIMULATE_CITY_H

#include "base/arena.h"
#include "core/dice.h"
#include "core/event.h"

enum { CITY_UNITS_MIN = 5, CITY_UNITS_MAX = 500, CITY_PERIODS_MAX = 30, CITY_NONE = -1 };

enum city_level { CITY_LEVEL_CITY, CITY_LEVEL_COUNTY, CITY_LEVEL_TOWNSHIP };

enum city_seat {
    CITY_SEAT_HEAD,
    CITY_SEAT_POST,
    CITY_SEAT_STAFF,
    CITY_SEAT_MASTER_POST = CITY_SEAT_STAFF,
    CITY_SEAT_UNIT_HEAD,
    CITY_SEAT_LEADER,
};

/* The units that are always there, by index. */
enum { CITY_ROOT, CITY_LEAD_DEPARTMENT, CITY_PARK, CITY_OUTSIDE, CITY_FIRST_COUNTY };

struct city_section {
    struct str code;
    struct str name;
    int32_t unit;
    uint32_t first_seat;
    uint32_t seats_count;
};

struct city_unit {
    struct str code;
    struct str name;
    enum city_level level;
    int32_t parent; /* CITY_NONE: none */
    bool is_park;
    bool is_outside;
    int32_t first_section; /* the dedicated one */
    int32_t sections_count;
    uint32_t first_seat; /* of all its sections */
    uint32_t seats_count;
    int64_t turn_days; /* from New Year to the day people move */
};

struct city {
    uint64_t seed;
    int64_t first_day;
    int64_t last_day;
    int32_t periods_count;
    struct city_unit *units;
    int32_t units_count;
    struct city_section *sections;
    int32_t sections_count;
    uint32_t *persons; /* by seat and period: a person's number */
    struct str *person_codes;
    uint32_t persons_count;
    int64_t *workdays; /* of the period, in order */
    int64_t workdays_count;
    struct arena arena;
};

/*
 * FATAL: no memory.  Days as civil_day_of() has them, with at least one working day between them
 * and at most CITY_PERIODS_MAX calendar years; the caller sees to that.
 */
MUST_CHECK enum outcome city_init(struct city *city, const struct city *wanted, struct err *err);
void city_done(struct city *city);

/* The first day of a unit's period; of period 0 the city's own. */
int64_t city_period_day(const struct city *city, const struct city_unit *unit, int32_t period);

/* Who sits there in that period, and on that day (before and after the city's time: its ends). */
uint32_t city_person_in(const struct city *city, uint32_t seat, int32_t period);
struct str city_person(const struct city *city, int32_t section, uint32_t seat, int64_t day);

#endif
