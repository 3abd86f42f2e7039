/*
 * import -- tables from their files to the broker, one after the other.
 *
 * What a book says is kept in the spool and sent from there (run/dispatch); without a folder for
 * one it goes straight to the broker.
 */
#ifndef SHOUWEN_REGISTER_IMPORT_H
#define SHOUWEN_REGISTER_IMPORT_H

#include "office/book.h"
#include "office/growing.h"
#include "office/spreadsheet.h"
#include "run/dispatch.h"
#include "settings.h"

struct importer;

/* What an import came to. */
struct import_result {
    struct book_counts counts;
    struct spreadsheet_counts skipped;
    struct dispatch_counts sent; /* of this book; `waiting` is of all */
    uint64_t told;               /* faults, in the report */
    bool has_state;
    bool is_blind; /* a bad row could be anybody's: nothing was taken for emptied or gone */
    struct growing_counts growing;
    bool was_stopped;   /* by a signal, before the end of the file */
    bool is_unreadable; /* it was the book's own fault that it was not read to its end */
};

/* `spool` is the folder when the settings name none; "": there is none.  FATAL: a setting, or as
 * dispatch_open(). */
MUST_CHECK enum outcome importer_open(const struct settings *settings, const char *spool,
                                      struct importer **importer_out, struct err *err);
void importer_close(struct importer *importer); /* NULL is allowed */

/* Is it safe when the import ends, and sent later? */
bool importer_has_spool(const struct importer *importer);

/* Which book, and the file of its bad rows ("": lines on standard error). */
struct import_book {
    const char *path;
    const char *report;
};

/*
 * Read the file ("-" is standard input), say what it says, tell of the bad rows.  After OK all is
 * safe: in the spool, or with the broker.
 *
 * REJECT: the file is no table; RETRY: the report could not be written, messages have no answer, or
 * there is no room to keep them; FATAL: the mapping does not fit, or the broker or the state cannot
 * be used.  `result_out` is filled in whatever happens.
 */
MUST_CHECK enum outcome importer_run(struct importer *importer, const struct import_book *book,
                                     struct import_result *result_out, struct err *err);

/* Until the broker has all of the spool, as dispatch_drain(); `waiting_out` is what it has not. */
MUST_CHECK enum outcome importer_drain(struct importer *importer, uint64_t *waiting_out,
                                       struct err *err);

/* As dispatch_check(). */
MUST_CHECK enum outcome importer_check(struct importer *importer, struct err *err);

#endif
