/*
 * torn_disk -- a disk in memory that is full, breaks, or loses power when a test says so.
 *
 * In place of io/disk: whoever calls torn_disk_make() meets it.  What was not synced is there until
 * the power goes; then of every block that was written any version may be left, of every file that
 * was made, named or removed either state.  A sync that failed leaves what it was to sync clean and
 * unsafe, as Linux does.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_TORN_DISK_H
#define SHOUWEN_TESTS_SUPPORT_TORN_DISK_H

#include "support/gen.h"

/* Empty, and well. */
void torn_disk_make(struct gen *gen);

/* Of the calls that change something: how many were made since the disk was made. */
uint64_t torn_disk_calls(void);

/* After so many more of them every call fails with EIO, as for a process that is dead; 0: never. */
void torn_disk_die_after(uint64_t calls);

/* In percent: a write of fewer bytes than asked for; one that finds no room; a sync that fails. */
struct torn_disk_odds {
    unsigned short_write;
    unsigned no_room;
    unsigned broken;
};
void torn_disk_odds(struct torn_disk_odds odds);

/* The process ended: what is open is closed, what was written stays.  And it is well again. */
void torn_disk_kill(void);

/* The power went: only what was synced is sure to stay. */
void torn_disk_cut(void);

/* One bit of what the file has; false: it has no such byte. */
bool torn_disk_flip(const char *name, size_t at);

/* Bytes at the end of a file, which is made when it is not there; safe at once. */
void torn_disk_put(const char *name, const void *bytes, size_t size);

/* How many bytes it has; -1: it is not there. */
int64_t torn_disk_size(const char *name);

#endif
