/*
 * log -- one event, one line, key=value, on stderr; where it goes from there is the supervisor's
 * business.
 *
 * Only programs and lib/run log; whoever stops an error logs it, once, with its whole chain of
 * context.  Never a personal value. Threads may log at once: a line is one write.
 */
#ifndef SHOUWEN_RUN_LOG_H
#define SHOUWEN_RUN_LOG_H

#include <stdbool.h>

#include "base/err.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* The level that a setting's "error", "warn", "info" or "debug" says. */
bool log_level_from(const char *name, enum log_level *level_out);

/* Lines above it are dropped; LOG_INFO to begin with. */
void log_level_set(enum log_level level);

/* `pairs` is "key=value key=value" as printf() makes it, or "". */
void log_line(enum log_level level, const char *message, const char *pairs, ...)
    __attribute__((format(printf, 3, 4)));

/* A line of librdkafka's own log, for the adapters' `log` hooks: what it complains of it also goes
 * on trying, so it is a warning. */
void log_kafka(void *context, int syslog_level, const char *line);

/* An error's outcome, reason and text. */
void log_err(enum log_level level, const char *message, const struct err *err);

#endif
