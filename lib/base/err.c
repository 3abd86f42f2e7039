/* err -- see err.h. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const outcome_names[] = {"ok", "retry", "reject", "fenced", "fatal"};

static const struct {
    const char *name;
    const char *help;
} reasons[] = {
#define REASON(NAME, name, help) {#name, help},
#include "base/reasons.def"
#undef REASON
};

/* A multi-byte character that was cut is worse than a shorter text. */
static void drop_cut_character(char *text, size_t len)
{
    size_t start = len;
    while (start > 0 && ((unsigned char) text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return;
    unsigned char lead = (unsigned char) text[start - 1];
    size_t want = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (len - (start - 1) < want)
        text[start - 1] = '\0';
}

__attribute__((format(printf, 2, 0))) static void set_text(struct err *err, const char *format,
                                                           va_list arguments)
{
    int len = vsnprintf(err->text, sizeof(err->text), format, arguments);
    if (len >= (int) sizeof(err->text))
        drop_cut_character(err->text, sizeof(err->text) - 1);
}

enum outcome err_set(struct err *err, enum outcome outcome, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    err->outcome = outcome;
    err->reason = REASON_NONE;
    set_text(err, format, arguments);
    va_end(arguments);
    return outcome;
}

enum outcome err_reason(struct err *err, enum outcome outcome, enum reason reason,
                        const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    err->outcome = outcome;
    err->reason = reason;
    set_text(err, format, arguments);
    va_end(arguments);
    return outcome;
}

enum outcome err_wrap(struct err *err, const char *format, ...)
{
    char inner[ERR_TEXT_MAX];
    memcpy(inner, err->text, sizeof(inner));
    va_list arguments;
    va_start(arguments, format);
    set_text(err, format, arguments);
    va_end(arguments);
    size_t len = strlen(err->text);
    if (len + 2 < sizeof(err->text)) {
        int more = snprintf(err->text + len, sizeof(err->text) - len, ": %s", inner);
        if (more >= (int) (sizeof(err->text) - len))
            drop_cut_character(err->text, sizeof(err->text) - 1);
    }
    return err->outcome;
}

void err_ignore(enum outcome outcome)
{
    (void) outcome;
}

const char *outcome_name(enum outcome outcome)
{
    return outcome_names[outcome];
}

const char *reason_name(enum reason reason)
{
    return reasons[reason].name;
}

const char *reason_help(enum reason reason)
{
    return reasons[reason].help;
}
