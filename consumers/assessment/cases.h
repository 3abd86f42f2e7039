/*
 * cases -- the verb `cases`: the matters behind a number of a score, one line a contribution.
 *
 * Every stored file is read and counted again, in one snapshot and under the rules of its rows, so
 * that what is listed is what was added; the last line has the sums.
 */
#ifndef SHOUWEN_ASSESSMENT_CASES_H
#define SHOUWEN_ASSESSMENT_CASES_H

#include "run/conf.h"

int cases_verb(int argc, char **argv, void *context);

extern const struct conf_spec cases_help;

#endif
