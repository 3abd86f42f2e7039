/* mailbox_disk -- preloaded into a program: while there is the file MAILBOX_DISK no folder has room
 * for another name.  On most disks that is rare, and never so on one that a test can make. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags)
{
    if (access(getenv("MAILBOX_DISK"), F_OK) == 0) {
        errno = ENOSPC;
        return -1;
    }
    return (int) syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}
