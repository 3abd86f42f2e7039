/* file -- a whole file of the tree, for tests, which run in its root. */
#ifndef SHOUWEN_TESTS_SUPPORT_FILE_H
#define SHOUWEN_TESTS_SUPPORT_FILE_H

#include "base/arena.h"
#include "base/str.h"

/* In the arena, with a NUL behind it; fails the test when it cannot be read. */
struct str file_read(const char *path, struct arena *arena);

/* The same of tests/fixtures/v1/NAME.SUFFIX. */
struct str file_fixture(const char *name, const char *suffix, struct arena *arena);

#endif
