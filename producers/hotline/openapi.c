/* openapi -- see openapi.h; the schemas of events are made from the messages. */
#include "openapi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "base/arena.h"
#include "wire/json_schema.h"

enum { ARENA_BYTES = 1 << 20 };

#define TEXT(text) "{\"type\":\"string\",\"description\":\"" text "\"}"
#define JSON_OF(schema) "{\"application/json\":{\"schema\":" schema "}}"
#define REF(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define PARAMETER(name, words)                                                                     \
    "{\"name\":\"" name "\",\"in\":\"path\",\"required\":true,\"description\":\"" words            \
    "\",\"schema\":{\"type\":\"string\"}}"

/* clang-format off */
/* Ways there are: path, method, what it does, parameters and body, what a 200 or 202 has. */
static const struct {
    const char *path;
    const char *method;
    const char *summary;
    const char *takes;
    const char *good; /* the status */
    const char *gives;
    bool is_open;         /* for everybody */
    int problems[10];     /* the others; 0 ends them */
} ways[] = {
    {"/v1/events", "post", "Tell of events: one, an array, lines, or a protobuf message",
     "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"oneOf\":["
     REF("Event") ",{\"type\":\"array\",\"items\":" REF("Event") "}]}},"
     "\"application/x-ndjson\":{\"schema\":{\"type\":\"string\",\"description\":\"an event a line\"}},"
     "\"application/protobuf\":{\"schema\":{\"type\":\"string\",\"format\":\"binary\",\"description\":"
     "\"one message; the type's parameter proto says which, as proto=shouwen.v1.InquiryEvent\"}}}},",
     "202", JSON_OF("{\"anyOf\":[" REF("Taken") "," REF("TakenList") "]}"), false,
     {400, 401, 403, 405, 409, 413, 415, 429, 503}},
    {"/v1/cases/{source}/{number}", "get", "What became of a case: state, holder, due, flags",
     "\"parameters\":[" PARAMETER("source", "header.caseSource") ","
     PARAMETER("number", "header.caseNumber") "],",
     "200", JSON_OF(REF("Case")), false, {401, 403, 404, 405, 503}},
    {"/v1/events/{id}", "get", "What became of an event that came in lately",
     "\"parameters\":[" PARAMETER("id", "eventId of its answer") "],",
     "200", JSON_OF(REF("Fate")), false, {400, 401, 404, 405, 503}},
    {"/v1/openapi.json", "get", "This description", "", "200", JSON_OF("{\"type\":\"object\"}"), true, {0}},
    {"/healthz", "get", "Does it live", "", "200", JSON_OF("{\"type\":\"object\"}"), true, {0}},
    {"/readyz", "get", "Does it take events", "", "200", JSON_OF("{\"type\":\"object\"}"), true, {503}},
};
/* clang-format on */

static const char answers
    [] = "\"Problem\":{\"type\":\"object\",\"properties\":{\"type\":" TEXT("about:blank") ",\"statu"
                                                                                          "s\":"
                                                                                          "{\"type"
                                                                                          "\":"
                                                                                          "\"intege"
                                                                                          "r\"},"
                                                                                          "\"title"
                                                                                          "\""
                                                                                          ":" TEXT("what"
                                                                                                   " the"
                                                                                                   " sta"
                                                                                                   "tus "
                                                                                                   "mean"
                                                                                                   "s") ",\"detail\":" TEXT("what is wrong") ",\"advice\":" TEXT("what to "
                                                                                                                                                                 "do") ",\""
                                                                                                                                                                       "fie"
                                                                                                                                                                       "ld"
                                                                                                                                                                       "\""
                                                                                                                                                                       ":" TEXT("of the event") ",\"reason\":" TEXT("of the list in the README") "}},"
                                                                                                                                                                                                                                                 "\"Taken\":{\"type\":\"object\",\"properties\":{\"status\":{\"type\":\"integer\"},\"state\":"
                                                                                                                                                                                                                                                 "{\"type\":\"string\",\"enum\":[\"new\",\"known\"]},\"eventId\":" TEXT("to ask with") ",\"subject\":" TEXT("the case") "}},"
                                                                                                                                                                                                                                                                                                                                                                        "\"TakenList\":{\"type\":\"object\",\"properties\":{\"accepted\":{\"type\":\"integer\"},"
                                                                                                                                                                                                                                                                                                                                                                        "\"refused\":{\"type\":\"integer\"},\"events\":{\"type\":\"array\",\"items\":{\"anyOf\":[" REF("Taken") "," REF(
                                                                                                                                                                                                                                                                                                                                                                            "Problem") "]}}}},"
                                                                                                                                                                                                                                                                                                                                                                                       "\"Letter\":{\"type\":\"object\",\"properties\":{\"eventId\":" TEXT("whose") ",\"projection\":" TEXT("who set it aside") ",\"reason\":" TEXT(
                                                                                                                                                                                                                                                                                                                                                                                           "of the list in the README") ",\"detail\":" TEXT("in words") "}},"
                                                                                                                                                                                                                                                                                                                                                                                                                                                        "\"Case\":{\"type\":\"object\",\"properties\":{\"subject\":" TEXT("the case") ",\"source\":" TEXT("header.caseSource") ",\"number\":" TEXT(
                                                                                                                                                                                                                                                                                                                                                                                                                                                            "header.caseNumber") ",\"status\":"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "{\"type\":\"string\",\"enum\":[\"open\",\"completed\",\"withdrawn\",\"merged\"]},"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                 "\"incomplete\":{\"type\":\"boolean\"},\"paused\":{\"type\":\"boolean\"},\"dueAt\":" TEXT(
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                     "of the clock of completion") ",\"flags\":{\"type\":\"array\",\"items\":{\"type\":"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "\"string\"}},\"deadLetters\":{\"type\":\"array\",\"items\":" REF("Letter") "}}},"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                               "\"Fate\":{\"type\":\"object\",\"properties\":{\"eventId\":" TEXT("which") ",\"subject\":" TEXT(
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "the case") ",\"state\":{\"type\":\"string\",\"enum\":[\"accepted\",\"published\"]},"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                               "\"appliedBy\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},\"deadLetters\":"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                               "{\"type\":\"array\",\"items\":" REF(
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "Letter") "}}},";

static void put_way(FILE *out, size_t i)
{
    (void) fprintf(out,
                   "%s\"%s\":{\"%s\":{\"summary\":\"%s\",%s%s\"responses\":{\"%s\":{"
                   "\"description\":\"%s\",\"content\":%s}",
                   i == 0 ? "" : ",", ways[i].path, ways[i].method, ways[i].summary,
                   ways[i].is_open ? "\"security\":[]," : "", ways[i].takes, ways[i].good,
                   ways[i].good[2] == '2' ? "safe on disk" : "good", ways[i].gives);
    if (ways[i].good[2] == '2')
        (void) fputs(",\"207\":{\"description\":\"some, and some not: each says "
                     "which\",\"content\":" JSON_OF(REF("TakenList")) "}",
                     out);
    for (size_t j = 0; ways[i].problems[j] != 0; j++) {
        const struct answer_status *status = answer_status(ways[i].problems[j]);
        (void) fprintf(out,
                       ",\"%d\":{\"description\":\"%s: %s\",\"content\":"
                       "{\"application/problem+json\":{\"schema\":" REF("Problem") "}}}",
                       status->status, status->title, status->advice);
    }
    (void) fputs("}}}", out);
}

enum outcome openapi_make(const char *version, char **json_out, struct err *err)
{
    struct arena arena;
    struct str schemas = {0};
    size_t len = 0;
    *json_out = NULL;
    if (arena_init(&arena, ARENA_BYTES, err) != OK)
        return err->outcome;
    enum outcome outcome = json_schema_events(&arena, &schemas, err);
    FILE *out = outcome == OK ? open_memstream(json_out, &len) : NULL;
    if (out != NULL) {
        (void) fprintf(out,
                       "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"shouwen-hotline\",\"version\":"
                       "\"%s\",\"license\":{\"name\":\"MIT\",\"identifier\":\"MIT\"}},"
                       "\"security\":[{\"key\":[]}],\"paths\":{",
                       version);
        for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
            put_way(out, i);
        (void) fprintf(out,
                       "},\"components\":{\"securitySchemes\":{\"key\":{\"type\":\"http\","
                       "\"scheme\":\"bearer\"}},\"schemas\":{%s%.*s}}\n",
                       answers, (int) schemas.len - 1, schemas.ptr + 1);
        (void) fclose(out);
    }
    arena_done(&arena);
    return outcome == OK && *json_out == NULL ? err_set(err, FATAL, "no memory for a description")
                                              : outcome;
}
