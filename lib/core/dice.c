/* dice -- see dice.h. */
#include "core/dice.h"

#include <assert.h>

struct dice dice_seed(uint64_t seed)
{
    return (struct dice) {.state = seed};
}

struct dice dice_of(uint64_t seed, uint64_t kind, uint64_t number)
{
    struct dice dice = dice_seed(seed);
    dice = dice_seed(dice_word(&dice) + kind);
    dice = dice_seed(dice_word(&dice) ^ number);
    return dice_seed(dice_word(&dice));
}

uint64_t dice_word(struct dice *dice)
{
    uint64_t word = dice->state += UINT64_C(0x9E3779B97F4A7C15);
    word = (word ^ (word >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    word = (word ^ (word >> 27)) * UINT64_C(0x94D049BB133111EB);
    return word ^ (word >> 31);
}

uint64_t dice_below(struct dice *dice, uint64_t below)
{
    assert(below > 0);
    return dice_word(dice) % below;
}

bool dice_percent(struct dice *dice, unsigned percent)
{
    return dice_below(dice, 100) < percent;
}
