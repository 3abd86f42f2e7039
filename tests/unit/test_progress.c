/* test_progress -- how far, how fast, how long still. */
#include "run/progress.h"

#include <string.h>

#include "support/cmocka.h"

static const struct {
    const char *title;
    struct progress_state state;
    int64_t elapsed_us;
    const char *text;
} rows[] = {
    {"nothing yet", {.parts_total = 100}, 1000000, "0 rows, 0/s"},
    {"half in ten seconds", {50, 100, 4000}, 10000000, "50 %, 4000 rows, 400/s, 0:10 left"},
    {"a quarter in a minute", {25, 100, 60}, 60000000, "25 %, 60 rows, 1/s, 3:00 left"},
    {"all of it", {100, 100, 7}, 1000000, "100 %, 7 rows, 7/s, 0:00 left"},
    {"a file that grew", {101, 100, 7}, 1000000, "7 rows, 7/s"},
    {"a pipe", {123, 0, 7}, 1000000, "7 rows, 7/s"},
    {"no time at all", {1, 2, 0}, 0, "50 %, 0 rows, 0/s, 0:00 left"},
};

static void every_row_of_the_table(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[PROGRESS_TEXT_MAX];
        print_message("    %s\n", rows[i].title);
        progress_text(&rows[i].state, "rows", rows[i].elapsed_us, text);
        assert_string_equal(text, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table),
    };
    return RUN(tests);
}
