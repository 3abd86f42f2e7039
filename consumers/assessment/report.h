/*
 * report -- the verb `report`: what a unit reports of its year (附件1第4项), from the ledgers, as
 * Markdown.
 *
 * Figures only: nothing of citizens and no names of staff.  That it was submitted is an event,
 * evidence of the fourth item, which stops the clock.
 */
#ifndef SHOUWEN_ASSESSMENT_REPORT_H
#define SHOUWEN_ASSESSMENT_REPORT_H

#include "run/conf.h"

int report_verb(int argc, char **argv, void *context);

extern const struct conf_spec report_help;

#endif
