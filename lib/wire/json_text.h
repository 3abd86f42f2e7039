/* json_text -- one line of JSON read by jansson, with refusals that show nothing of it. */
#ifndef SHOUWEN_WIRE_JSON_TEXT_H
#define SHOUWEN_WIRE_JSON_TEXT_H

#include <jansson.h>

#include "base/err.h"
#include "base/str.h"

/*
 * The object on this line, to be given to json_decref().
 *
 * REJECT: it is too long, not JSON, or no object; RETRY: no memory.
 */
MUST_CHECK enum outcome json_text_object(struct str json, json_t **object_out, struct err *err);

#endif
