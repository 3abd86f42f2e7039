/* totals -- the verb `totals` of this ledger: a unit's totals (汇总), shown and closed. */
#ifndef SHOUWEN_MASTER_LEDGER_TOTALS_H
#define SHOUWEN_MASTER_LEDGER_TOTALS_H

#include "run/conf.h"

/* For --help: fields without values. */
extern const struct conf_spec totals_help;

int totals_verb(int argc, char **argv, void *context);

#endif
