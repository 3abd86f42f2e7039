/*
 * thread -- which case a letter belongs to, and whether it opens it.
 *
 * The case of the latest mail before it that opened one here; none: of the mail that began the
 * thread, as it says.  When that case is completed the letter opens one of its own, if the database
 * is there to be asked; what was decided is in the Maildir, so it is decided once.
 */
#ifndef SHOUWEN_MAILBOX_THREAD_H
#define SHOUWEN_MAILBOX_THREAD_H

#include "letter.h"
#include "maildir.h"
#include "settings.h"

struct thread;

/* Both are borrowed.  Without pg_conninfo nobody is asked.  FATAL: no memory. */
MUST_CHECK enum outcome thread_new(struct incoming *maildir, const struct settings *settings,
                                   struct thread **thread_out, struct err *err);
void thread_free(struct thread *thread); /* NULL is allowed */

/* Number, follows and is_opening of the letter, whose own may become another.  RETRY: the disk says
 * no, or the arena is full. */
MUST_CHECK enum outcome thread_place(struct thread *thread, struct arena *arena,
                                     struct letter *letter, struct err *err);

#endif
