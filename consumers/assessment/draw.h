/*
 * draw -- the verb `draw`: the sample of a unit's completed cases that is to be spot-checked.
 *
 * Which cases follows from unit, period, size and seed and from what is completed now
 * (core/draw.h).  With --keep it becomes a fact, which says who was drawn whatever is told later;
 * whoever draws it again is told how many of its cases would be drawn today.
 */
#ifndef SHOUWEN_ASSESSMENT_DRAW_H
#define SHOUWEN_ASSESSMENT_DRAW_H

#include "run/conf.h"

int draw_verb(int argc, char **argv, void *context);

extern const struct conf_spec draw_help;

#endif
