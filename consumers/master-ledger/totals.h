/* totals -- the verb `totals` of this ledger: a unit's totals (汇总), shown and closed. */
#ifndef SHOUWEN_MASTER_LEDGER_TOTALS_H
#define SHOUWEN_MASTER_LEDGER_TOTALS_H

int totals_verb(int argc, char **argv, void *context);

#endif
