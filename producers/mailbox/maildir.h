/*
 * maildir -- the folders of a Maildir: what waits in new and cur, and where a mail goes then.
 *
 * done: with the broker; refused: with the reason beside it in NAME.reason; aside: no citizen's
 * letter, the reason beside it likewise.  threads has a file for every case, named by its id and
 * holding the reference of the mail that opened it.  Nothing is ever written over: of a name that
 * is taken the mail gets another.  One program a Maildir: the folder is locked.
 */
#ifndef SHOUWEN_MAILBOX_MAILDIR_H
#define SHOUWEN_MAILBOX_MAILDIR_H

#include "base/str.h"
#include "base/uuid.h"

enum maildir_folder {
    MAILDIR_NEW,
    MAILDIR_CUR,
    MAILDIR_DONE,
    MAILDIR_REFUSED,
    MAILDIR_ASIDE,
    MAILDIR_THREADS,
    MAILDIR_FOLDERS_COUNT
};

struct maildir {
    int self; /* -1: not open, as the others */
    int folders[MAILDIR_FOLDERS_COUNT];
};

enum { MAILDIR_NAME_MAX = 256 }; /* with its NUL */

struct maildir_mail {
    enum maildir_folder folder;
    char name[MAILDIR_NAME_MAX];
};

/* FATAL: there is none, or a folder cannot be made; FENCED: another program has it. */
MUST_CHECK enum outcome maildir_open(const char *path, struct maildir *maildir_out,
                                     struct err *err);
void maildir_close(struct maildir *maildir);

/*
 * Call `take` for what waits, new before cur, each by name, until it says other than OK, which
 * comes through.  FATAL: a folder cannot be read.
 */
MUST_CHECK enum outcome
maildir_each(struct maildir *maildir,
             enum outcome (*take)(void *context, const struct maildir_mail *mail, struct err *err),
             void *context, struct err *err);

/* Open for reading, with its size and when it arrived.  REJECT: it is no file that can be read;
 * RETRY: it is not there any more. */
struct maildir_file {
    int file;
    int64_t size_bytes;
    int64_t arrived_at_us;
};
MUST_CHECK enum outcome maildir_read(struct maildir *maildir, const struct maildir_mail *mail,
                                     struct maildir_file *file_out, struct err *err);

/* Move it, the reason (unless it is NULL) beside it.  RETRY: it stays where it
 * is. */
MUST_CHECK enum outcome maildir_move(struct maildir *maildir, const struct maildir_mail *mail,
                                     enum maildir_folder to, const char *reason, struct err *err);

/* Did a mail here open the case?  RETRY: the disk says no. */
MUST_CHECK enum outcome maildir_knows(struct maildir *maildir, const struct uuid *subject,
                                      bool *knows_out, struct err *err);

/* Is it this mail that opened the case?  The first that asks is.  RETRY: the disk says no. */
MUST_CHECK enum outcome maildir_opens(struct maildir *maildir, const struct uuid *subject,
                                      struct str reference, bool *opens_out, struct err *err);

#endif
