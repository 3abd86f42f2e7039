/*
 * http_watch -- connections that take too long with a request are cut off.
 *
 * libmicrohttpd counts from the last byte, so one that sends a byte a second would stay for hours.
 * Here it is counted from when it was let in, or had its last answer.  Any thread may call.
 */
#ifndef SHOUWEN_IO_HTTP_WATCH_H
#define SHOUWEN_IO_HTTP_WATCH_H

#include <stdbool.h>

#include "base/err.h"

struct http_watch;
struct http_watched; /* a connection */

/* FATAL: no memory, no thread. */
MUST_CHECK enum outcome http_watch_new(int seconds_max, struct http_watch **watch_out,
                                       struct err *err);
void http_watch_free(struct http_watch *watch); /* NULL is allowed; all have left */

/* One that was let in now; NULL: no memory, it is not watched. */
struct http_watched *http_watch_enter(struct http_watch *watch, int socket);
/* Before its socket is closed. */
void http_watch_leave(struct http_watched *watched); /* NULL is allowed */

/* From now on it waits for us, which may take any time; or we for it. */
void http_watch_turn(struct http_watched *watched, bool is_ours); /* NULL is allowed */

#endif
