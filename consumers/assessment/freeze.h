/*
 * freeze -- the verb `freeze`: publish what a unit, a section or a person came to in a period.
 *
 * In one transaction the score is kept with its items, decisions and formula, the rules, the
 * positions and the time it rests on, and every matter behind it with what it gave and which events
 * it had then, so that the verb `published` can say later what changed, and why.  No rebuild drops
 * it.  Published twice it is refused unless a new edition is asked for; so is a period that is not
 * over, matters that rest on older rules, and counters that are not what the matters give.
 */
#ifndef SHOUWEN_ASSESSMENT_FREEZE_H
#define SHOUWEN_ASSESSMENT_FREEZE_H

#include "run/conf.h"

int freeze_verb(int argc, char **argv, void *context);

extern const struct conf_spec freeze_help;

#endif
