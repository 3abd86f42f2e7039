/* time -- see time.h. */
#include "base/time.h"

#include <time.h>

static int64_t read_us(clockid_t id)
{
    struct timespec now = {0};
    (void) clock_gettime(id, &now); /* these two clocks always exist */
    return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t time_now_us(void)
{
    return read_us(CLOCK_REALTIME);
}

int64_t time_steady_us(void)
{
    return read_us(CLOCK_MONOTONIC);
}

void time_pause_ms(int64_t ms)
{
    const struct timespec wait = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void) nanosleep(&wait, NULL);
}
