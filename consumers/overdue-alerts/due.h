/*
 * due -- the verb `due`: when a limit is over, day by day; a calculator that needs no server.
 *
 * The last line is the answer: "due 2022-10-12T24:00+08:00".
 */
#ifndef SHOUWEN_OVERDUE_ALERTS_DUE_H
#define SHOUWEN_OVERDUE_ALERTS_DUE_H

#include "run/conf.h"

/* A word of its own: when it starts. */
int due_verb(int argc, char **argv, void *context);

extern const struct conf_spec due_help;

#endif
