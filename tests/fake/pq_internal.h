/*
 * pq_internal -- what the files of the fake libpq share.
 */
#ifndef SHOUWEN_TESTS_FAKE_PQ_INTERNAL_H
#define SHOUWEN_TESTS_FAKE_PQ_INTERNAL_H

#include <libpq-fe.h>

#include "fake/pq.h"

enum {
    ANSWERS_MAX = 256,
    QUEUE_MAX = 128,
    SAID_MAX = 8192,
    PARAMS_MAX = 128,
    KEYWORDS_MAX = 64,
    MESSAGE_MAX = 512,
};

struct pg_result {
    ExecStatusType status;
    struct pq_answer answer;
    char tag[64];
};

struct item {
    char statement[128];
    bool is_sync;
};

struct pg_conn {
    ConnStatusType status;
    PGTransactionStatusType transaction;
    char message[MESSAGE_MAX];
    bool in_pipeline;
    bool is_aborted;   /* until the sync */
    bool wants_null;   /* behind the results of a statement */
    bool is_told;      /* that the connection is lost */
    bool is_short;     /* verbosity: only the SQLSTATE */
    bool has_copy_end; /* its result is waiting */
    bool copy_failed;
    struct item queue[QUEUE_MAX];
    size_t queue_first, queue_end;
    int busy; /* of the answer that is next; -1: not looked up */
};

struct pg_cancel {
    int unused;
};

struct fake {
    struct pq_answer answers[ANSWERS_MAX];
    size_t answers_count;
    char refusal[MESSAGE_MAX / 2];
    const char *refusal_sqlstate;
    bool refuses;
    size_t steps, fail_step;
    enum pq_fault fault;
    bool has_failed;
    char said[SAID_MAX];
    char *params[PARAMS_MAX];
    size_t params_len[PARAMS_MAX];
    char *keywords[KEYWORDS_MAX];
    char *values[KEYWORDS_MAX];
    size_t keywords_count;
    const char *default_options;
    size_t open;
    int ready; /* a descriptor that always is */
};

extern struct fake pq_fake;

void pq_cut(PGconn *conn);

/* False when this is the step that is to fail, or the connection is lost. */
bool pq_step(PGconn *conn);

void pq_forget_params(void);

#endif
