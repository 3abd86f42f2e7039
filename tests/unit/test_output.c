/* test_output -- a file is written whole or not at all. */
#include "office/output.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/cmocka.h"

static char folder[] = "/tmp/shouwen-output-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void) state;
    (void) snprintf(path, sizeof(path), "%s/book.html", mkdtemp(folder));
    return 0;
}

static int remove_folder(void **state)
{
    (void) state;
    (void) unlink(path);
    return rmdir(folder);
}

static bool is_there(const char *suffix)
{
    char name[80];
    (void) snprintf(name, sizeof(name), "%s%s", path, suffix);
    return access(name, F_OK) == 0;
}

static void a_file_is_in_its_place_when_it_is_whole(void **state)
{
    (void) state;
    struct output output;
    struct stat status;
    struct err err;
    assert_int_equal(output_open(path, &output, &err), OK);
    (void) fputs("book", output.file);
    assert_false(is_there(""));
    assert_int_equal(output_finish(&output, &err), OK);
    output_drop(&output);
    assert_true(is_there("") && !is_there(".new"));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_size, 4);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void what_was_there_stays_when_it_is_dropped(void **state)
{
    (void) state;
    struct output output;
    struct stat status;
    struct err err;
    assert_int_equal(output_open(path, &output, &err), OK);
    (void) fputs("half", output.file);
    output_drop(&output);
    output_drop(&output); /* twice is harmless */
    assert_true(!is_there(".new"));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_size, 4);
}

static void what_cannot_be_written_is_said(void **state)
{
    (void) state;
    char long_path[OUTPUT_PATH_MAX + 1];
    struct output output;
    struct err err;
    assert_int_equal(output_open("/no/such/folder/book.html", &output, &err), FATAL);
    assert_string_equal(err.text, "could not write \"/no/such/folder/book.html.new\": "
                                  "No such file or directory");
    output_drop(&output);
    memset(long_path, 'x', sizeof(long_path) - 1);
    long_path[sizeof(long_path) - 1] = '\0';
    assert_int_equal(output_open(long_path, &output, &err), FATAL);
    assert_string_equal(err.text, "output is longer than 1023 bytes");
    output_drop(&output);
}

static void a_full_disk_is_said_at_the_end(void **state)
{
    (void) state;
    struct output output = {.file = fopen("/dev/full", "w")};
    struct err err;
    assert_non_null(output.file);
    (void) fputs("book", output.file);
    assert_int_equal(output_finish(&output, &err), FATAL);
    assert_string_equal(err.text, "could not write \"standard output\": No space left on device");
    (void) fclose(output.file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_in_its_place_when_it_is_whole),
        cmocka_unit_test(what_was_there_stays_when_it_is_dropped),
        cmocka_unit_test(what_cannot_be_written_is_said),
        cmocka_unit_test(a_full_disk_is_said_at_the_end),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
