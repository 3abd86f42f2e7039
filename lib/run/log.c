/* log -- see log.h. */
#include "run/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/time.h"

enum { LINE_MAX_BYTES = 2048 };

static const char *const level_names[] = {"error", "warn", "info", "debug"};

static enum log_level greatest = LOG_INFO;

void log_level_set(enum log_level level)
{
    greatest = level;
}

enum outcome log_level_choose(const char *name, struct err *err)
{
    for (int i = 0; i <= LOG_DEBUG; i++) {
        if (strcmp(name, level_names[i]) != 0)
            continue;
        log_level_set((enum log_level) i);
        return OK;
    }
    return err_set(err, FATAL, "log_level is \"%s\", but must be error, warn, info or debug", name);
}

static void write_line(char *line, size_t len)
{
    if (len > LINE_MAX_BYTES - 2)
        len = LINE_MAX_BYTES - 2;
    for (size_t i = 0; i < len; i++)
        if (line[i] == '\n' || line[i] == '\r')
            line[i] = ' ';
    line[len] = '\n';
    ssize_t written = write(STDERR_FILENO, line, len + 1);
    (void) written; /* nobody is left to tell */
}

static size_t begin_line(char *line, enum log_level level, const char *message)
{
    char at[CIVIL_TEXT_MAX];
    civil_text(time_now_us(), at);
    int len = snprintf(line, LINE_MAX_BYTES, "time=%s level=%s msg=\"%s\"", at, level_names[level],
                       message);
    return len < LINE_MAX_BYTES ? (size_t) len : LINE_MAX_BYTES - 1;
}

void log_line(enum log_level level, const char *message, const char *pairs, ...)
{
    if (level > greatest)
        return;
    char line[LINE_MAX_BYTES];
    size_t len = begin_line(line, level, message);
    if (pairs[0] != '\0' && len < LINE_MAX_BYTES - 2) {
        line[len++] = ' ';
        va_list arguments;
        va_start(arguments, pairs);
        int more = vsnprintf(line + len, LINE_MAX_BYTES - len, pairs, arguments);
        va_end(arguments);
        len += more > 0 ? (size_t) more : 0;
    }
    write_line(line, len);
}

/* Quotes would end the value they stand in. */
static void unquote(const char *from, char *to, size_t size)
{
    size_t i = 0;
    for (; from[i] != '\0' && i + 1 < size; i++)
        to[i] = (char) (from[i] == '"' ? '\'' : from[i]);
    to[i] = '\0';
}

void log_kafka(void *context, int syslog_level, const char *line)
{
    enum { SYSLOG_WARNING = 4 };
    char text[LINE_MAX_BYTES / 2];
    (void) context;
    unquote(line, text, sizeof(text));
    log_line(syslog_level <= SYSLOG_WARNING ? LOG_WARN : LOG_DEBUG, "kafka", "text=\"%s\"", text);
}

void log_err(enum log_level level, const char *message, const struct err *err)
{
    char text[ERR_TEXT_MAX];
    unquote(err->text, text, sizeof(text));
    log_line(level, message, "outcome=%s reason=%s text=\"%s\"", outcome_name(err->outcome),
             reason_name(err->reason), text);
}
