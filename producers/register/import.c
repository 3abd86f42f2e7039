/* import -- see import.h. */
#include "import.h"

#include <string.h>

#include "base/stop.h"
#include "base/time.h"
#include "book_file.h"
#include "report.h"
#include "run/progress.h"

/* Everything that is open. */
struct import {
    const struct settings *settings;
    struct book_file file;
    struct publisher *publisher;
    struct growing *growing; /* NULL: everything is sent */
    enum outcome spared;     /* what sparing a bad row's case came to */
    struct err spared_err;
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
    if (import->growing != NULL && import->spared == OK)
        import->spared = growing_spare(import->growing, told->number, &import->spared_err);
}

/* The broker's no, told of the row the message came from. */
static void settled(void *context, uint64_t cookie, enum outcome outcome, const struct err *err)
{
    struct import *import = context;
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
        return growing_take(import->growing, import->publisher, mapped, err);
    enum outcome outcome = publisher_event(import->publisher, &mapped->event, mapped->row, err);
    for (size_t i = 0; outcome == OK && i < mapped->records_count; i++)
        outcome = publisher_citizen(import->publisher, &mapped->records[i], mapped->row, err);
    return outcome;
}

static enum outcome take(void *context, const struct mapped *mapped, struct err *err)
{
    struct import *import = context;
    enum outcome outcome = send(import, mapped, err);
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
    import->voids_gone = strcmp(settings->deleted, "void") == 0;
    if (!import->voids_gone && strcmp(settings->deleted, "warn") != 0)
        return err_set(err, FATAL, "deleted is \"%s\", but must be warn or void",
                       settings->deleted);
    if (settings->state[0] == '\0')
        return import->voids_gone
                   ? err_set(err, FATAL, "deleted = void wants --state, which knows what was there")
                   : OK;
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

static enum outcome open_all(struct import *import, const char *path, struct err *err)
{
    const struct settings *settings = import->settings;
    const struct publisher_options options = {
        .bootstrap_servers = settings->kafka_bootstrap_servers,
        .topic_prefix = settings->topic_prefix,
        .client_id = "shouwen-register",
        .settings = settings->kafka.list,
        .in_flight_max = (size_t) settings->in_flight_max,
        .is_dry_run = settings->dry_run,
        .has_cloudevents = settings->cloudevents_headers,
        .context = import,
        .settled = settled,
    };
    const struct book_sink sink = {.context = import, .take = take, .fault = fault};
    int64_t now_us = time_now_us();
    if (book_file_open(&import->file, settings, path, err) != OK ||
        open_growing(import, now_us, err) != OK ||
        publisher_open(&options, &import->publisher, err) != OK)
        return err->outcome;
    if (import->growing != NULL)
        now_us = growing_now_us(import->growing);
    if (book_open(import->file.mapping, &sink, now_us, &import->book, err) != OK)
        return err->outcome;
    return report_open(&import->report, settings->report, err);
}

static void close_all(struct import *import)
{
    book_close(import->book);
    publisher_close(import->publisher);
    growing_close(import->growing);
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
    if (import->growing == NULL)
        return OK;
    return growing_end(import->growing, import->publisher, err);
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
        }
        if (outcome == OK && is_end)
            outcome = end_book(import, err);
        if (outcome == RETRY && stop_requested()) {
            is_end = false; /* a signal came while waiting for room */
            break;
        }
        if (outcome != OK)
            return outcome;
        publisher_poll(import->publisher, 0);
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
    enum outcome outcome = read_rows(import, &result->was_stopped, err);
    struct err later;
    enum outcome answers =
        publisher_finish(import->publisher, (int) import->settings->answer_timeout_ms, &later);
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
    result->published = publisher_counts(import->publisher);
    return outcome;
}

enum outcome import_run(const struct settings *settings, const char *path,
                        struct import_result *result_out, struct err *err)
{
    struct import import = {.settings = settings, .report.lines = stderr};
    *result_out = (struct import_result) {.was_stopped = false};
    enum outcome outcome = open_all(&import, path, err);
    if (outcome == OK)
        outcome = run(&import, result_out, err);
    struct err later;
    enum outcome closed = report_close(&import.report, &later);
    outcome = and_then(outcome, err, closed, &later);
    close_all(&import);
    return outcome;
}
