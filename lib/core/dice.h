/*
 * dice -- chance that is the same for the same seed, on every machine.
 *
 * splitmix64: integers only.  For what is made up (simulate, random histories of tests), never for
 * secrets.
 */
#ifndef SHOUWEN_CORE_DICE_H
#define SHOUWEN_CORE_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
    uint64_t state;
};

struct dice dice_seed(uint64_t seed);

/* Dice of their own for thing `number` of a kind: what one thing draws moves no other. */
struct dice dice_of(uint64_t seed, uint64_t kind, uint64_t number);

uint64_t dice_word(struct dice *dice);
uint64_t dice_below(struct dice *dice, uint64_t below); /* 0 to below - 1; below > 0 */
bool dice_percent(struct dice *dice, unsigned percent);

#endif
