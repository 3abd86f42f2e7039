/*
 * dispatch -- a program's messages on their way: kept in a spool, which sends them, or, where there
 * is none, straight to the broker.
 *
 * A message is settled when it is safe: with a spool when it is on the disk, without one when the
 * broker has acknowledged it.  Only then may its owner note that it was said.  What is handed over
 * between two dispatch_poll(), a group, the spool takes whole or not at all, unless it is larger
 * than DISPATCH_GROUP_BYTES_MAX or DISPATCH_GROUP_MESSAGES_MAX.  A spool that is full is waited for
 * as long as the broker takes something from it; a disk that is full is not waited for.  What a run
 * before this one left in the spool goes first.  A rehearsal opens neither.
 *
 * One thread (the spool has its own).
 */
#ifndef SHOUWEN_RUN_DISPATCH_H
#define SHOUWEN_RUN_DISPATCH_H

#include "run/spool.h"

enum {
    DISPATCH_SPOOL_BYTES_MIN = 8 << 20, /* so that a segment that is done leaves room for a batch */
    DISPATCH_GROUP_BYTES_MAX = 2 << 20,
    DISPATCH_GROUP_MESSAGES_MAX = 4096,
};

struct dispatch_options {
    struct publisher_options publisher; /* who `settled` is; nobody asks where a message arrived */
    const char *spool;                  /* its folder, borrowed until the end; "": none */
    int64_t spool_bytes_max;            /* at least DISPATCH_SPOOL_BYTES_MIN */
    int64_t patience_ms;                /* with a broker that takes nothing */
};

struct dispatch_counts {
    uint64_t taken;   /* messages that were handed over */
    uint64_t safe;    /* of these; see above */
    uint64_t refused; /* of these, by the broker; never with a spool */
    uint64_t waiting; /* in the spool for the broker, also from earlier runs */
};

struct dispatch;

/* As spool_open() and publisher_open(); what the spool held is logged. */
MUST_CHECK enum outcome dispatch_open(const struct dispatch_options *options,
                                      struct dispatch **dispatch_out, struct err *err);

/* What is not safe yet is forgotten: dispatch_finish() before.  NULL is allowed. */
void dispatch_close(struct dispatch *dispatch);

bool dispatch_has_spool(const struct dispatch *dispatch);

/*
 * Hand over; `cookie` comes back in settled(), also within these.
 *
 * REJECT: the door would refuse it, or it is too large; else as publisher_event(), and
 * dispatch_poll() for a group that is too large.
 */
MUST_CHECK enum outcome dispatch_event(struct dispatch *dispatch, const struct event *event,
                                       uint64_t cookie, struct err *err);
MUST_CHECK enum outcome dispatch_citizen(struct dispatch *dispatch, const struct citizen *citizen,
                                         uint64_t cookie, struct err *err);

/* A group is whole; settle what can be.  What cannot be kept is forgotten. RETRY: there is no room,
 * on the disk or in the spool, or a signal came while waiting for it; FATAL: the spool is damaged.
 */
MUST_CHECK enum outcome dispatch_poll(struct dispatch *dispatch, struct err *err);

/* Make all safe that was handed over.  As dispatch_poll(), and publisher_finish(). */
MUST_CHECK enum outcome dispatch_finish(struct dispatch *dispatch, struct err *err);

/*
 * Wait until the broker has all that the spool holds, and show how far it is.  RETRY: a signal
 * came, or the broker took nothing for patience_ms; FATAL: the spool is damaged.
 */
MUST_CHECK enum outcome dispatch_drain(struct dispatch *dispatch, struct err *err);

/* FATAL: what was kept cannot be read; nothing more will be sent. */
MUST_CHECK enum outcome dispatch_check(struct dispatch *dispatch, struct err *err);

struct dispatch_counts dispatch_counts(struct dispatch *dispatch);

#endif
