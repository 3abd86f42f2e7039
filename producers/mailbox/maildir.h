/*
 * maildir -- the folders of a Maildir: what waits in new and cur, and where a mail goes then.
 *
 * done: with the broker; refused: with the reason beside it in NAME.reason; aside: no citizen's
 * letter, the reason beside it likewise.  threads has a file for every case, named by its id and
 * holding the reference of the mail that opened it.
 */
#ifndef SHOUWEN_MAILBOX_MAILDIR_H
#define SHOUWEN_MAILBOX_MAILDIR_H

#include "base/str.h"
#include "base/uuid.h"
#include "core/event_fields.h"
#include "io/incoming.h"

enum maildir_folder {
    MAILDIR_NEW,
    MAILDIR_CUR,
    MAILDIR_DONE,
    MAILDIR_REFUSED,
    MAILDIR_ASIDE,
    MAILDIR_THREADS,
    MAILDIR_FOLDERS_COUNT
};

/* As incoming_open(). */
MUST_CHECK enum outcome maildir_open(const char *path, struct incoming *maildir_out,
                                     struct err *err);

/* The reference of the mail that opened the case; '': none here did.  RETRY: the disk says no. */
struct maildir_opener {
    char bytes[CODE_BYTES_MAX];
    size_t len;
};
MUST_CHECK enum outcome maildir_opener(struct incoming *maildir, const struct uuid *subject,
                                       struct maildir_opener *opener_out, struct err *err);

/* Is it this mail that opened the case?  The first that asks is.  As incoming_write(). */
MUST_CHECK enum outcome maildir_opens(struct incoming *maildir, const struct uuid *subject,
                                      struct str reference, bool *opens_out, struct err *err);

#endif
