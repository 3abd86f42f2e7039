/* openapi -- see openapi.h; the schemas of events are made from the messages. */
#include "openapi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "base/arena.h"
#include "ways.h"
#include "wire/json_schema.h"

enum { ARENA_BYTES = 1 << 20 };

#define TEXT "{\"type\":\"string\"}"
#define WHOLE "{\"type\":\"integer\"}"
#define YES_OR_NO "{\"type\":\"boolean\"}"
#define REF(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define LINK                                                                                       \
    "\"links\":{\"fate\":{\"operationId\":\"askEvent\",\"parameters\":{\"id\":"                    \
    "\"$response.body#/eventId\"}}},"
#define PROBLEM "\"application/problem+json\":{\"schema\":" REF("Problem") "}"
#define LIST_OF(schema) "{\"type\":\"array\",\"items\":" schema "}"
#define EITHER(one, other) "{\"anyOf\":[" one "," other "]}"
#define ONE_OF(names) "{\"type\":\"string\",\"enum\":[" names "]}"

/* clang-format off */
/* What is answered: the members of each schema, a row each, those of one schema together. */
static const struct {
    const char *schema;
    const char *member;
    const char *type;
    bool is_always_there;
} members[] = {
    {"Problem", "type", TEXT, true},
    {"Problem", "status", WHOLE, true},
    {"Problem", "title", TEXT, true},
    {"Problem", "detail", TEXT, true},
    {"Problem", "advice", TEXT, true},
    {"Problem", "field", TEXT, false},
    {"Problem", "reason", TEXT, false},
    {"Problem", "index", WHOLE, false},
    {"Taken", "status", WHOLE, true},
    {"Taken", "state", ONE_OF("\"new\",\"known\""), true},
    {"Taken", "eventId", TEXT, false},
    {"Taken", "subject", TEXT, true},
    {"Taken", "index", WHOLE, false},
    {"TakenList", "accepted", WHOLE, true},
    {"TakenList", "refused", WHOLE, true},
    {"TakenList", "events", LIST_OF(EITHER(REF("Taken"), REF("Problem"))), true},
    {"Letter", "eventId", TEXT, false},
    {"Letter", "projection", TEXT, true},
    {"Letter", "reason", TEXT, true},
    {"Letter", "detail", TEXT, false},
    {"Case", "subject", TEXT, true},
    {"Case", "source", TEXT, true},
    {"Case", "number", TEXT, true},
    {"Case", "status", ONE_OF("\"open\",\"completed\",\"withdrawn\",\"merged\""), false},
    {"Case", "incomplete", YES_OR_NO, false},
    {"Case", "paused", YES_OR_NO, false},
    {"Case", "acceptedUnit", TEXT, false},
    {"Case", "acceptedAt", TEXT, false},
    {"Case", "holderUnit", TEXT, false},
    {"Case", "holderSection", TEXT, false},
    {"Case", "holderPerson", TEXT, false},
    {"Case", "completedAt", TEXT, false},
    {"Case", "dueAt", TEXT, false},
    {"Case", "mergedSource", TEXT, false},
    {"Case", "mergedNumber", TEXT, false},
    {"Case", "flags", LIST_OF(TEXT), false},
    {"Case", "deadLetters", LIST_OF(REF("Letter")), true},
    {"Fate", "eventId", TEXT, true},
    {"Fate", "subject", TEXT, false},
    {"Fate", "state", ONE_OF("\"accepted\",\"published\""), false},
    {"Fate", "topic", TEXT, false},
    {"Fate", "partition", WHOLE, false},
    {"Fate", "offset", WHOLE, false},
    {"Fate", "appliedBy", LIST_OF(TEXT), false},
    {"Fate", "deadLetters", LIST_OF(REF("Letter")), true},
    {"Health", "healthy", YES_OR_NO, true},
    {"Readiness", "ready", YES_OR_NO, true},
    {"Readiness", "waiting", WHOLE, true},
    {"Readiness", "bytes", WHOLE, true},
    {"Readiness", "taken", WHOLE, true},
    {"Readiness", "sent", WHOLE, true},
};
/* clang-format on */

enum { MEMBERS_COUNT = sizeof(members) / sizeof(members[0]) };

/* The schema that begins at this row; the next one begins at the row that is given back. */
static size_t put_schema(FILE *out, size_t first)
{
    size_t end = first;
    (void) fprintf(out, "\"%s\":{\"type\":\"object\",\"properties\":{", members[first].schema);
    for (; end < MEMBERS_COUNT && strcmp(members[end].schema, members[first].schema) == 0; end++)
        (void) fprintf(out, "%s\"%s\":%s", end == first ? "" : ",", members[end].member,
                       members[end].type);
    (void) fputs("},\"required\":[", out);
    const char *comma = "";
    for (size_t i = first; i < end; i++) {
        if (!members[i].is_always_there)
            continue;
        (void) fprintf(out, "%s\"%s\"", comma, members[i].member);
        comma = ",";
    }
    (void) fputs("]},", out);
    return end;
}

/* Of many events at once those that were refused are told in a list, too; whether it is ready is
 * said in the same words when it is not. */
static void put_problem(FILE *out, const struct way *way, int problem)
{
    const struct answer_status *status = answer_status(problem);
    (void) fprintf(out, ",\"%d\":{\"description\":\"%s: %s\",\"content\":", problem, status->title,
                   status->advice);
    if (way == &ways[WAY_READINESS] && problem == 503)
        (void) fputs(way->gives, out);
    else if (way == &ways[WAY_EVENTS])
        (void) fputs("{" PROBLEM ",\"application/json\":{\"schema\":" REF("TakenList") "}}", out);
    else
        (void) fputs("{" PROBLEM "}", out);
    (void) fputc('}', out);
}

static void put_way(FILE *out, const struct way *way)
{
    (void) fprintf(out,
                   "\"%s\":{\"%s\":{\"operationId\":\"%s\",\"summary\":\"%s\",%s%s"
                   "\"responses\":{\"%d\":{\"description\":\"%s\",%s\"content\":%s}",
                   way->path, way->is_post ? "post" : "get", way->name, way->summary,
                   way->is_open ? "\"security\":[]," : "", way->takes, way->good,
                   way->is_post ? "safe on disk" : "good", way->is_post ? LINK : "", way->gives);
    if (way->is_post)
        (void) fputs(
            ",\"207\":{\"description\":\"some, and some not: each says which\",\"content\":"
            "{\"application/json\":{\"schema\":" REF("TakenList") "}}}",
            out);
    for (size_t i = 0; way->problems[i] != 0; i++)
        put_problem(out, way, way->problems[i]);
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
        for (size_t i = 0; i < WAYS_COUNT; i++) {
            (void) fputs(i == 0 ? "" : ",", out);
            put_way(out, &ways[i]);
        }
        (void) fputs("},\"components\":{\"securitySchemes\":{\"key\":{\"type\":\"http\","
                     "\"scheme\":\"bearer\"}},\"schemas\":{",
                     out);
        for (size_t i = 0; i < MEMBERS_COUNT;)
            i = put_schema(out, i);
        (void) fprintf(out, "%.*s}}\n", (int) schemas.len - 1, schemas.ptr + 1);
        (void) fclose(out);
    }
    arena_done(&arena);
    return outcome == OK && *json_out == NULL ? err_set(err, FATAL, "no memory for a description")
                                              : outcome;
}
