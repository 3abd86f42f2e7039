/*
 * person -- what of an event travels on the citizen topic: who asked, and what was said.
 *
 * A function of the event and the seed; nothing of it is kept.
 */
#ifndef SHOUWEN_SIMULATE_PERSON_H
#define SHOUWEN_SIMULATE_PERSON_H

#include "names.h"
#include "tale.h"
#include "wire/citizen_codec.h"

enum { PERSON_MESSAGES_MAX = TEXT_FIELDS_END + 1, PERSON_TEXTS_MAX = TEXT_FIELDS_END + 4 };

struct person_messages {
    struct citizen items[PERSON_MESSAGES_MAX];
    size_t count;
    char texts[PERSON_TEXTS_MAX][NAME_TEXT_MAX]; /* which they borrow */
    size_t texts_count;
};

void person_messages(const struct city *city, const struct event *event,
                     struct person_messages *messages_out);

/* One as a line of JSON, by the proto3 mapping of CitizenEvent, with its newline. */
enum { PERSON_LINE_MAX = 4096 };
size_t person_line(const struct citizen *citizen, char line_out[PERSON_LINE_MAX]);

#endif
