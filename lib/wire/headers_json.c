/* headers_json -- see headers_json.h. */
#include "wire/headers_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

enum { NUMBER_TEXT_MAX = 24 };

static enum outcome read_value(const json_t *value, struct arena *arena, struct str *value_out,
                               struct err *err)
{
    char number[NUMBER_TEXT_MAX];
    if (json_typeof(value) == JSON_STRING)
        return str_keep((struct str) {json_string_value(value), json_string_length(value)}, arena,
                        value_out, err);
    if (json_typeof(value) != JSON_INTEGER)
        return err_reason(err, REJECT, REASON_SYNTAX, "%s", "a header is neither text nor number");
    (void) snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return str_keep(str_from(number), arena, value_out, err);
}

static enum outcome read_members(json_t *object, struct arena *arena, struct headers_json *headers,
                                 struct err *err)
{
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        if (headers->count == HEADERS_JSON_MAX)
            return err_reason(err, REJECT, REASON_LENGTH, "more than %d headers", HEADERS_JSON_MAX);
        headers->names[headers->count] =
            str_keep_terminated(str_from(json_object_iter_key(at)), arena);
        if (headers->names[headers->count] == NULL)
            return err_set(err, RETRY, "no room for a header");
        if (read_value(json_object_iter_value(at), arena, &headers->values[headers->count], err) !=
            OK)
            return err->outcome;
        headers->count++;
    }
    return OK;
}

enum outcome headers_json_read(struct str json, struct arena *arena,
                               struct headers_json *headers_out, struct err *err)
{
    struct headers_json headers = {.count = 0};
    if (json.len > 0) {
        json_error_t error;
        json_t *object = json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, &error);
        if (!json_is_object(object)) {
            json_decref(object);
            return err_reason(err, REJECT, REASON_SYNTAX, "%s", "the headers are no JSON object");
        }
        enum outcome outcome = read_members(object, arena, &headers, err);
        json_decref(object);
        if (outcome != OK)
            return outcome;
    }
    *headers_out = headers;
    return OK;
}
