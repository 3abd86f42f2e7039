/* own_clock -- preloaded into a program: its time of day is off by as many seconds as the file
 * OWN_CLOCK says just now.  Clocks that only grow stay, and so do the waits of libraries, which
 * would else last as long as the clock is off. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t id, struct timespec *now)
{
    long seconds = 0;
    int failed = (int) syscall(SYS_clock_gettime, id, now);
    if (failed || id != CLOCK_REALTIME)
        return failed;
    FILE *file = fopen(getenv("OWN_CLOCK"), "r");
    if (file == NULL || fscanf(file, "%ld", &seconds) != 1)
        abort();
    (void) fclose(file);
    now->tv_sec += seconds;
    return 0;
}
