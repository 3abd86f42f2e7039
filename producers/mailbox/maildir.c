/* maildir -- see maildir.h. */
#include "maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/event_fields.h"
#include "io/disk.h"

enum { NAMES_TRIED_MAX = 1000, FOUND_NAME_MAX = MAILDIR_NAME_MAX + 16 };

static const char *const names[MAILDIR_FOLDERS_COUNT] = {"new",     "cur",   "done",
                                                         "refused", "aside", "threads"};

/* ---- life cycle ---- */

static enum outcome open_folder(struct maildir *maildir, enum maildir_folder folder,
                                struct err *err)
{
    bool is_ours = folder != MAILDIR_NEW && folder != MAILDIR_CUR;
    if (is_ours && mkdirat(maildir->self, names[folder], 0700) != 0 && errno != EEXIST)
        return err_set(err, FATAL, "cannot make folder '%s' of the maildir: %s", names[folder],
                       strerror(errno));
    maildir->folders[folder] =
        openat(maildir->self, names[folder], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (maildir->folders[folder] < 0)
        return err_set(err, FATAL, "cannot open folder '%s' of the maildir: %s", names[folder],
                       strerror(errno));
    return OK;
}

enum outcome maildir_open(const char *path, struct maildir *maildir_out, struct err *err)
{
    struct maildir maildir = {.self = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                              .folders = {-1, -1, -1, -1, -1, -1}};
    enum outcome outcome = OK;
    if (maildir.self < 0)
        outcome = err_set(err, FATAL, "cannot open maildir '%s': %s", path, strerror(errno));
    else if (!disk_lock(maildir.self))
        outcome = err_set(err, FENCED, "another program has maildir '%s'", path);
    for (enum maildir_folder i = 0; i < MAILDIR_FOLDERS_COUNT && outcome == OK; i++)
        outcome = open_folder(&maildir, i, err);
    if (outcome == OK)
        *maildir_out = maildir;
    else
        maildir_close(&maildir);
    return outcome;
}

void maildir_close(struct maildir *maildir)
{
    for (size_t i = 0; i < MAILDIR_FOLDERS_COUNT; i++)
        disk_close(maildir->folders[i]);
    disk_close(maildir->self);
}

/* ---- what waits ---- */

static int is_mail(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static enum outcome each_of(struct maildir *maildir, enum maildir_folder folder,
                            enum outcome (*take)(void *context, const struct maildir_mail *mail,
                                                 struct err *err),
                            void *context, struct err *err)
{
    struct dirent **entries = NULL;
    int count = scandirat(maildir->self, names[folder], &entries, is_mail, alphasort);
    if (count < 0)
        return err_set(err, FATAL, "cannot list folder '%s' of the maildir: %s", names[folder],
                       strerror(errno));
    enum outcome outcome = OK;
    for (int i = 0; i < count; i++) {
        struct maildir_mail mail = {.folder = folder};
        (void) snprintf(mail.name, sizeof(mail.name), "%s", entries[i]->d_name);
        free(entries[i]);
        if (outcome == OK)
            outcome = take(context, &mail, err);
    }
    free(entries);
    return outcome;
}

enum outcome maildir_each(struct maildir *maildir,
                          enum outcome (*take)(void *context, const struct maildir_mail *mail,
                                               struct err *err),
                          void *context, struct err *err)
{
    enum outcome outcome = each_of(maildir, MAILDIR_NEW, take, context, err);
    return outcome == OK ? each_of(maildir, MAILDIR_CUR, take, context, err) : outcome;
}

enum outcome maildir_read(struct maildir *maildir, const struct maildir_mail *mail,
                          struct maildir_file *file_out, struct err *err)
{
    struct stat status;
    int file = openat(maildir->folders[mail->folder], mail->name,
                      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return err_set(err, RETRY, "the mail is gone");
    if (file < 0 || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        disk_close(file);
        return err_reason(err, REJECT, REASON_SYNTAX, "it is no file that can be read");
    }
    *file_out = (struct maildir_file) {.file = file,
                                       .size_bytes = status.st_size,
                                       .arrived_at_us = status.st_mtim.tv_sec * INT64_C(1000000) +
                                                        status.st_mtim.tv_nsec / 1000};
    return OK;
}

/* ---- where it goes ---- */

static enum outcome write_text(int folder, const char *name, struct str text, struct err *err)
{
    int file = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool is_good = file >= 0 && disk_write(file, text.ptr, text.len, 0) == (ssize_t) text.len &&
                   disk_sync(file);
    int number = errno;
    disk_close(file);
    if (is_good)
        return OK;
    return err_set(err, RETRY, "could not write beside the mails: %s", strerror(number));
}

/* A name that is free there; nobody else writes there, so it stays so. */
static bool find_name(int folder, const char *wanted, char name_out[FOUND_NAME_MAX])
{
    (void) snprintf(name_out, FOUND_NAME_MAX, "%s", wanted);
    for (int i = 1; i < NAMES_TRIED_MAX; i++) {
        if (faccessat(folder, name_out, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
            return errno == ENOENT;
        (void) snprintf(name_out, FOUND_NAME_MAX, "%.*s.%d", MAILDIR_NAME_MAX - 8, wanted, i);
    }
    return false;
}

enum outcome maildir_move(struct maildir *maildir, const struct maildir_mail *mail,
                          enum maildir_folder to, const char *reason, struct err *err)
{
    char name[FOUND_NAME_MAX];
    char beside[MAILDIR_NAME_MAX];
    if (!find_name(maildir->folders[to], mail->name, name))
        return err_set(err, RETRY, "could not find a name in '%s'", names[to]);
    (void) snprintf(beside, sizeof(beside), "%.*s.reason", MAILDIR_NAME_MAX - 9, name);
    if (reason != NULL && write_text(maildir->folders[to], beside, str_from(reason), err) != OK)
        return err->outcome;
    if (renameat2(maildir->folders[mail->folder], mail->name, maildir->folders[to], name,
                  RENAME_NOREPLACE) != 0)
        return err_set(err, RETRY, "could not move the mail to '%s': %s", names[to],
                       strerror(errno));
    return OK;
}

/* ---- threads ---- */

enum outcome maildir_knows(struct maildir *maildir, const struct uuid *subject, bool *knows_out,
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

enum outcome maildir_opens(struct maildir *maildir, const struct uuid *subject,
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
    if (write_text(folder, fresh, reference, err) != OK)
        return err->outcome;
    if (!disk_rename(folder, fresh, name) || !disk_sync_folder(folder))
        return err_set(err, RETRY, "could not name a thread's file: %s", strerror(errno));
    *opens_out = true;
    return OK;
}
