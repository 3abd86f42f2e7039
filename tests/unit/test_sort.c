/* test_sort -- numbers into order: all small permutations, stability, and how many comparisons. */
#include "core/sort.h"

#include "support/cmocka.h"

enum { NUMBERS_MAX = 1000 };

static size_t comparisons;

static int by_value(const void *context, uint32_t a, uint32_t b)
{
    const int *values = context;
    comparisons++;
    return (values[a] > values[b]) - (values[a] < values[b]);
}

static void check(const int *values, size_t count)
{
    uint32_t items[NUMBERS_MAX];
    uint32_t spare[NUMBERS_MAX];
    for (uint32_t i = 0; i < count; i++)
        items[i] = i;
    comparisons = 0;
    sort_numbers(items, spare, count, by_value, values);
    for (size_t i = 1; i < count; i++) {
        int left = values[items[i - 1]];
        int right = values[items[i]];
        assert_true(left < right || (left == right && items[i - 1] < items[i]));
    }
}

static void any_few_values_end_in_order(void **state)
{
    (void) state;
    for (size_t count = 0; count <= 6; count++) {
        for (int code = 0; code < 4096; code++) {
            int values[6];
            for (int i = 0, rest = code; i < 6; i++, rest /= 4)
                values[i] = rest % 4;
            check(values, count);
        }
    }
}

static void what_is_in_order_is_compared_once(void **state)
{
    (void) state;
    int values[NUMBERS_MAX];
    for (int i = 0; i < NUMBERS_MAX; i++)
        values[i] = i / 2;
    check(values, NUMBERS_MAX);
    assert_int_equal(comparisons, NUMBERS_MAX - 1);
}

static void a_thousand_want_ten_thousand_comparisons(void **state)
{
    (void) state;
    int values[NUMBERS_MAX];
    for (int i = 0; i < NUMBERS_MAX; i++)
        values[i] = i * 7919 % 997;
    check(values, NUMBERS_MAX);
    assert_true(comparisons < 11000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_few_values_end_in_order),
        cmocka_unit_test(what_is_in_order_is_compared_once),
        cmocka_unit_test(a_thousand_want_ten_thousand_comparisons),
    };
    return RUN(tests);
}
