/*
 * pq -- libpq without a server, linked in place of -lpq by every test called *_scripted.
 *
 * Each statement succeeds with no rows unless an answer was laid out for it; pipelines,
 * transactions and lost connections behave as libpq 15's do.  Every call that can fail is a step,
 * and the step of a given number can be made to fail: so a test runs its subject once for each step
 * and looks at what is left behind.  Objects not given back are counted.
 */
#ifndef SHOUWEN_TESTS_FAKE_PQ_H
#define SHOUWEN_TESTS_FAKE_PQ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* What the server says to the next statement (SQL text or name) that begins with `statement`. */
struct pq_answer {
    const char *statement;
    const char *sqlstate; /* NULL: it succeeds, unless is_cut */
    const char *message;  /* primary, as the server sends it */
    const char *constraint;
    const char *column;
    bool is_cut;     /* the connection breaks here; with a sqlstate the server said so before */
    bool begins;     /* a script that began a transaction before it failed */
    int busy;        /* so many looks until the answer is there */
    const char *tag; /* "INSERT 0 3"; NULL: by the statement */
    size_t rows;     /* of binary values, row by row */
    size_t columns;  /* */
    const struct str *values; /* ptr NULL: NULL */
    size_t params;            /* of a statement prepared: how many, */
    const unsigned *types;    /* and which types the server sees in them */
};

enum pq_fault {
    PQ_CUT,       /* the connection is lost in that step */
    PQ_NO_MEMORY, /* the step fails and the connection stays */
};

/* Forget everything; asserts that nothing was left open. */
void pq_reset(void);

/* Lay out an answer; used once. */
void pq_answer(struct pq_answer answer);

/* What was laid out and not used is forgotten. */
void pq_forget_answers(void);

/* All connections are refused from now on, in libpq's words; `sqlstate` NULL: nobody answered. */
void pq_refuse(const char *message, const char *sqlstate);
void pq_accept(void);

/* Make the step of this number (from 1) fail; 0: none. */
void pq_fail_step(size_t step, enum pq_fault fault);

/* Steps taken since pq_reset(), and whether the one that was to fail was reached. */
size_t pq_steps(void);
bool pq_has_failed(void);

/* What was run: statements and names up to the first blank or line end, "; " between them; of
 * pipelines "sync", of copies "copied 19 bytes", "copy done" or "copy failed". */
const char *pq_said(void);

/* The bytes of a parameter of the last statement that had some. */
struct str pq_param(size_t index);

/* A setting of the last connection; "" when it has none. */
const char *pq_keyword(const char *keyword);

/* PGOPTIONS, as PQconndefaults() tells. */
void pq_default_options(const char *options);

/* Connections and results not given back. */
size_t pq_left_over(void);

#endif
