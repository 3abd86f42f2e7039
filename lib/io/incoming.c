/* incoming -- see incoming.h. */
#include "io/incoming.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/stop.h"
#include "base/time.h"
#include "io/disk.h"

/* A name is short enough that what is said beside it has one, too. */
enum {
    WAIT_MS = 200,
    NAMES_TRIED_MAX = 1000000,
    NAME_LEN_MAX = INCOMING_NAME_MAX - INCOMING_SUFFIX_MAX,
    STEM_LEN_MAX = NAME_LEN_MAX - (sizeof(".999999") - 1)
};

static const char fresh_name[] = ".fresh"; /* hidden, until it is whole */

/* ---- life cycle ---- */

static enum outcome open_folder(struct incoming *incoming, size_t folder, struct err *err)
{
    const struct incoming_options *options = &incoming->options;
    const char *name = options->folders[folder];
    if (folder >= options->folders_of_others && mkdirat(incoming->self, name, 0700) != 0 &&
        errno != EEXIST)
        return err_set(err, FATAL, "cannot make folder '%s' of the %s: %s", name, options->what,
                       strerror(errno));
    incoming->folders[folder] = openat(incoming->self, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (incoming->folders[folder] < 0)
        return err_set(err, FATAL, "cannot open folder '%s' of the %s: %s", name, options->what,
                       strerror(errno));
    if (faccessat(incoming->folders[folder], ".", W_OK, AT_EACCESS) != 0)
        return err_set(err, FATAL, "cannot write folder '%s' of the %s: %s", name, options->what,
                       strerror(errno));
    return OK;
}

enum outcome incoming_open(const struct incoming_options *options, struct incoming *incoming_out,
                           struct err *err)
{
    assert(options->folders_count <= INCOMING_FOLDERS_MAX);
    struct incoming incoming = {.options = *options,
                                .self = open(options->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                                .notices = -1};
    for (size_t i = 0; i < INCOMING_FOLDERS_MAX; i++)
        incoming.folders[i] = -1;
    enum outcome outcome = OK;
    if (incoming.self < 0)
        outcome = err_set(err, FATAL, "cannot open %s '%s': %s", options->what, options->path,
                          strerror(errno));
    else if (!disk_lock(incoming.self))
        outcome = errno == EWOULDBLOCK ? err_set(err, FENCED, "another program has %s '%s'",
                                                 options->what, options->path)
                                       : err_set(err, FATAL, "cannot lock %s '%s': %s",
                                                 options->what, options->path, strerror(errno));
    for (size_t i = 0; i < options->folders_count && outcome == OK; i++)
        outcome = open_folder(&incoming, i, err);
    if (outcome == OK)
        *incoming_out = incoming;
    else
        incoming_close(&incoming);
    return outcome;
}

void incoming_close(struct incoming *incoming)
{
    for (size_t i = 0; i < incoming->options.folders_count; i++)
        disk_close(incoming->folders[i]);
    if (incoming->options.folders_count > 0) {
        disk_close(incoming->notices);
        disk_close(incoming->self);
    }
    *incoming = (struct incoming) {.self = -1};
}

/* ---- what is there ---- */

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool is_ours(const struct incoming *incoming, size_t folder, const char *name)
{
    bool is_above = strcmp(incoming->options.folders[folder], ".") == 0;
    for (size_t i = 0; i < incoming->options.folders_count && is_above; i++)
        if (strcmp(incoming->options.folders[i], name) == 0)
            return true;
    return false;
}

enum outcome incoming_each(struct incoming *incoming, size_t folder, incoming_take *take,
                           void *context, struct err *err)
{
    struct dirent **entries = NULL;
    int count = scandirat(incoming->folders[folder], ".", &entries, is_visible, alphasort);
    if (count < 0)
        return err_set(err, FATAL, "cannot list folder '%s' of the %s: %s",
                       incoming->options.folders[folder], incoming->options.what, strerror(errno));
    enum outcome outcome = OK;
    for (int i = 0; i < count; i++) {
        struct incoming_file file = {.folder = folder};
        (void) snprintf(file.name, sizeof(file.name), "%s", entries[i]->d_name);
        free(entries[i]);
        if (outcome == OK && !is_ours(incoming, folder, file.name))
            outcome = take(context, &file, err);
    }
    free(entries);
    return outcome;
}

/* What the file itself is to blame for; the rest is the process's or the disk's. */
static bool is_own_fault(int number)
{
    return number == ELOOP || number == EACCES || number == EPERM || number == ENXIO;
}

enum outcome incoming_read(struct incoming *incoming, const struct incoming_file *file,
                           struct incoming_bytes *bytes_out, struct err *err)
{
    struct stat status;
    int opened = openat(incoming->folders[file->folder], file->name,
                        O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (opened < 0 && errno == ENOENT)
        return err_set(err, RETRY, "the %s is gone", incoming->options.item);
    if (opened < 0 && !is_own_fault(errno))
        return err_set(err, RETRY, "could not open the %s: %s", incoming->options.item,
                       strerror(errno));
    if (opened < 0 || fstat(opened, &status) != 0 || !S_ISREG(status.st_mode)) {
        disk_close(opened);
        return err_reason(err, REJECT, REASON_SYNTAX, "it is no file that can be read");
    }
    *bytes_out = (struct incoming_bytes) {
        .file = opened,
        .size_bytes = status.st_size,
        .arrived_at_us = status.st_mtim.tv_sec * INT64_C(1000000) + status.st_mtim.tv_nsec / 1000};
    return OK;
}

/* A lease for reading is given when nobody has the file open for writing, and only then. */
bool incoming_is_written(const struct incoming_bytes *bytes)
{
    (void) signal(SIGIO, SIG_IGN); /* who comes before the lease is given back makes it be sent */
    if (fcntl(bytes->file, F_SETLEASE, F_RDLCK) == 0) {
        (void) fcntl(bytes->file, F_SETLEASE, F_UNLCK);
        return false;
    }
    if (errno == EAGAIN)
        return true;
    return time_now_us() - bytes->arrived_at_us < INCOMING_QUIET_S * INT64_C(1000000);
}

/* ---- where it goes ---- */

/* What the system said: a disk that is full may have room again; what may not be written is so
 * until somebody acts. */
static enum outcome refused(struct incoming *incoming, size_t folder, int number, struct err *err)
{
    bool is_lasting = number == EROFS || number == EACCES || number == EPERM;
    return err_set(err, is_lasting ? FATAL : RETRY, "%s write in folder '%s' of the %s: %s",
                   is_lasting ? "cannot" : "could not", incoming->options.folders[folder],
                   incoming->options.what, strerror(number));
}

static bool write_whole(int folder, const char *name, struct str text)
{
    int file = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t written = file < 0 ? -1 : disk_write(file, text.ptr, text.len, 0);
    bool is_whole = written == (ssize_t) text.len;
    bool is_good = is_whole && disk_sync(file);
    int number = written < 0 || is_whole ? errno : ENOSPC; /* it took less than it was given */
    disk_close(file);
    errno = number;
    return is_good;
}

enum outcome incoming_write(struct incoming *incoming, size_t folder, const char *name,
                            struct str text, struct err *err)
{
    int to = incoming->folders[folder];
    if (write_whole(to, fresh_name, text) && disk_rename(to, fresh_name, name) &&
        disk_sync_folder(to))
        return OK;
    int number = errno;
    (void) disk_remove(to, fresh_name);
    return refused(incoming, folder, number, err);
}

static bool ends_in(const char *name, const char *suffix)
{
    size_t len = strlen(name);
    size_t suffix_len = strlen(suffix);
    return len >= suffix_len && strcmp(name + len - suffix_len, suffix) == 0;
}

/* A name that is free there; nobody else writes there, so it stays so.  None that what is said
 * beside another could be written over. */
static bool find_name(int folder, const char *wanted, char name_out[NAME_LEN_MAX + 1])
{
    bool is_fit = strlen(wanted) <= NAME_LEN_MAX && !ends_in(wanted, INCOMING_REASON) &&
                  !ends_in(wanted, INCOMING_REPORT);
    for (int i = is_fit ? 0 : 1; i < NAMES_TRIED_MAX; i++) {
        if (i == 0)
            (void) snprintf(name_out, NAME_LEN_MAX + 1, "%.*s", NAME_LEN_MAX, wanted);
        else
            (void) snprintf(name_out, NAME_LEN_MAX + 1, "%.*s.%d", STEM_LEN_MAX, wanted, i);
        if (faccessat(folder, name_out, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
            return errno == ENOENT;
    }
    return false;
}

/* Some disks (NFS) do not know RENAME_NOREPLACE; nobody else writes there, and it was free. */
static bool rename_to(struct incoming *incoming, const struct incoming_file *file, int folder,
                      const char *name)
{
    int from = incoming->folders[file->folder];
    return renameat2(from, file->name, folder, name, RENAME_NOREPLACE) == 0 ||
           (errno == EINVAL && renameat(from, file->name, folder, name) == 0);
}

static enum outcome lay_beside(struct incoming *incoming, size_t to, const char *path,
                               const struct incoming_beside *beside, struct err *err)
{
    if (beside->text != NULL)
        return incoming_write(incoming, to, path, str_from(beside->text), err);
    if (!disk_rename(incoming->folders[to], beside->file, path))
        return refused(incoming, to, errno, err);
    return OK;
}

enum outcome incoming_move(struct incoming *incoming, struct incoming_file *file, size_t to,
                           const struct incoming_beside *beside, struct err *err)
{
    char name[NAME_LEN_MAX + 1];
    char path[INCOMING_NAME_MAX];
    int folder = incoming->folders[to];
    if (!find_name(folder, file->name, name))
        return err_set(err, RETRY, "could not find a name in '%s'", incoming->options.folders[to]);
    (void) snprintf(path, sizeof(path), "%s%s", name, beside == NULL ? "" : beside->suffix);
    if (beside != NULL && lay_beside(incoming, to, path, beside, err) != OK)
        return err->outcome;
    if (rename_to(incoming, file, folder, name)) {
        file->folder = to;
        memcpy(file->name, name, strlen(name) + 1);
        return OK;
    }
    int number = errno;
    if (beside != NULL)
        (void) disk_remove(folder, path);
    if (number == ENOENT)
        return err_set(err, REJECT, "somebody else has moved the %s", incoming->options.item);
    return refused(incoming, to, number, err);
}

/* ---- hearing of more ---- */

enum outcome incoming_listen(struct incoming *incoming, size_t folder, struct err *err)
{
    char path[64]; /* what is open already, so that no path can be too long */
    if (incoming->notices < 0)
        incoming->notices = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    (void) snprintf(path, sizeof(path), "/proc/self/fd/%d/.", incoming->folders[folder]);
    if (incoming->notices < 0 ||
        inotify_add_watch(incoming->notices, path, IN_MOVED_TO | IN_CLOSE_WRITE) < 0)
        return err_set(err, FATAL, "cannot watch %s '%s': %s", incoming->options.what,
                       incoming->options.path, strerror(errno));
    return OK;
}

void incoming_wait(struct incoming *incoming, int64_t rescan_s)
{
    char heard[4096];
    int64_t until_us = time_steady_us() + rescan_s * INT64_C(1000000);
    struct pollfd waiting = {.fd = incoming->notices, .events = POLLIN};
    while (!stop_requested() && time_steady_us() < until_us)
        if (poll(&waiting, 1, WAIT_MS) > 0)
            break;
    while (read(incoming->notices, heard, sizeof(heard)) > 0)
        continue; /* what they say is found by looking */
}
