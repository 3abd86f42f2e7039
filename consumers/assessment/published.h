/*
 * published -- the verb `published`: a published score, what it is now, and the cause.
 *
 * Item by item, by the formula it was published by, with the matters that made the difference and
 * why: an event that was told late or happened since, a correction, an amendment, something voided,
 * other rules.
 */
#ifndef SHOUWEN_ASSESSMENT_PUBLISHED_H
#define SHOUWEN_ASSESSMENT_PUBLISHED_H

#include "run/conf.h"

int published_verb(int argc, char **argv, void *context);

extern const struct conf_spec published_help;

#endif
