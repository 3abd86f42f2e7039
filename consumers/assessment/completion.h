/*
 * completion -- the verb `sheet`: the seventeen items (附件1) of a unit, what is there and what is
 * missing.
 *
 * From what stands in directory, ledgers and the unit's own evidence on a day of the year
 * (schemas/parts/checklist.sql says of each part what is looked at).
 */
#ifndef SHOUWEN_ASSESSMENT_COMPLETION_H
#define SHOUWEN_ASSESSMENT_COMPLETION_H

#include "run/conf.h"

int completion_verb(int argc, char **argv, void *context);

extern const struct conf_spec completion_help;

#endif
