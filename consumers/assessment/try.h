/*
 * try -- the verb `try`: what figures come to by a formula, from its file, without a server.
 *
 * Words: the formula's name (or file), and of each item a fraction or a rate: on_time=4/5,
 * satisfaction=70.59%.  A rate rests on nobody knows how many, and is not few.  Items that are not
 * told are not rated.
 */
#ifndef SHOUWEN_ASSESSMENT_TRY_H
#define SHOUWEN_ASSESSMENT_TRY_H

#include "run/conf.h"

int try_verb(int argc, char **argv, void *context);

extern const struct conf_spec try_help;

#endif
