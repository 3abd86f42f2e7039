/*
 * property -- laws under random histories; what breaks one is shrunk to the fewest events.
 *
 * A law is given a history in any order and says what is wrong with it, or NULL.  It must depend on
 * nothing but what it is given: while a failure is shrunk it is asked again and again with fewer of
 * the events.  The failure prints them and the line that repeats it.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_PROPERTY_H
#define SHOUWEN_TESTS_SUPPORT_PROPERTY_H

#include "support/gen.h"

/* The arena is empty but for the history; `gen` is the same for the same seed. */
typedef const char *property_law(struct gen *gen, struct arena *arena, const struct event **events,
                                 size_t count);

struct property {
    property_law *law;
    size_t histories;
    size_t events_max;
    struct gen_options options;
};

/*
 * Ask the law about so many histories, the first being that of SEED (1); fails the test when it is
 * broken.  `test` is what T= finds this program by.
 */
void property_hold(const struct property *property, const char *test);

/* The same without failing: how few events break the law for this seed; 0: it holds. */
size_t property_break(const struct property *property, uint64_t seed);

#endif
