/* pq -- see pq.h. */
#include "fake/pq_internal.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fake pq_fake = {.ready = -1};

static const char cut_words[] =
    "server closed the connection unexpectedly\n\tThis probably means\n";

/* ---- the test's side ---- */

void pq_forget_params(void)
{
    for (size_t i = 0; i < PARAMS_MAX; i++) {
        free(pq_fake.params[i]);
        pq_fake.params[i] = NULL;
    }
}

static void forget_keywords(void)
{
    for (size_t i = 0; i < pq_fake.keywords_count; i++) {
        free(pq_fake.keywords[i]);
        free(pq_fake.values[i]);
    }
    pq_fake.keywords_count = 0;
}

void pq_reset(void)
{
    assert(pq_fake.open == 0);
    pq_forget_params();
    forget_keywords();
    int ready = pq_fake.ready >= 0 ? pq_fake.ready : open("/dev/null", O_RDWR | O_CLOEXEC);
    memset(&pq_fake, 0, sizeof(pq_fake));
    pq_fake.ready = ready;
}

void pq_answer(struct pq_answer answer)
{
    assert(pq_fake.answers_count < ANSWERS_MAX);
    pq_fake.answers[pq_fake.answers_count++] = answer;
}

void pq_forget_answers(void)
{
    pq_fake.answers_count = 0;
}

void pq_refuse(const char *message, const char *sqlstate)
{
    (void) snprintf(pq_fake.refusal, sizeof(pq_fake.refusal), "%s", message);
    pq_fake.refusal_sqlstate = sqlstate;
    pq_fake.refuses = true;
}

void pq_accept(void)
{
    pq_fake.refuses = false;
}

void pq_fail_step(size_t step, enum pq_fault fault)
{
    pq_fake.fail_step = step;
    pq_fake.fault = fault;
}

size_t pq_steps(void)
{
    return pq_fake.steps;
}

bool pq_has_failed(void)
{
    return pq_fake.has_failed;
}

const char *pq_said(void)
{
    return pq_fake.said;
}

struct str pq_param(size_t index)
{
    return (struct str) {.ptr = pq_fake.params[index], .len = pq_fake.params_len[index]};
}

const char *pq_keyword(const char *keyword)
{
    for (size_t i = 0; i < pq_fake.keywords_count; i++)
        if (strcmp(pq_fake.keywords[i], keyword) == 0)
            return pq_fake.values[i];
    return "";
}

void pq_default_options(const char *options)
{
    pq_fake.default_options = options;
}

size_t pq_left_over(void)
{
    return pq_fake.open;
}

/* ---- inside ---- */

void pq_cut(PGconn *conn)
{
    conn->status = CONNECTION_BAD;
    (void) snprintf(conn->message, sizeof(conn->message), "%s", cut_words);
}

/* False when this is the step that is to fail. */
bool pq_step(PGconn *conn)
{
    pq_fake.steps++;
    if (conn != NULL && conn->status == CONNECTION_BAD)
        return false;
    if (pq_fake.steps != pq_fake.fail_step)
        return true;
    pq_fake.has_failed = true;
    if (conn != NULL && pq_fake.fault == PQ_CUT)
        pq_cut(conn);
    else if (conn != NULL)
        (void) snprintf(conn->message, sizeof(conn->message), "out of memory\n");
    return false;
}

/* ---- libpq: connections ---- */

static PQconninfoOption *options_new(void)
{
    PQconninfoOption *options = calloc(KEYWORDS_MAX, sizeof(*options));
    assert(options != NULL);
    return options;
}

PQconninfoOption *PQconninfoParse(const char *conninfo, char **errmsg)
{
    static const char *const known = " host port user dbname password options connect_timeout "
                                     "application_name tcp_user_timeout sslmode ";
    PQconninfoOption *options = options_new();
    size_t count = 0;
    while (*conninfo != '\0') {
        size_t len = strcspn(conninfo, " ");
        const char *equals = memchr(conninfo, '=', len);
        char padded[64] = "";
        if (equals != NULL)
            (void) snprintf(padded, sizeof(padded), " %.*s ", (int) (equals - conninfo), conninfo);
        if (equals == NULL || strstr(known, padded) == NULL) {
            char message[MESSAGE_MAX];
            (void) snprintf(message, sizeof(message),
                            equals == NULL ? "missing \"=\" after \"%.*s\"\n"
                                           : "invalid connection option \"%.*s\"\n",
                            equals == NULL ? (int) len : (int) (equals - conninfo), conninfo);
            *errmsg = strdup(message);
            PQconninfoFree(options);
            return NULL;
        }
        options[count].keyword = strndup(conninfo, (size_t) (equals - conninfo));
        options[count].val = strndup(equals + 1, len - (size_t) (equals + 1 - conninfo));
        count++;
        conninfo += len + (conninfo[len] == ' ' ? 1 : 0);
    }
    return options;
}

PQconninfoOption *PQconndefaults(void)
{
    PQconninfoOption *options = options_new();
    options[0].keyword = strdup("options");
    options[0].val = pq_fake.default_options == NULL ? NULL : strdup(pq_fake.default_options);
    return options;
}

void PQconninfoFree(PQconninfoOption *options)
{
    for (size_t i = 0; options != NULL && options[i].keyword != NULL; i++) {
        free(options[i].keyword);
        free(options[i].val);
    }
    free(options);
}

void PQfreemem(void *ptr)
{
    free(ptr);
}

static PGconn *connection_new(const char *const *keywords, const char *const *values)
{
    PGconn *conn = calloc(1, sizeof(*conn));
    assert(conn != NULL);
    pq_fake.open++;
    conn->busy = -1;
    conn->transaction = PQTRANS_IDLE;
    forget_keywords();
    for (; *keywords != NULL; keywords++, values++) {
        pq_fake.keywords[pq_fake.keywords_count] = strdup(*keywords);
        pq_fake.values[pq_fake.keywords_count++] = strdup(*values);
    }
    return conn;
}

static void greet(PGconn *conn)
{
    conn->status = pq_fake.refuses ? CONNECTION_BAD : CONNECTION_OK;
    if (!pq_fake.refuses)
        return;
    const char *before = "connection to server at \"fake\", port 5432 failed: ";
    if (pq_fake.refusal_sqlstate == NULL)
        (void) snprintf(conn->message, sizeof(conn->message), "%s\n", pq_fake.refusal);
    else
        (void) snprintf(conn->message, sizeof(conn->message), "%s致命错误:  %s\n", before,
                        conn->is_short ? pq_fake.refusal_sqlstate : pq_fake.refusal);
}

PGconn *PQconnectdbParams(const char *const *keywords, const char *const *values, int expand_dbname)
{
    (void) expand_dbname;
    pq_fake.steps++;
    if (pq_fake.steps == pq_fake.fail_step && pq_fake.fault == PQ_NO_MEMORY) {
        pq_fake.has_failed = true;
        return NULL;
    }
    PGconn *conn = connection_new(keywords, values);
    greet(conn);
    if (pq_fake.steps == pq_fake.fail_step) {
        pq_fake.has_failed = true;
        pq_cut(conn);
    }
    return conn;
}

PGconn *PQconnectStartParams(const char *const *keywords, const char *const *values,
                             int expand_dbname)
{
    (void) expand_dbname;
    if (!pq_step(NULL))
        return NULL;
    PGconn *conn = connection_new(keywords, values);
    conn->status = CONNECTION_STARTED;
    return conn;
}

PostgresPollingStatusType PQconnectPoll(PGconn *conn)
{
    greet(conn);
    return conn->status == CONNECTION_OK ? PGRES_POLLING_OK : PGRES_POLLING_FAILED;
}

void PQfinish(PGconn *conn)
{
    if (conn == NULL)
        return;
    pq_fake.open--;
    free(conn);
}

ConnStatusType PQstatus(const PGconn *conn)
{
    return conn == NULL ? CONNECTION_BAD : conn->status;
}

PGTransactionStatusType PQtransactionStatus(const PGconn *conn)
{
    return conn->status == CONNECTION_BAD ? PQTRANS_UNKNOWN : conn->transaction;
}

char *PQerrorMessage(const PGconn *conn)
{
    static char none[] = "";
    return conn == NULL ? none : (char *) (uintptr_t) conn->message;
}

int PQconnectionNeedsPassword(const PGconn *conn)
{
    return strstr(conn->message, "no password supplied") != NULL;
}

int PQsocket(const PGconn *conn)
{
    (void) conn;
    return pq_fake.ready;
}

int PQbackendPID(const PGconn *conn)
{
    (void) conn;
    return 4711;
}

char *PQuser(const PGconn *conn)
{
    static char user[] = "fake_role";
    (void) conn;
    return user;
}

PGVerbosity PQsetErrorVerbosity(PGconn *conn, PGVerbosity verbosity)
{
    conn->is_short = verbosity == PQERRORS_SQLSTATE;
    return PQERRORS_DEFAULT;
}

PQnoticeReceiver PQsetNoticeReceiver(PGconn *conn, PQnoticeReceiver receiver, void *arg)
{
    (void) conn;
    receiver(arg, NULL); /* the server likes to talk */
    return NULL;
}

int PQsetnonblocking(PGconn *conn, int arg)
{
    (void) arg;
    return pq_step(conn) ? 0 : -1;
}

PGcancel *PQgetCancel(PGconn *conn)
{
    return pq_step(conn) ? calloc(1, sizeof(struct pg_cancel)) : NULL;
}

void PQfreeCancel(PGcancel *cancel)
{
    free(cancel);
}

int PQcancel(PGcancel *cancel, char *errbuf, int errbufsize)
{
    (void) cancel;
    if (pq_step(NULL))
        return 1;
    (void) snprintf(errbuf, (size_t) errbufsize, "PQcancel() -- connect() failed\n");
    return 0;
}
