/* answer -- see answer.h. */
#include "answer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct answer_status statuses[] = {
    {200, "OK", ""},
    {202, "Accepted", ""},
    {207, "Multi-Status", ""},
    {400, "Bad Request", "mend what is named and send it again"},
    {401, "Unauthorized",
     "send the header Authorization: Bearer KEY with a key that is in force, and the client "
     "certificate that is asked for, if one is"},
    {403, "Forbidden",
     "use the key that is for this, from where it belongs, or ask for a wider one"},
    {404, "Not Found", "compare the address with /v1/openapi.json"},
    {405, "Method Not Allowed", "compare the method with /v1/openapi.json"},
    {409, "Conflict", "an id belongs to one event for ever: correct by another event"},
    {413, "Content Too Large", "send fewer events in a request"},
    {415, "Unsupported Media Type",
     "send application/json, application/x-ndjson or application/protobuf, not compressed"},
    {429, "Too Many Requests", "wait as Retry-After says, then go on"},
    {500, "Internal Server Error", "look at the log of shouwen-hotline"},
    {503, "Service Unavailable", "keep it and send it again, as Retry-After says"},
};

const struct answer_status *answer_status(int status)
{
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
        if (statuses[i].status == status)
            return &statuses[i];
    assert(false);
    return NULL;
}

void answer_put_text(FILE *out, struct str text)
{
    (void) fputc('"', out);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char) text.ptr[i];
        if (byte == '"' || byte == '\\')
            (void) fprintf(out, "\\%c", byte);
        else if (byte < 0x20)
            (void) fprintf(out, "\\u%04x", byte);
        else
            (void) fputc(byte, out);
    }
    (void) fputc('"', out);
}

void answer_put_member(FILE *out, const char *name, struct str text)
{
    (void) fprintf(out, ",\"%s\":", name);
    answer_put_text(out, text);
}

/* The door's words begin with the field's name: "accepted.unit is missing". */
static void put_field(FILE *out, const struct err *err)
{
    size_t len = strcspn(err->text, " :");
    if (memchr(err->text, '.', len) != NULL)
        answer_put_member(out, "field", (struct str) {.ptr = err->text, .len = len});
}

void answer_put_problem(FILE *out, int status, const struct err *err)
{
    const struct answer_status *row = answer_status(status);
    (void) fprintf(out, "\"type\":\"about:blank\",\"status\":%d,\"title\":\"%s\"", status,
                   row->title);
    answer_put_member(out, "detail", str_from(err->text));
    answer_put_member(out, "advice", str_from(row->advice));
    if (err->outcome == REJECT)
        put_field(out, err);
    if (err->reason != REASON_NONE)
        answer_put_member(out, "reason", str_from(reason_name(err->reason)));
}

/* With one more field of the head where a name is given. */
static void answer_with(struct http_exchange *exchange, int status, const struct err *err,
                        const char *name, const char *value)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (out != NULL) {
        (void) fputc('{', out);
        answer_put_problem(out, status, err);
        (void) fputs("}\n", out);
        (void) fclose(out);
    }
    const struct http_answer answer = {
        .status = status,
        .content_type = "application/problem+json",
        .body = {.ptr = text, .len = text == NULL ? 0 : len},
        .fields[0] = {.name = name, .value = value},
    };
    http_answer(exchange, &answer);
    free(text);
}

void answer_problem(struct http_exchange *exchange, int status, const struct err *err)
{
    if (status == 401)
        answer_with(exchange, status, err, "WWW-Authenticate", "Bearer");
    else if (status == 429 || status == 503)
        answer_with(exchange, status, err, "Retry-After", "5");
    else
        answer_with(exchange, status, err, NULL, NULL);
}

void answer_refuse(struct http_exchange *exchange, int status, const char *detail)
{
    struct err err;
    err_ignore(err_set(&err, RETRY, "%s", detail)); /* it is the words that are wanted */
    answer_problem(exchange, status, &err);
}

void answer_method(struct http_exchange *exchange, const char *methods)
{
    struct err err;
    err_ignore(err_set(&err, RETRY, "here it goes by %s only", methods)); /* as above */
    answer_with(exchange, 405, &err, "Allow", methods);
}

void answer_json(struct http_exchange *exchange, int status, struct str json)
{
    const struct http_answer answer = {
        .status = status, .content_type = "application/json", .body = json};
    http_answer(exchange, &answer);
}
