/*
 * door -- POST /v1/events: what a request tells is checked, kept, and answered for.
 *
 * Each event of a body is taken or refused by itself, in its order, with what belongs to it; the
 * answer is given when all that was taken is on the disk.  Any thread may call.
 */
#ifndef SHOUWEN_HOTLINE_DOOR_H
#define SHOUWEN_HOTLINE_DOOR_H

#include "io/http.h"
#include "keys.h"
#include "known.h"
#include "office/alias.h"
#include "office/refusals.h"
#include "run/spool.h"

struct door;

struct door_options {
    const struct aliases *aliases; /* may be NULL */
    struct keys *keys;
    struct known *known;
    struct spool *spool;
    struct refusals *refusals; /* may be NULL */
    size_t threads;
    size_t events_max;
    int64_t rate_per_s;
};

struct door_counts {
    uint64_t accepted; /* events and records of citizens */
    uint64_t repeated; /* of these, known before */
    uint64_t refused;
    uint64_t unavailable;
};

MUST_CHECK enum outcome door_new(const struct door_options *options, struct door **door_out,
                                 struct err *err);
void door_free(struct door *door);

/* With the head of a request of this key: is its body of a kind that is read?  Answers when not. */
void door_begin(struct door *door, struct http_exchange *exchange, struct key *key);

/* With its body; answers, now or later. */
void door_handle(struct door *door, struct http_exchange *exchange);

struct door_counts door_counts(struct door *door);

#endif
