/* arena -- an arena of a test's own. */
#ifndef SHOUWEN_TESTS_SUPPORT_ARENA_H
#define SHOUWEN_TESTS_SUPPORT_ARENA_H

#include "base/arena.h"

extern struct arena test_arena;

/* cmocka's setup and teardown: make it, and release it. */
int test_arena_make(void **state);
int test_arena_drop(void **state);

/* The same with the folder of support/folder.h. */
int test_arena_and_folder_make(void **state);
int test_arena_and_folder_drop(void **state);

#endif
