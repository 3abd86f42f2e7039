/*
 * intake -- mails out of a Maildir to the broker, and then out of the way.
 *
 * The Maildir is the spool: a mail stays where it is until the broker has acknowledged all that it
 * says, so whatever happens meanwhile it is read and sent again, with the same ids.
 */
#ifndef SHOUWEN_MAILBOX_INTAKE_H
#define SHOUWEN_MAILBOX_INTAKE_H

#include "maildir.h"
#include "settings.h"

struct intake;

struct intake_counts {
    uint64_t done; /* mails */
    uint64_t refused;
    uint64_t aside;
    uint64_t left; /* without an answer, or one that said no: they stay */
};

/* As aliases_open(), maildir_open() and publisher_open(). */
MUST_CHECK enum outcome intake_open(const struct settings *settings, struct intake **intake_out,
                                    struct err *err);
void intake_close(struct intake *intake); /* NULL is allowed */

/* Everything that waits, until the broker has answered or a signal comes.  `counts` are added to.
 * FATAL: as incoming_each(), incoming_move() and publisher_outgoing(). */
MUST_CHECK enum outcome intake_pass(struct intake *intake, struct intake_counts *counts,
                                    struct err *err);

/* From now on hear of new mail.  FATAL: the system says no. */
MUST_CHECK enum outcome intake_listen(struct intake *intake, struct err *err);

/* Until some comes, a signal does, or it is time to look again. */
void intake_wait(struct intake *intake);

#endif
