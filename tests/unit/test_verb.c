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

static FILE *divert(int descriptor, int *kept_out)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    (void) fflush(stdout);
    *kept_out = dup(descriptor);
    assert_true(*kept_out >= 0 && dup2(fileno(file), descriptor) >= 0);
    return file;
}

static void restore(FILE *file, int descriptor, int kept, char *text, size_t size)
{
    (void) fflush(stdout);
    assert_true(dup2(kept, descriptor) >= 0);
    (void) close(kept);
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    (void) fclose(file);
}

/* What a call prints. */
static void print_into(char *text, size_t size, char *verb)
{
    int kept = -1;
    FILE *file = divert(STDOUT_FILENO, &kept);
    assert_int_equal(main_with(verb, help_name), EXIT_DONE);
    restore(file, STDOUT_FILENO, kept, text, size);
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

/* ---- programs without verbs ---- */

struct plain_settings {
    char log_level[CONF_TEXT_MAX];
    int64_t count;
};

static const struct conf_field plain_fields[] = {
    {"log_level", CONF_TEXT, offsetof(struct plain_settings, log_level), "info", 0, 0, "level"},
    {"count", CONF_INT, offsetof(struct plain_settings, count), "1", 1, 9, "how many"},
};

/* clang-format off */
static const struct {
    const char *title;
    const char *words[3];
    bool is_started;
    int exit_code;
    const char *said; /* on standard output, or standard error */
} starts[] = {
    {"one word", {"table.csv"}, true, EXIT_DONE, ""},
    {"a setting and a word", {"--count", "9", "table.csv"}, true, EXIT_DONE, ""},
    {"version", {"--version"}, false, EXIT_DONE, "shouwen-plain "},
    {"help", {"table.csv", "--help"}, false, EXIT_DONE, "shouwen-plain TABLE.csv\nReads.\n\n"},
    {"settings", {"--settings"}, false, EXIT_DONE, "count"},
    {"no word", {NULL}, false, EXIT_USAGE,
     "shouwen-plain: takes 1 word beside its settings, not 0; --help says more\n"},
    {"a word too many", {"a", "b"}, false, EXIT_USAGE,
     "shouwen-plain: takes 1 word beside its settings, not 2; --help says more\n"},
    {"a setting out of its range", {"--count", "10", "a"}, false, EXIT_USAGE,
     "shouwen-plain: count is \"10\", but must be a number from 1 to 9\n"},
    {"a level that is none", {"--log-level", "loud", "a"}, false, EXIT_USAGE,
     "shouwen-plain: log_level is \"loud\", but must be error, warn, info or debug\n"},
};
/* clang-format on */

static void a_plain_program_starts_answers_or_says_why_not(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        struct plain_settings values = {.count = 0};
        const struct conf_spec spec = {
            .fields = plain_fields, .fields_count = 2, .values = &values};
        const struct plain_program plain = {.name = "shouwen-plain",
                                            .arguments = "TABLE.csv",
                                            .help = "Reads.",
                                            .settings = &spec,
                                            .log_level = values.log_level,
                                            .words_count = 1};
        char words[3][16];
        char name[] = "shouwen-plain";
        char *argv[5] = {name};
        char text[2048];
        int argc = 1;
        int kept = -1;
        int code = EXIT_FAILED;
        for (; argc <= 3 && starts[i].words[argc - 1] != NULL; argc++) {
            (void) snprintf(words[argc - 1], sizeof(words[0]), "%s", starts[i].words[argc - 1]);
            argv[argc] = words[argc - 1];
        }
        int descriptor = starts[i].exit_code == EXIT_USAGE ? STDERR_FILENO : STDOUT_FILENO;
        FILE *file = divert(descriptor, &kept);
        bool is_started = plain_program_start(argc, argv, &plain, &code);
        restore(file, descriptor, kept, text, sizeof(text));
        print_message("    %s\n", starts[i].title);
        assert_int_equal(is_started, starts[i].is_started);
        assert_int_equal(code, starts[i].exit_code);
        if (strstr(text, starts[i].said) == NULL)
            fail_msg("%s", text);
        if (is_started)
            assert_string_equal(argv[1], "table.csv");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verb_of_any_list_runs_with_its_own_arguments),
        cmocka_unit_test(help_and_version_run_nothing),
        cmocka_unit_test(a_verb_s_help_lists_its_own_options),
        cmocka_unit_test(a_verb_nobody_knows_is_wrong_usage),
        cmocka_unit_test(a_plain_program_starts_answers_or_says_why_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
