/*
 * book -- a table read row by row, its rows gathered to cases, each row turned into its events.
 *
 * The rows of a case stand together; a row of a case that was left already is told and skipped, for
 * nobody could say what was before it.  A row makes all its events or none: what is wrong with one
 * is told, and the next row goes on.  Two rows of a case with one source_ref and different content
 * are told too, because only one of them would count, and so is a second row of a case where the
 * mapping has no rule that would speak of it.
 */
#ifndef SHOUWEN_OFFICE_BOOK_H
#define SHOUWEN_OFFICE_BOOK_H

#include "office/mapped.h"
#include "wire/csv.h"

struct book;

/* What is wrong with a row; borrowed until the function that takes it returns. */
struct book_fault {
    size_t row; /* as a spreadsheet counts */
    size_t line;
    struct str number; /* of its case; '' when that is not known */
    struct str column; /* '' when it is the whole row */
    struct str value;  /* '' when personal */
    const struct err *err;
};

/* Who takes what comes out.  Anything but OK from `take` ends the reading with that outcome. */
struct book_sink {
    void *context;
    enum outcome (*take)(void *context, const struct mapped *mapped, struct err *err);
    void (*fault)(void *context, const struct book_fault *fault);
};

struct book_counts {
    uint64_t rows;
    uint64_t rows_bad;
    uint64_t cases;
    uint64_t repeated; /* events that an earlier row of the case said word for word */
    uint64_t events[EVENT_KINDS_COUNT];
    uint64_t texts; /* records of the citizen topic */
};

/* `mapping` is bound, and outlives the book; `now_us` is recorded_at for the whole reading. */
MUST_CHECK enum outcome book_open(const struct mapping *mapping, const struct book_sink *sink,
                                  int64_t now_us, struct book **book_out, struct err *err);
void book_close(struct book *book);

/* One row; its fields are those of the mapping's columns.  FATAL: no memory; else the sink's. */
MUST_CHECK enum outcome book_row(struct book *book, const struct csv_row *row, struct err *err);

/* A row that could not even be read: `why` is told, of this column when it was one; of which case,
 * when its fields are there. */
void book_bad_row(struct book *book, const struct csv_row *row, struct str column,
                  const struct err *why);

/* The table is read: the last case ends. */
MUST_CHECK enum outcome book_end(struct book *book, struct err *err);

const struct book_counts *book_counts(const struct book *book);

#endif
