/* test_conf -- settings come from their four places in order, and nonsense is named. */
#include "run/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/cmocka.h"

struct settings {
    CONF_TYPE_TEXT(server);
    CONF_TYPE_SECRET(token);
    CONF_TYPE_INT(batch_events);
    CONF_TYPE_BOOL(dry_run);
    CONF_TYPE_TEXT(input_file);
};

static const struct conf_field fields[] = {
    {"server", CONF_TEXT, offsetof(struct settings, server), "localhost", 0, 16, "who"},
    {"token", CONF_SECRET, offsetof(struct settings, token), "", 0, 0, "what proves it"},
    {"batch_events", CONF_INT, offsetof(struct settings, batch_events), "500", 1, 1000, "how many"},
    {"dry_run", CONF_BOOL, offsetof(struct settings, dry_run), "no", 0, 0, "only look"},
    {"input_file", CONF_TEXT, offsetof(struct settings, input_file), "", 0, 0, "what to read"},
};

static struct settings values;
static struct conf_kafka kafka;
static const struct conf_spec spec = {.fields = fields,
                                      .fields_count = sizeof(fields) / sizeof(fields[0]),
                                      .values = &values,
                                      .kafka = &kafka};
static char file_path[64];
static char *rest[8];
static int rest_count;

/* Read with these arguments (NULL at the end); `rest` is what was no option. */
static enum outcome read_with(const char *const *arguments, struct err *err)
{
    static char copies[8][96]; /* main()'s arguments may be written to */
    int count = 0;
    for (; arguments[count] != NULL; count++) {
        (void) snprintf(copies[count], sizeof(copies[count]), "%s", arguments[count]);
        rest[count] = copies[count];
    }
    return conf_read(&spec, count, rest, &rest_count, err);
}

#define READ(...) read_with((const char *const[]) {__VA_ARGS__, NULL}, &err)

static void write_file(const char *text)
{
    FILE *file = fopen(file_path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static const char *conf_option(void)
{
    static char option[96];
    (void) snprintf(option, sizeof(option), "--conf=%s", file_path);
    return option;
}

static void without_anything_the_defaults_hold(void **state)
{
    (void) state;
    struct err err;
    assert_int_equal(READ(NULL), OK);
    assert_string_equal(values.server, "localhost");
    assert_int_equal(values.batch_events, 500);
    assert_false(values.dry_run);
    assert_int_equal(kafka.count, 0);
    assert_null(kafka.list[0]);
}

static void the_command_line_beats_environment_beats_file_beats_default(void **state)
{
    (void) state;
    struct err err;
    write_file("# a comment\nbatch_events = 2\nserver = from-file\n\ninput_file = a b ; c\n");
    assert_int_equal(setenv("SHOUWEN_BATCH_EVENTS", "3", 1), 0);
    assert_int_equal(READ(conf_option(), "--batch-events", "4"), OK);
    assert_int_equal(values.batch_events, 4);
    assert_int_equal(READ(conf_option()), OK);
    assert_int_equal(values.batch_events, 3);
    assert_int_equal(unsetenv("SHOUWEN_BATCH_EVENTS"), 0);
    assert_int_equal(READ(conf_option()), OK);
    assert_int_equal(values.batch_events, 2);
    assert_string_equal(values.server, "from-file");
    assert_string_equal(values.input_file, "a b ; c");
}

static void what_is_no_option_is_left_in_order(void **state)
{
    (void) state;
    struct err err;
    assert_int_equal(READ("one", "--dry-run", "two", "--server", "x", "--", "--three"), OK);
    assert_true(values.dry_run);
    assert_string_equal(values.server, "x");
    assert_int_equal(rest_count, 3);
    assert_string_equal(rest[0], "one");
    assert_string_equal(rest[1], "two");
    assert_string_equal(rest[2], "--three");
}

static void settings_of_librdkafka_pass_through_and_the_last_wins(void **state)
{
    (void) state;
    struct err err;
    write_file("kafka.linger.ms = 5\nkafka.acks = all\n");
    assert_int_equal(READ(conf_option(), "--kafka.linger.ms=7"), OK);
    assert_int_equal(kafka.count, 2);
    assert_string_equal(kafka.list[0], "linger.ms=7");
    assert_string_equal(kafka.list[1], "acks=all");
    assert_null(kafka.list[2]);
}

/* clang-format off */
static const struct {
    const char *title;
    const char *arguments[3];
    const char *file; /* NULL: none */
    const char *said; /* must be part of the text */
} refusals[] = {
    {"a number that is none", {"--batch-events=abc"}, NULL, "batch_events is \"abc\", but must be a number from 1 to 1000"},
    {"a number with something behind it", {"--batch-events=5x"}, NULL, "\"5x\""},
    {"an empty number", {"--batch-events="}, NULL, "from 1 to 1000"},
    {"a number out of range", {"--batch-events=1001"}, NULL, "from 1 to 1000"},
    {"a number beyond all ranges", {"--batch-events=99999999999999999999"}, NULL, "from 1 to 1000"},
    {"a yes that is none", {"--dry-run=maybe"}, NULL, "dry_run is \"maybe\", but must be yes or no"},
    {"a text too long", {"--server", "01234567890123456"}, NULL, "server is longer than 16 bytes"},
    {"an option nobody knows", {"--sever=x"}, NULL, "there is no option \"--sever\""},
    {"an option spelt as in a file", {"--dry_run"}, NULL, "there is no option \"--dry_run\""},
    {"an option without its value", {"--server"}, NULL, "--server wants a value"},
    {"a file that is not there", {"--conf=/nonexistent/x"}, NULL, "/nonexistent/x"},
    {"a setting nobody knows, by its line", {NULL}, "\nsever = x\n", ":2: there is no setting \"sever\""},
    {"a bad value, by its line", {NULL}, "server = a\nbatch_events = no\n", ":2: batch_events is \"no\""},
    {"a section", {NULL}, "[kafka]\nserver = a\n", ":2: there are no sections here"},
    {"a line that is nothing", {NULL}, "server = a\nwhat\n", ":2: a line is neither"},
};
/* clang-format on */

static void nonsense_is_named_with_its_place_and_range(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        print_message("    %s\n", refusals[i].title);
        const char *arguments[3] = {refusals[i].arguments[0], refusals[i].arguments[1], NULL};
        if (refusals[i].file != NULL) {
            write_file(refusals[i].file);
            arguments[0] = conf_option();
        }
        struct err err;
        assert_int_equal(read_with(arguments, &err), FATAL);
        if (strstr(err.text, refusals[i].said) == NULL)
            fail_msg("said \"%s\"", err.text);
    }
}

static void a_line_too_long_is_refused(void **state)
{
    (void) state;
    char text[6000];
    memset(text, 'x', sizeof(text));
    memcpy(text, "server = ", 9);
    text[sizeof(text) - 1] = '\0';
    write_file(text);
    struct err err;
    assert_int_equal(READ(conf_option()), FATAL);
    assert_non_null(strstr(err.text, ":1: a line is longer than 4096 bytes"));
}

static void a_text_with_a_minimum_must_be_given(void **state)
{
    (void) state;
    struct conf_field needed = fields[4];
    needed.min = 1;
    struct conf_spec one = {.fields = &needed, .fields_count = 1, .values = &values};
    struct err err;
    int count = 0;
    assert_int_equal(conf_read(&one, 0, rest, &count, &err), FATAL);
    assert_string_equal(err.text, "--input-file is not given");
    assert_int_equal(err.reason, REASON_MISSING);
}

static void the_sample_says_the_defaults(void **state)
{
    (void) state;
    struct err err;
    FILE *file = fopen(file_path, "w");
    assert_non_null(file);
    conf_sample(&spec, file);
    assert_int_equal(fclose(file), 0);
    struct settings defaults;
    assert_int_equal(READ(NULL), OK);
    defaults = values;
    assert_int_equal(READ(conf_option()), OK);
    assert_memory_equal(&values, &defaults, sizeof(values));
}

/* What conf_log() writes to stderr for these arguments. */
static const char *logged(const char *const *arguments)
{
    static char text[4096];
    struct err err;
    assert_int_equal(read_with(arguments, &err), OK);
    FILE *file = fopen(file_path, "w+");
    assert_non_null(file);
    int kept = dup(STDERR_FILENO);
    assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
    conf_log(&spec);
    assert_true(dup2(kept, STDERR_FILENO) >= 0);
    (void) close(kept);
    rewind(file);
    size_t len = fread(text, 1, sizeof(text) - 1, file);
    text[len] = '\0';
    (void) fclose(file);
    return text;
}

#define LOGGED(...) logged((const char *const[]) {__VA_ARGS__, NULL})

static void no_secret_is_logged(void **state)
{
    (void) state;
    const char *line = LOGGED("--token=canary1", "--kafka.sasl.password=canary2");
    assert_null(strstr(line, "canary"));
    assert_non_null(strstr(line, "token=***"));
    assert_non_null(strstr(line, "kafka.sasl.password=\"***\""));
    line = LOGGED("--input-file=host=h password=canary user=u");
    assert_null(strstr(line, "canary"));
    assert_non_null(strstr(line, "input_file=\"host=h password=*** user=u\""));
    line = LOGGED("--input-file=host=h password='can ary' user=u");
    assert_null(strstr(line, "ary"));
    line = LOGGED("--input-file=postgresql://u:canary@h/db");
    assert_null(strstr(line, "canary"));
    assert_non_null(strstr(line, "postgresql://u:***@h/db"));
}

static int make_file_path(void **state)
{
    (void) state;
    (void) snprintf(file_path, sizeof(file_path), "/tmp/test_conf.XXXXXX");
    int file = mkstemp(file_path);
    return file < 0 ? -1 : close(file);
}

static int remove_file(void **state)
{
    (void) state;
    return unlink(file_path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_anything_the_defaults_hold),
        cmocka_unit_test(the_command_line_beats_environment_beats_file_beats_default),
        cmocka_unit_test(what_is_no_option_is_left_in_order),
        cmocka_unit_test(settings_of_librdkafka_pass_through_and_the_last_wins),
        cmocka_unit_test(nonsense_is_named_with_its_place_and_range),
        cmocka_unit_test(a_line_too_long_is_refused),
        cmocka_unit_test(a_text_with_a_minimum_must_be_given),
        cmocka_unit_test(the_sample_says_the_defaults),
        cmocka_unit_test(no_secret_is_logged),
    };
    return cmocka_run_group_tests(tests, make_file_path, remove_file);
}
