/* core_file -- see core_file.h. */
#include "run/core_file.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

/* The limit holds for files; who takes dumps through a pipe (systemd-coredump) is given what the
 * filter lets through, which is no memory.  PR_SET_DUMPABLE would do both, but hides /proc/PID too.
 */
void core_file_forbid(void)
{
    static const struct rlimit none = {.rlim_cur = 0, .rlim_max = 0};
    (void) setrlimit(RLIMIT_CORE, &none); /* lowering is always allowed */
    int filter = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
    if (filter < 0)
        return; /* no /proc: then the limit has to do */
    ssize_t written = write(filter, "0", 1);
    (void) written; /* should it be refused, the limit has to do as well */
    (void) close(filter);
}
