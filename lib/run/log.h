/*
 * log -- one event, one line, key=value, on stderr; where it goes from there is the supervisor's
 * business.
 *
 * Only programs and lib/run log; whoever stops an error logs it, once, with its whole chain of
 * context.  Never a personal value. Threads may log at once: a line is one write.
 */
#ifndef SHOUWEN_RUN_LOG_H
#define SHOUWEN_RUN_LOG_H

#include "base/err.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Lines above it are dropped; LOG_INFO to begin with. */
void log_level_set(enum log_level level);

/* The same by the setting log_level: "error", "warn", "info" or "debug".  FATAL: it is none. */
MUST_CHECK enum outcome log_level_choose(const char *name, struct err *err);

/* `pairs` is "key=value key=value" as printf() makes it, or "". */
void log_line(enum log_level level, const char *message, const char *pairs, ...)
    __attribute__((format(printf, 3, 4)));

/* A line of librdkafka's own log, for the adapters' `log` hooks: what it complains of it also goes
 * on trying, so it is a warning. */
void log_kafka(void *context, int syslog_level, const char *line);

/* An error's outcome, reason and text. */
void log_err(enum log_level level, const char *message, const struct err *err);

#endif
