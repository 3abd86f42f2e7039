/* test_http -- whole requests come in, answers go out, now or later, within the limits. */
#include "io/http.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/time.h"
#include "support/cmocka.h"

enum { BODY_MAX = 1000, ANSWER_MAX = 8192 };

static struct http *http;
static struct http_exchange *held; /* by "/later" */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static unsigned freed;

static void count_freed(void *kept)
{
    freed++;
    free(kept);
}

static void say(struct http_exchange *exchange, int status, struct str body)
{
    const struct http_answer answer = {.status = status,
                                       .content_type = "text/plain",
                                       .body = body,
                                       .fields = {{"X-Extra", "yes"}}};
    http_answer(exchange, &answer);
}

static void begin(void *context, struct http_exchange *exchange)
{
    assert_ptr_equal(context, &http);
    if (str_eq(http_path(exchange), STR("/no")))
        say(exchange, 403, STR("no"));
    else
        http_keep(exchange, malloc(1), count_freed);
}

static void handle(void *context, struct http_exchange *exchange)
{
    (void) context;
    assert_non_null(http_kept(exchange));
    if (str_eq(http_path(exchange), STR("/later"))) {
        (void) pthread_mutex_lock(&mutex);
        held = exchange;
        (void) pthread_mutex_unlock(&mutex);
        return;
    }
    char text[2 * BODY_MAX];
    int len = snprintf(text, sizeof(text), "%.*s %.*s %.*s", STR_ARG(http_method(exchange)),
                       STR_ARG(http_header(exchange, "x-name")), STR_ARG(http_body(exchange)));
    say(exchange, 200, (struct str) {.ptr = text, .len = (size_t) len});
}

static int serve_so_long(int silence_s_max, int request_s_max)
{
    const struct http_options options = {
        .address = "127.0.0.1",
        .threads = 2,
        .connections_max = 10,
        .silence_s_max = silence_s_max,
        .request_s_max = request_s_max,
        .body_bytes_max = BODY_MAX,
        .context = &http,
        .begin = begin,
        .handle = handle,
    };
    struct err err;
    held = NULL;
    freed = 0;
    return http_open(&options, &http, &err) == OK ? 0 : -1;
}

static int serve(void **state)
{
    (void) state;
    return serve_so_long(2, 30);
}

static int serve_in_haste(void **state)
{
    (void) state;
    return serve_so_long(1, 1);
}

static int end(void **state)
{
    (void) state;
    http_close(http);
    http = NULL;
    return 0;
}

static int dial(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t) http_port(http)),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int socket_file = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(socket_file, (const struct sockaddr *) &address, sizeof(address)) != 0) {
        (void) close(socket_file);
        return -1;
    }
    return socket_file;
}

static void tell(int socket_file, const char *text)
{
    size_t len = strlen(text);
    assert_int_equal(send(socket_file, text, len, MSG_NOSIGNAL), (ssize_t) len);
}

/* Everything until the other side closes. */
static void hear(int socket_file, char answer[ANSWER_MAX])
{
    size_t len = 0;
    ssize_t count = 0;
    while ((count = recv(socket_file, answer + len, ANSWER_MAX - 1 - len, 0)) > 0)
        len += (size_t) count;
    answer[len] = '\0';
    (void) close(socket_file);
}

static void ask(const char *request, char answer[ANSWER_MAX])
{
    int socket_file = dial();
    assert_true(socket_file >= 0);
    tell(socket_file, request);
    hear(socket_file, answer);
}

#define CLOSE "Host: x\r\nConnection: close\r\n"

static void a_request_comes_in_whole(void **state)
{
    char answer[ANSWER_MAX];
    (void) state;
    ask("POST /echo HTTP/1.1\r\n" CLOSE "X-Name: n\r\nContent-Length: 5\r\n\r\nhello", answer);
    assert_non_null(strstr(answer, "HTTP/1.1 200"));
    assert_non_null(strstr(answer, "X-Extra: yes"));
    assert_non_null(strstr(answer, "POST n hello"));
    ask("GET /echo HTTP/1.1\r\n" CLOSE "\r\n", answer);
    assert_non_null(strstr(answer, "\r\n\r\nGET  "));
    ask("POST /echo HTTP/1.1\r\n" CLOSE
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        answer);
    assert_non_null(strstr(answer, "POST  abcde"));
    while (http_busy(http) > 0)
        time_pause_ms(1);
    assert_int_equal(freed, 3);
}

static void a_head_may_be_answered_without_its_body(void **state)
{
    char answer[ANSWER_MAX];
    (void) state;
    ask("POST /no HTTP/1.1\r\n" CLOSE "Content-Length: 5\r\n\r\n", answer);
    assert_non_null(strstr(answer, "HTTP/1.1 403"));
    ask("GET /no HTTP/1.1\r\n" CLOSE "\r\n", answer);
    assert_non_null(strstr(answer, "HTTP/1.1 403"));
}

static void a_body_that_is_too_large_is_refused(void **state)
{
    char request[BODY_MAX + 600];
    char answer[ANSWER_MAX];
    (void) state;
    ask("POST /echo HTTP/1.1\r\n" CLOSE "Content-Length: 1001\r\n\r\n", answer);
    assert_non_null(strstr(answer, "HTTP/1.1 413"));
    (void) snprintf(request, sizeof(request),
                    "POST /echo HTTP/1.1\r\n" CLOSE "Transfer-Encoding: chunked\r\n\r\n"
                    "3e9\r\n%01001d\r\n0\r\n\r\n",
                    0);
    ask(request, answer);
    assert_null(strstr(answer, "HTTP/1.1 200"));
}

static void half_a_request_and_silence_is_cut_off(void **state)
{
    char answer[ANSWER_MAX];
    (void) state;
    ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhe", answer);
    assert_null(strstr(answer, "HTTP/1.1 200"));
}

static struct http_exchange *wait_for_held(void)
{
    struct http_exchange *exchange = NULL;
    while (exchange == NULL) {
        (void) pthread_mutex_lock(&mutex);
        exchange = held;
        (void) pthread_mutex_unlock(&mutex);
        time_pause_ms(1);
    }
    return exchange;
}

static void a_head_in_drops_is_cut_off(void **state)
{
    enum { DROP_MS = 50, DROPS_MAX = 1000 };
    static const char start[] = "GET /echo HTTP/1.1\r\nHost: x\r\nX-Long: ";
    char answer[ANSWER_MAX];
    int drops = 0;
    (void) state;
    int slow = dial();
    int waiting = dial();
    tell(slow, start);
    tell(waiting, "GET /later HTTP/1.1\r\n" CLOSE "\r\n");
    while (drops < DROPS_MAX && send(slow, "x", 1, MSG_NOSIGNAL) == 1 &&
           recv(slow, answer, sizeof(answer), MSG_DONTWAIT) != 0) {
        drops++;
        time_pause_ms(DROP_MS);
    }
    (void) close(slow);
    assert_true(drops < DROPS_MAX);
    say(wait_for_held(), 200, STR("who waits for us may stay"));
    hear(waiting, answer);
    assert_non_null(strstr(answer, "HTTP/1.1 200"));
}

static void an_answer_may_come_later_while_others_are_served(void **state)
{
    char answer[ANSWER_MAX];
    (void) state;
    int waiting = dial();
    tell(waiting, "GET /later HTTP/1.1\r\n" CLOSE "\r\n");
    struct http_exchange *exchange = wait_for_held();
    for (int i = 0; i < 20; i++) {
        ask("GET /echo HTTP/1.1\r\n" CLOSE "\r\n", answer);
        assert_non_null(strstr(answer, "HTTP/1.1 200"));
    }
    say(exchange, 202, STR("later"));
    hear(waiting, answer);
    assert_non_null(strstr(answer, "HTTP/1.1 202"));
    assert_non_null(strstr(answer, "later"));
}

static void draining_lets_nobody_in_and_answers_who_is(void **state)
{
    char answer[ANSWER_MAX];
    (void) state;
    int waiting = dial();
    tell(waiting, "GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
    struct http_exchange *exchange = wait_for_held();
    http_drain(http);
    assert_int_equal(dial(), -1);
    assert_int_equal(http_busy(http), 1);
    say(exchange, 200, STR("last"));
    hear(waiting, answer);
    assert_non_null(strstr(answer, "Connection: close"));
    assert_non_null(strstr(answer, "last"));
}

static void what_cannot_be_listened_on_is_told(void **state)
{
    (void) state;
    struct http *second = NULL;
    struct err err;
    struct http_options options = {
        .address = "127.0.0.1", .port = http_port(http), .threads = 2, .connections_max = 10};
    assert_int_equal(http_open(&options, &second, &err), FATAL);
    assert_non_null(strstr(err.text, "cannot listen on 127.0.0.1 port"));
    options.address = "localhost";
    assert_int_equal(http_open(&options, &second, &err), FATAL);
    assert_string_equal(err.text, "'localhost' is no address in numbers");
    options.address = "::1";
    options.port = 0;
    options.certificate = options.private_key = "no certificate";
    assert_int_equal(http_open(&options, &second, &err), FATAL);
}

#define SERVED(test) cmocka_unit_test_setup_teardown(test, serve, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(a_request_comes_in_whole),
        SERVED(a_head_may_be_answered_without_its_body),
        SERVED(a_body_that_is_too_large_is_refused),
        SERVED(half_a_request_and_silence_is_cut_off),
        cmocka_unit_test_setup_teardown(a_head_in_drops_is_cut_off, serve_in_haste, end),
        SERVED(an_answer_may_come_later_while_others_are_served),
        SERVED(draining_lets_nobody_in_and_answers_who_is),
        SERVED(what_cannot_be_listened_on_is_told),
    };
    return RUN(tests);
}
