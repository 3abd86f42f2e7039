/*
 * look -- GET /v1/cases/SOURCE/NUMBER and /v1/events/ID: what became of it.
 *
 * One thread with one connection answers, in turn; while PostgreSQL is away it says so.  No person
 * who asked, and no text, is in what it reads.
 */
#ifndef SHOUWEN_HOTLINE_LOOK_H
#define SHOUWEN_HOTLINE_LOOK_H

#include "io/http.h"
#include "keys.h"
#include "known.h"
#include "run/spool.h"

enum { LOOK_WAITING_MAX = 256 }; /* requests; who comes then is told to come again */

struct look;

struct look_options {
    const char *conninfo; /* empty: there is no database to ask */
    const char *user;
    const char *topic_prefix;
    struct known *known;
    struct spool *spool;
};

MUST_CHECK enum outcome look_new(const struct look_options *options, struct look **look_out,
                                 struct err *err);

/* Those that wait are answered. */
void look_free(struct look *look);

/* Answer, now or later; the key is whoever asks. */
void look_handle(struct look *look, struct http_exchange *exchange, const struct key *key);

#endif
