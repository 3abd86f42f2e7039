/* stop -- see stop.h. */
#include "base/stop.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

static volatile sig_atomic_t requested;

static void on_signal(int number)
{
    (void) number;
    requested = 1; /* all a handler may do; the loop does the rest */
}

enum outcome stop_on_signals(struct err *err)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int) SA_RESETHAND};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    if (sigaction(SIGTERM, &action, NULL) != 0 || sigaction(SIGINT, &action, NULL) != 0 ||
        sigaction(SIGPIPE, &ignore, NULL) != 0)
        return err_set(err, FATAL, "could not install signal handlers: %s", strerror(errno));
    return OK;
}

bool stop_requested(void)
{
    return requested != 0;
}

void stop_request(void)
{
    requested = 1;
}
