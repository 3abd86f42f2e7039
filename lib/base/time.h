/* time -- what time it is; for the layers that may ask (never core). */
#ifndef SHOUWEN_BASE_TIME_H
#define SHOUWEN_BASE_TIME_H

#include <stdint.h>

/* Microseconds since 1970 by the wall clock, which may jump. */
int64_t time_now_us(void);

/* Microseconds since some moment, which never jump: for waits and rates. */
int64_t time_steady_us(void);

/* Sleep so long, or until a signal comes. */
void time_pause_ms(int64_t ms);

#endif
