/* test_incoming -- files that come into a folder, and go. */
#include "io/incoming.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/cmocka.h"
#include "support/file.h"
#include "support/folder.h"

enum { HERE, DONE, REFUSED, FOLDERS_COUNT };

static const char *const names[FOLDERS_COUNT] = {".", "done", "refused"};

static struct incoming_options options_here(void)
{
    return (struct incoming_options) {.path = folder_path(),
                                      .what = "folder",
                                      .item = "book",
                                      .folders = names,
                                      .folders_count = FOLDERS_COUNT,
                                      .folders_of_others = DONE};
}

static struct incoming incoming_here(void)
{
    struct err err;
    struct incoming incoming;
    const struct incoming_options options = options_here();
    assert_int_equal(incoming_open(&options, &incoming, &err), OK);
    return incoming;
}

static int drop(void **state)
{
    char path[2 * FOLDER_PATH_MAX];
    for (size_t i = DONE; i < FOLDERS_COUNT; i++) {
        static const char *const left[] = {"a", "a.1", "a.report", "a.1.report"};
        for (size_t j = 0; j < sizeof(left) / sizeof(left[0]); j++) {
            (void) snprintf(path, sizeof(path), "%s/%s/%s", folder_path(), names[i], left[j]);
            (void) unlink(path);
        }
        (void) snprintf(path, sizeof(path), "%s/%s", folder_path(), names[i]);
        (void) rmdir(path);
    }
    return test_arena_and_folder_drop(state);
}

enum { FOUND_MAX = 1024 };

static enum outcome note(void *context, const struct incoming_file *file, struct err *err)
{
    char *found = context;
    size_t len = strlen(found);
    (void) err;
    (void) snprintf(found + len, FOUND_MAX - len, "%s ", file->name);
    return OK;
}

static void what_is_ours_or_hidden_is_passed_over(void **state)
{
    (void) state;
    struct err err;
    char found[FOUND_MAX] = "";
    struct incoming incoming = incoming_here();
    (void) folder_write("b", "");
    (void) folder_write("a", "");
    (void) folder_write(".a", "");
    assert_int_equal(incoming_each(&incoming, HERE, note, found, &err), OK);
    assert_string_equal(found, "a b ");
    incoming_close(&incoming);
    incoming_close(&incoming);
}

static bool is_written(struct incoming *incoming)
{
    struct err err;
    struct incoming_bytes bytes;
    const struct incoming_file file = {.folder = HERE, .name = "a"};
    assert_int_equal(incoming_read(incoming, &file, &bytes, &err), OK);
    bool is = incoming_is_written(&bytes);
    (void) close(bytes.file);
    return is;
}

static void what_is_open_for_writing_is_known(void **state)
{
    (void) state;
    struct incoming incoming = incoming_here();
    (void) folder_write("a", "half");
    int writer = open(folder_file("a"), O_WRONLY | O_CLOEXEC);
    assert_true(is_written(&incoming));
    (void) close(writer);
    assert_false(is_written(&incoming));
    int reader = open(folder_file("a"), O_RDONLY | O_CLOEXEC);
    assert_false(is_written(&incoming));
    (void) close(reader);
    incoming_close(&incoming);
}

static struct incoming_file move(struct incoming *incoming, const struct incoming_beside *beside)
{
    struct err err;
    struct incoming_file file = {.folder = HERE, .name = "a"};
    if (incoming_move(incoming, &file, DONE, beside, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(file.folder, DONE);
    return file;
}

static void nothing_is_written_over(void **state)
{
    (void) state;
    const struct incoming_beside first = {.suffix = INCOMING_REPORT, .text = "first"};
    const struct incoming_beside second = {.suffix = INCOMING_REPORT, .text = "second"};
    struct incoming incoming = incoming_here();
    (void) folder_write("a", "1");
    assert_string_equal(move(&incoming, &first).name, "a");
    (void) folder_write("a", "2");
    assert_string_equal(move(&incoming, &second).name, "a.1");
    assert_true(str_eq(file_read(folder_file("done/a"), &test_arena), STR("1")));
    assert_true(str_eq(file_read(folder_file("done/a.report"), &test_arena), STR("first")));
    assert_true(str_eq(file_read(folder_file("done/a.1.report"), &test_arena), STR("second")));
    incoming_close(&incoming);
}

/* An export every hour is so many in six weeks. */
static void a_name_may_come_a_thousand_times(void **state)
{
    (void) state;
    enum { TIMES = 1001 };
    char name[32];
    struct incoming incoming = incoming_here();
    for (int i = 0; i < TIMES; i++) {
        (void) folder_write("a", "");
        (void) move(&incoming, NULL);
    }
    for (int i = 2; i < TIMES; i++) {
        (void) snprintf(name, sizeof(name), "done/a.%d", i);
        assert_int_equal(unlink(folder_file(name)), 0);
    }
    incoming_close(&incoming);
}

static void what_was_laid_beside_before_a_death_is_laid_again(void **state)
{
    (void) state;
    struct err err;
    const struct incoming_beside beside = {.suffix = INCOMING_REPORT, .file = "fresh"};
    struct incoming incoming = incoming_here();
    (void) folder_write("a", "1");
    assert_int_equal(incoming_write(&incoming, DONE, "a.report", STR("of before"), &err), OK);
    assert_int_equal(incoming_write(&incoming, DONE, "fresh", STR("of now"), &err), OK);
    assert_string_equal(move(&incoming, &beside).name, "a");
    assert_true(str_eq(file_read(folder_file("done/a.report"), &test_arena), STR("of now")));
    incoming_close(&incoming);
}

static void what_is_gone_or_no_file_is_told_apart(void **state)
{
    (void) state;
    struct err err;
    struct incoming_bytes bytes;
    struct incoming incoming = incoming_here();
    struct incoming_file file = {.folder = HERE, .name = "a"};
    assert_int_equal(incoming_read(&incoming, &file, &bytes, &err), RETRY);
    assert_int_equal(incoming_move(&incoming, &file, DONE, NULL, &err), REJECT);
    assert_int_equal(file.folder, HERE);
    (void) snprintf(file.name, sizeof(file.name), "done");
    assert_int_equal(incoming_read(&incoming, &file, &bytes, &err), REJECT);
    incoming_close(&incoming);
}

static void a_process_without_room_blames_no_file(void **state)
{
    (void) state;
    struct err err;
    struct incoming_bytes bytes;
    struct rlimit before;
    struct incoming incoming = incoming_here();
    const struct incoming_file file = {.folder = HERE, .name = "a"};
    (void) folder_write("a", "1");
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    const struct rlimit none = {.rlim_cur = 0, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    enum outcome outcome = incoming_read(&incoming, &file, &bytes, &err);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(outcome, RETRY);
    assert_non_null(strstr(err.text, "could not open the book"));
    incoming_close(&incoming);
}

static void a_second_program_is_fenced_off(void **state)
{
    (void) state;
    struct err err;
    struct incoming second;
    struct incoming incoming = incoming_here();
    struct incoming_options options = options_here();
    assert_int_equal(incoming_open(&options, &second, &err), FENCED);
    assert_non_null(strstr(err.text, "another program has folder"));
    options.path = "/nowhere";
    assert_int_equal(incoming_open(&options, &second, &err), FATAL);
    incoming_close(&incoming);
}

static void what_came_is_heard_of(void **state)
{
    (void) state;
    struct err err;
    struct incoming incoming = incoming_here();
    assert_int_equal(incoming_listen(&incoming, HERE, &err), OK);
    (void) folder_write("a", "1");
    incoming_wait(&incoming, 86400); /* or the test is killed */
    incoming_wait(&incoming, 0);
    incoming_close(&incoming);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, test_arena_and_folder_make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_ours_or_hidden_is_passed_over),
        TEST(what_is_open_for_writing_is_known),
        TEST(nothing_is_written_over),
        TEST(a_name_may_come_a_thousand_times),
        TEST(what_was_laid_beside_before_a_death_is_laid_again),
        TEST(what_is_gone_or_no_file_is_told_apart),
        TEST(a_process_without_room_blames_no_file),
        TEST(a_second_program_is_fenced_off),
        TEST(what_came_is_heard_of),
    };
    return RUN(tests);
}
