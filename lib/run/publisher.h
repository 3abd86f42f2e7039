/*
 * publisher -- the one way out: every producer's events and texts, checked, sent, accounted for.
 *
 * What goes in was checked as at the consumers' door, or is refused at once.  What was sent is told
 * of when the broker has answered; at the end it is known of every message what became of it.  A
 * rehearsal (`is_dry_run`) checks and encodes, and knows no broker.  One thread.
 */
#ifndef SHOUWEN_RUN_PUBLISHER_H
#define SHOUWEN_RUN_PUBLISHER_H

#include "run/outgoing.h"

struct publisher;

enum { PUBLISHER_STOPPED_WAIT_MS = 5000 }; /* after a signal, for what is in flight */

struct publisher_options {
    const char *bootstrap_servers;
    const char *topic_prefix;
    const char *client_id;
    const char *const *settings; /* librdkafka's own; NULL at the end */
    size_t in_flight_max;
    bool is_dry_run;
    bool has_cloudevents; /* events carry the headers of run/cloudevents */
    void *context;
    /* One message came to its end; called inside the functions below.  NULL: nobody asks. */
    void (*settled)(void *context, uint64_t cookie, enum outcome outcome, const struct err *err);
    /* The same, of one that arrived, before settled(): where it is.  NULL: nobody asks. */
    void (*arrived)(void *context, uint64_t cookie, int32_t partition, int64_t offset);
};

struct publisher_counts {
    uint64_t sent;
    uint64_t acknowledged;
    uint64_t failed; /* the broker, or the time, said no */
};

/* FATAL: a setting librdkafka refuses, or no memory. */
MUST_CHECK enum outcome publisher_open(const struct publisher_options *options,
                                       struct publisher **publisher_out, struct err *err);

/* What is in flight is forgotten: publisher_finish() before. */
void publisher_close(struct publisher *publisher);

/*
 * Send; waits while too much is in flight.  `cookie` comes back in settled().
 *
 * REJECT: the door would refuse it, or it is too large; RETRY: a signal came while waiting; FATAL:
 * this publisher can never send again.
 */
MUST_CHECK enum outcome publisher_event(struct publisher *publisher, const struct event *event,
                                        uint64_t cookie, struct err *err);
MUST_CHECK enum outcome publisher_citizen(struct publisher *publisher,
                                          const struct citizen *citizen, uint64_t cookie,
                                          struct err *err);

/* The same of what was checked before, perhaps by a process that is gone. */
MUST_CHECK enum outcome publisher_outgoing(struct publisher *publisher,
                                           const struct outgoing *outgoing, uint64_t cookie,
                                           struct err *err);

/* Serve what the broker has answered meanwhile. */
void publisher_poll(struct publisher *publisher, int wait_ms_max);

/*
 * Wait until everything has its answer; after a signal only PUBLISHER_STOPPED_WAIT_MS.
 *
 * RETRY: something has none (counts tell how much).
 */
MUST_CHECK enum outcome publisher_finish(struct publisher *publisher, int wait_ms_max,
                                         struct err *err);

struct publisher_counts publisher_counts(const struct publisher *publisher);

#endif
