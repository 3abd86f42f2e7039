/*
 * follow -- the verb `follow`: alerts as they come, a line each; the smallest subscriber.
 *
 * Goes on from where it was, also after a kill; drops repeats; needs no database.
 */
#ifndef SHOUWEN_OVERDUE_ALERTS_FOLLOW_H
#define SHOUWEN_OVERDUE_ALERTS_FOLLOW_H

#include "run/conf.h"

/* For --help: fields without values. */
extern const struct conf_spec follow_help;

int follow_verb(int argc, char **argv, void *context);

#endif
