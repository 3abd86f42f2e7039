/* test_maildir -- where a mail goes, whatever its name, and who opens a case. */
/* On a real disk, not on support/torn_disk. */
#include "../../lib/io/disk.c"
#include "../../producers/mailbox/maildir.c"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/cmocka.h"

#define SUBJECT (&(struct uuid) {.bytes = {7}})

static const char *const folders[] = {"new", "cur", "done", "refused", "aside", "threads"};
enum { FOLDERS_COUNT = sizeof(folders) / sizeof(folders[0]), PATH_BYTES = 512, LONG = 255 };

static char home[] = "/tmp/shouwen-maildir-XXXXXX";
static char path[PATH_BYTES];
static struct incoming maildir;

static const char *path_of(const char *folder, const char *name)
{
    (void) snprintf(path, sizeof(path), "%s/%s/%s", home, folder, name);
    return path;
}

static int is_name(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Names in a folder, in order; removes them too when asked. */
static const char *there(const char *folder, bool removes)
{
    static char joined[4096];
    struct dirent **entries = NULL;
    int count = scandir(path_of(folder, ""), &entries, is_name, alphasort);
    joined[0] = '\0';
    for (int i = 0; i < count; i++) {
        size_t len = strlen(joined);
        (void) snprintf(joined + len, sizeof(joined) - len, "%s%s", i > 0 ? " " : "",
                        entries[i]->d_name);
        if (removes)
            (void) unlink(path_of(folder, entries[i]->d_name));
        free(entries[i]);
    }
    free(entries);
    return joined;
}

static int make(void **state)
{
    struct err err;
    (void) state;
    memcpy(home + sizeof(home) - 7, "XXXXXX", 6);
    if (mkdtemp(home) == NULL || mkdir(path_of("new", ""), 0700) != 0 ||
        mkdir(path_of("cur", ""), 0700) != 0)
        return -1;
    return maildir_open(home, &maildir, &err) == OK ? 0 : -1;
}

static int drop(void **state)
{
    (void) state;
    incoming_close(&maildir);
    for (size_t i = 0; i < FOLDERS_COUNT; i++) {
        (void) there(folders[i], true);
        (void) rmdir(path_of(folders[i], ""));
    }
    return rmdir(home);
}

static void put(const char *folder, const char *name, const char *text)
{
    FILE *file = fopen(path_of(folder, name), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static const char *text_in(const char *folder, const char *name)
{
    static char text[256];
    FILE *file = fopen(path_of(folder, name), "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
    (void) fclose(file);
    return text;
}

static enum outcome refuse(const char *name, const char *reason)
{
    struct err err;
    struct incoming_file mail = {.folder = MAILDIR_NEW};
    const struct incoming_beside beside = {.suffix = INCOMING_REASON, .text = reason};
    (void) snprintf(mail.name, sizeof(mail.name), "%s", name);
    return incoming_move(&maildir, &mail, MAILDIR_REFUSED, &beside, &err);
}

/* ---- where it goes ---- */

static void no_mail_is_called_like_a_reason(void **state)
{
    (void) state;
    put("new", "a.reason", "a mail");
    put("new", ".reason", "another");
    put("new", "a", "other");
    assert_int_equal(refuse("a.reason", "why"), OK);
    assert_int_equal(refuse("a", "other why"), OK);
    assert_string_equal(there("refused", false), "a a.reason a.reason.1 a.reason.1.reason");
    assert_string_equal(text_in("refused", "a.reason.1"), "a mail");
    assert_string_equal(text_in("refused", "a.reason"), "other why");
    (void) unlink(path_of("new", ".reason"));
}

static void names_as_long_as_they_can_be_keep_their_reasons_apart(void **state)
{
    (void) state;
    char name[LONG + 1];
    char moved[LONG + 1];
    memset(name, 'n', LONG);
    name[LONG] = '\0';
    for (int i = 1; i <= 2; i++) {
        name[LONG - 1] = (char) ('0' + i); /* they differ in what is cut off */
        put("new", name, i == 1 ? "first" : "second");
        assert_int_equal(refuse(name, i == 1 ? "why the first" : "why the second"), OK);
    }
    (void) snprintf(moved, sizeof(moved), "%.241s.1", name);
    assert_string_equal(text_in("refused", moved), "first");
    (void) snprintf(moved, sizeof(moved), "%.241s.2.reason", name);
    assert_string_equal(text_in("refused", moved), "why the second");
}

static void of_a_mail_that_vanished_no_reason_stays(void **state)
{
    (void) state;
    assert_int_equal(refuse("gone", "why"), REJECT);
    assert_string_equal(there("refused", false), "");
}

static void a_reason_that_finds_no_room_leaves_the_mail_where_it_is(void **state)
{
    (void) state;
    struct rlimit before;
    put("new", "a", "words");
    (void) signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (rlim_t room = 0; room < 4; room += 3) { /* none, and less than it wants */
        const struct rlimit small = {.rlim_cur = room, .rlim_max = before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        enum outcome outcome = refuse("a", "why it is");
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(outcome, RETRY);
        assert_string_equal(there("refused", false), "");
        assert_string_equal(there("new", false), "a");
    }
    assert_int_equal(refuse("a", "why it is"), OK);
}

/* ---- threads ---- */

static void the_first_that_asks_opens_a_case_for_ever(void **state)
{
    (void) state;
    struct err err;
    struct maildir_opener opener;
    bool opens = false;
    assert_int_equal(maildir_opener(&maildir, SUBJECT, &opener, &err), OK);
    assert_int_equal(opener.len, 0);
    put("threads", ".fresh", "half a note of who was ki");
    assert_int_equal(maildir_opens(&maildir, SUBJECT, STR("first"), &opens, &err), OK);
    assert_true(opens);
    assert_int_equal(maildir_opens(&maildir, SUBJECT, STR("second"), &opens, &err), OK);
    assert_false(opens);
    assert_int_equal(maildir_opens(&maildir, SUBJECT, STR("first"), &opens, &err), OK);
    assert_true(opens);
    assert_int_equal(maildir_opener(&maildir, SUBJECT, &opener, &err), OK);
    assert_int_equal(opener.len, 5);
    assert_memory_equal(opener.bytes, "first", 5);
    assert_string_equal(there("threads", false), "07000000-0000-0000-0000-000000000000");
}

#define IN_A_MAILDIR(test) cmocka_unit_test_setup_teardown(test, make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_MAILDIR(no_mail_is_called_like_a_reason),
        IN_A_MAILDIR(names_as_long_as_they_can_be_keep_their_reasons_apart),
        IN_A_MAILDIR(of_a_mail_that_vanished_no_reason_stays),
        IN_A_MAILDIR(a_reason_that_finds_no_room_leaves_the_mail_where_it_is),
        IN_A_MAILDIR(the_first_that_asks_opens_a_case_for_ever),
    };
    return RUN(tests);
}
