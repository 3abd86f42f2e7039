/*
 * letter -- a mail as an event, with who wrote and in what words beside it.
 *
 * The case is the thread's: its number is the Message-ID of the mail that began it, as References
 * or else In-Reply-To say.  Who opens a case is accepted, whoever follows adds to it; who follows a
 * case that is completed opens one of its own, which says so in its note.  What the event says
 * follows from the mail, its case and its time of arrival, so the same mail again is the same
 * event. Pure.
 */
#ifndef SHOUWEN_MAILBOX_LETTER_H
#define SHOUWEN_MAILBOX_LETTER_H

#include "io/mail.h"
#include "wire/told_whole.h"

/* Whose mailbox it is. */
struct letter_office {
    struct str source;
    struct str unit;
    struct str section;
};

/* Why a mail is no citizen's letter: "automatic", "bounce" or "spam"; NULL: it is one. */
const char *letter_aside(const struct mail *mail);

struct letter {
    const struct mail *mail;
    struct str own;       /* the number of the case that it opens, if it opens one */
    struct str reference; /* which mail it is: the same words again are the same */
    struct str number;    /* of its case */
    struct str follows;   /* the completed case that it comes after; '': none */
    bool is_opening;
    int64_t arrived_at_us; /* counts where the mail has no date, or one that cannot be */
};

/* A Message-ID as the number of a case: one that is no code (too long, of odd characters) is put by
 * its digest.  RETRY: the arena is full. */
MUST_CHECK enum outcome letter_number(struct str message_id, struct arena *arena,
                                      struct str *number_out, struct err *err);

/*
 * Own and reference of the letter.  The reference is the Message-ID and a digest of what the mail
 * says, for some mailers write one Message-ID upon all they send; without one it is the digest.
 *
 * REJECT: the mail says not even who wrote it; RETRY: the arena is full.
 */
MUST_CHECK enum outcome letter_ids(struct letter *letter, struct arena *arena, struct err *err);

/* Is it another mail than the one of this reference, with the same Message-ID? */
bool letter_is_namesake(const struct letter *letter, struct str reference);

/* What told_whole_json() would give of it: aliases and told_whole_finish() are to follow.  RETRY:
 * the arena is full. */
MUST_CHECK enum outcome letter_tell(const struct letter *letter, const struct letter_office *office,
                                    struct arena *arena, struct told_whole *told_out,
                                    struct err *err);

#endif
