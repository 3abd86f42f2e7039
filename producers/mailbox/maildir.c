/* maildir -- see maildir.h. */
#include "maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "io/disk.h"

static const char *const names[MAILDIR_FOLDERS_COUNT] = {"new",     "cur",   "done",
                                                         "refused", "aside", "threads"};

enum outcome maildir_open(const char *path, struct incoming *maildir_out, struct err *err)
{
    const struct incoming_options options = {
        .path = path,
        .what = "maildir",
        .item = "mail",
        .folders = names,
        .folders_count = MAILDIR_FOLDERS_COUNT,
        .folders_of_others = MAILDIR_DONE,
    };
    return incoming_open(&options, maildir_out, err);
}

enum outcome maildir_opener(struct incoming *maildir, const struct uuid *subject,
                            struct maildir_opener *opener_out, struct err *err)
{
    char name[UUID_TEXT_LEN + 1];
    uuid_text(subject, name);
    opener_out->len = 0;
    int file = openat(maildir->folders[MAILDIR_THREADS], name, O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return OK;
    ssize_t len = -1;
    if (file >= 0)
        len = disk_read(file, opener_out->bytes, sizeof(opener_out->bytes), 0);
    int number = errno;
    disk_close(file);
    if (len < 0)
        return err_set(err, RETRY, "could not read a thread's file: %s", strerror(number));
    opener_out->len = (size_t) len;
    return OK;
}

enum outcome maildir_opens(struct incoming *maildir, const struct uuid *subject,
                           struct str reference, bool *opens_out, struct err *err)
{
    char name[UUID_TEXT_LEN + 1];
    struct maildir_opener opener;
    if (maildir_opener(maildir, subject, &opener, err) != OK)
        return err->outcome;
    if (opener.len > 0) {
        *opens_out = str_eq((struct str) {.ptr = opener.bytes, .len = opener.len}, reference);
        return OK;
    }
    uuid_text(subject, name);
    if (incoming_write(maildir, MAILDIR_THREADS, name, reference, err) != OK)
        return err->outcome;
    *opens_out = true;
    return OK;
}
