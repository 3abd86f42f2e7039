/*
 * keys -- who may send, and what: the file of keys.
 *
 * Of a key the file has the SHA-256 only.  A sender may have several at once, so that one can be
 * put in another's place while it is used.  Read once.
 */
#ifndef SHOUWEN_HOTLINE_KEYS_H
#define SHOUWEN_HOTLINE_KEYS_H

#include <pthread.h>

#include "base/sha256.h"
#include "core/event.h"
#include "wire/told_whole.h"

enum { KEYS_MAX = 256, KEY_SCOPE_MAX = 64, KEY_TEXT_MAX = 129, KEY_BYTES_MIN = 20 };

/* Codes it is for; `is_all`: any. */
struct key_scope {
    char codes[KEY_SCOPE_MAX][KEY_TEXT_MAX];
    size_t count;
    bool is_all;
};

struct key {
    char name[KEY_TEXT_MAX]; /* what the log calls it */
    unsigned char digest[SHA256_LEN];
    bool has_digest;
    unsigned char certificate[SHA256_LEN]; /* it must come with this one of the client's */
    bool has_certificate;
    struct key_scope sources;
    struct key_scope units;
    struct key_scope kinds;
    int64_t filled_us; /* its allowance: see keys_allow() */
    int64_t allowance; /* events */
};

struct keys {
    struct key *items;
    size_t count;
    pthread_mutex_t mutex; /* of the allowances */
};

/* FATAL, with file and line: the file cannot be read, or has a fault. */
MUST_CHECK enum outcome keys_read(const char *path, struct keys *keys_out, struct err *err);
void keys_done(struct keys *keys);

/* A key that must come with a certificate; NULL: there is none. */
const struct key *keys_with_certificate(const struct keys *keys);

/* Whose key stands in this header "Authorization"; NULL: nobody's.  Takes as long whether it is
 * nearly right or not. */
struct key *keys_find(const struct keys *keys, struct str authorization);

/* May the key come from a client with a certificate of this digest (NULL: without any)? */
bool keys_fit(const struct key *key, const unsigned char *certificate);

/* May the key send so many events now, at this rate?  It may have RATE_SECONDS' worth at once. */
enum { RATE_SECONDS = 10 };
bool keys_allow(struct keys *keys, struct key *key, int64_t events, int64_t rate_per_s);

/* REJECT: what is told is outside of what the key is for, which the text names. */
MUST_CHECK enum outcome keys_check(const struct key *key, const struct told_whole *told,
                                   struct err *err);

/* Is this source one of the key's?  Then it may ask what became of its cases and events. */
bool keys_has_source(const struct key *key, struct str source);

#endif
