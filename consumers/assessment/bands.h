/*
 * bands -- the verb `bands`: peers with their totals and the band each is in (分档).
 *
 * Units are compared within their class, sections and people within their unit.  Whoever rests upon
 * too few is listed as 样本不足, with neither band nor place.  Places are said only when asked for.
 */
#ifndef SHOUWEN_ASSESSMENT_BANDS_H
#define SHOUWEN_ASSESSMENT_BANDS_H

#include "run/conf.h"

int bands_verb(int argc, char **argv, void *context);

extern const struct conf_spec bands_help;

#endif
