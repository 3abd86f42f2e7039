/* test_counter_sums -- what SQL lists of counters is the list, in its order. */
#include <stdio.h>
#include <string.h>

#include "core/score.h"
#include "support/cmocka.h"

/* The lines of the part, without those that are comments. */
static void the_part_sums_every_counter_in_order(void **state)
{
    FILE *file = fopen("schemas/parts/counter_sums.sql", "r");
    char line[256];
    enum counter counter = 0;
    (void) state;
    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        char wanted[256];
        const char *text = line + strspn(line, " ");
        if (strncmp(text, "--", 2) == 0)
            continue;
        assert_true(counter < COUNTERS_COUNT);
        (void) snprintf(wanted, sizeof(wanted), "coalesce(sum(%s), 0)::bigint AS %s%s\n",
                        counter_name(counter), counter_name(counter),
                        counter + 1 < COUNTERS_COUNT ? "," : "");
        assert_string_equal(text, wanted);
        counter++;
    }
    assert_int_equal(counter, COUNTERS_COUNT);
    (void) fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_part_sums_every_counter_in_order)};
    return RUN(tests);
}
