/* steady_wait -- see steady_wait.h. */
#include "base/steady_wait.h"

void steady_wait_init(pthread_cond_t *condition)
{
    pthread_condattr_t steady;
    (void) pthread_condattr_init(&steady);
    (void) pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    (void) pthread_cond_init(condition, &steady);
    (void) pthread_condattr_destroy(&steady);
}

struct timespec steady_wait_until(int64_t wait_ms)
{
    struct timespec until = {0};
    (void) clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t nanoseconds = until.tv_nsec + wait_ms % 1000 * 1000000;
    until.tv_sec += wait_ms / 1000 + nanoseconds / 1000000000;
    until.tv_nsec = nanoseconds % 1000000000;
    return until;
}
