/*
 * import -- a table from its file to the broker.
 */
#ifndef SHOUWEN_REGISTER_IMPORT_H
#define SHOUWEN_REGISTER_IMPORT_H

#include "office/book.h"
#include "office/growing.h"
#include "office/spreadsheet.h"
#include "run/publisher.h"
#include "settings.h"

/* What an import came to. */
struct import_result {
    struct book_counts counts;
    struct spreadsheet_counts skipped;
    struct publisher_counts published;
    bool has_state;
    bool is_blind; /* a bad row could be anybody's: nothing was taken for emptied or gone */
    struct growing_counts growing;
    bool was_stopped; /* by a signal, before the end of the file */
};

/*
 * Read the file ("-" is standard input), publish what it says, tell of the bad rows.
 *
 * REJECT: the file is no table; RETRY: the report could not be written, or messages have no answer;
 * FATAL: the mapping does not fit, or the broker cannot be used.  `result_out` is filled in
 * whatever happens.
 */
MUST_CHECK enum outcome import_run(const struct settings *settings, const char *path,
                                   struct import_result *result_out, struct err *err);

#endif
