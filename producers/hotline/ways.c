/* ways -- see ways.h. */
#include "ways.h"

#include <string.h>

#define JSON_OF(schema) "{\"application/json\":{\"schema\":" schema "}}"
#define REF(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define PARAMETER(name, words, form)                                                               \
    "{\"name\":\"" name "\",\"in\":\"path\",\"required\":true,\"description\":\"" words            \
    "\",\"schema\":{\"type\":\"string\"" form "}}"

#define EXAMPLE                                                                                    \
    "{\"header\":{\"source\":\"hotline\",\"caseSource\":\"hotline\",\"caseNumber\":\"20250922-"    \
    "17\","                                                                                        \
    "\"sourceRef\":\"17/1\",\"occurredAt\":\"2025-09-22T09:12:00+08:00\"},\"accepted\":{\"unit\":" \
    "\"zjj\",\"section\":\"bgs\",\"channel\":\"CHANNEL_HOTLINE\"},\"textRecords\":[{\"field\":"    \
    "\"TEXT_FIELD_CONTENT\",\"text\":\"公租房申请要哪些材料\"}]}"

/* clang-format off */
const struct way ways[WAYS_COUNT] = {
    [WAY_EVENTS] =
    {"/v1/events", "tellEvents", true, false, "Tell of events: one, an array, lines, or a protobuf message",
     "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"oneOf\":["
     REF("Event") ",{\"type\":\"array\",\"items\":" REF("Event") "}]},\"example\":" EXAMPLE "},"
     "\"application/x-ndjson\":{\"schema\":{\"type\":\"string\",\"description\":\"an event a line\"}},"
     "\"application/protobuf\":{\"schema\":{\"type\":\"string\",\"format\":\"binary\",\"description\":"
     "\"one message; the type's parameter proto says which, as proto=shouwen.v1.InquiryEvent\"}}}},",
     202, JSON_OF("{\"anyOf\":[" REF("Taken") "," REF("TakenList") "]}"),
     {400, 401, 403, 405, 409, 413, 415, 429, 503}},
    [WAY_CASE] =
    {"/v1/cases/{source}/{number}", "askCase", false, false, "What became of a case: state, holder, due, flags",
     "\"parameters\":[" PARAMETER("source", "header.caseSource", "") ","
     PARAMETER("number", "header.caseNumber", "") "],",
     200, JSON_OF(REF("Case")), {400, 401, 403, 404, 405, 503}},
    [WAY_EVENT] =
    {"/v1/events/{id}", "askEvent", false, false, "What became of an event that came in lately",
     "\"parameters\":[" PARAMETER("id", "eventId of its answer", ",\"format\":\"uuid\"") "],",
     200, JSON_OF(REF("Fate")), {400, 401, 404, 405, 503}},
    [WAY_DESCRIPTION] =
    {"/v1/openapi.json", "readDescription", false, true, "This description", "", 200, JSON_OF("{\"type\":\"object\"}"), {405}},
    [WAY_HEALTH] =
    {"/healthz", "readHealth", false, true, "Does it live", "", 200, JSON_OF(REF("Health")), {405}},
    [WAY_READINESS] =
    {"/readyz", "readReadiness", false, true, "Does it take events", "", 200, JSON_OF(REF("Readiness")), {405, 503}},
};
/* clang-format on */

/* How much of a way's path is not a parameter. */
static size_t fixed_len(const struct way *way)
{
    return strcspn(way->path, "{");
}

/* A way with parameters leads where something stands in their place. */
static bool leads(const struct way *way, struct str path)
{
    size_t len = fixed_len(way);
    bool has_parameters = way->path[len] == '{';
    return (has_parameters ? path.len > len : path.len == len) &&
           memcmp(path.ptr, way->path, len) == 0;
}

const struct way *way_find(struct str path)
{
    for (size_t i = 0; i < WAYS_COUNT; i++)
        if (leads(&ways[i], path))
            return &ways[i];
    return NULL;
}

struct str way_rest(const struct way *way, struct str path)
{
    size_t len = fixed_len(way);
    return (struct str) {.ptr = path.ptr + len, .len = path.len - len};
}

bool way_is_by(const struct way *way, struct str method)
{
    if (way->is_post)
        return str_eq(method, STR("POST"));
    return str_eq(method, STR("GET")) || str_eq(method, STR("HEAD"));
}

const char *way_methods(const struct way *way)
{
    return way->is_post ? "POST" : "GET, HEAD";
}
