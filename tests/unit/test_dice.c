/* test_dice -- the same seed, the same chance. */
#include "core/dice.h"
#include "support/cmocka.h"

static void splitmix64_is_splitmix64(void **state)
{
    (void) state;
    struct dice dice = dice_seed(1234567); /* the vector of the Xoshiro authors' reference */
    assert_true(dice_word(&dice) == UINT64_C(6457827717110365317));
    assert_true(dice_word(&dice) == UINT64_C(3203168211198807973));
    assert_true(dice_word(&dice) == UINT64_C(9817491932198370423));
}

static void what_one_thing_draws_moves_no_other(void **state)
{
    (void) state;
    struct dice first = dice_of(7, 1, 1);
    struct dice again = dice_of(7, 1, 1);
    (void) dice_word(&first);
    assert_true(dice_of(7, 1, 1).state == again.state);
    assert_true(dice_of(7, 1, 2).state != again.state);
    assert_true(dice_of(7, 2, 1).state != again.state);
    assert_true(dice_of(8, 1, 1).state != again.state);
}

static void never_and_always_are_possible(void **state)
{
    (void) state;
    struct dice dice = dice_seed(1);
    unsigned half = 0;
    for (int i = 0; i < 1000; i++) {
        assert_false(dice_percent(&dice, 0));
        assert_true(dice_percent(&dice, 100));
        assert_true(dice_below(&dice, 3) < 3);
        half += dice_percent(&dice, 50);
    }
    assert_true(half > 400 && half < 600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splitmix64_is_splitmix64),
        cmocka_unit_test(what_one_thing_draws_moves_no_other),
        cmocka_unit_test(never_and_always_are_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
