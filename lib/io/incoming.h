/*
 * incoming -- a folder where others put files, and the folders in it where these go then.
 *
 * Nothing is ever written over: a file whose name is taken there gets another.  What is said beside
 * a file is there before the file itself, so that who dies in between and does it again comes to
 * the same.  One program a folder: it is locked.  That something came is heard of (inotify), what
 * it is found by looking.
 */
#ifndef SHOUWEN_IO_INCOMING_H
#define SHOUWEN_IO_INCOMING_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* Of what is said beside a file: its name, and this.  A file that is called so itself gets another
 * name. */
#define INCOMING_REASON ".reason"
#define INCOMING_REPORT ".report"
enum { INCOMING_SUFFIX_MAX = sizeof(INCOMING_REPORT) };

enum { INCOMING_FOLDERS_MAX = 8, INCOMING_NAME_MAX = 256 }; /* of a file, with its NUL */

struct incoming_options {
    const char *path;
    const char *what;           /* "maildir": what the folder is, for errors */
    const char *item;           /* "mail": what is put there */
    const char *const *folders; /* names; "." is the folder itself; borrowed until the end */
    size_t folders_count;       /* at most INCOMING_FOLDERS_MAX */
    size_t folders_of_others;   /* so many of them must be there; the others are made */
};

struct incoming {
    struct incoming_options options;
    int self;    /* -1: not open, as the others */
    int notices; /* what incoming_wait() hears */
    int folders[INCOMING_FOLDERS_MAX];
};

struct incoming_file {
    size_t folder;
    char name[INCOMING_NAME_MAX];
};

/* FATAL: there is none, or a folder cannot be made or written; FENCED: another program has it. */
MUST_CHECK enum outcome incoming_open(const struct incoming_options *options,
                                      struct incoming *incoming_out, struct err *err);
void incoming_close(struct incoming *incoming);

/* Something was found; OK goes on. */
typedef enum outcome incoming_take(void *context, const struct incoming_file *file,
                                   struct err *err);

/*
 * Call `take` for what is in the folder, by name, but for hidden files and our own folders, until
 * it says other than OK, which comes through.  FATAL: the folder cannot be read.
 */
MUST_CHECK enum outcome incoming_each(struct incoming *incoming, size_t folder, incoming_take *take,
                                      void *context, struct err *err);

struct incoming_bytes {
    int file; /* the caller's, to be closed */
    int64_t size_bytes;
    int64_t arrived_at_us;
};

/* Open for reading.  REJECT: it is no file that can be read; RETRY: it is not there any more, or
 * the process or the disk has no room or fails. */
MUST_CHECK enum outcome incoming_read(struct incoming *incoming, const struct incoming_file *file,
                                      struct incoming_bytes *bytes_out, struct err *err);

/*
 * Has somebody an open file still open for writing?  Where the system cannot tell (not our file, or
 * not its disk), one that was written to less than INCOMING_QUIET_S ago is taken for such a one.
 */
enum { INCOMING_QUIET_S = 10 };
bool incoming_is_written(const struct incoming_bytes *bytes);

/* What is said beside a file that goes. */
struct incoming_beside {
    const char *suffix; /* INCOMING_REASON or INCOMING_REPORT */
    const char *text;   /* NULL: `file` */
    const char *file;   /* is there already, in the folder the other goes to, and gets the name */
};

/* Move it, with what is said beside it (NULL: nothing); `file` says where it is then.  RETRY: the
 * disk is full or the like, and it stays where it is, with nothing beside it elsewhere; REJECT: it
 * is not there any more; FATAL: the folder may not be written. */
MUST_CHECK enum outcome incoming_move(struct incoming *incoming, struct incoming_file *file,
                                      size_t to, const struct incoming_beside *beside,
                                      struct err *err);

/* A small file, synced, over one that is there; all of it, or none is there then.  RETRY, FATAL: as
 * incoming_move(). */
MUST_CHECK enum outcome incoming_write(struct incoming *incoming, size_t folder, const char *name,
                                       struct str text, struct err *err);

/* From now on heed files that are moved to the folder, or closed after being written there.  FATAL:
 * the system says no. */
MUST_CHECK enum outcome incoming_listen(struct incoming *incoming, size_t folder, struct err *err);

/* Until something came, a signal did, or it is time to look again. */
void incoming_wait(struct incoming *incoming, int64_t rescan_s);

#endif
