/*
 * err -- what became of a call, and in which words.
 *
 * A function that can fail returns an outcome; the outcome says what the caller may do, the reason
 * which rule spoke, the text what a person should read.  An err lives on the caller's stack;
 * nothing allocates.
 */
#ifndef SHOUWEN_BASE_ERR_H
#define SHOUWEN_BASE_ERR_H

#include <stdbool.h>

#define MUST_CHECK __attribute__((warn_unused_result))

enum outcome {
    OK = 0,
    RETRY,  /* repeating the same call may succeed: broker down, deadlock   */
    REJECT, /* this input can never succeed: set it aside and go on         */
    FENCED, /* a rival owns this: drop what is in hand, rejoin              */
    FATAL,  /* this process must stop: bad configuration, or our mistake    */
};

enum reason {
#define REASON(NAME, name, help) REASON_##NAME,
#include "base/reasons.def"
#undef REASON
    REASONS_COUNT
};

enum { ERR_TEXT_MAX = 256 };

struct err {
    enum outcome outcome;
    enum reason reason;
    char text[ERR_TEXT_MAX]; /* one line, lower case, no full stop; never a personal value */
};

/* Fill in `err` and return `outcome`.  A longer text is cut at a whole character. */
enum outcome err_set(struct err *err, enum outcome outcome, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with a reason from the list. */
enum outcome err_reason(struct err *err, enum outcome outcome, enum reason reason,
                        const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Put "context: " in front of the text; outcome and reason stay. */
enum outcome err_wrap(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* For a failure that does not matter; the reason why stands beside the call. */
void err_ignore(enum outcome outcome);

/* "ok", "retry", "reject", "fenced", "fatal". */
const char *outcome_name(enum outcome outcome);

/* The label used in dead letters and metrics, and its sentence in the README. */
const char *reason_name(enum reason reason);
const char *reason_help(enum reason reason);

#endif
