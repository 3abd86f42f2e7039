/* pg_connect -- making the connection: settings, refusals, connecting anew; see pg.h. */
#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/time.h"
#include "io/pg_class.h"
#include "io/pg_internal.h"

enum {
    KEYWORDS_MAX = 64,
    OPTIONS_TEXT_MAX = 1024,
    NUMBER_TEXT_MAX = 24,
    SQLSTATE_LEN = 5,
    CONNECT_TIMEOUT_S = 10,
};

struct settings {
    const char *keywords[KEYWORDS_MAX + 1];
    const char *values[KEYWORDS_MAX + 1];
    size_t count;
    PQconninfoOption *parsed; /* owns what the conninfo said */
    char options[OPTIONS_TEXT_MAX];
    char connect_timeout[NUMBER_TEXT_MAX];
};

static void settings_add(struct settings *settings, const char *keyword, const char *value)
{
    assert(settings->count < KEYWORDS_MAX);
    settings->keywords[settings->count] = keyword;
    settings->values[settings->count++] = value;
}

static const char *settings_find(const struct settings *settings, const char *keyword)
{
    for (size_t i = 0; i < settings->count; i++)
        if (strcmp(settings->keywords[i], keyword) == 0)
            return settings->values[i];
    return NULL;
}

/* Ours, where the conninfo says nothing. */
static void settings_default(struct settings *settings, const char *keyword, const char *value)
{
    if (value != NULL && settings_find(settings, keyword) == NULL)
        settings_add(settings, keyword, value);
}

/* Ours, whatever the conninfo says. */
static void settings_set(struct settings *settings, const char *keyword, const char *value)
{
    for (size_t i = 0; i < settings->count; i++) {
        if (strcmp(settings->keywords[i], keyword) == 0) {
            settings->values[i] = value;
            return;
        }
    }
    settings_add(settings, keyword, value);
}

/* What PGOPTIONS says, when the conninfo does not; libpq forgets it once we send options. */
static void add_default_options(char *text, size_t size)
{
    PQconninfoOption *defaults = PQconndefaults();
    for (PQconninfoOption *option = defaults; option != NULL && option->keyword != NULL; option++)
        if (strcmp(option->keyword, "options") == 0 && option->val != NULL)
            (void) snprintf(text, size, " %s", option->val);
    PQconninfoFree(defaults);
}

/* " -c name=value", with blanks and backslashes escaped as the server reads them. */
static void add_option(struct settings *settings, const char *name, const char *value)
{
    size_t len = strlen(settings->options);
    int more = snprintf(settings->options + len, OPTIONS_TEXT_MAX - len, " -c %s=", name);
    len += (size_t) more;
    for (; *value != '\0' && len + 3 < OPTIONS_TEXT_MAX; value++) {
        if (*value == ' ' || *value == '\\')
            settings->options[len++] = '\\';
        settings->options[len++] = *value;
    }
    settings->options[len < OPTIONS_TEXT_MAX ? len : OPTIONS_TEXT_MAX - 1] = '\0';
}

/*
 * A flush looks up thousands of keys, in tables that may have been empty when its plans were made
 * and grow by millions before anybody counts them: a scan or a hash of the whole is never right.
 */
static void add_by_key(struct settings *settings)
{
    static const char *const refused[] = {"enable_seqscan", "enable_hashjoin", "enable_mergejoin",
                                          "enable_memoize"};
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        add_option(settings, refused[i], "off");
    add_option(settings, "plan_cache_mode", "force_generic_plan");
}

/* The time zone first, so that the user may choose another; what the program needs last. */
static enum outcome settings_options(struct settings *settings, const struct pg *pg,
                                     struct err *err)
{
    char *text = settings->options;
    const char *users = settings_find(settings, "options");
    size_t needed = users == NULL ? 0 : strlen(users);
    if (pg->search_path != NULL)
        needed += 2 * strlen(pg->search_path);
    if (needed > OPTIONS_TEXT_MAX / 2)
        return err_set(err, FATAL, "options of the connection are longer than %d bytes",
                       OPTIONS_TEXT_MAX / 2);

    (void) snprintf(text, OPTIONS_TEXT_MAX, "-c TimeZone=UTC");
    if (users != NULL)
        (void) snprintf(text + strlen(text), OPTIONS_TEXT_MAX - strlen(text), " %s", users);
    else
        add_default_options(text + strlen(text), OPTIONS_TEXT_MAX / 2 - strlen(text));
    if (pg->search_path != NULL)
        add_option(settings, "search_path", pg->search_path);
    if (pg->statement_timeout_ms > 0) {
        char number[NUMBER_TEXT_MAX];
        (void) snprintf(number, sizeof(number), "%d", pg->statement_timeout_ms);
        add_option(settings, "statement_timeout", number);
    }
    if (pg->looks_up_by_key)
        add_by_key(settings);
    settings_set(settings, "options", text);
    return OK;
}

static enum outcome settings_parse(struct settings *settings, const char *conninfo, struct err *err)
{
    static const char bad_name[] = "invalid connection option";
    char *message = NULL;
    settings->parsed = PQconninfoParse(conninfo, &message);
    if (settings->parsed == NULL) {
        /* Any other message may quote a piece of the password. */
        bool is_name = message != NULL && strncmp(message, bad_name, strlen(bad_name)) == 0;
        (void) err_set(err, FATAL, "cannot read the connection settings%s%.*s", is_name ? ": " : "",
                       is_name ? (int) strcspn(message, "\n") : 0, is_name ? message : "");
        PQfreemem(message);
        return FATAL;
    }
    for (PQconninfoOption *option = settings->parsed; option->keyword != NULL; option++)
        if (option->val != NULL)
            settings_add(settings, option->keyword, option->val);
    return OK;
}

static enum outcome settings_init(struct settings *settings, const struct pg *pg, struct err *err)
{
    *settings = (struct settings) {.count = 0};
    if (settings_parse(settings, pg->conninfo, err) != OK)
        return err->outcome;

    (void) snprintf(settings->connect_timeout, sizeof(settings->connect_timeout), "%d",
                    pg->connect_timeout_s > 0 ? pg->connect_timeout_s : CONNECT_TIMEOUT_S);
    settings_default(settings, "connect_timeout", settings->connect_timeout);
    settings_default(settings, "keepalives", "1");
    settings_default(settings, "keepalives_idle", "10");
    settings_default(settings, "keepalives_interval", "5");
    settings_default(settings, "keepalives_count", "3");
    settings_default(settings, "tcp_user_timeout", "15000");
    settings_default(settings, "application_name", pg->application_name);
    settings_set(settings, "client_encoding", "UTF8");
    if (pg->user != NULL)
        settings_set(settings, "user", pg->user);
    return settings_options(settings, pg, err);
}

static void settings_done(struct settings *settings)
{
    PQconninfoFree(settings->parsed);
    settings->parsed = NULL;
}

/* Drive a connection that was started without waiting to its end, but not beyond `until_us`. */
static void drive(PGconn *connection, int64_t until_us)
{
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;
    while (status == PGRES_POLLING_READING || status == PGRES_POLLING_WRITING) {
        struct pollfd ready = {.fd = PQsocket(connection),
                               .events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT};
        int64_t left_ms = (until_us - time_steady_us()) / 1000;
        if (left_ms <= 0 || poll(&ready, 1, (int) left_ms) == 0)
            return;
        status = PQconnectPoll(connection);
    }
}

/*
 * libpq keeps the SQLSTATE of a refusal to itself.  Only its message tells it when it is asked to
 * be short ("FATAL:  28P01"), which can be asked for only on a connection started without waiting;
 * so after a refusal one such connection is tried.  What is between the two spaces and the end of
 * the line does not depend on the server's language.
 */
static void ask_sqlstate(const struct settings *settings, char sqlstate_out[SQLSTATE_LEN + 1])
{
    PGconn *connection = PQconnectStartParams(settings->keywords, settings->values, 0);
    sqlstate_out[0] = '\0';
    if (connection != NULL && PQstatus(connection) != CONNECTION_BAD) {
        (void) PQsetErrorVerbosity(connection, PQERRORS_SQLSTATE);
        drive(connection, time_steady_us() + CONNECT_TIMEOUT_S * INT64_C(1000000));
        for (const char *at = strstr(PQerrorMessage(connection), ":  "); at != NULL;
             at = strstr(at + 1, ":  "))
            if (strspn(at + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == SQLSTATE_LEN)
                (void) snprintf(sqlstate_out, SQLSTATE_LEN + 1, "%.*s", SQLSTATE_LEN, at + 3);
    }
    PQfinish(connection);
}

/* libpq complains of a setting before it tries to connect. */
static bool is_bad_setting(const char *message)
{
    static const char *const beginnings[] = {"invalid ", "could not match ", "sslmode value "};
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
        if (strncmp(message, beginnings[i], strlen(beginnings[i])) == 0)
            return true;
    return false;
}

static enum outcome refused(const struct settings *settings, const PGconn *connection,
                            struct err *err)
{
    const char *message = PQerrorMessage(connection);
    int len = (int) strcspn(message, "\n");
    char sqlstate[SQLSTATE_LEN + 1] = "";

    if (is_bad_setting(message) || PQconnectionNeedsPassword(connection))
        return err_set(err, FATAL, "cannot connect to PostgreSQL: %.*s", len, message);
    if (strstr(message, ":  ") != NULL) /* the server itself spoke */
        ask_sqlstate(settings, sqlstate);
    struct pg_class class = pg_class_of(sqlstate);
    if (class.outcome == RETRY)
        return err_set(err, RETRY, "could not connect to PostgreSQL: %.*s", len, message);
    return err_set(err, FATAL, "cannot connect to PostgreSQL: %.*s (%s)", len, message, sqlstate);
}

static void ignore_notice(void *context, const PGresult *result)
{
    (void) context;
    (void) result;
}

static enum outcome start(struct pg *pg, const struct settings *settings, struct err *err)
{
    pg->connection = PQconnectdbParams(settings->keywords, settings->values, 0);
    if (pg->connection == NULL)
        return err_set(err, RETRY, "could not allocate a connection");
    if (PQstatus(pg->connection) != CONNECTION_OK)
        return refused(settings, pg->connection, err);
    (void) PQsetNoticeReceiver(pg->connection, ignore_notice, NULL);
    if (PQsetnonblocking(pg->connection, 1) != 0)
        return err_set(err, RETRY, "could not make the connection non-blocking");
    return OK;
}

enum outcome pg_connect(struct pg *pg, struct err *err)
{
    struct settings settings;
    assert(pg->connection == NULL);
    enum outcome outcome = settings_init(&settings, pg, err);
    if (outcome == OK)
        outcome = start(pg, &settings, err);
    settings_done(&settings);
    pg->is_broken = outcome != OK;
    return outcome;
}

/* NULL stays NULL; `failed` is set when there is no memory. */
static char *copy(const char *text, bool *failed)
{
    char *copied = text == NULL ? NULL : strdup(text);
    *failed = *failed || (text != NULL && copied == NULL);
    return copied;
}

enum outcome pg_open(const struct pg_options *options, struct pg **pg_out, struct err *err)
{
    struct pg *pg = calloc(1, sizeof(*pg));
    if (pg == NULL)
        return err_set(err, FATAL, "could not allocate a connection");
    bool failed = false;
    pg->conninfo = copy(options->conninfo, &failed);
    pg->user = copy(options->user, &failed);
    pg->application_name = copy(options->application_name, &failed);
    pg->search_path = copy(options->search_path, &failed);
    pg->connect_timeout_s = options->connect_timeout_s;
    pg->statement_timeout_ms = options->statement_timeout_ms;
    pg->looks_up_by_key = options->looks_up_by_key;

    enum outcome outcome =
        failed ? err_set(err, FATAL, "could not allocate a connection") : pg_connect(pg, err);
    if (outcome == OK)
        *pg_out = pg;
    else
        pg_close(pg);
    return outcome;
}

void pg_close(struct pg *pg)
{
    if (pg == NULL)
        return;
    PQfinish(pg->connection);
    for (size_t i = 0; i < pg->prepared_count; i++) {
        free(pg->prepared[i].name);
        free(pg->prepared[i].sql);
    }
    free(pg->conninfo);
    free(pg->user);
    free(pg->application_name);
    free(pg->search_path);
    free(pg);
}

enum outcome pg_reconnect(struct pg *pg, struct err *err)
{
    PQfinish(pg->connection);
    pg->connection = NULL;
    pg->pipelines_count = 0;
    pg->write_failed = false;
    if (pg_connect(pg, err) != OK)
        return err->outcome;
    return pg_prepare_all(pg, err);
}

enum outcome pg_ensure(const struct pg_options *options, struct pg **pg, struct err *err)
{
    if (*pg == NULL)
        return pg_open(options, pg, err);
    return pg_is_broken(*pg) ? pg_reconnect(*pg, err) : OK;
}

void pg_abandon(struct pg *pg)
{
    if (pg->connection != NULL && PQsocket(pg->connection) >= 0)
        (void) shutdown(PQsocket(pg->connection), SHUT_RDWR); /* PQfinish() closes it */
    pg->is_broken = true;
}
