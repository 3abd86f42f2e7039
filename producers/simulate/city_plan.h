/* city_plan -- which units a city of so many has, and the sections of each. */
#ifndef SHOUWEN_SIMULATE_CITY_PLAN_H
#define SHOUWEN_SIMULATE_CITY_PLAN_H

#include "city.h"

struct city_section_plan {
    const char *code;
    const char *name;
};

enum { CITY_SECTIONS_MAX = 7 };

/* Unit number `index`, all but its sections and seats; names and codes are made in the arena.
 * `units` are those before it. */
void city_plan_unit(struct arena *arena, const struct city_unit *units, int32_t index,
                    struct city_unit *unit_out);

/* Its sections, the dedicated one first, as many as `unit` has. */
const struct city_section_plan *city_plan_sections(const struct city_unit *unit, size_t *count_out);

#endif
