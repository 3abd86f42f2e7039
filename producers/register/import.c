/* import -- see import.h. */
#include "import.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/stop.h"
#include "base/time.h"
#include "book_file.h"
#include "io/disk.h"
#include "office/refusals.h"
#include "report.h"
#include "run/progress.h"

struct importer {
    const struct settings *settings;
    char spool[PATH_MAX]; /* "": none */
    bool voids_gone;
    struct dispatch *dispatch;
    struct import *import; /* the book in hand */
};

/* Everything that is open of a book. */
struct import {
    const struct settings *settings;
    struct dispatch *dispatch;
    struct book_file file;
    struct refusals *refusals;
    struct growing *growing; /* NULL: everything is sent */
    enum outcome spared;     /* what sparing a bad row's case came to */
    struct err spared_err;
    bool is_ours;        /* what failed was not for anything the book says */
    struct uuid subject; /* of the case whose messages are handed over */
    bool voids_gone;
    struct book *book;
    struct report report;
    struct progress progress;
};

static void tell(struct import *import, const struct book_fault *told)
{
    progress_clear(&import->progress);
    report_add(&import->report, told);
}

static void fault(void *context, const struct book_fault *told)
{
    struct import *import = context;
    tell(import, told);
    if (!import->settings->dry_run)
        refusals_add(import->refusals, import->file.mapping->book.source, told->err->reason);
    if (import->growing != NULL && import->spared == OK)
        import->spared = growing_spare(import->growing, told->number, &import->spared_err);
}

/* The broker's no, told of the row the message came from. */
static void settled(void *context, uint64_t cookie, enum outcome outcome, const struct err *err)
{
    struct importer *importer = context;
    struct import *import = importer->import;
    assert(import != NULL); /* all of a book is settled before it is left, or never */
    size_t row = import->growing == NULL ? (size_t) cookie
                                         : growing_settled(import->growing, cookie, outcome);
    if (outcome != OK)
        tell(import, &(struct book_fault) {.row = row, .line = row, .err = err});
}

static void gone(void *context, struct str number)
{
    struct import *import = context;
    struct err err;
    err_ignore(err_reason(&err, REJECT, REASON_MISSING, "the case is no longer in the book%s",
                          import->voids_gone ? "; voided" : ""));
    tell(import, &(struct book_fault) {.number = number, .err = &err});
}

static enum outcome send(struct import *import, const struct mapped *mapped, struct err *err)
{
    if (import->growing != NULL)
        return growing_take(import->growing, import->dispatch, mapped, err);
    enum outcome outcome = dispatch_event(import->dispatch, &mapped->event, mapped->row, err);
    for (size_t i = 0; outcome == OK && i < mapped->records_count; i++)
        outcome = dispatch_citizen(import->dispatch, &mapped->records[i], mapped->row, err);
    return outcome;
}

/* What a case says stays together: before another one comes, it is whole. */
static enum outcome enter_case(struct import *import, const struct uuid *subject, struct err *err)
{
    if (uuid_eq(&import->subject, subject))
        return OK;
    import->subject = *subject;
    return dispatch_poll(import->dispatch, err);
}

static enum outcome take(void *context, const struct mapped *mapped, struct err *err)
{
    struct import *import = context;
    import->is_ours = true;
    enum outcome outcome = enter_case(import, &mapped->event.subject, err);
    if (outcome != OK)
        return outcome;
    outcome = send(import, mapped, err);
    import->is_ours = outcome != OK && outcome != REJECT && err->reason != REASON_TOO_LARGE;
    if (outcome != REJECT)
        return outcome;
    struct book_fault told = {.row = mapped->row, .number = mapped->event.case_number, .err = err};
    fault(import, &told);
    return OK;
}

/* ---- opening ---- */

static enum outcome open_growing(struct import *import, int64_t now_us, struct err *err)
{
    const struct settings *settings = import->settings;
    if (settings->state[0] == '\0')
        return OK;
    if (import->file.mapping->book.recorded_at.count > 0)
        return err_set(
            err, FATAL,
            "the mapping says recorded_at, so that a changed cell need not be later than "
            "what it said before: import it without --state");
    const struct growing_options options = {
        .folder = settings->state,
        .source = import->file.mapping->book.source,
        .voids_gone = import->voids_gone,
        .is_dry_run = settings->dry_run,
        .now_us = now_us,
        .context = import,
        .gone = gone,
    };
    return growing_open(&options, &import->growing, err);
}

/* A book that is no table is to blame for that; a mapping or a directory is not the book's. */
static enum outcome open_file(struct import *import, const char *path, struct err *err)
{
    if (book_file_open(&import->file, import->settings, path, err) == OK)
        return OK;
    bool is_read = import->file.file != NULL && import->file.spreadsheet == NULL;
    import->is_ours = !is_read || err->reason == REASON_NONE;
    return err->outcome;
}

static enum outcome open_all(struct import *import, const struct import_book *book, struct err *err)
{
    const struct refusals_options refusals = {
        .program = "register",
        .conninfo = import->settings->pg_conninfo,
        .user = import->settings->pg_user,
    };
    const struct book_sink sink = {.context = import, .take = take, .fault = fault};
    int64_t now_us = time_now_us();
    if (open_file(import, book->path, err) != OK)
        return err->outcome;
    import->is_ours = true;
    if (refusals_open(&refusals, &import->refusals, err) != OK ||
        open_growing(import, now_us, err) != OK)
        return err->outcome;
    if (import->growing != NULL)
        now_us = growing_now_us(import->growing);
    if (book_open(import->file.mapping, &sink, now_us, &import->book, err) != OK ||
        report_open(&import->report, book->report, err) != OK)
        return err->outcome;
    import->is_ours = false;
    return OK;
}

static void close_all(struct import *import)
{
    book_close(import->book);
    growing_close(import->growing);
    refusals_close(import->refusals);
    book_file_close(&import->file);
}

/* ---- running ---- */

static enum outcome next_row(struct import *import, bool *is_end_out, struct err *err)
{
    struct csv_row row;
    struct str column;
    enum outcome outcome = spreadsheet_next(import->file.spreadsheet, &row, &column, err);
    if (outcome == REJECT) {
        book_bad_row(import->book, &row, column, err);
        return OK;
    }
    if (outcome != OK)
        return outcome;
    *is_end_out = row.is_end;
    return row.is_end ? book_end(import->book, err) : book_row(import->book, &row, err);
}

/* The book is read: what does it say no more? */
static enum outcome end_book(struct import *import, struct err *err)
{
    if (import->growing == NULL || growing_end(import->growing, import->dispatch, err) == OK)
        return OK;
    import->is_ours = err->reason != REASON_RANGE && err->reason != REASON_TOO_LARGE;
    return err->outcome;
}

static enum outcome read_rows(struct import *import, bool *was_stopped_out, struct err *err)
{
    bool is_end = false;
    progress_init(&import->progress, "rows");
    while (!is_end && !stop_requested()) {
        enum outcome outcome = next_row(import, &is_end, err);
        if (outcome == OK && import->spared != OK) {
            *err = import->spared_err;
            outcome = import->spared;
            import->is_ours = err->reason != REASON_TOO_LARGE;
        }
        if (outcome == OK && is_end)
            outcome = end_book(import, err);
        if (outcome == RETRY && stop_requested()) {
            is_end = false; /* a signal came while waiting for room */
            break;
        }
        if (outcome != OK)
            return outcome;
        progress_show(
            &import->progress,
            &(struct progress_state) {.parts = spreadsheet_bytes_read(import->file.spreadsheet),
                                      .parts_total = import->file.bytes,
                                      .items = book_counts(import->book)->rows});
    }
    *was_stopped_out = !is_end;
    return OK;
}

/* The first of two failures is the one to tell of. */
static enum outcome and_then(enum outcome outcome, struct err *err, enum outcome next,
                             const struct err *next_err)
{
    if (outcome == OK && next != OK)
        *err = *next_err;
    return outcome == OK ? next : outcome;
}

static enum outcome run(struct import *import, struct import_result *result, struct err *err)
{
    struct dispatch_counts before = dispatch_counts(import->dispatch);
    enum outcome outcome = read_rows(import, &result->was_stopped, err);
    result->is_unreadable = outcome != OK && !import->is_ours;
    struct err later;
    enum outcome answers = dispatch_finish(import->dispatch, &later);
    outcome = and_then(outcome, err, answers, &later);
    if (import->growing != NULL) {
        enum outcome kept = growing_keep(import->growing, &later);
        outcome = and_then(outcome, err, kept, &later);
        result->has_state = true;
        result->is_blind = growing_is_blind(import->growing);
        result->growing = growing_counts(import->growing);
    }
    progress_clear(&import->progress);
    result->counts = *book_counts(import->book);
    result->skipped = spreadsheet_counts(import->file.spreadsheet);
    result->sent = dispatch_counts(import->dispatch);
    result->sent.taken -= before.taken;
    result->sent.safe -= before.safe;
    result->sent.refused -= before.refused;
    return outcome;
}

enum outcome importer_run(struct importer *importer, const struct import_book *book,
                          struct import_result *result_out, struct err *err)
{
    struct import import = {.settings = importer->settings,
                            .dispatch = importer->dispatch,
                            .voids_gone = importer->voids_gone,
                            .report.lines = stderr};
    *result_out = (struct import_result) {.was_stopped = false};
    importer->import = &import;
    enum outcome outcome = open_all(&import, book, err);
    if (outcome == OK)
        outcome = run(&import, result_out, err);
    else
        result_out->is_unreadable = !import.is_ours;
    struct err later;
    enum outcome closed = report_close(&import.report, &later);
    outcome = and_then(outcome, err, closed, &later);
    result_out->told = import.report.told;
    close_all(&import);
    importer->import = NULL;
    return outcome;
}

/* ---- life cycle ---- */

static enum outcome check_settings(struct importer *importer, struct err *err)
{
    const struct settings *settings = importer->settings;
    importer->voids_gone = strcmp(settings->deleted, "void") == 0;
    if (!importer->voids_gone && strcmp(settings->deleted, "warn") != 0)
        return err_set(err, FATAL, "deleted is \"%s\", but must be warn or void",
                       settings->deleted);
    if (importer->voids_gone && settings->state[0] == '\0')
        return err_set(err, FATAL, "deleted = void wants --state, which knows what was there");
    bool is_kept = strcmp(settings->until, "kept") == 0;
    if (!is_kept && strcmp(settings->until, "sent") != 0)
        return err_set(err, FATAL, "until is \"%s\", but must be sent or kept", settings->until);
    if (is_kept && importer->spool[0] == '\0')
        return err_set(err, FATAL, "until = kept wants --state or --spool, where it is kept");
    return OK;
}

/* The folder of the settings, or the one within the state's, which is made before. */
static enum outcome choose_spool(struct importer *importer, const char *fallback, struct err *err)
{
    const struct settings *settings = importer->settings;
    if (settings->spool[0] != '\0' || settings->state[0] == '\0') {
        (void) snprintf(importer->spool, sizeof(importer->spool), "%s",
                        settings->spool[0] != '\0' ? settings->spool : fallback);
        return OK;
    }
    (void) snprintf(importer->spool, sizeof(importer->spool), "%s/spool", settings->state);
    int folder = settings->dry_run ? -1 : disk_folder(settings->state);
    if (folder < 0 && !settings->dry_run)
        return err_set(err, FATAL, "cannot make the folder \"%s\": %s", settings->state,
                       strerror(errno));
    disk_close(folder);
    return OK;
}

static enum outcome open_dispatch(struct importer *importer, struct err *err)
{
    const struct settings *settings = importer->settings;
    const struct dispatch_options options = {
        .publisher = {.bootstrap_servers = settings->kafka_bootstrap_servers,
                      .topic_prefix = settings->topic_prefix,
                      .client_id = "shouwen-register",
                      .settings = settings->kafka.list,
                      .in_flight_max = (size_t) settings->in_flight_max,
                      .is_dry_run = settings->dry_run,
                      .has_cloudevents = settings->cloudevents_headers,
                      .context = importer,
                      .settled = settled},
        .spool = importer->spool,
        .spool_bytes_max = settings->spool_bytes_max,
        .patience_ms = settings->answer_timeout_ms,
    };
    return dispatch_open(&options, &importer->dispatch, err);
}

enum outcome importer_open(const struct settings *settings, const char *spool,
                           struct importer **importer_out, struct err *err)
{
    struct importer *importer = calloc(1, sizeof(*importer));
    if (importer == NULL)
        return err_set(err, FATAL, "no memory for an import");
    importer->settings = settings;
    enum outcome outcome = choose_spool(importer, spool, err);
    if (outcome == OK)
        outcome = check_settings(importer, err);
    if (outcome == OK)
        outcome = open_dispatch(importer, err);
    if (outcome == OK)
        *importer_out = importer;
    else
        importer_close(importer);
    return outcome;
}

void importer_close(struct importer *importer)
{
    if (importer == NULL)
        return;
    dispatch_close(importer->dispatch);
    free(importer);
}

bool importer_has_spool(const struct importer *importer)
{
    return dispatch_has_spool(importer->dispatch);
}

enum outcome importer_drain(struct importer *importer, uint64_t *waiting_out, struct err *err)
{
    enum outcome outcome = dispatch_drain(importer->dispatch, err);
    *waiting_out = dispatch_counts(importer->dispatch).waiting;
    return outcome;
}

enum outcome importer_check(struct importer *importer, struct err *err)
{
    return dispatch_check(importer->dispatch, err);
}
