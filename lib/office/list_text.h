/* list_text -- several words in one cell, with commas, semicolons or 、 between them. */
#ifndef SHOUWEN_OFFICE_LIST_TEXT_H
#define SHOUWEN_OFFICE_LIST_TEXT_H

#include <stdbool.h>

#include "base/str.h"

/* Take the next item off the front of a list; false at its end. */
bool list_text_next(struct str *list, struct str *item_out);

#endif
