/*
 * tool -- what the programs of tests/tool share: giving up, memory that cannot fail, raw hex.
 *
 * A tool that cannot do its errand says so on stderr and ends with 2, so that a script never takes
 * that for an answer.
 */
#ifndef SHOUWEN_TESTS_SUPPORT_TOOL_H
#define SHOUWEN_TESTS_SUPPORT_TOOL_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

enum { TOOL_CANNOT = 2 };

void tool_die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* Zeroed; never NULL. */
void *tool_alloc(size_t size_bytes);
struct arena tool_arena(size_t size_bytes);

/* Room for one more item in a list that doubles; the list may move. */
void *tool_grow(void *items, size_t count, size_t *capacity, size_t item_size);

/* A copy on the heap, never freed. */
struct str tool_keep(struct str text);

/* The environment's value; ends the program when it is not set. */
const char *tool_env(const char *name);

#endif
