/* maildir -- see maildir.h. */
#include "maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/event_fields.h"
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

enum outcome maildir_knows(struct incoming *maildir, const struct uuid *subject, bool *knows_out,
                           struct err *err)
{
    char name[UUID_TEXT_LEN + 1];
    uuid_text(subject, name);
    bool is_there = faccessat(maildir->folders[MAILDIR_THREADS], name, F_OK, 0) == 0;
    if (!is_there && errno != ENOENT)
        return err_set(err, RETRY, "could not look for a thread's file: %s", strerror(errno));
    *knows_out = is_there;
    return OK;
}

enum outcome maildir_opens(struct incoming *maildir, const struct uuid *subject,
                           struct str reference, bool *opens_out, struct err *err)
{
    char name[UUID_TEXT_LEN + 1];
    char fresh[UUID_TEXT_LEN + sizeof(".new")];
    char known[CODE_BYTES_MAX];
    int folder = maildir->folders[MAILDIR_THREADS];
    uuid_text(subject, name);
    int file = openat(folder, name, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        ssize_t len = disk_read(file, known, sizeof(known), 0);
        disk_close(file);
        if (len < 0)
            return err_set(err, RETRY, "could not read a thread's file");
        *opens_out = str_eq((struct str) {.ptr = known, .len = (size_t) len}, reference);
        return OK;
    }
    if (errno != ENOENT)
        return err_set(err, RETRY, "could not open a thread's file: %s", strerror(errno));
    (void) snprintf(fresh, sizeof(fresh), "%s.new", name);
    if (incoming_write(maildir, MAILDIR_THREADS, fresh, reference, err) != OK)
        return err->outcome;
    if (!disk_rename(folder, fresh, name) || !disk_sync_folder(folder))
        return err_set(err, RETRY, "could not name a thread's file: %s", strerror(errno));
    *opens_out = true;
    return OK;
}
