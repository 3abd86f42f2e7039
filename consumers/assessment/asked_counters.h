/*
 * asked_counters -- the counters that a formula asks for, and what a matter gives to them.
 */
#ifndef SHOUWEN_ASSESSMENT_ASKED_COUNTERS_H
#define SHOUWEN_ASSESSMENT_ASKED_COUNTERS_H

#include "counted.h"

struct asked_counters {
    enum counter items[COUNTERS_COUNT]; /* in their own order */
    size_t count;
    bool is_asked[COUNTERS_COUNT];
};

/* Numerators, denominators and populations, each once. */
void asked_counters_init(struct asked_counters *asked, const struct formula *formula);

/* What these contributions are to them; false: nothing. */
bool asked_counters_of(const struct asked_counters *asked, const struct counted_of *of,
                       const struct contributions *given, struct score_counters *counts_out);

#endif
