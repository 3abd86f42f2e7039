/*
 * str -- a borrowed text: where it begins and how long it is.
 *
 * Not terminated, may hold any byte; the owner is somebody else, and the comment beside a field
 * says until when.
 */
#ifndef SHOUWEN_BASE_STR_H
#define SHOUWEN_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct str {
    const char *ptr; /* may be NULL when len is 0 */
    size_t len;      /* bytes */
};

/* A literal as a str; also valid as an initializer. */
#define STR(literal) ((struct str) {.ptr = "" literal, .len = sizeof(literal) - 1})

/* For printf("%.*s", STR_ARG(text)). */
#define STR_ARG(text) ((int) (text).len), str_start(text)

/* Where it begins; never NULL. */
const char *str_start(struct str text);

/* The bytes of a terminated string; NULL is empty. */
struct str str_from(const char *text);

bool str_eq(struct str a, struct str b);

/* Order by bytes, the shorter first; < 0, 0 or > 0. */
int str_compare(struct str a, struct str b);

/* A copy that lives as long as the arena.  RETRY when the arena is full. */
MUST_CHECK enum outcome str_keep(struct str text, struct arena *arena, struct str *kept_out,
                                 struct err *err);

/* The same with a terminating NUL behind it; NULL when the arena is full. */
char *str_keep_terminated(struct str text, struct arena *arena);

/* What stands before the first such mark; it and the mark are taken off the text.  Without a mark
 * all of it. */
struct str str_cut(struct str *text, char mark);

/* FNV-1a with a final mix: spreads well, promises nothing to other programs. */
uint64_t str_hash(struct str text);

#endif
