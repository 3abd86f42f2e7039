/* uuid_set -- see uuid_set.h. */
#include "run/uuid_set.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY_FIRST = 1024 };

void uuid_set_done(struct uuid_set *set)
{
    free(set->places);
    *set = (struct uuid_set) {.places = NULL};
}

/* Where it is, or where it would be. */
static struct uuid *place_of(const struct uuid_set *set, const struct uuid *id)
{
    uint64_t hash = 0;
    memcpy(&hash, id->bytes, sizeof(hash)); /* version 5: evenly spread as it is */
    size_t at = (size_t) hash & (set->capacity - 1);
    while (!uuid_is_zero(&set->places[at]) && !uuid_eq(&set->places[at], id))
        at = (at + 1) & (set->capacity - 1);
    return &set->places[at];
}

static enum outcome grow(struct uuid_set *set, struct err *err)
{
    struct uuid_set larger = {.capacity = set->capacity == 0 ? CAPACITY_FIRST : 2 * set->capacity,
                              .count = set->count};
    larger.places = calloc(larger.capacity, sizeof(*larger.places));
    if (larger.places == NULL)
        return err_set(err, FATAL, "no memory for %zu ids", larger.capacity);
    for (size_t i = 0; i < set->capacity; i++)
        if (!uuid_is_zero(&set->places[i]))
            *place_of(&larger, &set->places[i]) = set->places[i];
    free(set->places);
    *set = larger;
    return OK;
}

enum outcome uuid_set_add(struct uuid_set *set, const struct uuid *id, bool *was_in_out,
                          struct err *err)
{
    assert(!uuid_is_zero(id));
    if (4 * (set->count + 1) > 3 * set->capacity && grow(set, err) != OK)
        return err->outcome;
    struct uuid *place = place_of(set, id);
    *was_in_out = !uuid_is_zero(place);
    if (!*was_in_out) {
        *place = *id;
        set->count++;
    }
    return OK;
}

bool uuid_set_has(const struct uuid_set *set, const struct uuid *id)
{
    return set->count > 0 && !uuid_is_zero(place_of(set, id));
}
