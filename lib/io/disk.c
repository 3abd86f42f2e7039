/* disk -- see disk.h. */
#include "io/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int disk_folder(const char *path)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return -1;
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int disk_open(int folder, const char *name, enum disk_how how)
{
    static const int flags[] = {
        [DISK_READ] = O_RDONLY,
        [DISK_WRITE] = O_RDWR,
        [DISK_MAKE] = O_RDWR | O_CREAT,
        [DISK_FRESH] = O_RDWR | O_CREAT | O_TRUNC,
    };
    return openat(folder, name, flags[how] | O_CLOEXEC | O_NOFOLLOW, 0600);
}

void disk_close(int file)
{
    if (file >= 0)
        (void) close(file);
}

bool disk_lock(int file)
{
    return flock(file, LOCK_EX | LOCK_NB) == 0;
}

int64_t disk_size(int file)
{
    struct stat status;
    return fstat(file, &status) == 0 ? (int64_t) status.st_size : -1;
}

ssize_t disk_read(int file, void *bytes, size_t size, int64_t offset)
{
    return pread(file, bytes, size, offset);
}

ssize_t disk_write(int file, const void *bytes, size_t size, int64_t offset)
{
    return pwrite(file, bytes, size, offset);
}

bool disk_sync(int file)
{
    return fdatasync(file) == 0;
}

bool disk_sync_folder(int folder)
{
    return fsync(folder) == 0;
}

bool disk_rename(int folder, const char *from, const char *to)
{
    return renameat(folder, from, folder, to) == 0;
}

bool disk_remove(int folder, const char *name)
{
    return unlinkat(folder, name, 0) == 0;
}

bool disk_list(int folder, void (*found)(void *context, const char *name), void *context)
{
    int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *list = own < 0 ? NULL : fdopendir(own);
    if (list == NULL) {
        disk_close(own);
        return false;
    }
    struct dirent *entry = NULL;
    errno = 0;
    while ((entry = readdir(list)) != NULL) {
        if (strlen(entry->d_name) < DISK_NAME_MAX)
            found(context, entry->d_name);
        errno = 0;
    }
    bool is_whole = errno == 0;
    (void) closedir(list);
    return is_whole;
}
