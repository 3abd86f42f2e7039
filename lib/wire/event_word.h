/*
 * event_word -- the values of enumerations as people write them: `other` for CHANNEL_OTHER.
 */
#ifndef SHOUWEN_WIRE_EVENT_WORD_H
#define SHOUWEN_WIRE_EVENT_WORD_H

#include <stdbool.h>
#include <stdio.h>

#include "core/event_fields.h"

/* A field of event_fields_of(kind), or with EVENT_KINDS_COUNT of event_fields_header(). */
struct event_place {
    enum event_kind kind;
    size_t index;
};

/* The value that `word` says of this FIELD_ENUM or FIELD_SET; "not said" has no word. */
bool event_word_find(struct event_place place, struct str word, int *value_out);

/* "call, visit, letter": the words there are; cut when `size` does not suffice. */
void event_words(struct event_place place, char *words_out, size_t size);

/* The field of the header that holds enum text_field. */
struct event_place event_place_of_texts(void);

#endif
