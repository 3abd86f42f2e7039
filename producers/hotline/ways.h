/*
 * ways -- the addresses there are: by which method, who may come, and what is answered.
 *
 * Requests are led and the description for others is made from the same rows.
 */
#ifndef SHOUWEN_HOTLINE_WAYS_H
#define SHOUWEN_HOTLINE_WAYS_H

#include <stdbool.h>

#include "base/str.h"

enum { WAY_PROBLEMS_MAX = 10 };

enum way_of {
    WAY_EVENTS,
    WAY_CASE,
    WAY_EVENT,
    WAY_DESCRIPTION,
    WAY_HEALTH,
    WAY_READINESS,
    WAYS_COUNT,
};

struct way {
    const char *path; /* as OpenAPI writes it: /v1/events/{id} */
    const char *name; /* operationId */
    bool is_post;     /* else it is asked by GET or HEAD */
    bool is_open;     /* for everybody; else a key is needed */
    const char *summary;
    const char *takes; /* members of its description in JSON, each with a comma behind: parameters,
                          a body */
    int good;          /* the status when all is well */
    const char *gives; /* then: a description's `content` */
    int problems[WAY_PROBLEMS_MAX]; /* the other statuses; 0 ends them */
};

extern const struct way ways[WAYS_COUNT];

/* Where does this path lead?  NULL: nowhere. */
const struct way *way_find(struct str path);

/* What such a path has in the place of the parameters. */
struct str way_rest(const struct way *way, struct str path);

/* Is it by this method? */
bool way_is_by(const struct way *way, struct str method);

/* The methods of a way, as the header Allow has them. */
const char *way_methods(const struct way *way);

#endif
