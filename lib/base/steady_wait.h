/*
 * steady_wait -- conditions that are waited for by the clock that never jumps.
 */
#ifndef SHOUWEN_BASE_STEADY_WAIT_H
#define SHOUWEN_BASE_STEADY_WAIT_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

/* A condition whose pthread_cond_timedwait() takes what steady_wait_until() gives. */
void steady_wait_init(pthread_cond_t *condition);

/* So many milliseconds from now. */
struct timespec steady_wait_until(int64_t wait_ms);

#endif
