/* arena -- see arena.h. */
#include "support/arena.h"

#include "support/folder.h"

enum { ARENA_BYTES = 16 << 20 };

struct arena test_arena;

int test_arena_make(void **state)
{
    struct err err;
    (void) state;
    return arena_init(&test_arena, ARENA_BYTES, &err) == OK ? 0 : -1;
}

int test_arena_drop(void **state)
{
    (void) state;
    arena_done(&test_arena);
    return 0;
}

int test_arena_and_folder_make(void **state)
{
    return test_arena_make(state) == 0 ? folder_make(state) : -1;
}

int test_arena_and_folder_drop(void **state)
{
    return test_arena_drop(state) == 0 ? folder_remove(state) : -1;
}
