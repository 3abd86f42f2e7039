/*
 * year_opened -- the years of the directory's units, as events.
 *
 * Every unit that is not outside has a year opened for each year it is there in, so that one which
 * never publishes anything has a subject too.  The ids follow from unit, year and day, so that
 * making them again changes nothing.
 */
#ifndef SHOUWEN_OFFICE_YEAR_OPENED_H
#define SHOUWEN_OFFICE_YEAR_OPENED_H

#include "core/event.h"
#include "office/directory.h"

/* Who takes an event; anything but OK ends it with that outcome. */
struct year_opened_sink {
    void *context;
    enum outcome (*take)(void *context, const struct event *event, struct err *err);
};

/*
 * From `first_year` to the year of `now_us`; a unit that begins later than that day waits for it.
 * The directory's units are sorted by their keys.
 *
 * FATAL: no memory; otherwise the sink's.
 */
MUST_CHECK enum outcome year_opened_each(const struct directory *directory, int64_t first_year,
                                         int64_t now_us, const struct year_opened_sink *sink,
                                         struct err *err);

#endif
