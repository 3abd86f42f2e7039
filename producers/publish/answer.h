/*
 * answer -- what became of a line, as a line of JSON on standard output.
 *
 * {"line":1,"status":"acknowledged","eventId":"…","subject":"…","topic":"shouwen.inquiry"}
 * {"line":3,"status":"refused","field":"accepted.unit","reason":"missing","text":"…"}
 * Statuses: acknowledged, checked (a rehearsal), refused (this line never), failed (the broker did
 * not take it), unanswered (nobody knows; sending it again is safe).
 */
#ifndef SHOUWEN_PUBLISH_ANSWER_H
#define SHOUWEN_PUBLISH_ANSWER_H

#include <stdio.h>

#include "wire/told.h"

enum { ANSWER_SUBJECT_MAX = 144 };

/* What a line was, kept until its answer. */
struct answer_about {
    uint64_t line;
    struct uuid event_id; /* zero: it has none */
    char subject[ANSWER_SUBJECT_MAX];
    enum topic topic;
};

/* `status` with what it was, and `err` when there is one. */
void answer_event(FILE *out, const char *topic_prefix, const char *status,
                  const struct answer_about *about, const struct err *err);

/* "refused": the line is no event. */
void answer_refused(FILE *out, uint64_t line, const struct err *err);

/* What is known before it is sent; nothing of a citizen's. */
struct answer_about answer_about(uint64_t line, const struct told *told);

#endif
