/*
 * json_split -- the elements of a JSON array as texts, so that each goes through the one door.
 *
 * Looks at brackets and quotes only; whether an element is JSON is told by who reads it.
 */
#ifndef SHOUWEN_WIRE_JSON_SPLIT_H
#define SHOUWEN_WIRE_JSON_SPLIT_H

#include <stdbool.h>

#include "base/str.h"

enum json_split_state { JSON_SPLIT_OPEN, JSON_SPLIT_END, JSON_SPLIT_BROKEN };

struct json_split {
    struct str rest;
    bool has_some; /* an element was given out */
};

/* Is it an array?  Then its elements are asked for. */
bool json_split_begin(struct json_split *split, struct str text);

/* The next element (JSON_SPLIT_OPEN), borrowed from the text; BROKEN: the array does not end, or
 * something stands behind it. */
enum json_split_state json_split_next(struct json_split *split, struct str *element_out);

#endif
