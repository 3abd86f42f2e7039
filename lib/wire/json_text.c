/* json_text -- see json_text.h. */
#include "wire/json_text.h"

#include "wire/event_codec.h"

/* Escapes make JSON longer than what it says. */
enum { JSON_BYTES_MAX = 6 * EVENT_BYTES_MAX };

/* What jansson says may hold a piece of the line; so only where, and what in our words. */
static enum outcome refuse_json(const json_error_t *error, struct err *err)
{
    enum json_error_code code = json_error_code(error);
    if (code == json_error_unknown)
        return err_set(err, RETRY, "no memory to read a line of JSON");
    bool is_encoding = code == json_error_invalid_utf8 || code == json_error_null_character ||
                       code == json_error_null_byte_in_key;
    const char *words = is_encoding ? "holds bytes that are not UTF-8, or a NUL"
                        : code == json_error_duplicate_key    ? "holds a name twice"
                        : code == json_error_numeric_overflow ? "holds a number that is too large"
                                                              : "is not JSON";
    return err_reason(err, REJECT, is_encoding ? REASON_ENCODING : REASON_SYNTAX,
                      "the line %s, at byte %d", words, error->position);
}

enum outcome json_text_object(struct str json, json_t **object_out, struct err *err)
{
    if (json.len > JSON_BYTES_MAX)
        return err_reason(err, REJECT, REASON_TOO_LARGE, "the line has %zu bytes, and may have %d",
                          json.len, JSON_BYTES_MAX);
    json_error_t error = {0}; /* jansson leaves the code unset when memory is short */
    json_t *object =
        json_loadb(json.len == 0 ? "" : json.ptr, json.len, JSON_REJECT_DUPLICATES, &error);
    if (object == NULL)
        return refuse_json(&error, err);
    if (json_typeof(object) != JSON_OBJECT) {
        json_decref(object);
        return err_reason(err, REJECT, REASON_SYNTAX, "the line is not an object");
    }
    *object_out = object;
    return OK;
}
