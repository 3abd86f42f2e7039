/* test_arena -- what an arena gives, refuses and takes back. */
#include "base/arena.h"

#include <stdalign.h>
#include <string.h>

#include "support/cmocka.h"

enum { SIZE = 256 };

static int setup(void **state)
{
    static struct arena arena;
    struct err err;
    *state = &arena;
    return arena_init(&arena, SIZE, &err) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    arena_done(*state);
    return 0;
}

static void memory_is_zeroed_and_aligned_for_anything(void **state)
{
    static const unsigned char zeroes[SIZE];
    struct arena *arena = *state;
    memset(arena->memory, 0xA5, SIZE);
    for (size_t size = 1; size <= 9; size++) {
        void *memory = arena_alloc(arena, size);
        assert_non_null(memory);
        assert_int_equal((uintptr_t) memory % alignof(max_align_t), 0);
        assert_memory_equal(memory, zeroes, size);
    }
}

static void what_does_not_fit_is_refused_and_remembered(void **state)
{
    struct arena *arena = *state;
    assert_non_null(arena_alloc(arena, SIZE - 8));
    assert_false(arena->full);
    assert_null(arena_alloc(arena, 1)); /* no aligned place is left, though bytes are */
    assert_true(arena->full);
    arena_reset(arena);
    assert_false(arena->full);
    assert_null(arena_alloc(arena, SIZE + 1));
    assert_null(arena_alloc(arena, SIZE_MAX));
    assert_non_null(arena_alloc(arena, SIZE));
}

static void nothing_is_an_allocation_too(void **state)
{
    struct arena *arena = *state;
    assert_non_null(arena_alloc(arena, 0));
    assert_non_null(arena_alloc(arena, SIZE));
    assert_non_null(arena_alloc(arena, 0));
    assert_false(arena->full);
}

static void raw_memory_is_aligned_and_bytes_are_not(void **state)
{
    struct arena *arena = *state;
    memset(arena->memory, 0xA5, SIZE);
    unsigned char *byte = arena_alloc_bytes(arena, 1);
    assert_int_equal(byte[0], 0xA5);
    assert_ptr_equal(arena_alloc_bytes(arena, 2), byte + 1);
    unsigned char *raw = arena_alloc_raw(arena, 3);
    assert_int_equal((uintptr_t) raw % alignof(max_align_t), 0);
    assert_int_equal(raw[2], 0xA5);
    assert_null(arena_alloc_raw(arena, SIZE));
    assert_null(arena_alloc_bytes(arena, SIZE));
}

static void an_arena_knows_what_it_holds(void **state)
{
    struct arena *arena = *state;
    const unsigned char *bytes = arena_alloc_bytes(arena, 4);
    assert_true(arena_holds(arena, bytes));
    assert_true(arena_holds(arena, bytes + 3));
    assert_false(arena_holds(arena, bytes + 4));
    assert_false(arena_holds(arena, "a word"));
    assert_false(arena_holds(arena, NULL));
}

static void a_rewind_gives_back_what_was_taken_since(void **state)
{
    struct arena *arena = *state;
    (void) arena_alloc(arena, 40);
    size_t mark = arena_mark(arena);
    void *first = arena_alloc(arena, 40);
    assert_null(arena_alloc(arena, SIZE));
    arena_rewind(arena, mark);
    assert_false(arena->full);
    assert_ptr_equal(arena_alloc(arena, 40), first);
}

static void done_is_safe_on_zeroes_and_twice(void **state)
{
    (void) state;
    struct arena arena = {0};
    struct err err;
    arena_done(&arena);
    assert_int_equal(arena_init(&arena, SIZE, &err), OK);
    arena_done(&arena);
    arena_done(&arena);
    assert_null(arena.memory);
    assert_null(arena_alloc(&arena, 1));
}

/* Memory that the heap does not have is an answer, and not the end of the program. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

static void more_than_there_is_cannot_be_taken(void **state)
{
    (void) state;
    struct arena arena = {.size_bytes = 7};
    struct err err;
    assert_int_equal(arena_init(&arena, SIZE_MAX / 4, &err), FATAL);
    assert_non_null(strstr(err.text, "could not take "));
    assert_int_equal(arena.size_bytes, 7); /* untouched */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(memory_is_zeroed_and_aligned_for_anything, setup, teardown),
        cmocka_unit_test_setup_teardown(what_does_not_fit_is_refused_and_remembered, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(nothing_is_an_allocation_too, setup, teardown),
        cmocka_unit_test_setup_teardown(raw_memory_is_aligned_and_bytes_are_not, setup, teardown),
        cmocka_unit_test_setup_teardown(an_arena_knows_what_it_holds, setup, teardown),
        cmocka_unit_test_setup_teardown(a_rewind_gives_back_what_was_taken_since, setup, teardown),
        cmocka_unit_test(more_than_there_is_cannot_be_taken),
        cmocka_unit_test(done_is_safe_on_zeroes_and_twice),
    };
    return RUN(tests);
}
