/* listing_text -- rows of listings from texts in memory. */
#ifndef SHOUWEN_TESTS_SUPPORT_LISTING_TEXT_H
#define SHOUWEN_TESTS_SUPPORT_LISTING_TEXT_H

#include "office/faults.h"
#include "office/listing.h"

/* As listing_csv_read(), of a text. */
MUST_CHECK enum outcome listing_text_read(const struct listing *listing, struct rows *rows,
                                          struct str text, struct faults *faults, struct err *err);

/* Cut the next of several texts off, each ended by a line "%%". */
struct str listing_text_next(struct str *rest);

#endif
