/* test_verb -- a verb is found by its name, and help answers by itself. */
#include "run/verb.h"

#include <string.h>
#include <unistd.h>

#include "support/cmocka.h"

static int ran_argc;
static char *ran_first;

static int run(int argc, char **argv, void *context)
{
    ran_argc = argc;
    ran_first = argv[0];
    return *(int *) context;
}

static const struct verb shared[] = {
    {.name = "run", .arguments = "[--until-caught-up]", .help = "Project.", .function = run},
    {.name = NULL},
};
static const struct verb own[] = {
    {.name = "book", .help = "Print the book.", .function = run},
    {.name = NULL},
};
static const struct conf_field fields[] = {
    {"unit", CONF_TEXT, 0, "", 1, 0, "code of the unit"},
};
static const struct conf_spec book_spec = {.fields = fields, .fields_count = 1};
static const struct verb_options options[] = {{"book", &book_spec}, {NULL, NULL}};
static const struct verb *const lists[] = {shared, own, NULL};
static int exit_code = EXIT_FAILED;
static const struct verb_program program = {.name = "shouwen-test",
                                            .help = "a program",
                                            .lists = lists,
                                            .context = &exit_code,
                                            .options = options};

static int main_with(char *first, char *second)
{
    char name[] = "shouwen-test";
    char *argv[] = {name, first, second, NULL};
    ran_argc = 0;
    return verb_main(first == NULL ? 1 : second == NULL ? 2 : 3, argv, &program);
}

static char run_name[] = "run";
static char book_name[] = "book";
static char help_name[] = "--help";
static char version_name[] = "--version";
static char other_name[] = "rum";

static void a_verb_of_any_list_runs_with_its_own_arguments(void **state)
{
    (void) state;
    assert_int_equal(main_with(run_name, book_name), EXIT_FAILED);
    assert_int_equal(ran_argc, 2);
    assert_ptr_equal(ran_first, run_name);
    assert_int_equal(main_with(book_name, NULL), EXIT_FAILED);
    assert_int_equal(ran_argc, 1);
}

static void help_and_version_run_nothing(void **state)
{
    (void) state;
    assert_int_equal(main_with(help_name, NULL), EXIT_DONE);
    assert_int_equal(main_with(version_name, NULL), EXIT_DONE);
    assert_int_equal(main_with(run_name, help_name), EXIT_DONE);
    assert_int_equal(ran_argc, 0);
}

/* What a call prints. */
static void print_into(char *text, size_t size, char *verb)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    int kept = dup(STDOUT_FILENO);
    (void) fflush(stdout);
    assert_true(kept >= 0 && dup2(fileno(file), STDOUT_FILENO) >= 0);
    assert_int_equal(main_with(verb, help_name), EXIT_DONE);
    (void) fflush(stdout);
    assert_true(dup2(kept, STDOUT_FILENO) >= 0);
    (void) close(kept);
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    (void) fclose(file);
}

static void a_verb_s_help_lists_its_own_options(void **state)
{
    (void) state;
    char text[2048];
    print_into(text, sizeof(text), book_name);
    assert_non_null(strstr(text, "--unit TEXT\n        code of the unit (text, must be given)"));
    print_into(text, sizeof(text), run_name);
    assert_null(strstr(text, "--unit"));
}

static void a_verb_nobody_knows_is_wrong_usage(void **state)
{
    (void) state;
    assert_int_equal(main_with(other_name, NULL), EXIT_USAGE);
    assert_int_equal(main_with(NULL, NULL), EXIT_USAGE);
    assert_int_equal(ran_argc, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verb_of_any_list_runs_with_its_own_arguments),
        cmocka_unit_test(help_and_version_run_nothing),
        cmocka_unit_test(a_verb_s_help_lists_its_own_options),
        cmocka_unit_test(a_verb_nobody_knows_is_wrong_usage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
