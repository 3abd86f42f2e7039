/* http_watch -- see http_watch.h. */
#include "io/http_watch.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/steady_wait.h"
#include "base/time.h"

enum { TURN_MS = 1000 };

struct http_watched {
    struct http_watch *watch;
    struct http_watched *next;
    struct http_watched *before;
    int64_t since_us; /* we wait for it; 0: it waits for us */
    int socket;
};

struct http_watch {
    pthread_mutex_t mutex; /* of all of it */
    pthread_cond_t is_ended;
    pthread_t thread;
    struct http_watched *first;
    int64_t us_max;
    bool is_ending;
};

static void cut_off_the_slow(struct http_watch *watch)
{
    int64_t now_us = time_steady_us();
    for (struct http_watched *one = watch->first; one != NULL; one = one->next)
        if (one->since_us != 0 && now_us - one->since_us > watch->us_max)
            (void) shutdown(one->socket, SHUT_RDWR); /* which the server sees, and closes */
}

static void *watch_all(void *argument)
{
    struct http_watch *watch = argument;
    (void) pthread_mutex_lock(&watch->mutex);
    while (!watch->is_ending) {
        cut_off_the_slow(watch);
        const struct timespec until = steady_wait_until(TURN_MS);
        (void) pthread_cond_timedwait(&watch->is_ended, &watch->mutex, &until);
    }
    (void) pthread_mutex_unlock(&watch->mutex);
    return NULL;
}

enum outcome http_watch_new(int seconds_max, struct http_watch **watch_out, struct err *err)
{
    struct http_watch *watch = calloc(1, sizeof(*watch));
    if (watch == NULL)
        return err_set(err, FATAL, "no memory to watch connections");
    watch->us_max = seconds_max * INT64_C(1000000);
    (void) pthread_mutex_init(&watch->mutex, NULL);
    steady_wait_init(&watch->is_ended);
    int failure = pthread_create(&watch->thread, NULL, watch_all, watch);
    if (failure != 0) {
        free(watch);
        return err_set(err, FATAL, "no thread to watch connections: %s", strerror(failure));
    }
    *watch_out = watch;
    return OK;
}

void http_watch_free(struct http_watch *watch)
{
    if (watch == NULL)
        return;
    (void) pthread_mutex_lock(&watch->mutex);
    watch->is_ending = true;
    (void) pthread_cond_signal(&watch->is_ended);
    (void) pthread_mutex_unlock(&watch->mutex);
    (void) pthread_join(watch->thread, NULL);
    (void) pthread_cond_destroy(&watch->is_ended);
    (void) pthread_mutex_destroy(&watch->mutex);
    free(watch);
}

struct http_watched *http_watch_enter(struct http_watch *watch, int socket)
{
    struct http_watched *watched = calloc(1, sizeof(*watched));
    if (watched == NULL)
        return NULL;
    (void) pthread_mutex_lock(&watch->mutex);
    *watched = (struct http_watched) {
        .watch = watch, .next = watch->first, .since_us = time_steady_us(), .socket = socket};
    if (watch->first != NULL)
        watch->first->before = watched;
    watch->first = watched;
    (void) pthread_mutex_unlock(&watch->mutex);
    return watched;
}

void http_watch_leave(struct http_watched *watched)
{
    if (watched == NULL)
        return;
    struct http_watch *watch = watched->watch;
    (void) pthread_mutex_lock(&watch->mutex);
    if (watched->before != NULL)
        watched->before->next = watched->next;
    else
        watch->first = watched->next;
    if (watched->next != NULL)
        watched->next->before = watched->before;
    (void) pthread_mutex_unlock(&watch->mutex);
    free(watched);
}

void http_watch_turn(struct http_watched *watched, bool is_ours)
{
    if (watched == NULL)
        return;
    (void) pthread_mutex_lock(&watched->watch->mutex);
    watched->since_us = is_ours ? 0 : time_steady_us();
    (void) pthread_mutex_unlock(&watched->watch->mutex);
}
