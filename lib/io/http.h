/*
 * http -- a server that hands over whole requests and takes answers when they are ready.
 *
 * A few threads wait for sockets; none waits for an answer, which any thread may give later.
 * Everything has a limit: connections, those of one address, bytes of headers and body, seconds of
 * silence and of one request.
 */
#ifndef SHOUWEN_IO_HTTP_H
#define SHOUWEN_IO_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/sha256.h"
#include "base/str.h"

struct http;
struct http_exchange; /* a request and its answer; until it is answered */

enum { HTTP_HEAD_BYTES_MAX = 16384 };

struct http_options {
    const char *address; /* numbers only: 127.0.0.1, ::1, 0.0.0.0 */
    int port;
    int threads;
    int connections_max;
    int connections_per_address_max; /* 0: no limit */
    int silence_s_max;               /* between two bytes */
    int request_s_max; /* from its head to the end of its body; with silence_s_max, from an answer
                          to the end of the next one */
    size_t body_bytes_max;
    const char *certificate; /* PEM; NULL: no TLS */
    const char *private_key;
    const char
        *client_authorities; /* PEM: clients are asked for a certificate; NULL: they are not */
    void *context;
    /* The head is there; to answer now refuses the body.  By the server's threads. */
    void (*begin)(void *context, struct http_exchange *exchange);
    /* The body too: to be answered, now or later. */
    void (*handle)(void *context, struct http_exchange *exchange);
};

/* FATAL: the address cannot be had, a certificate cannot be read, no memory. */
MUST_CHECK enum outcome http_open(const struct http_options *options, struct http **http_out,
                                  struct err *err);

/* The port it listens on, when 0 was asked for. */
int http_port(const struct http *http);

/* Let nobody in any more; what is under way is answered and told to be the last. */
void http_drain(struct http *http);

/* How many requests are under way, and how many of them wait for their answer. */
size_t http_busy(const struct http *http);
size_t http_waiting(const struct http *http);

/* When none waits for its answer; who is still sending is cut off. */
void http_close(struct http *http); /* NULL is allowed */

/* ---- a request; borrowed until it is answered ---- */

struct str http_method(const struct http_exchange *exchange);
struct str http_path(const struct http_exchange *exchange); /* decoded, without a query */
struct str http_header(const struct http_exchange *exchange, const char *name); /* '': none */
struct str http_body(const struct http_exchange *exchange);

/* The SHA-256 of the client's certificate; false: it has none, or the authorities do not vouch for
 * it now. */
bool http_client(const struct http_exchange *exchange, unsigned char digest_out[SHA256_LEN]);

/* Anything of the caller's, kept with the request; once; `done` (may be NULL) gets it at its end.
 */
void http_keep(struct http_exchange *exchange, void *kept, void (*done)(void *kept));
void *http_kept(const struct http_exchange *exchange);

/* ---- its answer ---- */

enum { HTTP_FIELDS_MAX = 4 };

struct http_answer {
    int status;
    const char *content_type; /* NULL: no body */
    struct str body;          /* copied */
    struct {
        const char *name; /* NULL ends them */
        const char *value;
    } fields[HTTP_FIELDS_MAX];
};

/* Once for an exchange, by any thread; it is gone afterwards. */
void http_answer(struct http_exchange *exchange, const struct http_answer *answer);

#endif
