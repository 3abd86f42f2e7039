/* watch -- see watch.h. */
#include "watch.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/stop.h"
#include "import.h"
#include "io/disk.h"
#include "io/incoming.h"
#include "office/mapping.h"
#include "run/log.h"

enum folder { HERE, TAKEN, DONE, REFUSED, SPOOL, FOLDERS_COUNT };

static const char *const names[FOLDERS_COUNT] = {".", "taken", "done", "refused", "spool"};
static const char report_name[] = ".report"; /* of the book in hand; hidden until it has a name */

struct watch {
    const struct settings *settings;
    struct importer *importer;
    struct incoming incoming;
    struct err stuck; /* FATAL: a folder may not be written */
    bool is_awaited;  /* a book was left because somebody writes it */
    bool was_awaited; /* in the pass before, and was told */
    uint64_t done;
    uint64_t refused;
    uint64_t left; /* of this pass: what comes after it waits, or an older book would go last */
};

/* ---- where a book goes ---- */

static void leave(struct watch *watch, const struct incoming_file *book, const struct err *err)
{
    watch->left += err->outcome != REJECT; /* somebody else has taken it away */
    if (err->outcome == FATAL)
        watch->stuck = *err;
    log_line(LOG_WARN, "left", "book=\"%s\" text=\"%s\"", book->name, err->text);
}

static void refuse(struct watch *watch, struct incoming_file *book, const struct err *why)
{
    struct err err;
    char reason[ERR_TEXT_MAX + 64];
    const struct incoming_beside beside = {.suffix = INCOMING_REASON, .text = reason};
    (void) snprintf(reason, sizeof(reason), "%s: %s\n", reason_name(why->reason), why->text);
    log_line(LOG_WARN, "refused", "book=\"%s\" reason=%s text=\"%s\"", book->name,
             reason_name(why->reason), why->text);
    if (incoming_move(&watch->incoming, book, REFUSED, &beside, &err) == OK)
        watch->refused++;
    else
        leave(watch, book, &err);
}

static void finish(struct watch *watch, struct incoming_file *book,
                   const struct import_result *result)
{
    struct err err;
    const struct incoming_beside beside = {.suffix = INCOMING_REPORT, .file = report_name};
    if (incoming_move(&watch->incoming, book, DONE, result->told > 0 ? &beside : NULL, &err) !=
        OK) {
        leave(watch, book, &err);
        return;
    }
    watch->done++;
    log_line(LOG_INFO, "done",
             "book=\"%s\" rows=%" PRIu64 " cases=%" PRIu64 " bad_rows=%" PRIu64 " kept=%" PRIu64
             " waiting=%" PRIu64,
             book->name, result->counts.rows, result->counts.cases, result->counts.rows_bad,
             result->sent.safe, result->sent.waiting);
}

/* ---- one book ---- */

static enum outcome import(struct watch *watch, struct incoming_file *book, struct err *err)
{
    char path[PATH_MAX];
    char report[PATH_MAX];
    struct import_result result;
    const struct import_book told = {.path = path, .report = report};
    (void) snprintf(path, sizeof(path), "%s/%s/%s", watch->settings->incoming, names[TAKEN],
                    book->name);
    (void) snprintf(report, sizeof(report), "%s/%s/%s", watch->settings->incoming, names[DONE],
                    report_name);
    enum outcome outcome = importer_run(watch->importer, &told, &result, err);
    if (outcome == OK && !result.was_stopped)
        finish(watch, book, &result);
    else if (outcome != OK && result.is_unreadable)
        refuse(watch, book, err);
    else if (outcome != OK && outcome != FATAL)
        leave(watch, book, err);
    (void) disk_remove(watch->incoming.folders[DONE], report_name);
    return outcome == FATAL && !result.is_unreadable ? FATAL : OK;
}

/* What a pass that was interrupted had in hand, or could not keep. */
static enum outcome take_again(void *context, const struct incoming_file *found, struct err *err)
{
    struct watch *watch = context;
    struct incoming_file book = *found;
    struct incoming_bytes bytes;
    if (stop_requested() || watch->left > 0)
        return OK;
    enum outcome outcome = incoming_read(&watch->incoming, &book, &bytes, err);
    if (outcome == OK) {
        disk_close(bytes.file);
        return import(watch, &book, err);
    }
    if (outcome == REJECT)
        refuse(watch, &book, err);
    else
        leave(watch, &book, err);
    return OK;
}

static enum outcome take(void *context, const struct incoming_file *found, struct err *err)
{
    struct watch *watch = context;
    struct incoming_file book = *found;
    struct incoming_bytes bytes;
    if (stop_requested() || watch->left > 0)
        return OK;
    if (incoming_read(&watch->incoming, &book, &bytes, err) == OK) {
        bool is_written = incoming_is_written(&bytes);
        watch->is_awaited |= is_written;
        disk_close(bytes.file);
        if (is_written && !watch->was_awaited)
            log_line(LOG_INFO, "awaited", "book=\"%s\" text=\"it is still written\"", book.name);
        if (is_written)
            return OK;
    }
    if (incoming_move(&watch->incoming, &book, TAKEN, NULL, err) == OK)
        return take_again(watch, &book, err);
    leave(watch, &book, err);
    return OK;
}

/* ---- the loop ---- */

static enum outcome pass(struct watch *watch, struct err *err)
{
    watch->left = 0;
    watch->was_awaited = watch->is_awaited;
    watch->is_awaited = false;
    enum outcome outcome = incoming_each(&watch->incoming, TAKEN, take_again, watch, err);
    if (outcome == OK)
        outcome = incoming_each(&watch->incoming, HERE, take, watch, err);
    if (outcome == OK && watch->stuck.outcome == FATAL) {
        *err = watch->stuck;
        return FATAL;
    }
    return outcome == OK ? importer_check(watch->importer, err) : outcome;
}

static enum outcome go_on(struct watch *watch, struct err *err)
{
    int64_t rescan_s = watch->settings->rescan_s;
    enum outcome outcome = incoming_listen(&watch->incoming, HERE, err);
    if (outcome == OK)
        log_line(LOG_INFO, "watching", "incoming=\"%s\" rescan_s=%" PRId64,
                 watch->settings->incoming, rescan_s);
    while (outcome == OK && !stop_requested()) {
        outcome = pass(watch, err);
        bool is_soon = watch->is_awaited && rescan_s > INCOMING_QUIET_S;
        if (outcome == OK)
            incoming_wait(&watch->incoming, is_soon ? INCOMING_QUIET_S : rescan_s);
    }
    log_line(LOG_INFO, stop_requested() ? "stopped" : "ended",
             "done=%" PRIu64 " refused=%" PRIu64 " left=%" PRIu64, watch->done, watch->refused,
             watch->left);
    return outcome;
}

/* What would be every book's fault, and is none's. */
static enum outcome check_settings(const struct settings *settings, struct err *err)
{
    struct mapping *mapping = NULL;
    if (settings->dry_run)
        return err_set(err, FATAL, "dry_run: rehearse with a book of its own, without watch");
    if (settings->report[0] != '\0')
        return err_set(err, FATAL, "report is one book's; watch lays one beside each book");
    enum outcome outcome = mapping_open(settings->mapping, &mapping, err);
    mapping_close(mapping);
    return outcome;
}

static bool is_folder(const struct watch *watch, enum folder folder, const char *path)
{
    struct stat given;
    struct stat ours;
    return stat(path, &given) == 0 && fstat(watch->incoming.folders[folder], &ours) == 0 &&
           given.st_dev == ours.st_dev && given.st_ino == ours.st_ino;
}

/* A folder of ours among the books would be taken for one, and moved away with what it keeps. */
static enum outcome check_apart(const struct watch *watch, const char *setting, const char *path,
                                struct err *err)
{
    static const enum folder looked_at[] = {HERE, TAKEN};
    char above[PATH_MAX];
    if (path[0] == '\0' || is_folder(watch, SPOOL, path))
        return OK;
    (void) snprintf(above, sizeof(above), "%s/..", path);
    for (size_t i = 0; i < sizeof(looked_at) / sizeof(looked_at[0]); i++)
        if (is_folder(watch, looked_at[i], path) || is_folder(watch, looked_at[i], above))
            return err_set(err, FATAL, "%s \"%s\" is among the books: put it elsewhere", setting,
                           path);
    return OK;
}

enum outcome watch_run(const struct settings *settings, struct err *err)
{
    struct watch watch = {.settings = settings};
    char spool[PATH_MAX];
    const struct incoming_options options = {
        .path = settings->incoming,
        .what = "folder",
        .item = "book",
        .folders = names,
        .folders_count = FOLDERS_COUNT,
        .folders_of_others = TAKEN,
    };
    (void) snprintf(spool, sizeof(spool), "%s/%s", settings->incoming, names[SPOOL]);
    if (check_settings(settings, err) != OK || incoming_open(&options, &watch.incoming, err) != OK)
        return err->outcome;
    enum outcome outcome = importer_open(settings, spool, &watch.importer, err);
    if (outcome == OK)
        outcome = check_apart(&watch, "state", settings->state, err);
    if (outcome == OK)
        outcome = check_apart(&watch, "spool", settings->spool, err);
    if (outcome == OK)
        outcome = go_on(&watch, err);
    importer_close(watch.importer);
    incoming_close(&watch.incoming);
    return outcome;
}
