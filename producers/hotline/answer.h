/*
 * answer -- what is said to who sent a request: JSON, and problems as RFC 9457 has them.
 *
 * Nothing of what a personal field held is ever in it.
 */
#ifndef SHOUWEN_HOTLINE_ANSWER_H
#define SHOUWEN_HOTLINE_ANSWER_H

#include <stdio.h>

#include "io/http.h"

/* The statuses there are, each with its title and what to do. */
struct answer_status {
    int status;
    const char *title;
    const char *advice;
};
const struct answer_status *answer_status(int status);

/* A text in quotes. */
void answer_put_text(FILE *out, struct str text);

/* ,"name":"text" */
void answer_put_member(FILE *out, const char *name, struct str text);

/* The members of a problem: status, title, detail, what to do, and of a refusal field and reason;
 * without the braces. */
void answer_put_problem(FILE *out, int status, const struct err *err);

/* A whole answer that is a problem. */
void answer_problem(struct http_exchange *exchange, int status, const struct err *err);

/* The same in these words. */
void answer_refuse(struct http_exchange *exchange, int status, const char *detail);

/* 405: only these methods, as the header Allow has them. */
void answer_method(struct http_exchange *exchange, const char *methods);

/* A body of JSON. */
void answer_json(struct http_exchange *exchange, int status, struct str json);

#endif
