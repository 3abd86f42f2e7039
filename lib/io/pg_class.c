/* pg_class -- see pg_class.h. */
#include "io/pg_class.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *prefix;
    enum outcome outcome;
    enum reason reason;
} classes[] = {
    /* raised by our own functions (schema stream) */
    {"SW001", FENCED, REASON_NONE},
    {"SW002", RETRY, REASON_STALE_FILE},
    {"SW003", RETRY, REASON_STALE_RULES},
    /* single codes that differ from their class */
    {"0A000", RETRY, REASON_STALE_PREPARED}, /* cached plan must not change result type */
    {"26000", RETRY, REASON_STALE_PREPARED}, /* prepared statement does not exist */
    {"25006", RETRY, REASON_NONE},           /* read-only: the server was demoted */
    {"25P03", RETRY, REASON_NONE},           /* idle in transaction for too long */
    {"55P03", RETRY, REASON_LOCKED},
    {"57014", RETRY, REASON_CANCELED},
    /* classes */
    {"08", RETRY, REASON_NONE},       /* connection */
    {"22", REJECT, REASON_DATABASE},  /* data */
    {"23", REJECT, REASON_DATABASE},  /* constraints */
    {"40", RETRY, REASON_NONE},       /* deadlock, serialization */
    {"53", RETRY, REASON_NONE},       /* disk full, out of memory, too many connections */
    {"54", REJECT, REASON_TOO_LARGE}, /* limits of the server */
    {"55", RETRY, REASON_NONE},       /* object in use */
    {"57P", RETRY, REASON_NONE},      /* shutdown, crash of another backend, starting up */
    {"58", RETRY, REASON_NONE},       /* I/O of the server */
};

struct pg_class pg_class_of(const char *sqlstate)
{
    if (sqlstate == NULL || sqlstate[0] == '\0')
        return (struct pg_class) {.outcome = RETRY, .reason = REASON_NONE};
    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
        if (strncmp(sqlstate, classes[i].prefix, strlen(classes[i].prefix)) == 0)
            return (struct pg_class) {classes[i].outcome, classes[i].reason};
    return (struct pg_class) {.outcome = FATAL, .reason = REASON_NONE};
}

/* The first line of a message; without what stands between the first and the last quote when that
 * may be a value of a row (a value may hold quotes itself). */
static void first_line(const char *message, bool hides_quoted, char text_out[ERR_TEXT_MAX])
{
    int len = (int) strcspn(message, "\n");
    const char *first = memchr(message, '"', (size_t) len);
    if (first == NULL || !hides_quoted) {
        (void) snprintf(text_out, ERR_TEXT_MAX, "%.*s", len, message);
        return;
    }
    const char *last = memrchr(message, '"', (size_t) len);
    (void) snprintf(text_out, ERR_TEXT_MAX, "%.*s\"...%.*s", (int) (first - message), message,
                    len - (int) (last - message), last);
}

static const char *field(const PGresult *result, int code)
{
    const char *value = result == NULL ? NULL : PQresultErrorField(result, code);
    return value == NULL ? "" : value;
}

/* Which constraint, column or right is meant, where the primary message may not say it. */
static void add_object(const PGconn *connection, const PGresult *result, struct err *err)
{
    static const struct {
        int code;
        const char *noun;
    } objects[] = {{PG_DIAG_CONSTRAINT_NAME, "constraint"}, {PG_DIAG_COLUMN_NAME, "column"}};
    const char *noun = "role";
    const char *name = "";

    if (strcmp(field(result, PG_DIAG_SQLSTATE), "42501") == 0)
        name = PQuser(connection);
    for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]) && name[0] == '\0'; i++) {
        name = field(result, objects[i].code);
        noun = objects[i].noun;
    }
    if (name[0] == '\0' || strstr(err->text, name) != NULL)
        return;
    struct err inner = *err;
    (void) err_reason(err, inner.outcome, inner.reason, "%.160s, %s \"%.63s\"", inner.text, noun,
                      name);
}

enum outcome pg_class_failure(const PGconn *connection, const PGresult *result, bool is_prepared,
                              struct err *err)
{
    const char *sqlstate = field(result, PG_DIAG_SQLSTATE);
    const char *primary = field(result, PG_DIAG_MESSAGE_PRIMARY);
    struct pg_class class = pg_class_of(sqlstate);
    char text[ERR_TEXT_MAX];

    if (sqlstate[0] == '\0') {
        first_line(primary[0] != '\0' ? primary : PQerrorMessage(connection), false, text);
        return err_reason(err, class.outcome, class.reason, "%s",
                          text[0] == '\0' ? "PostgreSQL gave no answer" : text);
    }
    /* What nobody prepared cannot go stale: a feature that the server does not have. */
    if (class.reason == REASON_STALE_PREPARED && !is_prepared)
        class = (struct pg_class) {.outcome = FATAL, .reason = REASON_NONE};
    /* A session that ended says nothing about the statement it ended in. */
    if (PQstatus(connection) == CONNECTION_BAD)
        class = (struct pg_class) {.outcome = RETRY, .reason = REASON_NONE};

    first_line(primary, strncmp(sqlstate, "22", 2) == 0, text);
    (void) err_reason(err, class.outcome, class.reason, "%.200s (%s)", text, sqlstate);
    add_object(connection, result, err);
    return class.outcome;
}
