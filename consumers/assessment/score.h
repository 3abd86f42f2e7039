/*
 * score -- the verb `score`: what a unit, a section or a person comes to in a period, item by item.
 *
 * Counters, decisions and formula are of one snapshot.  What is due after today is not counted.
 * Decisions count for whom they are about: a unit's as such, a section's as such, a person's.
 */
#ifndef SHOUWEN_ASSESSMENT_SCORE_H
#define SHOUWEN_ASSESSMENT_SCORE_H

#include "run/conf.h"

int score_verb(int argc, char **argv, void *context);

extern const struct conf_spec score_help;

#endif
