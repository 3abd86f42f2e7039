/* mapped_value -- a text of a table as the value of an event's field. */
#ifndef SHOUWEN_OFFICE_MAPPED_VALUE_H
#define SHOUWEN_OFFICE_MAPPED_VALUE_H

#include "office/book_time.h"
#include "office/mapping.h"
#include "wire/event_word.h"

/* What is to be set, and what reading it needs. */
struct mapped_value {
    const struct mapping_field *field;
    struct event_place place; /* of the field */
    const struct book_calendar *calendar;
    struct str text; /* not empty */
    struct arena *arena;
};

/*
 * Set the field of `event`, whose kind is set.
 *
 * REJECT: the text is no such value (the words do not repeat it); RETRY: the arena is full.
 */
MUST_CHECK enum outcome mapped_value_set(struct event *event, const struct mapped_value *value,
                                         struct err *err);

#endif
