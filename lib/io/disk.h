/*
 * disk -- the system calls on files that must survive, one function each.
 *
 * Nothing is decided here: what a failure means is said by who calls, who finds it in errno.  They
 * stand apart so that a test can put in their place a disk that is full, broken, or loses power
 * after any of them (tests/support/torn_disk).
 */
#ifndef SHOUWEN_IO_DISK_H
#define SHOUWEN_IO_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum disk_how {
    DISK_READ,  /* it is there */
    DISK_WRITE, /* the same, to be written too */
    DISK_MAKE,  /* the same, made empty when it is not */
    DISK_FRESH, /* the same, and emptied */
};

enum { DISK_NAME_MAX = 32 }; /* of a file, with its NUL */

/* The folder, made when it is not there; its parent must be.  -1: errno says why. */
int disk_folder(const char *path);

/* A file of a folder; -1. */
int disk_open(int folder, const char *name, enum disk_how how);
void disk_close(int file); /* also of a folder; -1 is allowed */

/* Is it ours alone from now on, until it is closed or we end? */
bool disk_lock(int file);

/* How many bytes it has; -1. */
int64_t disk_size(int file);

/* As pread(2) and pwrite(2): fewer bytes than asked for are no failure. */
ssize_t disk_read(int file, void *bytes, size_t size, int64_t offset);
ssize_t disk_write(int file, const void *bytes, size_t size, int64_t offset);

/* What was written is there after a power cut; of a folder: which files it has. */
bool disk_sync(int file);
bool disk_sync_folder(int folder);

/* Also over one that is there. */
bool disk_rename(int folder, const char *from, const char *to);
bool disk_remove(int folder, const char *name);

/* Every file of a folder with a name shorter than DISK_NAME_MAX, in no order. */
bool disk_list(int folder, void (*found)(void *context, const char *name), void *context);

#endif
