/*
 * mail -- a mail as it stands in a file, its texts in UTF-8.
 *
 * Read leniently, as mails are written: a broken tree of parts gives what can be read of it, bytes
 * that are none of their encoding come out as U+FFFD.  Nothing of it is checked or judged here, and
 * attachments are counted, not kept.  The only code that knows gmime.
 */
#ifndef SHOUWEN_IO_MAIL_H
#define SHOUWEN_IO_MAIL_H

#include "base/arena.h"
#include "base/str.h"

enum {
    MAIL_TEXT_BYTES_MAX = 1 << 20, /* of a part; the rest is not read */
    MAIL_THREAD_MAX = 64,          /* mails a mail may refer to; more in the middle are left out */
};

/* Texts are '' where the mail has none; they are in the arena. */
struct mail {
    struct str message_id; /* without < and > */
    /* Of the mails before it, as it says, from the one that began the thread; none: it begins one.
     */
    struct str thread[MAIL_THREAD_MAX];
    size_t thread_count;
    struct str from_name;
    struct str from_address;
    struct str subject;
    struct str text;
    bool is_html;    /* the text is HTML, since there is no other */
    int64_t date_us; /* 0: none that can be read */
    int64_t attachments_count;
    bool is_automatic; /* an answer or a circular that no person wrote to us */
    bool is_bounce;    /* a report of what became of another mail */
    bool is_spam;      /* somebody marked it as such */
};

/* Before the first mail; once. */
void mail_init(void);
void mail_done(void);

/* Read from the open file, which stays the caller's.  REJECT: it is no mail; RETRY: the arena is
 * full. */
MUST_CHECK enum outcome mail_read(int file, struct arena *arena, struct mail *mail_out,
                                  struct err *err);

#endif
