/* http -- see http.h. */
#include "io/http.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gnutls/gnutls.h>
#include <microhttpd.h>

#include "base/time.h"
#include "io/http_watch.h"

enum { BODY_BYTES_FIRST = 4096, BACKLOG = 1024, BAD_REQUEST = 400, TOO_LARGE = 413 };

/* Who is to say that the answer can be sent. */
enum state { STATE_HANDLED, STATE_SUSPENDED, STATE_ANSWERED };

struct http {
    struct http_options options;
    struct MHD_Daemon *daemon;
    struct http_watch *watch;
    int listening; /* after it was drained: ours to close; else -1 */
    atomic_bool is_draining;
    atomic_size_t busy;
    atomic_size_t waiting; /* suspended */
};

struct http_exchange {
    struct http *http;
    struct MHD_Connection *connection;
    struct http_watched *watched;
    const char *method;
    const char *path;
    char *body;
    size_t len;
    size_t size;
    int64_t begun_us;
    void *kept;
    void (*done)(void *kept);
    struct MHD_Response *response;
    int status;
    bool is_handed_over;
    atomic_int state;
};

/* ---- one exchange ---- */

struct str http_method(const struct http_exchange *exchange)
{
    return str_from(exchange->method);
}

struct str http_path(const struct http_exchange *exchange)
{
    return str_from(exchange->path);
}

struct str http_header(const struct http_exchange *exchange, const char *name)
{
    return str_from(MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name));
}

struct str http_body(const struct http_exchange *exchange)
{
    return (struct str) {.ptr = exchange->body, .len = exchange->len};
}

bool http_client(const struct http_exchange *exchange, unsigned char digest_out[SHA256_LEN])
{
    unsigned faults = 0;
    unsigned count = 0;
    if (exchange->http->options.client_authorities == NULL)
        return false;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    gnutls_session_t session = info == NULL ? NULL : info->tls_session;
    if (session == NULL || gnutls_certificate_verify_peers2(session, &faults) != 0 || faults != 0)
        return false;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &count);
    if (chain == NULL || count == 0)
        return false;
    sha256((struct str) {.ptr = (const char *) chain[0].data, .len = chain[0].size}, digest_out);
    return true;
}

void http_keep(struct http_exchange *exchange, void *kept, void (*done)(void *kept))
{
    exchange->kept = kept;
    exchange->done = done;
}

void *http_kept(const struct http_exchange *exchange)
{
    return exchange->kept;
}

void http_answer(struct http_exchange *exchange, const struct http_answer *answer)
{
    void *copy = malloc(answer->body.len + 1);
    exchange->status = answer->status;
    if (copy != NULL) {
        memcpy(copy, str_start(answer->body), answer->body.len);
        exchange->response =
            MHD_create_response_from_buffer(answer->body.len, copy, MHD_RESPMEM_MUST_FREE);
    }
    struct MHD_Response *response = exchange->response; /* NULL, of no memory: it is cut off */
    if (response != NULL && answer->content_type != NULL)
        (void) MHD_add_response_header(response, "Content-Type", answer->content_type);
    for (size_t i = 0; response != NULL && i < HTTP_FIELDS_MAX && answer->fields[i].name != NULL;
         i++)
        (void) MHD_add_response_header(response, answer->fields[i].name, answer->fields[i].value);
    if (response != NULL && atomic_load(&exchange->http->is_draining))
        (void) MHD_add_response_header(response, "Connection", "close");
    struct http *http = exchange->http; /* the exchange is gone once it is resumed */
    if (atomic_exchange(&exchange->state, STATE_ANSWERED) == STATE_SUSPENDED) {
        MHD_resume_connection(exchange->connection);
        atomic_fetch_sub(&http->waiting, 1);
    }
}

static void answer_plain(struct http_exchange *exchange, int status, const char *problem)
{
    const struct http_answer answer = {
        .status = status,
        .content_type = "application/problem+json",
        .body = str_from(problem),
    };
    http_answer(exchange, &answer);
}

/* ---- what comes in ---- */

static enum MHD_Result queue(struct http_exchange *exchange)
{
    http_watch_turn(exchange->watched, false);
    if (exchange->response == NULL)
        return MHD_NO;
    enum MHD_Result result =
        MHD_queue_response(exchange->connection, (unsigned) exchange->status, exchange->response);
    MHD_destroy_response(exchange->response);
    exchange->response = NULL;
    return result;
}

static bool is_answered(struct http_exchange *exchange)
{
    return atomic_load(&exchange->state) == STATE_ANSWERED;
}

/* Two that differ are read in one way by us and perhaps in another by who stands in front. */
struct lengths {
    const char *said; /* Content-Length */
    int count;        /* with chunks, which tell it too */
};

static enum MHD_Result find_length(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    struct lengths *lengths = context;
    bool is_length = strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0;
    (void) kind;
    if (is_length)
        lengths->said = value;
    lengths->count += is_length || strcasecmp(name, MHD_HTTP_HEADER_TRANSFER_ENCODING) == 0;
    return MHD_YES;
}

static enum MHD_Result begin(struct http *http, struct MHD_Connection *connection,
                             const char *method, const char *path,
                             struct http_exchange **exchange_out)
{
    struct http_exchange *exchange = calloc(1, sizeof(*exchange));
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    if (exchange == NULL || info == NULL) {
        free(exchange);
        return MHD_NO;
    }
    *exchange = (struct http_exchange) {.http = http,
                                        .connection = connection,
                                        .watched = info->socket_context,
                                        .method = method,
                                        .path = path,
                                        .begun_us = time_steady_us()};
    atomic_init(&exchange->state, STATE_HANDLED);
    atomic_fetch_add(&http->busy, 1);
    *exchange_out = exchange;
    struct lengths lengths = {.said = NULL};
    (void) MHD_get_connection_values(connection, MHD_HEADER_KIND, find_length, &lengths);
    const char *said = lengths.said;
    if (lengths.count > 1)
        answer_plain(exchange, BAD_REQUEST,
                     "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                     "\"detail\":\"the length of the body is told more than once\","
                     "\"advice\":\"send Content-Length or chunks, and once\"}\n");
    else if (said != NULL && strtoull(said, NULL, 10) > http->options.body_bytes_max)
        answer_plain(
            exchange, TOO_LARGE,
            "{\"type\":\"about:blank\",\"title\":\"Content Too Large\",\"status\":413,"
            "\"detail\":\"the body is larger than the server takes; send fewer events\"}\n");
    else
        http->options.begin(http->options.context, exchange);
    /* To answer at once ends the connection, which only a body that is not wanted is worth. */
    bool has_body = lengths.count > 0;
    return is_answered(exchange) && has_body ? queue(exchange) : MHD_YES;
}

static enum MHD_Result take(struct http_exchange *exchange, const char *bytes, size_t *count)
{
    const struct http_options *options = &exchange->http->options;
    size_t wanted = exchange->len + *count;
    int64_t spent_us = time_steady_us() - exchange->begun_us;
    if (wanted > options->body_bytes_max || spent_us > options->request_s_max * INT64_C(1000000))
        return MHD_NO; /* cut off: it said no length, or comes in drops */
    if (wanted > exchange->size) {
        size_t size = exchange->size == 0 ? BODY_BYTES_FIRST : exchange->size;
        while (size < wanted)
            size *= 2;
        char *body = realloc(exchange->body, size);
        if (body == NULL)
            return MHD_NO;
        exchange->body = body;
        exchange->size = size;
    }
    memcpy(exchange->body + exchange->len, bytes, *count);
    exchange->len = wanted;
    *count = 0;
    return MHD_YES;
}

static enum MHD_Result hand_over(struct http_exchange *exchange)
{
    const struct http_options *options = &exchange->http->options;
    exchange->is_handed_over = true;
    http_watch_turn(exchange->watched, true);
    options->handle(options->context, exchange);
    if (is_answered(exchange))
        return queue(exchange);
    MHD_suspend_connection(exchange->connection);
    atomic_fetch_add(&exchange->http->waiting, 1);
    if (atomic_exchange(&exchange->state, STATE_SUSPENDED) == STATE_ANSWERED) {
        atomic_store(&exchange->state, STATE_ANSWERED);
        MHD_resume_connection(exchange->connection);
        atomic_fetch_sub(&exchange->http->waiting, 1);
    }
    return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *bytes, size_t *count, void **place)
{
    struct http_exchange *exchange = *place;
    (void) version;
    if (exchange == NULL)
        return begin(context, connection, method, path, (struct http_exchange **) place);
    if (is_answered(exchange))
        return queue(exchange);
    if (*count > 0)
        return take(exchange, bytes, count);
    return exchange->is_handed_over ? MHD_YES : hand_over(exchange);
}

static void on_end(void *context, struct MHD_Connection *connection, void **place,
                   enum MHD_RequestTerminationCode why)
{
    struct http *http = context;
    struct http_exchange *exchange = *place;
    (void) connection;
    (void) why;
    if (exchange == NULL)
        return;
    if (exchange->response != NULL)
        MHD_destroy_response(exchange->response);
    http_watch_turn(exchange->watched, false);
    free(exchange->body);
    if (exchange->done != NULL)
        exchange->done(exchange->kept);
    free(exchange);
    *place = NULL;
    atomic_fetch_sub(&http->busy, 1);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **place,
                          enum MHD_ConnectionNotificationCode what)
{
    struct http *http = context;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (what == MHD_CONNECTION_NOTIFY_STARTED && info != NULL)
        *place = http_watch_enter(http->watch, info->connect_fd);
    else if (what == MHD_CONNECTION_NOTIFY_CLOSED)
        http_watch_leave(*place);
}

/* ---- life cycle ---- */

static bool address_of(const struct http_options *options, struct sockaddr_storage *address_out)
{
    struct sockaddr_in six_less = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t) options->port)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6,
                               .sin6_port = htons((uint16_t) options->port)};
    memset(address_out, 0, sizeof(*address_out));
    if (inet_pton(AF_INET, options->address, &six_less.sin_addr) == 1)
        memcpy(address_out, &six_less, sizeof(six_less));
    else if (inet_pton(AF_INET6, options->address, &six.sin6_addr) == 1)
        memcpy(address_out, &six, sizeof(six));
    else
        return false;
    return true;
}

/* libmicrohttpd would start without any, and then let nobody in. */
static bool has_certificates(const char *pem)
{
    gnutls_certificate_credentials_t credentials = NULL;
    const gnutls_datum_t text = {.data = (unsigned char *) (uintptr_t) pem,
                                 .size = (unsigned) strlen(pem)};
    if (gnutls_certificate_allocate_credentials(&credentials) != 0)
        return false;
    int count = gnutls_certificate_set_x509_trust_mem(credentials, &text, GNUTLS_X509_FMT_PEM);
    gnutls_certificate_free_credentials(credentials);
    return count > 0;
}

static struct MHD_Daemon *start(struct http *http, const struct sockaddr_storage *address)
{
    const struct http_options *options = &http->options;
    const char *const tls[] = {options->certificate, options->private_key,
                               options->client_authorities};
    struct MHD_OptionItem items[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, NULL},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, NULL},
        {MHD_OPTION_HTTPS_MEM_TRUST, 0, NULL},
        {MHD_OPTION_END, 0, NULL},
    };
    for (size_t i = 0; i < 3; i++)
        memcpy(&items[i].ptr_value, &tls[i], sizeof(tls[i]));
    if (options->client_authorities == NULL)
        items[2] = items[3];
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    flags |= address->ss_family == AF_INET6 ? MHD_USE_IPv6 : 0;
    if (options->certificate == NULL)
        items[0] = items[3];
    else
        flags |= MHD_USE_TLS;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, http, MHD_OPTION_SOCK_ADDR, address,
        MHD_OPTION_NOTIFY_COMPLETED, on_end, http, MHD_OPTION_NOTIFY_CONNECTION, on_connection,
        http, MHD_OPTION_THREAD_POOL_SIZE, (unsigned) options->threads, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned) options->connections_max, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned) options->connections_per_address_max, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned) options->silence_s_max, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t) HTTP_HEAD_BYTES_MAX, MHD_OPTION_LISTEN_BACKLOG_SIZE, (unsigned) BACKLOG,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
}

enum outcome http_open(const struct http_options *options, struct http **http_out, struct err *err)
{
    struct sockaddr_storage address;
    if (!address_of(options, &address))
        return err_set(err, FATAL, "'%s' is no address in numbers", options->address);
    if (options->client_authorities != NULL && !has_certificates(options->client_authorities))
        return err_set(err, FATAL, "there is no certificate among the authorities of clients");
    struct http *http = calloc(1, sizeof(*http));
    if (http == NULL)
        return err_set(err, FATAL, "no memory for a server");
    http->options = *options;
    http->listening = -1;
    if (http_watch_new(options->silence_s_max + options->request_s_max, &http->watch, err) != OK) {
        free(http);
        return err->outcome;
    }
    errno = 0;
    http->daemon = start(http, &address);
    if (http->daemon == NULL) {
        http_watch_free(http->watch);
        free(http);
        return err_set(err, FATAL, "cannot listen on %s port %d: %s", options->address,
                       options->port,
                       errno != 0 ? strerror(errno) : "certificate or key cannot be used");
    }
    *http_out = http;
    return OK;
}

int http_port(const struct http *http)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info == NULL ? 0 : info->port;
}

void http_drain(struct http *http)
{
    atomic_store(&http->is_draining, true);
    http->listening = MHD_quiesce_daemon(http->daemon);
    if (http->listening >= 0)
        (void) shutdown(http->listening, SHUT_RDWR); /* to be closed when the threads are gone */
}

size_t http_busy(const struct http *http)
{
    return atomic_load(&http->busy);
}

size_t http_waiting(const struct http *http)
{
    return atomic_load(&http->waiting);
}

void http_close(struct http *http)
{
    if (http == NULL)
        return;
    MHD_stop_daemon(http->daemon);
    http_watch_free(http->watch);
    if (http->listening >= 0)
        (void) close(http->listening);
    free(http);
}
