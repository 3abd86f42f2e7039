/*
 * growing -- a book that is imported again and again: only what is new or changed goes out.
 *
 * io/cell_index keeps what every source_ref of every case said last.  What says the same is not
 * sent; a changed one is sent with a new id, its older texts get tombstones; one that is no longer
 * said while its case still is was emptied: a Voided of the same source_ref goes out, and its texts
 * get tombstones.  A case that is no longer in the book is told, and voided only when that is
 * wished.  The order is: first all messages of a cell are safe (see run/dispatch: in the spool, or
 * with the broker), then the index learns of the cell.  So the index never says that something was
 * said which was not; what a crash left between the two is sent again by the next import, under the
 * same ids.
 *
 * What a bad row might have said is left alone; when it is not known whose row it was, nothing is
 * taken for emptied or gone.
 */
#ifndef SHOUWEN_OFFICE_GROWING_H
#define SHOUWEN_OFFICE_GROWING_H

#include "office/mapped.h"
#include "run/dispatch.h"

struct growing;

enum { GROWING_GONE_FEW = 10 }; /* so many cases may always be voided */

struct growing_options {
    const char *folder;
    struct str source;
    bool voids_gone;
    bool is_dry_run; /* the dispatch's; the index stays as it is */
    int64_t now_us;
    void *context;
    void (*gone)(void *context, struct str number); /* this case is no longer in the book */
};

struct growing_counts {
    uint64_t unchanged; /* events of which nothing was sent */
    uint64_t emptied;
    uint64_t gone;   /* cases */
    uint64_t voided; /* events of these */
};

/* FATAL: the folder cannot be used (see cell_index_open()). */
MUST_CHECK enum outcome growing_open(const struct growing_options *options,
                                     struct growing **growing_out, struct err *err);
void growing_close(struct growing *growing);

/* recorded_at of this import: later than that of the one before, whatever the clock says. */
int64_t growing_now_us(const struct growing *growing);

/* Send what is new in this; outcomes are dispatch_event()'s, or FATAL and RETRY of the index. */
MUST_CHECK enum outcome growing_take(struct growing *growing, struct dispatch *dispatch,
                                     const struct mapped *mapped, struct err *err);

/* A row of this case was refused ('': of a case nobody knows): what it says is not known. */
MUST_CHECK enum outcome growing_spare(struct growing *growing, struct str number, struct err *err);

/* The book is read to its end: void what it does not say any more. */
MUST_CHECK enum outcome growing_end(struct growing *growing, struct dispatch *dispatch,
                                    struct err *err);

/* Was a row of an unknown case refused, so that nothing is taken for emptied or gone? */
bool growing_is_blind(const struct growing *growing);

/* A message with this cookie was settled; gives the row it came from, 0 when from none. */
size_t growing_settled(struct growing *growing, uint64_t cookie, enum outcome outcome);

/* After dispatch_finish(): keep what is safe.  RETRY: it could not be written. */
MUST_CHECK enum outcome growing_keep(struct growing *growing, struct err *err);

struct growing_counts growing_counts(const struct growing *growing);

#endif
