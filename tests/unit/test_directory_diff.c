/* test_directory_diff -- what a load would change, in words. */
#include "office/directory_diff.h"

#include <stdlib.h>

#include "support/cmocka.h"
#include "support/directory_text.h"

#define UNITS "code,name,level,parent,first_day,last_day,is_outside\n"
#define SECTIONS "unit,code,name,is_dedicated\n"
#define ROLES "role,unit,section,person\n"

/* clang-format off */
static const struct {
    const char *title;
    struct directory_texts before;
    struct directory_texts after;
    size_t limit;
    bool has_rules;
    const char *words;
} rows[] = {
    {"nothing", {{UNITS "u,One,city,,,,\n", NULL, NULL, NULL, NULL, NULL}},
     {{UNITS "u,One,city,,2000-01-01,,no\n", NULL, NULL, NULL, NULL, NULL}}, 10, false, ""},
    {"the first load", {{NULL, NULL, NULL, NULL, NULL, NULL}},
     {{UNITS "u,One,city,p,2022-03-05,,yes\n", SECTIONS "u,a,A,yes\n", NULL, NULL, NULL, NULL}}, 10, true,
     "+ unit code 'u', first_day 2022-03-05, name 'One', level 'city', kind 'organ', parent 'p', is_outside yes\n"
     "+ section unit 'u', code 'a', name 'A', is_dedicated yes\n"
     "units.csv: 1 new, 0 changed, 0 gone\nsections.csv: 1 new, 0 changed, 0 gone\n"},
    {"a unit gets another name from a day on", {{UNITS "u,One,city,,,,\n", NULL, NULL, NULL, NULL, NULL}},
     {{UNITS "u,Two,city,,2022-03-05,,\nu,One,city,,,2022-03-04,\n", NULL, NULL, NULL, NULL, NULL}}, 10, true,
     "~ unit code 'u': last_day '' -> 2022-03-04\n"
     "+ unit code 'u', first_day 2022-03-05, name 'Two', level 'city', kind 'organ'\n"
     "units.csv: 1 new, 1 changed, 0 gone\n"},
    {"a post gets another holder", {{NULL, NULL, NULL, NULL, ROLES "head,u,,p\n", NULL}},
     {{NULL, NULL, NULL, NULL, ROLES "head,u,,q\n", NULL}}, 10, false,
     "- role role 'head', unit 'u', person 'p'\n+ role role 'head', unit 'u', person 'q'\n"
     "roles.csv: 1 new, 0 changed, 1 gone\n"},
    {"more than is shown", {{UNITS "a,A,city,,,,\nb,B,city,,,,\n", NULL, NULL, NULL, NULL, NULL}},
     {{UNITS "b,B,county,,,,\nc,C,city,,,,\n", NULL, NULL, NULL, NULL, NULL}}, 2, true,
     "- unit code 'a'\n~ unit code 'b': level 'city' -> 'county'\n  unit: 1 more; --limit shows them\n"
     "units.csv: 1 new, 1 changed, 1 gone\n"},
};
/* clang-format on */

static void every_difference_has_its_line(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct directory before;
        struct directory after;
        struct faults faults = {.count = 0};
        struct directory_diff diff;
        struct err err;
        char *words = NULL;
        size_t len = 0;
        print_message("    %s\n", rows[i].title);
        directory_text_read(&rows[i].before, &before, &faults);
        directory_text_read(&rows[i].after, &after, &faults);
        assert_int_equal(faults.count, 0);
        assert_int_equal(directory_diff(&before, &after, &diff, &err), OK);
        FILE *out = open_memstream(&words, &len);
        directory_diff_print(&diff, rows[i].limit, out);
        assert_int_equal(fclose(out), 0);
        assert_string_equal(words, rows[i].words);
        assert_int_equal(directory_diff_is_empty(&diff), len == 0);
        assert_int_equal(directory_diff_has_rules(&diff), rows[i].has_rules);
        free(words);
        directory_done(&before);
        directory_done(&after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_difference_has_its_line),
    };
    return RUN(tests);
}
