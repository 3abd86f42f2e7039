/* time_guard: when the database's time may be trusted. */
#include "run/time_guard.h"
#include "support/cmocka.h"

#define SECOND INT64_C(1000000)

static const int64_t start_us = INT64_C(1764403200) * SECOND;

/* Seconds after the start, by each clock. */
static enum time_verdict judge(struct time_guard *guard, int64_t database, int64_t local,
                               int64_t steady)
{
    const struct time_told told = {start_us + database * SECOND, start_us + local * SECOND,
                                   (1 + steady) * SECOND};
    return time_guard_judge(guard, &told);
}

static void clocks_that_go_together_agree(void **state)
{
    struct time_guard guard = {.held_until_us = 0};
    (void) state;
    assert_int_equal(judge(&guard, 0, 0, 0), TIME_AGREES);
    assert_int_equal(judge(&guard, 5, 0, 2), TIME_AGREES);
    assert_int_equal(judge(&guard, 0, 5, 1), TIME_AGREES);
    assert_int_equal(judge(&guard, 3600, 3601, 3601), TIME_AGREES);
}

static void more_than_five_seconds_apart_is_too_much_either_way(void **state)
{
    struct time_guard guard = {.held_until_us = 0};
    (void) state;
    assert_int_equal(judge(&guard, 0, 6, 0), TIME_APART);
    assert_int_equal(judge(&guard, 1, 7, 1), TIME_APART);
    assert_int_equal(judge(&guard, 2, 2, 2), TIME_AGREES); /* it was this machine's that was set */
    assert_int_equal(judge(&guard, 9, 3, 3), TIME_APART);
}

static void a_jump_of_the_database_holds_for_a_minute(void **state)
{
    static const int64_t jumps[] = {-6, 6, -3600, 3600};
    (void) state;
    for (size_t i = 0; i < sizeof(jumps) / sizeof(jumps[0]); i++) {
        struct time_guard guard = {.held_until_us = 0};
        int64_t jump = jumps[i]; /* and this machine's with it */
        assert_int_equal(judge(&guard, 0, 0, 0), TIME_AGREES);
        assert_int_equal(judge(&guard, 1 + jump, 1 + jump, 1), TIME_JUMPED);
        assert_int_equal(judge(&guard, 60 + jump, 60 + jump, 60), TIME_JUMPED);
        assert_int_equal(judge(&guard, 61 + jump, 61 + jump, 61), TIME_AGREES);
    }
}

static void a_minute_in_which_they_disagree_does_not_count(void **state)
{
    struct time_guard guard = {.held_until_us = 0};
    (void) state;
    assert_int_equal(judge(&guard, 0, 0, 0), TIME_AGREES);
    assert_int_equal(judge(&guard, 11, 11, 1), TIME_JUMPED);
    assert_int_equal(judge(&guard, 40, 30, 30), TIME_APART);
    assert_int_equal(judge(&guard, 80, 80, 70), TIME_JUMPED);
    assert_int_equal(judge(&guard, 100, 100, 90), TIME_AGREES);
}

static void a_long_silence_is_no_jump(void **state)
{
    struct time_guard guard = {.held_until_us = 0};
    (void) state;
    assert_int_equal(judge(&guard, 0, 0, 0), TIME_AGREES);
    assert_int_equal(judge(&guard, 86400, 86400, 86400), TIME_AGREES);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(clocks_that_go_together_agree),
    cmocka_unit_test(more_than_five_seconds_apart_is_too_much_either_way),
    cmocka_unit_test(a_jump_of_the_database_holds_for_a_minute),
    cmocka_unit_test(a_minute_in_which_they_disagree_does_not_count),
    cmocka_unit_test(a_long_silence_is_no_jump),
};

int main(void)
{
    return RUN(tests);
}
