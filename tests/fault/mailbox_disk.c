/* mailbox_disk -- preloaded into a program: while there is the file MAILBOX_DISK no folder has room
 * for another name.  On most disks that is rare, and never so on one that a test can make.  Where
 * the file holds something, the disk is one of those (NFS) that do not know flags of renameat2. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags)
{
    struct stat told;
    if (stat(getenv("MAILBOX_DISK"), &told) == 0 && (told.st_size == 0 || flags != 0)) {
        errno = told.st_size == 0 ? ENOSPC : EINVAL;
        return -1;
    }
    return (int) syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}
